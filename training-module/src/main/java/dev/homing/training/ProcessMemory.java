package dev.homing.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** How much memory this process has taken, as Linux counts it: the heap and all beside it. Any thread. */
final class ProcessMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    /** The high-water mark of what is resident (proc(5)), in kB. */
    private static final String PEAK = "VmHWM:";
    private static final long KIB = 1_024;

    private ProcessMemory() {
    }

    /** The most bytes that were resident since the process began; empty where the system does not say. */
    static OptionalLong peakBytes() {
        try {
            return peakBytes(Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1));
        } catch (final IOException e) {
            // No Linux: the heap says enough.
            return OptionalLong.empty();
        }
    }

    static OptionalLong peakBytes(final List<String> status) {
        return status.stream().filter(line -> line.startsWith(PEAK))
                .map(line -> line.substring(PEAK.length()).replaceAll("[^0-9]", ""))
                .filter(digits -> !digits.isEmpty())
                .mapToLong(digits -> Long.parseLong(digits) * KIB).findFirst();
    }
}
