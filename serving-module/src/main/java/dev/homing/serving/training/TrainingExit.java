package dev.homing.serving.training;

import java.util.Locale;

/** What the end of a training's process means. */
final class TrainingExit {
    /** Of a JVM that was told to end when its heap is full. */
    private static final int OUT_OF_MEMORY = 3;
    /** What a process gives that was ended by a signal is this and the signal's number. */
    private static final int SIGNALLED = 128;
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final String OWN_WORDS = "homing train: ";

    private TrainingExit() {
    }

    /** Whether a line is the training's own account of why it fails. */
    static boolean isReason(final String line) {
        return line.startsWith(OWN_WORDS);
    }

    /** Whether it was ended by a signal that asks to, as a terminal and supervisors send to the server's processes too. */
    static boolean isAskedTo(final int code) {
        final int signal = code - SIGNALLED;
        return signal == SIGHUP || signal == SIGINT || signal == SIGTERM;
    }

    /**
     * Why a training failed, for people.
     *
     * @param code             of the process
     * @param memoryLimitBytes that it had
     * @param lastLine         that it wrote, the one that gives a reason before all others; may be empty
     */
    static String reason(final int code, final long memoryLimitBytes, final String lastLine) {
        if (code == OUT_OF_MEMORY) {
            return String.format(Locale.ROOT, "it ran out of memory: its limit was %,d bytes; give it more "
                    + "(memory_limit_bytes, and --training-memory of the server)", memoryLimitBytes);
        }
        if (code > SIGNALLED) {
            return "it was killed by signal " + (code - SIGNALLED) + (code - SIGNALLED == SIGKILL
                    ? ", as the system does where memory runs out" : "");
        }
        if (isReason(lastLine)) {
            return lastLine.substring(OWN_WORDS.length());
        }
        return code == 0 ? "it ended without a model" + said(lastLine) : "it ended with exit code " + code + said(lastLine);
    }

    private static String said(final String line) {
        return line.isEmpty() ? "" : ": " + line;
    }
}
