package dev.homing.serving.cli;

import dev.homing.serving.bench.BenchCommand;
import dev.homing.serving.demo.DemoCommand;
import dev.homing.serving.server.ServeCommand;
import dev.homing.serving.terminal.CommandException;
import dev.homing.tracking.store.StoreException;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code homing}: the command line. Exit codes: 0, 1 (failed), 2 (usage). */
@Command(name = "homing", sortOptions = false, mixinStandardHelpOptions = true,
        description = "A behavioural learning engine for real estate.",
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            RecommendCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            DoctorCommand.class,
            BenchCommand.class
        })
public final class Homing implements Runnable {
    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Print the stack trace of an error.")
    private boolean isVerbose;

    Homing() {
    }

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param arguments of the command line
     */
    public static void main(final String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(final String... arguments) {
        final Homing homing = new Homing();
        return commandLine(homing)
                .setExecutionExceptionHandler((error, command, parsed) -> homing.fail(error, command.getErr()))
                .execute(arguments);
    }

    /** All commands, each of which knows its version. */
    static CommandLine commandLine(final Homing homing) {
        final CommandLine commandLine = new CommandLine(homing).setCaseInsensitiveEnumValuesAllowed(true);
        addVersion(commandLine);
        return commandLine;
    }

    private static void addVersion(final CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        command.getSubcommands().values().forEach(Homing::addVersion);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private int fail(final Exception error, final PrintWriter err) {
        err.println("homing: " + message(error));
        if (isVerbose) {
            error.printStackTrace(err);
        }
        err.flush();
        return FAILED;
    }

    private static String message(final Exception error) {
        if (error instanceof CommandException || error instanceof StoreException || error instanceof BindException) {
            return error.getMessage();
        }
        if (error instanceof StatusRuntimeException status) {
            return Statuses.explain(status.getStatus());
        }
        if (error instanceof IllegalArgumentException && error.getMessage() != null) {
            return error.getMessage() + " (run again with --verbose for more)";
        }
        return error instanceof IOException
                ? error.getMessage() + " (" + error.getClass().getSimpleName() + ")"
                : error + " (run again with --verbose for more)";
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            final String version = Homing.class.getModule().getDescriptor().rawVersion().orElse("in development");
            return new String[] {"homing " + version + " on Java " + Runtime.version()};
        }
    }
}
