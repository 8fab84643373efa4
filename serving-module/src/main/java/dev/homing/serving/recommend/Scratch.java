package dev.homing.serving.recommend;

import dev.homing.features.BestListings;
import dev.homing.features.Interactions;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.serving.model.CandidateModel;
import dev.homing.tracking.codec.Timeline;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** What one thread recommends with. */
final class Scratch {
    final Interactions interactions = new Interactions(Timeline.DEFAULT_MAX_LEAD_EVENTS);
    final Shortlist shortlist = new Shortlist(CandidateModel.MAX_CANDIDATES);
    final BestListings bySignal = new BestListings(Recommender.MAX_LIMIT);
    final Selection selection = new Selection();
    final Fork fork = new Fork();
    final Similarity similarity = new Similarity();
    final int[] few = new int[Ranking.FEW];
    /** Some of the own biases, because a copy of many costs less than as many puts. */
    final float[] marks = new float[Ranking.FEW];
    private FloatBuffer ownBiases = FloatBuffer.allocate(0);
    private long[] bits = {};
    private PastMarket past;

    /** Room for so many biases; what is in there is of an earlier request. */
    FloatBuffer ownBiases(final int rows) {
        if (ownBiases.capacity() < rows) {
            ownBiases = ByteBuffer.allocateDirect(rows * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
        }
        return ownBiases;
    }

    /** A bit for each of so many rows, or some more; what they say is of an earlier request. */
    long[] bits(final int rows) {
        if (bits.length * Long.SIZE < rows) {
            bits = new long[(rows + Long.SIZE - 1) / Long.SIZE];
        }
        return bits;
    }

    /** The market of an instant. */
    PastMarket pastMarket(final CandidateModel model, final TenantCatalog properties, final int rows, final long asOfMs) {
        if (past == null || !past.isOf(model, properties, rows, asOfMs)) {
            past = PastMarket.of(model, properties, rows, asOfMs);
        }
        return past;
    }
}
