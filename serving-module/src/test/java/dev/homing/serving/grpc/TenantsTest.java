package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.CatalogServiceGrpc;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.FeatureServiceGrpc;
import dev.homing.proto.v1.GetLeadFeaturesRequest;
import dev.homing.proto.v1.GetModelRequest;
import dev.homing.proto.v1.GetPropertyRequest;
import dev.homing.proto.v1.ListModelsRequest;
import dev.homing.proto.v1.ModelServiceGrpc;
import dev.homing.proto.v1.PropertyResult;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.RecommendationSource;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.proto.v1.UpdatePropertyStatusRequest;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import io.grpc.Channel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same ids under two tenants: neither sees, touches or even delays what is the other's. */
@Timeout(60)
class TenantsTest {
    @TempDir
    private Path folder;
    private TestServer server;

    /** Everything one tenant can call. */
    private final class Tenant {
        private final Channel channel;

        Tenant(final String name) {
            channel = server.channel(name);
        }

        EventResult track(final String id, final String lead, final String property) {
            return TrackingServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS).trackEvent(
                    TrackEventRequest.newBuilder().setEvent(like(lead, property).setEventId(id)).build()).getResult();
        }

        CatalogServiceGrpc.CatalogServiceBlockingStub catalog() {
            return CatalogServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
        }

        ModelServiceGrpc.ModelServiceBlockingStub models() {
            return ModelServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
        }

        RecommendResponse recommend(final String lead) {
            return RecommendationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS)
                    .recommend(RecommendRequest.newBuilder().setLeadId(lead).build());
        }

        float eventCount(final String lead) {
            return FeatureServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS)
                    .getLeadFeatures(GetLeadFeaturesRequest.newBuilder().setLeadId(lead).build()).getFeatures(0).getValue();
        }

        PropertyResult upsert(final String id, final double price) {
            return catalog().upsertProperty(UpsertPropertyRequest.newBuilder()
                    .setProperty(property(id).setPrice(price).addAmenities("pool")).setRequestId("r-" + id).build()).getResult();
        }

        double price(final String id) {
            return catalog().getProperty(GetPropertyRequest.newBuilder().setPropertyId(id).build()).getProperty().getPrice();
        }
    }

    @BeforeEach
    void open() {
        server = TestServer.open(folder);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldKeepTenantsApartInEveryCall() {
        final Tenant east = new Tenant("east");
        final Tenant west = new Tenant("west");
        // An order that gives the same ids other ordinals.
        assertEquals(PropertyResult.Outcome.CREATED, east.upsert("p1", 100).getOutcome());
        assertEquals(PropertyResult.Outcome.CREATED, east.upsert("p2", 200).getOutcome());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> west.price("p1")).code());
        assertEquals(0, west.recommend("ann").getRecommendationsCount());
        assertEquals(PropertyResult.Outcome.CREATED, west.upsert("p2", 900).getOutcome(), "a request id is the tenant's own");
        assertEquals(PropertyResult.Outcome.CREATED, west.upsert("p1", 800).getOutcome());
        assertEquals(List.of(100.0, 200.0, 800.0, 900.0),
                List.of(east.price("p1"), east.price("p2"), west.price("p1"), west.price("p2")));

        assertEquals(EventResult.Outcome.RECORDED, east.track("e1", "ann", "p1").getOutcome());
        assertEquals(EventResult.Outcome.RECORDED, west.track("e1", "bob", "p2").getOutcome(), "an event id is the tenant's own");
        assertEquals(List.of(1f, 0f, 0f, 1f),
                List.of(east.eventCount("ann"), east.eventCount("bob"), west.eventCount("ann"), west.eventCount("bob")));
        assertEquals(List.of("p2"), TestServer.ids(east.recommend("ann")));
        assertEquals(List.of("p2", "p1"), TestServer.ids(west.recommend("ann")), "popular in the west");
        assertEquals(RecommendationSource.POPULARITY, west.recommend("ann").getSource());

        new TestBundle("m1").listing("p1", 0, 1, 0).listing("p2", 0, 0, 1).writeInto(folder.resolve("models").resolve("east"));
        assertEquals(Code.NOT_FOUND, Refused.by(() -> west.models().activateModel(
                ActivateModelRequest.newBuilder().setVersion("m1").build())).code());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> west.models().getModel(
                GetModelRequest.newBuilder().setVersion("m1").build())).code());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> west.models().getModel(
                GetModelRequest.newBuilder().setVersion("../east/m1").build())).code());
        east.models().activateModel(ActivateModelRequest.newBuilder().setVersion("m1").build());
        assertEquals(1, east.models().listModels(ListModelsRequest.getDefaultInstance()).getModelsCount());
        assertEquals(0, west.models().listModels(ListModelsRequest.getDefaultInstance()).getModelsCount());
        assertEquals(RecommendationSource.MODEL, east.recommend("ann").getSource());
        assertEquals(RecommendationSource.POPULARITY, west.recommend("ann").getSource());

        west.catalog().updatePropertyStatus(UpdatePropertyStatusRequest.newBuilder()
                .setPropertyId("p2").setStatus(PropertyStatus.SOLD).build());
        assertEquals(List.of("p2"), TestServer.ids(east.recommend("ann")), "with the model");
        assertEquals(List.of("p1", "p2"), TestServer.ids(east.recommend("somebody")), "by popularity");
        assertEquals(List.of("p1"), TestServer.ids(west.recommend("ann")));
    }

    @Test
    void shouldKeepTheBatchesOfTenantsApart() {
        final Tenant east = new Tenant("east");
        final Tenant west = new Tenant("west");
        final BatchTrackEventsRequest events = BatchTrackEventsRequest.newBuilder()
                .addEvents(view("ann", "p1").setEventId("a")).addEvents(view("ann", "p2").setEventId("b")).build();
        for (final Tenant tenant : List.of(east, west)) {
            assertEquals(2, TrackingServiceGrpc.newBlockingStub(tenant.channel).batchTrackEvents(events).getRecordedCount());
            final BatchUpsertPropertiesRequest.Builder listings = BatchUpsertPropertiesRequest.newBuilder();
            IntStream.range(0, 64).forEach(i -> listings.addRequests(UpsertPropertyRequest.newBuilder()
                    .setProperty(property("p" + i).addAmenities(tenant == east ? "e" + i : "w" + i))));
            assertEquals(64, tenant.catalog().batchUpsertProperties(listings.build()).getCreatedCount(),
                    "the 64 amenities are those of one tenant");
        }
        assertEquals(2, east.eventCount("ann"));
    }

    @Test
    void shouldTakeWhoeverSaysNothingForTheDefaultTenant() {
        server.upsert(property("p1").setPrice(5));
        assertEquals(5, new Tenant("default").price("p1"));
        assertEquals(Code.NOT_FOUND, Refused.by(() -> new Tenant("other").price("p1")).code());
    }

    @Test
    void shouldKnowTheTenantsAfterARestart() {
        new Tenant("zeta").upsert("p1", 1);
        new Tenant("alpha").upsert("p1", 2);
        server.close();
        server = TestServer.open(folder);
        assertEquals(1, new Tenant("zeta").price("p1"));
        assertEquals(2, new Tenant("alpha").price("p1"));
    }

    @Test
    void shouldRefuseATenantThatIsNotAName() {
        for (final String name : List.of("", "East", "a_b", "a.b", "a/b", "..", "x".repeat(64), "a b")) {
            final Tenant tenant = new Tenant(name);
            assertEquals(List.of("homing-tenant"), Refused.by(() -> tenant.price("p1")).fields(), name);
            assertEquals(List.of("homing-tenant"), Refused.by(() -> tenant.track("e", "ann", "p1")).fields(), name);
            assertEquals(Code.INVALID_ARGUMENT, Refused.by(() -> tenant.recommend("ann")).code());
            assertEquals(Code.INVALID_ARGUMENT, Refused.by(() -> tenant.eventCount("ann")).code());
            assertEquals(Code.INVALID_ARGUMENT,
                    Refused.by(() -> tenant.models().listModels(ListModelsRequest.getDefaultInstance())).code());
        }
        assertTrue(server.engine().store().tenants().isEmpty());
        assertEquals(EventResult.Outcome.RECORDED, new Tenant("x".repeat(63)).track("e", "ann", "p1").getOutcome());
        assertEquals(EventResult.Outcome.RECORDED, new Tenant("0-9").track("e", "ann", "p1").getOutcome());
    }

    @Test
    void shouldNotCreateATenantByReading() {
        final Tenant reader = new Tenant("reader");
        reader.recommend("ann");
        reader.eventCount("ann");
        Refused.by(() -> reader.price("p1"));
        reader.models().listModels(ListModelsRequest.getDefaultInstance());
        assertTrue(server.engine().store().tenants().isEmpty());
    }
}
