package dev.homing.serving.recommend;

import dev.homing.features.EngagementWeights;
import dev.homing.features.PopularityHorizon;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.IdDictionary;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.RecommendationSource;
import dev.homing.serving.explain.Explanations;
import dev.homing.serving.latency.LatencyRecorder;
import dev.homing.serving.model.CandidateModel;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.model.ModelSource;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.IdKind;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import org.agrona.concurrent.EpochClock;

/**
 * Ranks listings for a lead: the lead's signals are solved from the timeline, each puts listings forward, and so does popularity
 * over several horizons; the model's ranker scores them all, and preferences of the lead, rules, diversity and exploration make
 * the list. Listings that are not active, that the filter does not mean or that the lead has seen are left out. Where there is no
 * model, the popular ones take their place. Any thread; it waits for nothing but a part of its own work that another thread has
 * begun to take off it.
 */
public final class Recommender {
    /** As-of of a request that means now. */
    public static final long NOW = Long.MAX_VALUE;
    /** The most listings of one answer. */
    public static final int MAX_LIMIT = 500;

    /** Exploration is for listings whose events up to now weigh less, as one does that ten have looked at. */
    static final double LITTLE_SEEN = 10;
    /** How many of the newest listings exploration puts forward. */
    static final int EXPLORED = 100;

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    /** Runs nothing. */
    private static final Executor NOBODY = task -> { };
    private static final int[] NOTHING_ELSE = {};

    private static final double DEFAULT_HALF_LIFE_DAYS = 30;

    private final Catalog catalog;
    private final ModelSource models;
    private final EngagementWeights weights;
    private final EpochClock clock;
    private final Stages stages;
    private final Stages rehearsalStages = Stages.of(new LatencyRecorder());
    private final Executor others;
    private final AtomicInteger underWay = new AtomicInteger();
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    /**
     * Creates a recommender.
     *
     * @param catalog of listings
     * @param models  that rank
     * @param latency gets the stages fold-in, ONNX (candidates), rows, rank and selection
     * @param weights of events
     * @param clock   says what now is
     * @param others  runs a task at once on another thread that has nothing to do, or never
     */
    public Recommender(
            final Catalog catalog,
            final ModelSource models,
            final LatencyRecorder latency,
            final EngagementWeights weights,
            final EpochClock clock,
            final Executor others) {
        this.catalog = catalog;
        this.others = others;
        this.models = models;
        this.weights = weights;
        this.clock = clock;
        stages = Stages.of(latency);
    }

    /**
     * The ordinal of a listing.
     *
     * @param tenant     whose
     * @param propertyId of the listing
     * @return {@link IdDictionary#NONE} when nothing is known of it
     */
    public int listing(final int tenant, final String propertyId) {
        return catalog.tenant(tenant).find(propertyId);
    }

    /**
     * Ranks listings, on this thread alone: for those who have many lists to make, and as many threads as there are processors.
     *
     * @param query     what is wanted
     * @param timeline  of the lead, up to the instant
     * @param metBefore ordinals of listings that the lead met and the timeline had no place for, ascending
     * @return the answer
     * @throws ModelException when ONNX Runtime fails
     */
    public RecommendResponse recommend(final RecommendQuery query, final Timeline timeline, final int[] metBefore)
            throws ModelException {
        return recommend(query, timeline, metBefore, Explanations.NONE, NOBODY);
    }

    /**
     * Ranks listings and explains the answer, which is the same as without.
     *
     * @param query        what is wanted
     * @param timeline     of the lead, up to the instant
     * @param metBefore    ordinals of listings that the lead met and the timeline had no place for, ascending
     * @param explanations that are wanted
     * @return the answer
     * @throws ModelException when ONNX Runtime fails
     */
    public RecommendResponse recommend(
            final RecommendQuery query, final Timeline timeline, final int[] metBefore, final Explanations explanations)
            throws ModelException {
        return recommend(query, timeline, metBefore, explanations, others);
    }

    private RecommendResponse recommend(
            final RecommendQuery query,
            final Timeline timeline,
            final int[] metBefore,
            final Explanations explanations,
            final Executor helpers) throws ModelException {
        final Scratch here = scratch.get();
        final TenantCatalog properties = catalog.tenant(query.tenant());
        final RecommendResponse.Builder response = RecommendResponse.newBuilder().setRecommendationId(query.id().toString());
        final Optional<CandidateModel> acquired = models.acquire(query.tenant());
        if (acquired.isEmpty()) {
            final Eligibility eligibility = new Eligibility(query, properties, metBefore);
            addPopular(query, properties, here, timeline, eligibility, response);
            if (explanations.areWanted()) {
                new ExplainedAnswer(query, properties, here, eligibility, clock.time())
                        .withoutModel(timeline, explanations, response);
            }
            return response.build();
        }
        final CandidateModel model = acquired.get();
        // Where requests have the processors to themselves, one may have two of them.
        final Executor free = 2 * underWay.incrementAndGet() <= PROCESSORS ? helpers : NOBODY;
        try {
            new Ranking(query, model, properties, here, timeline, metBefore, stages, clock.time(), free)
                    .run(response, weights, explanations);
            return response.build();
        } finally {
            underWay.decrementAndGet();
            model.release();
        }
    }

    /** Whether requests are under way. */
    boolean isBusy() {
        return underWay.get() > 0;
    }

    /**
     * Ranks listings with a model that may not serve yet. What that takes is nobody's latency, and goes nowhere. Otherwise it is
     * done as always, by the same code, which is compiled for that.
     *
     * @param model    that the caller uses
     * @param query    what is wanted
     * @param timeline of the lead
     * @throws ModelException when ONNX Runtime fails
     */
    void rehearse(final CandidateModel model, final RecommendQuery query, final Timeline timeline) throws ModelException {
        new Ranking(query, model, catalog.tenant(query.tenant()), scratch.get(), timeline, NOTHING_ELSE, rehearsalStages,
                clock.time(), NOBODY)
                .run(RecommendResponse.newBuilder().setRecommendationId(query.id().toString()), weights, Explanations.NONE);
    }

    /** Of an instant in the past only a model knows what was popular; without one the newest listings are the honest answer. */
    private void addPopular(
            final RecommendQuery query,
            final TenantCatalog properties,
            final Scratch here,
            final Timeline timeline,
            final Eligibility eligibility,
            final RecommendResponse.Builder response) {
        eligibility.met(here.interactions.collect(timeline, weights, DEFAULT_HALF_LIFE_DAYS));
        final long nowMs = properties.popularityAt(clock.time());
        final IntToDoubleFunction measure = ordinal -> query.isNow()
                ? properties.logPopularity(ordinal, PopularityHorizon.WEEK) : PopularityHorizon.NONE;
        final IntPredicate isLittleSeen = ordinal -> !query.isNow()
                || PopularityHorizon.EVER.value(properties.logPopularity(ordinal, PopularityHorizon.EVER), nowMs) < LITTLE_SEEN;
        here.shortlist.clear(properties.propertyCount());
        query.rules().pins().stream().mapToInt(ListRules.Pin::ordinal).filter(eligibility::admitsPinned)
                .forEach(here.shortlist::add);
        final int wanted = query.isPlain() ? query.limit() : CandidateModel.MAX_CANDIDATES - EXPLORED - here.shortlist.count();
        final IntToDoubleFunction order = query.preferences().isEmpty() ? measure
                : ordinal -> Preferences.before(eligibility.preferredShare(ordinal), measure.applyAsDouble(ordinal));
        for (final int ordinal : properties.best(wanted, order, eligibility::admits)) {
            here.shortlist.add(ordinal);
        }
        if (query.exploration() > 0) {
            for (final int ordinal : properties.best(EXPLORED, ordinal -> 0,
                    ordinal -> isLittleSeen.test(ordinal) && eligibility.admits(ordinal))) {
                here.shortlist.add(ordinal);
            }
        }
        boolean isPopular = false;
        for (int i = 0; i < here.shortlist.count(); i++) {
            final float score =
                    (float) PopularityHorizon.WEEK.value(measure.applyAsDouble(here.shortlist.ordinal(i)), nowMs);
            here.selection.score(i, score);
            isPopular |= score > 0;
        }
        here.selection.choose(here.shortlist, here.shortlist.count(), query, properties, null, isLittleSeen);
        final IdDictionary ids = properties.ids(IdKind.PROPERTY);
        for (int rank = 0; rank < here.selection.count(); rank++) {
            add(ids.id(here.shortlist.ordinal(here.selection.place(rank))), here.selection, rank, response);
        }
        response.setSource(here.selection.isPreferred() ? RecommendationSource.PREFERENCES
                : isPopular ? RecommendationSource.POPULARITY : RecommendationSource.NEWEST);
    }

    static void add(
            final String propertyId, final Selection list, final int rank, final RecommendResponse.Builder response) {
        final Recommendation.Builder added = Recommendation.newBuilder()
                .setPropertyId(propertyId)
                .setRank(rank + 1)
                .setScore(list.scoreAt(rank))
                .setPinned(list.isPinned(rank));
        if (list.propensity(rank) > 0) {
            added.setPropensity(list.propensity(rank));
        }
        response.addRecommendations(added);
    }
}
