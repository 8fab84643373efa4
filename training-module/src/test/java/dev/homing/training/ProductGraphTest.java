package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The graph as ONNX Runtime runs it, beside plain Java. */
@Timeout(60)
class ProductGraphTest {
    private static final byte HIGHEST = 127;

    /** Also where all codes are as large as they get, and 16 bits hold no more. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1, false", "1, 64, 1000, false", "1, 64, 1000, true", "1, 77, 333, false", "1, 77, 333, true",
        "3, 10, 100, false", "5, 1024, 40, true"})
    void shouldMultiplyEveryLeadWithEveryListing(
            final int leads, final int dimensions, final int listings, final boolean isExtreme) throws OrtException {
        final SplittableRandom random = new SplittableRandom(3);
        final byte[] lead = new byte[leads * dimensions];
        final byte[] codes = new byte[dimensions * listings];
        for (int i = 0; i < lead.length; i++) {
            lead[i] = isExtreme ? HIGHEST : (byte) (1 + random.nextInt(HIGHEST));
        }
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (isExtreme ? i % listings % 2 == 0 ? HIGHEST : -HIGHEST : random.nextInt(-HIGHEST, HIGHEST + 1));
        }
        final OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(ProductGraph.encode(Map.of("version", "1")));
                OnnxTensor left = OnnxTensor.createTensor(
                        environment, direct(lead), new long[] {leads, dimensions}, OnnxJavaType.UINT8);
                OnnxTensor right = OnnxTensor.createTensor(
                        environment, direct(codes), new long[] {dimensions, listings}, OnnxJavaType.INT8);
                OrtSession.Result result = session.run(Map.of("lead", left, "listings", right))) {
            final float[][] products = (float[][]) result.get("products").orElseThrow().getValue();
            for (int i = 0; i < leads; i++) {
                for (int listing = 0; listing < listings; listing++) {
                    int product = 0;
                    for (int j = 0; j < dimensions; j++) {
                        product += lead[i * dimensions + j] * codes[j * listings + listing];
                    }
                    assertEquals(product, products[i][listing], "lead " + i + ", listing " + listing);
                }
            }
        }
    }

    private static ByteBuffer direct(final byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
