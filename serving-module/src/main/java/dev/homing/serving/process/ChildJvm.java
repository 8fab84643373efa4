package dev.homing.serving.process;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main of ours in a JVM of its own, which ends with this one unless that is killed. */
public final class ChildJvm implements AutoCloseable {
    private static final int CLOSE_SECONDS = 20;

    private final Process process;
    private final Thread hook;

    private ChildJvm(final Process process) {
        this.process = process;
        // Nobody who ends us means to leave the child behind, and a signal to us does not reach it.
        hook = new Thread(process::destroy, "homing-child-end");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * The command of a child; the caller says where its output goes.
     *
     * @param main      MODULE/CLASS
     * @param arguments of the main
     * @return not started yet
     */
    public static ProcessBuilder command(final String main, final List<String> arguments) {
        // The flags of this JVM are those of the launcher, and so right for the child too.
        final List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        flags.stream().filter(flag -> !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent")).forEach(command::add);
        if (flags.stream().noneMatch(ChildJvm::isModulePath)) {
            command.add("--module-path");
            command.add(System.getProperty("jdk.module.path", ""));
        }
        command.add("-m");
        command.add(main);
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    private static boolean isModulePath(final String flag) {
        return flag.startsWith("--module-path") || flag.equals("-p");
    }

    /**
     * Starts a child.
     *
     * @param command of {@link #command}
     * @return the child, running
     * @throws IOException when it cannot be started
     */
    public static ChildJvm start(final ProcessBuilder command) throws IOException {
        return new ChildJvm(command.start());
    }

    /**
     * The process.
     *
     * @return for its streams
     */
    public Process process() {
        return process;
    }

    /**
     * Waits until it ends.
     *
     * @return its exit code
     * @throws InterruptedException when this thread is told to end
     */
    public int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    /** Ends it if it still runs: asks, waits a while, and then does not ask any more. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (final IllegalStateException e) {
            // The hooks are running already, and this one changes nothing any more.
            return;
        }
    }
}
