package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.fromNow;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.BatchUpsertPropertiesResponse;
import dev.homing.proto.v1.GetPropertyRequest;
import dev.homing.proto.v1.GetPropertyResponse;
import dev.homing.proto.v1.ListingKind;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyResult;
import dev.homing.proto.v1.PropertyResult.Outcome;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.PropertyType;
import dev.homing.proto.v1.Rules;
import dev.homing.proto.v1.UpdatePropertyStatusRequest;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.EngineOptions;
import dev.homing.serving.Refused;
import dev.homing.serving.Samples;
import dev.homing.serving.TestServer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CatalogGrpcTest {
    private TestServer server;

    @BeforeEach
    void open(@TempDir final Path folder) {
        server = TestServer.open(
                EngineOptions.builder(folder).ringLength(64 << 10).hotTimelineBytes(1 << 20).build());
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldGiveBackWhatWasGiven(@TempDir final Path folder) {
        final Property whole = property("p1").setMarket("king").setStatus(PropertyStatus.PENDING)
                .setListingKind(ListingKind.RENT).setPrice(1_234.5).setCurrency("USD").setSizeSqft(900.25).setBedrooms(0)
                .setBathrooms(1.75).setPropertyType(PropertyType.CONDO).setAreaId("98101").setLatitude(47.6).setLongitude(-122.3)
                .setYearBuilt(1_999).addAmenities("garage").addAmenities("pool").setListedAt(seconds(1_600_000_000))
                .setAgentId("kim").build();
        try (TestServer before = TestServer.open(folder)) {
            assertEquals(Outcome.CREATED, before.upsert(whole.toBuilder()).getOutcome());
            assertEquals(whole, before.catalog().getProperty(get("p1").build()).getProperty());
            before.upsert(property("p2"));
        }
        try (TestServer after = TestServer.open(folder)) {
            assertEquals(whole, after.catalog().getProperty(get("p1").build()).getProperty(), "after a restart");
            final Property bare = after.catalog().getProperty(get("p2").build()).getProperty();
            assertFalse(bare.hasPrice() || bare.hasSizeSqft() || bare.hasBedrooms() || bare.hasBathrooms()
                    || bare.hasLatitude() || bare.hasLongitude() || bare.hasYearBuilt(), "what was not said is not known");
            assertEquals(PropertyStatus.ACTIVE, bare.getStatus());
            assertEquals(ListingKind.SALE, bare.getListingKind());
            assertTrue(bare.hasListedAt());
        }
    }

    @Test
    void shouldTellCreatedFromUpdatedFromUnchangedFromRejected() {
        server.upsert(property("old").setPrice(100));
        server.upsert(property("same").setPrice(100));
        final BatchUpsertPropertiesResponse response = batch(List.of(
                upsert(property("old").setPrice(90)),
                upsert(property("new").setPrice(100)),
                upsert(property("same").setPrice(100)),
                upsert(property("bad").setPrice(-1)),
                upsert(property("new").setPrice(100))));
        assertEquals(List.of(Outcome.UPDATED, Outcome.CREATED, Outcome.UNCHANGED, Outcome.REJECTED, Outcome.UNCHANGED),
                response.getResultsList().stream().map(PropertyResult::getOutcome).toList());
        assertEquals(List.of("old", "new", "same", "bad", "new"),
                response.getResultsList().stream().map(PropertyResult::getPropertyId).toList());
        assertEquals(1, response.getCreatedCount());
        assertEquals(1, response.getUpdatedCount());
        assertEquals(2, response.getUnchangedCount());
        assertEquals(1, response.getRejectedCount());
        assertEquals(List.of("requests[3].property.price"), Refused.in(response.getResults(3).getError()).fields());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> server.catalog().getProperty(get("bad").build())).code());
    }

    @Test
    void shouldKeepEveryPriceAndAnswerForAnyInstant() {
        put(property("p1").setPrice(500), 1_000);
        put(property("p1").setPrice(450), 3_000);
        put(property("p1").setPrice(450).setBedrooms(3), 4_000);
        put(property("p1").setPrice(475), 2_000);
        final GetPropertyResponse now = server.catalog().getProperty(get("p1").build());
        assertEquals(450, now.getProperty().getPrice());
        assertEquals(seconds(4_000), now.getEffectiveAt());
        assertEquals(List.of(500.0, 475.0, 450.0), prices(now), "in order of time, whatever the order of arrival");
        assertEquals(List.of(1_000L, 2_000L, 3_000L),
                now.getPriceHistoryList().stream().map(point -> point.getEffectiveAt().getSeconds()).toList());

        final GetPropertyResponse then = server.catalog().getProperty(get("p1").setAsOf(seconds(2_500)).build());
        assertEquals(475, then.getProperty().getPrice());
        assertFalse(then.getProperty().hasBedrooms());
        assertEquals(List.of(500.0, 475.0), prices(then));
        final GetPropertyResponse before = server.catalog().getProperty(get("p1").setAsOf(seconds(10)).build());
        assertEquals(500, before.getProperty().getPrice(), "the first version also holds before its time");
    }

    @Test
    void shouldKeepTheTimeOfListingThroughUpdates() {
        server.upsert(property("p1").setPrice(500).setListedAt(seconds(1_500_000_000)));
        server.upsert(property("p1").setPrice(450));
        assertEquals(seconds(1_500_000_000), server.catalog().getProperty(get("p1").build()).getProperty().getListedAt());
        put(property("p2").setPrice(500), 1_000);
        server.upsert(property("p2").setPrice(450));
        assertEquals(seconds(1_000), server.catalog().getProperty(get("p2").build()).getProperty().getListedAt());
    }

    @Test
    void shouldChangeNothingWhenARequestIdComesAgain() {
        final UpsertPropertyRequest first = upsert(property("p1").setPrice(500)).setRequestId("r1").build();
        assertEquals(Outcome.CREATED, server.catalog().upsertProperty(first).getResult().getOutcome());
        server.upsert(property("p1").setPrice(450));
        assertEquals(Outcome.UNCHANGED, server.catalog().upsertProperty(first).getResult().getOutcome());
        assertEquals(450, server.catalog().getProperty(get("p1").build()).getProperty().getPrice());

        final UpdatePropertyStatusRequest sold = UpdatePropertyStatusRequest.newBuilder()
                .setPropertyId("p1").setStatus(PropertyStatus.SOLD).setRequestId("r2").build();
        assertEquals(Outcome.UPDATED, server.catalog().updatePropertyStatus(sold).getResult().getOutcome());
        server.status("p1", PropertyStatus.ACTIVE);
        assertEquals(Outcome.UNCHANGED, server.catalog().updatePropertyStatus(sold).getResult().getOutcome());
        assertEquals(PropertyStatus.ACTIVE, server.catalog().getProperty(get("p1").build()).getProperty().getStatus());
    }

    @Test
    void shouldChangeTheStatusAlone() {
        server.upsert(property("p1").setPrice(500).addAmenities("pool"));
        assertEquals(Outcome.UPDATED, server.status("p1", PropertyStatus.SOLD).getOutcome());
        assertEquals(Outcome.UNCHANGED, server.status("p1", PropertyStatus.SOLD).getOutcome());
        final Property property = server.catalog().getProperty(get("p1").build()).getProperty();
        assertEquals(PropertyStatus.SOLD, property.getStatus());
        assertEquals(500, property.getPrice());
        assertEquals(List.of("pool"), property.getAmenitiesList());
    }

    @Test
    void shouldSayWhatItDoesNotHave() {
        final Refused read = Refused.by(() -> server.catalog().getProperty(get("nowhere").build()));
        assertEquals(Code.NOT_FOUND, read.code());
        assertEquals("NOT_FOUND", read.reason());
        assertTrue(read.message().contains("nowhere"), read.message());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> server.status("nowhere", PropertyStatus.SOLD)).code());
        server.track(Samples.view("ann", "named"));
        assertEquals(Code.NOT_FOUND, Refused.by(() -> server.catalog().getProperty(get("named").build())).code(),
                "an id that only events name is not in the catalogue");
        assertEquals(Code.NOT_FOUND, Refused.by(() -> server.status("named", PropertyStatus.SOLD)).code());
    }

    @Test
    void shouldRefuseTheSixtyFifthAmenityOfATenant() {
        assertEquals(Outcome.CREATED, server.upsert(property("p1").addAllAmenities(tags(0, 63))).getOutcome());
        final BatchUpsertPropertiesResponse response = batch(List.of(
                upsert(property("p2").addAmenities("tag0")),
                upsert(property("p3").addAmenities("new1").addAmenities("new2"))));
        assertEquals(Outcome.CREATED, response.getResults(0).getOutcome());
        final Refused refused = Refused.in(response.getResults(1).getError());
        assertEquals(List.of("requests[1].property.amenities"), refused.fields());
        assertTrue(refused.message().contains("64"), refused.message());
        assertEquals(List.of("property.amenities"),
                Refused.by(() -> server.upsert(property("p3").addAmenities("new1").addAmenities("new2"))).fields());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> server.catalog().getProperty(get("p3").build())).code());
        assertEquals(Outcome.CREATED, server.upsert(property("p4").addAmenities("new3").addAmenities("new3")).getOutcome(),
                "none of the refused ones took the last place, and one said twice is one");
        assertEquals(List.of("new3"), server.catalog().getProperty(get("p4").build()).getProperty().getAmenitiesList());
        assertEquals(List.of("property.amenities"),
                Refused.by(() -> server.upsert(property("p5").addAmenities("new4"))).fields());
    }

    @Test
    void shouldNameTheFieldOfEveryBadInput() {
        final Map<String, Consumer<Property.Builder>> bad = Map.ofEntries(
                Map.entry("property.property_id", property -> property.clearPropertyId()),
                Map.entry("property.market", property -> property.setMarket("x".repeat(65))),
                Map.entry("property.status", property -> property.setStatusValue(9)),
                Map.entry("property.listing_kind", property -> property.setListingKindValue(-1)),
                Map.entry("property.price", property -> property.setPrice(Double.NaN)),
                Map.entry("property.currency", property -> property.setCurrency("usd")),
                Map.entry("property.size_sqft", property -> property.setSizeSqft(0)),
                Map.entry("property.bedrooms", property -> property.setBedrooms(2.5)),
                Map.entry("property.bathrooms", property -> property.setBathrooms(2.3)),
                Map.entry("property.property_type", property -> property.setPropertyTypeValue(9)),
                Map.entry("property.area_id", property -> property.setAreaId("x".repeat(129))),
                Map.entry("property.latitude", property -> property.setLatitude(Double.NaN).setLongitude(0)),
                Map.entry("property.longitude", property -> property.setLatitude(10)),
                Map.entry("property.year_built", property -> property.setYearBuilt(999)),
                Map.entry("property.amenities", property -> property.addAllAmenities(tags(0, 65))),
                Map.entry("property.amenities[1]", property -> property.addAmenities("ok").addAmenities("")),
                Map.entry("property.listed_at", property -> property.setListedAt(seconds(-5))),
                Map.entry("property.agent_id", property -> property.setAgentId("x".repeat(257))));
        bad.forEach((field, change) -> {
            final Property.Builder property = property("p1");
            change.accept(property);
            final Refused refused = Refused.by(() -> server.upsert(property));
            assertEquals(Code.INVALID_ARGUMENT, refused.code());
            assertEquals(List.of(field), refused.fields());
        });
        assertEquals("property.price: is NaN; a number from 0.01 to 1000000000000 is allowed",
                Refused.by(() -> server.upsert(property("p1").setPrice(Double.NaN))).message());
        assertEquals(List.of("property.currency"), Refused.by(() -> server.upsert(property("p1").setCurrency("EURO"))).fields());
        assertEquals(List.of("property.property_id"), Refused.by(() -> server.catalog().upsertProperty(
                UpsertPropertyRequest.getDefaultInstance())).fields());
        assertEquals(TenantCatalog.MAX_AMENITIES,
                Property.getDescriptor().findFieldByName("amenities").getOptions().getExtension(Rules.rule).getMaxItems());
        assertEquals(List.of("effective_at"), Refused.by(() -> server.catalog().upsertProperty(
                upsert(property("p1")).setEffectiveAt(fromNow(3_600)).build())).fields());
        assertEquals(List.of("request_id"), Refused.by(() -> server.catalog().upsertProperty(
                upsert(property("p1")).setRequestId("x".repeat(65)).build())).fields());
        assertEquals(List.of("property_id"), Refused.by(() -> server.catalog().getProperty(get("").build())).fields());
        assertEquals(List.of("as_of"), Refused.by(() -> server.catalog().getProperty(
                get("p1").setAsOf(seconds(-1)).build())).fields());
        assertEquals(List.of("property_id", "status"), Refused.by(() -> server.catalog().updatePropertyStatus(
                UpdatePropertyStatusRequest.getDefaultInstance())).fields());
        assertEquals(List.of("status"), Refused.by(() -> server.catalog().updatePropertyStatus(
                UpdatePropertyStatusRequest.newBuilder().setPropertyId("p1").setStatusValue(7).build())).fields());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> server.catalog().getProperty(get("p1").build())).code());
    }

    @Test
    void shouldRefuseABatchThatIsEmptyOrTooLong() {
        assertEquals(List.of("requests"), Refused.by(() -> batch(List.of())).fields());
        assertEquals(List.of("requests"),
                Refused.by(() -> batch(Collections.nCopies(5_001, upsert(property("p1"))))).fields());
    }

    private void put(final Property.Builder property, final long effectiveAt) {
        server.catalog().upsertProperty(upsert(property).setEffectiveAt(seconds(effectiveAt)).build());
    }

    private BatchUpsertPropertiesResponse batch(final List<UpsertPropertyRequest.Builder> requests) {
        final BatchUpsertPropertiesRequest.Builder batch = BatchUpsertPropertiesRequest.newBuilder();
        requests.forEach(batch::addRequests);
        return server.catalog().batchUpsertProperties(batch.build());
    }

    private static UpsertPropertyRequest.Builder upsert(final Property.Builder property) {
        return UpsertPropertyRequest.newBuilder().setProperty(property);
    }

    private static GetPropertyRequest.Builder get(final String id) {
        return GetPropertyRequest.newBuilder().setPropertyId(id);
    }

    private static List<Double> prices(final GetPropertyResponse response) {
        return response.getPriceHistoryList().stream().map(point -> point.getPrice()).toList();
    }

    private static List<String> tags(final int from, final int to) {
        return IntStream.range(from, to).mapToObj(i -> "tag" + i).toList();
    }
}
