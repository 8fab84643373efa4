package dev.homing.serving.training;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
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
        final Process process = new ProcessBuilder(command(arguments)).inheritIO().start();
        try {
            return process.waitFor();
        } finally {
            process.destroy();
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
