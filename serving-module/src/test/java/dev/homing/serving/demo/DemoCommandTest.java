package dev.homing.serving.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DemoCommandTest {
    private final StringWriter err = new StringWriter();
    private final CommandLine command = new CommandLine(new DemoCommand()).setErr(new PrintWriter(err));

    @Test
    void shouldSayWhatIsAllowedWhenThePortIsNone() {
        assertEquals(2, command.execute("--port", "65536"));
        assertTrue(err.toString().contains("--port is 65536; 0 to 65535 is allowed"), err.toString());
    }

    @Test
    void shouldRefuseWhatIsNoSeed() {
        assertEquals(2, command.execute("--once", "--seed", "tomorrow"));
    }
}
