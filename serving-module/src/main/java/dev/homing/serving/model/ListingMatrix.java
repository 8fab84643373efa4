package dev.homing.serving.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.homing.features.SignalModel;
import java.nio.FloatBuffer;

/**
 * What a model knows of listings beside what training learned of each: vectors of their attributes, exact and quantised, and
 * biases that show or hide them; off heap, where ONNX Runtime reads them in place. Rows are ordinals. There are more rows than
 * listings, so that one that is inserted has its place in the same product as all others: a second, smaller matrix would cost
 * every request a second call.
 *
 * <p>One thread at a time writes, and whoever scores reads what is there, without a lock: a request that overlaps a change may
 * see either, or numbers of both. A matrix that is full is replaced by a longer one, and goes when the last scorer of it does.
 */
final class ListingMatrix {
    private static final float SHOWN = 0;
    private static final float HIDDEN = Float.NEGATIVE_INFINITY;
    /** Spare rows are scored like others: of 16 listings, one more. */
    private static final int SPARE_PART = 16;
    private static final int MIN_SPARE = 256;

    private final SignalModel signals;
    private final int rows;
    private final FloatBuffer biases;
    private final QuantisedVectors quantised;
    private final OnnxTensor vectorTensor;
    private final OnnxTensor biasTensor;
    private final OnnxTensor trainedBiasTensor;
    private final Uses uses = new Uses();

    /**
     * Creates a matrix of zeros, with all listings hidden.
     *
     * @param signals of the model; their content vectors are replaced
     * @param trained how many rows training knew
     * @param rows    how many there are to be
     */
    ListingMatrix(final OrtEnvironment environment, final SignalModel signals, final int trained, final int rows)
            throws ModelException {
        final int dimensions = signals.content().dimensions();
        final long bytes = (long) rows * dimensions * Float.BYTES;
        if (bytes > Integer.MAX_VALUE) {
            throw new ModelException("vectors of " + rows + " listings with " + dimensions
                    + " numbers each are more than 2 GiB", null);
        }
        this.rows = rows;
        final FloatBuffer vectors = CandidateModel.directFloats(rows * dimensions);
        this.signals = signals.withContentVectors(vectors);
        biases = CandidateModel.directFloats(rows);
        for (int row = 0; row < rows; row++) {
            biases.put(row, HIDDEN);
        }
        quantised = new QuantisedVectors(environment, rows, dimensions);
        try {
            vectorTensor = OnnxTensor.createTensor(environment, vectors, new long[] {rows, dimensions});
            biasTensor = OnnxTensor.createTensor(environment, biases, new long[] {1, rows});
            trainedBiasTensor = OnnxTensor.createTensor(environment, biases.slice(0, trained), new long[] {1, trained});
        } catch (final OrtException e) {
            throw OnnxSessions.failure(e);
        }
    }

    /** How many rows a matrix of so many listings has. */
    static int rowsFor(final int listings) {
        return (int) Math.min(Integer.MAX_VALUE, listings + (long) Math.max(MIN_SPARE, listings / SPARE_PART));
    }

    /** Copies all rows of a shorter one. */
    void copy(final ListingMatrix shorter) {
        final int numbers = shorter.rows * signals.content().dimensions();
        signals.contentVectors().put(0, shorter.signals.contentVectors(), 0, numbers);
        biases.put(0, shorter.biases, 0, shorter.rows);
        quantised.copy(shorter.quantised);
    }

    /** Tells that the exact vector of a listing is another. */
    void changed(final int row) {
        quantised.take(row, signals.contentVectors());
    }

    /** Shows a listing or hides it. */
    void show(final int row, final boolean isShown) {
        biases.put(row, isShown ? SHOWN : HIDDEN);
    }

    int rows() {
        return rows;
    }

    /** With the vectors of this matrix. */
    SignalModel signals() {
        return signals;
    }

    FloatBuffer biases() {
        return biases;
    }

    /** What listings are like, to look at all of them. */
    QuantisedVectors quantised() {
        return quantised;
    }

    OnnxTensor vectorTensor() {
        return vectorTensor;
    }

    OnnxTensor biasTensor() {
        return biasTensor;
    }

    /** Of the rows that training knew. */
    OnnxTensor trainedBiasTensor() {
        return trainedBiasTensor;
    }

    boolean tryRetain() {
        return uses.tryBegin();
    }

    void release() {
        if (uses.end()) {
            quantised.close();
            vectorTensor.close();
            biasTensor.close();
            trainedBiasTensor.close();
        }
    }
}
