package dev.homing.serving.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.homing.features.FoldIn;
import dev.homing.features.LogPopularity;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;

/**
 * One loaded model: listing vectors and biases off heap, where ONNX Runtime reads them in place. A listing's bias is what its
 * popularity counts beside the lead's taste, or -∞ where it may not be shown.
 *
 * <p>Any thread scores, with a {@link CandidateScorer} taken from the model's pool. Whoever uses the model retains it and
 * releases it; the native memory goes when the last one releases a model that was retired, so a switch never pulls it from under
 * a request.
 */
public final class CandidateModel {
    private static final int POOLED_SCORERS = 64;
    private static final float HIDDEN = Float.NEGATIVE_INFINITY;

    private final ModelManifest manifest;
    private final FloatBuffer popularity;
    private final Optional<Population> population;
    private final FoldIn foldIn;
    private final FloatBuffer biases;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final OnnxTensor vectorTensor;
    private final OnnxTensor biasTensor;
    private final ManyToManyConcurrentArrayQueue<CandidateScorer> scorers =
            new ManyToManyConcurrentArrayQueue<>(POOLED_SCORERS);
    /** Users, and one for the owner until the model is retired. */
    private final AtomicInteger users = new AtomicInteger(1);

    CandidateModel(final ModelBundle bundle) throws ModelException {
        manifest = bundle.manifest();
        popularity = bundle.popularity();
        population = bundle.population();
        foldIn = new FoldIn(manifest.foldIn(), bundle.vectors(), manifest.listingCount(), manifest.dimensions());
        biases = directFloats(manifest.listingCount());
        environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // One thread that never spins: on shared cores spinning turned a p99 of 0.14 ms into 16 ms.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            session = environment.createSession(bundle.graph(), options);
            vectorTensor = OnnxTensor.createTensor(
                    environment, bundle.vectors(), new long[] {manifest.listingCount(), manifest.dimensions()});
            biasTensor = OnnxTensor.createTensor(environment, biases, new long[] {1, manifest.listingCount()});
        } catch (final OrtException e) {
            throw new ModelException("model " + manifest.version() + " does not load: " + e.getMessage(), e);
        }
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
     * How leads' vectors are solved.
     *
     * @return shared by all threads
     */
    public FoldIn foldIn() {
        return foldIn;
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
     * @return 0 or more, 0 for one that the model does not know
     */
    public float popularity(final int ordinal) {
        return ordinal < manifest.listingCount() ? popularity.get(ordinal) : 0;
    }

    /**
     * What a listing's popularity when the model was trained counts beside the product of the vectors.
     *
     * @param ordinal of a property that the model knows
     * @return 0 or more
     */
    public float biasWhenTrained(final int ordinal) {
        return manifest.popularityWeight() * (float) LogPopularity.gain(popularity.get(ordinal));
    }

    /** Shows a listing with the popularity that it has, or hides it; one thread at a time. Requests under way may see either. */
    void bias(final int ordinal, final boolean isShown, final double logPopularity, final long atMs) {
        if (ordinal < manifest.listingCount()) {
            biases.put(ordinal, isShown
                    ? manifest.popularityWeight() * (float) LogPopularity.gain(logPopularity, atMs)
                    : HIDDEN);
        }
    }

    /**
     * Takes a scorer, which the caller gives back with {@link #giveBack}.
     *
     * @return one that nobody else uses
     * @throws ModelException when native memory runs out
     */
    public CandidateScorer takeScorer() throws ModelException {
        final CandidateScorer pooled = scorers.poll();
        return pooled != null
                ? pooled
                : new CandidateScorer(this, environment, session, vectorTensor, biasTensor);
    }

    /**
     * Gives a scorer back.
     *
     * @param scorer from {@link #takeScorer}
     */
    public void giveBack(final CandidateScorer scorer) {
        if (!scorers.offer(scorer)) {
            scorer.close();
        }
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
            for (CandidateScorer scorer = scorers.poll(); scorer != null; scorer = scorers.poll()) {
                scorer.close();
            }
            biasTensor.close();
            vectorTensor.close();
            try {
                session.close();
            } catch (final OrtException e) {
                throw new IllegalStateException("model " + manifest.version() + " does not close", e);
            }
        }
    }
}
