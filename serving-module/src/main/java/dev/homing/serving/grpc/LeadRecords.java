package dev.homing.serving.grpc;

import dev.homing.proto.v1.EraseLeadRequest;
import dev.homing.proto.v1.EraseLeadResponse;
import dev.homing.proto.v1.ExportLeadRequest;
import dev.homing.proto.v1.ExportLeadResponse;
import dev.homing.proto.v1.MergeLeadsRequest;
import dev.homing.proto.v1.MergeLeadsResponse;
import dev.homing.serving.feedback.RecommendationLog;
import dev.homing.serving.ingest.Intake;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Submission;
import dev.homing.serving.ingest.Violations;
import dev.homing.serving.lead.CategoryNames;
import dev.homing.serving.lead.LeadExport;
import dev.homing.tracking.codec.LeadMessage;
import dev.homing.tracking.store.LeadMerging;
import dev.homing.tracking.store.Outcome;
import dev.homing.tracking.store.Store;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;
import org.agrona.concurrent.EpochClock;

/**
 * What happens to all that is held about a lead: merges, exports and erasures. What waits for the disk, and answers, run on
 * workers.
 */
final class LeadRecords {
    private final Intake intake;
    private final Store store;
    private final RecommendationLog log;
    private final Tenants tenants;
    private final Executor workers;
    private final EpochClock clock;
    private final CategoryNames names;

    LeadRecords(
            final Intake intake,
            final Store store,
            final RecommendationLog log,
            final CategoryNames names,
            final Tenants tenants,
            final Executor workers) {
        this.intake = intake;
        this.store = store;
        this.log = log;
        this.names = names;
        this.tenants = tenants;
        this.workers = workers;
        clock = intake.clock();
    }

    void merge(final MergeLeadsRequest request, final StreamObserver<MergeLeadsResponse> observer) {
        final Violations violations = new Violations("");
        violations.check(request, 0);
        if (violations.isEmpty() && request.getFromLeadId().equals(request.getIntoLeadId())) {
            violations.add("into_lead_id", "is the same as from_lead_id");
        }
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        Replies.mayBeCancelled(observer);
        final int tenant = tenants.number();
        intake.changeLead(
                tenant, request.getUndo() ? LeadMessage.UNDO : LeadMessage.MERGE, request.getFromLeadIdBytes().toByteArray(),
                request.getIntoLeadIdBytes().toByteArray(), submission -> answer(tenant, request, submission, observer));
    }

    private void answer(
            final int tenant,
            final MergeLeadsRequest request,
            final Submission submission,
            final StreamObserver<MergeLeadsResponse> observer) {
        if (Outcome.code(submission.outcome(0)) == Outcome.LEAD_ERASED) {
            Replies.refuse(observer, Refusals.precondition("LEAD_ERASED",
                    "one of the leads was erased, and the other has events from before that; erase both, then merge"));
            return;
        }
        if (Replies.isRefused(submission, observer)) {
            return;
        }
        final boolean isNew = Outcome.code(submission.outcome(0)) != Outcome.DUPLICATE;
        Replies.answerOn(workers, observer, () -> {
            final MergeLeadsResponse.Builder response = MergeLeadsResponse.newBuilder()
                    .setLeadId(store.leads().root(tenant, request.getFromLeadId()))
                    .setMovedEventCount(isNew ? Outcome.value(submission.outcome(0)) : 0);
            if (!request.getUndo()) {
                store.leads().merge(tenant, request.getFromLeadId()).ifPresent(merge -> response
                        .setMergedAt(Replies.timestamp(merge.at()))
                        .setUndoUntilAt(Replies.timestamp(merge.at() + LeadMerging.UNDO_MS)));
            }
            return response.build();
        });
    }

    void export(final ExportLeadRequest request, final StreamObserver<ExportLeadResponse> observer) {
        if (Replies.isInvalid(request, observer) || isUnknown(request.getLeadId(), observer)) {
            return;
        }
        final int tenant = tenants.number();
        final long nowMs = clock.time();
        Streaming.begin(workers, observer, new LeadExporting(request.getLeadId(),
                () -> new LeadExport(store, names, tenant, request.getLeadId(), nowMs)));
    }

    void erase(final EraseLeadRequest request, final StreamObserver<EraseLeadResponse> observer) {
        if (Replies.isInvalid(request, observer) || isUnknown(request.getLeadId(), observer)) {
            return;
        }
        Replies.mayBeCancelled(observer);
        new LeadErasing(intake, store, log, workers, tenants.number(), request.getLeadId(), observer).begin();
    }

    /** Whether nothing was ever written for the tenant; then the call is refused. */
    private boolean isUnknown(final String leadId, final StreamObserver<?> observer) {
        if (tenants.number() != Store.NO_TENANT) {
            return false;
        }
        Replies.refuse(observer, Refusals.notFound("lead", leadId));
        return true;
    }
}
