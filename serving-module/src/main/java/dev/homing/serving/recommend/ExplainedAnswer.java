package dev.homing.serving.recommend;

import dev.homing.features.EngagementWeights;
import dev.homing.features.PopularityHorizon;
import dev.homing.features.PopularityNow;
import dev.homing.features.PopularityView;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.LeftOut;
import dev.homing.proto.v1.Obstacle;
import dev.homing.proto.v1.ObstacleKind;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.serving.explain.Explainer;
import dev.homing.serving.explain.Explanations;
import dev.homing.serving.explain.Moves;
import dev.homing.serving.explain.PopularityExplainer;
import dev.homing.serving.explain.Standings;
import dev.homing.serving.model.CandidateModel;
import dev.homing.serving.model.PopularListings;
import dev.homing.serving.model.Scorer;
import dev.homing.tracking.codec.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An answer that is made, to be explained before the thread's scratch space is of the next one. */
final class ExplainedAnswer {
    private final RecommendQuery query;
    private final TenantCatalog properties;
    private final Scratch here;
    private final Eligibility eligibility;
    private final long nowMs;
    private final int[] ordinals;
    private final float[] scores;

    ExplainedAnswer(
            final RecommendQuery query,
            final TenantCatalog properties,
            final Scratch here,
            final Eligibility eligibility,
            final long nowMs) {
        this.query = query;
        this.properties = properties;
        this.here = here;
        this.eligibility = eligibility;
        this.nowMs = query.isNow() ? nowMs : query.asOfMs();
        ordinals = new int[here.selection.count()];
        scores = new float[ordinals.length];
        for (int rank = 0; rank < ordinals.length; rank++) {
            ordinals[rank] = here.shortlist.ordinal(here.selection.place(rank));
            scores[rank] = here.selection.scoreAt(rank);
        }
    }

    void withModel(
            final CandidateModel model,
            final Scorer scorer,
            final PopularListings popular,
            final long popularMs,
            final int rankedCount,
            final EngagementWeights weights,
            final Timeline timeline,
            final Explanations explanations,
            final RecommendResponse.Builder response) {
        final int[] ranked = new int[rankedCount];
        final float[] rankedScores = new float[rankedCount];
        for (int i = 0; i < rankedCount; i++) {
            ranked[i] = here.shortlist.ordinal(i);
            rankedScores[i] = here.selection.scoreOf(i);
        }
        final Standings.Answer answer = new Standings.Answer(ordinals, scores, ranked, rankedScores);
        final int target = explanations.target();
        final int place = answer.rankedPlace(target);
        // Without time to rank, scores only say in which order listings were put forward.
        final boolean isRanked = !response.getLeftOutList().contains(LeftOut.RANKING);
        final Explainer explainer = new Explainer(isRanked ? Optional.of(model.ranker()) : Optional.empty(), scorer, properties,
                timeline, weights, popular, nowMs, query.isNow() ? popularMs : Explainer.NOT_OF_NOW, query.asOfMs(), moves());
        final float score = place >= 0 ? rankedScores[place] : target == Explanations.NOBODY ? 0
                : isRanked ? here.selection.moved(target, scorer.scoreAlone(target)) : -rankedCount;
        explanations.explain(
                answer, score, obstacles(target, place >= 0, answer, score), explainer::explain, properties, response);
    }

    void withoutModel(
            final Timeline timeline, final Explanations explanations, final RecommendResponse.Builder response) {
        final long popularMs = properties.popularityAt(nowMs);
        final PopularityView popularity =
                query.isNow() ? new PopularityNow(properties, popularMs) : (ordinal, horizon) -> 0;
        final int target = explanations.target();
        // The answer knows as many as it has; where one stands behind them is to be found out.
        final int[] ranked = target == Explanations.NOBODY ? ordinals : properties.best(Math.max(1, properties.propertyCount()),
                ordinal -> popularity.value(ordinal, PopularityHorizon.WEEK), eligibility::admits);
        final float[] rankedScores = new float[ranked.length];
        for (int i = 0; i < ranked.length; i++) {
            rankedScores[i] = movedPopularity(ranked[i], popularity);
        }
        final Standings.Answer answer = new Standings.Answer(ordinals, scores, ranked, rankedScores);
        final float score = target == Explanations.NOBODY ? 0 : movedPopularity(target, popularity);
        final PopularityExplainer explainer = new PopularityExplainer(properties, timeline,
                new PopularListings(properties, popularity, eligibility::isShown), nowMs,
                query.isNow() ? popularMs : Explainer.NOT_OF_NOW, query.asOfMs(), moves());
        explanations.explain(answer, score, obstacles(target, true, answer, score), explainer::explain, properties, response);
    }

    private float movedPopularity(final int ordinal, final PopularityView popularity) {
        return here.selection.moved(ordinal, (float) popularity.value(ordinal, PopularityHorizon.WEEK));
    }

    private Moves moves() {
        return new Moves(here.selection::share, here.selection::preferred, ordinal -> here.selection.boosted(ordinal, 0));
    }

    private List<Obstacle> obstacles(
            final int target, final boolean isRanked, final Standings.Answer answer, final float score) {
        if (target == Explanations.NOBODY || answer.place(target) >= 0) {
            return List.of();
        }
        final List<Obstacle> found = new ArrayList<>(eligibility.obstacles(target));
        if (query.rules().hasCaps()) {
            reachedCap(target).ifPresent(found::add);
        }
        if (found.isEmpty() && !isRanked) {
            found.add(Standings.obstacle(ObstacleKind.NOT_PUT_FORWARD, ""));
        } else if (found.isEmpty() && answer.above(target, score) < ordinals.length) {
            found.add(Standings.obstacle(ObstacleKind.MADE_WAY, ""));
        }
        return found;
    }

    private Optional<Obstacle> reachedCap(final int target) {
        final PropertyRecord listing = new PropertyRecord();
        if (!properties.read(target, query.asOfMs(), listing)) {
            return Optional.empty();
        }
        int ofAgent = 0;
        int inArea = 0;
        int inBuilding = 0;
        final PropertyRecord other = new PropertyRecord();
        for (final int ordinal : ordinals) {
            if (properties.read(ordinal, query.asOfMs(), other)) {
                ofAgent += listing.agentOrdinal() != PropertyRecord.NONE
                        && other.agentOrdinal() == listing.agentOrdinal() ? 1 : 0;
                inArea += listing.areaOrdinal() != PropertyRecord.NONE && other.areaOrdinal() == listing.areaOrdinal() ? 1 : 0;
                inBuilding += listing.latitude() != PropertyRecord.UNKNOWN_COORDINATE
                        && other.latitude() == listing.latitude() && other.longitude() == listing.longitude() ? 1 : 0;
            }
        }
        final ListRules rules = query.rules();
        final String name = rules.maxPerAgent() > 0 && ofAgent >= rules.maxPerAgent() ? "agent"
                : rules.maxPerArea() > 0 && inArea >= rules.maxPerArea() ? "area"
                : rules.maxPerBuilding() > 0 && inBuilding >= rules.maxPerBuilding() ? "building" : "";
        return name.isEmpty() ? Optional.empty() : Optional.of(Standings.obstacle(ObstacleKind.CAP_REACHED, name));
    }
}
