package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BundleDraftTest {
    /** Another process that writes a bundle, as far as others can see. */
    private static final String WRITER = """
            public class Writer {
                public static void main(final String[] arguments) throws Exception {
                    final var lock = java.nio.channels.FileChannel.open(java.nio.file.Path.of(arguments[0]),
                            java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE);
                    System.out.println(lock.tryLock() == null ? "refused" : "locked");
                    System.out.flush();
                    System.in.read();
                }
            }
            """;

    @TempDir
    private Path models;

    @Test
    void shouldRemoveWhatProcessesLeftThatAreGone() throws IOException {
        draft("v1");
        draft("v2");
        Files.writeString(models.resolve(".v2.lock"), "");
        Files.createDirectories(models.resolve("v3"));
        Files.createDirectories(models.resolve(".other"));
        BundleDraft.removeAbandoned(models);
        assertEquals(List.of(".other", "v3"), names());
        BundleDraft.removeAbandoned(models.resolve("no-such-folder"));
    }

    @Test
    void shouldLeaveADraftAloneThatIsAtWork() throws IOException {
        try (BundleDraft draft = BundleDraft.begin(models, "v1")) {
            Files.writeString(draft.folder().resolve("file"), "f");
            BundleDraft.removeAbandoned(models);
            assertTrue(Files.exists(draft.folder().resolve("file")));
            assertThrows(IOException.class, () -> BundleDraft.begin(models, "v1"));
        }
        assertEquals(List.of(".v1.tmp"), names());
        BundleDraft.removeAbandoned(models);
        assertEquals(List.of(), names());
    }

    @Test
    void shouldTellAProcessThatLivesFromOneThatWasKilled(@TempDir final Path sources) throws IOException, InterruptedException {
        draft("v1");
        final Path source = Files.writeString(sources.resolve("Writer.java"), WRITER);
        final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                source.toString(), models.resolve(".v1.lock").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var out = process.inputReader()) {
            assertEquals("locked", out.readLine());
            BundleDraft.removeAbandoned(models);
            assertEquals(List.of(".v1.lock", ".v1.tmp"), names());
        } finally {
            process.destroyForcibly().waitFor();
        }
        BundleDraft.removeAbandoned(models);
        assertEquals(List.of(), names());
    }

    private void draft(final String version) throws IOException {
        final Path draft = Files.createDirectories(models.resolve("." + version + ".tmp"));
        Files.writeString(draft.resolve("listings.f32"), "half");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(models)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
