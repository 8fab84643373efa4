package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LauncherTest extends DistributionTest {
    @Test
    void shouldSayItsVersionAndNothingElse() throws IOException, InterruptedException {
        final Finished finished = homing().succeed("--version");
        assertTrue(finished.out().startsWith("homing "), finished.toString());
        assertTrue(finished.out().contains(System.getProperty("java.version").split("\\+", -1)[0]), finished.toString());
        assertEquals("", finished.err());
    }

    @Test
    void shouldEvaluateInAProcessOfItsOwnAndPassItsErrorsOn() throws IOException, InterruptedException {
        assertTrue(homing().succeed("--help").out().contains("  evaluate "), "it is listed");
        final Path report = folder().resolve("report.html");
        final Finished unknown = homing().run(Map.of(), Launcher.program(),
                "evaluate", "--data", folder().toString(), "--protocol", "guess", "--report", report.toString());
        assertEquals(2, unknown.exitCode(), unknown.toString());
        assertTrue(unknown.err().contains("last-item, user-holdout, last-fifth, time, rolling"), unknown.toString());
        final Finished empty = homing().run(Map.of(), Launcher.program(),
                "evaluate", "--data", folder().toString(), "--protocol", "last-item", "--report", report.toString());
        assertEquals(1, empty.exitCode(), empty.toString());
        assertTrue(empty.err().contains("homing evaluate: There is no Homing data in "), empty.toString());
        assertFalse(Files.exists(report));
    }

    @Test
    void shouldWorkThroughASymbolicLink() throws IOException, InterruptedException {
        final Path link = Files.createSymbolicLink(folder().resolve("linked homing"), Launcher.program());
        final Finished finished = homing().run(Map.of(), link, "--version");
        assertEquals(0, finished.exitCode(), finished.toString());
        Files.delete(link);
    }

    /** Generating stubs takes one include path: what the contract imports lies beside it. */
    @Test
    void shouldComeWithTheContractAndWhatItImports() throws IOException {
        final Path contract = Launcher.program().resolve("../../proto").normalize();
        try (Stream<Path> files = Files.list(contract.resolve("homing/v1"))) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                for (final String line : Files.readAllLines(file)) {
                    if (line.startsWith("import \"") && !line.contains("google/protobuf/")) {
                        final String imported = line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
                        assertTrue(Files.isRegularFile(contract.resolve(imported)), file + ": " + line);
                    }
                }
            }
        }
        assertTrue(Files.isRegularFile(contract.resolve("homing/v1/event.proto")));
    }

    @Test
    void shouldRefuseAnOldJavaWithoutRunningIt() throws IOException, InterruptedException {
        final Path javaHome = folder().resolve("old-java");
        Files.createDirectories(javaHome.resolve("bin"));
        final Path java = Files.writeString(javaHome.resolve("bin/java"), "#!/bin/sh\ntouch \"$0.was-run\"\n");
        assertTrue(java.toFile().setExecutable(true));
        Files.writeString(javaHome.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"11.0.2\"\n");
        final Finished finished = homing().run(Map.of("JAVA_HOME", javaHome.toString()), Launcher.program(), "--version");
        assertEquals(1, finished.exitCode(), finished.toString());
        assertTrue(finished.err().contains("11.0.2") && finished.err().contains("17 or newer"), finished.toString());
        assertFalse(Files.exists(javaHome.resolve("bin/java.was-run")));
    }

    @Test
    void shouldSayWhatToDoWhenThereIsNoJava() throws IOException, InterruptedException {
        final Finished finished =
                homing().run(Map.of("JAVA_HOME", folder().resolve("nothing").toString()), Launcher.program(), "--version");
        assertEquals(1, finished.exitCode(), finished.toString());
        assertTrue(finished.err().contains("JAVA_HOME"), finished.toString());
    }
}
