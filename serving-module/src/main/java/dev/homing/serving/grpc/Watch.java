package dev.homing.serving.grpc;

import com.google.rpc.Status;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.IdDictionary;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.WatchCause;
import dev.homing.proto.v1.WatchRecommendationsResponse;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.model.ModelException;
import dev.homing.tracking.codec.Hash64;
import dev.homing.tracking.store.IdKind;
import dev.homing.tracking.store.LeadDirectory;
import dev.homing.tracking.store.LeadIdentity;
import dev.homing.tracking.store.Store;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One call of WatchRecommendations. Whoever knows of a change leaves its cause and signals; the first signal has the watch run on
 * a worker, and more of them meanwhile mean another run. A run makes the list and sends it if it is another one, unless the
 * client has not taken what was sent before: then nothing is made until it has, so that nothing piles up.
 */
final class Watch implements OpenStreams.OpenStream {
    private static final System.Logger LOG = System.getLogger(Watch.class.getName());
    private static final int BEGIN = 8;
    private static final int[] NONE = {};

    private final Watches watches;
    private final Answers answers;
    private final Tenants tenants;
    private final LeadDirectory leads;
    private final Catalog catalog;
    private final OpenStreams streams;
    private final ServerCallStreamObserver<WatchRecommendationsResponse> observer;
    /** The tenant's. */
    private final String name = Tenants.name();
    private final RecommendRequest request;
    private final byte[] leadId;
    private final long intervalNs;
    private final AtomicInteger causes = new AtomicInteger(BEGIN);
    private final AtomicInteger signals = new AtomicInteger();
    private volatile boolean isCancelled;
    /** Why the call is to end before the client ends it, or null. */
    private volatile Status reason;
    private volatile int tenant = Store.NO_TENANT;
    private volatile int[] ordinals = NONE;
    private volatile String modelVersion;
    private volatile long notBeforeNs;

    // Of whoever runs.
    private List<String> list = List.of();
    private long number;
    private boolean hasEnded;
    // Guarded by the watches.
    private boolean isLinked;
    private long lead;
    private Watch nextOfLead;
    // The timer's.
    private int staleCause;

    /** What all watches are made with. */
    record Tools(
            Watches watches, Answers answers, Tenants tenants, LeadDirectory leads, Catalog catalog, OpenStreams streams) {
    }

    Watch(
            final Tools tools,
            final RecommendRequest request,
            final long intervalNs,
            final ServerCallStreamObserver<WatchRecommendationsResponse> observer) {
        watches = tools.watches();
        answers = tools.answers();
        tenants = tools.tenants();
        leads = tools.leads();
        catalog = tools.catalog();
        streams = tools.streams();
        this.request = request;
        this.intervalNs = intervalNs;
        this.observer = observer;
        leadId = request.getLeadIdBytes().toByteArray();
        notBeforeNs = watches.nowNs();
    }

    /** Begins to watch; in the call's method, which is where gRPC takes handlers. */
    void begin() {
        observer.setOnCancelHandler(this::cancel);
        observer.setOnReadyHandler(() -> signal(0));
        if (!watches.tryAdd(this)) {
            Replies.refuse(observer, Refusals.overloaded());
            return;
        }
        streams.add(this);
        signal(0);
    }

    private void cancel() {
        isCancelled = true;
        watches.remove(this);
        streams.remove(this);
    }

    @Override
    public void shutDown() {
        reason = Refusals.shuttingDown();
        signal(0);
    }

    /** Has the watch look. Any thread, which does not wait; 0 for what is no change. */
    void signal(final int cause) {
        causes.getAndAccumulate(cause, (before, more) -> before | more);
        if (signals.getAndIncrement() == 0) {
            watches.schedule(this);
        }
    }

    /** Has it look when its tenant exists meanwhile. */
    void signalBirth() {
        if (tenants.number(name) != Store.NO_TENANT) {
            signal(Watches.LEAD);
        }
    }

    /** Notes that the list may be another; false when that was noted before. */
    boolean becomeStale(final int cause) {
        final boolean isFirst = staleCause == 0;
        staleCause |= cause;
        return isFirst;
    }

    void signalStale() {
        final int cause = staleCause;
        staleCause = 0;
        if (!isCancelled) {
            signal(cause);
        }
    }

    /** Whether it may run now. */
    boolean isDue() {
        return isCancelled || reason != null || watches.nowNs() - notBeforeNs >= 0;
    }

    /** Does what there is to do; whoever the watches let. */
    void run() {
        final int seen = signals.get();
        if (!Replies.orRefuse(observer, this::look)) {
            finish();
        }
        if (signals.addAndGet(-seen) != 0) {
            watches.schedule(this);
        }
    }

    private void look() {
        if (hasEnded) {
            return;
        }
        if (isCancelled) {
            finish();
        } else if (reason != null) {
            finish();
            Replies.refuse(observer, reason);
        } else if (observer.isReady()) {
            // Before anything is read: what changes from here on is looked at again.
            final int cause = causes.getAndSet(0);
            if (cause != 0) {
                makeList(cause);
            }
        }
    }

    private void makeList(final int cause) {
        notBeforeNs = watches.nowNs() + intervalNs;
        findLead();
        final RecommendResponse response;
        try {
            response = answers.make(tenant, request, leadId, true);
        } catch (final ModelException e) {
            LOG.log(System.Logger.Level.ERROR, "WatchRecommendations failed", e);
            finish();
            Replies.refuse(observer, Refusals.internal());
            return;
        }
        final List<String> made = response.getRecommendationsList().stream().map(Recommendation::getPropertyId).toList();
        final boolean isOther = number == 0 || !made.equals(list) || !isOf(response.getModelVersion());
        modelVersion = response.getModelVersion();
        if (isOther) {
            list = made;
            ordinals = ordinals(made);
            number++;
            // Lists that turned out to be the same were given to nobody.
            answers.keep(tenant, request, leadId, response);
            observer.onNext(WatchRecommendationsResponse.newBuilder()
                    .setNumber(number).setCause(cause(cause)).setRecommendations(response).build());
        }
    }

    /** Hears of the lead by the id that it goes by now, before its history is read. */
    private void findLead() {
        tenant = tenants.number(name);
        if (tenant == Store.NO_TENANT) {
            return;
        }
        final UnsafeBuffer id = new UnsafeBuffer(leadId);
        final LeadIdentity identity = new LeadIdentity();
        boolean isFound = false;
        while (!isFound) {
            leads.resolve(tenant, id, 0, id.capacity(), identity);
            final long hash = Hash64.hash(tenant, identity.buffer(), identity.offset(), identity.length());
            isFound = isCancelled || (isLinked && lead == hash);
            if (!isFound) {
                // Then once more: it may have been merged before the watches would have told.
                watches.move(this, hash);
            }
        }
    }

    private int[] ordinals(final List<String> ids) {
        final IdDictionary dictionary = catalog.tenant(tenant).ids(IdKind.PROPERTY);
        return ids.stream().mapToInt(dictionary::find).toArray();
    }

    private static WatchCause cause(final int bits) {
        if ((bits & BEGIN) != 0) {
            return WatchCause.BEGIN;
        }
        if ((bits & Watches.MODEL) != 0) {
            return WatchCause.MODEL_CHANGED;
        }
        return (bits & Watches.LISTINGS) != 0 ? WatchCause.LISTINGS_CHANGED : WatchCause.LEAD_CHANGED;
    }

    private void finish() {
        hasEnded = true;
        watches.remove(this);
        streams.remove(this);
    }

    int tenant() {
        return tenant;
    }

    /** Whether any of these listings is on the list. */
    boolean hasAnyOf(final BitSet changed) {
        for (final int ordinal : ordinals) {
            if (ordinal >= 0 && changed.get(ordinal)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the list is of a model; true as well while there is no list. */
    boolean isOf(final String version) {
        return modelVersion == null || modelVersion.equals(version);
    }

    boolean isLinked() {
        return isLinked;
    }

    long lead() {
        return lead;
    }

    Watch nextOfLead() {
        return nextOfLead;
    }

    void link(final long leadHash, final Watch next) {
        isLinked = true;
        lead = leadHash;
        nextOfLead = next;
    }

    void unlink() {
        isLinked = false;
        nextOfLead = null;
    }
}
