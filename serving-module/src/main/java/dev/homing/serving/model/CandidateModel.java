package dev.homing.serving.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import dev.homing.features.ContentModel;
import dev.homing.features.EngagementWeights;
import dev.homing.features.FoldIn;
import dev.homing.features.LeadSignals;
import dev.homing.features.PopularityHorizon;
import dev.homing.features.RankRows;
import dev.homing.features.SignalModel;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;

/**
 * One loaded model: listing vectors and biases off heap, where ONNX Runtime reads them in place. A listing's bias is 0, or -∞
 * where it may not be shown.
 *
 * <p>Any thread scores, with a {@link Scorer} taken from the model's pool. Whoever uses the model retains it and releases it; the
 * native memory goes when the last one releases a model that was retired, so a switch never pulls it from under a request.
 */
public final class CandidateModel {
    /** The most listings that are ranked for one answer: what all signals and horizons put forward for the longest one. */
    public static final int MAX_CANDIDATES = 1_360;

    private static final int POOLED_SCORERS = 64;
    private static final float SHOWN = 0;
    private static final float HIDDEN = Float.NEGATIVE_INFINITY;

    private final ModelManifest manifest;
    private final FloatBuffer popularity;
    private final Optional<Population> population;
    private final SignalModel signals;
    private final EngagementWeights weights;
    private final FloatBuffer biases;
    private final OnnxSessions sessions = new OnnxSessions();
    private final OrtSession factorSession;
    private final OrtSession contentSession;
    private final OrtSession rankSession;
    private final OnnxTensor vectorTensor;
    private final OnnxTensor contentTensor;
    private final OnnxTensor biasTensor;
    private final ManyToManyConcurrentArrayQueue<Scorer> scorers = new ManyToManyConcurrentArrayQueue<>(POOLED_SCORERS);
    /** Users, and one for the owner until the model is retired. */
    private final AtomicInteger users = new AtomicInteger(1);
    private volatile PopularListings popular;

    /**
     * Loads a model.
     *
     * @param bundle     checked
     * @param properties whose attributes listings are known by
     * @param weights    of events
     */
    CandidateModel(final ModelBundle bundle, final TenantCatalog properties, final EngagementWeights weights)
            throws ModelException {
        manifest = bundle.manifest();
        popularity = bundle.popularity();
        population = bundle.population();
        this.weights = weights;
        final int count = manifest.listingCount();
        final FloatBuffer contentVectors = contentVectors(bundle.content(), properties, count);
        signals = new SignalModel(new FoldIn(manifest.foldIn(), bundle.vectors(), count, manifest.dimensions()),
                bundle.vectors(), bundle.items(), bundle.neighbours(), bundle.content(), contentVectors,
                manifest.itemHalfLifeDays(), manifest.itemPower());
        biases = directFloats(count);
        try {
            factorSession = open(ModelBundle.GRAPH, bundle.graph());
            contentSession = open(ModelBundle.CONTENT_GRAPH, bundle.contentGraph());
            rankSession = open(ModelBundle.RANKER_GRAPH, bundle.rankerGraph());
            vectorTensor = sessions.tensor(bundle.vectors(), count, manifest.dimensions());
            contentTensor = sessions.tensor(contentVectors, count, bundle.content().dimensions());
            biasTensor = sessions.tensor(biases, 1, count);
            tryOut();
        } catch (final ModelException | RuntimeException e) {
            sessions.close();
            throw e;
        }
    }

    private OrtSession open(final String file, final byte[] graph) throws ModelException {
        try {
            return sessions.open(graph);
        } catch (final ModelException e) {
            throw damaged(file, e);
        }
    }

    /** Graphs that load may still be none of this model, or of each other's files: better now than in every request. */
    private void tryOut() throws ModelException {
        try (Scorer scorer = takeScorer()) {
            String file = ModelBundle.GRAPH;
            try {
                scorer.factors().score(new float[manifest.dimensions()], 1, null);
                file = ModelBundle.CONTENT_GRAPH;
                scorer.content().score(new float[signals.content().dimensions()], 1, null);
                file = ModelBundle.RANKER_GRAPH;
                scorer.ranker().score(1);
                if (!Float.isFinite(scorer.ranker().scoreOf(0))) {
                    throw new ModelException("it gives zeros the score " + scorer.ranker().scoreOf(0), null);
                }
            } catch (final ModelException e) {
                throw damaged(file, e);
            }
        }
    }

    private ModelException damaged(final String file, final ModelException why) {
        return new ModelException("model " + manifest.version() + " is damaged: " + file + ": " + why.getMessage(), why);
    }

    private static FloatBuffer contentVectors(final ContentModel content, final TenantCatalog properties, final int count) {
        final FloatBuffer vectors = directFloats(count * content.dimensions());
        final ContentModel.Solver solver = content.solver();
        final PropertyRecord record = new PropertyRecord();
        for (int ordinal = 0; ordinal < count; ordinal++) {
            if (properties.read(ordinal, record)) {
                solver.encode(record, vectors, ordinal);
            }
        }
        return vectors;
    }

    static FloatBuffer directFloats(final int count) {
        return ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    /**
     * What the model says of itself.
     *
     * @return never null
     */
    public ModelManifest manifest() {
        return manifest;
    }

    /**
     * How the features of the leads that the model was trained on are distributed.
     *
     * @return none when the model was trained before there were populations
     */
    public Optional<Population> population() {
        return population;
    }

    /**
     * Popularity when the model was trained.
     *
     * @param ordinal of a property
     * @param horizon how far back
     * @return 0 or more, 0 for one that the model does not know
     */
    public float popularity(final int ordinal, final PopularityHorizon horizon) {
        return ordinal < manifest.listingCount()
                ? popularity.get(ordinal * PopularityHorizon.COUNT + horizon.ordinal()) : 0;
    }

    /**
     * The most popular listings of now.
     *
     * @return some seconds old at most
     */
    public PopularListings popular() {
        return popular;
    }

    void popular(final PopularListings listings) {
        popular = listings;
    }

    /** Shows a listing or hides it; one thread at a time. Requests under way may see either. */
    void show(final int ordinal, final boolean isShown) {
        if (ordinal < manifest.listingCount()) {
            biases.put(ordinal, isShown ? SHOWN : HIDDEN);
        }
    }

    /**
     * Takes a scorer, which the caller gives back with {@link #giveBack}.
     *
     * @return one that nobody else uses
     * @throws ModelException when native memory runs out
     */
    public Scorer takeScorer() throws ModelException {
        final Scorer pooled = scorers.poll();
        if (pooled != null) {
            return pooled;
        }
        final int count = manifest.listingCount();
        return new Scorer(new LeadSignals(signals, weights),
                new CandidateScorer(
                        sessions.environment(), factorSession, vectorTensor, biasTensor, manifest.dimensions(), count),
                new CandidateScorer(sessions.environment(), contentSession, contentTensor, biasTensor,
                        signals.content().dimensions(), count),
                new RankRows(weights), new RankScorer(sessions.environment(), rankSession));
    }

    /**
     * Gives a scorer back.
     *
     * @param scorer from {@link #takeScorer}
     */
    public void giveBack(final Scorer scorer) {
        if (!scorers.offer(scorer)) {
            scorer.close();
        }
    }

    /**
     * Whether the model knows what listings are like.
     *
     * @return false when it learned from a catalogue without attributes
     */
    public boolean hasContent() {
        return signals.content().dimensions() > 1;
    }

    /** Uses the model, unless it is gone. */
    boolean tryRetain() {
        int current = users.get();
        while (current > 0) {
            if (users.compareAndSet(current, current + 1)) {
                return true;
            }
            current = users.get();
        }
        return false;
    }

    /** Ends a use; the last one of a retired model frees it. */
    public void release() {
        if (users.decrementAndGet() == 0) {
            for (Scorer scorer = scorers.poll(); scorer != null; scorer = scorers.poll()) {
                scorer.close();
            }
            sessions.close();
        }
    }
}
