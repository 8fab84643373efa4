package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DemoTest extends DistributionTest {
    /** A ranked home: number, id, neighbourhood, type, beds, square feet, price, score, verdict. */
    private static final Pattern RANKED = Pattern.compile("(?m)^ +[1-5]\\. +[a-z-]+-\\d+ .*\\$[\\d,]+ +\\d\\.\\d+ +(yes|no) .*$");

    @Test
    void shouldWalkThroughOneLead() throws IOException, InterruptedException {
        final String told = homing().succeed("demo", "--once", "--port", "0").out();
        assertEquals(10, RANKED.matcher(told).results().count(), "five before and five after two likes\n" + told);
        assertTrue(told.contains("RecommendationService/Recommend"), told);
        assertTrue(told.contains("stage/onnx"), told);
        assertTrue(told.contains("grpcurl -plaintext"), told);
    }
}
