package dev.homing.serving.bench;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import io.grpc.Channel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Recommend for leads who take turns, begun without waiting for those before. */
final class RecommendCalls implements Load.Calls {
    private final RecommendationServiceGrpc.RecommendationServiceFutureStub recommendations;
    private final List<RecommendRequest> requests;
    private final Consumer<RecommendResponse> check;
    private final AtomicInteger next = new AtomicInteger();

    /** Calls for some leads; a check that throws makes an answer a failure. */
    RecommendCalls(
            final Channel channel, final List<String> leadIds, final int limit, final Consumer<RecommendResponse> check) {
        recommendations = RecommendationServiceGrpc.newFutureStub(channel);
        requests = leadIds.stream().map(lead -> RecommendRequest.newBuilder().setLeadId(lead).setLimit(limit).build()).toList();
        this.check = check;
    }

    @Override
    public void begin(final Load.Ack ack) {
        final RecommendRequest request = requests.get(Math.floorMod(next.getAndIncrement(), requests.size()));
        Futures.addCallback(recommendations.withDeadlineAfter(BenchRun.DEADLINE_SECONDS, TimeUnit.SECONDS).recommend(request),
                new FutureCallback<>() {
                    @Override
                    public void onSuccess(final RecommendResponse response) {
                        try {
                            check.accept(response);
                        } catch (final RuntimeException e) {
                            ack.failed(e);
                            return;
                        }
                        ack.acked(1, 0);
                    }

                    @Override
                    public void onFailure(final Throwable error) {
                        ack.failed(error);
                    }
                }, MoreExecutors.directExecutor());
    }

    @Override
    public String counted() {
        return "answers";
    }
}
