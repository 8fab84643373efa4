package dev.homing.features;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Reads the ranker's ONNX file as training writes it, and nothing else: a ranker of another shape is refused. Whoever wants to
 * know why a score is what it is needs the weights and the trees, and not only what a runtime makes of them.
 */
public final class RankerReader {
    // Field numbers are those of the public onnx.proto.
    private static final int GRAPH_OF_MODEL = 7;
    private static final int NODE_OF_GRAPH = 1;
    private static final int INITIALIZER_OF_GRAPH = 5;
    private static final int OP_TYPE_OF_NODE = 4;
    private static final int ATTRIBUTE_OF_NODE = 5;
    private static final int NAME_OF_ATTRIBUTE = 1;
    private static final int FLOATS_OF_ATTRIBUTE = 7;
    private static final int INTEGERS_OF_ATTRIBUTE = 8;
    private static final int NAME_OF_TENSOR = 8;
    private static final int FLOATS_OF_TENSOR = 4;
    private static final int RAW_OF_TENSOR = 9;

    private RankerReader() {
    }

    /**
     * Reads a ranker.
     *
     * @param content of the file
     * @return what it ranks by
     * @throws IllegalArgumentException when it is none, or one of other columns; the message says why
     */
    public static Ranker read(final byte[] content) {
        final List<WireMessage> graphs;
        try {
            graphs = WireMessage.all(WireMessage.of(content), GRAPH_OF_MODEL);
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException("it is no ONNX file: " + e.getMessage(), e);
        }
        float[] mix = {};
        TreeModel trees = TreeModel.NONE;
        for (final WireMessage graph : graphs) {
            for (final WireMessage tensor : WireMessage.all(graph, INITIALIZER_OF_GRAPH)) {
                if (WireMessage.text(tensor, NAME_OF_TENSOR).equals("mix")) {
                    mix = mix(tensor);
                }
            }
            for (final WireMessage node : WireMessage.all(graph, NODE_OF_GRAPH)) {
                if (WireMessage.text(node, OP_TYPE_OF_NODE).equals("TreeEnsembleRegressor")) {
                    trees = trees(node);
                }
            }
        }
        if (mix.length == 0) {
            throw new IllegalArgumentException("it has no mix");
        }
        if (mix.length != RankColumn.COUNT) {
            throw new IllegalArgumentException("it ranks by " + mix.length + " columns instead of " + RankColumn.COUNT);
        }
        return new Ranker(mix, trees);
    }

    private static float[] mix(final WireMessage tensor) {
        final List<Float> numbers = new ArrayList<>();
        tensor.forEach(field -> {
            if (field == FLOATS_OF_TENSOR || field == RAW_OF_TENSOR) {
                tensor.addFloats(numbers);
            }
        });
        return floats(numbers);
    }

    private static TreeModel trees(final WireMessage node) {
        final List<WireMessage> attributes = WireMessage.all(node, ATTRIBUTE_OF_NODE);
        final List<Long> trees = integers(attributes, "nodes_treeids");
        final List<Long> columns = integers(attributes, "nodes_featureids");
        final List<Float> thresholds = floats(attributes, "nodes_values");
        final List<Long> left = integers(attributes, "nodes_truenodeids");
        final List<Long> right = integers(attributes, "nodes_falsenodeids");
        final List<Long> leafTrees = integers(attributes, "target_treeids");
        final List<Float> leaves = floats(attributes, "target_weights");
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
            if (leafCount > RankScorer.MAX_LEAVES) {
                throw new IllegalArgumentException(
                        "its tree " + tree + " has " + leafCount + " leaves, more than " + RankScorer.MAX_LEAVES);
            }
            final BitSet led = new BitSet(nodes);
            final int[] leftOf = children(left, node0, inner, nodes, led);
            final int[] rightOf = children(right, node0, inner, nodes, led);
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

    /**
     * Nodes of one tree are its inner nodes, then its leaves; a child comes after its parent, so that every way ends, and has no
     * other parent, so that it is a tree.
     */
    private static int[] children(
            final List<Long> places, final int from, final int inner, final int nodes, final BitSet led) {
        final int[] children = new int[inner];
        for (int i = 0; i < inner; i++) {
            final long place = places.get(from + i);
            if (place <= i || place >= nodes) {
                throw new IllegalArgumentException("its node " + i + " leads to " + place + " of " + nodes);
            }
            if (led.get((int) place)) {
                throw new IllegalArgumentException("two ways lead to its node " + place);
            }
            led.set((int) place);
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

    private static List<Long> integers(final List<WireMessage> attributes, final String name) {
        final WireMessage attribute = attribute(attributes, name);
        final List<Long> found = new ArrayList<>();
        attribute.forEach(field -> {
            if (field == INTEGERS_OF_ATTRIBUTE) {
                attribute.addIntegers(found);
            }
        });
        return found;
    }

    private static List<Float> floats(final List<WireMessage> attributes, final String name) {
        final WireMessage attribute = attribute(attributes, name);
        final List<Float> found = new ArrayList<>();
        attribute.forEach(field -> {
            if (field == FLOATS_OF_ATTRIBUTE) {
                attribute.addFloats(found);
            }
        });
        return found;
    }

    private static WireMessage attribute(final List<WireMessage> attributes, final String name) {
        return attributes.stream().filter(attribute -> WireMessage.text(attribute, NAME_OF_ATTRIBUTE).equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("its trees have no " + name));
    }
}
