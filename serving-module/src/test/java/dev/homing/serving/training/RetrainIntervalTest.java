package dev.homing.serving.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetrainIntervalTest {
    @Test
    void shouldReadANumberAndAUnit() {
        assertEquals(Duration.ofMinutes(1), RetrainInterval.parse("1m"));
        assertEquals(Duration.ofHours(24), RetrainInterval.parse("24h"));
        assertEquals(Duration.ofDays(365), RetrainInterval.parse("365d"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "24", "h", "0m", "-1h", "1.5h", "30s", "366d", "1h30m", "1 h", "1000000m", "PT1H"})
    void shouldRefuseEverythingElseAndSayWhatIsAllowed(final String text) {
        final String message = assertThrows(IllegalArgumentException.class, () -> RetrainInterval.parse(text)).getMessage();
        assertTrue(message.startsWith("retrainEvery=" + text + ": ") && message.contains("24h"), message);
    }

    @Test
    void shouldRefuseWhatTheCommandLineCannotSayEither() {
        assertThrows(IllegalArgumentException.class, () -> RetrainInterval.check(Duration.ofSeconds(59)));
    }
}
