package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.event;
import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Duration;
import com.google.rpc.Code;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.EraseLeadRequest;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.LeadPreferences;
import dev.homing.proto.v1.MergeLeadsRequest;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.proto.v1.UpsertLeadRequest;
import dev.homing.proto.v1.WatchCause;
import dev.homing.proto.v1.WatchRecommendationsRequest;
import dev.homing.proto.v1.WatchRecommendationsResponse;
import dev.homing.serving.EngineOptions;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Six listings: three that point east, from e1 on ever less so, and three that point north. What is popular counts, so that what
 * others do moves every list that is made anew. The tests share a server; each has a lead of its own, and leaves no watch.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchRecommendationsTest {
    private static final List<String> LISTINGS = List.of("e1", "e2", "e3", "n1", "n2", "n3");
    private static final int DEADLINE_SECONDS = 20;

    private Path data;
    private TestServer server;

    /** One client who watches; takes what comes, or asks for each list. */
    private static final class Client
            implements ClientResponseObserver<WatchRecommendationsRequest, WatchRecommendationsResponse>, AutoCloseable {
        private final BlockingQueue<WatchRecommendationsResponse> lists = new LinkedBlockingQueue<>();
        private final CompletableFuture<Throwable> end = new CompletableFuture<>();
        private final boolean isSlow;
        private ClientCallStreamObserver<WatchRecommendationsRequest> call;

        Client(final Channel channel, final WatchRecommendationsRequest request, final boolean isSlow) {
            this.isSlow = isSlow;
            RecommendationServiceGrpc.newStub(channel).watchRecommendations(request, this);
        }

        static Client of(final TestServer server, final String lead) {
            return new Client(server.channel(), request(lead).build(), false);
        }

        @Override
        public void beforeStart(final ClientCallStreamObserver<WatchRecommendationsRequest> stream) {
            call = stream;
            if (isSlow) {
                stream.disableAutoRequestWithInitial(1);
            }
        }

        @Override
        public void onNext(final WatchRecommendationsResponse response) {
            lists.add(response);
        }

        @Override
        public void onError(final Throwable error) {
            end.complete(error);
        }

        @Override
        public void onCompleted() {
            end.complete(new AssertionError("completed"));
        }

        WatchRecommendationsResponse next() throws InterruptedException {
            final WatchRecommendationsResponse next = lists.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            assertNotNull(next, () -> "no list came; the end: " + end.getNow(null));
            return next;
        }

        Throwable end() throws InterruptedException, ExecutionException, TimeoutException {
            return end.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }

        void cancel() {
            call.cancel("done", null);
        }

        @Override
        public void close() {
            cancel();
        }
    }

    @BeforeAll
    void open(@TempDir final Path folder) {
        data = folder;
        server = TestServer.open(folder);
        for (int i = 0; i < LISTINGS.size(); i++) {
            server.upsert(property(LISTINGS.get(i)).setListedAt(seconds(1_600_000_000 + i)));
        }
        activate("m1");
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void shouldSendAnotherListAfterAnEventOfTheLead() throws InterruptedException {
        server.track(like("ann", "e1"));
        try (Client ann = Client.of(server, "ann")) {
            final WatchRecommendationsResponse first = ann.next();
            assertEquals(1, first.getNumber());
            assertEquals(WatchCause.BEGIN, first.getCause());
            assertEquals("e2", ids(first).get(0));
            server.track(event(EventType.BOOKING_REQUEST, "ann", "n1"));
            final WatchRecommendationsResponse second = ann.next();
            assertEquals(2, second.getNumber());
            assertEquals(WatchCause.LEAD_CHANGED, second.getCause());
            assertEquals("n2", ids(second).get(0));
            assertEquals(server.listingsFor("ann"), ids(second));
            assertNotEquals(first.getRecommendations().getRecommendationId(),
                    second.getRecommendations().getRecommendationId());
        }
    }

    @Test
    void shouldComputeNothingForWhatForeignLeadsDo() throws InterruptedException {
        server.track(like("bob", "e1"));
        try (Client bob = Client.of(server, "bob")) {
            final List<String> before = ids(bob.next());
            final long lists = listsMade();
            // They are equal to him, and popularity decides.
            final String lower = before.indexOf("n2") > before.indexOf("n3") ? "n2" : "n3";
            for (int i = 0; i < 5; i++) {
                server.track(like("stranger-" + i, lower));
            }
            server.engine().pollModels();
            assertEquals(lists, listsMade(), "nobody asked");
            assertNotEquals(before, server.listingsFor("bob"), "though it would be another list");
            server.track(event(EventType.PROPERTY_DISLIKE, "bob", "e3"));
            final WatchRecommendationsResponse second = bob.next();
            assertEquals(2, second.getNumber());
            assertEquals(server.listingsFor("bob"), ids(second), "what others did comes with it");
        }
    }

    /** What a watch costs while nothing happens to its lead: each list is made once, whatever the others do. */
    @Test
    void shouldMakeNoListForThousandsOfWatchesThatAreIdle(@TempDir final Path folder) throws InterruptedException {
        final int many = 2_000;
        final int leads = 500;
        final List<Client> idle = new ArrayList<>();
        try (TestServer crowded = TestServer.open(EngineOptions.builder(folder).maxWatches(many + 1).build())) {
            LISTINGS.forEach(listing -> crowded.upsert(property(listing)));
            activate(crowded, folder, "m1");
            try (Client ivy = Client.of(crowded, "ivy")) {
                ivy.next();
                for (int i = 0; i < many; i++) {
                    idle.add(Client.of(crowded, "idle-" + i % leads));
                }
                for (final Client client : idle) {
                    assertEquals(WatchCause.BEGIN, client.next().getCause());
                }
                final long before = listsMade(crowded);
                for (int i = 0; i < 100; i++) {
                    crowded.track(event(EventType.SESSION_START, "stranger-" + i, ""));
                }
                crowded.track(event(EventType.PROPERTY_DISLIKE, "ivy", "e1"));
                final WatchRecommendationsResponse second = ivy.next();
                assertEquals(List.of(2L, WatchCause.LEAD_CHANGED), List.of(second.getNumber(), second.getCause()));
                assertFalse(ids(second).contains("e1"));
                assertEquals(before + 1, listsMade(crowded), "one lead did something, and one list was made");
                crowded.track(event(EventType.PROPERTY_DISLIKE, "idle-7", "e2"));
                for (int i = 7; i < many; i += leads) {
                    assertFalse(ids(idle.get(i).next()).contains("e2"), "each of those who watch the lead");
                }
                assertEquals(before + 1 + many / leads, listsMade(crowded));
                assertTrue(idle.stream().allMatch(client -> client.lists.isEmpty()), "and nobody else got anything");
            } finally {
                idle.forEach(Client::cancel);
            }
        }
    }

    @Test
    void shouldSendAListWithoutAListingThatIsSold() throws InterruptedException {
        server.track(like("cid", "e1"));
        try (Client cid = Client.of(server, "cid")) {
            assertTrue(ids(cid.next()).contains("n3"));
            server.status("n3", PropertyStatus.SOLD);
            final WatchRecommendationsResponse second = cid.next();
            assertEquals(WatchCause.LISTINGS_CHANGED, second.getCause());
            assertFalse(ids(second).contains("n3"));
            server.status("n3", PropertyStatus.ACTIVE);
            assertTrue(ids(cid.next()).contains("n3"), "it was not on the list any more, and comes back all the same");
        }
    }

    @Test
    void shouldSendNothingWhereTheListStaysAsItIs() throws InterruptedException {
        server.track(like("dan", "e1"));
        try (Client dan = new Client(server.channel(), request("dan", 2).build(), false)) {
            dan.next();
            server.upsert(property("e1").setListedAt(seconds(1_600_000_000)).setBedrooms(4));
            final long before = listsMade();
            server.track(event(EventType.SESSION_START, "dan", ""));
            server.track(event(EventType.BOOKING_REQUEST, "dan", "n1"));
            final WatchRecommendationsResponse second = dan.next();
            assertEquals(2, second.getNumber(), "a session changes nothing");
            assertTrue(listsMade() > before);
        }
    }

    @Test
    void shouldSendAListOfTheModelThatServes() throws InterruptedException {
        server.track(like("eve", "e1"));
        try (Client eve = Client.of(server, "eve")) {
            final String first = eve.next().getRecommendations().getModelVersion();
            activate("m2");
            WatchRecommendationsResponse next = eve.next();
            assertEquals(List.of("m2", WatchCause.MODEL_CHANGED),
                    List.of(next.getRecommendations().getModelVersion(), next.getCause()));
            activate(first);
            next = eve.next();
            assertEquals(first, next.getRecommendations().getModelVersion());
        }
    }

    @Test
    void shouldFollowALeadThatIsMergedAndErased() throws InterruptedException {
        server.track(like("member", "e1"));
        try (Client member = Client.of(server, "member")) {
            assertEquals("e2", ids(member.next()).get(0));
            server.track(event(EventType.BOOKING_REQUEST, "root", "n1"));
            server.tracking().mergeLeads(
                    MergeLeadsRequest.newBuilder().setFromLeadId("member").setIntoLeadId("root").build());
            final WatchRecommendationsResponse merged = member.next();
            assertEquals("n2", ids(merged).get(0));
            server.track(event(EventType.PROPERTY_DISLIKE, "root", "n2"));
            assertFalse(ids(member.next()).contains("n2"), "an event under the other id");
            server.tracking().eraseLead(EraseLeadRequest.newBuilder().setLeadId("root").build());
            assertTrue(ids(member.next()).contains("n2"), "nothing is known any more");
        }
    }

    @Test
    void shouldSendAListOfWhatTheProfileStatesNow() throws InterruptedException {
        server.upsert(property("n3").setListedAt(seconds(1_600_000_005)).setAreaId("south").addAmenities("pool"));
        server.track(like("liv", "e1"));
        try (Client liv = Client.of(server, "liv")) {
            assertEquals("e2", ids(liv.next()).get(0));
            state("liv", LeadPreferences.newBuilder().addAreaIds("south").build());
            final WatchRecommendationsResponse second = liv.next();
            assertEquals(List.of(2L, WatchCause.LEAD_CHANGED), List.of(second.getNumber(), second.getCause()));
            assertEquals("n3", ids(second).get(0));
            state("liv", LeadPreferences.newBuilder().addAmenities("pool").build());
            assertEquals(List.of("n3"), ids(liv.next()));
            server.tracking().mergeLeads(
                    MergeLeadsRequest.newBuilder().setFromLeadId("liv").setIntoLeadId("liv-by-phone").build());
            assertEquals("e2", ids(liv.next()).get(0), "the lead that she goes by states nothing");
            state("liv", LeadPreferences.newBuilder().addAreaIds("south").build());
            assertEquals("n3", ids(liv.next()).get(0));
            server.tracking().eraseLead(EraseLeadRequest.newBuilder().setLeadId("liv").build());
            assertTrue(ids(liv.next()).contains("e1"), "nothing is known any more");
        }
        server.upsert(property("n3").setListedAt(seconds(1_600_000_005)));
    }

    private void state(final String lead, final LeadPreferences preferences) {
        server.catalog().upsertLead(UpsertLeadRequest.newBuilder()
                .setLead(Lead.newBuilder().setLeadId(lead).setPreferences(preferences)).build());
    }

    @Test
    void shouldKeepOnlyTheNewestListForASlowReader() throws InterruptedException {
        server.track(like("flo", "e1"));
        try (Client flo = new Client(server.channel(), request("flo").build(), true)) {
            assertEquals(1, flo.next().getNumber());
            for (final String listing : List.of("e2", "e3", "n1", "n2")) {
                server.track(event(EventType.PROPERTY_DISLIKE, "flo", listing));
            }
            flo.call.request(1);
            final WatchRecommendationsResponse second = flo.next();
            assertEquals(2, second.getNumber());
            assertEquals(List.of("n3"), ids(second), "all four in one");
            server.track(like("flo", "n3"));
            flo.call.request(1);
            final WatchRecommendationsResponse third = flo.next();
            assertEquals(List.of(), ids(third), "an empty list is one as well");
            assertEquals(3, third.getNumber());
            assertTrue(flo.lists.isEmpty());
        }
    }

    @Test
    void shouldJoinManyChangesAndEndWithTheLastOne() throws InterruptedException {
        server.track(like("gus", "e1"));
        try (Client gus = Client.of(server, "gus")) {
            gus.next();
            final BatchTrackEventsRequest.Builder events = BatchTrackEventsRequest.newBuilder();
            IntStream.range(0, 200).forEach(i -> events.addEvents(
                    event(EventType.PROPERTY_DISLIKE, "gus", LISTINGS.get(1 + i % 4))));
            assertEquals(200, server.tracking().batchTrackEvents(events.build()).getRecordedCount());
            WatchRecommendationsResponse last = gus.next();
            while (!ids(last).equals(List.of("n3"))) {
                last = gus.next();
            }
            assertTrue(last.getNumber() < 20, "it has number " + last.getNumber());
        }
    }

    @Test
    void shouldHearOfTheFirstEventOfATenantThatDidNotExist() throws InterruptedException {
        final Channel channel = server.channel("newcomer");
        try (Client hal = new Client(channel, request("hal").build(), false)) {
            assertEquals(0, hal.next().getRecommendations().getRecommendationsCount());
            TrackingServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .trackEvent(TrackEventRequest.newBuilder().setEvent(like("other", "first")).build());
            assertEquals(List.of("first"), ids(hal.next()));
        }
    }

    @Test
    void shouldAllowSoManyAndEndThemWithTheServer(@TempDir final Path folder)
            throws InterruptedException, ExecutionException, TimeoutException {
        try (TestServer small = TestServer.open(EngineOptions.builder(folder).maxWatches(2).build());
                Client first = Client.of(small, "ann");
                Client second = Client.of(small, "ann")) {
            first.next();
            second.next();
            try (Client third = Client.of(small, "bob")) {
                assertEquals(Status.Code.RESOURCE_EXHAUSTED, Status.fromThrowable(third.end()).getCode());
            }
            second.cancel();
            second.end();
            try (Client fourth = Client.of(small, "bob")) {
                assertEquals(1, fourth.next().getNumber(), "there is room again");
                small.engine().endStreams();
                assertEquals(Status.Code.UNAVAILABLE, Status.fromThrowable(first.end()).getCode());
                assertEquals(Status.Code.UNAVAILABLE, Status.fromThrowable(fourth.end()).getCode());
            }
        }
    }

    @Test
    void shouldRefuseWhatIsWrong() {
        for (final Duration wrong : List.of(Duration.newBuilder().setNanos(1).build(),
                Duration.newBuilder().setSeconds(3_601).build(), Duration.newBuilder().setSeconds(-1).build())) {
            assertEquals(List.of("min_interval"), refused(request("ann").setMinInterval(wrong)).fields());
        }
        final Refused refused = refused(WatchRecommendationsRequest.newBuilder()
                .setRequest(RecommendRequest.newBuilder().setLimit(-1).setAsOf(seconds(1))));
        assertEquals(Code.INVALID_ARGUMENT, refused.code());
        assertEquals(List.of("request.lead_id", "request.limit", "request.as_of"), refused.fields());
    }

    private Refused refused(final WatchRecommendationsRequest.Builder request) {
        return Refused.by(() -> server.recommendations().watchRecommendations(request.build()).next());
    }

    private long listsMade() {
        return listsMade(server);
    }

    private static long listsMade(final TestServer server) {
        return server.engine().latency().summaries().stream()
                .filter(summary -> summary.getName().equals("stage/fold-in")).findFirst().orElseThrow().getCount();
    }

    private static WatchRecommendationsRequest.Builder request(final String lead) {
        return request(lead, 20);
    }

    private static WatchRecommendationsRequest.Builder request(final String lead, final int limit) {
        return WatchRecommendationsRequest.newBuilder()
                .setRequest(RecommendRequest.newBuilder().setLeadId(lead).setLimit(limit))
                .setMinInterval(Duration.newBuilder().setNanos(10_000_000));
    }

    private static List<String> ids(final WatchRecommendationsResponse response) {
        return TestServer.ids(response.getRecommendations());
    }

    private void activate(final String version) {
        activate(server, data, version);
    }

    private static void activate(final TestServer server, final Path data, final String version) {
        new TestBundle(version).popularityWeight(0.01)
                .listing("e1", 1, 1, 0).listing("e2", 3, 0.9f, 0.1f).listing("e3", 2, 0.8f, 0.1f)
                .listing("n1", 1, 0, 1).listing("n2", 2, 0.1f, 0.9f).listing("n3", 3, 0.1f, 0.8f).write(data);
        assertTrue(server.models().activateModel(
                ActivateModelRequest.newBuilder().setVersion(version).build()).getModel().getActive());
    }
}
