package dev.homing.serving.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainingProcessTest {
    @Test
    void shouldGiveTheProcessItsOwnMemoryAndALowerPriority() {
        final TrainingOrder order = new TrainingOrder(
                "east", "r1", false, Optional.of(Instant.parse("2026-11-24T12:00:00Z")), -7, 64 << 20,
                Optional.of(Duration.ofMinutes(2)));
        final ProcessBuilder builder = TrainingProcess.supervised(Path.of("data"), order);
        final List<String> command = builder.command();
        assertTrue(builder.redirectErrorStream());
        assertEquals(ProcessBuilder.Redirect.PIPE, builder.redirectInput(), "its end is the end of the server");
        final int main = command.indexOf("-m");
        assertEquals(List.of("dev.homing.training/dev.homing.training.TrainMain", "--data", "data", "--tenant", "east",
                "--seed", "-7", "--supervised", "--budget", "120", "--as-of", "2026-11-24T12:00:00Z"),
                command.subList(main + 1, command.size()));
        // The tests' own JVM has a limit too, which must not be the last word.
        assertEquals(List.of("-Xmx67108864"), command.stream().filter(flag -> flag.startsWith("-Xmx")).toList());
        assertTrue(command.indexOf("-Xmx67108864") < main);
        assertTrue(command.contains("-XX:+ExitOnOutOfMemoryError"));
        assertTrue(command.indexOf("-Dhoming.terminal=false") > command.indexOf("-Dhoming.terminal=true"));
        assertTrue(command.get(0).endsWith("java") || command.subList(0, 3).equals(List.of("/usr/bin/nice", "-n", "10")));
    }

    @Test
    void shouldTakeAQuarterOfTheMachine() {
        final long bytes = TrainingMemory.ofMachine();
        assertTrue(bytes >= 256L << 20 && bytes <= TrainingMemory.MAX_BYTES, "bytes=" + bytes);
    }
}
