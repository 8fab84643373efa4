package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.event;
import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.RankColumn;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchRecommendRequest;
import dev.homing.proto.v1.BatchRecommendResponse;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.Boost;
import dev.homing.proto.v1.CatalogServiceGrpc;
import dev.homing.proto.v1.ColumnContribution;
import dev.homing.proto.v1.EraseLeadRequest;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.ExplainRecommendationRequest;
import dev.homing.proto.v1.ExplainRecommendationResponse;
import dev.homing.proto.v1.Explanation;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.LeadPreferences;
import dev.homing.proto.v1.ListingKind;
import dev.homing.proto.v1.MergeLeadsRequest;
import dev.homing.proto.v1.ModelServiceGrpc;
import dev.homing.proto.v1.ObstacleKind;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyFilter;
import dev.homing.proto.v1.PropertyType;
import dev.homing.proto.v1.RankingRules;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.RecommendationSource;
import dev.homing.proto.v1.ScoreSignal;
import dev.homing.proto.v1.SearchQueryDetails;
import dev.homing.proto.v1.SignalContribution;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.proto.v1.UpsertLeadRequest;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import io.grpc.Channel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 900 listings of all sorts, the first hundred of them liked by somebody. One tenant has a model, whose factors like the listings
 * in the order of their numbers, the other has none. Ann has liked p0, and other leads that state something have done nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class PreferencesGrpcTest {
    private static final String MODEL = "east";
    private static final String BARE = "west";
    private static final int COUNT = 900;
    /** All of these are ranked for a list of 500, so that it says what each score is. */
    private static final int FEW = 300;
    private static final int POPULAR = 100;
    private static final int LONGEST = 500;
    private static final int DEADLINE_SECONDS = 20;
    private static final double CLOSE = 1e-4;
    private static final PropertyFilter IN_FEW = PropertyFilter.newBuilder().setMarket("few").build();

    private final Random random = new Random(11);
    private final List<Property> listings = IntStream.range(0, COUNT).mapToObj(PreferencesGrpcTest::listing).toList();
    private Path folder;
    private TestServer server;
    private int leads;

    @BeforeAll
    void open(@TempDir final Path temporary) {
        folder = temporary;
        server = TestServer.open(folder);
        final BatchUpsertPropertiesRequest.Builder request = BatchUpsertPropertiesRequest.newBuilder();
        listings.forEach(listing -> request.addRequests(
                UpsertPropertyRequest.newBuilder().setEffectiveAt(seconds(1_600_000_000)).setProperty(listing)));
        for (final String tenant : List.of(MODEL, BARE)) {
            assertEquals(COUNT, catalog(tenant).batchUpsertProperties(request.build()).getCreatedCount());
            for (int i = 0; i < POPULAR; i++) {
                track(tenant, like("bob" + i % 7, "p" + i));
            }
            track(tenant, like("ann", "p0"));
        }
        final TestBundle bundle = new TestBundle("m1").bedrooms().weight(RankColumn.WISHED_PRICE, 0.1);
        for (int i = 0; i < COUNT; i++) {
            bundle.listing("p" + i, 0, 1, (COUNT - i) / (float) COUNT);
        }
        bundle.writeInto(folder.resolve("models").resolve(MODEL));
        ModelServiceGrpc.newBlockingStub(server.channel(MODEL))
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .activateModel(ActivateModelRequest.newBuilder().setVersion("m1").build());
    }

    @AfterAll
    void close() {
        server.close();
    }

    private static Property listing(final int i) {
        final Random of = new Random(i);
        final Property.Builder listing = property("p" + i).setListedAt(seconds(1_599_000_000 + i))
                .setMarket(i < FEW ? "few" : "many").setPropertyTypeValue(of.nextInt(9)).setListingKindValue(of.nextInt(3))
                .setAreaId(of.nextInt(8) == 0 ? "" : "a" + of.nextInt(12));
        if (of.nextInt(10) > 0) {
            listing.setPrice(100_000 + 1_000 * of.nextInt(900)).setCurrency(of.nextInt(5) == 0 ? "EUR" : "USD");
        }
        if (of.nextInt(10) > 0) {
            listing.setBedrooms(of.nextInt(6));
        }
        Stream.of("garage", "pool", "garden").filter(amenity -> of.nextBoolean()).forEach(listing::addAmenities);
        return listing.build();
    }

    private LeadPreferences.Builder wishes() {
        final LeadPreferences.Builder wishes = LeadPreferences.newBuilder();
        final int which = 1 + random.nextInt(15);
        if ((which & 1) != 0) {
            wishes.setMaxPrice(200_000 + 1_000 * random.nextInt(700));
            if (random.nextBoolean()) {
                wishes.setMinPrice(100_000 + 1_000 * random.nextInt(100)).setCurrency(random.nextBoolean() ? "USD" : "EUR");
            }
        }
        if ((which & 2) != 0) {
            wishes.setMinBedrooms(random.nextInt(6));
        }
        if ((which & 4) != 0) {
            wishes.addAreaIds("a" + random.nextInt(14)).addAreaIds("a" + random.nextInt(14));
        }
        if ((which & 8) != 0) {
            wishes.addPropertyTypesValue(1 + random.nextInt(8)).addPropertyTypes(PropertyType.HOUSE);
        }
        return wishes;
    }

    private LeadPreferences.Builder musts() {
        final LeadPreferences.Builder musts = LeadPreferences.newBuilder();
        final int which = 1 + random.nextInt(3);
        if ((which & 1) != 0) {
            musts.setListingKind(random.nextBoolean() ? ListingKind.SALE : ListingKind.RENT);
        }
        if ((which & 2) != 0) {
            for (int i = 1 + random.nextInt(2); i > 0; i--) {
                musts.addAmenities(List.of("garage", "pool", "garden", "moat").get(random.nextInt(12) % 4));
            }
        }
        return musts;
    }

    private PropertyFilter filter() {
        final PropertyFilter.Builder filter = IN_FEW.toBuilder();
        switch (random.nextInt(4)) {
            case 0 -> filter.setListingKind(random.nextBoolean() ? ListingKind.SALE : ListingKind.RENT);
            case 1 -> filter.addAmenities("pool");
            case 2 -> filter.setMinBedrooms(2);
            default -> { }
        }
        return filter.build();
    }

    /** What must hold, in the words of a filter. */
    private static PropertyFilter mustsOf(final LeadPreferences preferences) {
        return PropertyFilter.newBuilder().setListingKind(preferences.getListingKind())
                .addAllAmenities(preferences.getAmenitiesList()).build();
    }

    /** Each wish, in the words of a filter. */
    private static List<PropertyFilter> wishesOf(final LeadPreferences preferences) {
        final List<PropertyFilter> wishes = new ArrayList<>();
        if (preferences.hasMinPrice() || preferences.hasMaxPrice()) {
            final PropertyFilter.Builder budget = PropertyFilter.newBuilder().setCurrency(preferences.getCurrency());
            if (preferences.hasMinPrice()) {
                budget.setMinPrice(preferences.getMinPrice());
            }
            wishes.add(budget.setMaxPrice(preferences.hasMaxPrice() ? preferences.getMaxPrice() : 1e12).build());
        }
        if (preferences.hasMinBedrooms()) {
            wishes.add(PropertyFilter.newBuilder().setMinBedrooms(preferences.getMinBedrooms()).build());
        }
        if (preferences.getAreaIdsCount() > 0) {
            wishes.add(PropertyFilter.newBuilder().addAllAreaIds(preferences.getAreaIdsList()).build());
        }
        if (preferences.getPropertyTypesCount() > 0) {
            wishes.add(PropertyFilter.newBuilder().addAllPropertyTypes(preferences.getPropertyTypesList()).build());
        }
        return wishes;
    }

    private static double share(final LeadPreferences preferences, final Property listing) {
        final List<PropertyFilter> wishes = wishesOf(preferences);
        return wishes.isEmpty() ? 0
                : (double) wishes.stream().filter(wish -> FilterOracle.means(wish, listing)).count() / wishes.size();
    }

    private Property listing(final Recommendation one) {
        return listings.get(Integer.parseInt(one.getPropertyId().substring(1)));
    }

    private CatalogServiceGrpc.CatalogServiceBlockingStub catalog(final String tenant) {
        return CatalogServiceGrpc.newBlockingStub(server.channel(tenant))
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private RecommendationServiceGrpc.RecommendationServiceBlockingStub stub(final String tenant) {
        return RecommendationServiceGrpc.newBlockingStub(server.channel(tenant))
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private TrackingServiceGrpc.TrackingServiceBlockingStub tracking(final Channel channel) {
        return TrackingServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private void track(final String tenant, final Event.Builder event) {
        tracking(server.channel(tenant)).trackEvent(TrackEventRequest.newBuilder()
                .setEvent(event.setOccurredAt(seconds(1_600_000_000))).build());
    }

    /** A lead who did nothing and states something. */
    private String lead(final String tenant, final LeadPreferences preferences) {
        final String id = "lead" + leads++;
        state(tenant, id, preferences);
        return id;
    }

    private void state(final String tenant, final String lead, final LeadPreferences preferences) {
        catalog(tenant).upsertLead(UpsertLeadRequest.newBuilder()
                .setLead(Lead.newBuilder().setLeadId(lead).setPreferences(preferences)).build());
    }

    private static RecommendRequest.Builder of(final String lead, final int limit) {
        return RecommendRequest.newBuilder().setLeadId(lead).setLimit(limit);
    }

    @ParameterizedTest
    @ValueSource(strings = {MODEL, BARE})
    void shouldRecommendOnlyWhatFilterAndMustsMean(final String tenant) {
        int none = 0;
        for (int i = 0; i < 120; i++) {
            final LeadPreferences preferences = i % 2 == 0 ? musts().build() : musts().mergeFrom(wishes().build()).build();
            final PropertyFilter filter = filter();
            final String lead = i % 3 == 0 ? "ann" : lead(tenant, preferences);
            state(tenant, lead, preferences);
            final Set<String> expected = listings.stream()
                    .filter(listing -> FilterOracle.means(filter, listing) && FilterOracle.means(mustsOf(preferences), listing))
                    .map(Property::getPropertyId).filter(id -> i(id) > 0 || !lead.equals("ann"))
                    .collect(Collectors.toCollection(TreeSet::new));
            none += expected.isEmpty() ? 1 : 0;
            assertEquals(expected, new TreeSet<>(TestServer.ids(stub(tenant).recommend(
                    of(lead, LONGEST).setFilter(filter).build()))), () -> "of " + preferences + " and " + filter);
        }
        assertTrue(none > 3, "contradictions and what nobody has leave nothing: " + none);
        state(tenant, "ann", LeadPreferences.getDefaultInstance());
    }

    private static int i(final String id) {
        return Integer.parseInt(id.substring(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {MODEL, BARE})
    void shouldMoveEachListingByItsShareOfTwiceTheDistanceBetweenBestAndLast(final String tenant) {
        for (int i = 0; i < 60; i++) {
            final LeadPreferences preferences = wishes().build();
            final String lead = i % 3 == 0 ? "ann" : lead(tenant, preferences);
            state(tenant, lead, preferences);
            final RecommendRequest.Builder request = of(lead, LONGEST).setFilter(IN_FEW);
            final Map<String, Float> without = new HashMap<>();
            stub(tenant).recommend(request.setIgnorePreferences(true).build()).getRecommendationsList()
                    .forEach(one -> without.put(one.getPropertyId(), one.getScore()));
            final double most = without.values().stream().mapToDouble(Float::doubleValue).max().orElseThrow();
            final double least = without.values().stream().mapToDouble(Float::doubleValue).min().orElseThrow();
            final RecommendResponse answer = stub(tenant).recommend(request.setIgnorePreferences(false).build());
            assertEquals(without.keySet(), Set.copyOf(TestServer.ids(answer)), "nothing is left out");
            boolean isAnyFitting = false;
            for (final Recommendation one : answer.getRecommendationsList()) {
                final double share = share(preferences, listing(one));
                isAnyFitting |= share > 0;
                final double moved = share * 2 * (most > least ? most - least : 1);
                assertEquals(without.get(one.getPropertyId()) + moved, one.getScore(), CLOSE * (1 + most),
                        () -> one.getPropertyId() + " of " + preferences);
            }
            assertEquals(answer.getRecommendationsList().stream()
                    .sorted(Comparator.comparingDouble((Recommendation one) -> -one.getScore())).toList(),
                    answer.getRecommendationsList(), "in order of the scores");
            assertEquals(lead.equals("ann") && tenant.equals(MODEL) ? RecommendationSource.MODEL
                    : isAnyFitting ? RecommendationSource.PREFERENCES : RecommendationSource.POPULARITY, answer.getSource());
        }
        state(tenant, "ann", LeadPreferences.getDefaultInstance());
    }

    @ParameterizedTest
    @ValueSource(strings = {MODEL, BARE})
    void shouldFindWhatFitsAllHoweverFarDown(final String tenant) {
        // Nobody ever looked at them.
        final List<Property> far = listings.subList(POPULAR, COUNT);
        int found = 0;
        for (int i = 0; i < 40; i++) {
            // Two wishes: what fits one of them alone is behind, however popular.
            final LeadPreferences preferences = LeadPreferences.newBuilder().addAreaIds("a" + random.nextInt(12))
                    .setMinBedrooms(random.nextInt(5)).build();
            final long fitting = far.stream().filter(listing -> share(preferences, listing) == 1).count();
            if (fitting >= 5) {
                found++;
                for (final int limit : new int[] {1, 5}) {
                    final RecommendResponse answer = stub(tenant).recommend(of(lead(tenant, preferences), limit).build());
                    assertTrue(answer.getRecommendationsList().stream()
                            .allMatch(one -> share(preferences, listing(one)) == 1), () -> preferences + ": " + answer);
                    assertEquals(limit, answer.getRecommendationsCount());
                    assertEquals(RecommendationSource.PREFERENCES, answer.getSource());
                }
            }
        }
        assertTrue(found > 10, "found=" + found);
    }

    @Test
    void shouldTellApartWhatFitsWhereNobodyDidAnything(@TempDir final Path other) {
        try (TestServer fresh = TestServer.open(other)) {
            for (int i = 0; i < 30; i++) {
                fresh.upsert(property("p" + i).setPrice(100_000 + i).setAreaId("a" + i % 5)
                        .setListedAt(seconds(1_600_000_000 + i)));
            }
            assertEquals("p29", fresh.listingsFor("lea").get(0), "the newest");
            fresh.catalog().upsertLead(UpsertLeadRequest.newBuilder().setLead(Lead.newBuilder().setLeadId("lea")
                    .setPreferences(LeadPreferences.newBuilder().setMaxPrice(100_008).addAreaIds("a2"))).build());
            final RecommendResponse answer = fresh.recommend(of("lea", 10));
            assertEquals(List.of("p7", "p2"), TestServer.ids(answer).subList(0, 2), "both, the newest first");
            assertEquals(Set.of("p0", "p1", "p3", "p4", "p5", "p6", "p8", "p12", "p17", "p22", "p27"), Set.copyOf(Stream.concat(
                    Stream.of("p0", "p1", "p3"), TestServer.ids(answer).subList(2, 10).stream()).toList()), "then one of both");
            assertEquals(RecommendationSource.PREFERENCES, answer.getSource());
            assertEquals(2, answer.getRecommendations(0).getScore() / answer.getRecommendations(2).getScore(), CLOSE);
            assertEquals(RecommendationSource.NEWEST, fresh.recommend(of("lea", 10).setIgnorePreferences(true)).getSource());
            fresh.catalog().upsertLead(UpsertLeadRequest.newBuilder().setLead(Lead.newBuilder().setLeadId("lea")
                    .setPreferences(LeadPreferences.newBuilder().addAreaIds("atlantis"))).build());
            final RecommendResponse nothing = fresh.recommend(of("lea", 10));
            assertEquals(RecommendationSource.NEWEST, nothing.getSource(), "nothing fits, and nothing is invented");
            assertEquals("p29", nothing.getRecommendations(0).getPropertyId());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {MODEL, BARE})
    void shouldExplainWhatPreferencesAdd(final String tenant) {
        final LeadPreferences preferences = LeadPreferences.newBuilder()
                .setMaxPrice(600_000).setMinBedrooms(2).addAmenities("garage").build();
        final String lead = lead(tenant, preferences);
        track(tenant, like(lead, "p7"));
        track(tenant, event(EventType.SEARCH_QUERY, lead, "")
                .setSearchQuery(SearchQueryDetails.newBuilder().setMaxPrice(500_000)));
        final RecommendRequest request = of(lead, 100).setFilter(IN_FEW).setExplain(true).setRules(
                RankingRules.newBuilder().addBoosts(Boost.newBuilder()
                        .setFilter(PropertyFilter.newBuilder().addAreaIds("a1")).setAmount(0.3))).build();
        final Set<Double> shares = new TreeSet<>();
        int boosted = 0;
        int searched = 0;
        for (final Recommendation one : stub(tenant).recommend(request).getRecommendationsList()) {
            shares.add(assertSaid(preferences, listing(one), one.getExplanation()));
            searched += column(one.getExplanation(), ScoreSignal.FROM_WISHES, "wished_price").size();
            boosted += column(one.getExplanation(), ScoreSignal.FROM_RULES, "boosts").isEmpty() ? 0 : 1;
        }
        assertEquals(Set.of(0.5, 1.0), shares.stream().filter(share -> share > 0).collect(Collectors.toSet()));
        assertTrue(boosted > 0);
        assertEquals(tenant.equals(MODEL), searched > 0, "beside what the lead searched for, where a model says its worth");
        for (int i = POPULAR; i < COUNT; i += 37) {
            final ExplainRecommendationResponse why = stub(tenant).explainRecommendation(
                    ExplainRecommendationRequest.newBuilder().setRequest(request).setPropertyId("p" + i).build());
            assertSaid(preferences, listings.get(i), why.getExplanation());
            final boolean hasGarage = listings.get(i).getAmenitiesList().contains("garage");
            assertEquals(!hasGarage, why.getObstaclesList().stream().anyMatch(obstacle ->
                    obstacle.getKind() == ObstacleKind.NOT_MEANT && obstacle.getName().equals("amenities")), why::toString);
        }
    }

    private static double assertSaid(final LeadPreferences preferences, final Property listing, final Explanation explanation) {
        double sum = explanation.getBase();
        for (final SignalContribution signal : explanation.getSignalsList()) {
            assertEquals(signal.getValue(),
                    signal.getColumnsList().stream().mapToDouble(ColumnContribution::getValue).sum(), CLOSE);
            sum += signal.getValue();
        }
        assertEquals(explanation.getScore(), sum, CLOSE, explanation::toString);
        final double share = share(preferences, listing);
        final List<ColumnContribution> said = column(explanation, ScoreSignal.FROM_WISHES, "preferences");
        assertEquals(share > 0 ? 1 : 0, said.size(), explanation::toString);
        if (share > 0) {
            assertEquals(share, said.get(0).getInput(), 1e-6);
            assertTrue(said.get(0).getValue() > 0);
        }
        return share;
    }

    private static List<ColumnContribution> column(
            final Explanation explanation, final ScoreSignal signal, final String name) {
        return explanation.getSignalsList().stream().filter(one -> one.getSignal() == signal)
                .flatMap(one -> one.getColumnsList().stream()).filter(one -> one.getColumn().equals(name)).toList();
    }

    @Test
    void shouldCountInBatchesAndWithInstantsAsTheyAreNow() {
        final LeadPreferences preferences = LeadPreferences.newBuilder().addAreaIds("a5").addAmenities("pool").build();
        final String lead = lead(MODEL, preferences);
        final List<String> expected = TestServer.ids(stub(MODEL).recommend(of(lead, 20).build()));
        assertTrue(expected.stream().allMatch(id -> listings.get(i(id)).getAmenitiesList().contains("pool")));
        final List<List<String>> batch = new ArrayList<>();
        stub(MODEL).batchRecommend(BatchRecommendRequest.newBuilder().addLeadIds(lead).addLeadIds("nobody").build())
                .forEachRemaining((BatchRecommendResponse one) -> batch.add(TestServer.ids(one.getRecommendations())));
        assertEquals(List.of(expected, TestServer.ids(stub(MODEL).recommend(of("nobody", 20).build()))), batch);
        assertNotEquals(batch.get(0), batch.get(1));
        final RecommendResponse then = stub(MODEL).recommend(of(lead, 20).setAsOf(seconds(1_600_000_500)).build());
        assertEquals(20, then.getRecommendationsCount());
        assertTrue(then.getRecommendationsList().stream().allMatch(one -> listing(one).getAreaId().equals("a5")
                && listing(one).getAmenitiesList().contains("pool")), then::toString);
    }

    @Test
    void shouldFollowWhatTheProfileStatesThroughMergesErasuresAndRestarts() {
        final LeadPreferences pool = LeadPreferences.newBuilder().addAmenities("pool").build();
        final LeadPreferences garden = LeadPreferences.newBuilder().addAmenities("garden").build();
        final List<String> all = ids("nobody");
        state(MODEL, "kim", pool);
        state(MODEL, "guest", garden);
        final List<String> withPool = ids("kim");
        final List<String> withGarden = ids("guest");
        assertNotEquals(withPool, withGarden);
        merge("guest", "kim", false);
        assertEquals(withPool, ids("guest"), "of the one that it goes by");
        state(MODEL, "guest", garden);
        assertEquals(withGarden, ids("kim"), "what is stated of the one is stated of the other");
        state(MODEL, "kim", pool);
        merge("guest", "kim", true);
        assertEquals(withGarden, ids("guest"), "its own again");
        assertEquals(withPool, ids("kim"));
        merge("guest", "kim", false);

        server.close();
        server = TestServer.open(folder);
        assertEquals(withPool, ids("guest"));
        assertEquals(withPool, ids("kim"));
        merge("guest", "kim", true);
        assertEquals(withGarden, ids("guest"));
        merge("guest", "kim", false);

        tracking(server.channel(MODEL)).eraseLead(EraseLeadRequest.newBuilder().setLeadId("guest").build());
        assertEquals(List.of(all, all), List.of(ids("guest"), ids("kim")));
        state(MODEL, "kim", pool);
        assertEquals(withPool, ids("kim"), "said anew");
        catalog(MODEL).upsertLead(UpsertLeadRequest.newBuilder()
                .setLead(Lead.newBuilder().setLeadId("kim").setName("Kim")).build());
        assertEquals(all, ids("kim"), "what is absent is not known any more");
        assertFalse(stub(MODEL).recommend(of("kim", 1).build()).getSource() == RecommendationSource.PREFERENCES);
    }

    private List<String> ids(final String lead) {
        return TestServer.ids(stub(MODEL).recommend(of(lead, 30).build()));
    }

    private void merge(final String from, final String into, final boolean isUndone) {
        tracking(server.channel(MODEL)).mergeLeads(MergeLeadsRequest.newBuilder()
                .setFromLeadId(from).setIntoLeadId(into).setUndo(isUndone).build());
    }
}
