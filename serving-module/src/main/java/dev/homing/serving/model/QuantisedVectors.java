package dev.homing.serving.model;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.homing.features.Quantisation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Vectors of listings, {@linkplain Quantisation quantised}, off heap, where ONNX Runtime reads them in place:
 *
 * <pre>
 *              listing 0  listing 1  listing 2 ...
 *   number 0      code       code       code
 *   number 1      code       code       code
 *   ...
 * </pre>
 *
 * <p>One thread at a time writes, and whoever scores reads what is there, without a lock.
 */
final class QuantisedVectors implements AutoCloseable {
    /** So many listings are looked at together. */
    static final int BLOCK = 256;

    private final int rows;
    private final int dimensions;
    private final ByteBuffer codes;
    /** By block, as what is in loops has to be indexed by nothing but the loop for the compiler to make vector instructions. */
    private final float[][] scales;
    private final float[][] zeros;
    private final float[] row;
    private final byte[] rowCodes;
    private final OnnxTensor tensor;

    /**
     * Creates vectors of zeros.
     *
     * @param rows       how many
     * @param dimensions of each; together no more than 2 GiB
     */
    QuantisedVectors(final OrtEnvironment environment, final int rows, final int dimensions) throws ModelException {
        this.rows = rows;
        this.dimensions = dimensions;
        codes = ByteBuffer.allocateDirect(Math.multiplyExact(rows, dimensions)).order(ByteOrder.nativeOrder());
        final int blocks = (rows + BLOCK - 1) / BLOCK;
        scales = new float[blocks][BLOCK];
        zeros = new float[blocks][BLOCK];
        row = new float[dimensions];
        rowCodes = new byte[dimensions];
        try {
            tensor = OnnxTensor.createTensor(environment, codes, new long[] {dimensions, rows}, OnnxJavaType.INT8);
        } catch (final OrtException e) {
            throw OnnxSessions.failure(e);
        }
    }

    int rows() {
        return rows;
    }

    int blocks() {
        return scales.length;
    }

    int dimensions() {
        return dimensions;
    }

    OnnxTensor tensor() {
        return tensor;
    }

    /**
     * Takes a listing's vector.
     *
     * @param ordinal of the listing
     * @param exact   vectors of all listings, row major; one that is not finite counts as zeros
     */
    void take(final int ordinal, final FloatBuffer exact) {
        exact.get(ordinal * dimensions, row, 0, dimensions);
        scales[ordinal / BLOCK][ordinal % BLOCK] = Quantisation.encode(row, rowCodes);
        int sum = 0;
        for (int j = 0; j < dimensions; j++) {
            codes.put(j * rows + ordinal, rowCodes[j]);
            sum += rowCodes[j];
        }
        zeros[ordinal / BLOCK][ordinal % BLOCK] = Quantisation.LEAD_ZERO * sum;
    }

    /** Copies all rows of shorter ones. */
    void copy(final QuantisedVectors shorter) {
        for (int j = 0; j < dimensions; j++) {
            codes.put(j * rows, shorter.codes, j * shorter.rows, shorter.rows);
        }
        for (int block = 0; block < shorter.scales.length; block++) {
            System.arraycopy(shorter.scales[block], 0, scales[block], 0, BLOCK);
            System.arraycopy(shorter.zeros[block], 0, zeros[block], 0, BLOCK);
        }
    }

    /**
     * Makes scores of the products of a block: about those of the exact vectors, but for a factor that is the lead's and more
     * than 0.
     *
     * @param block    which, from 0
     * @param products of the block's codes
     * @param biases   that are added
     * @param into     gets the scores, those past the last listing too, which are of no listing
     * @param peaks    rise to the scores that are higher
     */
    void score(final int block, final float[] products, final float[] biases, final float[] into, final float[] peaks) {
        final float[] scale = scales[block];
        final float[] zero = zeros[block];
        for (int i = 0; i < BLOCK; i++) {
            final float score = (products[i] - zero[i]) * scale[i] + biases[i];
            into[i] = score;
            peaks[i] = Math.max(peaks[i], score);
        }
    }

    /**
     * Hides some listings of a block.
     *
     * @param hidden 0, or -∞ to hide
     * @param scores of the block, changed
     * @param peaks  rise to the scores that are higher
     */
    static void hide(final float[] hidden, final float[] scores, final float[] peaks) {
        for (int i = 0; i < BLOCK; i++) {
            final float score = scores[i] + hidden[i];
            scores[i] = score;
            peaks[i] = Math.max(peaks[i], score);
        }
    }

    @Override
    public void close() {
        tensor.close();
    }
}
