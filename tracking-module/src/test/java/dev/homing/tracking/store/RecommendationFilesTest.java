package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecommendationFilesTest {
    private static final long FILE_MS = 600_000;
    private static final long NOW = 2_000 * FILE_MS;

    @TempDir
    private Path folder;
    private RecommendationFiles files;

    @BeforeEach
    void open() throws IOException {
        files = RecommendationFiles.of(folder);
        Files.createDirectory(folder.resolve("recommendations"));
    }

    private static UUID id(final long ms, final int number) {
        return new UUID(ms << 16 | 0x7000L | number, Long.MIN_VALUE | number);
    }

    private static RecommendationEntry entry(final UUID id, final int length) {
        final byte[] request = new byte[length];
        new SplittableRandom(length).nextBytes(request);
        return new RecommendationEntry(RecommendationEntry.ANSWER, 3, id, request, new byte[] {1, 2});
    }

    private static byte[] bytes(final RecommendationEntry entry) {
        final ByteBuffer bytes = ByteBuffer.allocate(entry.length());
        entry.put(bytes);
        assertFalse(bytes.hasRemaining());
        return bytes.array();
    }

    private void append(final RecommendationEntry entry) throws IOException {
        Files.write(files.file(RecommendationFiles.number(entry.id())), bytes(entry),
                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private List<UUID> ids(final long untilMs) throws IOException {
        final List<UUID> ids = new ArrayList<>();
        files.forEach(untilMs, file -> file.forEach(entry -> ids.add(entry.id())));
        return ids;
    }

    @Test
    void shouldReadAllEntriesOldestFileFirst() throws IOException {
        final List<UUID> written = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            final UUID id = id(NOW + i * FILE_MS / 100, i);
            written.add(id);
            append(entry(id, 7 * i));
        }
        Files.writeString(folder.resolve("recommendations/99.log.tmp"), "left by an erasure");
        Files.writeString(folder.resolve("recommendations/notes.log"), "somebody's");
        assertEquals(List.of(2_000L, 2_001L, 2_002L), files.numbers());
        assertEquals(written, ids(Long.MAX_VALUE));
        assertEquals(written.subList(0, 100), ids(NOW + FILE_MS - 1));
        assertEquals(written.subList(0, 200), ids(NOW + FILE_MS), "as far as the file goes");
        assertEquals(List.of(), ids(NOW - 1));
        assertEquals(NOW, RecommendationFiles.ms(written.get(0)));
        assertTrue(RecommendationFiles.isBefore(2_000, NOW + FILE_MS));
        assertFalse(RecommendationFiles.isBefore(2_000, NOW + FILE_MS - 1));
    }

    @Test
    void shouldReadNothingWhereThereIsNothing() throws IOException {
        final RecommendationFiles none = RecommendationFiles.of(folder.resolve("elsewhere"));
        assertEquals(List.of(), none.numbers());
        none.forEach(Long.MAX_VALUE, file -> {
            throw new AssertionError("there is no file");
        });
    }

    @Test
    void shouldReadEntriesThatAreLargerThanItsBuffer() throws IOException {
        final int[] lengths = {5, 3 << 20, 1 << 20, (1 << 20) - 40, 0, 2_500_000, 8};
        for (int i = 0; i < lengths.length; i++) {
            append(entry(id(NOW, i), lengths[i]));
        }
        final List<Integer> read = new ArrayList<>();
        files.forEach(NOW, file -> {
            for (int round = 0; round < 2; round++) {
                file.forEach(entry -> {
                    read.add(entry.request().length);
                    assertArrayEquals(entry(entry.id(), entry.request().length).request(), entry.request());
                    assertArrayEquals(new byte[] {1, 2}, entry.answer());
                    assertEquals(3, entry.tenant());
                });
            }
        });
        final List<Integer> once = Arrays.stream(lengths).boxed().toList();
        assertEquals(once, read.subList(0, once.size()));
        assertEquals(once, read.subList(once.size(), read.size()), "as often as it is asked");
    }

    @Test
    void shouldNotSeeAnEndThatIsNotWhole() throws IOException {
        final Path file = files.file(2_000);
        final byte[] first = bytes(entry(id(NOW, 0), 20));
        append(entry(id(NOW, 0), 20));
        append(entry(id(NOW, 1), 30));
        final byte[] all = Files.readAllBytes(file);
        for (int length = 0; length < all.length; length++) {
            Files.write(file, Arrays.copyOf(all, length));
            assertEquals(length < first.length ? 0 : 1, ids(NOW).size(), "length=" + length);
            Files.write(file, all);
            assertEquals(2, ids(NOW).size());
        }
        for (int at = first.length; at < all.length; at++) {
            final byte[] flipped = all.clone();
            flipped[at] ^= 4;
            Files.write(file, flipped);
            assertEquals(List.of(id(NOW, 0)), ids(NOW), "a flipped bit at " + at);
        }
    }

    @Test
    void shouldGoOnWhileFilesComeAndGo() throws IOException {
        for (int i = 0; i < 3; i++) {
            append(entry(id(NOW + i * FILE_MS, i), 9));
        }
        final List<UUID> seen = new ArrayList<>();
        files.forEach(Long.MAX_VALUE, file -> {
            file.forEach(entry -> seen.add(entry.id()));
            Files.deleteIfExists(files.file(2_001));
            append(entry(id(NOW + 2 * FILE_MS, 7), 9));
        });
        assertEquals(List.of(id(NOW, 0), id(NOW + 2 * FILE_MS, 2), id(NOW + 2 * FILE_MS, 7)), seen);
    }

    @Test
    void shouldNeverFailOnBytesThatAreNoEntries() {
        final SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 20_000; round++) {
            final byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length > Integer.BYTES && random.nextBoolean()) {
                // A length that is possible.
                ByteBuffer.wrap(bytes).putInt(bytes.length - 2 * Integer.BYTES);
            }
            final ByteBuffer source = ByteBuffer.wrap(bytes);
            assertEquals(Optional.empty(), RecommendationEntry.read(source));
            assertEquals(0, source.position());
        }
    }
}
