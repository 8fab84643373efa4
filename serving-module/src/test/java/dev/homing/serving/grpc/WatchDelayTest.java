package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.google.protobuf.Duration;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.LeadPreferences;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.UpsertLeadRequest;
import dev.homing.proto.v1.WatchRecommendationsRequest;
import dev.homing.proto.v1.WatchRecommendationsResponse;
import dev.homing.serving.EngineOptions;
import dev.homing.serving.Samples;
import dev.homing.serving.TestServer;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How long watches wait, by a clock that goes on when the test says so, and turns that are taken when it has come so far. Once a
 * change is 100 ms old time stands still, and a list that was not ordered until then never comes.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchDelayTest {
    private static final int LISTINGS = 100;
    private static final int PROMISED_MS = 100;
    /** At which each way to change the list is tried, in all places between two turns. */
    private static final int MOMENTS = 24;
    private static final int DEADLINE_SECONDS = 20;

    /** Keeps what is to be done every so often, for the test to do. */
    private static final class ManualTimer extends ScheduledThreadPoolExecutor {
        private Runnable turn;
        private long delayMs;

        ManualTimer() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(
                final Runnable task, final long initialDelay, final long delay, final TimeUnit unit) {
            turn = task;
            delayMs = unit.toMillis(delay);
            return schedule(() -> { }, 0, unit);
        }
    }

    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 1_000_000);
    private final ManualTimer timer = new ManualTimer();
    private TestServer server;
    private BlockingQueue<WatchRecommendationsResponse> lists;
    private long untilTurnMs;
    private int changes;

    @BeforeAll
    void open(@TempDir final Path folder) throws InterruptedException {
        server = TestServer.open(EngineOptions.builder(folder).maxEventAgeDays(36_500).build(),
                new Watches.Timing(nowNs::get, timer));
        IntStream.range(0, LISTINGS).forEach(i -> server.upsert(property("p" + i).setListedAt(seconds(1_600_000_000 + i))
                .setAreaId("a" + i % 2)));
        untilTurnMs = timer.delayMs;
        lists = watch(WatchRecommendationsRequest.newBuilder());
    }

    @AfterAll
    void close() {
        server.close();
    }

    private BlockingQueue<WatchRecommendationsResponse> watch(final WatchRecommendationsRequest.Builder request)
            throws InterruptedException {
        final BlockingQueue<WatchRecommendationsResponse> received = new LinkedBlockingQueue<>();
        RecommendationServiceGrpc.newStub(server.channel()).watchRecommendations(
                request.setRequest(request()).build(),
                new StreamObserver<>() {
                    @Override
                    public void onNext(final WatchRecommendationsResponse response) {
                        received.add(response);
                    }

                    @Override
                    public void onError(final Throwable error) {
                        // Whoever waits for a list hears of it by the deadline.
                    }

                    @Override
                    public void onCompleted() {
                        // As above.
                    }
                });
        next(received);
        return received;
    }

    private static WatchRecommendationsResponse next(final BlockingQueue<WatchRecommendationsResponse> lists)
            throws InterruptedException {
        final WatchRecommendationsResponse next = lists.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(next, "no list was ordered in time");
        return next;
    }

    private static RecommendRequest.Builder request() {
        return RecommendRequest.newBuilder().setLeadId("ann").setLimit(LISTINGS);
    }

    /** Lets time pass, with the turns that there are on the way. */
    private void pass(final long milliseconds) {
        for (long i = 0; i < milliseconds; i++) {
            nowNs.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
            untilTurnMs--;
            if (untilTurnMs == 0) {
                timer.turn.run();
                untilTurnMs = timer.delayMs;
            }
        }
    }

    /** Changes the list in one way after the other, and says which listing is on it or not from then on. */
    private void change() {
        final int i = changes++;
        switch (i % 4) {
            case 0 -> server.status("p7", PropertyStatus.SOLD);
            case 1 -> state("a" + i / 4 % 2);
            case 2 -> server.status("p7", PropertyStatus.ACTIVE);
            default -> server.track(Samples.event(EventType.PROPERTY_DISLIKE, "ann", "p" + (8 + i / 4)));
        }
    }

    private void state(final String area) {
        server.catalog().upsertLead(UpsertLeadRequest.newBuilder().setLead(Lead.newBuilder().setLeadId("ann")
                .setPreferences(LeadPreferences.newBuilder().addAreaIds(area))).build());
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "13", "19", "20", "31", "49", "50", "51", "77", "100", "1000"})
    void shouldOrderAListWithin100MsOfTheAckAtAnyMoment(final int sinceLastMs) throws InterruptedException {
        for (int i = 0; i < MOMENTS; i++) {
            pass(sinceLastMs + i);
            change();
            pass(PROMISED_MS);
            final List<String> found = TestServer.ids(next(lists).getRecommendations());
            assertEquals(TestServer.ids(server.recommend(request())), found);
            assertEquals(0, lists.size(), "one list for one change");
        }
    }

    @Test
    void shouldOrderNoneBeforeItsTime() throws InterruptedException {
        final Context.CancellableContext call = Context.current().withCancellation();
        final Context before = call.attach();
        final BlockingQueue<WatchRecommendationsResponse> slow;
        try {
            slow = watch(WatchRecommendationsRequest.newBuilder().setMinInterval(Duration.newBuilder().setSeconds(1)));
        } finally {
            call.detach(before);
        }
        pass(500);
        server.status("p2", PropertyStatus.SOLD);
        pass(PROMISED_MS);
        next(lists);
        assertEquals(0, slow.size(), "it asked for a second between two lists");
        pass(500);
        next(slow);
        call.cancel(null);
    }
}
