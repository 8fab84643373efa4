package dev.homing.serving.explain;

import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.ExplainRecommendationResponse;
import dev.homing.proto.v1.Explanation;
import dev.homing.proto.v1.Obstacle;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.Recommendation;
import dev.homing.tracking.store.IdKind;
import java.util.List;

/**
 * What is to be explained of an answer: nothing, each of its listings, or one listing that may be in it or not. Of one request;
 * {@link #NONE} of any number.
 */
public final class Explanations {
    /** Nothing is to be explained. */
    public static final Explanations NONE = new Explanations(false, Explanations.NOBODY);
    /** The most listings of an answer that is explained as a whole. */
    public static final int MAX_LIMIT = 100;
    /** No listing in particular. */
    public static final int NOBODY = -1;

    private final boolean isOfAll;
    private final int target;
    private ExplainRecommendationResponse.Builder report = ExplainRecommendationResponse.newBuilder();

    private Explanations(final boolean isOfAll, final int target) {
        this.isOfAll = isOfAll;
        this.target = target;
    }

    /**
     * Of each listing in the answer.
     *
     * @return for one request
     */
    public static Explanations ofAll() {
        return new Explanations(true, NOBODY);
    }

    /**
     * Of one listing.
     *
     * @param ordinal of it
     * @return for one request
     */
    public static Explanations of(final int ordinal) {
        return new Explanations(false, ordinal);
    }

    /**
     * Whether anything is to be explained.
     *
     * @return false: nothing need be kept of the ranking
     */
    public boolean areWanted() {
        return isOfAll || target != NOBODY;
    }

    /**
     * The one listing that is to be explained.
     *
     * @return its ordinal, or {@link #NOBODY}
     */
    public int target() {
        return target;
    }

    /**
     * Explains what was asked for.
     *
     * @param answer      as it was ranked
     * @param targetScore of the one listing, whether it was ranked or not
     * @param obstacles   that leave the one listing out
     * @param explained   what scores are made of
     * @param catalog     with the ids
     * @param response    with the listings of the answer; gets their explanations
     */
    public void explain(
            final Standings.Answer answer,
            final float targetScore,
            final List<Obstacle> obstacles,
            final Standings.Explained explained,
            final TenantCatalog catalog,
            final RecommendResponse.Builder response) {
        if (isOfAll) {
            for (int i = 0; i < answer.ordinals().length; i++) {
                final Explanation explanation = explained.explain(answer.ordinals()[i], answer.scores()[i]);
                response.getRecommendationsBuilder(i).setExplanation(explanation);
            }
        }
        if (target != NOBODY) {
            report = Standings.report(
                    target, targetScore, answer, obstacles, explained, ordinal -> catalog.ids(IdKind.PROPERTY).id(ordinal));
        }
    }

    /**
     * An answer without its explanations, as it is kept.
     *
     * @param answer that was explained
     * @return the same as without
     */
    public static RecommendResponse without(final RecommendResponse answer) {
        final RecommendResponse.Builder plain = answer.toBuilder();
        plain.getRecommendationsBuilderList().forEach(Recommendation.Builder::clearExplanation);
        return plain.build();
    }

    /**
     * What was found of the one listing.
     *
     * @param answer that was explained
     * @return with the answer's model and source
     */
    public ExplainRecommendationResponse report(final RecommendResponse answer) {
        return report.setModelVersion(answer.getModelVersion()).setSource(answer.getSource()).build();
    }
}
