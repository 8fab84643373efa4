package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Every call of the contract from other languages, each where what it takes is there: {@code .ci/interop/install} installs that,
 * and this test nothing. One server and one small model serve all of them.
 */
@EnabledOnOs(OS.LINUX)
class InteropTest extends DistributionTest {
    private Finished called;

    @BeforeAll
    void callAll() throws IOException, InterruptedException {
        called = homing().run(Map.of(), Path.of(System.getProperty("homing.interop")));
    }

    @Test
    void shouldAnswerPythonStubs() {
        check("Python", "grpcio \\S+");
    }

    @Test
    void shouldAnswerNode() {
        check("Node", "@grpc/grpc-js \\S+");
    }

    @Test
    void shouldAnswerWhoKnowsNothingButReflection() {
        check("buf", "curl");
    }

    private void check(final String client, final String version) {
        for (final String line : called.out().lines().toList()) {
            assumeFalse(line.startsWith(client + ": skipped, "), line);
        }
        final Pattern good = Pattern.compile("(?m)^" + client + " (.* )?" + version + ": [1-9]\\d* calls, 0 failed$");
        assertTrue(good.matcher(called.out()).find(), called.toString());
    }
}
