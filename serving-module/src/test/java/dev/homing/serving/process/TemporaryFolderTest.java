package dev.homing.serving.process;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TemporaryFolderTest {
    @Test
    void shouldBeGoneWithAllThatIsInItWhenClosed() throws IOException {
        final Path path;
        try (TemporaryFolder folder = new TemporaryFolder("homing-test-")) {
            path = folder.path();
            Files.createDirectories(path.resolve("a/b"));
            Files.writeString(path.resolve("a/b/c"), "text");
            assertTrue(Files.isDirectory(path));
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void shouldNotMindWhenItIsGoneAlready() throws IOException {
        try (TemporaryFolder folder = new TemporaryFolder("homing-test-")) {
            Files.delete(folder.path());
        }
    }
}
