package dev.homing.serving.terminal;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far long work is: one line that moves on a terminal, a line every ten seconds elsewhere. Goes to standard error.
 * Any thread.
 */
public final class Progress implements AutoCloseable {
    private static final long TERMINAL_INTERVAL_NS = 100_000_000L;
    private static final long LOG_INTERVAL_NS = 10_000_000_000L;
    private static final double NS_PER_SECOND = 1e9;
    private static final int BAR_WIDTH = 40;

    private final String what;
    private final PrintStream out;
    private final boolean isTerminal;
    private final LongSupplier nanoClock;
    private final long startedNs;
    private long shownNs;
    private boolean isLineOpen;

    Progress(final String what, final PrintStream out, final boolean isTerminal, final LongSupplier nanoClock) {
        this.what = what;
        this.out = out;
        this.isTerminal = isTerminal;
        this.nanoClock = nanoClock;
        startedNs = nanoClock.getAsLong();
        shownNs = startedNs;
    }

    /**
     * Begins. Whether standard error is a terminal is what the launcher says: a JVM cannot tell.
     *
     * @param what is being done
     * @return shows nothing yet
     */
    public static Progress of(final String what) {
        return new Progress(what, System.err, Boolean.getBoolean("homing.terminal"), System::nanoTime);
    }

    /**
     * Shows how far the work is, if it is time to.
     *
     * @param fraction done, 0 to 1
     * @param count    of things done
     * @param unit     of the things
     */
    public synchronized void at(final double fraction, final long count, final String unit) {
        final long now = nanoClock.getAsLong();
        if (now - shownNs < (isTerminal ? TERMINAL_INTERVAL_NS : LOG_INTERVAL_NS)) {
            return;
        }
        shownNs = now;
        final double seconds = (now - startedNs) / NS_PER_SECOND;
        final int done = (int) Math.round(Math.min(Math.max(fraction, 0), 1) * BAR_WIDTH);
        final String bar = isTerminal ? "[" + "#".repeat(done) + " ".repeat(BAR_WIDTH - done) + "] " : "";
        final String line = String.format(Locale.ROOT, "%s %s%3.0f %%  %,d %s  %,.0f/s",
                what, bar, fraction * 100, count, unit, count / Math.max(seconds, 1e-3));
        if (isTerminal) {
            out.print("\r" + line);
            isLineOpen = true;
        } else {
            out.println(line);
        }
        out.flush();
    }

    /**
     * Says something in a line of its own.
     *
     * @param text to say
     */
    public synchronized void note(final String text) {
        end();
        out.println(text);
        out.flush();
    }

    /**
     * Seconds since the beginning.
     *
     * @return 0 or more
     */
    public double seconds() {
        return (nanoClock.getAsLong() - startedNs) / NS_PER_SECOND;
    }

    @Override
    public void close() {
        end();
    }

    /** Ends the moving line, so that other lines can follow. */
    public synchronized void end() {
        if (isLineOpen) {
            isLineOpen = false;
            out.print("\r" + " ".repeat(what.length() + BAR_WIDTH + 48) + "\r");
            out.flush();
        }
    }
}
