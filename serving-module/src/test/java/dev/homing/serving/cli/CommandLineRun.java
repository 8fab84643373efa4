package dev.homing.serving.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** One run of the real command line in this process, and what it wrote. Not for two threads at once: it borrows System.out. */
record CommandLineRun(int exitCode, String out, String err) {
    static CommandLineRun of(final String... arguments) {
        final PrintStream out = System.out;
        final PrintStream err = System.err;
        final ByteArrayOutputStream written = new ByteArrayOutputStream();
        final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complaints, true, StandardCharsets.UTF_8));
        try {
            final int exitCode = Homing.run(arguments);
            return new CommandLineRun(
                    exitCode, written.toString(StandardCharsets.UTF_8), complaints.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
