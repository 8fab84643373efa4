package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.event;
import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.seconds;
import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.PopularityHorizon;
import dev.homing.features.RankColumn;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.RecommendationSource;
import dev.homing.proto.v1.ScoreSignal;
import dev.homing.proto.v1.SearchQueryDetails;
import dev.homing.proto.v1.SignalContribution;
import dev.homing.proto.v1.UpdatePropertyStatusRequest;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * 600 listings: "liked", which a lead likes, "target", which is older than all others, so that nothing but what the test is about
 * puts it forward, and others that nobody met. An answer of one listing is filled up with nothing when a signal has found one.
 */
@Timeout(120)
class SignalsGrpcTest {
    private static final int COUNT = 600;
    private static final long LISTED = 1_600_000_000;
    private static final String TARGET = "target";

    /** What puts the target forward. */
    private enum Reason {
        FACTORS, ITEMS, NEIGHBOURS, CONTENT, POPULARITY_HOURS, POPULARITY_DAY, POPULARITY_WEEK, POPULARITY_MONTH,
        POPULARITY_EVER;

        boolean isPopularity() {
            return name().startsWith("POPULARITY");
        }
    }

    @TempDir
    private Path folder;
    private TestServer server;

    @BeforeEach
    void open() {
        server = TestServer.open(folder);
        final BatchUpsertPropertiesRequest.Builder listings = BatchUpsertPropertiesRequest.newBuilder();
        for (int i = 0; i < COUNT; i++) {
            final String id = id(i);
            listings.addRequests(UpsertPropertyRequest.newBuilder().setEffectiveAt(seconds(LISTED)).setProperty(property(id)
                    .setListedAt(seconds(LISTED + (id.equals(TARGET) ? 0 : 1 + i)))
                    .setBedrooms(id.equals(TARGET) || id.equals("liked") ? 5 : 1)));
        }
        assertEquals(COUNT, server.catalog().batchUpsertProperties(listings.build()).getCreatedCount());
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void shouldTakeWhatOneSignalAlonePutsForward(final Reason reason) {
        serve(reason);
        final RecommendResponse response = limited("ann", 1);
        assertEquals(List.of(TARGET), TestServer.ids(response));
        assertEquals(1, response.getRecommendations(0).getScore(), 1e-5, "it is the best by " + reason);
        assertEquals(reason.isPopularity() ? RecommendationSource.POPULARITY : RecommendationSource.MODEL, response.getSource());
        assertEquals("m1", response.getModelVersion());
        if (!reason.isPopularity()) {
            assertFalse(TestServer.ids(limited("somebody new", 1)).contains(TARGET), "nothing else puts it forward");
        }
    }

    @Test
    void shouldRankByWhatALeadSearchedForInTheNextAnswer() {
        server.track(like("bob", TARGET));
        activate(bundle("m1", Reason.POPULARITY_WEEK).weight(RankColumn.POPULARITY_WEEK, -0.1)
                .weight(RankColumn.WISHED_BEDROOMS, 1));
        final RecommendResponse before = limited("ann", 20);
        assertFalse(TestServer.ids(before).get(0).equals(TARGET), "it is last but for the search");
        assertEquals(RecommendationSource.POPULARITY, before.getSource());
        server.track(event(EventType.SEARCH_QUERY, "ann", "")
                .setSearchQuery(SearchQueryDetails.newBuilder().setMinBedrooms(5).setAreaId("anywhere")));
        final RecommendResponse after = limited("ann", 20);
        assertEquals(TARGET, TestServer.ids(after).get(0), "the only one with five bedrooms");
        assertEquals(RecommendationSource.MODEL, after.getSource());
        assertEquals(20, count(after));
        assertEquals(TestServer.ids(before), TestServer.ids(limited("cyd", 20)), "nobody else's");
    }

    @Test
    void shouldRankWhatTheLeadMetBeforeByWhatThatSays() {
        server.track(view("ann", TARGET));
        // More popular ones than popularity puts forward.
        for (int i = 1; i <= PopularityHorizon.CANDIDATES + 20; i++) {
            server.track(like("bob", id(i)));
        }
        activate(bundle("m1", Reason.POPULARITY_WEEK).weight(RankColumn.POPULARITY_WEEK, 0)
                .weight(RankColumn.MET, 0.2).weight(RankColumn.RETURN_WEEK, 1));
        final RecommendRequest.Builder request =
                RecommendRequest.newBuilder().setLeadId("ann").setLimit(1).setIncludeSeen(true).setExplain(true);
        final Recommendation first = server.recommend(request).getRecommendations(0);
        assertEquals(TARGET, first.getPropertyId(), "nothing puts it forward but that it was met");
        assertEquals(1.0 / 3 - 0.2, first.getScore(), 0.01, "a third of the looks is expected to be a return");
        final SignalContribution returns = first.getExplanation().getSignals(0);
        assertEquals(ScoreSignal.FROM_RETURNS, returns.getSignal());
        assertEquals(first.getScore(), returns.getValue(), 1e-5);
        assertFalse(TestServer.ids(server.recommend(request.setIncludeSeen(false))).contains(TARGET));
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void shouldNotHaveWhatIsSoldInTheNextAnswer(final Reason reason) {
        serve(reason);
        for (final PropertyStatus status : List.of(PropertyStatus.SOLD, PropertyStatus.PENDING, PropertyStatus.WITHDRAWN)) {
            server.status(TARGET, status);
            for (final int limit : new int[] {1, 20, 500}) {
                assertEquals(limit, count(limited("ann", limit)), status + ", limit " + limit);
                assertFalse(TestServer.ids(limited("ann", limit)).contains(TARGET), status + ", limit " + limit);
                assertFalse(TestServer.ids(limited("somebody new", limit)).contains(TARGET), status + ", limit " + limit);
            }
            server.status(TARGET, PropertyStatus.ACTIVE);
            assertEquals(List.of(TARGET), TestServer.ids(limited("ann", 1)), "back after " + status);
        }
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void shouldLeaveOutWhatTheLeadHasSeen(final Reason reason) {
        serve(reason);
        server.track(event(EventType.PROPERTY_DISLIKE, "ann", "o7"));
        server.track(view("ann", TARGET).setOccurredAt(seconds(LISTED + 50_000)));
        for (final int limit : new int[] {1, 20, 500}) {
            final List<String> ids = TestServer.ids(limited("ann", limit));
            assertEquals(limit, Set.copyOf(ids).size());
            assertFalse(ids.contains(TARGET) || ids.contains("o7"), "limit " + limit);
        }
        final List<String> all = TestServer.ids(server.recommend(
                RecommendRequest.newBuilder().setLeadId("ann").setLimit(20).setIncludeSeen(true)));
        assertTrue(all.contains(TARGET), "where it is asked for: " + all);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void shouldAskEverySignalOfThatInstant(final Reason reason) {
        serve(reason);
        server.catalog().updatePropertyStatus(UpdatePropertyStatusRequest.newBuilder().setPropertyId(TARGET)
                .setStatus(PropertyStatus.SOLD).setEffectiveAt(seconds(LISTED + 50_000)).build());
        assertFalse(TestServer.ids(limited("ann", 500)).contains(TARGET), "sold by now");
        assertEquals(List.of(TARGET), TestServer.ids(asOf("ann", LISTED + 49_999)), "and not yet then");
        assertFalse(TestServer.ids(asOf("ann", LISTED + 50_000)).contains(TARGET), "sold from then on");
        if (!reason.isPopularity()) {
            assertFalse(TestServer.ids(asOf("ann", LISTED + 9_999)).contains(TARGET), "before her first like");
        }
    }

    @Test
    void shouldFillTheLimitWhateverTheModelKnows() {
        server.track(like("ann", "liked"));
        for (final String version : List.of("", "small", "whole")) {
            if (version.equals("small")) {
                // The first rows only: the other listings came after it was trained.
                activate(new TestBundle("small").listing("liked", 1, 1, 0).listing("o1", 1, 1, 0).item("liked", "o1", 1));
            } else if (version.equals("whole")) {
                activate(bundle("whole", Reason.CONTENT).bedrooms());
            }
            for (final String lead : List.of("ann", "somebody new")) {
                for (final int limit : new int[] {1, 20, 101, 499, 500}) {
                    final List<String> ids = TestServer.ids(limited(lead, limit));
                    assertEquals(limit, ids.size(), lead + ", limit " + limit + ", model " + version);
                    assertEquals(limit, Set.copyOf(ids).size(), "each once");
                    assertFalse(lead.equals("ann") && ids.contains("liked"), "seen");
                }
            }
            for (int i = 0; i < 50; i++) {
                server.track(view("ann", id(100 + i)));
            }
        }
    }

    @Test
    void shouldGiveThePopularToALeadWithoutEvents() {
        for (int i = 0; i < 3; i++) {
            for (int lead = 0; lead <= i; lead++) {
                server.track(like("lead" + lead, "o" + (10 * i + 5)));
            }
        }
        activate(bundle("m1", Reason.POPULARITY_WEEK).bedrooms());
        final RecommendResponse response = limited("somebody new", 4);
        assertEquals(RecommendationSource.POPULARITY, response.getSource());
        assertEquals(List.of("o25", "o15", "o5"), TestServer.ids(response).subList(0, 3));
        assertEquals(1, response.getRecommendations(0).getScore(), 1e-6);
        assertEquals(0, response.getRecommendations(3).getScore());
    }

    @Test
    void shouldGiveTheNewestWhereThereIsAModelAndNoEvent() {
        activate(bundle("m1", Reason.POPULARITY_WEEK));
        final RecommendResponse response = limited("somebody new", 3);
        assertEquals(RecommendationSource.NEWEST, response.getSource());
        assertEquals(List.of("o599", "o598", "o597"), TestServer.ids(response));
    }

    @Test
    void shouldAnswerManyThreadsAsItAnswersOne() throws InterruptedException, ExecutionException, TimeoutException {
        final TestBundle bundle = bundle("m1", Reason.FACTORS).bedrooms()
                .weight(RankColumn.ITEMS, 0.7).weight(RankColumn.NEIGHBOURS, 0.5).weight(RankColumn.CONTENT, 0.3)
                .weight(RankColumn.POPULARITY_WEEK, 0.2).weight(RankColumn.PRICE_GAP, 0.1).weight(RankColumn.HISTORY, 0.01);
        for (int i = 1; i < COUNT; i++) {
            bundle.item(id(i), id(i * 7 % COUNT), 1 + i % 5).neighbour(id(i), id(i * 11 % COUNT), 1 + i % 3);
        }
        activate(bundle);
        final Map<Integer, RecommendRequest> requests = new HashMap<>();
        for (int i = 0; i < 24; i++) {
            for (int j = 0; j < i; j++) {
                server.track(like("lead" + i, id(1 + (i * 31 + j * 17) % (COUNT - 1)))
                        .setOccurredAt(seconds(LISTED + 20_000 + j)));
            }
            final RecommendRequest.Builder request = RecommendRequest.newBuilder()
                    .setLeadId("lead" + i).setLimit(1 + i * 20).setIncludeSeen(i % 5 == 0);
            requests.put(i, i % 3 == 0 ? request.setAsOf(seconds(LISTED + 20_000 + i / 2)).build() : request.build());
        }
        server.engine().pollModels();
        final Map<Integer, List<Recommendation>> expected = new HashMap<>();
        requests.forEach((i, request) -> expected.put(i, server.recommend(request.toBuilder()).getRecommendationsList()));
        assertEquals(requests.size(), Set.copyOf(expected.values()).size(), "the answers can be told apart");

        final ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            final List<Future<?>> done = IntStream.range(0, 4).<Future<?>>mapToObj(caller -> callers.submit(() -> {
                final var stub = RecommendationServiceGrpc.newBlockingStub(server.channel());
                for (int call = 0; call < 240; call++) {
                    final int i = (call * 5 + caller) % requests.size();
                    assertEquals(expected.get(i), stub.withDeadlineAfter(20, TimeUnit.SECONDS)
                            .recommend(requests.get(i)).getRecommendationsList(), "request " + i);
                }
            })).toList();
            for (final Future<?> future : done) {
                future.get(60, TimeUnit.SECONDS);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void shouldRankEachAnswerByOneModelWhileModelsAreSwitched()
            throws InterruptedException, ExecutionException, TimeoutException {
        server.track(like("ann", "liked"));
        bundle("m2", Reason.NEIGHBOURS).neighbour("liked", "o2", 1).write(folder);
        activate(bundle("m1", Reason.ITEMS).item("liked", "o1", 1));
        final Map<String, String> best = Map.of("m1", "o1", "m2", "o2");
        final AtomicBoolean isSwitching = new AtomicBoolean(true);
        final ExecutorService callers = Executors.newFixedThreadPool(2);
        try {
            final List<Future<Set<String>>> seen = IntStream.range(0, 2).mapToObj(caller -> callers.submit(() -> {
                final var stub = RecommendationServiceGrpc.newBlockingStub(server.channel());
                final Set<String> versions = new HashSet<>();
                for (int i = 0; i < 200 || (isSwitching.get() && i < 100_000); i++) {
                    final RecommendResponse response = stub.withDeadlineAfter(20, TimeUnit.SECONDS)
                            .recommend(RecommendRequest.newBuilder().setLeadId("ann").build());
                    assertEquals(best.get(response.getModelVersion()), response.getRecommendations(0).getPropertyId());
                    assertEquals(20, response.getRecommendationsCount());
                    versions.add(response.getModelVersion());
                }
                return versions;
            })).toList();
            for (int i = 0; i < 40; i++) {
                activate(i % 2 == 0 ? "m2" : "m1");
            }
            isSwitching.set(false);
            final Set<String> versions = new HashSet<>();
            for (final Future<Set<String>> future : seen) {
                versions.addAll(future.get(30, TimeUnit.SECONDS));
            }
            assertEquals(best.keySet(), versions);
        } finally {
            callers.shutdownNow();
        }
    }

    /** A lead who liked "liked", and a model that ranks by one reason alone, which speaks for the target. */
    private void serve(final Reason reason) {
        final TestBundle bundle = bundle("m1", reason);
        if (reason.isPopularity()) {
            server.track(like("bob", TARGET).setOccurredAt(seconds(LISTED + 10_000)));
        } else {
            server.track(like("ann", "liked").setOccurredAt(seconds(LISTED + 10_000)));
        }
        switch (reason) {
            case ITEMS -> bundle.item("liked", TARGET, 2);
            case NEIGHBOURS -> bundle.neighbour("liked", TARGET, 2);
            case CONTENT -> bundle.bedrooms();
            default -> {
            }
        }
        activate(bundle);
    }

    /** The factors know the liked listing and the target if they are what counts, and popularity does likewise. */
    private static TestBundle bundle(final String version, final Reason reason) {
        final float known = reason == Reason.FACTORS ? 1 : 0;
        final TestBundle bundle = new TestBundle(version).weight(RankColumn.FACTORS, 0)
                .weight(RankColumn.valueOf(reason.name()), 1);
        for (int i = 0; i < COUNT; i++) {
            final boolean isTarget = id(i).equals(TARGET);
            final boolean isLiked = id(i).equals("liked");
            bundle.listing(id(i), isTarget && reason.isPopularity() ? 1 : 0,
                    isTarget || isLiked ? known : 0, isTarget || isLiked ? 0 : 1);
        }
        return bundle;
    }

    private static String id(final int i) {
        return i == 0 ? "liked" : i == 300 ? TARGET : "o" + i;
    }

    private void activate(final TestBundle bundle) {
        activate(bundle.write(folder).getFileName().toString());
    }

    private void activate(final String version) {
        assertTrue(server.models().activateModel(
                ActivateModelRequest.newBuilder().setVersion(version).build()).getModel().getActive());
    }

    private RecommendResponse limited(final String lead, final int limit) {
        return server.recommend(RecommendRequest.newBuilder().setLeadId(lead).setLimit(limit));
    }

    private RecommendResponse asOf(final String lead, final long second) {
        return server.recommend(RecommendRequest.newBuilder().setLeadId(lead).setLimit(1).setAsOf(seconds(second)));
    }

    private static int count(final RecommendResponse response) {
        return Set.copyOf(TestServer.ids(response)).size();
    }
}
