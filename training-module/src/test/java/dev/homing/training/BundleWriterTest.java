package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleWriterTest {
    private static final String SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @TempDir
    Path temporary;

    @Test
    void shouldWriteFilesAndAManifestWithTheirHashes() throws IOException {
        final Path folder = temporary.resolve("models").resolve("default");
        final BundleWriter writer = writer(folder, "abc");
        writer.add("empty", new byte[0]);
        final Path bundle = write(writer, "v1");
        assertEquals(folder.resolve("v1"), bundle);
        assertEquals(List.of("empty", "listings.f32", "model.json"), names(bundle));
        assertEquals("abc", Files.readString(bundle.resolve("listings.f32")));
        final JsonNode manifest = new ObjectMapper().readTree(bundle.resolve("model.json").toFile());
        assertEquals("factors", manifest.get("name").asText());
        assertEquals(SHA256_OF_ABC, manifest.get("files").get("listings.f32").asText());
        assertEquals(SHA256_OF_NOTHING, manifest.get("files").get("empty").asText());
        assertEquals(2, manifest.get("files").size());
    }

    @Test
    void shouldReplaceADraftThatACrashLeftBehind() throws IOException {
        final Path draft = Files.createDirectories(temporary.resolve(".v1.tmp"));
        Files.writeString(draft.resolve("listings.f32"), "much longer than what comes now");
        Files.writeString(draft.resolve("half"), "h");
        final Path bundle = write(writer(temporary, "abc"), "v1");
        assertEquals(List.of("listings.f32", "model.json"), names(bundle));
        assertEquals("abc", Files.readString(bundle.resolve("listings.f32")));
        assertEquals(List.of("v1"), names(temporary));
    }

    @Test
    void shouldShowNoBundleWhenAFileCannotBeWritten() throws IOException {
        final BundleWriter writer = writer(temporary, "abc");
        writer.add("no-such-folder/file", new byte[1]);
        assertThrows(IOException.class, () -> write(writer, "v1"));
        assertFalse(Files.exists(temporary.resolve("v1")));
        write(writer(temporary, "abc"), "v1");
        assertEquals(List.of("v1"), names(temporary));
    }

    @Test
    void shouldNotTouchABundleOfTheSameVersion() throws IOException {
        write(writer(temporary, "abc"), "v1");
        assertThrows(IOException.class, () -> write(writer(temporary, "other"), "v1"));
        assertEquals("abc", Files.readString(temporary.resolve("v1").resolve("listings.f32")));
    }

    @Test
    void shouldSwitchTheActiveBundle() throws IOException {
        final BundleWriter writer = writer(temporary, "abc");
        write(writer, "v1");
        writer.activate("v1");
        assertEquals("v1\n", Files.readString(temporary.resolve("ACTIVE")));
        Files.writeString(temporary.resolve("ACTIVE.tmp"), "left behind by a crash, longer than any version");
        writer.activate("v2");
        assertEquals("v2\n", Files.readString(temporary.resolve("ACTIVE")));
        assertEquals("v1\n", Files.readString(temporary.resolve("PREVIOUS")));
        writer.activate("v2");
        assertEquals("v1\n", Files.readString(temporary.resolve("PREVIOUS")), "not by a change to the same");
        assertEquals(List.of("ACTIVE", "PREVIOUS", "v1"), names(temporary));
    }

    @Test
    void shouldNameContentsByWhatTheyAre() {
        final byte[] nothing = {};
        assertEquals(SHA256_OF_ABC.substring(0, 8), writer(temporary, "abc").contentHash(nothing));
        assertNotEquals(writer(temporary, "abc").contentHash(nothing), writer(temporary, "abd").contentHash(nothing));
        assertNotEquals(writer(temporary, "abc").contentHash(nothing), writer(temporary, "abc").contentHash(new byte[] {1}));
    }

    @Test
    void shouldWriteNumbersLittleEndian() {
        final byte[] expected = {0, 0, (byte) 0x80, 0x3F, 0, 0, 0, (byte) 0xC0};
        assertArrayEquals(expected, BundleWriter.littleEndian(new float[] {1, -2}));
    }

    private static BundleWriter writer(final Path folder, final String content) {
        final BundleWriter writer = new BundleWriter(folder);
        writer.add("listings.f32", content.getBytes(StandardCharsets.US_ASCII));
        return writer;
    }

    private static Path write(final BundleWriter writer, final String version) throws IOException {
        return writer.write(version, new ObjectMapper().createObjectNode().put("name", "factors"));
    }

    private static List<String> names(final Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().collect(Collectors.toList());
        }
    }
}
