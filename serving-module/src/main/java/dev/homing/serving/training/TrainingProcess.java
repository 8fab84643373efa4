package dev.homing.serving.training;

import dev.homing.serving.process.ChildJvm;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;

/** Runs training as a process of its own: its memory is not ours, and neither is its end. */
public final class TrainingProcess {
    private static final String MAIN = "dev.homing.training/dev.homing.training.TrainMain";

    private TrainingProcess() {
    }

    /**
     * Trains and waits; the process writes to our standard output and error.
     *
     * @param arguments of the training command
     * @return its exit code
     * @throws IOException          when it cannot be started
     * @throws InterruptedException when this thread is told to end; the process is ended as well
     */
    public static int run(final List<String> arguments) throws IOException, InterruptedException {
        return run(arguments, Redirect.INHERIT, Redirect.INHERIT);
    }

    /**
     * Trains and waits.
     *
     * @param arguments of the training command
     * @param output    where the results go
     * @param errors    where progress and errors go
     * @return its exit code
     * @throws IOException          when it cannot be started
     * @throws InterruptedException when this thread is told to end; the process is ended as well
     */
    public static int run(final List<String> arguments, final Redirect output, final Redirect errors)
            throws IOException, InterruptedException {
        final ProcessBuilder command = ChildJvm.command(MAIN, arguments)
                .redirectInput(Redirect.INHERIT).redirectOutput(output).redirectError(errors);
        try (ChildJvm child = ChildJvm.start(command)) {
            return child.waitFor();
        }
    }
}
