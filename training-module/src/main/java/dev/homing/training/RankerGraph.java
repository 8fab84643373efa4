package dev.homing.training;

import dev.homing.features.RankColumn;
import dev.homing.features.TreeModel;
import dev.homing.training.onnx.GraphProto;
import dev.homing.training.onnx.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The ONNX graph that ranks candidates: {@code scores = rows · mix + trees(rows)}, in the columns of {@link RankColumn}. */
final class RankerGraph {
    private RankerGraph() {
    }

    static byte[] encode(final Recipe recipe, final Map<String, String> metadata) {
        final float[] mix = new float[RankColumn.COUNT];
        for (int i = 0; i < recipe.mix().length; i++) {
            mix[i] = recipe.mix()[i] * TreeTrainer.MIX_SCALE;
        }
        final boolean hasTrees = !recipe.trees().trees().isEmpty();
        final GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("ranker")
                .addInput(OnnxModels.tensor("rows", OnnxModels.FLOAT, List.of("candidates", RankColumn.COUNT)))
                .addInitializer(OnnxModels.constant("mix", mix, RankColumn.COUNT, 1))
                .addNode(NodeProto.newBuilder()
                        .setName("mix").setOpType("MatMul")
                        .addInput("rows").addInput("mix").addOutput(hasTrees ? "mixed" : "scores"));
        if (hasTrees) {
            graph.addNode(trees(recipe.trees()));
            graph.addNode(NodeProto.newBuilder()
                    .setName("sum").setOpType("Add").addInput("mixed").addInput("corrected").addOutput("scores"));
        }
        graph.addOutput(OnnxModels.tensor("scores", OnnxModels.FLOAT, List.of("candidates", 1)));
        return OnnxModels.encode(graph.build(), metadata);
    }

    /** Nodes of one tree are its inner nodes, then its leaves. */
    private static NodeProto trees(final TreeModel model) {
        final List<Long> treeIds = new ArrayList<>();
        final List<Long> nodeIds = new ArrayList<>();
        final List<Long> columns = new ArrayList<>();
        final List<Float> thresholds = new ArrayList<>();
        final List<String> modes = new ArrayList<>();
        final List<Long> left = new ArrayList<>();
        final List<Long> right = new ArrayList<>();
        final List<Long> leafTrees = new ArrayList<>();
        final List<Long> leafNodes = new ArrayList<>();
        final List<Long> leafTargets = new ArrayList<>();
        final List<Float> leafValues = new ArrayList<>();
        for (int tree = 0; tree < model.trees().size(); tree++) {
            final TreeModel.Tree one = model.trees().get(tree);
            final int inner = one.columns().length;
            for (int node = 0; node < inner + one.leaves().length; node++) {
                final boolean isInner = node < inner;
                treeIds.add((long) tree);
                nodeIds.add((long) node);
                modes.add(isInner ? "BRANCH_LEQ" : "LEAF");
                columns.add(isInner ? (long) one.columns()[node] : 0L);
                thresholds.add(isInner ? one.thresholds()[node] : 0f);
                left.add(isInner ? place(one.left()[node], inner) : 0L);
                right.add(isInner ? place(one.right()[node], inner) : 0L);
                if (!isInner) {
                    leafTrees.add((long) tree);
                    leafNodes.add((long) node);
                    leafTargets.add(0L);
                    leafValues.add(one.leaves()[node - inner]);
                }
            }
        }
        return NodeProto.newBuilder()
                .setName("correct").setOpType("TreeEnsembleRegressor").setDomain(OnnxModels.MACHINE_LEARNING)
                .addInput("rows").addOutput("corrected")
                .addAttribute(OnnxModels.integer("n_targets", 1))
                .addAttribute(OnnxModels.integers("nodes_treeids", treeIds))
                .addAttribute(OnnxModels.integers("nodes_nodeids", nodeIds))
                .addAttribute(OnnxModels.integers("nodes_featureids", columns))
                .addAttribute(OnnxModels.floats("nodes_values", thresholds))
                .addAttribute(OnnxModels.strings("nodes_modes", modes))
                .addAttribute(OnnxModels.integers("nodes_truenodeids", left))
                .addAttribute(OnnxModels.integers("nodes_falsenodeids", right))
                .addAttribute(OnnxModels.integers("target_treeids", leafTrees))
                .addAttribute(OnnxModels.integers("target_nodeids", leafNodes))
                .addAttribute(OnnxModels.integers("target_ids", leafTargets))
                .addAttribute(OnnxModels.floats("target_weights", leafValues))
                .build();
    }

    private static long place(final int child, final int inner) {
        return child >= 0 ? child : inner + ~child;
    }
}
