package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.homing.features.RankColumn;
import dev.homing.features.Ranker;
import dev.homing.features.RankerReader;
import dev.homing.features.TreeModel;
import dev.homing.training.onnx.AttributeProto;
import dev.homing.training.onnx.ModelProto;
import dev.homing.training.onnx.TensorProto;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RankerReaderTest {
    private static final int ROWS = 200;

    private final SplittableRandom random = new SplittableRandom(23);

    @Test
    void shouldRankAsTheRecipeThatWasWritten() {
        for (int count = 0; count < 20; count++) {
            final Recipe recipe = recipe(count);
            final float[] rows = new float[ROWS * RankColumn.COUNT];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = random.nextInt(4) == 0 ? random.nextInt(-2, 3) : (float) random.nextDouble(-2, 2);
            }
            final Asked asked = new Asked(null, new int[ROWS], rows, new boolean[ROWS], new int[0][]);
            final Ranker read = RankerReader.read(RankerGraph.encode(recipe, Map.of("version", "1")));
            assertArrayEquals(recipe.scores(asked), read.scores(rows));
            assertEquals(count, read.trees().trees().size());
        }
    }

    @Test
    void shouldRefuseARankerOfOtherColumns() throws InvalidProtocolBufferException {
        final ModelProto.Builder model = ModelProto.parseFrom(RankerGraph.encode(recipe(2), Map.of())).toBuilder();
        final TensorProto.Builder mix = model.getGraphBuilder().getInitializerBuilder(0);
        mix.addFloatData(1);
        final String message = refused(model.build().toByteArray());
        assertTrue(message.contains((RankColumn.COUNT + 1) + " columns instead of " + RankColumn.COUNT), message);
    }

    @Test
    void shouldRefuseWhatIsNoRanker() throws InvalidProtocolBufferException {
        assertTrue(refused(new byte[] {1, 2, 3}).contains("no ONNX file"));
        assertTrue(refused(new byte[0]).contains("no mix"));
        assertTrue(refused(with("nodes_truenodeids", attribute -> attribute.setInts(0, 0))).contains("leads to 0"));
        assertTrue(refused(with("nodes_falsenodeids", attribute -> attribute.setInts(0, 1_000))).contains("leads to 1000"));
        assertTrue(refused(with("nodes_featureids", attribute -> attribute.setInts(0, RankColumn.COUNT))).contains("column"));
        assertTrue(refused(with("target_treeids", attribute -> attribute.setInts(0, 7))).contains("leaves"));
        assertTrue(refused(with("target_weights", AttributeProto.Builder::clearFloats)).contains("fit together"));
        assertTrue(refused(with("nodes_modes", attribute -> attribute.setName("other"))).isEmpty(), "nobody looks at modes");
        assertTrue(refused(with("nodes_values", attribute -> attribute.setName("other"))).contains("nodes_values"));
    }

    /** What is wrong with a ranker; empty where nothing is. */
    private static String refused(final byte[] content) {
        try {
            RankerReader.read(content);
            return "";
        } catch (final IllegalArgumentException e) {
            assertThrows(IllegalArgumentException.class, () -> RankerReader.read(content));
            return e.getMessage();
        }
    }

    /** A change of one attribute. */
    @FunctionalInterface
    private interface Change {
        AttributeProto.Builder apply(AttributeProto.Builder attribute);
    }

    private byte[] with(final String name, final Change change) throws InvalidProtocolBufferException {
        final ModelProto.Builder model = ModelProto.parseFrom(RankerGraph.encode(recipe(3), Map.of())).toBuilder();
        model.getGraphBuilder().getNodeBuilderList().forEach(node -> node.getAttributeBuilderList().stream()
                .filter(attribute -> attribute.getName().equals(name)).forEach(change::apply));
        return model.build().toByteArray();
    }

    private Recipe recipe(final int count) {
        final float[] mix = new float[RankColumn.LINEAR_COUNT];
        for (int i = 0; i < mix.length; i++) {
            mix[i] = (float) random.nextDouble();
        }
        return new Recipe(SignalSettings.START, mix, new TreeModel(random.ints(count, 1, 9).mapToObj(this::tree).toList()));
    }

    /** A tree that grew leaf by leaf, as trees do. */
    private TreeModel.Tree tree(final int inner) {
        final int[] left = new int[inner];
        final int[] right = new int[inner];
        final int[] columns = new int[inner];
        final float[] thresholds = new float[inner];
        int leaves = 1;
        for (int node = 0; node < inner; node++) {
            if (node > 0) {
                final int split = random.nextInt(leaves);
                for (int parent = 0; parent < node; parent++) {
                    left[parent] = left[parent] == ~split ? node : left[parent];
                    right[parent] = right[parent] == ~split ? node : right[parent];
                }
                left[node] = ~split;
            } else {
                left[node] = ~0;
            }
            right[node] = ~leaves++;
            columns[node] = random.nextInt(RankColumn.COUNT);
            thresholds[node] = random.nextInt(-2, 3);
        }
        final float[] values = new float[leaves];
        for (int i = 0; i < leaves; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return new TreeModel.Tree(columns, thresholds, left, right, values);
    }

    @Test
    void shouldReadATreeOfOneLeaf() {
        final Recipe recipe = new Recipe(SignalSettings.START, new float[RankColumn.LINEAR_COUNT],
                new TreeModel(List.of(tree(0), tree(3), tree(0))));
        final Asked asked = new Asked(null, new int[1], new float[RankColumn.COUNT], new boolean[1], new int[0][]);
        assertArrayEquals(recipe.scores(asked),
                RankerReader.read(RankerGraph.encode(recipe, Map.of())).scores(asked.rows()));
    }
}
