package dev.homing.integration;

/** Bounds a loop that waits for another process. */
final class Deadline {
    private static final int PAUSE_MS = 10;

    private final long endNs;
    private final String what;

    Deadline(final int seconds, final String what) {
        endNs = System.nanoTime() + seconds * 1_000_000_000L;
        this.what = what;
    }

    void pause() throws InterruptedException {
        if (System.nanoTime() - endNs > 0) {
            throw new AssertionError("waited too long for " + what);
        }
        Thread.sleep(PAUSE_MS);
    }
}
