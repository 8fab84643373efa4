package dev.homing.serving.recommend;

import dev.homing.features.BestListings;
import dev.homing.features.EngagementWeights;
import dev.homing.features.Interactions;
import dev.homing.features.LeadSignals;
import dev.homing.features.PopularityHorizon;
import dev.homing.features.PopularityView;
import dev.homing.features.RankColumn;
import dev.homing.features.RankRows;
import dev.homing.features.Signal;
import dev.homing.features.SparseScores;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.IdDictionary;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.RecommendationSource;
import dev.homing.serving.latency.LatencyRecorder;
import dev.homing.serving.latency.Stopwatch;
import dev.homing.serving.model.CandidateModel;
import dev.homing.serving.model.CandidateScorer;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.model.Models;
import dev.homing.serving.model.PopularListings;
import dev.homing.serving.model.Scorer;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.IdKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import org.agrona.concurrent.EpochClock;

/**
 * Ranks listings for a lead: the lead's signals are solved from the timeline, each puts listings forward, and so does
 * popularity over several horizons; the model's ranker then orders them all. Listings that are not active are hidden, and those
 * that the lead has seen are left out. Where there is no model, the popular ones take their place. Any thread; nothing blocks.
 */
public final class Recommender {
    /** As-of of a request that means now. */
    public static final long NOW = Long.MAX_VALUE;
    /** The most listings of one answer. */
    public static final int MAX_LIMIT = 500;

    private static final double DEFAULT_HALF_LIFE_DAYS = 30;
    private static final PopularityHorizon[] HORIZONS = PopularityHorizon.values();

    private final Catalog catalog;
    private final Models models;
    private final EngagementWeights weights;
    private final EpochClock clock;
    private final Stopwatch foldInStage;
    private final Stopwatch onnxStage;
    private final Stopwatch rowsStage;
    private final Stopwatch rankStage;
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    /** What one thread computes with. */
    private static final class Scratch {
        final Interactions interactions = new Interactions(Timeline.DEFAULT_MAX_LEAD_EVENTS);
        final Shortlist shortlist = new Shortlist(CandidateModel.MAX_CANDIDATES);
        final BestListings bySignal = new BestListings(MAX_LIMIT);
        final BestListings ranked = new BestListings(MAX_LIMIT);
        // Batches ask for many leads as of one instant: what was on the market at that instant is worth keeping.
        FloatBuffer pastBiases;
        PopularListings pastPopular;
        CandidateModel pastModel;
        int pastRows;
        long pastMs;
        int pastVersions;
    }

    /** One request, with what all its steps need. */
    private final class Ranking {
        private final CandidateModel model;
        private final TenantCatalog properties;
        private final Scratch here;
        private final Timeline timeline;
        private final int[] metBefore;
        private final int limit;
        private final long asOfMs;
        private final boolean includeSeen;
        private final long instantMs;
        private final PopularityView popularity;
        private Interactions met;
        private IntPredicate isShown;
        private FloatBuffer biases;
        private PopularListings popular;

        Ranking(
                final CandidateModel model,
                final TenantCatalog properties,
                final Scratch here,
                final Timeline timeline,
                final int[] metBefore,
                final int limit,
                final long asOfMs,
                final boolean includeSeen) {
            this.model = model;
            this.properties = properties;
            this.here = here;
            this.timeline = timeline;
            this.metBefore = metBefore;
            this.limit = limit;
            this.asOfMs = asOfMs;
            this.includeSeen = includeSeen;
            if (asOfMs == NOW) {
                instantMs = properties.popularityAt(clock.time());
                popularity = (ordinal, horizon) -> horizon.value(properties.logPopularity(ordinal, horizon), instantMs);
            } else {
                instantMs = asOfMs;
                popularity = model::popularity;
            }
        }

        void run(final RecommendResponse.Builder response) throws ModelException {
            final Scorer scorer = model.takeScorer();
            try {
                final long startNs = System.nanoTime();
                scorer.signals().solve(timeline);
                met = scorer.signals().interactions();
                foldInStage.recordSince(startNs);
                look(scorer.listingRows());
                final long solvedNs = System.nanoTime();
                final boolean isKnown = collect(scorer);
                onnxStage.recordSince(solvedNs);
                rank(scorer);
                final int found = Math.min(limit, here.ranked.sort());
                final IdDictionary ids = properties.ids(IdKind.PROPERTY);
                // The lists of popular ones may be a second old, and those the first events ever are not in them yet.
                boolean isPopular = popular.by(PopularityHorizon.EVER).length > 0;
                for (int i = 0; i < found; i++) {
                    final int ordinal = here.shortlist.ordinal(here.ranked.ordinal(i));
                    add(ids.id(ordinal), here.ranked.score(i), response);
                    isPopular = isPopular || popularity.value(ordinal, PopularityHorizon.EVER) > 0;
                }
                response.setModelVersion(model.manifest().version()).setSource(isKnown ? RecommendationSource.MODEL
                        : isPopular ? RecommendationSource.POPULARITY : RecommendationSource.NEWEST);
            } finally {
                model.giveBack(scorer);
            }
        }

        /** Finds out what is on the market, and what is popular there. */
        private void look(final int rows) {
            if (asOfMs == NOW) {
                isShown = properties::isActive;
                popular = model.popular();
                return;
            }
            isShown = ordinal -> properties.isActive(ordinal, asOfMs);
            // A listing can be told of later than it was so: what was kept from before that says something else.
            final int versions = properties.versionCount();
            if (here.pastModel != model || here.pastRows != rows || here.pastMs != asOfMs || here.pastVersions != versions) {
                here.pastBiases = ByteBuffer.allocateDirect(rows * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
                final int known = Math.min(rows, properties.propertyCount());
                for (int ordinal = 0; ordinal < rows; ordinal++) {
                    here.pastBiases.put(ordinal, ordinal < known && model.knows(ordinal, properties) && isShown.test(ordinal)
                            ? 0 : Float.NEGATIVE_INFINITY);
                }
                here.pastPopular = new PopularListings(properties, popularity, isShown);
                here.pastModel = model;
                here.pastRows = rows;
                here.pastMs = asOfMs;
                here.pastVersions = versions;
            }
            biases = here.pastBiases;
            popular = here.pastPopular;
        }

        private boolean mayBeShown(final int ordinal) {
            return isNew(ordinal) && isShown.test(ordinal);
        }

        private boolean isNew(final int ordinal) {
            return includeSeen || !(met.contains(ordinal) || isAmong(metBefore, ordinal));
        }

        /** Lets every signal put listings forward, and tells the ranker what the best score of each is. */
        private boolean collect(final Scorer scorer) throws ModelException {
            final LeadSignals signals = scorer.signals();
            here.shortlist.clear(Math.max(properties.propertyCount(), model.manifest().listingCount()));
            scorer.rows().begin(signals, timeline, popularity, properties, instantMs, asOfMs);
            if (signals.hasFactors()) {
                collectDense(Signal.FACTORS, scorer.factors(), signals.factorVector(), scorer.rows());
            }
            collectSparse(Signal.ITEMS, signals.items(), scorer.rows());
            collectSparse(Signal.NEIGHBOURS, signals.neighbours(), scorer.rows());
            final boolean isKnown = here.shortlist.count() > 0 || scorer.rows().hasWishes()
                    || (model.hasContent() && met.seenCount() > 0);
            if (model.hasContent()) {
                collectDense(Signal.CONTENT, scorer.content(), signals.contentVector(), scorer.rows());
            }
            for (final PopularityHorizon horizon : HORIZONS) {
                collectPopular(horizon, scorer.rows());
            }
            fillUp();
            return isKnown;
        }

        private void collectDense(
                final Signal signal, final CandidateScorer scorer, final float[] vector, final RankRows rows)
                throws ModelException {
            final int wanted = Math.max(limit, signal.candidates());
            final int found = scorer.score(vector, wanted + (includeSeen ? 0 : met.seenCount() + metBefore.length), biases);
            rows.top(signal, found > 0 ? scorer.score(0) : 0);
            int taken = 0;
            for (int i = 0; i < found && taken < wanted; i++) {
                if (mayBeShown(scorer.ordinal(i))) {
                    here.shortlist.add(scorer.ordinal(i));
                    taken++;
                }
            }
        }

        private void collectSparse(final Signal signal, final SparseScores scores, final RankRows rows) {
            float top = 0;
            here.bySignal.clear();
            for (int i = 0; i < scores.count(); i++) {
                final int ordinal = scores.ordinal(i);
                if (isShown.test(ordinal)) {
                    top = Math.max(top, scores.score(ordinal));
                    if (isNew(ordinal)) {
                        here.bySignal.offer(ordinal, scores.score(ordinal));
                    }
                }
            }
            rows.top(signal, top);
            final int found = here.bySignal.sort();
            for (int i = 0; i < Math.min(found, signal.candidates()); i++) {
                here.shortlist.add(here.bySignal.ordinal(i));
            }
        }

        private void collectPopular(final PopularityHorizon horizon, final RankRows rows) {
            final int[] ordinals = popular.by(horizon);
            rows.top(horizon, ordinals.length == 0 ? 0 : popularity.value(ordinals[0], horizon));
            int taken = 0;
            for (int i = 0; i < ordinals.length && taken < PopularityHorizon.CANDIDATES; i++) {
                if (mayBeShown(ordinals[i])) {
                    here.shortlist.add(ordinals[i]);
                    taken++;
                }
            }
        }

        /** A list is as long as was asked for, if there is anything to fill it with: the popular ones, then the newest. */
        private void fillUp() {
            if (here.shortlist.count() < limit) {
                final int[] others = properties.best(limit,
                        ordinal -> popularity.value(ordinal, PopularityHorizon.WEEK), this::mayBeShown);
                for (final int ordinal : others) {
                    here.shortlist.add(ordinal);
                }
            }
        }

        private void rank(final Scorer scorer) throws ModelException {
            final long startNs = System.nanoTime();
            final int count = here.shortlist.count();
            for (int i = 0; i < count; i++) {
                scorer.rows().fill(here.shortlist.ordinal(i), scorer.ranker().rows(), i * RankColumn.COUNT);
            }
            rowsStage.recordSince(startNs);
            final long filledNs = System.nanoTime();
            scorer.ranker().score(count);
            rankStage.recordSince(filledNs);
            here.ranked.clear();
            for (int i = 0; i < count; i++) {
                // By place: where the ranker sees no difference, the order in which they were put forward stays.
                here.ranked.offer(i, scorer.ranker().scoreOf(i));
            }
        }
    }

    /**
     * Creates a recommender.
     *
     * @param catalog of listings
     * @param models  that rank
     * @param latency gets the stages fold-in, ONNX (candidates), rows and rank
     * @param weights of events
     * @param clock   says what now is
     */
    public Recommender(
            final Catalog catalog,
            final Models models,
            final LatencyRecorder latency,
            final EngagementWeights weights,
            final EpochClock clock) {
        this.catalog = catalog;
        this.models = models;
        this.weights = weights;
        this.clock = clock;
        foldInStage = latency.stage("fold-in");
        onnxStage = latency.stage("onnx");
        rowsStage = latency.stage("rows");
        rankStage = latency.stage("rank");
    }

    /**
     * Ranks listings.
     *
     * @param tenant      whose
     * @param timeline    of the lead, up to the instant
     * @param metBefore   ordinals of listings that the lead met and the timeline had no place for, ascending
     * @param limit       1 to {@link #MAX_LIMIT}
     * @param asOfMs      {@link #NOW}, or the instant whose listings count
     * @param includeSeen whether listings that the lead has seen may be among them
     * @return the answer
     * @throws ModelException when ONNX Runtime fails
     */
    public RecommendResponse recommend(
            final int tenant,
            final Timeline timeline,
            final int[] metBefore,
            final int limit,
            final long asOfMs,
            final boolean includeSeen) throws ModelException {
        final Scratch here = scratch.get();
        final TenantCatalog properties = catalog.tenant(tenant);
        final RecommendResponse.Builder response = RecommendResponse.newBuilder().setRecommendationId(randomId());
        final Optional<CandidateModel> acquired = models.acquire(tenant);
        if (acquired.isEmpty()) {
            here.interactions.collect(timeline, weights, DEFAULT_HALF_LIFE_DAYS);
            addPopular(properties, here.interactions, metBefore, limit, asOfMs, includeSeen, response);
            return response.build();
        }
        final CandidateModel model = acquired.get();
        try {
            new Ranking(model, properties, here, timeline, metBefore, limit, asOfMs, includeSeen).run(response);
            return response.build();
        } finally {
            model.release();
        }
    }

    private static boolean isAmong(final int[] ascending, final int ordinal) {
        return ascending.length > 0 && Arrays.binarySearch(ascending, ordinal) >= 0;
    }

    /** Of an instant in the past only a model knows what was popular; without one the newest listings are the honest answer. */
    private void addPopular(
            final TenantCatalog properties,
            final Interactions interactions,
            final int[] metBefore,
            final int limit,
            final long asOfMs,
            final boolean includeSeen,
            final RecommendResponse.Builder response) {
        // Logarithms order the listings as well, and spare an exponential for each of them.
        final IntToDoubleFunction measure = ordinal ->
                asOfMs == NOW ? properties.logPopularity(ordinal, PopularityHorizon.WEEK) : PopularityHorizon.NONE;
        final long nowMs = properties.popularityAt(clock.time());
        final int[] ordinals = properties.best(limit, measure, ordinal ->
                (includeSeen || !(interactions.contains(ordinal) || isAmong(metBefore, ordinal)))
                        && (asOfMs == NOW ? properties.isActive(ordinal) : properties.isActive(ordinal, asOfMs)));
        final IdDictionary ids = properties.ids(IdKind.PROPERTY);
        for (final int ordinal : ordinals) {
            add(ids.id(ordinal), (float) PopularityHorizon.WEEK.value(measure.applyAsDouble(ordinal), nowMs), response);
        }
        response.setModelVersion("")
                .setSource(ordinals.length > 0 && response.getRecommendations(0).getScore() > 0
                        ? RecommendationSource.POPULARITY : RecommendationSource.NEWEST);
    }

    private static void add(final String propertyId, final float score, final RecommendResponse.Builder response) {
        response.addRecommendations(Recommendation.newBuilder()
                .setPropertyId(propertyId)
                .setRank(response.getRecommendationsCount() + 1)
                .setScore(score));
    }

    /** A version 4 UUID. Nobody gains from guessing it, so it need not cost a call to the secure generator. */
    private static String randomId() {
        final ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID((random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() >>> 2) | Long.MIN_VALUE).toString();
    }
}
