package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("all-processors")
class DemoTest extends DistributionTest {
    /** A ranked home: number, id, neighbourhood, type, beds, square feet, price, score, verdict. */
    private static final Pattern RANKED =
            Pattern.compile("(?m)^ +[1-5]\\. +[a-z-]+-\\d+ .*\\$[\\d,]+ +-?\\d+\\.\\d+ +(yes|no) .*$");
    /** What training says of a method: its name, NDCG@10 with an interval, two more numbers, and what it makes of preferences. */
    private static final Pattern SCORES =
            Pattern.compile("(?m)^  (\\w[\\w ]*?) +\\d\\.\\d{4} \\[\\d\\.\\d{4}, \\d\\.\\d{4}] +\\d\\.\\d{4} +\\d\\.\\d{4}"
                    + " +\\d\\.\\d{4} \\[\\d\\.\\d{4}, \\d\\.\\d{4}]$");

    private static final Pattern TO_TASTE = Pattern.compile("(?m)^ +(\\d+\\.\\d) % of the first 10 recommendations$");
    private static final Pattern ALONE = Pattern.compile("(?m)^ +(\\d+\\.\\d) % of the first 10 by (\\w+) alone$");
    private static final Pattern POPULAR = Pattern.compile("(?m)^ +(\\d+\\.\\d) % of the 10 most popular homes$");
    private static final Pattern AFTER_TEN =
            Pattern.compile("(?m)^ +(\\d+\\.\\d) % of the first 10 recommendations after 10 events$");

    @Test
    void shouldWalkThroughOneLead() throws IOException, InterruptedException {
        final String told = homing().compute("demo", "--once", "--port", "0").out();
        assertEquals(10, RANKED.matcher(told).results().count(), "five before and five after two likes\n" + told);
        assertTrue(told.contains("RecommendationService/Recommend"), told);
        assertTrue(told.contains("stage/onnx") && told.contains("stage/rank"), told);
        assertTrue(SCORES.matcher(told).results().map(found -> found.group(1)).toList().containsAll(
                List.of("hybrid", "factors", "items", "neighbours", "content", "popularity day")), told);
        assertTrue(told.contains("grpcurl -plaintext"), told);
        assertTrue(share(told, TO_TASTE) >= 65, "some 80 % of what is recommended is to taste, one in ten of all homes\n" + told);
        assertEquals(List.of("factors", "items", "neighbours", "content"),
                ALONE.matcher(told).results().map(found -> found.group(2)).toList(), told);
        assertTrue(ALONE.matcher(told).results().allMatch(found -> Double.parseDouble(found.group(1)) < share(told, TO_TASTE)),
                "no signal alone knows a taste as well as all together\n" + told);
        assertTrue(share(told, AFTER_TEN) > share(told, POPULAR), "ten events are worth more than what all like\n" + told);
    }

    private static double share(final String told, final Pattern line) {
        return line.matcher(told).results().mapToDouble(found -> Double.parseDouble(found.group(1))).findFirst().orElse(0);
    }
}
