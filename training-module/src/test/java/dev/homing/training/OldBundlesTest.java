package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight models, of which the second serves, and the first served before. */
class OldBundlesTest {
    @TempDir
    private Path models;

    @BeforeEach
    void create() throws IOException {
        for (int i = 1; i <= 8; i++) {
            bundle(version(i));
        }
        Files.writeString(models.resolve("ACTIVE"), version(2) + "\n");
        Files.writeString(models.resolve("PREVIOUS"), version(1) + "\n");
    }

    @Test
    void shouldKeepTheNewestAndThoseThatServe() throws IOException {
        assertEquals(versions(3, 5), OldBundles.remove(models, 3));
        assertEquals(Stream.concat(Stream.concat(versions(1, 2).stream(), versions(6, 8).stream()),
                Stream.of("ACTIVE", "PREVIOUS")).toList(), names());
        assertEquals(List.of(), OldBundles.remove(models, 3));
        Files.delete(models.resolve("PREVIOUS"));
        assertEquals(List.of(version(1), version(6), version(7)), OldBundles.remove(models, 1));
        assertEquals(List.of(version(2), version(8), "ACTIVE"), names());
    }

    @Test
    void shouldDeleteNothingWhereThereAreNoMoreThanStay() throws IOException {
        assertEquals(List.of(), OldBundles.remove(models, 6));
        assertEquals(List.of(), OldBundles.remove(models, 100));
        assertEquals(10, names().size());
    }

    @Test
    void shouldDeleteNothingThatIsNoBundleOfATraining() throws IOException {
        bundle("by-hand");
        Files.createDirectories(models.resolve("20200101T000000Z-00000000"));
        bundle(".20200101T000000Z-00000001.tmp");
        OldBundles.remove(models, 1);
        assertEquals(List.of(".20200101T000000Z-00000001.tmp", "20200101T000000Z-00000000", version(1), version(2), version(8),
                "ACTIVE", "PREVIOUS", "by-hand"), names());
    }

    private void bundle(final String version) throws IOException {
        Files.writeString(Files.createDirectories(models.resolve(version)).resolve("model.json"), "{}");
        Files.writeString(models.resolve(version).resolve("listings.f32"), "");
    }

    private static String version(final int day) {
        return "2026110" + day + "T120000Z-0123abcd";
    }

    private static List<String> versions(final int from, final int to) {
        return IntStream.rangeClosed(from, to).mapToObj(OldBundlesTest::version).toList();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(models)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
