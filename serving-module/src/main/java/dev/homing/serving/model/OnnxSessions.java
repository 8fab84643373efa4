package dev.homing.serving.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.homing.features.RankColumn;
import dev.homing.features.RankScorer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The sessions and shared inputs of one model: opened one by one, closed together, also when one of them does not open. */
final class OnnxSessions implements AutoCloseable {
    private static final int TRIED_ROWS = 64;
    private static final double SAME = 1e-4;

    private final OrtEnvironment environment = OnnxEnvironment.get();
    private final List<OrtSession> sessions = new ArrayList<>();
    private final List<OnnxTensor> tensors = new ArrayList<>();

    OrtEnvironment environment() {
        return environment;
    }

    OrtSession open(final byte[] graph) throws ModelException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // One thread that never spins: on shared cores spinning turned a p99 of 0.14 ms into 16 ms.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            final OrtSession session = environment.createSession(graph, options);
            sessions.add(session);
            return session;
        } catch (final OrtException e) {
            throw failure(e);
        }
    }

    /** An input that ONNX Runtime reads in place. */
    OnnxTensor tensor(final FloatBuffer numbers, final long rows, final long columns) throws ModelException {
        try {
            final OnnxTensor tensor = OnnxTensor.createTensor(environment, numbers, new long[] {rows, columns});
            tensors.add(tensor);
            return tensor;
        } catch (final OrtException e) {
            throw failure(e);
        }
    }

    /** Vectors that are quantised here and do not change. */
    QuantisedVectors quantised(final FloatBuffer exact, final int rows, final int dimensions, final Throttle throttle)
            throws ModelException {
        final QuantisedVectors vectors = new QuantisedVectors(environment, rows, dimensions);
        tensors.add(vectors.tensor());
        for (int row = 0; row < rows; row++) {
            vectors.take(row, exact);
            throttle.giveWay();
        }
        return vectors;
    }

    /** Runs a graph that finds candidates, which throws where it is none of these vectors. */
    void tryOut(final OrtSession session, final OnnxTensor vectors, final OnnxTensor biases) throws ModelException {
        final int dimensions = (int) vectors.getInfo().getShape()[1];
        try (OnnxTensor lead = OnnxTensor.createTensor(environment, new float[1][dimensions]);
                OnnxTensor count = OnnxTensor.createTensor(environment, new long[] {1});
                OrtSession.Result result = session.run(
                        Map.of("lead", lead, "listings", vectors, "bias", biases, "k", count))) {
            if (result.get("rows").isEmpty()) {
                throw new ModelException("it has no output rows", null);
            }
        } catch (final OrtException e) {
            throw failure(e);
        }
    }

    /** Scores rows of chance with the runtime as well, and throws where the file says something else to it than to the reader. */
    void tryOut(final OrtSession session, final RankScorer scorer) throws ModelException {
        final SplittableRandom random = new SplittableRandom(1);
        final float[][] columns = new float[RankColumn.COUNT][TRIED_ROWS];
        final float[][] rows = new float[TRIED_ROWS][RankColumn.COUNT];
        for (int row = 1; row < TRIED_ROWS; row++) {
            for (int column = 0; column < RankColumn.COUNT; column++) {
                rows[row][column] = (float) random.nextDouble(-1, random.nextInt(1, 16));
                columns[column][row] = rows[row][column];
            }
        }
        scorer.score(columns, TRIED_ROWS);
        try (OnnxTensor input = OnnxTensor.createTensor(environment, rows);
                OrtSession.Result result = session.run(Map.of("rows", input))) {
            final float[][] scores = (float[][]) result.get(0).getValue();
            for (int row = 0; row < TRIED_ROWS; row++) {
                // Written so that NaN differs from all.
                if (!(Math.abs(scores[row][0] - scorer.scoreOf(row)) <= SAME * (1 + Math.abs(scores[row][0])))) {
                    throw new ModelException("it gives " + (row == 0 ? "zeros" : "row " + row) + " the score " + scores[row][0]
                            + ", and what was read of it " + scorer.scoreOf(row), null);
                }
            }
        } catch (final OrtException e) {
            throw failure(e);
        }
    }

    static ModelException failure(final OrtException e) {
        return new ModelException("ONNX Runtime failed: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        tensors.forEach(OnnxTensor::close);
        for (final OrtSession session : sessions) {
            try {
                session.close();
            } catch (final OrtException e) {
                throw new IllegalStateException("a session does not close", e);
            }
        }
    }
}
