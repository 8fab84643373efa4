package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The graph as ONNX Runtime runs it, beside plain Java. */
@Timeout(60)
class CandidateGraphTest {
    private static final int DIMENSIONS = 24;
    private static final float HIDDEN = Float.NEGATIVE_INFINITY;
    private static final Map<String, String> METADATA =
            Map.of("version", "20261124T101500Z-0a1b2c3d", "feature_schema_hash", "4fé");

    private final SplittableRandom random = new SplittableRandom(17);
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private OrtSession session;

    private static final class Ranking {
        final float[] scores;
        final long[] rows;

        Ranking(final float[] scores, final long[] rows) {
            this.scores = scores;
            this.rows = rows;
        }
    }

    @BeforeEach
    void open() throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            session = environment.createSession(CandidateGraph.encode(DIMENSIONS, METADATA), options);
        }
    }

    @AfterEach
    void close() throws OrtException {
        session.close();
    }

    @Test
    void shouldRankAsPlainJavaDoes() throws OrtException {
        for (final int listings : new int[] {1, 7, 100, 1_000}) {
            for (final int k : new int[] {1, Math.min(5, listings), listings}) {
                final float[][] lead = randomRows(1);
                final float[][] vectors = randomRows(listings);
                final float[] bias = new float[listings];
                for (int i = 0; i < listings; i++) {
                    bias[i] = random.nextInt(4) == 0 ? HIDDEN : 0;
                }
                assertRanking(naiveScores(lead[0], vectors, bias), run(lead, vectors, bias, k), k);
            }
        }
    }

    @Test
    void shouldLeaveHiddenListingsOut() throws OrtException {
        final float[][] lead = randomRows(1);
        final float[][] vectors = randomRows(50);
        final float[] bias = new float[50];
        final int best = (int) run(lead, vectors, bias, 1).rows[0];
        bias[best] = HIDDEN;
        final Ranking ranking = run(lead, vectors, bias, 50);
        assertEquals(best, ranking.rows[49], "comes last");
        assertEquals(HIDDEN, ranking.scores[49]);
        assertTrue(Float.isFinite(ranking.scores[48]));
    }

    @Test
    void shouldAddABias() throws OrtException {
        final float[][] lead = new float[1][DIMENSIONS];
        final Ranking ranking = run(lead, randomRows(3), new float[] {0.5f, 2.5f, 1.5f}, 3);
        assertEquals(1, ranking.rows[0]);
        assertEquals(2, ranking.rows[1]);
        assertEquals(2.5f, ranking.scores[0]);
    }

    @Test
    void shouldCarryItsMetadata() throws OrtException {
        assertEquals(METADATA, session.getMetadata().getCustomMetadata());
        assertEquals("homing", session.getMetadata().getProducerName());
        assertEquals("candidates", session.getMetadata().getGraphName());
    }

    @Test
    void shouldRefuseVectorsOfOtherDimensions() {
        final float[][] wrong = new float[3][DIMENSIONS + 1];
        assertThrows(OrtException.class, () -> run(randomRows(1), wrong, new float[3], 1));
    }

    private static void assertRanking(final float[] scores, final Ranking ranking, final int k) {
        final int[] expected = IntStream.range(0, scores.length).boxed()
                .sorted((a, b) -> Float.compare(scores[b], scores[a])).mapToInt(Integer::intValue).toArray();
        assertEquals(k, ranking.rows.length);
        assertEquals(k, IntStream.range(0, k).mapToLong(i -> ranking.rows[i]).distinct().count(), "no listing comes twice");
        for (int i = 0; i < k; i++) {
            final float score = scores[expected[i]];
            if (score == HIDDEN) {
                assertEquals(HIDDEN, ranking.scores[i], "i=" + i);
                assertEquals(HIDDEN, scores[(int) ranking.rows[i]], "i=" + i);
            } else {
                assertEquals(score, ranking.scores[i], 1e-4, "i=" + i);
                assertEquals(score, scores[(int) ranking.rows[i]], 1e-4, "row of i=" + i);
            }
        }
    }

    private static float[] naiveScores(final float[] lead, final float[][] vectors, final float[] bias) {
        final float[] scores = new float[vectors.length];
        for (int listing = 0; listing < vectors.length; listing++) {
            double sum = bias[listing];
            for (int j = 0; j < DIMENSIONS; j++) {
                sum += (double) lead[j] * vectors[listing][j];
            }
            scores[listing] = (float) sum;
        }
        return scores;
    }

    private Ranking run(final float[][] lead, final float[][] vectors, final float[] bias, final int k) throws OrtException {
        try (OnnxTensor leadTensor = OnnxTensor.createTensor(environment, lead);
                OnnxTensor vectorTensor = OnnxTensor.createTensor(environment, vectors);
                OnnxTensor biasTensor = OnnxTensor.createTensor(environment, new float[][] {bias});
                OnnxTensor kTensor = OnnxTensor.createTensor(environment, new long[] {k});
                OrtSession.Result result = session.run(
                        Map.of("lead", leadTensor, "listings", vectorTensor, "bias", biasTensor, "k", kTensor))) {
            return new Ranking(((float[][]) result.get("scores").orElseThrow().getValue())[0],
                    ((long[][]) result.get("rows").orElseThrow().getValue())[0]);
        }
    }

    private float[][] randomRows(final int rows) {
        final float[][] vectors = new float[rows][DIMENSIONS];
        for (final float[] vector : vectors) {
            for (int j = 0; j < DIMENSIONS; j++) {
                vector[j] = (float) random.nextGaussian();
            }
        }
        return vectors;
    }
}
