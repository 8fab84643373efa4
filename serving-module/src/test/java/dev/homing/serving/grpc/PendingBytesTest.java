package dev.homing.serving.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.rpc.Code;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PendingBytesTest {
    private static final RecommendRequest REQUEST = RecommendRequest.newBuilder().setLeadId("x".repeat(98)).build();
    private static final int BUDGET = 3 * REQUEST.getSerializedSize() + 1;

    private final PendingBytes pendingBytes = new PendingBytes(BUDGET);
    private final Queue<StreamObserver<RecommendResponse>> waiting = new ArrayDeque<>();
    private TestServer server;

    @BeforeEach
    void open() {
        final RecommendationServiceGrpc.RecommendationServiceImplBase service =
                new RecommendationServiceGrpc.RecommendationServiceImplBase() {
                    @Override
                    public void recommend(
                            final RecommendRequest request, final StreamObserver<RecommendResponse> observer) {
                        Replies.mayBeCancelled(observer);
                        waiting.add(observer);
                    }
                };
        server = TestServer.of(List.of(ServerInterceptors.intercept(service, pendingBytes)), () -> { });
    }

    @AfterEach
    void close() {
        server.close();
        assertEquals(BUDGET, pendingBytes.free(), "every call gave back what it had");
    }

    @Test
    void shouldRefuseWhatIsBeyondTheBudgetAndTakeItAgainOnceCallsHaveEnded() throws Exception {
        final ListenableFuture<RecommendResponse> first = call();
        leave(call());
        leave(call());
        assertEquals(1, pendingBytes.free());
        final Refused refused = Refused.in(StatusProto.fromThrowable(
                assertThrows(ExecutionException.class, () -> call().get(1, TimeUnit.SECONDS)).getCause()));
        assertEquals(Code.RESOURCE_EXHAUSTED, refused.code());
        assertEquals("OVERLOADED", refused.reason());
        assertEquals(3, waiting.size(), "the refused call never reached its method");
        assertEquals(1, pendingBytes.free());

        Replies.answer(waiting.remove(), RecommendResponse.getDefaultInstance());
        first.get(1, TimeUnit.SECONDS);
        leave(call());
        assertEquals(3, waiting.size());
    }

    @Test
    void shouldGiveBackWhatACallHadThatIsCancelledOrRefused() {
        final ListenableFuture<RecommendResponse> cancelled = call();
        leave(call());
        cancelled.cancel(true);
        waiting.remove();
        waiting.remove().onError(Status.INTERNAL.asRuntimeException());
        assertEquals(BUDGET, pendingBytes.free());
    }

    @Test
    void shouldRefuseARequestThatIsLargerThanTheBudget() {
        final RecommendRequest large = RecommendRequest.newBuilder().setLeadId("x".repeat(BUDGET)).build();
        assertEquals("OVERLOADED", Refused.by(() -> server.recommendations().recommend(large)).reason());
    }

    private ListenableFuture<RecommendResponse> call() {
        return RecommendationServiceGrpc.newFutureStub(server.channel()).recommend(REQUEST);
    }

    /** Leaves a call to itself: what it answers is not the matter. */
    private static void leave(final ListenableFuture<RecommendResponse> call) {
        assertFalse(call.isDone());
    }
}
