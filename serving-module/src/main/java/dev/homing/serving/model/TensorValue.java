package dev.homing.serving.model;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A tensor of a request or an answer.
 *
 * @param name  of the graph's input or output
 * @param type  of its numbers
 * @param shape as long as they are
 * @param bytes row by row, little endian, from the buffer's position to its limit; direct ones are read in place
 */
public record TensorValue(String name, TensorType type, List<Long> shape, ByteBuffer bytes) {
}
