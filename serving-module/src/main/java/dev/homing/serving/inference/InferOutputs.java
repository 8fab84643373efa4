package dev.homing.serving.inference;

import com.google.protobuf.ByteString;
import dev.homing.proto.inference.InferTensorContents;
import dev.homing.proto.inference.ModelInferRequest;
import dev.homing.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import dev.homing.proto.inference.ModelInferResponse;
import dev.homing.proto.inference.ModelInferResponse.InferOutputTensor;
import dev.homing.serving.ingest.Violations;
import dev.homing.serving.model.TensorSpec;
import dev.homing.serving.model.TensorType;
import dev.homing.serving.model.TensorValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The output tensors of one request: which are wanted, and how they are sent. */
public final class InferOutputs {
    /** Extensions of other servers, each of which would be another answer. */
    private static final List<String> EXTENSIONS = List.of("classification", "shared_memory_region");

    private InferOutputs() {
    }

    /**
     * The outputs that a request asks for.
     *
     * @param request    of a client
     * @param specs      of all that the graph gives
     * @param violations gets what is wrong
     * @return in the order of the request; all where it names none
     */
    public static List<TensorSpec> wanted(
            final ModelInferRequest request, final List<TensorSpec> specs, final Violations violations) {
        if (request.getOutputsCount() == 0) {
            return specs;
        }
        final List<TensorSpec> wanted = new ArrayList<>();
        for (int i = 0; i < request.getOutputsCount(); i++) {
            final InferRequestedOutputTensor output = request.getOutputs(i);
            final String field = "outputs[" + i + "]";
            final TensorSpec spec = specs.stream().filter(one -> one.name().equals(output.getName())).findFirst().orElse(null);
            if (spec == null) {
                violations.add(field + ".name", "is \"" + Names.shortened(output.getName()) + "\"; the model gives "
                        + specs.stream().map(TensorSpec::name).collect(Collectors.joining(", ")));
            } else if (wanted.contains(spec)) {
                violations.add(field + ".name", "is \"" + spec.name() + "\" once more; each output is allowed once");
            } else {
                wanted.add(spec);
            }
            for (final String extension : EXTENSIONS) {
                if (output.containsParameters(extension)) {
                    violations.add(field + ".parameters", "have " + extension + ", an extension that this server does not have");
                }
            }
        }
        return wanted;
    }

    /**
     * Adds the outputs to an answer.
     *
     * @param values   of the graph
     * @param isRaw    whether as bytes, as clients do who sent theirs so
     * @param response gets them
     */
    public static void add(final List<TensorValue> values, final boolean isRaw, final ModelInferResponse.Builder response) {
        for (final TensorValue value : values) {
            final InferOutputTensor.Builder output = response.addOutputsBuilder()
                    .setName(value.name()).setDatatype(value.type().name()).addAllShape(value.shape());
            final ByteBuffer bytes = value.bytes().order(ByteOrder.LITTLE_ENDIAN);
            if (isRaw) {
                response.addRawOutputContents(ByteString.copyFrom(bytes));
                continue;
            }
            final InferTensorContents.Builder contents = output.getContentsBuilder();
            while (bytes.hasRemaining()) {
                if (value.type() == TensorType.FP32) {
                    contents.addFp32Contents(bytes.getFloat());
                } else {
                    contents.addInt64Contents(bytes.getLong());
                }
            }
        }
    }
}
