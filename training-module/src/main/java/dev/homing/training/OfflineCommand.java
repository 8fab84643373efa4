package dev.homing.training;

import dev.homing.tracking.store.StoreException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What the commands that work on a snapshot of a data folder have in common. Exit codes: 0, 1 (failed), 2 (usage). */
final class OfflineCommand {
    static final int MAX_THREADS = 1_024;

    private OfflineCommand() {
    }

    /**
     * Runs a command; an error becomes one line that says what to do.
     *
     * @param command   with picocli's annotations
     * @param arguments of the command line
     * @return exit code
     */
    static int run(final Object command, final String... arguments) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((error, line, parsed) -> {
                    line.getErr().println("homing " + line.getCommandName() + ": " + message(error));
                    return 1;
                })
                .execute(arguments);
    }

    private static String message(final Exception error) {
        return error instanceof StoreException || error instanceof IOException || error instanceof IllegalArgumentException
                ? error.getMessage() : error.toString();
    }

    /** The value of {@code --as-of}; null stands for now. */
    static Instant asOf(final CommandSpec spec, final String text, final Instant now) {
        try {
            return text == null ? now : Instant.parse(text);
        } catch (final DateTimeException e) {
            throw new ParameterException(spec.commandLine(),
                    "--as-of is " + text + "; an instant such as 2026-11-24T10:15:00Z is allowed", e);
        }
    }

    /** The value if it is from 1 to a maximum. */
    static int check(final CommandSpec spec, final String name, final int value, final int maximum) {
        if (value < 1 || value > maximum) {
            throw new ParameterException(spec.commandLine(), name + " is " + value + "; 1 to " + maximum + " is allowed");
        }
        return value;
    }
}
