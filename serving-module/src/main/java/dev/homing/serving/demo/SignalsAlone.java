package dev.homing.serving.demo;

import dev.homing.features.BestListings;
import dev.homing.features.LeadFeatureOptions;
import dev.homing.features.LeadSignals;
import dev.homing.features.Signal;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.serving.grpc.Tenants;
import dev.homing.serving.model.CandidateModel;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.model.Models;
import dev.homing.serving.model.Scorer;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.IdKind;
import dev.homing.tracking.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What each signal of the model that serves would recommend if it were asked alone, without the other signals, popularity and the
 * ranker; no call of the protocol asks one signal. Reads the engine that serves. For one thread.
 */
final class SignalsAlone implements AutoCloseable {
    private final Store store;
    private final int tenant;
    private final TenantCatalog properties;
    private final CandidateModel model;
    private final Scorer scorer;
    private final Timeline timeline = new Timeline();

    /**
     * Looks at what there is now.
     *
     * @param store  with timelines and listings
     * @param models one of which is active
     * @throws ModelException        when native memory runs out
     * @throws IllegalStateException when no model is active
     */
    SignalsAlone(final Store store, final Models models) throws ModelException {
        this.store = store;
        tenant = store.tenant(Tenants.DEFAULT);
        properties = new Catalog(LeadFeatureOptions.load(store.folder()).weights()).load(store).tenant(tenant);
        model = models.acquire(tenant).orElseThrow(() -> new IllegalStateException("no model serves"));
        try {
            scorer = model.takeScorer();
        } catch (final ModelException | RuntimeException e) {
            model.release();
            throw e;
        }
    }

    /**
     * Recommends.
     *
     * @param signal that is asked alone
     * @param leadId of the lead
     * @param limit  the most listings
     * @return ids of listings on the market that the lead has not met, best first; those of which the signal says nothing are
     *         not among them
     */
    List<String> best(final Signal signal, final String leadId, final int limit) {
        final UnsafeBuffer lead = new UnsafeBuffer(leadId.getBytes(StandardCharsets.UTF_8));
        store.timelines().read(tenant, lead, 0, lead.capacity(), Long.MAX_VALUE, timeline);
        final LeadSignals signals = scorer.signals();
        signals.solve(timeline);
        final BestListings best = new BestListings(limit);
        for (int ordinal = 0; ordinal < properties.propertyCount(); ordinal++) {
            if (properties.isActive(ordinal) && !signals.interactions().contains(ordinal)) {
                final float score = signals.score(signal, ordinal);
                if (score != 0) {
                    best.offer(ordinal, score);
                }
            }
        }
        final List<String> ids = new ArrayList<>();
        final int count = best.sort();
        for (int i = 0; i < count; i++) {
            ids.add(properties.ids(IdKind.PROPERTY).id(best.ordinal(i)));
        }
        return ids;
    }

    @Override
    public void close() {
        model.giveBack(scorer);
        model.release();
    }
}
