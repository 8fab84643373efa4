package dev.homing.serving.training;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs training as a process of its own: its memory is not ours, and neither is its end. */
public final class TrainingProcess {
    private static final String MAIN = "dev.homing.training/dev.homing.training.TrainMain";
    private static final int END_SECONDS = 10;

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
        final Process process = new ProcessBuilder(command(arguments))
                .redirectInput(Redirect.INHERIT).redirectOutput(output).redirectError(errors).start();
        // A signal to this process alone must not leave the other one behind.
        final Thread hook = new Thread(process::destroy, "homing-training-end");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return process.waitFor();
        } finally {
            end(process);
            forget(hook);
        }
    }

    /** Until it is gone it may still write into the data folder. */
    private static void end(final Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static void forget(final Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (final IllegalStateException e) {
            // This process is ending, and the hook is doing its work.
            return;
        }
    }

    /** The flags of this JVM are those of the launcher, and so right for the child too. */
    private static List<String> command(final List<String> arguments) {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent"))
                .toList());
        if (ManagementFactory.getRuntimeMXBean().getInputArguments().stream().noneMatch(TrainingProcess::isModulePath)) {
            command.add("--module-path");
            command.add(System.getProperty("jdk.module.path", ""));
        }
        command.add("-m");
        command.add(MAIN);
        command.addAll(arguments);
        return command;
    }

    private static boolean isModulePath(final String flag) {
        return flag.startsWith("--module-path") || flag.equals("-p");
    }
}
