package dev.homing.serving.feedback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.Feedback;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.RecordFeedbackRequest;
import dev.homing.tracking.store.RecommendationEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RecommendationLogTest {
    private static final long DAY_MS = 86_400_000;
    private static final long NOW = 20_000 * DAY_MS + 300_000;

    @TempDir
    private Path folder;
    private long nowMs = NOW;

    private RecommendationLog open(final int days) {
        return new RecommendationLog(folder, days, () -> nowMs);
    }

    private static UUID id(final long ms, final int number) {
        return new UUID(ms << 16 | 0x7000L | number, Long.MIN_VALUE | number);
    }

    private static RecommendRequest request(final String lead) {
        return RecommendRequest.newBuilder().setLeadId(lead).build();
    }

    private static RecommendResponse response(final UUID id) {
        return RecommendResponse.newBuilder().setRecommendationId(id.toString()).setModelVersion("m").build();
    }

    private static RecordFeedbackRequest feedback(final UUID id, final Feedback.Kind kind) {
        return RecordFeedbackRequest.newBuilder().setRecommendationId(id.toString())
                .addFeedback(Feedback.newBuilder().setKind(kind).setPropertyId("p1")).build();
    }

    private static void record(final RecommendationLog log, final int tenant, final UUID id, final String lead) {
        log.record(tenant, id, request(lead), response(id));
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(RecommendationLog.FOLDER))) {
            return files.sorted().findFirst().orElseThrow();
        }
    }

    @Test
    void shouldFindWhatWasGivenBefore() throws IOException {
        try (RecommendationLog log = open(7)) {
            for (int i = 0; i < 300; i++) {
                record(log, i % 2, id(NOW + 5_000L * i, i), "lead" + i);
            }
            final UUID id = id(NOW + 5_000L * 123, 123);
            assertEquals(response(id), log.find(1, id).orElseThrow().response());
            assertEquals("lead123", log.find(1, id).orElseThrow().request().getLeadId());
            assertTrue(log.find(0, id).isEmpty(), "of another tenant");
            assertTrue(log.find(1, id(NOW, 7_000)).isEmpty());
            assertTrue(log.find(1, id(NOW - 50 * DAY_MS, 1)).isEmpty());
        }
        try (RecommendationLog log = open(7)) {
            assertTrue(log.find(0, id(NOW, 0)).isPresent(), "after a restart as well");
        }
    }

    @Test
    void shouldKeepFeedbackBesideItsList() throws IOException {
        final UUID id = id(NOW, 1);
        try (RecommendationLog log = open(7)) {
            record(log, 0, id, "ann");
            record(log, 0, id(NOW + 3_600_000, 2), "bob");
            log.record(0, id, feedback(id, Feedback.Kind.IMPRESSION));
            log.record(0, id, feedback(id, Feedback.Kind.LIKE));
            assertEquals(List.of(feedback(id, Feedback.Kind.IMPRESSION), feedback(id, Feedback.Kind.LIKE)), log.feedback(0, id));
        }
    }

    @Test
    void shouldTakeFeedbackOnManyOldListsWhileNewOnesAreGiven() throws IOException {
        try (RecommendationLog log = open(7)) {
            for (int i = 0; i < 60; i++) {
                record(log, 0, id(NOW + 600_000L * i, i), "ann");
            }
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 60; i += 5) {
                    record(log, 0, id(NOW + 600_000L * 59, 1_000 + 100 * round + i), "bob");
                    log.record(0, id(NOW + 600_000L * i, i), feedback(id(NOW, i), Feedback.Kind.CLICK));
                }
            }
            for (int i = 0; i < 60; i++) {
                assertTrue(log.find(0, id(NOW + 600_000L * i, i)).isPresent());
                assertEquals(i % 5 == 0 ? 3 : 0, log.feedback(0, id(NOW + 600_000L * i, i)).size());
            }
        }
    }

    @Test
    void shouldReadFilesInParts() throws IOException {
        final Path segments = folder.resolve("parts");
        final LogSegments written = new LogSegments(segments, 200);
        for (int i = 0; i < 50; i++) {
            written.append(new RecommendationEntry(RecommendationEntry.ANSWER, 0, id(NOW, i), new byte[i], new byte[] {1}));
        }
        written.close();
        final LogSegments again = new LogSegments(segments, 200);
        again.append(new RecommendationEntry(RecommendationEntry.FEEDBACK, 0, id(NOW, 7), new byte[0], new byte[0]));
        assertEquals(2, again.find(0, id(NOW, 7)).size(), "nothing was cut off");
        assertEquals(1, again.find(0, id(NOW, 49)).size());
        assertEquals(25, again.removeIf(
                entry -> entry.kind() == RecommendationEntry.ANSWER && entry.id().getMostSignificantBits() % 2 == 0));
        assertEquals(0, again.find(0, id(NOW, 48)).size());
        assertEquals(1, again.find(0, id(NOW, 49)).size());
        again.close();
    }

    @Test
    void shouldGoOnBehindAnEndThatIsNotWhole() throws IOException {
        final List<UUID> ids = IntStream.range(0, 4).mapToObj(i -> id(NOW, i)).toList();
        try (RecommendationLog log = open(7)) {
            ids.subList(0, 3).forEach(id -> record(log, 0, id, "ann"));
        }
        final byte[] bytes = Files.readAllBytes(file());
        for (final int cut : new int[] {1, 9, bytes.length / 3 - 1}) {
            Files.write(file(), Arrays.copyOf(bytes, bytes.length - cut));
            try (RecommendationLog log = open(7)) {
                assertTrue(log.find(0, ids.get(1)).isPresent());
                assertFalse(log.find(0, ids.get(2)).isPresent(), "cut off by " + cut);
                record(log, 0, ids.get(3), "bob");
                assertTrue(log.find(0, ids.get(3)).isPresent(), "written behind what is whole");
            }
        }
        bytes[bytes.length / 2] ^= 1;
        Files.write(file(), bytes);
        try (RecommendationLog log = open(7)) {
            assertTrue(log.find(0, ids.get(0)).isPresent());
            assertFalse(log.find(0, ids.get(1)).isPresent(), "a flipped bit");
        }
    }

    @Test
    void shouldForgetLeads() throws IOException {
        try (RecommendationLog log = open(7)) {
            for (int i = 0; i < 30; i++) {
                record(log, i % 2, id(NOW + 100_000L * i, i), i % 3 == 0 ? "ann" : "bob");
            }
            log.record(0, id(NOW, 0), feedback(id(NOW, 0), Feedback.Kind.LIKE));
            assertEquals(5 + 1, log.erase(0, Set.of("ann", "amy")));
            assertEquals(0, log.erase(0, Set.of("ann")));
            assertTrue(log.find(0, id(NOW, 0)).isEmpty());
            assertEquals(List.of(), log.feedback(0, id(NOW, 0)));
            assertTrue(log.find(1, id(NOW + 300_000, 3)).isPresent(), "of another tenant");
            assertTrue(log.find(0, id(NOW + 200_000, 2)).isPresent(), "of another lead");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (final Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                final String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertTrue(text.contains("bob") || text.contains("ann"), "no file is left for nothing");
            }
        }
    }

    @Test
    void shouldRemoveWhatIsOlderThanItKeeps() throws IOException {
        try (RecommendationLog log = open(7)) {
            record(log, 0, id(NOW, 1), "ann");
            record(log, 0, id(NOW + 6 * DAY_MS, 2), "ann");
        }
        nowMs = NOW + 7 * DAY_MS + 600_000;
        try (RecommendationLog log = open(7)) {
            // Cleaning comes after the first turn of the thread, and this is the second one at the earliest.
            log.find(0, id(NOW, 1));
            log.find(0, id(NOW, 1));
            assertTrue(log.find(0, id(NOW, 1)).isEmpty());
            assertTrue(log.find(0, id(NOW + 6 * DAY_MS, 2)).isPresent());
        }
    }

    @Test
    void shouldKeepNothingWhereNothingIsToBeKept() throws IOException {
        try (RecommendationLog log = open(0)) {
            record(log, 0, id(NOW, 1), "ann");
            assertTrue(log.find(0, id(NOW, 1)).isEmpty());
        }
        assertFalse(Files.exists(folder.resolve(RecommendationLog.FOLDER)));
    }

    @Test
    void shouldLoseAnswersAndRefuseFeedbackWhereTheDiskDoes() throws IOException {
        Files.writeString(folder.resolve(RecommendationLog.FOLDER), "a file where the folder should be");
        try (RecommendationLog log = open(7)) {
            record(log, 0, id(NOW, 1), "ann");
            assertThrows(IOException.class, () -> log.record(0, id(NOW, 1), feedback(id(NOW, 1), Feedback.Kind.LIKE)));
            assertEquals(1, log.lostCount());
        }
    }
}
