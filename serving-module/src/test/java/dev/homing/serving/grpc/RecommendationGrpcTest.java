package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.event;
import static dev.homing.serving.Samples.fromNow;
import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.seconds;
import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.RecommendationSource;
import dev.homing.proto.v1.UpdatePropertyStatusRequest;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import dev.homing.tracking.codec.Timeline;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Six listings: three that point east, from e1 on ever less so, and three that point north. */
@Timeout(60)
class RecommendationGrpcTest {
    private static final List<String> LISTINGS = List.of("e1", "e2", "e3", "n1", "n2", "n3");
    private static final long LISTED = 1_600_000_000;

    @TempDir
    private Path folder;
    private TestServer server;

    @BeforeEach
    void open() {
        server = TestServer.open(folder);
        for (int i = 0; i < LISTINGS.size(); i++) {
            server.catalog().upsertProperty(UpsertPropertyRequest.newBuilder()
                    .setProperty(property(LISTINGS.get(i)).setListedAt(seconds(LISTED + i)))
                    .setEffectiveAt(seconds(LISTED)).build());
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldGiveTheNewestWhereNothingHappenedYet() {
        final RecommendResponse response = recommend("ann");
        assertEquals(RecommendationSource.NEWEST, response.getSource());
        assertEquals("", response.getModelVersion());
        assertEquals(List.of("n3", "n2", "n1", "e3", "e2", "e1"), TestServer.ids(response));
        assertEquals(List.of(1, 2, 3, 4, 5, 6),
                response.getRecommendationsList().stream().map(Recommendation::getRank).toList());
    }

    @Test
    void shouldGiveThePopularToALeadWithoutHistory() {
        server.track(like("bob", "e2"));
        server.track(like("cid", "e2"));
        server.track(view("bob", "n1"));
        final RecommendResponse response = recommend("ann");
        assertEquals(RecommendationSource.POPULARITY, response.getSource());
        assertEquals(List.of("e2", "n1", "n3"), TestServer.ids(response).subList(0, 3), "then the newest");
        assertTrue(response.getRecommendations(0).getScore() > response.getRecommendations(1).getScore());
        bundle("m1").popularityWeight(1).write(folder);
        activateOnly("m1");
        final RecommendResponse ranked = recommend("ann");
        assertEquals(RecommendationSource.POPULARITY, ranked.getSource(), "also where there is a model");
        assertEquals("m1", ranked.getModelVersion(), "which ranks what is popular");
        assertEquals(TestServer.ids(response), TestServer.ids(ranked));
        assertEquals(1, ranked.getRecommendations(0).getScore(), 1e-6, "a part of the most popular one's");
    }

    @Test
    void shouldRankForTheLeadAndFollowTheNextLike() {
        activate("m1");
        server.track(like("ann", "e1"));
        final RecommendResponse east = recommend("ann");
        assertEquals(RecommendationSource.MODEL, east.getSource());
        assertEquals("m1", east.getModelVersion());
        assertEquals(List.of("e2", "e3"), TestServer.ids(east).subList(0, 2));
        assertEquals(5, east.getRecommendationsCount(), "all but the one she liked");
        server.track(event(EventType.BOOKING_REQUEST, "ann", "n1"));
        assertEquals("n2", server.listingsFor("ann").get(0), "in the first request after the ack");
        assertEquals(RecommendationSource.POPULARITY, recommend("bob").getSource(), "nobody else is touched");
    }

    @Test
    void shouldCountThePopularityOfTheMomentBesideTaste() {
        server.track(like("ann", "e1"));
        bundle("m1").popularityWeight(1).write(folder);
        activateOnly("m1");
        assertEquals("e2", server.listingsFor("ann").get(0), "taste decides where nobody else says anything");
        for (final String lead : List.of("bob", "cid", "dan")) {
            server.track(like(lead, "n2"));
        }
        server.engine().pollModels();
        assertEquals("n2", server.listingsFor("ann").get(0));
        assertEquals(RecommendationSource.MODEL, recommend("ann").getSource());

        server.status("n2", PropertyStatus.SOLD);
        server.engine().pollModels();
        assertFalse(server.listingsFor("ann").contains("n2"), "popularity brings nothing back that is hidden");
        server.status("n2", PropertyStatus.ACTIVE);
        assertEquals("n2", server.listingsFor("ann").get(0), "from the ack on as popular as it was");
    }

    @Test
    void shouldTakeThePopularityOfTrainingForAnInstantInThePast() {
        server.track(like("ann", "e1").setOccurredAt(seconds(LISTED + 100)));
        new TestBundle("m1").popularityWeight(1)
                .listing("e1", 0, 1, 0).listing("e2", 0, 0.9f, 0.1f).listing("e3", 0, 0.8f, 0.2f)
                .listing("n1", 0, 0, 1).listing("n2", 0, 0.1f, 0.9f).listing("n3", 30, 0.2f, 0.8f).write(folder);
        activateOnly("m1");
        assertEquals("e2", server.listingsFor("ann").get(0), "nobody looks at n3 now");
        assertEquals("n3", TestServer.ids(asOf("ann", LISTED + 200)).get(0));
    }

    @Test
    void shouldLeaveOutWhatTheLeadHasSeenUnlessAskedFor() {
        for (final boolean hasModel : new boolean[] {false, true}) {
            if (hasModel) {
                activate("m1");
            }
            server.track(like("ann", "e1"));
            server.track(event(EventType.PROPERTY_DISLIKE, "ann", "n1"));
            assertEquals(Set.of("e2", "e3", "n2", "n3"), Set.copyOf(server.listingsFor("ann")));
            final RecommendRequest.Builder seen = RecommendRequest.newBuilder().setLeadId("ann").setIncludeSeen(true);
            assertEquals(Set.of("e1", "e2", "e3", "n2", "n3"), Set.copyOf(TestServer.ids(server.recommend(seen))),
                    "and not what was turned down");
            assertEquals(Set.copyOf(LISTINGS), Set.copyOf(TestServer.ids(server.recommend(seen.setIncludeRejected(true)))));
        }
    }

    @Test
    void shouldRememberWhatTheLeadSawBeforeAllThatATimelineHolds() {
        server.track(like("ann", "e1"));
        for (int i = 0; i < Timeline.DEFAULT_MAX_LEAD_EVENTS; i++) {
            server.track(like("ann", "n1"));
        }
        for (final boolean hasModel : new boolean[] {false, true}) {
            if (hasModel) {
                activate("m1");
            }
            assertEquals(Set.of("e2", "e3", "n2", "n3"), Set.copyOf(server.listingsFor("ann")), "model: " + hasModel);
            assertEquals(Set.copyOf(LISTINGS), Set.copyOf(TestServer.ids(recommendSeen("ann"))));
        }
        server.close();
        server = TestServer.open(folder);
        assertEquals(Set.of("e2", "e3", "n2", "n3"), Set.copyOf(server.listingsFor("ann")), "after a restart");
    }

    @Test
    void shouldNotRecommendWhatIsOffTheMarketFromTheAckOn() {
        server.track(like("ann", "e1"));
        for (final boolean hasModel : new boolean[] {false, true}) {
            if (hasModel) {
                activate("m1");
            }
            for (final PropertyStatus status : List.of(PropertyStatus.SOLD, PropertyStatus.PENDING, PropertyStatus.WITHDRAWN)) {
                for (final String id : List.of("e2", "n3")) {
                    server.status(id, status);
                    assertEquals(hasModel ? RecommendationSource.MODEL : RecommendationSource.POPULARITY,
                            recommendSeen("ann").getSource());
                    assertFalse(server.listingsFor("ann").contains(id), id + " is " + status + ", model: " + hasModel);
                    assertFalse(server.listingsFor("somebody new").contains(id), id + " is " + status + ", model: " + hasModel);
                    server.status(id, PropertyStatus.ACTIVE);
                    assertTrue(server.listingsFor("ann").contains(id), id + " is back");
                    assertTrue(server.listingsFor("somebody new").contains(id), id + " is back");
                }
            }
        }
        server.upsert(property("e2").setStatus(PropertyStatus.SOLD));
        assertFalse(server.listingsFor("ann").contains("e2"), "an upsert says it as well");
    }

    @Test
    void shouldKnowWhatIsOffTheMarketWhenAModelIsSwitchedOn() {
        server.track(like("ann", "e1"));
        server.status("e2", PropertyStatus.SOLD);
        activate("m1");
        assertFalse(server.listingsFor("ann").contains("e2"));
        server.close();
        server = TestServer.open(folder);
        assertEquals("m1", recommend("ann").getModelVersion());
        assertFalse(server.listingsFor("ann").contains("e2"), "after a restart");
    }

    @Test
    void shouldFallBackWhereEveryListingOfTheModelIsGone() {
        activate("m1");
        server.track(like("ann", "e1"));
        LISTINGS.forEach(id -> server.status(id, PropertyStatus.SOLD));
        server.upsert(property("later"));
        final RecommendResponse response = recommend("ann");
        assertEquals(List.of("later"), TestServer.ids(response));
        assertEquals(RecommendationSource.NEWEST, response.getSource(), "nobody has anything to say of it");
        server.status("later", PropertyStatus.SOLD);
        assertEquals(0, recommend("ann").getRecommendationsCount(), "nothing to recommend is no error");
    }

    @Test
    void shouldNotKnowWhatHappensAfterTheInstantAskedFor() {
        activate("m1");
        server.track(like("ann", "e1").setOccurredAt(seconds(LISTED + 100)));
        server.track(event(EventType.BOOKING_REQUEST, "ann", "n1").setOccurredAt(seconds(LISTED + 200)));
        final RecommendResponse then = asOf("ann", LISTED + 150);
        assertEquals(RecommendationSource.MODEL, then.getSource());
        assertEquals(List.of("e2", "e3"), TestServer.ids(then).subList(0, 2));
        assertTrue(TestServer.ids(then).contains("n1"), "she has not seen it yet");
        assertEquals("n2", TestServer.ids(asOf("ann", LISTED + 200)).get(0), "an event of the very instant counts");
        assertEquals(List.of("e2", "e1"), TestServer.ids(asOf("ann", LISTED + 1)), "nothing of the lead, and two listings; "
                + "the model says what was popular");
        assertEquals(0, asOf("ann", LISTED - 1).getRecommendationsCount());
    }

    @Test
    void shouldAskTheListingsOfThatTimeWithoutAModelToo() {
        server.track(like("bob", "e1"));
        final RecommendResponse then = asOf("ann", LISTED + 2);
        assertEquals(RecommendationSource.NEWEST, then.getSource(), "what is popular now is not known then");
        assertEquals(List.of("e3", "e2", "e1"), TestServer.ids(then));
    }

    @Test
    void shouldHearOfAPastStatusHoweverOftenItWasAskedBefore() {
        activate("m1");
        server.track(like("ann", "e1").setOccurredAt(seconds(LISTED + 100)));
        final long instant = LISTED + 1_000;
        // Often enough for every worker to have computed the listings of that instant before.
        for (int i = 0; i < 32; i++) {
            assertTrue(TestServer.ids(asOf("ann", instant)).contains("e2"));
        }
        server.catalog().updatePropertyStatus(UpdatePropertyStatusRequest.newBuilder().setPropertyId("e2")
                .setStatus(PropertyStatus.SOLD).setEffectiveAt(seconds(instant - 500)).build());
        for (int i = 0; i < 32; i++) {
            assertTrue(!TestServer.ids(asOf("ann", instant)).contains("e2"), "call " + i);
        }
        assertTrue(TestServer.ids(asOf("ann", instant - 501)).contains("e2"), "before it was sold");
    }

    @Test
    void shouldKeepToTheLimit() {
        upsertMore(600);
        assertEquals(20, recommend("ann").getRecommendationsCount());
        assertEquals(1, limited(1).getRecommendationsCount());
        assertEquals(500, limited(500).getRecommendationsCount());
        for (final int limit : new int[] {501, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            final Refused refused = Refused.by(() -> limited(limit));
            assertEquals(Code.INVALID_ARGUMENT, refused.code());
            assertEquals(List.of("limit"), refused.fields());
        }
        assertEquals("limit: is 501; a number from 0 to 500 is allowed", Refused.by(() -> limited(501)).message());
    }

    @Test
    void shouldFillTheLimitForALeadWhoHasSeenMany() {
        final TestBundle bundle = new TestBundle("wide");
        LISTINGS.forEach(id -> bundle.listing(id, 0, 1, 0));
        upsertMore(300);
        for (int i = 0; i < 300; i++) {
            bundle.listing("more" + i, 0, 1 - i / 1_000f, 0);
        }
        bundle.write(folder);
        activateOnly("wide");
        final BatchTrackEventsRequest.Builder views = BatchTrackEventsRequest.newBuilder();
        IntStream.range(0, 200).forEach(i -> views.addEvents(view("ann", "more" + i)));
        assertEquals(200, server.tracking().batchTrackEvents(views.build()).getRecordedCount());
        final RecommendResponse response = server.recommend(RecommendRequest.newBuilder().setLeadId("ann").setLimit(100));
        assertEquals(RecommendationSource.MODEL, response.getSource());
        assertEquals(100, Set.copyOf(TestServer.ids(response)).size());
        assertTrue(TestServer.ids(response).stream().noneMatch(id -> id.matches("more1?\\d{1,2}")), "all are unseen");
    }

    @Test
    void shouldNameEachAnswerByAUuidOfItsOwn() {
        final Set<String> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            final UUID id = UUID.fromString(recommend("ann").getRecommendationId());
            assertEquals(7, id.version());
            assertEquals(2, id.variant());
            ids.add(id.toString());
        }
        assertEquals(100, ids.size());
    }

    @Test
    void shouldRefuseALeadThatIsNotOne() {
        assertEquals(List.of("lead_id"), Refused.by(() -> server.recommend(RecommendRequest.newBuilder())).fields());
        assertEquals(List.of("lead_id"), Refused.by(() -> recommend("x".repeat(257))).fields());
        assertEquals(List.of("as_of"), Refused.by(() -> asOf("ann", -1)).fields());
        assertEquals(6, recommend("x".repeat(256)).getRecommendationsCount());
    }

    @Test
    void shouldFailNoCallWhileModelsAreSwitched() throws InterruptedException, ExecutionException, TimeoutException {
        activate("m1");
        bundle("m2").write(folder);
        server.track(like("ann", "e1"));
        final AtomicBoolean isSwitching = new AtomicBoolean(true);
        final ExecutorService callers = Executors.newFixedThreadPool(2);
        try {
            final List<Future<Set<String>>> seen = IntStream.range(0, 2).mapToObj(caller -> callers.submit(() -> {
                final var stub = RecommendationServiceGrpc.newBlockingStub(server.channel());
                final Set<String> versions = new HashSet<>();
                for (int i = 0; i < 200 || (isSwitching.get() && i < 100_000); i++) {
                    final RecommendResponse response = stub.withDeadlineAfter(20, TimeUnit.SECONDS)
                            .recommend(RecommendRequest.newBuilder().setLeadId("ann").build());
                    assertEquals(List.of("e2", "e3"), TestServer.ids(response).subList(0, 2));
                    versions.add(response.getModelVersion());
                }
                return versions;
            })).toList();
            for (int i = 0; i < 40; i++) {
                activateOnly(i % 2 == 0 ? "m2" : "m1");
            }
            isSwitching.set(false);
            final Set<String> versions = new HashSet<>();
            for (final Future<Set<String>> future : seen) {
                versions.addAll(future.get(30, TimeUnit.SECONDS));
            }
            assertEquals(Set.of("m1", "m2"), versions);
        } finally {
            callers.shutdownNow();
        }
        assertNotEquals("", recommend("ann").getModelVersion());
    }

    @Test
    void shouldCountAnEventThatLiesALittleAhead() {
        activate("m1");
        server.track(like("ann", "e1").setOccurredAt(fromNow(200)));
        assertEquals(RecommendationSource.MODEL, recommend("ann").getSource());
        assertFalse(server.listingsFor("ann").contains("e1"));
    }

    private void upsertMore(final int count) {
        final BatchUpsertPropertiesRequest.Builder more = BatchUpsertPropertiesRequest.newBuilder();
        IntStream.range(0, count).forEach(i ->
                more.addRequests(UpsertPropertyRequest.newBuilder().setProperty(property("more" + i))));
        assertEquals(count, server.catalog().batchUpsertProperties(more.build()).getCreatedCount());
    }

    private static TestBundle bundle(final String version) {
        return new TestBundle(version)
                .listing("e1", 1, 1, 0).listing("e2", 3, 0.9f, 0.1f).listing("e3", 2, 0.8f, 0.1f)
                .listing("n1", 1, 0, 1).listing("n2", 2, 0.1f, 0.9f).listing("n3", 3, 0.1f, 0.8f);
    }

    private void activate(final String version) {
        bundle(version).write(folder);
        activateOnly(version);
    }

    private void activateOnly(final String version) {
        assertTrue(server.models().activateModel(
                ActivateModelRequest.newBuilder().setVersion(version).build()).getModel().getActive());
    }

    private RecommendResponse recommend(final String lead) {
        return server.recommend(RecommendRequest.newBuilder().setLeadId(lead));
    }

    private RecommendResponse recommendSeen(final String lead) {
        return server.recommend(RecommendRequest.newBuilder().setLeadId(lead).setIncludeSeen(true));
    }

    private RecommendResponse asOf(final String lead, final long second) {
        return server.recommend(RecommendRequest.newBuilder().setLeadId(lead).setAsOf(seconds(second)));
    }

    private RecommendResponse limited(final int limit) {
        return server.recommend(RecommendRequest.newBuilder().setLeadId("ann").setLimit(limit));
    }
}
