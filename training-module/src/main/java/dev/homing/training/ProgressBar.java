package dev.homing.training;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** How far a long work is: a bar that moves on a terminal; lines elsewhere, a second apart. For one thread. */
final class ProgressBar implements ProgressListener {
    private static final long LOG_INTERVAL_NS = 1_000_000_000L;
    private static final int BAR_WIDTH = 30;
    private static final int TEXT_WIDTH = 64;

    private final String work;
    private final PrintStream out;
    private final boolean isTerminal;
    private final LongSupplier clockNs;
    private boolean isLineOpen;
    private long reportedNs;

    /**
     * Begins without a word.
     *
     * @param work       what is being done, one word
     * @param out        where to
     * @param isTerminal whether a carriage return goes back to the beginning of the line
     * @param clockNs    any clock in nanoseconds
     */
    ProgressBar(final String work, final PrintStream out, final boolean isTerminal, final LongSupplier clockNs) {
        this.work = work;
        this.out = out;
        this.isTerminal = isTerminal;
        this.clockNs = clockNs;
        reportedNs = clockNs.getAsLong() - LOG_INTERVAL_NS;
    }

    /** On standard error, which the launcher says to be a terminal or not: a JVM cannot tell. */
    static ProgressBar of(final String work) {
        return new ProgressBar(work, System.err, Boolean.getBoolean("homing.terminal"), System::nanoTime);
    }

    @Override
    public void at(final double fraction, final String what) {
        final long nowNs = clockNs.getAsLong();
        final double percent = fraction * 100;
        if (isTerminal) {
            final int done = (int) Math.round(fraction * BAR_WIDTH);
            out.printf(Locale.ROOT, "\r%s [%s%s] %3.0f %%  %-" + TEXT_WIDTH + "." + TEXT_WIDTH + "s",
                    work, "#".repeat(done), " ".repeat(BAR_WIDTH - done), percent, what);
            isLineOpen = true;
        } else if (nowNs - reportedNs >= LOG_INTERVAL_NS) {
            reportedNs = nowNs;
            out.printf(Locale.ROOT, "%s %3.0f %%  %s%n", work, percent, what);
        }
    }

    /** Says something that stays, however soon after the last line. */
    void line(final String what) {
        end();
        out.println(work + " " + what);
    }

    /** Clears the bar. */
    void end() {
        if (isLineOpen) {
            out.print("\r" + " ".repeat(work.length() + BAR_WIDTH + TEXT_WIDTH + 11) + "\r");
            isLineOpen = false;
        }
    }
}
