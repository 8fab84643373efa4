package dev.homing.serving.explain;

import dev.homing.features.PopularityHorizon;
import dev.homing.features.RankColumn;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.ColumnContribution;
import dev.homing.proto.v1.Explanation;
import dev.homing.proto.v1.ScoreSignal;
import dev.homing.proto.v1.SignalContribution;
import dev.homing.serving.model.PopularListings;
import dev.homing.tracking.codec.Timeline;
import java.util.Locale;

/** Explains the scores of an answer without a model: they are popularity, and nothing else. One thread. */
public final class PopularityExplainer {
    private final Reasons reasons;
    private final Moves moves;

    /**
     * Prepares the explanations of an answer.
     *
     * @param catalog   of the tenant
     * @param timeline  of the lead
     * @param popular   listings of the instant
     * @param nowMs     the instant of the answer, milliseconds since 1970
     * @param popularMs the instant that popularity is of; {@link Explainer#NOT_OF_NOW} when that is none of now
     * @param versionMs the instant whose versions of the listings count
     * @param moves     what is added to popularity
     */
    public PopularityExplainer(
            final TenantCatalog catalog,
            final Timeline timeline,
            final PopularListings popular,
            final long nowMs,
            final long popularMs,
            final long versionMs,
            final Moves moves) {
        this.moves = moves;
        reasons = new Reasons(catalog, MetListings.none(timeline), new Searches(timeline), popular, nowMs, popularMs, versionMs);
    }

    /**
     * Explains a score.
     *
     * @param ordinal of any listing
     * @param score   its popularity, with what was added to it
     * @return what it is made of
     */
    public Explanation explain(final int ordinal, final float score) {
        final Explanation.Builder explanation = Explanation.newBuilder().setScore(score);
        final float popularity = (float) (score - moves.sum(ordinal));
        if (popularity != 0) {
            explanation.addSignals(SignalContribution.newBuilder().setSignal(ScoreSignal.FROM_POPULARITY).setValue(popularity)
                    .addColumns(ColumnContribution.newBuilder()
                            .setColumn(RankColumn.POPULARITY_WEEK.name().toLowerCase(Locale.ROOT))
                            .setInput(popularity).setValue(popularity)));
        }
        moves.addTo(ordinal, explanation);
        reasons.begin(ordinal, Math.abs(popularity));
        reasons.popularity(PopularityHorizon.WEEK, popularity);
        reasons.freshness(0);
        return explanation.addAllReasons(reasons.best()).build();
    }
}
