package dev.homing.training;

import dev.homing.features.BestListings;
import dev.homing.features.LeadSignals;
import dev.homing.features.Quantisation;
import dev.homing.features.SignalModel;
import dev.homing.features.Vectors;
import dev.homing.tracking.codec.Timeline;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which part of the best listings a server finds that looks at {@linkplain Quantisation quantised} vectors first: computed as it
 * computes, for some of the leads as they are at the end of the data.
 */
final class CandidateRecall {
    /** How many of the best are looked for. */
    static final int BEST = 128;

    private static final int MAX_LEADS = 200;
    private static final long MAX_NUMBERS = 1_000_000_000L;
    private static final int LEADS_AT_ONCE = 16;

    private final Behaviour behaviour;
    private final SignalModel model;
    private final RowWorkers workers;

    CandidateRecall(final Behaviour behaviour, final SignalModel model, final RowWorkers workers) {
        this.behaviour = behaviour;
        this.model = model;
        this.workers = workers;
    }

    /** The share of the best by factors and the best by content that is found; 1 where there are none. */
    double measure() {
        final List<float[]> byFactors = new ArrayList<>();
        final List<float[]> byContent = new ArrayList<>();
        final LeadSignals signals = new LeadSignals(model, behaviour.weights());
        final Timeline timeline = new Timeline();
        final int[] all = behaviour.allEvents();
        final int leads = sampled();
        for (int i = 0; i < leads; i++) {
            final int lead = (int) ((long) i * behaviour.leadCount() / leads);
            behaviour.timeline(lead, all[lead], behaviour.lastAt() + 1, timeline);
            signals.solve(timeline);
            if (signals.hasFactors()) {
                byFactors.add(signals.factorVector().clone());
            }
            byContent.add(signals.contentVector().clone());
        }
        final int best = Math.min(BEST, behaviour.listingCount());
        final long found = found(model.vectors(), byFactors, best) + found(model.contentVectors(), byContent, best);
        final long there = (long) best * (byFactors.size() + byContent.size());
        return there == 0 ? 1 : found / (double) there;
    }

    private int sampled() {
        final long numbers = (long) behaviour.listingCount() * (model.factors().dimensions() + model.content().dimensions());
        return (int) Math.min(Math.min(MAX_LEADS, behaviour.leadCount()), Math.max(1, MAX_NUMBERS / Math.max(1, numbers)));
    }

    private long found(final FloatBuffer vectors, final List<float[]> leads, final int best) {
        final long[] found = new long[leads.size()];
        workers.forEach(leads.size(), LEADS_AT_ONCE, () -> (from, to) -> {
            final Search[] searches = new Search[to - from];
            for (int i = 0; i < searches.length; i++) {
                searches[i] = new Search(leads.get(from + i), best);
            }
            look(vectors, searches);
            for (int i = 0; i < searches.length; i++) {
                found[from + i] = searches[i].found();
            }
        });
        long sum = 0;
        for (final long one : found) {
            sum += one;
        }
        return sum;
    }

    private void look(final FloatBuffer vectors, final Search[] searches) {
        final int dimensions = vectors.limit() / behaviour.listingCount();
        final float[] vector = new float[dimensions];
        final byte[] codes = new byte[dimensions];
        for (int listing = 0; listing < behaviour.listingCount(); listing++) {
            vectors.get(listing * dimensions, vector, 0, dimensions);
            final float scale = Quantisation.encode(vector, codes);
            for (final Search search : searches) {
                search.look(listing, vector, codes, scale);
            }
        }
    }

    /** What is best for one lead, and what seems to be. */
    private static final class Search {
        private final float[] lead;
        private final byte[] leadCodes;
        private final BestListings best;
        private final BestListings likely;

        Search(final float[] lead, final int count) {
            this.lead = lead;
            leadCodes = new byte[lead.length];
            Quantisation.encodeLead(lead, leadCodes);
            best = new BestListings(count);
            likely = new BestListings(Quantisation.likely(count));
        }

        void look(final int listing, final float[] vector, final byte[] codes, final float scale) {
            int product = 0;
            int sum = 0;
            for (int j = 0; j < codes.length; j++) {
                product += leadCodes[j] * codes[j];
                sum += codes[j];
            }
            likely.offer(listing, (product - Quantisation.LEAD_ZERO * sum) * scale);
            best.offer(listing, Vectors.product(vector, lead, lead.length));
        }

        long found() {
            final BitSet kept = new BitSet();
            final int count = likely.finish();
            for (int i = 0; i < count; i++) {
                kept.set(likely.ordinal(i));
            }
            long found = 0;
            final int wanted = best.finish();
            for (int i = 0; i < wanted; i++) {
                found += kept.get(best.ordinal(i)) ? 1 : 0;
            }
            return found;
        }
    }
}
