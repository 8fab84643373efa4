package dev.homing.serving.inference;

import dev.homing.serving.ingest.Violations;
import dev.homing.serving.model.TensorSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Checks the shapes of one request's tensors, before memory is taken for any of them: against what the graph says, and against
 * each other where dimensions have one name.
 */
final class TensorShapes {
    /** The most bytes of a tensor: as many as a whole message may have. */
    static final long MAX_TENSOR_BYTES = 4 << 20;

    private final Violations violations;
    private final Map<String, Long> lengths = new HashMap<>();

    TensorShapes(final Violations violations) {
        this.violations = violations;
    }

    /** Takes note of a tensor that the model has itself. */
    void takeOwn(final TensorSpec spec, final List<Long> shape) {
        for (int i = 0; i < shape.size(); i++) {
            if (spec.shape().get(i) < 0) {
                lengths.putIfAbsent(spec.dimensions().get(i), shape.get(i));
            }
        }
    }

    /** Length of all dimensions of a name; the longest there is where no tensor has one. */
    long length(final String dimension) {
        return lengths.getOrDefault(dimension, Long.MAX_VALUE);
    }

    /** How many numbers a tensor of the request has; 0 when its shape is wrong, of which the violations then tell. */
    int count(final String field, final TensorSpec spec, final List<Long> shape) {
        if (shape.size() != spec.shape().size()) {
            violations.add(field, "of " + spec.name() + " has " + shape.size() + " dimensions; " + text(spec.shape())
                    + " is needed, where -1 is any length");
            return 0;
        }
        final long maxCount = MAX_TENSOR_BYTES / spec.type().elementBytes();
        long count = 1;
        for (int i = 0; i < shape.size(); i++) {
            final long length = shape.get(i);
            final long needed = spec.shape().get(i);
            if (length < 1 || (needed >= 0 && length != needed)) {
                violations.add(field, "of " + spec.name() + " is " + text(shape) + "; " + text(spec.shape())
                        + " is needed, where -1 is any length from 1 on");
                return 0;
            }
            if (length > maxCount / count) {
                violations.add(field, "of " + spec.name() + " is " + text(shape) + "; a tensor of at most " + MAX_TENSOR_BYTES
                        + " bytes is allowed");
                return 0;
            }
            count *= length;
            final Long other = needed >= 0 ? null : lengths.putIfAbsent(spec.dimensions().get(i), length);
            if (other != null && other != length) {
                violations.add(field, "of " + spec.name() + " is " + text(shape) + ", with " + length + " "
                        + spec.dimensions().get(i) + "; the other inputs have " + other);
                return 0;
            }
        }
        return (int) count;
    }

    /** A shape as clients write it. */
    static String text(final List<Long> shape) {
        return shape.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }
}
