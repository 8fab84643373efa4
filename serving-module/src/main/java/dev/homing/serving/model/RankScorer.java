package dev.homing.serving.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.homing.features.RankColumn;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * What one thread ranks with: rows that the caller fills and scores that ONNX Runtime writes, in place. The number of rows is
 * rounded up, so that the tensors are made once, but not by much: every row costs its way through all trees. What lies past the
 * rows is of an earlier call and is not looked at.
 */
public final class RankScorer implements AutoCloseable {
    private static final int STEP = 16;
    private static final int SIZES = (CandidateModel.MAX_CANDIDATES + STEP - 1) / STEP;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final FloatBuffer rows = CandidateModel.directFloats(CandidateModel.MAX_CANDIDATES * RankColumn.COUNT);
    private final FloatBuffer scores = CandidateModel.directFloats(CandidateModel.MAX_CANDIDATES);
    private final OnnxTensor[] inputs = new OnnxTensor[SIZES];
    private final OnnxTensor[] outputs = new OnnxTensor[SIZES];

    RankScorer(final OrtEnvironment environment, final OrtSession session) {
        this.environment = environment;
        this.session = session;
    }

    /**
     * Where the rows go, one after the other.
     *
     * @return room for {@link CandidateModel#MAX_CANDIDATES} rows
     */
    public FloatBuffer rows() {
        return rows;
    }

    /**
     * Scores the first rows.
     *
     * @param count how many there are
     * @throws ModelException when ONNX Runtime fails
     */
    public void score(final int count) throws ModelException {
        final int i = (count - 1) / STEP;
        final int size = Math.min((i + 1) * STEP, CandidateModel.MAX_CANDIDATES);
        try {
            if (inputs[i] == null) {
                inputs[i] = OnnxTensor.createTensor(environment, rows.slice(0, size * RankColumn.COUNT),
                        new long[] {size, RankColumn.COUNT});
                outputs[i] = OnnxTensor.createTensor(environment, scores.slice(0, size), new long[] {size, 1});
            }
            session.run(Map.of("rows", inputs[i]), Map.of("scores", outputs[i])).close();
        } catch (final OrtException e) {
            throw new ModelException("ONNX Runtime failed: " + e.getMessage(), e);
        }
    }

    /**
     * The score of a row.
     *
     * @param i which
     * @return as of the last {@link #score(int)}
     */
    public float scoreOf(final int i) {
        return scores.get(i);
    }

    @Override
    public void close() {
        for (int i = 0; i < SIZES; i++) {
            if (inputs[i] != null) {
                inputs[i].close();
                outputs[i].close();
            }
        }
    }
}
