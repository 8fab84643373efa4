package dev.homing.serving.grpc;

import com.google.protobuf.ByteString;
import dev.homing.proto.v1.EraseLeadResponse;
import dev.homing.serving.feedback.RecommendationLog;
import dev.homing.serving.ingest.Intake;
import dev.homing.serving.ingest.Refusals;
import dev.homing.tracking.codec.LeadMessage;
import dev.homing.tracking.store.EventRemoval;
import dev.homing.tracking.store.LeadDirectory.Tombstone;
import dev.homing.tracking.store.LeadErasure;
import dev.homing.tracking.store.OldEvents;
import dev.homing.tracking.store.Outcome;
import dev.homing.tracking.store.Store;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * One erasure: the tombstone, then one step after the other that removes some thousand events, each through the ring, until
 * nothing is left. It goes on when the client is gone. When it is cut off, by a full ring or a crash, the lead is erased for
 * readers already, and the next call or the housekeeping removes the rest.
 */
final class LeadErasing {
    private static final System.Logger LOG = System.getLogger(LeadErasing.class.getName());

    private final Intake intake;
    private final Store store;
    private final RecommendationLog log;
    private final Executor workers;
    private final int tenant;
    private final String leadId;
    private final StreamObserver<EraseLeadResponse> observer;
    /** The lead, and those that were merged with it. */
    private final Set<String> ids = new HashSet<>();
    private final EraseLeadResponse.Builder receipt = EraseLeadResponse.newBuilder();

    LeadErasing(
            final Intake intake,
            final Store store,
            final RecommendationLog log,
            final Executor workers,
            final int tenant,
            final String leadId,
            final StreamObserver<EraseLeadResponse> observer) {
        this.intake = intake;
        this.store = store;
        this.log = log;
        this.workers = workers;
        this.tenant = tenant;
        this.leadId = leadId;
        this.observer = observer;
    }

    void begin() {
        final String root = store.leads().root(tenant, leadId);
        ids.add(leadId);
        ids.add(root);
        ids.addAll(store.leads().members(tenant, root));
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
            removeRecommendations();
            return;
        }
        intake.changeLead(tenant, LeadMessage.REMOVE, events.first(), events.last(), submission -> {
            if (!Replies.isRefused(submission, observer)) {
                add(submission.outcome(0));
                Replies.goOnAnyway(workers, observer, () -> removeNext(events));
            }
        });
    }

    private void removeRecommendations() {
        try {
            receipt.setRecommendationCount(log.erase(tenant, ids));
            Replies.answer(observer, receipt.build());
        } catch (final IOException e) {
            LOG.log(System.Logger.Level.ERROR, e.getMessage(), e);
            Replies.refuse(observer, Refusals.internal());
        }
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
