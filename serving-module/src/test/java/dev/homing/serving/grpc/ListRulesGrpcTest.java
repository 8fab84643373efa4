package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Duration;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.Boost;
import dev.homing.proto.v1.GetRankingRulesRequest;
import dev.homing.proto.v1.LeftOut;
import dev.homing.proto.v1.Pin;
import dev.homing.proto.v1.PropertyFilter;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.RankingRules;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.SetRankingRulesRequest;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 240 listings p1, p2, ..., which the factors of ann's model like in this order. The first 40 have one bedroom and are of agent
 * g0 in area a0 at one place, the others of many agents in many areas and have five bedrooms. The last 60 hardly anybody has
 * seen.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ListRulesGrpcTest {
    private static final int COUNT = 240;
    private static final int ALIKE = 40;
    private static final int SEEN = 180;

    private Path folder;
    private TestServer server;

    @BeforeAll
    void open(@TempDir final Path temporary) {
        folder = temporary;
        server = TestServer.open(folder);
        final BatchUpsertPropertiesRequest.Builder listings = BatchUpsertPropertiesRequest.newBuilder();
        for (int i = 0; i <= COUNT; i++) {
            final boolean isAlike = i <= ALIKE;
            listings.addRequests(UpsertPropertyRequest.newBuilder().setProperty(property("p" + i)
                    .setBedrooms(isAlike ? 1 : 5).setPrice(1_000 + i).setListedAt(seconds(1_600_000_000))
                    .setAgentId("g" + (isAlike ? 0 : i)).setAreaId("a" + (isAlike ? 0 : i % 50))
                    .setLatitude(isAlike ? 1 : i / 100.0).setLongitude(1)));
        }
        server.catalog().batchUpsertProperties(listings.build());
        for (int i = 1; i <= SEEN; i++) {
            for (int j = 0; j < 8; j++) {
                server.track(like("bob" + j, "p" + i));
            }
        }
        server.track(like("ann", "p0"));
        final TestBundle bundle = new TestBundle("m1").bedrooms();
        for (int i = 0; i <= COUNT; i++) {
            bundle.listing("p" + i, 0, 1, (COUNT - i) / (float) COUNT);
        }
        serve(bundle.write(folder).getFileName().toString());
    }

    @AfterAll
    void close() {
        server.close();
    }

    private static RecommendRequest.Builder ask(final int limit) {
        return RecommendRequest.newBuilder().setLeadId("ann").setLimit(limit);
    }

    private List<String> ids(final RecommendRequest.Builder request) {
        return TestServer.ids(server.recommend(request));
    }

    private static List<String> range(final int from, final int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "p" + i).toList();
    }

    private static PropertyFilter only(final int number) {
        return PropertyFilter.newBuilder().setMinPrice(1_000 + number).setMaxPrice(1_000 + number).build();
    }

    @Test
    void shouldRankByScoreWithoutRules() {
        assertEquals(range(1, 20), ids(ask(20)));
        assertEquals(range(1, 20), ids(ask(20).setRules(RankingRules.getDefaultInstance())));
    }

    @Test
    void shouldHoldCaps() {
        assertEquals(List.of("p1", "p2", "p41", "p42"), ids(ask(4).setRules(RankingRules.newBuilder().setMaxPerAgent(2))));
        assertEquals(List.of("p1", "p41", "p42", "p43"), ids(ask(4).setRules(RankingRules.newBuilder().setMaxPerBuilding(1))));
        final List<String> byArea = ids(ask(60).setRules(RankingRules.newBuilder().setMaxPerArea(1)));
        assertEquals(50, byArea.size(), "no more than there are areas");
        assertEquals("p41", byArea.get(1));
        assertEquals(50, byArea.stream().map(id -> number(id))
                .map(i -> i <= ALIKE ? 0 : i % 50).distinct().count());
    }

    @Test
    void shouldMoveByDistancesOfScores() {
        final RankingRules.Builder lift =
                RankingRules.newBuilder().addBoosts(Boost.newBuilder().setFilter(only(10)).setAmount(1.001));
        assertEquals("p10", ids(ask(10).setRules(lift)).get(0), "from the end to the top");
        assertNotEquals("p10", ids(ask(20).setRules(RankingRules.newBuilder()
                .addBoosts(Boost.newBuilder().setFilter(only(10)).setAmount(0.2)))).get(0), "not as far as that");
        final RankingRules.Builder bury =
                RankingRules.newBuilder().addBoosts(Boost.newBuilder().setFilter(only(1)).setAmount(-1.001));
        assertEquals("p1", ids(ask(10).setRules(bury)).get(9), "from the top to the end");
        final List<String> twice = ids(ask(10).setRules(bury.addBoosts(
                Boost.newBuilder().setFilter(PropertyFilter.newBuilder().setMaxPrice(1_001)).setAmount(1.001))));
        assertEquals("p1", twice.get(0), "the sum of both");
    }

    @Test
    void shouldPin() {
        server.status("p230", PropertyStatus.SOLD);
        final RankingRules.Builder pins = RankingRules.newBuilder()
                .addPins(Pin.newBuilder().setPropertyId("p200").setPosition(2))
                .addPins(Pin.newBuilder().setPropertyId("p199").setPosition(2))
                .addPins(Pin.newBuilder().setPropertyId("p230").setPosition(1))
                .addPins(Pin.newBuilder().setPropertyId("nowhere").setPosition(1))
                .addPins(Pin.newBuilder().setPropertyId("p198").setPosition(400));
        final RecommendResponse response = server.recommend(ask(5).setRules(pins));
        assertEquals(List.of("p1", "p200", "p2", "p3", "p198"), TestServer.ids(response));
        assertEquals(List.of(false, true, false, false, true),
                response.getRecommendationsList().stream().map(Recommendation::getPinned).toList());
        assertFalse(ids(ask(5).setRules(pins).setFilter(PropertyFilter.newBuilder().setMaxPrice(1_150))).contains("p200"));
        server.status("p230", PropertyStatus.ACTIVE);
    }

    @Test
    void shouldMakeListsMoreDifferentTheMoreIsAskedFor() {
        final TestBundle bundle = new TestBundle("m2");
        for (int i = 0; i <= COUNT; i++) {
            bundle.listing("p" + i, 0, vector(i));
        }
        serve(bundle.write(folder).getFileName().toString());
        final List<Double> likeness = new ArrayList<>();
        final Set<String> best = new HashSet<>();
        for (final float diversity : new float[] {0, 0.3f, 0.6f, 1}) {
            final List<String> ids = ids(ask(20).setDiversity(diversity));
            assertEquals(20, Set.copyOf(ids).size());
            assertEquals(ids, ids(ask(20).setDiversity(diversity)), "the same every time");
            best.add(ids.get(0));
            likeness.add(ids.stream().flatMapToDouble(one -> ids.stream().filter(other -> !other.equals(one))
                    .mapToDouble(other -> cosine(vector(number(one)), vector(number(other))))).average().orElseThrow());
        }
        serve("m1");
        assertEquals(1, best.size(), "the best stays");
        assertEquals(likeness.stream().sorted(Comparator.reverseOrder()).toList(), likeness);
        assertTrue(likeness.get(3) < likeness.get(0) - 0.1, likeness.toString());
    }

    private static float[] vector(final int i) {
        return new float[] {1, (float) Math.sin(i), (float) Math.cos(3 * i), 0.01f * i};
    }

    private static double cosine(final float[] a, final float[] b) {
        double product = 0;
        double square = 0;
        double otherSquare = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            square += a[i] * a[i];
            otherSquare += b[i] * b[i];
        }
        return product / Math.sqrt(square * otherSquare);
    }

    private static int number(final String id) {
        return Integer.parseInt(id.substring(1));
    }

    private void serve(final String version) {
        assertTrue(server.models().activateModel(
                ActivateModelRequest.newBuilder().setVersion(version).build()).getModel().getActive());
    }

    @Test
    void shouldExploreAsLikelyAsItSays() {
        final Map<String, Integer> drawn = new HashMap<>();
        double propensity = 0;
        final int answers = 600;
        for (int i = 0; i < answers; i++) {
            final RecommendResponse response = server.recommend(ask(10).setExploration(0.2f));
            assertEquals(10, Set.copyOf(TestServer.ids(response)).size());
            assertEquals("p1", response.getRecommendations(0).getPropertyId(), "never in the first place");
            final List<Recommendation> explored =
                    response.getRecommendationsList().stream().filter(Recommendation::hasPropensity).toList();
            assertEquals(2, explored.size());
            for (final Recommendation each : explored) {
                assertTrue(number(each.getPropertyId()) > SEEN, "hardly seen: " + each);
                drawn.merge(each.getPropertyId(), 1, Integer::sum);
                propensity = each.getPropensity();
            }
            assertEquals(range(1, 8), TestServer.ids(response).stream()
                    .filter(id -> number(id) <= SEEN).toList(), "the others stay in order");
        }
        assertEquals(2.0 / 60, propensity, 1e-6);
        assertEquals(60, drawn.size());
        // Binomial with mean 20 and deviation 4.4.
        assertTrue(drawn.values().stream().allMatch(count -> count >= 2 && count <= 45), drawn.toString());
    }

    @Test
    void shouldHoldCapsWhileExploring() {
        for (int i = 0; i < 20; i++) {
            final List<String> ids = ids(ask(40).setExploration(0.5f).setRules(RankingRules.newBuilder().setMaxPerArea(1)));
            assertEquals(40, ids.size());
            assertEquals(40, ids.stream().map(id -> number(id))
                    .map(number -> number <= ALIKE ? 0 : number % 50).distinct().count(), ids.toString());
        }
    }

    @Test
    void shouldLeaveOutWhatThereIsNoTimeFor() {
        server.recommend(ask(20).setDiversity(0.5f));
        final RecommendResponse response =
                server.recommend(ask(20).setDiversity(0.5f).setMaxLatency(Duration.newBuilder().setNanos(1)));
        assertEquals(20, response.getRecommendationsCount());
        assertTrue(response.getLeftOutList().containsAll(List.of(LeftOut.CANDIDATES_BY_FACTORS,
                LeftOut.CANDIDATES_BY_CONTENT, LeftOut.RANKING, LeftOut.DIVERSITY)), response.toString());
        final RecommendResponse whole =
                server.recommend(ask(20).setDiversity(0.5f).setMaxLatency(Duration.newBuilder().setSeconds(60)));
        assertEquals(List.of(), whole.getLeftOutList());
        assertEquals(server.recommend(ask(20).setDiversity(0.5f)).getRecommendationsList(), whole.getRecommendationsList());
    }

    @Test
    void shouldKeepTheTenantsRules(@TempDir final Path other) throws IOException {
        final RankingRules.Builder rules = RankingRules.newBuilder().setMaxPerAgent(1)
                .addBoosts(Boost.newBuilder().setFilter(only(3)).setAmount(-0.5));
        final RecommendRequest.Builder request = RecommendRequest.newBuilder().setLeadId("ann").setLimit(9);
        try (TestServer bare = TestServer.open(other)) {
            assertEquals(RankingRules.getDefaultInstance(), rules(bare));
            for (int i = 1; i <= 9; i++) {
                bare.upsert(property("q" + i).setAgentId("g" + i / 5));
            }
            assertEquals(9, bare.recommend(request).getRecommendationsCount());
            assertEquals(rules.build(), bare.recommendations().setRankingRules(
                    SetRankingRulesRequest.newBuilder().setRules(rules).build()).getRules());
            assertEquals(2, bare.recommend(request).getRecommendationsCount());
            assertEquals(9, bare.recommend(request.setRules(RankingRules.getDefaultInstance())).getRecommendationsCount(),
                    "a request's own come first");
            assertEquals(List.of("rules.boosts[0].amount", "rules.max_per_area"), Refused.by(() -> bare
                    .recommendations()
                    .setRankingRules(SetRankingRulesRequest.newBuilder().setRules(RankingRules.newBuilder()
                            .addBoosts(Boost.newBuilder().setFilter(only(1)).setAmount(99)).setMaxPerArea(-1)).build()))
                    .fields());
        }
        try (TestServer bare = TestServer.open(other)) {
            assertEquals(rules.build(), rules(bare), "after a restart");
            assertEquals(2, bare.recommend(request.clearRules()).getRecommendationsCount());
        }
        Files.writeString(other.resolve("rules/default.json"), "{\"boosts\": 7");
        try (TestServer bare = TestServer.open(other)) {
            assertEquals(9, bare.recommend(request).getRecommendationsCount(), "lists matter more than rules");
        }
    }

    private static RankingRules rules(final TestServer bare) {
        return bare.recommendations().getRankingRules(GetRankingRulesRequest.getDefaultInstance()).getRules();
    }

    @Test
    void shouldKeepRulesWhereThereIsNoModel(@TempDir final Path other) {
        try (TestServer bare = TestServer.open(other)) {
            for (int i = 1; i <= 30; i++) {
                bare.upsert(property("q" + i).setAgentId("g" + i / 10).setPrice(i).setListedAt(seconds(1_600_000_000 - i)));
            }
            bare.track(like("bob", "q7"));
            assertEquals(List.of("q7", "q1", "q10", "q11", "q30", "q20"), TestServer.ids(bare.recommend(
                    RecommendRequest.newBuilder().setLeadId("ann").setLimit(6).setRules(RankingRules.newBuilder()
                            .setMaxPerAgent(2).addPins(Pin.newBuilder().setPropertyId("q30").setPosition(5))))));
            assertEquals(List.of("q20", "q21"), TestServer.ids(bare.recommend(RecommendRequest.newBuilder().setLeadId("bob")
                    .setLimit(2).setFilter(PropertyFilter.newBuilder().addAgentIds("g2")))));
        }
    }
}
