package dev.homing.serving.recommend;

import dev.homing.proto.v1.RecommendRequest;
import dev.homing.serving.latency.LatencyRecorder;
import dev.homing.serving.latency.Stopwatch;
import dev.homing.serving.lead.Timelines;
import dev.homing.serving.model.CandidateModel;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.model.Rehearsal;
import dev.homing.serving.model.Throttle;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The leads that recommendations were asked for most recently, a few of each tenant, and the rehearsal of a model with them. They
 * are in memory alone, and nothing logs them. Any thread; noting one takes no lock.
 */
public final class RecentLeads implements Rehearsal {
    /** So many of a tenant are kept. */
    public static final int KEPT = 64;

    /** What most requests are like; filters and rules make no difference to what of a model is in memory. */
    private static final RecommendRequest ORDINARY = RecommendRequest.getDefaultInstance();

    private final AtomicReferenceArray<Ring> tenants = new AtomicReferenceArray<>(Store.MAX_TENANTS);
    private final QueryReader reader;
    private final Timelines timelines;
    private final Recommender recommender;
    private final Stopwatch stage;

    /** Of one tenant. */
    private static final class Ring {
        final AtomicReferenceArray<byte[]> leads = new AtomicReferenceArray<>(KEPT);
        final AtomicInteger next = new AtomicInteger();
    }

    /**
     * Begins with none.
     *
     * @param reader      of requests
     * @param timelines   of the leads
     * @param recommender answers
     * @param latency     gets the stage rehearsal
     */
    public RecentLeads(
            final QueryReader reader,
            final Timelines timelines,
            final Recommender recommender,
            final LatencyRecorder latency) {
        this.reader = reader;
        this.timelines = timelines;
        this.recommender = recommender;
        stage = latency.stage("rehearsal");
    }

    /**
     * Takes note of a request.
     *
     * @param tenant whose; {@link Store#NO_TENANT} is nobody's
     * @param lead   the lead's UTF-8 id, which nobody changes any more
     */
    public void note(final int tenant, final byte[] lead) {
        if (tenant < 0 || tenant >= Store.MAX_TENANTS) {
            return;
        }
        Ring ring = tenants.get(tenant);
        if (ring == null) {
            tenants.compareAndSet(tenant, null, new Ring());
            ring = tenants.get(tenant);
        }
        // Which of two requests at the same time comes first does not matter, only that each has its place.
        ring.leads.setRelease((ring.next.getAndIncrement() & Integer.MAX_VALUE) % KEPT, lead);
    }

    /**
     * The leads that are kept.
     *
     * @param tenant whose
     * @return in no order
     */
    List<byte[]> of(final int tenant) {
        final Ring ring = tenants.get(tenant);
        final List<byte[]> leads = new ArrayList<>();
        for (int i = 0; ring != null && i < KEPT; i++) {
            final byte[] lead = ring.leads.getAcquire(i);
            if (lead != null) {
                leads.add(lead);
            }
        }
        return leads;
    }

    @Override
    public void run(final int tenant, final CandidateModel model) throws ModelException {
        final List<byte[]> leads = of(tenant);
        if (leads.isEmpty()) {
            return;
        }
        final Timeline timeline = new Timeline();
        final Throttle throttle = new Throttle(this::isBusy);
        for (final byte[] lead : leads) {
            final long startNs = System.nanoTime();
            timelines.read(tenant, new UnsafeBuffer(lead), timeline);
            recommender.rehearse(model, reader.read(tenant, ORDINARY, lead, startNs), timeline);
            stage.recordSince(startNs);
            throttle.giveWay();
        }
    }

    @Override
    public boolean isBusy() {
        return recommender.isBusy();
    }
}
