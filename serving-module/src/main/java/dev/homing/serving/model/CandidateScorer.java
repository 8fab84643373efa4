package dev.homing.serving.model;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.homing.features.BestListings;
import dev.homing.features.Quantisation;
import dev.homing.features.RowProducts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * What one thread finds candidates of one signal with: ONNX Runtime multiplies the lead's codes with those of all listings, in
 * buffers that it reads and writes in place; somewhat more than are wanted of the best are taken, and scored exactly. What a call
 * allocates is what {@code OrtSession.run} allocates.
 *
 * <p>Scores are exact. Which listings are found is not quite: one is missed if so many others seem to be better that are not.
 */
public final class CandidateScorer implements AutoCloseable {
    /** The most results of a call. */
    public static final int MAX_RESULTS = 2_048;
    /** So many blocks have their peaks in common. */
    private static final int GROUP = 16;
    /** The very best of all is found among so many. */
    private static final int LIKELY_BEST = 16;

    private final OrtSession session;
    private final QuantisedVectors quantised;
    private final FloatBuffer exact;
    private final FloatBuffer biases;
    private final byte[] leadCodes;
    private final ByteBuffer leadBuffer;
    private final FloatBuffer products;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;
    private final float[] ofBlock = new float[QuantisedVectors.BLOCK];
    private final float[] hidden = new float[QuantisedVectors.BLOCK];
    private final float[][] scores;
    private final float[][] peaks;
    /** Of groups, then of listings. */
    private final int[] ordinals = new int[Quantisation.likely(MAX_RESULTS)];
    private final float[] exactScores = new float[ordinals.length];
    private final RowProducts rowProducts;
    private final BestListings likely = new BestListings(ordinals.length);
    private final BestListings best = new BestListings(MAX_RESULTS);
    private float top;

    /**
     * Creates an instance.
     *
     * @param environment of the session
     * @param session     of the graph of products
     * @param quantised   vectors of all listings
     * @param exact       the same in single precision, row major
     * @param biases      of all listings, 0, or -∞ for those that are hidden
     */
    CandidateScorer(
            final OrtEnvironment environment,
            final OrtSession session,
            final QuantisedVectors quantised,
            final FloatBuffer exact,
            final FloatBuffer biases) throws ModelException {
        this.session = session;
        this.quantised = quantised;
        this.exact = exact;
        this.biases = biases;
        rowProducts = new RowProducts(quantised.dimensions());
        leadCodes = new byte[quantised.dimensions()];
        leadBuffer = ByteBuffer.allocateDirect(leadCodes.length).order(ByteOrder.nativeOrder());
        scores = new float[quantised.blocks()][QuantisedVectors.BLOCK];
        peaks = new float[(scores.length + GROUP - 1) / GROUP][QuantisedVectors.BLOCK];
        products = CandidateModel.directFloats(quantised.rows());
        try {
            inputs = Map.of(
                    "lead", OnnxTensor.createTensor(
                            environment, leadBuffer, new long[] {1, leadCodes.length}, OnnxJavaType.UINT8),
                    "listings", quantised.tensor());
            outputs = Map.of(
                    "products", OnnxTensor.createTensor(environment, products, new long[] {1, quantised.rows()}));
        } catch (final OrtException e) {
            throw OnnxSessions.failure(e);
        }
    }

    /**
     * Scores all listings and keeps the best that are not hidden; of equals, those with the smaller ordinals.
     *
     * @param lead      the lead's vector
     * @param wanted    how many there are to be, at most {@link #MAX_RESULTS}
     * @param ownBiases one number for each listing, or more, 0, or -∞ to hide it; null for those of now
     * @return how many {@link #ordinal} and {@link #score(int)} have, best first
     * @throws ModelException when ONNX Runtime fails
     */
    public int score(final float[] lead, final int wanted, final FloatBuffer ownBiases) throws ModelException {
        multiply(lead);
        scoreAll(ownBiases == null ? biases : ownBiases);
        final int found = takeBest(lead, wanted);
        top = found > 0 ? best.score(0) : 0;
        return found;
    }

    /**
     * Scores all listings, and keeps the best of those that are not hidden and meant besides.
     *
     * @param lead      the lead's vector
     * @param wanted    how many there are to be, at most {@link #MAX_RESULTS}; 0 where only {@link #top} is asked for
     * @param ownBiases as in {@link #score(float[], int, FloatBuffer)}
     * @param meant     one number for each listing, or more, 0 for those that may be kept and -∞ for all others
     * @return how many {@link #ordinal} and {@link #score(int)} have, best first
     * @throws ModelException when ONNX Runtime fails
     */
    public int score(final float[] lead, final int wanted, final FloatBuffer ownBiases, final FloatBuffer meant)
            throws ModelException {
        score(lead, LIKELY_BEST, ownBiases);
        return wanted == 0 ? 0 : scoreAgain(lead, wanted, meant);
    }

    /**
     * Keeps others of the scores of the call before.
     *
     * @param lead   the same
     * @param wanted how many there are to be, at most {@link #MAX_RESULTS}
     * @param meant  one number for each listing, or more, 0 for those that may be kept and -∞ for all others
     * @return how many {@link #ordinal} and {@link #score(int)} have, best first
     */
    public int scoreAgain(final float[] lead, final int wanted, final FloatBuffer meant) {
        hideAll(meant);
        return takeBest(lead, wanted);
    }

    private void multiply(final float[] lead) throws ModelException {
        Quantisation.encodeLead(lead, leadCodes);
        leadBuffer.put(0, leadCodes);
        try {
            session.run(inputs, outputs).close();
        } catch (final OrtException e) {
            throw OnnxSessions.failure(e);
        }
    }

    private int takeBest(final float[] lead, final int wanted) {
        return rescore(lead, wanted, findLikely(Quantisation.likely(wanted)));
    }

    private int rescore(final float[] lead, final int wanted, final int found) {
        for (int i = 0; i < found; i++) {
            ordinals[i] = likely.ordinal(i);
        }
        rowProducts.compute(exact, ordinals, 0, found, lead, exactScores);
        best.clear(wanted);
        for (int i = 0; i < found; i++) {
            if (!Float.isNaN(exactScores[i])) {
                best.offer(ordinals[i], exactScores[i]);
            }
        }
        return best.sort();
    }

    /** Makes scores of the products, and peaks of the scores. */
    private void scoreAll(final FloatBuffer shown) {
        for (int block = 0; block < scores.length; block++) {
            final int from = block * QuantisedVectors.BLOCK;
            products.get(from, ofBlock, 0, Math.min(QuantisedVectors.BLOCK, quantised.rows() - from));
            quantised.score(block, ofBlock, hidden(block, shown), scores[block], peaks(block));
        }
    }

    /** Hides more of them, and peaks of the scores are anew. */
    private void hideAll(final FloatBuffer meant) {
        for (int block = 0; block < scores.length; block++) {
            QuantisedVectors.hide(hidden(block, meant), scores[block], peaks(block));
        }
    }

    private float[] hidden(final int block, final FloatBuffer shown) {
        final int from = block * QuantisedVectors.BLOCK;
        final int length = Math.min(QuantisedVectors.BLOCK, quantised.rows() - from);
        shown.get(from, hidden, 0, length);
        Arrays.fill(hidden, length, QuantisedVectors.BLOCK, Float.NEGATIVE_INFINITY);
        return hidden;
    }

    /** The peaks of a block's group, which begin with its first block. */
    private float[] peaks(final int block) {
        final float[] peak = peaks[block / GROUP];
        if (block % GROUP == 0) {
            Arrays.fill(peak, Float.NEGATIVE_INFINITY);
        }
        return peak;
    }

    /**
     * Finds those that seem to be best: a group of listings, one from each of some blocks, has a peak, and the best of all are in
     * the groups with the highest peaks. So there are few scores to look at one by one.
     */
    private int findLikely(final int kept) {
        likely.clear(kept, -Float.MAX_VALUE);
        for (int i = 0; i < peaks.length; i++) {
            for (int j = 0; j < QuantisedVectors.BLOCK; j++) {
                likely.offer(i * QuantisedVectors.BLOCK + j, peaks[i][j]);
            }
        }
        final int found = likely.finish();
        for (int i = 0; i < found; i++) {
            ordinals[i] = likely.ordinal(i);
        }
        // As many groups have a peak so high, and each of these is a listing's score.
        likely.clear(kept, likely.least());
        for (int i = 0; i < found; i++) {
            final int first = ordinals[i] / QuantisedVectors.BLOCK * GROUP;
            final int place = ordinals[i] % QuantisedVectors.BLOCK;
            for (int block = first; block < Math.min(first + GROUP, scores.length); block++) {
                likely.offer(block * QuantisedVectors.BLOCK + place, scores[block][place]);
            }
        }
        return likely.finish();
    }

    /**
     * The best score of all listings that are not hidden, whether or not they are meant.
     *
     * @return of the last call; 0 when all are hidden
     */
    public float top() {
        return top;
    }

    /**
     * A listing that the last call found.
     *
     * @param i 0 for the best
     * @return its ordinal
     */
    public int ordinal(final int i) {
        return best.ordinal(i);
    }

    /**
     * The score of a listing that the last call found.
     *
     * @param i 0 for the best
     * @return its score
     */
    public float score(final int i) {
        return best.score(i);
    }

    /** Frees the tensors; the model's own stay. */
    @Override
    public void close() {
        inputs.get("lead").close();
        outputs.get("products").close();
    }
}
