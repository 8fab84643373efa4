package dev.homing.serving.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.rpc.Code;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.tracking.store.StoreException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RepliesTest {
    private static final RecommendRequest REQUEST = RecommendRequest.newBuilder().setLeadId("ann").build();
    private static final RecommendResponse RESPONSE = RecommendResponse.newBuilder().setRecommendationId("r1").build();

    private final Queue<Runnable> queue = new ArrayDeque<>();
    private TestServer server;

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldRefuseACallThatFailsOnAWorker() {
        serve((request, observer) -> Replies.goOn(Runnable::run, observer, () -> {
            throw new StoreException(StoreException.Reason.IO, "the disk of dev.homing is on fire: RocksDBException", null);
        }));
        final Refused refused = Refused.by(() -> server.recommendations().recommend(REQUEST));
        assertEquals(Code.INTERNAL, refused.code());
        assertFalse(refused.message().contains("fire"), "what failed is nothing for clients");
    }

    @Test
    void shouldRefuseACallWhoseWorkerDies() throws InterruptedException {
        final CountDownLatch died = new CountDownLatch(1);
        final Executor worker = task -> {
            final Thread thread = new Thread(task, "dies");
            thread.setUncaughtExceptionHandler((dead, reason) -> died.countDown());
            thread.start();
        };
        serve((request, observer) -> Replies.goOn(worker, observer, () -> {
            throw new NoClassDefFoundError("a class that is not there");
        }));
        assertEquals(Code.INTERNAL, Refused.by(() -> server.recommendations().recommend(REQUEST)).code());
        assertTrue(died.await(10, TimeUnit.SECONDS), "the error goes on to whoever watches the thread");
    }

    @Test
    void shouldRefuseACallWhoseAnswerCannotBeMade() {
        serve((request, observer) -> Replies.answerOn(Runnable::run, observer, () -> {
            throw new IllegalStateException("no answer");
        }));
        assertEquals(Code.INTERNAL, Refused.by(() -> server.recommendations().recommend(REQUEST)).code());
    }

    @Test
    void shouldLeaveAnAnswerAloneThatWasGivenBeforeTheFailure() {
        serve((request, observer) -> Replies.goOn(Runnable::run, observer, () -> {
            Replies.answer(observer, RESPONSE);
            throw new IllegalStateException("too late to matter");
        }));
        assertEquals(RESPONSE, server.recommendations().recommend(REQUEST));
    }

    @Test
    void shouldRefuseNewWorkAndStillAnswerOldWorkOnceTheWorkersEnded() {
        final ExecutorService ended = Executors.newSingleThreadExecutor();
        ended.shutdown();
        serve((request, observer) -> Replies.goOn(ended, observer, () -> Replies.answer(observer, RESPONSE)));
        final Refused refused = Refused.by(() -> server.recommendations().recommend(REQUEST));
        assertEquals(Code.UNAVAILABLE, refused.code());
        assertEquals("SHUTTING_DOWN", refused.reason());
        server.close();
        serve((request, observer) -> Replies.answerOn(ended, observer, () -> RESPONSE));
        assertEquals(RESPONSE, server.recommendations().recommend(REQUEST));
    }

    @Test
    void shouldTellToComeBackWhereTheWorkersHaveNoRoom() {
        serve((request, observer) -> Replies.goOn(RepliesTest::reject, observer, () -> Replies.answer(observer, RESPONSE)));
        final Refused refused = Refused.by(() -> server.recommendations().recommend(REQUEST));
        assertEquals(Code.RESOURCE_EXHAUSTED, refused.code());
        assertEquals("OVERLOADED", refused.reason());
    }

    @Test
    void shouldNotWorkForACallThatWasCancelledMeanwhile() {
        final AtomicInteger worked = new AtomicInteger();
        serve((request, observer) -> {
            Replies.mayBeCancelled(observer);
            Replies.goOn(queue::add, observer, () -> {
                worked.incrementAndGet();
                Replies.answer(observer, RESPONSE);
            });
        });
        final var stub = RecommendationServiceGrpc.newFutureStub(server.channel()).withDeadlineAfter(20, TimeUnit.SECONDS);
        final ListenableFuture<RecommendResponse> cancelled = stub.recommend(REQUEST);
        final ListenableFuture<RecommendResponse> other = stub.recommend(REQUEST);
        assertTrue(cancelled.cancel(true));
        assertEquals(2, queue.size());
        queue.forEach(Runnable::run);
        assertEquals(1, worked.get());
        assertTrue(other.isDone());
    }

    private static void reject(final Runnable task) {
        throw new RejectedExecutionException("no room for " + task);
    }

    private void serve(final BiConsumer<RecommendRequest, StreamObserver<RecommendResponse>> handler) {
        server = TestServer.of(List.of(new RecommendationServiceGrpc.RecommendationServiceImplBase() {
            @Override
            public void recommend(final RecommendRequest request, final StreamObserver<RecommendResponse> observer) {
                handler.accept(request, observer);
            }
        }.bindService()), () -> { });
    }
}
