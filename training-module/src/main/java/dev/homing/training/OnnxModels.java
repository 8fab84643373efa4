package dev.homing.training;

import com.google.protobuf.ByteString;
import dev.homing.training.onnx.AttributeProto;
import dev.homing.training.onnx.GraphProto;
import dev.homing.training.onnx.ModelProto;
import dev.homing.training.onnx.OperatorSetIdProto;
import dev.homing.training.onnx.StringStringEntryProto;
import dev.homing.training.onnx.TensorProto;
import dev.homing.training.onnx.TensorShapeProto;
import dev.homing.training.onnx.TypeProto;
import dev.homing.training.onnx.ValueInfoProto;
import java.util.List;
import java.util.Map;

/** The parts that all ONNX models of a bundle are made of. */
final class OnnxModels {
    /** Element type. */
    static final int FLOAT = 1;
    /** Element type. */
    static final int UINT8 = 2;
    /** Element type. */
    static final int INT8 = 3;
    /** Element type. */
    static final int INT64 = 7;
    /** Domain of the operators of classical machine learning. */
    static final String MACHINE_LEARNING = "ai.onnx.ml";

    private static final int OPSET = 17;
    private static final int MACHINE_LEARNING_OPSET = 3;
    private static final int IR_VERSION = 8;

    private OnnxModels() {
    }

    static byte[] encode(final GraphProto graph, final Map<String, String> metadata) {
        final ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("homing")
                .setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET));
        if (graph.getNodeList().stream().anyMatch(node -> node.getDomain().equals(MACHINE_LEARNING))) {
            model.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(MACHINE_LEARNING).setVersion(MACHINE_LEARNING_OPSET));
        }
        metadata.forEach((key, value) ->
                model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    static AttributeProto integer(final String name, final long value) {
        return AttributeProto.newBuilder()
                .setName(name).setI(value).setType(AttributeProto.AttributeType.INT).build();
    }

    static AttributeProto integers(final String name, final List<Long> values) {
        return AttributeProto.newBuilder()
                .setName(name).addAllInts(values).setType(AttributeProto.AttributeType.INTS).build();
    }

    static AttributeProto floats(final String name, final List<Float> values) {
        return AttributeProto.newBuilder()
                .setName(name).addAllFloats(values).setType(AttributeProto.AttributeType.FLOATS).build();
    }

    static AttributeProto strings(final String name, final List<String> values) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.STRINGS)
                .addAllStrings(values.stream().map(ByteString::copyFromUtf8).toList()).build();
    }

    /** A constant. */
    static TensorProto constant(final String name, final float[] values, final long... dimensions) {
        final TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(FLOAT);
        for (final long dimension : dimensions) {
            tensor.addDims(dimension);
        }
        for (final float value : values) {
            tensor.addFloatData(value);
        }
        return tensor.build();
    }

    /** An input or output; dimensions are numbers, or names where they are not known yet. */
    static ValueInfoProto tensor(final String name, final int elementType, final List<Object> dimensions) {
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
