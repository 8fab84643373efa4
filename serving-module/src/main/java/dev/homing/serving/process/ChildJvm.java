package dev.homing.serving.process;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A main of ours in a JVM of its own, which ends with this one unless that is killed. */
public final class ChildJvm implements AutoCloseable {
    /** The young generation of a server, as the launcher has it. */
    static final String YOUNG_OF_SERVER = "-Xmn64m";

    private static final int CLOSE_SECONDS = 20;
    /** Beginnings of flags that say how large the heap is, or name files and ports that two processes cannot share. */
    private static final List<String> OF_ONE_PROCESS = List.of(
            "-Xms", "-Xmx", "-Xmn", "-Xlog", "-XX:InitialHeapSize", "-XX:MinHeapSize", "-XX:MaxHeapSize", "-XX:NewSize",
            "-XX:MaxNewSize", "-XX:InitialRAMPercentage", "-XX:MinRAMPercentage", "-XX:MaxRAMPercentage", "-XX:+AlwaysPreTouch",
            "-XX:StartFlightRecording", "-Dcom.sun.management.jmxremote");

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
        return command(main, arguments, flag -> true, List.of());
    }

    /**
     * The command of a child that serves: as {@code homing serve} starts it, unless this JVM was told otherwise.
     *
     * @param main      MODULE/CLASS
     * @param arguments of the main
     * @return not started yet
     */
    public static ProcessBuilder server(final String main, final List<String> arguments) {
        return command(main, arguments, flag -> true,
                flags().stream().anyMatch(flag -> flag.startsWith("-Xmn")) ? List.of() : List.of(YOUNG_OF_SERVER));
    }

    /**
     * The command of a child with a heap of its own size, and with nothing of what this JVM writes down of itself.
     *
     * @param main      MODULE/CLASS
     * @param arguments of the main
     * @param heapBytes the most that its heap may take
     * @param further   flags of its JVM
     * @return not started yet
     */
    public static ProcessBuilder command(
            final String main, final List<String> arguments, final long heapBytes, final List<String> further) {
        final List<String> own = new ArrayList<>(further);
        own.add("-Xmx" + heapBytes);
        return command(main, arguments, flag -> OF_ONE_PROCESS.stream().noneMatch(flag::startsWith), own);
    }

    private static ProcessBuilder command(
            final String main, final List<String> arguments, final Predicate<String> isShared, final List<String> own) {
        final List<String> flags = flags();
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        flags.stream().filter(flag -> !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent")).filter(isShared)
                .forEach(command::add);
        command.addAll(own);
        if (flags.stream().noneMatch(ChildJvm::isModulePath)) {
            command.add("--module-path");
            command.add(System.getProperty("jdk.module.path", ""));
        }
        command.add("-m");
        command.add(main);
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    /** The flags of this JVM are those of the launcher, and so right for a child too. */
    private static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
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
