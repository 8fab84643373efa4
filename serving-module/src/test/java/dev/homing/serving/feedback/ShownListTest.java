package dev.homing.serving.feedback;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.Timestamp;
import dev.homing.features.ShownList;
import dev.homing.features.ShownList.Seen;
import dev.homing.proto.v1.Explanation;
import dev.homing.proto.v1.Feedback;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.RecommendationSource;
import dev.homing.proto.v1.RecordFeedbackRequest;
import dev.homing.tracking.store.RecommendationEntry;
import dev.homing.tracking.store.RecommendationFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a log that a server writes: the numbers of fields and the layout of entries are those of both sides. */
@Timeout(60)
class ShownListTest {
    private static final long DAY_MS = 86_400_000;
    private static final long FILE_MS = 600_000;
    private static final long NOW = 20_000 * DAY_MS;

    @TempDir
    private Path folder;
    private RecommendationLog log;

    @BeforeEach
    void open() {
        log = new RecommendationLog(folder, 30, () -> NOW);
    }

    @AfterEach
    void close() {
        log.close();
    }

    private static UUID id(final long ms, final int number) {
        return new UUID(ms << 16 | 0x7000L | number, Long.MIN_VALUE | number);
    }

    private void give(final int tenant, final UUID id, final String lead, final String... properties) {
        final RecommendResponse.Builder response = RecommendResponse.newBuilder()
                .setRecommendationId(id.toString()).setModelVersion("m").setSource(RecommendationSource.MODEL);
        for (final String property : properties) {
            response.addRecommendations(Recommendation.newBuilder().setPropertyId(property).setScore(0.5f).setPropensity(0.1f)
                    .setExplanation(Explanation.getDefaultInstance()).setRank(response.getRecommendationsCount() + 1));
        }
        log.record(tenant, id, RecommendRequest.newBuilder().setLeadId(lead).setLimit(20).setDiversity(0.3f)
                .addExcludePropertyIds("p9").build(), response.build());
    }

    private static Feedback.Builder feedback(final Feedback.Kind kind, final String property) {
        return Feedback.newBuilder().setKind(kind).setPropertyId(property);
    }

    private static Feedback.Builder feedback(final Feedback.Kind kind, final String property, final long atMs) {
        return feedback(kind, property).setReason("any").setOccurredAt(Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(atMs, 1_000L)).setNanos((int) Math.floorMod(atMs, 1_000L) * 1_000_000));
    }

    private void say(final int tenant, final UUID id, final Feedback.Builder... all) throws IOException {
        final RecordFeedbackRequest.Builder request = RecordFeedbackRequest.newBuilder().setRecommendationId(id.toString());
        Arrays.stream(all).forEach(request::addFeedback);
        log.record(tenant, id, request.build());
    }

    private List<ShownList> read(final int tenant, final long untilMs) throws IOException {
        final List<ShownList> lists = new ArrayList<>();
        ShownList.read(folder, tenant, untilMs, lists::add);
        return lists;
    }

    @Test
    void shouldTellWhatWasSeenOfAListInItsOrder() throws IOException {
        final UUID id = id(NOW, 1);
        give(0, id, "ann", "p1", "p2", "p3", "p4", "p5", "p6");
        say(0, id, feedback(Feedback.Kind.IMPRESSION, "p5", NOW + 1_234), feedback(Feedback.Kind.IMPRESSION, "p2"),
                feedback(Feedback.Kind.DISMISS, "p2"));
        say(0, id, feedback(Feedback.Kind.CLICK, "p1", NOW + 9_000), feedback(Feedback.Kind.LIKE, "p3", NOW - 5_000));
        say(0, id, feedback(Feedback.Kind.CLICK, "p5", NOW + 2_000), feedback(Feedback.Kind.CLICK, "p5", NOW + 900));
        assertEquals(List.of(new ShownList("ann", NOW, List.of(
                new Seen("p1", NOW + 9_000, true, false), new Seen("p2", NOW, false, true),
                new Seen("p3", NOW, true, false), new Seen("p5", NOW + 900, true, false)))), read(0, Long.MAX_VALUE),
                "while the server runs");
    }

    @Test
    void shouldTellEveryKindOfFeedback() throws IOException {
        final List<Seen> expected = new ArrayList<>();
        final List<Feedback.Builder> sent = new ArrayList<>();
        for (final Feedback.Kind kind : Feedback.Kind.values()) {
            if (kind != Feedback.Kind.UNRECOGNIZED && kind != Feedback.Kind.KIND_UNSPECIFIED) {
                sent.add(feedback(kind, kind.name()));
                expected.add(new Seen(kind.name(), NOW,
                        kind == Feedback.Kind.CLICK || kind == Feedback.Kind.LIKE, kind == Feedback.Kind.DISMISS));
            }
        }
        assertEquals(4, sent.size(), "whoever adds a kind has to say here what it means");
        give(0, id(NOW, 1), "ann", expected.stream().map(Seen::propertyId).toArray(String[]::new));
        say(0, id(NOW, 1), sent.toArray(Feedback.Builder[]::new));
        assertEquals(expected, read(0, NOW).get(0).seen());
    }

    @Test
    void shouldReadListsOfOneTenantUpToAnInstant() throws IOException {
        final List<String> leads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            final UUID id = id(NOW - 6 * DAY_MS + i * FILE_MS / 4, i);
            give(i % 2, id, "lead" + i, "p1", "p2");
            if (i % 5 != 0) {
                say(i % 2, id, feedback(Feedback.Kind.IMPRESSION, "p1", NOW - 5 * DAY_MS),
                        feedback(Feedback.Kind.IMPRESSION, "p2"));
                say(1 - i % 2, id, feedback(Feedback.Kind.CLICK, "p2"));
                if (i % 2 == 0) {
                    leads.add("lead" + i);
                }
            }
        }
        assertEquals(leads, read(0, NOW).stream().map(ShownList::leadId).toList());
        assertEquals(List.of(), read(2, NOW));
        final long untilMs = NOW - 6 * DAY_MS + 22 * FILE_MS / 4;
        final List<ShownList> early = read(0, untilMs);
        assertEquals(leads.stream().filter(lead -> Integer.parseInt(lead.substring(4)) <= 22).toList(),
                early.stream().map(ShownList::leadId).toList());
        early.forEach(list -> assertEquals(List.of(new Seen("p2", list.atMs(), false, false)), list.seen(),
                "not what came later, nor what somebody else said"));
    }

    @Test
    void shouldForgetWhomTheServerForgot() throws IOException {
        for (int i = 0; i < 4; i++) {
            give(0, id(NOW, i), i % 2 == 0 ? "ann" : "bob", "p1");
            say(0, id(NOW, i), feedback(Feedback.Kind.CLICK, "p1"));
        }
        log.erase(0, Set.of("ann"));
        assertEquals(List.of("bob", "bob"), read(0, NOW).stream().map(ShownList::leadId).toList());
    }

    @Test
    void shouldNotSeeAnEndThatIsNotWhole() throws IOException {
        for (int i = 0; i < 3; i++) {
            give(0, id(NOW, i), "lead" + i, "p1");
            say(0, id(NOW, i), feedback(Feedback.Kind.LIKE, "p1"));
        }
        log.close();
        final Path file = RecommendationFiles.of(folder).file(RecommendationFiles.number(id(NOW, 0)));
        final byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        assertEquals(List.of("lead0", "lead1"), read(0, NOW).stream().map(ShownList::leadId).toList());
        open();
        say(0, id(NOW, 2), feedback(Feedback.Kind.LIKE, "p1"));
        assertEquals(3, read(0, NOW).size(), "the server goes on behind what is whole");
    }

    @Test
    void shouldLeaveOutWhatIsNoMessage() throws IOException {
        final byte[] garbage = "no message".getBytes(StandardCharsets.US_ASCII);
        final LogSegments segments = new LogSegments(folder.resolve(RecommendationLog.FOLDER), LogSegments.WINDOW);
        for (int i = 0; i < 2; i++) {
            give(0, id(NOW, i), "lead" + i, "p1");
        }
        log.find(0, id(NOW, 0));
        segments.append(new RecommendationEntry(RecommendationEntry.FEEDBACK, 0, id(NOW, 0), garbage, new byte[0]));
        segments.append(new RecommendationEntry(RecommendationEntry.ANSWER, 0, id(NOW, 2), garbage, garbage));
        segments.close();
        // A log appends where it last stood; another one goes on behind what is there.
        log.close();
        open();
        for (int i = 1; i < 4; i++) {
            say(0, id(NOW, i), feedback(Feedback.Kind.CLICK, "p1"), feedback(Feedback.Kind.CLICK, "not on the list"));
        }
        assertEquals(List.of(new ShownList("lead1", NOW, List.of(new Seen("p1", NOW, true, false)))), read(0, NOW));
    }
}
