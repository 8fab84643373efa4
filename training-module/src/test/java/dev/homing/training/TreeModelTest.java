package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.homing.features.RankColumn;
import dev.homing.features.TreeModel;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Trees by hand, as plain Java walks them and as ONNX Runtime does. */
@Timeout(60)
class TreeModelTest {
    private static final int WIDTH = RankColumn.COUNT;
    private static final int GAP = RankColumn.PRICE_GAP.ordinal();
    private static final TreeModel BY_HAND = new TreeModel(List.of(
            new TreeModel.Tree(new int[] {1, 0}, new float[] {0.1f, 2}, new int[] {1, ~0}, new int[] {~2, ~1},
                    new float[] {1, 10, 100}),
            new TreeModel.Tree(new int[0], new float[0], new int[0], new int[0], new float[] {0.5f})));

    private final SplittableRandom random = new SplittableRandom(31);
    private final RowWorkers one = new RowWorkers(1);
    private final RowWorkers two = new RowWorkers(2);

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @Test
    void shouldWalkTreesByHand() {
        assertEquals(1.5f, score(BY_HAND, 2, 0.05f));
        assertEquals(10.5f, score(BY_HAND, 2.0001f, 0.05f));
        assertEquals(100.5f, score(BY_HAND, 2, Math.nextUp(0.1f)));
        assertEquals(1.5f, score(BY_HAND, 2, 0.1f), "the threshold itself goes left");
        assertEquals(1, BY_HAND.first(1).trees().size());
    }

    @Test
    void shouldRankInOnnxRuntimeAsInPlainJava() throws OrtException {
        final List<Asked> asked = MadeQuestions.of(320, 3, TreeModelTest::bent);
        final float[] mix = MadeQuestions.mix(RankColumn.ITEMS.ordinal(), 0.3f);
        mix[RankColumn.FRESHNESS.ordinal()] = 1;
        final TreeModel trees = new TreeTrainer(1, one).train(List.of(new Questions(asked, 1)), mix);
        assertTrue(!trees.trees().isEmpty());
        assertSameInOnnx(new Recipe(SignalSettings.START, mix, trees), aroundThresholds(trees));
        assertSameInOnnx(new Recipe(SignalSettings.START, mix, TreeModel.NONE), rows(50));
        assertSameInOnnx(new Recipe(SignalSettings.START, mix, BY_HAND),
                aroundThresholds(BY_HAND));
    }

    @Test
    void shouldLearnWhatTheMixGetsWrongAndTheSameWhateverTheThreads() {
        final List<Asked> asked = MadeQuestions.of(320, 5, TreeModelTest::bent);
        final float[] mix = MadeQuestions.mix(RankColumn.ITEMS.ordinal(), 1);
        final TreeModel first = new TreeTrainer(7, one).train(List.of(new Questions(asked, 1)), mix);
        final TreeModel second = new TreeTrainer(7, two).train(List.of(new Questions(asked, 1)), mix);
        final List<Asked> others = MadeQuestions.of(100, 6, TreeModelTest::bent);
        final Recipe recipe = new Recipe(SignalSettings.START, mix, first);
        final double better = others.stream().mapToDouble(other -> Ranking.ndcg(other, recipe.scores(other))).average().orElse(0);
        assertTrue(better > 1.3 * MadeQuestions.ndcg(others, mix), "better=" + better);
        final float[] rows = aroundThresholds(first);
        assertArrayEquals(scores(first, rows), scores(second, rows));
    }

    @Test
    void shouldLearnNoTreesFromNoiseOrFromTooLittle() {
        final float[] mix = MadeQuestions.mix(RankColumn.ITEMS.ordinal(), 1);
        assertSame(TreeModel.NONE, new TreeTrainer(7, one).train(
                List.of(new Questions(MadeQuestions.of(TreeTrainer.MIN_QUESTIONS - 1, 5, TreeModelTest::bent), 1)), mix));
        assertSame(TreeModel.NONE, new TreeTrainer(7, one).train(List.of(
                new Questions(MadeQuestions.of(400, 5, (rows, at) -> 100 * rows[at + RankColumn.ITEMS.ordinal()]), 1)), mix));
    }

    /** Something that no weighted sum says: the price must be right. */
    private static double bent(final float[] rows, final int at) {
        return rows[at + RankColumn.ITEMS.ordinal()] - 4 * Math.abs(rows[at + GAP] - 0.5);
    }

    private static void assertSameInOnnx(final Recipe recipe, final float[] rows) throws OrtException {
        final int count = rows.length / WIDTH;
        final float[] expected =
                recipe.scores(new Asked(null, new int[count], rows, new boolean[count], new int[0][]));
        final OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(RankerGraph.encode(recipe, Map.of("version", "1")));
                OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(rows), new long[] {count, WIDTH});
                OrtSession.Result result = session.run(Map.of("rows", input))) {
            final float[][] scores = (float[][]) result.get(0).getValue();
            assertEquals(count, scores.length);
            for (int i = 0; i < count; i++) {
                assertEquals(expected[i], scores[i][0], 1e-5 * (1 + Math.abs(expected[i])), "row " + i);
            }
        }
    }

    /** Rows with numbers at the thresholds, and next to them. */
    private float[] aroundThresholds(final TreeModel model) {
        final int each = 6;
        int nodes = 0;
        for (final TreeModel.Tree tree : model.trees()) {
            nodes += tree.columns().length;
        }
        final float[] rows = rows(nodes * each);
        int row = 0;
        for (final TreeModel.Tree tree : model.trees()) {
            for (int node = 0; node < tree.columns().length; node++) {
                final float threshold = tree.thresholds()[node];
                final float[] values = {threshold, Math.nextUp(threshold), Math.nextDown(threshold), 0, -0f, -threshold};
                for (final float value : values) {
                    rows[row++ * WIDTH + tree.columns()[node]] = value;
                }
            }
        }
        return rows;
    }

    private float[] rows(final int count) {
        final float[] rows = new float[count * WIDTH];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextDouble(-1, 1);
        }
        return rows;
    }

    private static float[] scores(final TreeModel model, final float[] rows) {
        final float[] scores = new float[rows.length / WIDTH];
        for (int tree = 0; tree < model.trees().size(); tree++) {
            model.addTo(scores, tree, rows, WIDTH);
        }
        return scores;
    }

    private static float score(final TreeModel model, final float first, final float second) {
        final float[] row = new float[WIDTH];
        row[0] = first;
        row[1] = second;
        return scores(model, row)[0];
    }
}
