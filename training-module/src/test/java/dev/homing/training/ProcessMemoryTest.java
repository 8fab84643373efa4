package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    @Test
    void shouldReadTheHighWaterMarkWhenTheSystemWritesIt() {
        assertEquals(OptionalLong.of(2_048L * 1_024),
                ProcessMemory.peakBytes(List.of("Name:\tjava", "VmPeak:\t 9999 kB", "VmHWM:\t    2048 kB", "VmRSS:\t 1024 kB")));
    }

    @Test
    void shouldSayNothingWhenTheSystemDoesNot() {
        assertEquals(OptionalLong.empty(), ProcessMemory.peakBytes(List.of("Name:\tjava")));
        assertEquals(OptionalLong.empty(), ProcessMemory.peakBytes(List.of("VmHWM:\t kB")));
    }

    @Test
    void shouldKnowThisProcessWhereThereIsProc() {
        assertEquals(Files.exists(Path.of("/proc/self/status")), ProcessMemory.peakBytes().isPresent());
        assertTrue(ProcessMemory.peakBytes().orElse(Long.MAX_VALUE) > 1 << 20, "a JVM takes more than a MiB");
    }
}
