package dev.homing.serving.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a graph takes or gives.
 *
 * @param name       of the tensor
 * @param type       of its numbers
 * @param shape      -1 where a dimension is as long as one likes
 * @param dimensions names of those dimensions, empty for the others: all of one name are equally long
 */
public record TensorSpec(String name, TensorType type, List<Long> shape, List<String> dimensions) {
    static List<TensorSpec> of(final Map<String, NodeInfo> nodes) throws ModelException {
        final List<TensorSpec> specs = new ArrayList<>();
        for (final NodeInfo node : nodes.values()) {
            if (!(node.getInfo() instanceof TensorInfo)) {
                throw new ModelException("its " + node.getName() + " is not a tensor", null);
            }
            final TensorInfo info = (TensorInfo) node.getInfo();
            final List<Long> shape = new ArrayList<>();
            for (final long length : info.getShape()) {
                shape.add(length);
            }
            specs.add(new TensorSpec(
                    node.getName(), TensorType.of(info.type), List.copyOf(shape), List.of(info.getDimensionNames())));
        }
        return List.copyOf(specs);
    }
}
