package dev.homing.serving.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IsoTimeTest {
    private static final int ROUNDS = 20_000;
    private static final long MAX_SECONDS = 253_402_300_799L;

    @Test
    void shouldReadWhatAnInstantReads() {
        final Random random = new Random(9);
        for (int i = 0; i < ROUNDS; i++) {
            final Instant seconds = Instant.ofEpochSecond((long) (random.nextDouble() * MAX_SECONDS));
            assertEquals(Optional.of(seconds), IsoTime.instant(seconds.toString()));
            final Instant ms = seconds.plusMillis(1 + random.nextInt(999));
            assertEquals(Optional.of(ms), IsoTime.instant(ms.toString()), ms.toString());
        }
        assertEquals(Optional.of(Instant.parse("2024-02-29T23:59:59Z")), IsoTime.instant("2024-02-29T23:59:59.000Z"));
    }

    @Test
    void shouldLeaveOtherFormsToTheFormatter() {
        for (final String other : List.of("", "1700000000", "2024-02-29", "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z",
                "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:60Z", "2024-01-01 00:00:00Z",
                "2024-01-01T00:00:00+", "2024-01-01T00:00:00.00Z", "2024-01-01T00:00:00.0000Z", "2024-01-01T0x:00:00Z")) {
            assertEquals(Optional.empty(), IsoTime.instant(other), other);
        }
    }
}
