package dev.homing.serving.inference;

import com.google.protobuf.ByteString;
import dev.homing.proto.inference.InferTensorContents;
import dev.homing.proto.inference.ModelInferRequest;
import dev.homing.proto.inference.ModelInferRequest.InferInputTensor;
import dev.homing.serving.ingest.Violations;
import dev.homing.serving.model.TensorSpec;
import dev.homing.serving.model.TensorType;
import dev.homing.serving.model.TensorValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the input tensors of one request. Nothing is copied before its shape, its type and its length are known to be right. */
public final class InferInputs {
    /** The most rows that a graph of candidates may be asked for. */
    public static final int MAX_ROWS = 16_384;

    /** How many rows are wanted, in graphs that have such an input. */
    private static final String ROWS_WANTED = "k";
    private static final String LISTINGS = "listings";
    private static final String SHARED_MEMORY = "shared_memory_region";

    private final ModelInferRequest request;
    private final List<TensorSpec> specs;
    private final Map<String, List<Long>> ownShapes;
    private final Violations violations;
    private final TensorShapes shapes;

    private InferInputs(
            final ModelInferRequest request,
            final List<TensorSpec> specs,
            final Map<String, List<Long>> ownShapes,
            final Violations violations) {
        this.request = request;
        this.specs = specs;
        this.ownShapes = ownShapes;
        this.violations = violations;
        shapes = new TensorShapes(violations);
    }

    /**
     * Reads a request.
     *
     * @param request    of a client
     * @param specs      of the graph's inputs
     * @param ownShapes  of the inputs that need not be sent, by their names
     * @param violations gets all that is wrong
     * @return nothing of use when something is wrong
     */
    public static List<TensorValue> read(
            final ModelInferRequest request,
            final List<TensorSpec> specs,
            final Map<String, List<Long>> ownShapes,
            final Violations violations) {
        return new InferInputs(request, specs, ownShapes, violations).read();
    }

    private List<TensorValue> read() {
        final int rawCount = request.getRawInputContentsCount();
        if (rawCount > 0 && rawCount != request.getInputsCount()) {
            violations.add("raw_input_contents", "has " + rawCount + " entries; one for each of the " + request.getInputsCount()
                    + " inputs is needed, or none");
            return List.of();
        }
        final Set<String> given = new HashSet<>();
        request.getInputsList().forEach(input -> given.add(input.getName()));
        for (final TensorSpec spec : specs) {
            if (given.contains(spec.name())) {
                continue;
            }
            final List<Long> own = ownShapes.get(spec.name());
            if (own == null) {
                violations.add("inputs", "have no " + text(spec) + ", which is needed");
            } else {
                shapes.takeOwn(spec, own);
            }
        }
        final List<TensorValue> values = new ArrayList<>();
        final Set<String> read = new HashSet<>();
        for (int i = 0; i < request.getInputsCount(); i++) {
            read(i, read, values);
        }
        checkRowsWanted(values);
        return values;
    }

    private void read(final int i, final Set<String> read, final List<TensorValue> values) {
        final InferInputTensor input = request.getInputs(i);
        final String field = "inputs[" + i + "]";
        final TensorSpec spec = specs.stream().filter(one -> one.name().equals(input.getName())).findFirst().orElse(null);
        if (spec == null) {
            violations.add(field + ".name", "is \"" + Names.shortened(input.getName()) + "\"; the model takes "
                    + specs.stream().map(InferInputs::text).collect(Collectors.joining(", ")));
        } else if (!read.add(spec.name())) {
            violations.add(field + ".name", "is \"" + spec.name() + "\" once more; each input is allowed once");
        } else if (input.containsParameters(SHARED_MEMORY)) {
            violations.add(field + ".parameters", "of " + spec.name() + " name shared memory, which this server does not have");
        } else if (!input.getDatatype().equals(spec.type().name())) {
            violations.add(field + ".datatype", "of " + spec.name() + " is \"" + Names.shortened(input.getDatatype()) + "\"; "
                    + spec.type() + " is needed");
        } else {
            final int count = shapes.count(field + ".shape", spec, input.getShapeList());
            final ByteBuffer bytes = count == 0 ? null : bytes(i, spec, count);
            if (bytes != null) {
                values.add(new TensorValue(spec.name(), spec.type(), input.getShapeList(), bytes.flip()));
            }
        }
    }

    /** The numbers of an input up to the buffer's position; null when they are not as many. */
    private ByteBuffer bytes(final int i, final TensorSpec spec, final int count) {
        final InferInputTensor input = request.getInputs(i);
        final int length = count * spec.type().elementBytes();
        final String needed = " are needed for " + spec.type() + " " + TensorShapes.text(input.getShapeList());
        if (request.getRawInputContentsCount() > 0) {
            final ByteString raw = request.getRawInputContents(i);
            if (input.hasContents()) {
                violations.add("inputs[" + i + "].contents", "of " + spec.name()
                        + " are there beside raw_input_contents; only one of the two is allowed");
                return null;
            }
            if (raw.size() != length) {
                violations.add("raw_input_contents[" + i + "]",
                        "of " + spec.name() + " has " + raw.size() + " bytes; " + length + needed);
                return null;
            }
            final ByteBuffer bytes = direct(length);
            raw.copyTo(bytes);
            return bytes;
        }
        final InferTensorContents contents = input.getContents();
        final int found = spec.type() == TensorType.FP32 ? contents.getFp32ContentsCount() : contents.getInt64ContentsCount();
        final int others = contents.getBoolContentsCount() + contents.getIntContentsCount() + contents.getUintContentsCount()
                + contents.getUint64ContentsCount() + contents.getFp64ContentsCount() + contents.getBytesContentsCount()
                + contents.getFp32ContentsCount() + contents.getInt64ContentsCount() - found;
        if (found != count || others > 0) {
            violations.add("inputs[" + i + "].contents", "of " + spec.name() + " has " + found + " numbers in "
                    + (spec.type() == TensorType.FP32 ? "fp32_contents" : "int64_contents")
                    + (others > 0 ? " and " + others + " in others" : "") + "; " + count + needed + ", and no others");
            return null;
        }
        final ByteBuffer bytes = direct(length);
        for (int n = 0; n < count; n++) {
            if (spec.type() == TensorType.FP32) {
                bytes.putFloat(contents.getFp32Contents(n));
            } else {
                bytes.putLong(contents.getInt64Contents(n));
            }
        }
        return bytes;
    }

    /** ONNX Runtime reads it in place. */
    private static ByteBuffer direct(final int length) {
        return ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The length of the outputs is a number of the request. */
    private void checkRowsWanted(final List<TensorValue> values) {
        for (final TensorValue value : values) {
            if (value.name().equals(ROWS_WANTED) && value.type() == TensorType.INT64) {
                final long wanted = value.bytes().getLong(0);
                final long most = Math.min(MAX_ROWS, shapes.length(LISTINGS));
                if (wanted < 1 || wanted > most) {
                    violations.add("inputs", "have " + ROWS_WANTED + " = " + wanted + "; 1 to " + most + " is allowed");
                }
            }
        }
    }

    private static String text(final TensorSpec spec) {
        return spec.name() + " (" + spec.type() + " " + TensorShapes.text(spec.shape()) + ")";
    }
}
