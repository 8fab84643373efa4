package dev.homing.serving.ingest;

import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.homing.features.EngagementWeights;
import dev.homing.features.catalog.Catalog;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BatchTrackEventsResponse;
import dev.homing.proto.v1.Durability;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.EventResult.Outcome;
import dev.homing.proto.v1.StreamEventsRequest;
import dev.homing.proto.v1.StreamEventsResponse;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.serving.Refused;
import dev.homing.serving.Samples;
import dev.homing.serving.TestServer;
import dev.homing.serving.feedback.RecommendationLog;
import dev.homing.serving.grpc.OpenStreams;
import dev.homing.serving.grpc.PendingBytes;
import dev.homing.serving.grpc.Tenants;
import dev.homing.serving.grpc.TrackingGrpc;
import dev.homing.serving.lead.CategoryNames;
import dev.homing.tracking.store.Committer;
import dev.homing.tracking.store.CommitterState;
import dev.homing.tracking.store.EventApplier;
import dev.homing.tracking.store.Store;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.agrona.concurrent.SystemEpochClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams of events, and answers that do not wait for the disk, over a committer that works when the test lets it. */
@Timeout(60)
class StreamEventsTest {
    private static final int LENGTH = 64 << 10;

    private final List<Throwable> errors = new ArrayList<>();
    private final Ring ring = new Ring(LENGTH);
    private final OpenStreams streams = new OpenStreams();
    private CommitterState state = new CommitterState(CommitterState.Kind.RUNNING, "");
    private Store store;
    private Committer committer;
    private Intake intake;
    private TestServer server;

    /** A client that is at hand: what it got so far, all on the test's thread. */
    private final class Client implements ClientResponseObserver<StreamEventsRequest, StreamEventsResponse> {
        private final List<StreamEventsResponse> answers = new ArrayList<>();
        private final int takes;
        private ClientCallStreamObserver<StreamEventsRequest> requests;
        private Throwable error;
        private boolean isComplete;

        /** Takes so many answers, and more when it asks for them. */
        Client(final int takes) {
            this.takes = takes;
            TrackingServiceGrpc.newStub(server.channel()).streamEvents(this);
        }

        Client() {
            this(Integer.MAX_VALUE);
        }

        @Override
        public void beforeStart(final ClientCallStreamObserver<StreamEventsRequest> stream) {
            requests = stream;
            stream.disableAutoRequestWithInitial(takes);
        }

        @Override
        public void onNext(final StreamEventsResponse answer) {
            answers.add(answer);
        }

        @Override
        public void onError(final Throwable failure) {
            error = failure;
        }

        @Override
        public void onCompleted() {
            isComplete = true;
        }

        void send(final long number, final Event.Builder event) {
            requests.onNext(StreamEventsRequest.newBuilder().setSequence(number).setEvent(event).build());
        }

        /** Sends valid events of these numbers. */
        void send(final int from, final int to) {
            for (int number = from; number <= to; number++) {
                send(number, event(number));
            }
        }

        List<Long> numbers() {
            return answers.stream().map(StreamEventsResponse::getSequence).toList();
        }

        List<Outcome> outcomes() {
            return answers.stream().map(answer -> answer.getResult().getOutcome()).toList();
        }

        Refused refusal() {
            return Refused.in(StatusProto.fromThrowable(error));
        }
    }

    @BeforeEach
    void open(@TempDir final Path folder) {
        store = Store.open(folder);
        committer = new Committer(store, ring.buffer(), ring, errors::add);
        committer.register(new EventApplier(store, committer.sequence(), new Catalog(EngagementWeights.defaults()),
                (tenant, lead, offset, length, record, recordOffset) -> { }, 0));
        // The workers are the test's own thread, so that everything has happened when a call of the test returns.
        intake = new Intake(ring, () -> state, SystemEpochClock.INSTANCE, TimeUnit.DAYS.toMillis(30),
                new KeptEvents(store, Retention.none()));
        server = serve(Runnable::run, () -> {
            committer.onClose();
            store.close();
        });
    }

    private TestServer serve(final Executor workers, final Runnable whenClosed) {
        final RecommendationLog log = new RecommendationLog(store.folder(), 0, SystemEpochClock.INSTANCE);
        return TestServer.of(List.of(new TrackingGrpc(intake, new Tenants(store, Runnable::run), streams,
                new PendingBytes(4 << 20), workers, store, log,
                CategoryNames.of(new Catalog(EngagementWeights.defaults()))).bindService()), () -> {
                    log.close();
                    whenClosed.run();
                });
    }

    @AfterEach
    void close() {
        server.close();
        assertEquals(List.of(), errors);
        assertEquals(Ring.MAX_PENDING_CALLS, freePlaces(), "no call leaves its place behind");
    }

    @Test
    void shouldAnswerInTheOrderOfTheStreamWithTheNumbersOfTheClient() {
        final Client client = new Client();
        client.send(1, event(1));
        client.send(2, view("", "p1").setEventId("bad"));
        client.send(50, event(3));
        client.send(51, event(1));
        assertEquals(List.of(), client.answers, "the second has its answer, which waits for the first one's");
        commit();
        assertEquals(List.of(1L, 2L, 50L, 51L), client.numbers());
        assertEquals(List.of(Outcome.RECORDED, Outcome.REJECTED, Outcome.RECORDED, Outcome.DUPLICATE), client.outcomes());
        assertEquals(List.of("e1", "bad", "e3", "e1"),
                client.answers.stream().map(answer -> answer.getResult().getEventId()).toList());
        assertEquals(List.of(1L, 0L, 2L, 1L), client.answers.stream().map(answer -> answer.getResult().getSequence()).toList());
        assertEquals(List.of("event.lead_id"), Refused.in(client.answers.get(1).getResult().getError()).fields());
        client.send(52, view("", "p1"));
        assertEquals(Outcome.REJECTED, client.outcomes().get(4), "nothing is before it");
        client.requests.onCompleted();
        assertTrue(client.isComplete);
    }

    @Test
    void shouldEndWhenTheNumbersDoNotGrow() {
        for (final long wrong : new long[] {7, 6, 0, -1}) {
            final Client client = new Client();
            client.send(7, event(1));
            client.send(wrong, event(2));
            client.send(8, event(3));
            commit();
            assertEquals(List.of(7L), client.numbers(), "what came before is answered");
            assertEquals(Code.INVALID_ARGUMENT, client.refusal().code());
            assertEquals(List.of("sequence"), client.refusal().fields());
        }
        final Client client = new Client();
        client.send(0, event(1));
        assertEquals(List.of("sequence"), client.refusal().fields());
        assertEquals(1, store.lastSequence());
    }

    @Test
    void shouldCompleteAfterTheLastAckWhenTheClientHasSentAll() {
        final Client client = new Client();
        client.send(1, 10);
        client.requests.onCompleted();
        assertFalse(client.isComplete);
        commit();
        assertEquals(10, client.answers.size());
        assertTrue(client.isComplete);
        final Client silent = new Client();
        silent.requests.onCompleted();
        assertTrue(silent.isComplete, "also without any event");
    }

    @Test
    void shouldWaitForItsOwnAcksWhenTheRingIsFull() {
        final Client client = new Client();
        client.send(1, 900);
        final int size = ring.buffer().size();
        assertTrue(size > LENGTH * 9 / 10, "the ring is full: " + size);
        assertEquals(List.of(), client.answers);
        client.requests.onCompleted();
        commit();
        assertEquals(LongStream.rangeClosed(1, 900).boxed().toList(), client.numbers());
        assertEquals(LongStream.rangeClosed(1, 900).boxed().toList(),
                client.answers.stream().map(answer -> answer.getResult().getSequence()).toList(),
                "none was refused, none overtook");
        assertTrue(client.isComplete);
    }

    @Test
    void shouldRefuseAnEventWhenTheRingIsFullOfOthersAndGoOn() {
        final Client other = new Client();
        other.send(1, 900);
        final Client client = new Client();
        client.send(1, event(1_000));
        assertEquals(Code.RESOURCE_EXHAUSTED, Refused.in(client.answers.get(0).getResult().getError()).code());
        commit();
        client.send(2, event(1_000));
        commit();
        assertEquals(List.of(Outcome.REJECTED, Outcome.RECORDED), client.outcomes());
        assertEquals(900, other.answers.size());
        other.requests.onCompleted();
        client.requests.onCompleted();
    }

    @Test
    void shouldReadNoFurtherWhileTheClientDoesNotTakeItsAnswers() {
        final Client client = new Client(0);
        client.send(1, 3_000);
        client.requests.onCompleted();
        commit();
        assertEquals(0, store.lastSequence());
        client.requests.request(10);
        commit();
        assertEquals(10, client.answers.size());
        assertTrue(store.lastSequence() <= EventWindow.CAPACITY + 10, "taken: " + store.lastSequence());
        client.requests.request(Integer.MAX_VALUE);
        commit();
        assertEquals(LongStream.rangeClosed(1, 3_000).boxed().toList(), client.numbers());
        assertTrue(client.isComplete);
    }

    @Test
    void shouldCommitWhatIsInTheRingAndKeepNoPlaceWhenAStreamBreaks() {
        final List<Client> clients = IntStream.range(0, 5).mapToObj(i -> new Client()).toList();
        clients.forEach(client -> client.send(1, 20));
        clients.forEach(client -> client.requests.cancel("broken", null));
        assertEquals(Ring.MAX_PENDING_CALLS - 5, freePlaces(), "an ack that is to come must not meet another call");
        commit();
        assertEquals(20, store.lastSequence());
        clients.forEach(client -> assertEquals(List.of(), client.answers));
        assertEquals(Ring.MAX_PENDING_CALLS, freePlaces());
    }

    @Test
    void shouldAnswerWhatIsOnDiskAndEndWhenTheServerShutsDown() {
        final Client client = new Client();
        client.send(1, 5);
        streams.shutDown();
        client.send(6, 9);
        assertEquals(List.of(), client.answers);
        commit();
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), client.numbers());
        assertEquals(Code.UNAVAILABLE, client.refusal().code());
        assertEquals("SHUTTING_DOWN", client.refusal().reason());
        assertEquals(5, store.lastSequence());
        assertEquals("SHUTTING_DOWN", new Client().refusal().reason(), "one that comes too late");
    }

    @Test
    void shouldGoOnForHoweverLongWhenTheWorkersTakeNothing() {
        // A tenant's first write waits for a worker.
        store.tenantOrCreate("default");
        final List<StreamObserver<StreamEventsRequest>> requests = new ArrayList<>();
        final List<Long> numbers = new ArrayList<>();
        try (TestServer busy = serve(task -> {
            throw new RejectedExecutionException("busy on purpose");
        }, () -> { })) {
            requests.add(TrackingServiceGrpc.newStub(busy.channel()).streamEvents(new StreamObserver<>() {
                @Override
                public void onNext(final StreamEventsResponse answer) {
                    numbers.add(answer.getSequence());
                    if (answer.getSequence() < 20_000) {
                        // Wrong, so that it has its answer at once, and every answer makes more to do.
                        requests.get(0).onNext(StreamEventsRequest.newBuilder().setSequence(answer.getSequence() + 1).build());
                    } else {
                        requests.get(0).onCompleted();
                    }
                }

                @Override
                public void onError(final Throwable error) {
                    errors.add(error);
                }

                @Override
                public void onCompleted() {
                    numbers.add(-1L);
                }
            }));
            requests.get(0).onNext(StreamEventsRequest.newBuilder().setSequence(1).setEvent(event(1)).build());
            commit();
            assertEquals(20_001, numbers.size());
            assertEquals(-1, numbers.get(20_000));
        }
    }

    @Test
    void shouldEndWhenItsMessagesHaveNoRoomLeft() {
        final Client other = new Client();
        other.send(1, 900);
        final Client client = new Client();
        // Many as long as this are more than the budget, however soon each is refused.
        client.send(1, view("ann", "p1").setSessionId("x".repeat(5 << 20)));
        commit();
        assertEquals("OVERLOADED", client.refusal().reason());
        other.requests.onCompleted();
    }

    @Test
    void shouldAnswerAcceptedEventsBeforeTheDiskHasThem() {
        final EventResult single = server.tracking().trackEvent(TrackEventRequest.newBuilder()
                .setEvent(event(1)).setDurability(Durability.ACCEPTED).build()).getResult();
        final BatchTrackEventsResponse batch = server.tracking().batchTrackEvents(BatchTrackEventsRequest.newBuilder()
                .addEvents(event(2)).addEvents(view("", "p1")).addEvents(view("ann", "p1"))
                .setDurability(Durability.ACCEPTED).build());
        final Client client = new Client();
        client.requests.onNext(StreamEventsRequest.newBuilder().setSequence(1).setEvent(event(1))
                .setDurability(Durability.ACCEPTED).build());
        client.send(2, event(3));
        client.requests.onNext(StreamEventsRequest.newBuilder().setSequence(3).setEvent(event(4))
                .setDurability(Durability.ACCEPTED).build());
        assertEquals(0, store.lastSequence());

        assertEquals(Outcome.QUEUED, single.getOutcome());
        assertEquals("e1", single.getEventId());
        assertEquals(0, single.getSequence());
        assertEquals(List.of(Outcome.QUEUED, Outcome.REJECTED, Outcome.QUEUED),
                batch.getResultsList().stream().map(EventResult::getOutcome).toList());
        assertFalse(batch.getResults(2).getEventId().isEmpty());
        assertEquals(2, batch.getRecordedCount());
        assertEquals(1, batch.getRejectedCount());
        assertEquals(List.of(1L), client.numbers());
        commit();
        assertEquals(List.of(Outcome.QUEUED, Outcome.RECORDED, Outcome.QUEUED), client.outcomes());
        assertEquals(5, store.lastSequence());
        client.requests.onCompleted();
        assertTrue(client.isComplete);
    }

    @Test
    void shouldRefuseAcceptedEventsWithoutRoomOrStore() {
        while (ring.tryOffer(1_000, Ring.NOBODY, 0, 8, (buffer, offset) -> { })) {
            assertTrue(ring.buffer().size() <= LENGTH);
        }
        final TrackEventRequest accepted =
                TrackEventRequest.newBuilder().setEvent(event(1)).setDurability(Durability.ACCEPTED).build();
        assertEquals("RING_FULL", Refused.by(() -> server.tracking().trackEvent(accepted)).reason());
        commit();
        assertFalse(errors.isEmpty(), "messages without an applier");
        errors.clear();
        state = new CommitterState(CommitterState.Kind.DISK_FULL, "full on purpose");
        assertEquals("STORE_FULL", Refused.by(() -> server.tracking().trackEvent(accepted)).reason());
        final Client client = new Client();
        client.requests.onNext(StreamEventsRequest.newBuilder().setSequence(1).setEvent(event(1))
                .setDurability(Durability.ACCEPTED).build());
        assertEquals("STORE_FULL", Refused.in(client.answers.get(0).getResult().getError()).reason());
        client.requests.onCompleted();
    }

    @Test
    void shouldRefuseADurabilityThatIsNone() {
        assertEquals(List.of("durability"), Refused.by(() -> server.tracking().trackEvent(
                TrackEventRequest.newBuilder().setEvent(event(1)).setDurabilityValue(7).build())).fields());
        assertEquals(List.of("durability"), Refused.by(() -> server.tracking().batchTrackEvents(
                BatchTrackEventsRequest.newBuilder().addEvents(event(1)).setDurabilityValue(7).build())).fields());
        final Client client = new Client();
        client.requests.onNext(
                StreamEventsRequest.newBuilder().setSequence(1).setEvent(event(1)).setDurabilityValue(7).build());
        assertEquals(List.of("durability"), Refused.in(client.answers.get(0).getResult().getError()).fields());
        client.requests.onCompleted();
        commit();
        assertEquals(0, store.lastSequence());
    }

    @Test
    void shouldTakeHistoryOfAnyAgeAndRefuseOtherOldEvents() {
        final Client client = new Client();
        final Event.Builder old = event(1).setOccurredAt(Samples.fromNow(-31 * 86_400));
        client.send(1, old);
        client.requests.onNext(StreamEventsRequest.newBuilder().setSequence(2).setEvent(old).setHistory(true).build());
        client.requests.onCompleted();
        commit();
        assertEquals(List.of(Outcome.REJECTED, Outcome.RECORDED), client.outcomes());
    }

    /** Lets the committer work until the ring is empty and stays so. */
    private void commit() {
        while (ring.buffer().size() > 0) {
            committer.doWork();
        }
    }

    private int freePlaces() {
        final List<Integer> places = new ArrayList<>();
        for (int i = 0; i < 2 * Ring.MAX_PENDING_CALLS; i++) {
            final int place = ring.tryEnter(new NobodysCall());
            if (Ring.isEntered(place)) {
                places.add(place);
            }
        }
        places.forEach(ring::leave);
        return places.size();
    }

    private static Event.Builder event(final int number) {
        return view("ann" + number % 50, "p1").setEventId("e" + number);
    }

    /** Takes a place and never hears anything. */
    private static final class NobodysCall implements PendingCall {
        @Override
        public boolean onOutcome(final int position, final long outcome) {
            throw new AssertionError("an ack that was somebody else's");
        }

        @Override
        public void complete() {
            throw new AssertionError("an ack that was somebody else's");
        }
    }
}
