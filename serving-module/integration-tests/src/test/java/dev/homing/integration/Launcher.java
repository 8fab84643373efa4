package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The launcher of the unpacked distribution. Its JVMs have a temporary folder of their own, so that a test sees what they leave.
 */
final class Launcher {
    private static final Path DISTRIBUTION =
            Path.of(System.getProperty("homing.distribution", "")).toAbsolutePath().normalize();
    /** Of commands that take a minute, on a machine that may have as much to do again. */
    private static final int LIMIT_SECONDS = 300;
    /** Most commands here end before the better one of the JVM's compilers has paid for itself; to follow other options. */
    static final String FIRST_COMPILER = " -XX:TieredStopAtLevel=1";

    private final Path folder;
    private final Path temporary;
    private int count;

    /** Works in a folder, which outlives all commands. */
    Launcher(final Path folder) throws IOException {
        this.folder = folder;
        temporary = Files.createDirectories(folder.resolve("tmp"));
    }

    static Path program() {
        return DISTRIBUTION.resolve("bin").resolve("homing");
    }

    static Path example(final String name) {
        return DISTRIBUTION.resolve("examples").resolve(name);
    }

    /** Runs a command to its end. */
    Finished run(final Object... arguments) throws IOException, InterruptedException {
        return run(Map.of(), program(), arguments);
    }

    /** Runs a command to its end, which must be a good one. */
    Finished succeed(final Object... arguments) throws IOException, InterruptedException {
        final Finished finished = run(arguments);
        assertEquals(0, finished.exitCode(), finished.toString());
        return finished;
    }

    /** Runs a command that computes for more than a moment, with all that the JVM has, to its end, which must be a good one. */
    Finished compute(final Object... arguments) throws IOException, InterruptedException {
        final Finished finished = run(Map.of("HOMING_JAVA_OPTS", options()), program(), arguments);
        assertEquals(0, finished.exitCode(), finished.toString());
        return finished;
    }

    Finished run(final Map<String, String> environment, final Path launcher, final Object... arguments)
            throws IOException, InterruptedException {
        try (Running running = start(environment, launcher, arguments)) {
            return running.await(LIMIT_SECONDS);
        }
    }

    Running start(final Object... arguments) throws IOException {
        return start(Map.of(), program(), arguments);
    }

    Running start(final Map<String, String> environment, final Path launcher, final Object... arguments)
            throws IOException {
        final List<String> command = new ArrayList<>(List.of(launcher.toString()));
        for (final Object argument : arguments) {
            command.add(argument.toString());
        }
        count++;
        final File out = folder.resolve("out-" + count + ".txt").toFile();
        final File err = folder.resolve("err-" + count + ".txt").toFile();
        final ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out).redirectError(err);
        // The Java under test is the one that runs the tests.
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("HOMING_JAVA_OPTS", options() + FIRST_COMPILER);
        // Native code asks the environment and not the JVM.
        builder.environment().put("TMPDIR", temporary.toString());
        builder.environment().putAll(environment);
        return new Running(builder.start(), out.toPath(), err.toPath(), String.join(" ", command));
    }

    private String options() {
        return "-Djava.io.tmpdir=" + temporary;
    }

    /** What the JVMs left in their temporary folder. */
    List<Path> leftovers() throws IOException {
        try (var files = Files.walk(temporary)) {
            return files.filter(file -> !file.equals(temporary)).toList();
        }
    }
}
