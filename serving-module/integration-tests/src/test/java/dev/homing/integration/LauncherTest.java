package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    @Test
    void shouldTakeItsClassesFromTheArchiveOfTheBuild() throws IOException, InterruptedException {
        final Finished finished = homing().run(
                Map.of("HOMING_JAVA_OPTS", "-Xshare:on -Xlog:class+load"), Launcher.program(), "--version");
        assertEquals(0, finished.exitCode(), finished.toString());
        for (final String name : List.of("dev.homing.serving.cli.Homing", "picocli.CommandLine")) {
            assertTrue(finished.out().contains(" " + name + " source: shared objects file"), finished.toString());
        }
    }

    /** The archive is of jars at a place and of a time: a copy has others, and its users need not know. */
    @Test
    void shouldStartWithoutAWordWhereTheArchiveDoesNotFit() throws IOException, InterruptedException {
        final Path copy = folder().resolve("copy");
        final List<Path> links = new ArrayList<>();
        final Path original = Launcher.program().getParent().getParent();
        for (final String name : List.of("bin", "cds", "lib")) {
            Files.createDirectories(copy.resolve(name));
            try (Stream<Path> files = Files.list(original.resolve(name))) {
                for (final Path file : (Iterable<Path>) files::iterator) {
                    final Path copied = copy.resolve(name).resolve(file.getFileName());
                    if (file.getFileName().toString().startsWith("homing")) {
                        Files.copy(file, copied);
                    } else {
                        links.add(Files.createSymbolicLink(copied, file));
                    }
                }
            }
        }
        final Finished finished = homing().run(Map.of(), copy.resolve("bin/homing"), "--version");
        for (final Path link : links) {
            Files.delete(link);
        }
        assertEquals(0, finished.exitCode(), finished.toString());
        assertTrue(finished.out().startsWith("homing "), finished.toString());
        assertEquals("", finished.err());
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
