package dev.homing.serving.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.homing.features.ContentModel;
import dev.homing.features.EngagementWeights;
import dev.homing.features.FoldIn;
import dev.homing.features.LeadSignals;
import dev.homing.features.PopularityHorizon;
import dev.homing.features.RankRows;
import dev.homing.features.RankScorer;
import dev.homing.features.Ranker;
import dev.homing.features.RankerReader;
import dev.homing.features.SignalModel;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;

/**
 * One loaded model: listing vectors, exact and quantised, and biases off heap, where ONNX Runtime reads them in place. A
 * listing's bias is 0, or -∞ where it may not be shown. Listings that training did not know have vectors of their attributes all
 * the same.
 *
 * <p>Any thread scores, with a {@link Scorer} taken from the model's pool. Whoever uses the model retains it and releases it; its
 * owner frees the native memory when all have, so a switch never pulls it from under a request.
 */
public final class CandidateModel {
    /**
     * The most listings that are ranked for one answer: what all signals and horizons put forward for the longest one, and
     * listings that the lead met.
     */
    public static final int MAX_CANDIDATES = 1_500;

    private static final System.Logger LOG = System.getLogger(CandidateModel.class.getName());
    private static final int POOLED_SCORERS = 64;

    private final ModelManifest manifest;
    private final FloatBuffer popularity;
    private final Optional<Population> population;
    private final EngagementWeights weights;
    private final Ranker ranker;
    private final ContentModel.Solver encoder;
    private final PropertyRecord listing = new PropertyRecord();
    private final OnnxSessions sessions = new OnnxSessions();
    private final OrtSession factorSession;
    private final OrtSession contentSession;
    private final OrtSession productSession;
    private final OrtSession rankSession;
    private final OnnxTensor vectorTensor;
    private final QuantisedVectors factors;
    private final List<ModelGraph> graphs;
    private final ManyToManyConcurrentArrayQueue<Scorer> scorers = new ManyToManyConcurrentArrayQueue<>(POOLED_SCORERS);
    /** The owner's use ends when the model is retired. */
    private final Uses uses = new Uses();
    private volatile PopularListings popular;
    private volatile ListingMatrix matrix;
    private boolean isFull;

    /**
     * Loads a model, which hides all listings until it is {@linkplain #update told} of them.
     *
     * @param bundle       checked
     * @param listingCount how many listings there are, those that training did not know included
     * @param weights      of events
     * @param throttle     of the work
     */
    CandidateModel(
            final ModelBundle bundle, final int listingCount, final EngagementWeights weights, final Throttle throttle)
            throws ModelException {
        manifest = bundle.manifest();
        popularity = bundle.popularity();
        population = bundle.population();
        this.weights = weights;
        final int count = manifest.listingCount();
        final ContentModel content = bundle.content();
        final SignalModel signals = new SignalModel(
                new FoldIn(manifest.foldIn(), bundle.vectors(), count, manifest.dimensions(), throttle::giveWay),
                bundle.vectors(), bundle.items(), bundle.neighbours(), content, directFloats(0),
                manifest.itemHalfLifeDays(), manifest.itemPower());
        encoder = content.solver();
        throttle.giveWay();
        try {
            factorSession = open(ModelBundle.GRAPH, bundle.graph());
            contentSession = open(ModelBundle.CONTENT_GRAPH, bundle.contentGraph());
            productSession = open(ModelBundle.PRODUCT_GRAPH, bundle.productGraph());
            rankSession = open(ModelBundle.RANKER_GRAPH, bundle.rankerGraph());
            vectorTensor = sessions.tensor(bundle.vectors(), count, manifest.dimensions());
            factors = sessions.quantised(bundle.vectors(), count, manifest.dimensions(), throttle);
            ranker = readRanker(bundle.rankerGraph());
            matrix = new ListingMatrix(sessions.environment(), signals, count,
                    hasContent(content) ? ListingMatrix.rowsFor(Math.max(count, listingCount)) : count);
            throttle.giveWay();
            tryOut();
            throttle.giveWay();
            graphs = List.of(
                    graph(ModelBundle.GRAPH, factorSession,
                            current -> Map.of("listings", vectorTensor, "bias", current.trainedBiasTensor())),
                    graph(ModelBundle.CONTENT_GRAPH, contentSession,
                            current -> Map.of("listings", current.vectorTensor(), "bias", current.biasTensor())),
                    graph(ModelBundle.RANKER_GRAPH, rankSession, current -> Map.of()));
        } catch (final ModelException | RuntimeException e) {
            free();
            throw e;
        }
    }

    private Ranker readRanker(final byte[] graph) throws ModelException {
        try {
            return RankerReader.read(graph);
        } catch (final IllegalArgumentException e) {
            throw damaged(ModelBundle.RANKER_GRAPH, new ModelException(e.getMessage(), e));
        }
    }

    private OrtSession open(final String file, final byte[] graph) throws ModelException {
        try {
            return sessions.open(graph);
        } catch (final ModelException e) {
            throw damaged(file, e);
        }
    }

    private ModelGraph graph(
            final String file, final OrtSession session, final Function<ListingMatrix, Map<String, OnnxTensor>> own)
            throws ModelException {
        try {
            return new ModelGraph(ModelBundle.graphName(file), sessions.environment(), session, this::retainMatrix, own);
        } catch (final ModelException e) {
            throw damaged(file, e);
        }
    }

    private ListingMatrix retainMatrix() {
        ListingMatrix current = matrix;
        while (!current.tryRetain()) {
            current = matrix;
        }
        return current;
    }

    /** Graphs that load may still be none of this model, or of each other's files: better now than in every request. */
    private void tryOut() throws ModelException {
        try (Scorer scorer = takeScorer()) {
            final ListingMatrix listings = scorer.matrix();
            String file = ModelBundle.GRAPH;
            try {
                sessions.tryOut(factorSession, vectorTensor, listings.trainedBiasTensor());
                file = ModelBundle.CONTENT_GRAPH;
                sessions.tryOut(contentSession, listings.vectorTensor(), listings.biasTensor());
                file = ModelBundle.PRODUCT_GRAPH;
                scorer.factors().score(new float[manifest.dimensions()], 1, null);
                scorer.content().score(new float[matrix.signals().content().dimensions()], 1, null);
                file = ModelBundle.RANKER_GRAPH;
                sessions.tryOut(rankSession, scorer.ranker());
            } catch (final ModelException e) {
                throw damaged(file, e);
            }
        }
    }

    private ModelException damaged(final String file, final ModelException why) {
        return new ModelException("model " + manifest.version() + " is damaged: " + file + ": " + why.getMessage(), why);
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
     * The graphs, for whoever asks them directly.
     *
     * @return one for each ONNX file of the bundle but the one whose input is quantised as this server does it
     */
    public List<ModelGraph> graphs() {
        return graphs;
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
     * What ranks, as weights and trees.
     *
     * @return never null
     */
    public Ranker ranker() {
        return ranker;
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

    /**
     * Looks at a listing anew: what it is like, and whether it may be shown. One thread at a time; whoever takes a scorer after
     * that scores with it.
     *
     * @param ordinal    of any listing
     * @param properties of the tenant
     */
    void update(final int ordinal, final TenantCatalog properties) {
        final boolean isKnown = properties.read(ordinal, listing);
        ListingMatrix current = matrix;
        if (ordinal >= current.rows()) {
            if (!hasContent() || !isKnown || isFull) {
                return;
            }
            current = grown(current, ordinal + 1);
            if (ordinal >= current.rows()) {
                return;
            }
        }
        if (isKnown) {
            encoder.encode(listing, current.signals().contentVectors(), ordinal);
            current.changed(ordinal);
        }
        current.show(ordinal, properties.isActive(ordinal) && knows(ordinal, properties));
        final ListingMatrix before = matrix;
        // Also where it is the same as before: whoever reads it from now on sees all that was written into it.
        matrix = current;
        if (before != current) {
            closePooled();
            before.release();
        }
    }

    /**
     * Whether the model has anything to say of a listing beside its popularity.
     *
     * @param ordinal    of any listing
     * @param properties of the tenant
     * @return false when it came after training, and is known by events alone
     */
    public boolean knows(final int ordinal, final TenantCatalog properties) {
        return ordinal < manifest.listingCount() || properties.listedAt(ordinal) != Long.MIN_VALUE;
    }

    /** A matrix with room for more listings, or the same where there is no memory for it. */
    private ListingMatrix grown(final ListingMatrix before, final int listings) {
        try {
            final ListingMatrix after = new ListingMatrix(
                    sessions.environment(), before.signals(), manifest.listingCount(), ListingMatrix.rowsFor(listings));
            after.copy(before);
            return after;
        } catch (final ModelException | OutOfMemoryError e) {
            // The committer is here. Memory off heap has a limit of its own, and nobody but newcomers needs more of it.
            isFull = true;
            LOG.log(System.Logger.Level.ERROR, "model " + manifest.version()
                    + " cannot score listings that came after it until the next training: " + e.getMessage());
            return before;
        }
    }

    /**
     * Takes a scorer, which the caller gives back with {@link #giveBack}.
     *
     * @return one that nobody else uses
     * @throws ModelException when native memory runs out
     */
    public Scorer takeScorer() throws ModelException {
        while (true) {
            final ListingMatrix current = matrix;
            final Scorer pooled = scorers.poll();
            if (pooled == null) {
                if (current.tryRetain()) {
                    return newScorer(current);
                }
            } else if (pooled.matrix() == current) {
                return pooled;
            } else {
                pooled.close();
            }
        }
    }

    private Scorer newScorer(final ListingMatrix current) throws ModelException {
        final SignalModel signals = current.signals();
        final OrtEnvironment environment = sessions.environment();
        try {
            return new Scorer(current, new LeadSignals(signals, weights),
                    new CandidateScorer(
                            environment, productSession, factors, signals.vectors(), current.biases()),
                    new CandidateScorer(environment, productSession, current.quantised(), signals.contentVectors(),
                            current.biases()),
                    new RankRows(weights, MAX_CANDIDATES), new RankScorer(ranker, MAX_CANDIDATES));
        } catch (final ModelException | RuntimeException e) {
            current.release();
            throw e;
        }
    }

    /**
     * Gives a scorer back.
     *
     * @param scorer from {@link #takeScorer}
     */
    public void giveBack(final Scorer scorer) {
        // One that is outdated meanwhile is seen to be so when it is taken again.
        if (scorer.matrix() != matrix || !scorers.offer(scorer)) {
            scorer.close();
        }
    }

    /**
     * Whether the model knows what listings are like.
     *
     * @return false when it learned from a catalogue without attributes
     */
    public boolean hasContent() {
        return hasContent(matrix.signals().content());
    }

    private static boolean hasContent(final ContentModel content) {
        return content.dimensions() > 1;
    }

    /**
     * Uses the model, unless it is gone.
     *
     * @return whether it is to be released
     */
    public boolean tryRetain() {
        return uses.tryBegin();
    }

    /**
     * Ends a use. It frees nothing, so that no request has to: what a request has never done yet, Java has not compiled, and the
     * first one to do it would be slow, and those after it.
     */
    public void release() {
        uses.end();
    }

    /** Frees a model that its owner has released, unless somebody uses it still; true where it is free. Once, by its owner. */
    boolean tryFree() {
        if (!uses.areOver()) {
            return false;
        }
        free();
        return true;
    }

    private void free() {
        closePooled();
        if (matrix != null) {
            matrix.release();
        }
        sessions.close();
    }

    private void closePooled() {
        for (Scorer scorer = scorers.poll(); scorer != null; scorer = scorers.poll()) {
            scorer.close();
        }
    }
}
