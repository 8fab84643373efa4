package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.seconds;
import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.EventResult.Outcome;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.serving.EngineOptions;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.ingest.Retention;
import dev.homing.tracking.codec.LeadMessage;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.Committer;
import dev.homing.tracking.store.LeadApplier;
import dev.homing.tracking.store.Store;
import dev.homing.tracking.store.StoreCheck;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RetentionTest {
    private static final long DAY = 86_400;
    private static final long NOW = 1_700_000_000;

    @TempDir
    private Path folder;
    private final AtomicLong clock = new AtomicLong(NOW * 1_000);
    private TestServer server;

    @BeforeEach
    void open() {
        server = TestServer.open(
                EngineOptions.builder(folder).retention(Retention.parse(List.of("100", "long=200"))).build(), clock::get);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldRemoveWhatIsTooOldFromEverywhereAndFreeItsId() throws Exception {
        history("default", "ann", 90);
        history("default", "ann", 10);
        history("long", "ann", 90);
        assertEquals(2, events("default", "ann"));
        assertEquals(0, server.expire());
        clock.addAndGet(TimeUnit.DAYS.toMillis(20));
        assertEquals(1, server.expire());
        assertEquals(0, server.expire());
        assertEquals(1, events("default", "ann"));
        assertEquals(1, events("long", "ann"), "of a tenant with a limit of its own");
        assertEquals(Outcome.DUPLICATE, history("default", "ann", 30).getOutcome(), "the young one is known");
        clock.addAndGet(TimeUnit.DAYS.toMillis(200));
        assertEquals(2, server.expire());
        assertEquals(0, events("default", "ann") + events("long", "ann"));
    }

    @Test
    void shouldRemoveMoreThanOneStepHas() throws Exception {
        final BatchTrackEventsRequest.Builder request = BatchTrackEventsRequest.newBuilder();
        IntStream.range(0, 1_000).forEach(i -> request.addEvents(view("bot", "p1")));
        for (int i = 0; i < 3; i++) {
            assertEquals(1_000, server.tracking().batchTrackEvents(request.build()).getRecordedCount());
        }
        clock.addAndGet(TimeUnit.DAYS.toMillis(101));
        assertEquals(3_000, server.expire());
    }

    @Test
    void shouldEndARoundWhenItIsToldTo() throws Exception {
        server.track(view("ann", "p1"));
        clock.addAndGet(TimeUnit.DAYS.toMillis(101));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> server.expire());
        assertEquals(1, server.expire(), "the next round has it");
    }

    @Test
    void shouldRefuseWhatItWouldRemoveAlsoAsHistory() {
        assertEquals(Outcome.RECORDED, history("default", "ann", 100).getOutcome(), "the last day that is kept");
        final EventResult result = history("default", "ann", 101);
        assertEquals(Outcome.REJECTED, result.getOutcome());
        final Refused refused = Refused.in(result.getError());
        assertEquals(Code.INVALID_ARGUMENT, refused.code());
        assertEquals(List.of("events[0].occurred_at"), refused.fields());
        assertTrue(refused.message().contains("retention of this tenant's events is 100 days"), refused.message());
        assertEquals(Outcome.RECORDED, history("long", "ann", 101).getOutcome());
        assertEquals(Outcome.REJECTED, history("long", "ann", 201).getOutcome());
        assertTrue(Refused.by(() -> server.track(view("ann", "p1").setOccurredAt(seconds(NOW - 50 * DAY))))
                .message().contains("unless it is sent as history"));
    }

    @Test
    void shouldFinishAnErasureThatWasCutOff() throws Exception {
        server.track(view("ann", "p1").setEventId("ann").setOccurredAt(seconds(NOW - 5)));
        server.track(view("bob", "p1"));
        server.close();
        putTombstone("ann");
        open();
        assertEquals(0, events("default", "ann"));
        server.expire();
        assertEquals(2, server.track(view("ann", "p1").setEventId("ann").setOccurredAt(seconds(NOW + 1))).getSequence() - 1,
                "its id is free");
        assertEquals(1, events("default", "bob"));
        assertEquals(List.of(), StoreCheck.run(folder, (fraction, entries) -> { }).findings());
    }

    /** What is on disk when a server ends between the tombstone and the removal of the events. */
    private void putTombstone(final String lead) {
        final byte[] id = lead.getBytes(StandardCharsets.UTF_8);
        final int length = LeadMessage.lengthOf(id, new byte[0]);
        final UnsafeBuffer message = new UnsafeBuffer(new byte[Committer.CORRELATION_LENGTH + length]);
        LeadMessage.put(message, Committer.CORRELATION_LENGTH, 0, LeadMessage.ERASE, NOW * 1_000, id, new byte[0]);
        final RingBuffer ring = new ManyToOneRingBuffer(
                new UnsafeBuffer(ByteBuffer.allocateDirect((1 << 16) + RingBufferDescriptor.TRAILER_LENGTH)));
        try (Store store = Store.open(folder)) {
            final Committer committer = new Committer(store, ring, (correlation, outcome) -> { }, error -> {
                throw new AssertionError(error);
            });
            committer.register(new LeadApplier(store, (tenant, changed, offset, size) -> { }));
            assertTrue(ring.write(LeadMessage.TEMPLATE_ID, message, 0, message.capacity()));
            committer.onClose();
        }
    }

    @Test
    void shouldSealWhatIsOlderThanAnHour() throws Exception {
        for (int i = 0; i < 20; i++) {
            server.track(view("ann", "p1").setOccurredAt(seconds(NOW - 100 - i)));
            history("long", "bob", i);
        }
        assertEquals(1, server.seal(), "what is younger may still be joined by late events");
        clock.addAndGet(TimeUnit.HOURS.toMillis(1));
        assertEquals(1, server.seal());
        assertEquals(0, server.seal());
        server.close();
        final StoreCheck.Report report = StoreCheck.run(folder, (fraction, entries) -> { });
        open();
        assertEquals(2, report.counts().get("sealed histories"));
        assertEquals(List.of(), report.findings());
        clock.addAndGet(TimeUnit.DAYS.toMillis(101));
        server.expire();
        server.close();
        assertEquals(1, StoreCheck.run(folder, (fraction, entries) -> { }).counts().get("sealed histories"), "of bob");
        open();
    }

    @Test
    void shouldEndSealingWhenItIsToldTo() throws Exception {
        for (int i = 0; i < 20; i++) {
            history("default", "ann", i);
        }
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> server.seal());
        assertEquals(1, server.seal(), "the next round has it");
    }

    @Test
    void shouldReadLimitsAndSayWhichIsWrong() {
        final Retention retention = Retention.parse(List.of("30=40", "365"));
        assertEquals(OptionalInt.of(40), retention.days("30"));
        assertEquals(OptionalInt.of(365), retention.days("default"));
        assertEquals(OptionalInt.empty(), Retention.none().days("default"));
        assertEquals(OptionalInt.empty(), Retention.parse(List.of("a=1")).days("b"));
        for (final String wrong : List.of("", "x", "=5", "A=5", "a=0", "0", "36501", "a=b=5", "-3")) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> Retention.parse(List.of(wrong)))
                    .getMessage().startsWith("retention=" + wrong + ": "));
        }
        assertThrows(IllegalArgumentException.class, () -> Retention.parse(List.of("a=5", "a=6")));
        assertThrows(IllegalArgumentException.class, () -> Retention.parse(List.of("5", "6")));
    }

    /** Sends an event as history; its id says when it happened. */
    private EventResult history(final String tenant, final String lead, final long daysAgo) {
        final long at = clock.get() / 1_000 - daysAgo * DAY;
        return TrackingServiceGrpc.newBlockingStub(server.channel(tenant)).batchTrackEvents(BatchTrackEventsRequest.newBuilder()
                .addEvents(view(lead, "p1").setEventId("at " + at).setOccurredAt(seconds(at))).setHistory(true).build())
                .getResults(0);
    }

    private int events(final String tenant, final String lead) {
        final int[] count = {0};
        server.engine().store().timelines().forEachLead(server.engine().store().tenant(tenant), Long.MAX_VALUE, new Timeline(),
                (id, timeline) -> count[0] += id.equals(lead) ? timeline.leadCount() : 0);
        return count[0];
    }
}
