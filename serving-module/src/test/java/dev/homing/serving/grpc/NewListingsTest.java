package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.RankColumn;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.PropertyFilter;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import java.nio.file.Path;
import java.util.List;
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

/**
 * A model that knows 40 small homes and a large one, which the lead likes, and a taste for bedrooms. Whatever comes later is
 * older on the market than all of them, so that nothing but its attributes puts it forward.
 */
@Timeout(120)
class NewListingsTest {
    private static final int SMALL = 1;
    private static final int LARGE = 5;
    private static final int KNOWN = 41;
    private static final long LISTED = 1_600_000_000;
    private static final String LIKED = "k0";

    @TempDir
    private Path folder;
    private TestServer server;

    @BeforeEach
    void open() {
        server = TestServer.open(folder);
        final BatchUpsertPropertiesRequest.Builder listings = BatchUpsertPropertiesRequest.newBuilder();
        for (int i = 0; i < KNOWN; i++) {
            listings.addRequests(upsert("k" + i, i == 0 ? LARGE : SMALL, LISTED + 1_000 + i));
        }
        assertEquals(KNOWN, server.catalog().batchUpsertProperties(listings.build()).getCreatedCount());
        server.track(like("ann", LIKED).setOccurredAt(seconds(LISTED + 10_000)));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldScoreANewListingInTheFirstAnswerAfterItsAck() {
        activate("m1");
        assertFalse(best("ann").startsWith("n"));
        insert("n1", LARGE);
        final RecommendResponse response = limited("ann", 1);
        assertEquals(List.of("n1"), TestServer.ids(response));
        assertEquals(1, response.getRecommendations(0).getScore(), 1e-5, "it is the best by content");
        assertFalse(TestServer.ids(limited("somebody new", 1)).contains("n1"), "nothing else puts it forward");
        for (final PropertyStatus status : List.of(PropertyStatus.SOLD, PropertyStatus.PENDING, PropertyStatus.WITHDRAWN)) {
            server.status("n1", status);
            assertFalse(TestServer.ids(limited("ann", 500)).contains("n1"), status.toString());
            server.status("n1", PropertyStatus.ACTIVE);
            assertEquals("n1", best("ann"), "back after " + status);
        }
    }

    @Test
    void shouldScoreWhatAListingIsLikeSinceTheAckOfTheChange() {
        activate("m1");
        server.catalog().upsertProperty(upsert("k7", LARGE, LISTED, LISTED + 20_000));
        assertEquals("k7", best("ann"));
        server.catalog().upsertProperty(upsert("k7", SMALL, LISTED, LISTED + 30_000));
        insert("n1", SMALL);
        insert("n2", LARGE);
        assertEquals("n2", best("ann"));
    }

    @Test
    void shouldLearnATasteFromWhatTrainingDidNotKnow() {
        activate("m1");
        insert("n1", SMALL);
        insert("n2", SMALL);
        insert("n3", LARGE);
        server.track(like("bob", "n1"));
        assertEquals(1, limited("bob", 1).getRecommendations(0).getScore(), 1e-5);
        assertTrue(score("bob", "n2") > score("bob", "n3"), "he likes it small");
        assertTrue(score("bob", "n2") > 0.99, "n2 is as n1, which he liked");
    }

    @Test
    void shouldKnowAtOnceWhatCameBetweenTrainingAndItsActivation() {
        bundle("m1").write(folder);
        final BatchUpsertPropertiesRequest.Builder listings = BatchUpsertPropertiesRequest.newBuilder();
        for (int i = 0; i < 600; i++) {
            listings.addRequests(upsert("small" + i, SMALL, LISTED));
        }
        server.catalog().batchUpsertProperties(listings.build());
        insert("n1", LARGE);
        activateOnly("m1");
        assertEquals("n1", best("ann"));
    }

    @Test
    void shouldFindANewListingByAFilterWhereTheModelKnowsNoAttributes() {
        final TestBundle bundle = new TestBundle("m1");
        for (int i = 0; i < KNOWN; i++) {
            bundle.listing("k" + i, 0, 1, 0.5f);
        }
        bundle.write(folder);
        activateOnly("m1");
        insert("n1", LARGE);
        assertEquals(List.of("n1"), TestServer.ids(server.recommend(RecommendRequest.newBuilder().setLeadId("ann").setLimit(10)
                .setFilter(PropertyFilter.newBuilder().setMinBedrooms(LARGE)))), "k0 is seen, and the others are small");
    }

    @Test
    void shouldHaveRoomForAsManyAsCome() {
        activate("m1");
        insert("first", LARGE);
        final int count = 1_000;
        for (int from = 0; from < count; from += 100) {
            final BatchUpsertPropertiesRequest.Builder listings = BatchUpsertPropertiesRequest.newBuilder();
            for (int i = from; i < from + 100; i++) {
                listings.addRequests(upsert("n" + i, SMALL, LISTED));
            }
            server.catalog().batchUpsertProperties(listings.build());
            insert("large" + from, LARGE);
            assertEquals(Set.of("first", "large" + from), Set.copyOf(TestServer.ids(limited("ann", 2))),
                    "the one that came first, and the one that came last of " + from);
            server.status("large" + from, PropertyStatus.SOLD);
        }
    }

    @Test
    void shouldKeepInTheDarkWhatWasNotThereAtAnInstantInThePast() {
        activate("m1");
        assertFalse(TestServer.ids(asOf(LISTED + 20_000)).contains("n1"));
        server.catalog().upsertProperty(upsert("n1", LARGE, LISTED + 15_000));
        assertEquals(List.of("n1"), TestServer.ids(asOf(LISTED + 20_000)));
        assertFalse(TestServer.ids(asOf(LISTED + 14_000)).contains("n1"));
        server.track(like("bob", "only-an-event").setOccurredAt(seconds(LISTED + 16_000)));
        assertEquals(List.of("n1"), TestServer.ids(asOf(LISTED + 20_000)));
    }

    @Test
    void shouldAnswerWhileListingsComeAndModelsAreSwitched()
            throws InterruptedException, ExecutionException, TimeoutException {
        bundle("m2").write(folder);
        activate("m1");
        final AtomicBoolean isChanging = new AtomicBoolean(true);
        final ExecutorService callers = Executors.newFixedThreadPool(2);
        try {
            final List<Future<?>> done = IntStream.range(0, 2).<Future<?>>mapToObj(caller -> callers.submit(() -> {
                final var stub = RecommendationServiceGrpc.newBlockingStub(server.channel());
                for (int i = 0; i < 100 || (isChanging.get() && i < 100_000); i++) {
                    final RecommendRequest.Builder request = RecommendRequest.newBuilder().setLeadId("ann").setLimit(10);
                    if (i % 4 == caller) {
                        request.setAsOf(seconds(LISTED + 20_000));
                    }
                    assertEquals(10, stub.withDeadlineAfter(20, TimeUnit.SECONDS)
                            .recommend(request.build()).getRecommendationsCount());
                }
            })).toList();
            for (int i = 0; i < 1_200; i++) {
                insert("n" + i, LARGE);
                if (i % 10 == 0) {
                    assertEquals("n" + i, best("ann"), "with " + i + " before it");
                }
                server.status("n" + i, PropertyStatus.SOLD);
                if (i % 100 == 99) {
                    activateOnly(i % 200 == 99 ? "m2" : "m1");
                }
            }
            isChanging.set(false);
            for (final Future<?> future : done) {
                future.get(60, TimeUnit.SECONDS);
            }
        } finally {
            isChanging.set(false);
            callers.shutdownNow();
        }
    }

    private static UpsertPropertyRequest upsert(final String id, final int bedrooms, final long listedAt) {
        return upsert(id, bedrooms, listedAt, listedAt);
    }

    private static UpsertPropertyRequest upsert(
            final String id, final int bedrooms, final long listedAt, final long effectiveAt) {
        return UpsertPropertyRequest.newBuilder().setEffectiveAt(seconds(effectiveAt))
                .setProperty(property(id).setListedAt(seconds(listedAt)).setBedrooms(bedrooms)).build();
    }

    private void insert(final String id, final int bedrooms) {
        server.catalog().upsertProperty(upsert(id, bedrooms, LISTED));
    }

    private static TestBundle bundle(final String version) {
        final TestBundle bundle = new TestBundle(version).bedrooms()
                .weight(RankColumn.FACTORS, 0).weight(RankColumn.CONTENT, 1);
        for (int i = 0; i < KNOWN; i++) {
            bundle.listing("k" + i, 0, i, 1);
        }
        return bundle;
    }

    private void activate(final String version) {
        bundle(version).write(folder);
        activateOnly(version);
    }

    private void activateOnly(final String version) {
        assertTrue(server.models().activateModel(
                ActivateModelRequest.newBuilder().setVersion(version).build()).getModel().getActive());
    }

    private String best(final String lead) {
        return TestServer.ids(limited(lead, 1)).get(0);
    }

    private float score(final String lead, final String listing) {
        return limited(lead, 500).getRecommendationsList().stream()
                .filter(found -> found.getPropertyId().equals(listing)).findFirst().orElseThrow().getScore();
    }

    private RecommendResponse limited(final String lead, final int limit) {
        return server.recommend(RecommendRequest.newBuilder().setLeadId(lead).setLimit(limit));
    }

    private RecommendResponse asOf(final long second) {
        return server.recommend(RecommendRequest.newBuilder().setLeadId("ann").setLimit(1).setAsOf(seconds(second)));
    }
}
