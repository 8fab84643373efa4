package dev.homing.training;

import dev.homing.training.onnx.GraphProto;
import dev.homing.training.onnx.NodeProto;
import java.util.List;
import java.util.Map;

/**
 * The ONNX graph of products of quantised vectors: {@code products = Cast(MatMulInteger(lead, listings))}, for any number of
 * leads, dimensions and listings. How vectors are quantised is the server's business, and so is what it makes of the products.
 *
 * <p>Listings are columns and not rows, and nobody's zero is another number than 0: so the runtime multiplies one lead's bytes
 * with what is there, and does not repack all listings first. Products come as floats because Java's compiler makes vector
 * instructions of all that is done with them but of that conversion.
 */
final class ProductGraph {
    private ProductGraph() {
    }

    static byte[] encode(final Map<String, String> metadata) {
        final GraphProto graph = GraphProto.newBuilder()
                .setName("products")
                .addInput(OnnxModels.tensor("lead", OnnxModels.UINT8, List.of("leads", "dimensions")))
                .addInput(OnnxModels.tensor("listings", OnnxModels.INT8, List.of("dimensions", "listings")))
                .addNode(NodeProto.newBuilder()
                        .setName("multiply").setOpType("MatMulInteger")
                        .addInput("lead").addInput("listings").addOutput("integers"))
                .addNode(NodeProto.newBuilder()
                        .setName("convert").setOpType("Cast")
                        .addInput("integers").addOutput("products")
                        .addAttribute(OnnxModels.integer("to", OnnxModels.FLOAT)))
                .addOutput(OnnxModels.tensor("products", OnnxModels.FLOAT, List.of("leads", "listings")))
                .build();
        return OnnxModels.encode(graph, metadata);
    }
}
