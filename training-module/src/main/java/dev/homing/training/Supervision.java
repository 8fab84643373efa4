package dev.homing.training;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * A training that a server started: lines for that server on the standard output, among those for people, and an end when the
 * server is gone. The server holds the other end of the standard input and never writes to it; however the server ends, also by
 * a signal that it does not hear, the system closes that end.
 */
final class Supervision {
    /** Exit code of a training whose server is gone. */
    private static final int ABANDONED = 4;

    private Supervision() {
    }

    /** Begins to watch the standard input of this process. */
    static void begin() {
        // Halts: hooks and open files have nothing to lose, and a training nobody asks for must not go on for a moment.
        watch(System.in, () -> Runtime.getRuntime().halt(ABANDONED));
    }

    /**
     * Watches a stream on a thread of its own.
     *
     * @param input whose end is the end of the server
     * @param end   what to do then, once
     */
    static void watch(final InputStream input, final Runnable end) {
        final Thread watch = new Thread(() -> {
            awaitEnd(input);
            end.run();
        }, "homing-supervision");
        watch.setDaemon(true);
        watch.start();
    }

    private static void awaitEnd(final InputStream input) {
        try {
            int read = input.read();
            while (read >= 0) {
                read = input.read();
            }
        } catch (final IOException e) {
            // A stream that cannot be read has no server behind it any more either.
            return;
        }
    }

    /**
     * Says how far the training is.
     *
     * @param fraction of the work that is done, 0 to 1
     * @param what     is being done, for people; one line
     * @return {@code @progress FRACTION WHAT}, with the end of the line
     */
    static String progress(final double fraction, final String what) {
        return String.format(Locale.ROOT, "@progress %.4f %s%n", fraction, what);
    }

    /**
     * Says which model was written.
     *
     * @param version of the model
     * @param passes  whether it may serve
     * @return {@code @result VERSION passed} or {@code @result VERSION failed}, with the end of the line
     */
    static String result(final String version, final boolean passes) {
        return String.format(Locale.ROOT, "@result %s %s%n", version, passes ? "passed" : "failed");
    }
}
