package dev.homing.serving.model;

import dev.homing.features.LeadSignals;
import dev.homing.features.RankRows;
import dev.homing.features.RankScorer;
import dev.homing.features.SignalModel;

/**
 * All that one thread scores one lead with, for one model.
 *
 * @param matrix  of the listings as they are
 * @param signals of the lead
 * @param factors finds candidates by factors
 * @param content finds candidates by attributes
 * @param rows    computes what the ranker sees
 * @param ranker  ranks candidates
 */
public record Scorer(
        ListingMatrix matrix,
        LeadSignals signals,
        CandidateScorer factors,
        CandidateScorer content,
        RankRows rows,
        RankScorer ranker) implements AutoCloseable {
    /**
     * How many listings there is room for.
     *
     * @return the length of biases of one's own
     */
    public int listingRows() {
        return matrix.rows();
    }

    /**
     * What the model knows of listings.
     *
     * @return with the vectors of the listings as they are, to be read while the scorer is one's own
     */
    public SignalModel model() {
        return matrix.signals();
    }

    /**
     * The score of one listing, once the lead is begun and the tops of all scores are said. What was ranked before is gone.
     *
     * @param ordinal of any listing
     * @return as the ranker gives it
     */
    public float scoreAlone(final int ordinal) {
        rows.fill(new int[] {ordinal}, 1);
        ranker.score(rows.columns(), 1);
        return ranker.scoreOf(0);
    }

    @Override
    public void close() {
        factors.close();
        content.close();
        matrix.release();
    }
}
