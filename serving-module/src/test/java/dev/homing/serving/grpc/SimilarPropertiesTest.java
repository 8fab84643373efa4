package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyFilter;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.PropertyType;
import dev.homing.proto.v1.SimilarPropertiesRequest;
import dev.homing.proto.v1.SimilarPropertiesResponse;
import dev.homing.proto.v1.SimilarProperty;
import dev.homing.proto.v1.SimilarityBasis;
import dev.homing.proto.v1.SimilaritySource;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Forty listings with factors, lists and bedrooms of chance, and what a slow and simple reference says of them. The tests share
 * one server, so what they insert is not like any of the forty, and what they sell they put back.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimilarPropertiesTest {
    private static final int COUNT = 40;
    private static final int DIMENSIONS = 5;
    private static final int AVERAGE_BEDROOMS = 3;

    private final float[][] factors = new float[COUNT][DIMENSIONS];
    private final float[][] items = new float[COUNT][COUNT];
    private final float[][] neighbours = new float[COUNT][COUNT];
    private final int[] bedrooms = new int[COUNT];
    private TestServer server;

    @BeforeAll
    void open(@TempDir final Path folder) {
        server = TestServer.open(folder);
        final SplittableRandom random = new SplittableRandom(7);
        final TestBundle bundle = new TestBundle("m1").bedrooms();
        final BatchUpsertPropertiesRequest.Builder listings = BatchUpsertPropertiesRequest.newBuilder();
        for (int i = 0; i < COUNT; i++) {
            for (int j = 0; j < DIMENSIONS; j++) {
                factors[i][j] = (float) (random.nextDouble() - 0.3);
            }
            bedrooms[i] = i % 6;
            listings.addRequests(UpsertPropertyRequest.newBuilder().setProperty(property("p" + i).setBedrooms(bedrooms[i])));
            bundle.listing("p" + i, 0, factors[i]);
            for (int j = 0; j < COUNT; j++) {
                items[i][j] = i == j || random.nextInt(4) > 0 ? 0 : (float) (random.nextDouble() - 0.2);
                neighbours[i][j] = i == j || random.nextInt(4) > 0 ? 0 : (float) random.nextDouble();
                if (items[i][j] != 0) {
                    bundle.item("p" + i, "p" + j, items[i][j]);
                }
                if (neighbours[i][j] != 0) {
                    bundle.neighbour("p" + i, "p" + j, neighbours[i][j]);
                }
            }
        }
        assertEquals(COUNT, server.catalog().batchUpsertProperties(listings.build()).getCreatedCount());
        bundle.write(folder);
        assertTrue(server.models().activateModel(
                ActivateModelRequest.newBuilder().setVersion("m1").build()).getModel().getActive());
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void shouldFindWhatAComparisonOfAllWithAllFinds() {
        for (int listing = 0; listing < COUNT; listing++) {
            for (final SimilarityBasis basis : List.of(
                    SimilarityBasis.BY_BEHAVIOUR, SimilarityBasis.BY_CONTENT, SimilarityBasis.BY_BOTH)) {
                final SimilarPropertiesResponse response = ask(request(listing).setBasis(basis).setLimit(500));
                final double[] expected = expected(listing, basis);
                assertEquals(inOrder(expected), ids(response), "p" + listing + " " + basis);
                for (final SimilarProperty found : response.getPropertiesList()) {
                    final int other = Integer.parseInt(found.getPropertyId().substring(1));
                    assertEquals(expected[other], found.getScore(), 1e-6);
                }
                final boolean isKnown = basis != SimilarityBasis.BY_CONTENT || bedrooms[listing] != AVERAGE_BEDROOMS;
                assertEquals(isKnown ? SimilaritySource.LEARNED : SimilaritySource.NOTHING_KNOWN, response.getSource());
                assertEquals("m1", response.getModelVersion());
            }
        }
    }

    @Test
    void shouldSayHowSimilarEachIsOnEachBasis() {
        final int listing = 1;
        for (final SimilarProperty found : ask(request(listing).setLimit(500)).getPropertiesList()) {
            final int other = Integer.parseInt(found.getPropertyId().substring(1));
            assertEquals(cosine(factors[listing], factors[other]), found.getFactorCosine(), 1e-6);
            assertEquals(items[listing][other], found.getItemWeight());
            assertEquals(items[listing][other] != 0, found.hasItemWeight());
            assertEquals(neighbours[listing][other], found.getNeighbourWeight());
            assertEquals(content(listing, other), found.getContentCosine(), 1e-6);
            assertEquals(bedrooms[other] != AVERAGE_BEDROOMS, found.hasContentCosine(), "the average has no direction");
            final boolean isAlike = content(listing, other) > 0;
            final boolean isTreatedAlike = cosine(factors[listing], factors[other]) > 0
                    || items[listing][other] > 0 || neighbours[listing][other] > 0;
            assertEquals(isAlike, found.getFoundByList().contains(SimilarityBasis.BY_CONTENT));
            assertEquals(isTreatedAlike, found.getFoundByList().contains(SimilarityBasis.BY_BEHAVIOUR));
        }
    }

    @Test
    void shouldKeepToTheLimitAndToTheDefaultOfBoth() {
        final SimilarPropertiesResponse all = ask(request(2).setBasis(SimilarityBasis.BY_BOTH).setLimit(500));
        assertEquals(all.getPropertiesList().subList(0, 20), ask(request(2)).getPropertiesList());
        assertEquals(all.getPropertiesList().subList(0, 1), ask(request(2).setLimit(1)).getPropertiesList());
        assertEquals(IntStream.rangeClosed(1, all.getPropertiesCount()).boxed().toList(),
                all.getPropertiesList().stream().map(SimilarProperty::getRank).toList());
    }

    @Test
    void shouldKnowAListingOfAMomentAgoByWhatItIsLike() {
        server.upsert(property("new").setBedrooms(9));
        final SimilarPropertiesResponse response = ask(
                SimilarPropertiesRequest.newBuilder().setPropertyId("new").setLimit(500));
        assertEquals(SimilaritySource.LEARNED, response.getSource());
        assertEquals(IntStream.range(0, COUNT).filter(i -> bedrooms[i] > AVERAGE_BEDROOMS).mapToObj(i -> "p" + i).toList(),
                ids(response), "all that are larger than the average point the same way");
        assertEquals(List.of(SimilarityBasis.BY_CONTENT), response.getProperties(0).getFoundByList());
        assertFalse(response.getProperties(0).hasFactorCosine());
        assertEquals(List.of(), ids(ask(SimilarPropertiesRequest.newBuilder().setPropertyId("new")
                .setBasis(SimilarityBasis.BY_BEHAVIOUR))), "behaviour knows nothing of it");
        assertTrue(ids(ask(request(5).setLimit(500))).contains("new"), "and it is found at once");
        server.status("new", PropertyStatus.WITHDRAWN);
    }

    @Test
    void shouldFindNothingThatIsOffTheMarketUnlessAskedFor() {
        final List<String> before = ids(ask(request(3).setLimit(500)));
        final String best = before.get(0);
        for (final PropertyStatus status : List.of(PropertyStatus.SOLD, PropertyStatus.PENDING, PropertyStatus.WITHDRAWN)) {
            server.status(best, status);
            assertEquals(Set.copyOf(before.subList(1, before.size())), Set.copyOf(ids(ask(request(3).setLimit(500)))),
                    status.toString());
            assertEquals(best, ids(ask(request(3).setIncludeInactive(true))).get(0));
            assertTrue(ask(SimilarPropertiesRequest.newBuilder().setPropertyId(best)).getPropertiesCount() > 0,
                    "the one that is asked about may be sold");
        }
        server.status(best, PropertyStatus.ACTIVE);
        assertEquals(before, ids(ask(request(3).setLimit(500))));
    }

    @Test
    void shouldFindOnlyWhatTheFilterMeans() {
        final List<String> all = ids(ask(request(4).setLimit(500)));
        final List<String> large = ids(ask(request(4).setLimit(500).setFilter(PropertyFilter.newBuilder().setMinBedrooms(5))));
        assertEquals(all.stream().filter(id -> bedrooms[Integer.parseInt(id.substring(1))] == 5).collect(Collectors.toSet()),
                Set.copyOf(large));
        assertEquals(List.of("limit", "filter.max_bedrooms"), Refused.by(() -> ask(request(4).setLimit(-1).setFilter(
                PropertyFilter.newBuilder().setMinBedrooms(3).setMaxBedrooms(2)))).fields());
    }

    @Test
    void shouldCompareAttributesWhereThereIsNoModel(@TempDir final Path folder) {
        try (TestServer bare = TestServer.open(folder)) {
            bare.upsert(home("asked", "a1", PropertyType.HOUSE, 500_000));
            bare.upsert(home("twin", "a1", PropertyType.HOUSE, 510_000));
            bare.upsert(home("dear", "a1", PropertyType.HOUSE, 900_000));
            bare.upsert(home("condo", "a2", PropertyType.CONDO, 505_000));
            bare.upsert(property("silent"));
            bare.track(like("ann", "named"));
            final SimilarPropertiesRequest.Builder request = SimilarPropertiesRequest.newBuilder().setPropertyId("asked");
            final SimilarPropertiesResponse response = bare.recommendations().similarProperties(request.build());
            assertEquals(SimilaritySource.COMPARED, response.getSource());
            assertEquals(List.of("twin", "dear", "condo"), ids(response), "whoever says nothing is not alike");
            assertEquals("", response.getModelVersion());
            // Area, type and price are what it says.
            final double range = Math.log(900_000 / 500_000.0);
            assertEquals((3 - Math.log(510_000 / 500_000.0) / range) / 3,
                    response.getProperties(0).getAttributeSimilarity(), 1e-6);
            assertEquals(2 / 3.0, response.getProperties(1).getAttributeSimilarity(), 1e-6);
            for (final SimilarPropertiesRequest.Builder unknown : List.of(
                    request.clone().setBasis(SimilarityBasis.BY_BEHAVIOUR), request.clone().setPropertyId("named"),
                    request.clone().setPropertyId("silent"))) {
                final SimilarPropertiesResponse empty = bare.recommendations().similarProperties(unknown.build());
                assertEquals(SimilaritySource.NOTHING_KNOWN, empty.getSource());
                assertEquals(List.of(), empty.getPropertiesList());
            }
        }
    }

    @Test
    void shouldRefuseWhatIsWrong() {
        final Refused unknown = Refused.by(() -> ask(SimilarPropertiesRequest.newBuilder().setPropertyId("nowhere")));
        assertEquals(Code.NOT_FOUND, unknown.code());
        assertEquals(List.of("property_id"), Refused.by(() -> ask(SimilarPropertiesRequest.newBuilder())).fields());
        assertEquals(List.of("limit", "basis"), Refused.by(() -> ask(request(1).setLimit(501).setBasisValue(9))).fields());
    }

    private static Property.Builder home(
            final String id, final String area, final PropertyType type, final double price) {
        return property(id).setAreaId(area).setPropertyType(type).setPrice(price).setCurrency("USD");
    }

    private static SimilarPropertiesRequest.Builder request(final int listing) {
        return SimilarPropertiesRequest.newBuilder().setPropertyId("p" + listing);
    }

    private SimilarPropertiesResponse ask(final SimilarPropertiesRequest.Builder request) {
        return server.recommendations().similarProperties(request.build());
    }

    private static List<String> ids(final SimilarPropertiesResponse response) {
        return response.getPropertiesList().stream().map(SimilarProperty::getPropertyId).toList();
    }

    /** The score that each listing should have, 0 for those that should not be found. */
    private double[] expected(final int listing, final SimilarityBasis basis) {
        final double[] behaviour = new double[COUNT];
        addPlaces(listing, other -> items[listing][other], behaviour);
        addPlaces(listing, other -> neighbours[listing][other], behaviour);
        addPlaces(listing, other -> cosine(factors[listing], factors[other]), behaviour);
        final double[] scores = new double[COUNT];
        if (basis != SimilarityBasis.BY_CONTENT) {
            addPlaces(listing, other -> behaviour[other], scores);
        }
        if (basis != SimilarityBasis.BY_BEHAVIOUR) {
            addPlaces(listing, other -> content(listing, other), scores);
        }
        return scores;
    }

    private static void addPlaces(final int listing, final ToDoubleFunction<Integer> similarity, final double[] into) {
        final List<Integer> order = IntStream.range(0, COUNT).boxed()
                .filter(other -> other != listing && similarity.applyAsDouble(other) > 0)
                .sorted(Comparator.comparingDouble((Integer other) -> -(float) similarity.applyAsDouble(other))).toList();
        for (int i = 0; i < order.size(); i++) {
            into[order.get(i)] += 1.0 / (61 + i);
        }
    }

    private static List<String> inOrder(final double[] scores) {
        return IntStream.range(0, COUNT).boxed().filter(other -> scores[other] > 0)
                .sorted(Comparator.comparingDouble((Integer other) -> -(float) scores[other]))
                .map(other -> "p" + other).toList();
    }

    private double content(final int listing, final int other) {
        return Math.signum(bedrooms[listing] - AVERAGE_BEDROOMS) * Math.signum(bedrooms[other] - AVERAGE_BEDROOMS);
    }

    private static double cosine(final float[] left, final float[] right) {
        double product = 0;
        double leftSquare = 0;
        double rightSquare = 0;
        for (int i = 0; i < left.length; i++) {
            product += (double) left[i] * right[i];
            leftSquare += (double) left[i] * left[i];
            rightSquare += (double) right[i] * right[i];
        }
        return product / Math.sqrt(leftSquare * rightSquare);
    }
}
