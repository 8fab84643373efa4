package dev.homing.training;

import dev.homing.training.onnx.GraphProto;
import dev.homing.training.onnx.NodeProto;
import java.util.List;
import java.util.Map;

/**
 * The ONNX graph that ranks listings: {@code scores, rows = TopK(Gemm(lead, listingsᵀ, bias), k)}.
 *
 * <p>Listings and biases are inputs, not constants, so that the server keeps them in memory that it can change: a listing's bias
 * is added to its score inside the product, and -∞ leaves it out.
 */
final class CandidateGraph {
    private CandidateGraph() {
    }

    static byte[] encode(final int dimensions, final Map<String, String> metadata) {
        final GraphProto graph = GraphProto.newBuilder()
                .setName("candidates")
                .addInput(OnnxModels.tensor("lead", OnnxModels.FLOAT, List.of(1, dimensions)))
                .addInput(OnnxModels.tensor("listings", OnnxModels.FLOAT, List.of("listings", dimensions)))
                .addInput(OnnxModels.tensor("bias", OnnxModels.FLOAT, List.of(1, "listings")))
                .addInput(OnnxModels.tensor("k", OnnxModels.INT64, List.of(1)))
                .addNode(NodeProto.newBuilder()
                        .setName("score").setOpType("Gemm")
                        .addInput("lead").addInput("listings").addInput("bias").addOutput("all_scores")
                        .addAttribute(OnnxModels.integer("transB", 1)))
                .addNode(NodeProto.newBuilder()
                        .setName("rank").setOpType("TopK")
                        .addInput("all_scores").addInput("k").addOutput("scores").addOutput("rows")
                        .addAttribute(OnnxModels.integer("axis", 1))
                        .addAttribute(OnnxModels.integer("largest", 1))
                        .addAttribute(OnnxModels.integer("sorted", 1)))
                .addOutput(OnnxModels.tensor("scores", OnnxModels.FLOAT, List.of(1, "k")))
                .addOutput(OnnxModels.tensor("rows", OnnxModels.INT64, List.of(1, "k")))
                .build();
        return OnnxModels.encode(graph, metadata);
    }
}
