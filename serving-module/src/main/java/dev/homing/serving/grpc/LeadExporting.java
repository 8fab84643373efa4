package dev.homing.serving.grpc;

import dev.homing.proto.v1.ExportLeadResponse;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.lead.LeadExport;
import dev.homing.tracking.store.Store;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** One export on its way to a client: written on a worker as far as the client takes it, and again when it takes more. */
final class LeadExporting {
    private final Store store;
    private final Executor workers;
    private final int tenant;
    private final String leadId;
    private final long nowMs;
    private final ServerCallStreamObserver<ExportLeadResponse> observer;
    /** Calls for a worker since it began; there is one at a time. */
    private final AtomicInteger calls = new AtomicInteger();
    private Optional<LeadExport> export = Optional.empty();
    private boolean isComplete;

    LeadExporting(
            final Store store,
            final Executor workers,
            final int tenant,
            final String leadId,
            final long nowMs,
            final ServerCallStreamObserver<ExportLeadResponse> observer) {
        this.store = store;
        this.workers = workers;
        this.tenant = tenant;
        this.leadId = leadId;
        this.nowMs = nowMs;
        this.observer = observer;
    }

    void begin() {
        Replies.mayBeCancelled(observer);
        observer.setOnReadyHandler(this::goOn);
        goOn();
    }

    private void goOn() {
        if (calls.getAndIncrement() == 0) {
            Replies.goOn(workers, observer, this::run);
        }
    }

    private void run() {
        int heard;
        do {
            heard = calls.get();
            write();
        } while (calls.addAndGet(-heard) > 0);
    }

    private void write() {
        if (isComplete) {
            return;
        }
        if (export.isEmpty()) {
            export = Optional.of(new LeadExport(store, tenant, leadId, nowMs));
            if (export.get().isEmpty()) {
                isComplete = true;
                Replies.refuse(observer, Refusals.notFound("lead", leadId));
                return;
            }
        }
        isComplete = export.get().write(() -> observer.isReady() && !observer.isCancelled(),
                json -> observer.onNext(ExportLeadResponse.newBuilder().setJson(json).build()));
        if (isComplete) {
            observer.onCompleted();
        }
    }
}
