package dev.homing.serving.grpc;

import dev.homing.proto.v1.BatchRecommendRequest;
import dev.homing.proto.v1.BatchRecommendResponse;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Violations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;

/** Begins calls of BatchRecommend. */
final class BatchCalls {
    private static final int MAX_LEADS = 100_000;

    private final Answers answers;
    private final Tenants tenants;
    private final Executor workers;

    BatchCalls(final Answers answers, final Tenants tenants, final Executor workers) {
        this.answers = answers;
        this.tenants = tenants;
        this.workers = workers;
    }

    void begin(final BatchRecommendRequest request, final StreamObserver<BatchRecommendResponse> observer) {
        if (request.getLeadIdsCount() == 0 || request.getLeadIdsCount() > MAX_LEADS) {
            Replies.refuse(observer, Refusals.invalid("lead_ids",
                    "has " + request.getLeadIdsCount() + " entries; 1 to " + MAX_LEADS + " are allowed"));
            return;
        }
        final Violations violations = new Violations("request.");
        if (!request.getRequest().getLeadIdBytes().isEmpty()) {
            violations.add("lead_id", "is given; the leads are in lead_ids");
        }
        // They are checked one by one, each for its own answer.
        answers.check(request.getRequest().toBuilder().setLeadId("any").build(), violations);
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        new LeadBatch(request, tenants.number(), answers, workers,
                (ServerCallStreamObserver<BatchRecommendResponse>) observer).begin();
    }
}
