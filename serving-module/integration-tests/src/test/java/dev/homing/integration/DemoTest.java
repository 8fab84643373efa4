package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DemoTest extends DistributionTest {
    private static final Pattern FIFTH = Pattern.compile("(?m)^\\W*5\\b.*$");

    @Test
    void shouldShowFiveRecommendationsBeforeAndAfter() throws IOException, InterruptedException {
        assumeTrue(homing().run("demo", "--help").out().contains("Usage: homing demo"), "there is no demo in this distribution");
        final Finished finished = homing().succeed("demo", "--once");
        assertTrue(FIFTH.matcher(finished.out()).results().count() >= 2, finished.toString());
    }
}
