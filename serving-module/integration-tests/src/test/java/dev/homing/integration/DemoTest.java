package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DemoTest extends DistributionTest {
    /** A ranked home: number, id, neighbourhood, type, beds, square feet, price, score, verdict. */
    private static final Pattern RANKED =
            Pattern.compile("(?m)^ +[1-5]\\. +[a-z-]+-\\d+ .*\\$[\\d,]+ +-?\\d+\\.\\d+ +(yes|no) .*$");
    /** What training says of a method: its name, NDCG@10 with an interval, two more numbers, and what it makes of preferences. */
    private static final Pattern SCORES =
            Pattern.compile("(?m)^  (\\w[\\w ]*?) +\\d\\.\\d{4} \\[\\d\\.\\d{4}, \\d\\.\\d{4}] +\\d\\.\\d{4} +\\d\\.\\d{4}"
                    + " +\\d\\.\\d{4} \\[\\d\\.\\d{4}, \\d\\.\\d{4}]$");

    @Test
    void shouldWalkThroughOneLead() throws IOException, InterruptedException {
        final String told = homing().succeed("demo", "--once", "--port", "0").out();
        assertEquals(10, RANKED.matcher(told).results().count(), "five before and five after two likes\n" + told);
        assertTrue(told.contains("RecommendationService/Recommend"), told);
        assertTrue(told.contains("stage/onnx") && told.contains("stage/rank"), told);
        assertTrue(SCORES.matcher(told).results().map(found -> found.group(1)).toList().containsAll(
                List.of("hybrid", "factors", "items", "neighbours", "content", "popularity day")), told);
        assertTrue(told.contains("grpcurl -plaintext"), told);
    }
}
