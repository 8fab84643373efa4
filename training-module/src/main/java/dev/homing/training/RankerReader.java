package dev.homing.training;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.homing.features.RankColumn;
import dev.homing.training.onnx.AttributeProto;
import dev.homing.training.onnx.GraphProto;
import dev.homing.training.onnx.ModelProto;
import dev.homing.training.onnx.NodeProto;
import dev.homing.training.onnx.TensorProto;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link RankerGraph} wrote, and nothing else: a ranker of another shape is refused. */
final class RankerReader {
    private RankerReader() {
    }

    /**
     * A ranker as a bundle has it.
     *
     * @param weights of all columns
     * @param trees   on top of them
     */
    record Ranker(float[] weights, TreeModel trees) {
        /** The score of each candidate. */
        float[] scores(final Asked asked) {
            final float[] scores = Ranking.scores(asked, weights);
            for (int tree = 0; tree < trees.trees().size(); tree++) {
                trees.addTo(scores, tree, asked.rows(), RankColumn.COUNT);
            }
            return scores;
        }
    }

    /**
     * Reads a ranker.
     *
     * @param content of the file
     * @return what it ranks by
     * @throws IllegalArgumentException when it is none, or one of other columns; the message says why
     */
    static Ranker read(final byte[] content) {
        final GraphProto graph;
        try {
            graph = ModelProto.parseFrom(content).getGraph();
        } catch (final InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("it is no ONNX file: " + e.getMessage(), e);
        }
        final TensorProto mix = graph.getInitializerList().stream().filter(tensor -> tensor.getName().equals("mix"))
                .findFirst().orElseThrow(() -> new IllegalArgumentException("it has no mix"));
        if (mix.getFloatDataCount() != RankColumn.COUNT) {
            throw new IllegalArgumentException(
                    "it ranks by " + mix.getFloatDataCount() + " columns instead of " + RankColumn.COUNT);
        }
        TreeModel trees = TreeModel.NONE;
        for (final NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("TreeEnsembleRegressor")) {
                trees = trees(node);
            }
        }
        return new Ranker(floats(mix.getFloatDataList()), trees);
    }

    private static TreeModel trees(final NodeProto node) {
        final List<Long> trees = attribute(node, "nodes_treeids").getIntsList();
        final List<Long> columns = attribute(node, "nodes_featureids").getIntsList();
        final List<Float> thresholds = attribute(node, "nodes_values").getFloatsList();
        final List<Long> left = attribute(node, "nodes_truenodeids").getIntsList();
        final List<Long> right = attribute(node, "nodes_falsenodeids").getIntsList();
        final List<Long> leafTrees = attribute(node, "target_treeids").getIntsList();
        final List<Float> leaves = attribute(node, "target_weights").getFloatsList();
        if (columns.size() != trees.size() || thresholds.size() != trees.size() || left.size() != trees.size()
                || right.size() != trees.size() || leafTrees.size() != leaves.size()) {
            throw new IllegalArgumentException("its trees do not fit together");
        }
        final List<TreeModel.Tree> all = new ArrayList<>();
        int node0 = 0;
        int leaf0 = 0;
        while (node0 < trees.size()) {
            final long tree = trees.get(node0);
            final int nodes = run(trees, node0);
            final int leafCount = leaf0 < leafTrees.size() && leafTrees.get(leaf0) == tree ? run(leafTrees, leaf0) : 0;
            final int inner = nodes - leafCount;
            if (leafCount != inner + 1) {
                throw new IllegalArgumentException("its tree " + tree + " has " + leafCount + " leaves of " + nodes + " nodes");
            }
            final int[] leftOf = children(left, node0, inner, nodes);
            final int[] rightOf = children(right, node0, inner, nodes);
            all.add(new TreeModel.Tree(columns(columns, node0, inner), floats(thresholds.subList(node0, node0 + inner)),
                    leftOf, rightOf, floats(leaves.subList(leaf0, leaf0 + leafCount))));
            node0 += nodes;
            leaf0 += leafCount;
        }
        return new TreeModel(List.copyOf(all));
    }

    /** How many equal ones there are from one on. */
    private static int run(final List<Long> ids, final int from) {
        int to = from + 1;
        while (to < ids.size() && ids.get(to).equals(ids.get(from))) {
            to++;
        }
        return to - from;
    }

    /** Nodes of one tree are its inner nodes, then its leaves; a child comes after its parent, so that every way ends. */
    private static int[] children(final List<Long> places, final int from, final int inner, final int nodes) {
        final int[] children = new int[inner];
        for (int i = 0; i < inner; i++) {
            final long place = places.get(from + i);
            if (place <= i || place >= nodes) {
                throw new IllegalArgumentException("its node " + i + " leads to " + place + " of " + nodes);
            }
            children[i] = place < inner ? (int) place : ~((int) place - inner);
        }
        return children;
    }

    private static int[] columns(final List<Long> columns, final int from, final int inner) {
        final int[] result = new int[inner];
        for (int i = 0; i < inner; i++) {
            final long column = columns.get(from + i);
            if (column < 0 || column >= RankColumn.COUNT) {
                throw new IllegalArgumentException("its node " + i + " looks at column " + column);
            }
            result[i] = (int) column;
        }
        return result;
    }

    private static float[] floats(final List<Float> numbers) {
        final float[] result = new float[numbers.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = numbers.get(i);
        }
        return result;
    }

    private static AttributeProto attribute(final NodeProto node, final String name) {
        return node.getAttributeList().stream().filter(attribute -> attribute.getName().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("its trees have no " + name));
    }
}
