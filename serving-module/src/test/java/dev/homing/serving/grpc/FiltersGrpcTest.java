package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.event;
import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.seconds;
import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.Boost;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.GeoCircle;
import dev.homing.proto.v1.GeoPoint;
import dev.homing.proto.v1.GeoPolygon;
import dev.homing.proto.v1.ListingKind;
import dev.homing.proto.v1.Pin;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyFilter;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.PropertyType;
import dev.homing.proto.v1.RankingRules;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 1,300 listings of all sorts around the antimeridian, some sold, and 20 that only events name. Tenants have the same ones, one
 * with a model whose factors like the listings in the order of their numbers, one without a model.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class FiltersGrpcTest {
    private static final int COUNT = 1_300;
    private static final int UNKNOWN = 20;
    private static final int FILTERS = 300;
    private static final long LISTED = 1_600_000_000;
    private static final Random RANDOM = new Random(5);

    private TestServer server;
    private final List<Property> active = new ArrayList<>();

    @BeforeAll
    void open(@TempDir final Path folder) {
        server = TestServer.open(folder);
        for (int from = 0; from < COUNT; from += 650) {
            final BatchUpsertPropertiesRequest.Builder listings = BatchUpsertPropertiesRequest.newBuilder();
            for (int i = from; i < from + 650; i++) {
                final Property listing = listing(i);
                listings.addRequests(UpsertPropertyRequest.newBuilder().setEffectiveAt(seconds(LISTED)).setProperty(listing));
                if (listing.getStatusValue() == 0) {
                    active.add(listing);
                }
            }
            assertEquals(650, server.catalog().batchUpsertProperties(listings.build()).getCreatedCount());
        }
        for (int i = 0; i < UNKNOWN; i++) {
            server.track(view("bob", "unknown" + i).setOccurredAt(seconds(LISTED + 1_000 + i)));
        }
        server.track(like("ann", "p0").setOccurredAt(seconds(LISTED + 2_000)));
        final TestBundle bundle = new TestBundle("m1").bedrooms();
        for (int i = 0; i < COUNT; i++) {
            bundle.listing("p" + i, 0, 1, (COUNT - i) / (float) COUNT);
        }
        assertTrue(server.models().activateModel(ActivateModelRequest.newBuilder()
                .setVersion(bundle.write(folder).getFileName().toString()).build()).getModel().getActive());
    }

    @AfterAll
    void close() {
        server.close();
    }

    private static Property listing(final int i) {
        final Random random = new Random(i);
        final Property.Builder listing = property("p" + i).setListedAt(seconds(LISTED - random.nextInt(1_000)));
        if (random.nextInt(10) > 0) {
            listing.setPrice(100_000 + 1_000 * random.nextInt(900)).setCurrency(random.nextInt(5) == 0 ? "EUR" : "USD");
        }
        if (random.nextInt(10) > 0) {
            listing.setSizeSqft(500 + 0.1 * random.nextInt(30_000));
        }
        if (random.nextInt(10) > 0) {
            listing.setBedrooms(random.nextInt(6)).setBathrooms(random.nextInt(12) / 4.0);
        }
        if (random.nextInt(10) > 0) {
            listing.setYearBuilt(1900 + random.nextInt(120));
        }
        if (random.nextInt(10) > 0) {
            listing.setLatitude(-17 + random.nextInt(2_000) / 1_000.0)
                    .setLongitude(Math.IEEEremainder(179 + random.nextInt(2_000) / 1_000.0, 360));
        }
        listing.setPropertyTypeValue(random.nextInt(9)).setListingKindValue(random.nextInt(3))
                .setMarket(random.nextInt(3) == 0 ? "west" : "").setAreaId(random.nextInt(8) == 0 ? "" : "a" + random.nextInt(12))
                .setAgentId(random.nextInt(8) == 0 ? "" : "g" + random.nextInt(7));
        for (final String amenity : List.of("garage", "pool", "garden")) {
            if (random.nextBoolean()) {
                listing.addAmenities(amenity);
            }
        }
        if (i % 9 == 8) {
            listing.setStatusValue(2 + i % 3);
        }
        return listing.build();
    }

    private static PropertyFilter filter() {
        final PropertyFilter.Builder filter = PropertyFilter.newBuilder();
        for (int conditions = 1 + RANDOM.nextInt(3); conditions > 0; conditions--) {
            switch (RANDOM.nextInt(13)) {
                case 0 -> filter.setMinPrice(100_000 + 1_000 * RANDOM.nextInt(600));
                case 1 -> filter.setMinSizeSqft(500 + 0.1 * RANDOM.nextInt(20_000)).setMaxSizeSqft(2_500 + RANDOM.nextInt(1_000));
                case 2 -> filter.setMinBedrooms(RANDOM.nextInt(4)).setMaxBedrooms(3 + RANDOM.nextInt(3));
                case 3 -> filter.setMinBathrooms(RANDOM.nextInt(8) / 4.0);
                case 4 -> filter.setMinYearBuilt(1900 + RANDOM.nextInt(100));
                case 5 -> filter.addPropertyTypesValue(1 + RANDOM.nextInt(8)).addPropertyTypes(PropertyType.HOUSE);
                case 6 -> filter.setListingKind(RANDOM.nextBoolean() ? ListingKind.SALE : ListingKind.RENT);
                case 7 -> filter.addAreaIds("a" + RANDOM.nextInt(14)).addAreaIds("a" + RANDOM.nextInt(14));
                case 8 -> filter.addAgentIds("g" + RANDOM.nextInt(8));
                case 9 -> filter.addAmenities(List.of("garage", "pool", "garden", "moat").get(RANDOM.nextInt(4)));
                case 10 -> filter.setMinListedAt(seconds(LISTED - RANDOM.nextInt(1_000)));
                case 11 -> filter.setCircle(GeoCircle.newBuilder().setLatitude(-16 + RANDOM.nextDouble() - 0.5)
                        .setLongitude(Math.IEEEremainder(179.5 + RANDOM.nextDouble(), 360))
                        .setRadiusKm(1 + RANDOM.nextInt(120)));
                default -> filter.setPolygon(star()).setMarket(RANDOM.nextInt(3) == 0 ? "west" : "")
                        .setCurrency(RANDOM.nextInt(3) == 0 ? "USD" : "");
            }
        }
        return filter.build();
    }

    /** Corners all around a middle, so that the line does not cross itself. */
    private static GeoPolygon star() {
        final GeoPolygon.Builder polygon = GeoPolygon.newBuilder();
        final int corners = 3 + RANDOM.nextInt(8);
        final double east = 179.5 + RANDOM.nextDouble();
        for (int i = 0; i < corners; i++) {
            final double radius = 0.2 + RANDOM.nextDouble();
            final double angle = 2 * Math.PI * (i + 0.8 * RANDOM.nextDouble()) / corners;
            polygon.addPoints(GeoPoint.newBuilder().setLatitude(-16 + radius * Math.sin(angle))
                    .setLongitude(Math.IEEEremainder(east + radius * Math.cos(angle), 360)));
        }
        return polygon.build();
    }

    private RecommendResponse recommend(final String lead, final int limit, final PropertyFilter filter) {
        return server.recommend(RecommendRequest.newBuilder().setLeadId(lead).setLimit(limit).setFilter(filter));
    }

    @Test
    void shouldMeanWhatTheContractSays() {
        final Map<String, Float> scores = new HashMap<>();
        for (int limit = 100; limit <= 500; limit += 100) {
            server.recommend(RecommendRequest.newBuilder().setLeadId("ann").setLimit(limit)).getRecommendationsList()
                    .forEach(each -> scores.put(each.getPropertyId(), each.getScore()));
        }
        int many = 0;
        int none = 0;
        for (int i = 0; i < FILTERS; i++) {
            final PropertyFilter filter = filter();
            final Set<String> expected = active.stream().filter(listing -> FilterOracle.means(filter, listing))
                    .map(Property::getPropertyId).filter(id -> !id.equals("p0")).collect(Collectors.toCollection(TreeSet::new));
            many += expected.size() > 500 ? 1 : 0;
            none += expected.isEmpty() ? 1 : 0;
            final List<Recommendation> found = recommend("ann", 500, filter).getRecommendationsList();
            final Set<String> ids = found.stream().map(Recommendation::getPropertyId)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (expected.size() <= 500) {
                assertEquals(expected, ids, () -> "of " + filter);
            }
            assertEquals(Math.min(500, expected.size()), found.size(), () -> "of " + filter);
            assertTrue(expected.containsAll(ids), () -> "of " + filter);
            for (final Recommendation each : found) {
                assertEquals(scores.getOrDefault(each.getPropertyId(), each.getScore()), each.getScore(), 1e-6f,
                        "the same score with and without " + filter);
            }
        }
        assertTrue(many > 5 && none > 5, many + " leave more than there is room for, " + none + " leave none");
    }

    @Test
    void shouldMeanTheSameForALeadWhomNobodyKnows() {
        for (int i = 0; i < 30; i++) {
            final PropertyFilter filter = filter();
            final long expected = active.stream().filter(listing -> FilterOracle.means(filter, listing)).count();
            assertEquals(Math.min(40, expected), recommend("nobody", 40, filter).getRecommendationsCount(), () -> "of " + filter);
        }
    }

    @Test
    void shouldFindTheBestOfThoseThatAreLeftHoweverFarDown() {
        for (final int from : new int[] {30, 700, 1_250}) {
            final PropertyFilter filter = PropertyFilter.newBuilder().addAreaIds("far" + from).build();
            final List<String> ids = new ArrayList<>();
            for (int i = from; i < COUNT; i++) {
                final Property moved = listing(i).toBuilder().setAreaId("far" + from).build();
                if (moved.getStatusValue() == 0) {
                    ids.add(moved.getPropertyId());
                }
            }
            server.catalog().batchUpsertProperties(BatchUpsertPropertiesRequest.newBuilder()
                    .addAllRequests(IntStream.range(from, Math.min(COUNT, from + 1_000)).mapToObj(i -> UpsertPropertyRequest
                            .newBuilder().setEffectiveAt(seconds(LISTED + 10 + from))
                            .setProperty(listing(i).toBuilder().setAreaId("far" + from)).build()).toList()).build());
            if (from == 30) {
                server.catalog().batchUpsertProperties(BatchUpsertPropertiesRequest.newBuilder()
                        .addAllRequests(IntStream.range(1_030, COUNT).mapToObj(i -> UpsertPropertyRequest
                                .newBuilder().setEffectiveAt(seconds(LISTED + 10 + from))
                                .setProperty(listing(i).toBuilder().setAreaId("far" + from)).build()).toList()).build());
            }
            assertEquals(ids.subList(0, 20), TestServer.ids(recommend("ann", 20, filter)), "from " + from);
        }
        for (int from = 0; from < COUNT; from += 650) {
            server.catalog().batchUpsertProperties(BatchUpsertPropertiesRequest.newBuilder()
                    .addAllRequests(IntStream.range(from, from + 650).mapToObj(i -> UpsertPropertyRequest.newBuilder()
                            .setEffectiveAt(seconds(LISTED + 5_000)).setProperty(listing(i)).build()).toList()).build());
        }
    }

    @Test
    void shouldLookAtListingsAsTheyWereThen() {
        server.catalog().upsertProperty(UpsertPropertyRequest.newBuilder().setEffectiveAt(seconds(LISTED + 100))
                .setProperty(property("p20").setPrice(7).setListedAt(seconds(LISTED))).build());
        server.catalog().upsertProperty(UpsertPropertyRequest.newBuilder().setEffectiveAt(seconds(LISTED + 6_000))
                .setProperty(listing(20)).build());
        final RecommendRequest.Builder request = RecommendRequest.newBuilder().setLeadId("ann")
                .setFilter(PropertyFilter.newBuilder().setMaxPrice(8));
        assertEquals(List.of(), TestServer.ids(server.recommend(request)));
        assertEquals(List.of("p20"), TestServer.ids(server.recommend(request.setAsOf(seconds(LISTED + 3_000)))));
        assertEquals(List.of(), TestServer.ids(server.recommend(request.setAsOf(seconds(LISTED + 50)))));
    }

    @Test
    void shouldLeaveOutWhatIsExcluded() {
        final RecommendResponse response = server.recommend(RecommendRequest.newBuilder().setLeadId("ann").setLimit(500)
                .addExcludePropertyIds("p1").addExcludePropertyIds("nowhere").addExcludeAgentIds("g1").addExcludeAgentIds("gX"));
        final Map<String, String> agents =
                active.stream().collect(Collectors.toMap(Property::getPropertyId, Property::getAgentId));
        final List<String> ids = TestServer.ids(response);
        assertEquals(500, ids.size());
        assertFalse(ids.contains("p1"));
        assertTrue(ids.contains("p2"));
        assertFalse(ids.stream().anyMatch(id -> "g1".equals(agents.get(id))));
        assertEquals("unknown3", server.recommend(RecommendRequest.newBuilder().setLeadId("nobody").addExcludeAgentIds("g1")
                .setRules(RankingRules.newBuilder().addPins(Pin.newBuilder().setPropertyId("unknown3").setPosition(1))))
                .getRecommendations(0).getPropertyId(), "what is of no agent is not of that one");
    }

    @Test
    void shouldNotBringBackWhatWasTurnedDown() {
        server.track(event(EventType.PROPERTY_DISLIKE, "cyd", "p5"));
        server.track(like("cyd", "p6"));
        final RecommendRequest.Builder request = RecommendRequest.newBuilder().setLeadId("cyd").setLimit(500);
        assertFalse(Set.copyOf(TestServer.ids(server.recommend(request))).contains("p6"));
        final Set<String> seen = Set.copyOf(TestServer.ids(server.recommend(request.setIncludeSeen(true))));
        assertTrue(seen.contains("p6"));
        assertFalse(seen.contains("p5"));
        assertTrue(TestServer.ids(server.recommend(request.setIncludeRejected(true))).contains("p5"));
        final RankingRules pins = RankingRules.newBuilder().addPins(Pin.newBuilder().setPropertyId("p5").setPosition(1))
                .addPins(Pin.newBuilder().setPropertyId("p6").setPosition(2)).build();
        final RecommendResponse pinned =
                server.recommend(RecommendRequest.newBuilder().setLeadId("cyd").setRules(pins));
        assertEquals("p6", pinned.getRecommendations(1).getPropertyId(), "seen, but wanted there");
        assertFalse(TestServer.ids(pinned).contains("p5"), "turned down");
    }

    @Test
    void shouldSayWhatIsWrong() {
        final StatusRuntimeException refused = assertThrows(StatusRuntimeException.class, () -> server.recommend(
                RecommendRequest.newBuilder().setLeadId("ann").setDiversity(Float.NaN).setExploration(0.6f)
                        .setMaxLatency(Duration.newBuilder().setSeconds(61))
                        .setFilter(PropertyFilter.newBuilder().setMinPrice(2).setMaxPrice(1).setMinBedrooms(-1).setCurrency("US")
                                .addPropertyTypesValue(0).addPropertyTypesValue(99)
                                .setCircle(GeoCircle.newBuilder().setLatitude(91).setRadiusKm(0))
                                .setPolygon(GeoPolygon.newBuilder().addPoints(GeoPoint.getDefaultInstance())))
                        .setRules(RankingRules.newBuilder().setMaxPerArea(-1)
                                .addBoosts(Boost.newBuilder().setAmount(11))
                                .addPins(Pin.newBuilder().setPosition(0)))));
        assertEquals(Status.Code.INVALID_ARGUMENT, refused.getStatus().getCode());
        final BadRequest details = StatusProto.fromThrowable(refused).getDetailsList().stream()
                .filter(each -> each.is(BadRequest.class)).map(each -> {
                    try {
                        return each.unpack(BadRequest.class);
                    } catch (final InvalidProtocolBufferException e) {
                        throw new AssertionError(e);
                    }
                }).findFirst().orElseThrow();
        assertEquals(Set.of("diversity", "exploration", "max_latency", "filter.max_price", "filter.min_bedrooms",
                "filter.currency", "filter.property_types[0]", "filter.property_types[1]", "filter.circle.latitude",
                "filter.circle.radius_km", "filter.polygon.points", "rules.max_per_area", "rules.boosts[0].filter",
                "rules.boosts[0].amount", "rules.pins[0].property_id", "rules.pins[0].position"),
                details.getFieldViolationsList().stream().map(BadRequest.FieldViolation::getField).collect(Collectors.toSet()));
    }

    @Test
    void shouldNeverShowWhatIsNotActive() {
        assertEquals(Set.of(), TestServer.ids(recommend("ann", 500, PropertyFilter.newBuilder().setMinBedrooms(0).build()))
                .stream().filter(id -> listing(Integer.parseInt(id.substring(1))).getStatus() == PropertyStatus.SOLD)
                .collect(Collectors.toSet()));
    }
}
