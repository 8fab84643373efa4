package dev.homing.serving.grpc;

import com.google.protobuf.ByteString;
import dev.homing.proto.v1.EraseLeadResponse;
import dev.homing.serving.ingest.Intake;
import dev.homing.tracking.codec.LeadMessage;
import dev.homing.tracking.store.EventRemoval;
import dev.homing.tracking.store.LeadDirectory.Tombstone;
import dev.homing.tracking.store.LeadErasure;
import dev.homing.tracking.store.OldEvents;
import dev.homing.tracking.store.Outcome;
import dev.homing.tracking.store.Store;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;

/**
 * One erasure: the tombstone, then one step after the other that removes some thousand events, each through the ring, until
 * nothing is left. It goes on when the client is gone. When it is cut off, by a full ring or a crash, the lead is erased for
 * readers already, and the next call or the housekeeping removes the rest.
 */
final class LeadErasing {
    private final Intake intake;
    private final Store store;
    private final Executor workers;
    private final int tenant;
    private final String leadId;
    private final StreamObserver<EraseLeadResponse> observer;
    private final EraseLeadResponse.Builder receipt = EraseLeadResponse.newBuilder();

    LeadErasing(
            final Intake intake,
            final Store store,
            final Executor workers,
            final int tenant,
            final String leadId,
            final StreamObserver<EraseLeadResponse> observer) {
        this.intake = intake;
        this.store = store;
        this.workers = workers;
        this.tenant = tenant;
        this.leadId = leadId;
        this.observer = observer;
    }

    void begin() {
        final byte[] id = ByteString.copyFromUtf8(leadId).toByteArray();
        intake.changeLead(tenant, LeadMessage.ERASE, id, new byte[0], submission -> {
            final long outcome = submission.outcome(0);
            if (!Replies.isRefused(submission, observer)) {
                if (Outcome.code(outcome) == Outcome.RECORDED) {
                    receipt.setProfileCount(LeadErasure.profiles(outcome)).setMergedLeadCount(LeadErasure.members(outcome));
                }
                Replies.goOnAnyway(workers, observer, this::removeEvents);
            }
        });
    }

    private void removeEvents() {
        final Tombstone tombstone = store.leads().tombstone(tenant, leadId).orElseThrow();
        receipt.setErasedAt(Replies.timestamp(tombstone.erasedAt()));
        removeNext(OldEvents.ofLead(store, tenant, tombstone.under(), tombstone.erasedAt() + 1, EventRemoval.MAX_EVENTS));
    }

    private void removeNext(final OldEvents events) {
        if (!events.next()) {
            Replies.answer(observer, receipt.build());
            return;
        }
        intake.changeLead(tenant, LeadMessage.REMOVE, events.first(), events.last(), submission -> {
            if (!Replies.isRefused(submission, observer)) {
                add(submission.outcome(0));
                Replies.goOnAnyway(workers, observer, () -> removeNext(events));
            }
        });
    }

    private void add(final long outcome) {
        final int count = EventRemoval.events(outcome);
        receipt.setEventCount(receipt.getEventCount() + count)
                .setTimelineRecordCount(receipt.getTimelineRecordCount() + count)
                .setEventIdCount(receipt.getEventIdCount() + count)
                .setPersonalCount(receipt.getPersonalCount() + EventRemoval.personal(outcome))
                .setIndexEntryCount(receipt.getIndexEntryCount() + EventRemoval.indexEntries(outcome))
                .setOutcomeCount(receipt.getOutcomeCount() + EventRemoval.outcomes(outcome));
    }
}
