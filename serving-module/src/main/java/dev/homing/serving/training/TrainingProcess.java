package dev.homing.serving.training;

import dev.homing.serving.process.ChildJvm;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs training as a process of its own: its memory is not ours, and neither is its end. */
public final class TrainingProcess {
    private static final String MAIN = "dev.homing.training/dev.homing.training.TrainMain";
    private static final String BENCH_MAIN = "dev.homing.training/dev.homing.training.BenchMain";
    private static final String EVALUATE_MAIN = "dev.homing.training/dev.homing.training.EvaluateMain";

    private static final Path NICE = Path.of("/usr/bin/nice");
    /** Serving comes first where both want the processor: a quarter of the weight and less. */
    private static final String NICENESS = "10";
    /** Of -1,000 to 1,000: where the machine's memory runs out, the system takes this process and not the server. */
    private static final String OOM_SCORE = "500";

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
     * Measures the factorisation and waits; the process writes to our standard output and error.
     *
     * @param arguments of the benchmark
     * @return its exit code
     * @throws IOException          when it cannot be started
     * @throws InterruptedException when this thread is told to end; the process is ended as well
     */
    public static int benchmark(final List<String> arguments) throws IOException, InterruptedException {
        return run(BENCH_MAIN, arguments, Redirect.INHERIT, Redirect.INHERIT);
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
        return run(MAIN, arguments, output, errors);
    }

    /**
     * Evaluates and waits; the process writes to our standard output and error.
     *
     * @param arguments of the evaluation command
     * @return its exit code
     * @throws IOException          when it cannot be started
     * @throws InterruptedException when this thread is told to end; the process is ended as well
     */
    public static int evaluate(final List<String> arguments) throws IOException, InterruptedException {
        return run(EVALUATE_MAIN, arguments, Redirect.INHERIT, Redirect.INHERIT);
    }

    private static int run(final String main, final List<String> arguments, final Redirect output, final Redirect errors)
            throws IOException, InterruptedException {
        final ProcessBuilder command = ChildJvm.command(main, arguments)
                .redirectInput(Redirect.INHERIT).redirectOutput(output).redirectError(errors);
        try (ChildJvm child = ChildJvm.start(command)) {
            return child.waitFor();
        }
    }

    /**
     * Trainings that a server runs: with their own limit of memory, of lower priority than the server, told how far they are in
     * lines for a machine, and over when the server is gone.
     *
     * @param dataFolder with the events, and the models to be
     * @return starts them
     */
    public static TrainingLauncher supervised(final Path dataFolder) {
        return order -> {
            final Process process = supervised(dataFolder, order).start();
            preferAsVictim(process);
            return process;
        };
    }

    static ProcessBuilder supervised(final Path dataFolder, final TrainingOrder order) {
        final List<String> arguments = new ArrayList<>(List.of("--data", dataFolder.toString(), "--tenant", order.tenant(),
                "--seed", Long.toString(order.seed()), "--supervised"));
        order.budget().ifPresent(budget -> arguments.addAll(List.of("--budget", Long.toString(budget.toSeconds()))));
        order.asOf().ifPresent(asOf -> arguments.addAll(List.of("--as-of", asOf.toString())));
        final ProcessBuilder command = ChildJvm.command(
                MAIN, arguments, order.memoryLimitBytes(), List.of("-XX:+ExitOnOutOfMemoryError", "-Dhoming.terminal=false"));
        if (Files.isExecutable(NICE)) {
            command.command().addAll(0, List.of(NICE.toString(), "-n", NICENESS));
        }
        return command.redirectErrorStream(true);
    }

    private static void preferAsVictim(final Process process) {
        try {
            Files.writeString(Path.of("/proc/" + process.pid() + "/oom_score_adj"), OOM_SCORE);
        } catch (final IOException e) {
            // Not every system has it, and a process that is gone again has no file: the training is none the worse.
            return;
        }
    }
}
