package dev.homing.serving.model;

import ai.onnxruntime.OnnxJavaType;

/** What the numbers of a tensor are; the names are those of the Open Inference Protocol. Models have no others. */
public enum TensorType {
    /** 32-bit floating point. */
    FP32(OnnxJavaType.FLOAT, Float.BYTES),
    /** 64-bit whole numbers with a sign. */
    INT64(OnnxJavaType.INT64, Long.BYTES);

    private final OnnxJavaType onnxType;
    private final int elementBytes;

    TensorType(final OnnxJavaType onnxType, final int elementBytes) {
        this.onnxType = onnxType;
        this.elementBytes = elementBytes;
    }

    static TensorType of(final OnnxJavaType onnxType) throws ModelException {
        for (final TensorType type : values()) {
            if (type.onnxType == onnxType) {
                return type;
            }
        }
        throw new ModelException("it has tensors of the type " + onnxType + ", which models do not have", null);
    }

    OnnxJavaType onnxType() {
        return onnxType;
    }

    /**
     * Length of a number.
     *
     * @return in bytes
     */
    public int elementBytes() {
        return elementBytes;
    }
}
