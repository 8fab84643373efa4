package dev.homing.training;

import dev.homing.training.onnx.AttributeProto;
import dev.homing.training.onnx.GraphProto;
import dev.homing.training.onnx.ModelProto;
import dev.homing.training.onnx.NodeProto;
import dev.homing.training.onnx.OperatorSetIdProto;
import dev.homing.training.onnx.StringStringEntryProto;
import dev.homing.training.onnx.TensorShapeProto;
import dev.homing.training.onnx.TypeProto;
import dev.homing.training.onnx.ValueInfoProto;
import java.util.List;
import java.util.Map;

/**
 * The ONNX graph that ranks listings: {@code scores, rows = TopK(Gemm(lead, listingsᵀ, bias), k)}.
 *
 * <p>Listings and biases are inputs, not constants, so that the server keeps them in memory that it can change: a listing's bias
 * is added to its score inside the product, and -∞ leaves it out.
 */
final class CandidateGraph {
    private static final int OPSET = 17;
    private static final int IR_VERSION = 8;
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    private CandidateGraph() {
    }

    static byte[] encode(final int dimensions, final Map<String, String> metadata) {
        final GraphProto graph = GraphProto.newBuilder()
                .setName("candidates")
                .addInput(tensor("lead", FLOAT, List.of(1, dimensions)))
                .addInput(tensor("listings", FLOAT, List.of("listings", dimensions)))
                .addInput(tensor("bias", FLOAT, List.of(1, "listings")))
                .addInput(tensor("k", INT64, List.of(1)))
                .addNode(NodeProto.newBuilder()
                        .setName("score").setOpType("Gemm")
                        .addInput("lead").addInput("listings").addInput("bias").addOutput("all_scores")
                        .addAttribute(integer("transB", 1)))
                .addNode(NodeProto.newBuilder()
                        .setName("rank").setOpType("TopK")
                        .addInput("all_scores").addInput("k").addOutput("scores").addOutput("rows")
                        .addAttribute(integer("axis", 1))
                        .addAttribute(integer("largest", 1))
                        .addAttribute(integer("sorted", 1)))
                .addOutput(tensor("scores", FLOAT, List.of(1, "k")))
                .addOutput(tensor("rows", INT64, List.of(1, "k")))
                .build();
        final ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("homing")
                .setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET));
        metadata.forEach((key, value) ->
                model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    private static AttributeProto integer(final String name, final long value) {
        return AttributeProto.newBuilder()
                .setName(name).setI(value).setType(AttributeProto.AttributeType.INT).build();
    }

    /** Dimensions are numbers, or names where they are not known yet. */
    private static ValueInfoProto tensor(final String name, final int elementType, final List<Object> dimensions) {
        final TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (final Object dimension : dimensions) {
            if (dimension instanceof Integer size) {
                shape.addDimBuilder().setDimValue(size);
            } else {
                shape.addDimBuilder().setDimParam((String) dimension);
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(
                        TypeProto.Tensor.newBuilder().setElemType(elementType).setShape(shape)))
                .build();
    }
}
