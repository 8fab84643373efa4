package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldInParametersTest {
    @Test
    void shouldScaleTheDiagonalByFrequency() {
        assertEquals(0.5f, new FoldInParameters(0.1f, 0.5f, 0, 30).diagonal(12, 1_000), "not at all");
        assertEquals(0.5f * 112, new FoldInParameters(0.1f, 0.5f, 1, 30).diagonal(12, 1_000), 1e-4f, "in proportion");
        assertEquals(0.5f * 16, new FoldInParameters(0.25f, 0.5f, 0.5f, 30).diagonal(6, 1_000), 1e-4f, "by the root of 256");
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY})
    void shouldRefuseWhatIsNotPositiveAndFinite(final float bad) {
        assertThrows(IllegalArgumentException.class, () -> new FoldInParameters(bad, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new FoldInParameters(1, bad, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new FoldInParameters(1, 1, 1, bad));
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.1f, 2.1f, Float.NaN})
    void shouldRefuseAnExponentOutOfRange(final float bad) {
        assertThrows(IllegalArgumentException.class, () -> new FoldInParameters(1, 1, bad, 1));
    }
}
