package dev.homing.serving.grpc;

import dev.homing.proto.v1.ExportLeadResponse;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.lead.LeadExport;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One export on its way to a client; NOT_FOUND when nothing is held. */
final class LeadExporting implements Streaming.Source<ExportLeadResponse> {
    private final String leadId;
    private final Supplier<LeadExport> begin;
    private Optional<LeadExport> export = Optional.empty();

    LeadExporting(final String leadId, final Supplier<LeadExport> begin) {
        this.leadId = leadId;
        this.begin = begin;
    }

    @Override
    public boolean write(final BooleanSupplier isWanted, final StreamObserver<ExportLeadResponse> observer) {
        if (export.isEmpty()) {
            export = Optional.of(begin.get());
            if (export.get().isEmpty()) {
                Replies.refuse(observer, Refusals.notFound("lead", leadId));
                return true;
            }
        }
        final boolean isComplete = export.get().write(
                isWanted, json -> observer.onNext(ExportLeadResponse.newBuilder().setJson(json).build()));
        if (isComplete) {
            observer.onCompleted();
        }
        return isComplete;
    }
}
