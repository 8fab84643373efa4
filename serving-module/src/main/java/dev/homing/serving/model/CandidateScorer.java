package dev.homing.serving.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * What one thread finds candidates of one signal with: buffers that ONNX Runtime reads and writes in place, made once. What a
 * call allocates is what {@code OrtSession.run} allocates.
 *
 * <p>The number of results is rounded up to one of some sizes, so that the outputs can be pinned. The steps are small where most
 * requests are, because finding the best costs more the more of them are wanted.
 */
public final class CandidateScorer implements AutoCloseable {
    private static final int[] SIZES = {32, 64, 96, 128, 144, 160, 176, 192, 224, 256, 320, 384, 512, 1_024, 2_048};

    /** Inputs and outputs for one size. */
    private static final class Shape {
        final int size;
        final Map<String, OnnxTensor> inputs = new HashMap<>();
        final Map<String, OnnxTensor> outputs = new HashMap<>();
        final FloatBuffer scores;
        final LongBuffer rows;

        Shape(final int size) {
            this.size = size;
            scores = CandidateModel.directFloats(size);
            rows = ByteBuffer.allocateDirect(size * Long.BYTES).order(ByteOrder.nativeOrder()).asLongBuffer();
        }
    }

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final OnnxTensor vectors;
    private final OnnxTensor biases;
    private final int listingCount;
    private final FloatBuffer leadBuffer;
    private final OnnxTensor leadTensor;
    private final Shape[] shapes = new Shape[SIZES.length];
    private Shape last;

    /**
     * Creates an instance.
     *
     * @param environment  of the session
     * @param session      of the graph
     * @param vectors      of all listings
     * @param biases       of all listings, -∞ for those that are hidden
     * @param dimensions   of a vector
     * @param listingCount how many vectors there are
     */
    CandidateScorer(
            final OrtEnvironment environment,
            final OrtSession session,
            final OnnxTensor vectors,
            final OnnxTensor biases,
            final int dimensions,
            final int listingCount) throws ModelException {
        this.environment = environment;
        this.session = session;
        this.vectors = vectors;
        this.biases = biases;
        this.listingCount = listingCount;
        leadBuffer = CandidateModel.directFloats(dimensions);
        try {
            leadTensor = OnnxTensor.createTensor(environment, leadBuffer, new long[] {1, leadBuffer.capacity()});
        } catch (final OrtException e) {
            throw failure(e);
        }
    }

    /**
     * The most results of a call.
     *
     * @return for the largest catalogue
     */
    public static int maxResults() {
        return SIZES[SIZES.length - 1];
    }

    /**
     * Scores all listings and keeps the best that are not hidden.
     *
     * @param lead      the lead's vector
     * @param count     how many are wanted, at most {@link #maxResults()}; more may be found
     * @param ownBiases direct, one number for each listing, or more, -∞ to hide it; null for those of now
     * @return how many {@link #ordinal} and {@link #score(int)} have, best first
     * @throws ModelException when ONNX Runtime fails
     */
    public int score(final float[] lead, final int count, final FloatBuffer ownBiases) throws ModelException {
        leadBuffer.put(0, lead, 0, leadBuffer.capacity());
        try {
            final Shape shape = shape(count);
            last = shape;
            if (ownBiases == null) {
                session.run(shape.inputs, shape.outputs).close();
            } else {
                try (OnnxTensor own = OnnxTensor.createTensor(
                        environment, ownBiases.slice(0, listingCount), new long[] {1, listingCount})) {
                    final Map<String, OnnxTensor> inputs = new HashMap<>(shape.inputs);
                    inputs.put("bias", own);
                    session.run(inputs, shape.outputs).close();
                }
            }
            int found = shape.size;
            while (found > 0 && shape.scores.get(found - 1) == Float.NEGATIVE_INFINITY) {
                found--;
            }
            return found;
        } catch (final OrtException e) {
            throw failure(e);
        }
    }

    /**
     * A listing that the last call found.
     *
     * @param i 0 for the best
     * @return its ordinal
     */
    public int ordinal(final int i) {
        return (int) last.rows.get(i);
    }

    /**
     * The score of a listing that the last call found.
     *
     * @param i 0 for the best
     * @return its score
     */
    public float score(final int i) {
        return last.scores.get(i);
    }

    private Shape shape(final int count) throws OrtException {
        int i = 0;
        while (i < SIZES.length - 1 && SIZES[i] < count) {
            i++;
        }
        if (shapes[i] == null) {
            shapes[i] = newShape(Math.min(SIZES[i], listingCount));
        }
        return shapes[i];
    }

    private Shape newShape(final int size) throws OrtException {
        final Shape shape = new Shape(size);
        final LongBuffer k = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder()).asLongBuffer();
        k.put(0, size);
        shape.inputs.put("lead", leadTensor);
        shape.inputs.put("listings", vectors);
        shape.inputs.put("bias", biases);
        shape.inputs.put("k", OnnxTensor.createTensor(environment, k, new long[] {1}));
        shape.outputs.put("scores", OnnxTensor.createTensor(environment, shape.scores, new long[] {1, size}));
        shape.outputs.put("rows", OnnxTensor.createTensor(environment, shape.rows, new long[] {1, size}));
        return shape;
    }

    private static ModelException failure(final OrtException e) {
        return new ModelException("ONNX Runtime failed: " + e.getMessage(), e);
    }

    /** Frees the tensors; the model's own stay. */
    @Override
    public void close() {
        for (final Shape shape : shapes) {
            if (shape != null) {
                shape.inputs.get("k").close();
                shape.outputs.values().forEach(OnnxTensor::close);
            }
        }
        leadTensor.close();
    }
}
