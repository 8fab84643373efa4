package dev.homing.serving.recommend;

import dev.homing.features.EngagementWeights;
import dev.homing.features.Interactions;
import dev.homing.features.LogPopularity;
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
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.IdKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import org.agrona.concurrent.EpochClock;

/**
 * Ranks listings for a lead: the lead's vector is solved from the timeline, all listings are scored by the model, popularity of
 * the moment included, with those hidden that are not active, and those that the lead has seen are left out. Where the model
 * knows none of the lead's listings, or there is no model, the popular ones take their place. Any thread; nothing blocks.
 */
public final class Recommender {
    /** As-of of a request that means now. */
    public static final long NOW = Long.MAX_VALUE;
    /** The most listings of one answer. */
    public static final int MAX_LIMIT = 500;

    private static final double DEFAULT_HALF_LIFE_DAYS = 30;
    private static final int MAX_DIMENSIONS = 4_096;

    private final Catalog catalog;
    private final Models models;
    private final EngagementWeights weights;
    private final EpochClock clock;
    private final Stopwatch foldInStage;
    private final Stopwatch onnxStage;
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    /** What one thread computes with. */
    private static final class Scratch {
        final Interactions interactions = new Interactions(Timeline.DEFAULT_MAX_LEAD_EVENTS);
        final float[] lead = new float[MAX_DIMENSIONS];
        // Batches ask for many leads as of one instant: the biases of that instant are worth keeping.
        FloatBuffer pastBiases;
        CandidateModel pastModel;
        long pastMs;
        int pastVersions;
    }

    /**
     * Creates a recommender.
     *
     * @param catalog of listings
     * @param models  that rank
     * @param latency gets the stages fold-in and ONNX
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
    }

    /**
     * Ranks listings.
     *
     * @param tenant      whose
     * @param timeline    of the lead, up to the instant
     * @param limit       1 to {@link #MAX_LIMIT}
     * @param asOfMs      {@link #NOW}, or the instant whose listings count
     * @param includeSeen whether listings that the lead has seen may be among them
     * @return the answer
     * @throws ModelException when ONNX Runtime fails
     */
    public RecommendResponse recommend(
            final int tenant, final Timeline timeline, final int limit, final long asOfMs, final boolean includeSeen)
            throws ModelException {
        final Scratch here = scratch.get();
        final TenantCatalog properties = catalog.tenant(tenant);
        final RecommendResponse.Builder response = RecommendResponse.newBuilder().setRecommendationId(randomId());
        final Optional<CandidateModel> acquired = models.acquire(tenant);
        if (acquired.isEmpty()) {
            here.interactions.collect(timeline, weights, DEFAULT_HALF_LIFE_DAYS);
            addPopular(properties, here.interactions, Optional.empty(), limit, asOfMs, includeSeen, response);
            return response.build();
        }
        final CandidateModel model = acquired.get();
        try {
            here.interactions.collect(timeline, weights, model.manifest().foldIn().recencyHalfLifeDays());
            addRanked(model, properties, here, limit, asOfMs, includeSeen, response);
            if (response.getRecommendationsCount() == 0) {
                addPopular(properties, here.interactions, acquired, limit, asOfMs, includeSeen, response);
            }
            return response.build();
        } finally {
            model.release();
        }
    }

    private void addRanked(
            final CandidateModel model,
            final TenantCatalog properties,
            final Scratch here,
            final int limit,
            final long asOfMs,
            final boolean includeSeen,
            final RecommendResponse.Builder response) throws ModelException {
        final Interactions interactions = here.interactions;
        final CandidateScorer scorer = model.takeScorer();
        try {
            final long startNs = System.nanoTime();
            final boolean isKnown = scorer.solver().solve(interactions, here.lead);
            foldInStage.recordSince(startNs);
            if (!isKnown) {
                return;
            }
            final long solvedNs = System.nanoTime();
            final int wanted = limit + (includeSeen ? 0 : interactions.seenCount());
            final int found = asOfMs == NOW
                    ? scorer.score(here.lead, wanted)
                    : scorer.score(here.lead, wanted, pastBiases(model, properties, asOfMs, here));
            onnxStage.recordSince(solvedNs);
            final IdDictionary ids = properties.ids(IdKind.PROPERTY);
            for (int i = 0; i < found && response.getRecommendationsCount() < limit; i++) {
                final int ordinal = scorer.ordinal(i);
                if (includeSeen || !interactions.contains(ordinal)) {
                    add(ids.id(ordinal), scorer.score(i), response);
                }
            }
            response.setSource(RecommendationSource.MODEL).setModelVersion(model.manifest().version());
        } finally {
            model.giveBack(scorer);
        }
    }

    private static FloatBuffer pastBiases(
            final CandidateModel model, final TenantCatalog properties, final long asOfMs, final Scratch here) {
        // A listing can be told of later than it was so: what was kept from before that says something else.
        final int versions = properties.versionCount();
        if (here.pastModel != model || here.pastMs != asOfMs || here.pastVersions != versions) {
            final int count = model.manifest().listingCount();
            here.pastBiases = ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
            for (int ordinal = 0; ordinal < count; ordinal++) {
                here.pastBiases.put(ordinal, properties.isActive(ordinal, asOfMs)
                        ? model.biasWhenTrained(ordinal) : Float.NEGATIVE_INFINITY);
            }
            here.pastModel = model;
            here.pastMs = asOfMs;
            here.pastVersions = versions;
        }
        return here.pastBiases;
    }

    /** Of an instant in the past only a model knows what was popular; without one the newest listings are the honest answer. */
    private void addPopular(
            final TenantCatalog properties,
            final Interactions interactions,
            final Optional<CandidateModel> model,
            final int limit,
            final long asOfMs,
            final boolean includeSeen,
            final RecommendResponse.Builder response) {
        // Logarithms order the listings of now as well, and spare an exponential for each of them.
        final IntToDoubleFunction measure = asOfMs == NOW
                ? properties::logPopularity
                : ordinal -> model.isPresent() ? model.get().popularity(ordinal) : 0;
        final long nowMs = properties.popularityAt(clock.time());
        final DoubleUnaryOperator popularity = asOfMs == NOW ? log -> LogPopularity.value(log, nowMs) : value -> value;
        final int[] ordinals = properties.best(limit, measure, ordinal ->
                (includeSeen || !interactions.contains(ordinal))
                        && (asOfMs == NOW ? properties.isActive(ordinal) : properties.isActive(ordinal, asOfMs)));
        final IdDictionary ids = properties.ids(IdKind.PROPERTY);
        for (final int ordinal : ordinals) {
            add(ids.id(ordinal), (float) popularity.applyAsDouble(measure.applyAsDouble(ordinal)), response);
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
