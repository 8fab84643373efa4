package dev.homing.serving.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Utf8BufferTest {
    private static final int EXPONENTS = 255;

    private final Utf8Buffer buffer = new Utf8Buffer(1);

    @Test
    void shouldWriteFloatsThatReadBackInEveryBit() {
        final SplittableRandom random = new SplittableRandom(1);
        for (int exponent = 0; exponent < EXPONENTS; exponent++) {
            final int bits = exponent << 23;
            assertReadsBack(Float.intBitsToFloat(bits));
            assertReadsBack(Float.intBitsToFloat(bits | 0x7f_ffff));
            for (int i = 0; i < 1_000; i++) {
                assertReadsBack(Float.intBitsToFloat(bits | random.nextInt(1 << 23)));
            }
        }
        for (int subnormal = 1; subnormal < 1_000; subnormal++) {
            assertReadsBack(Float.intBitsToFloat(subnormal));
        }
        for (final int edge : new int[] {1, 1 << 23, 1 << 24, 9_999_999, 10_000_000, 10_000_001, Integer.MAX_VALUE}) {
            assertReadsBack(edge);
        }
        for (int i = 0; i < 100_000; i++) {
            assertReadsBack(random.nextInt(20_000_000));
            assertReadsBack(random.nextInt(2_000) / 4f);
            assertReadsBack(random.nextInt(1_000_000) / 1_000f);
            assertReadsBack((float) random.nextDouble());
        }
    }

    private void assertReadsBack(final float value) {
        assertText(value);
        assertText(-value);
    }

    private void assertText(final float value) {
        buffer.append(value);
        final String text = text();
        assertEquals(Float.floatToRawIntBits(value), Float.floatToRawIntBits(Float.parseFloat(text)), text);
        assertEquals(NumberOutput.toString(value, true), text);
        assertTrue(text.length() <= Float.toString(value).length(), text);
    }

    @Test
    void shouldWriteWholeNumbers() {
        final SplittableRandom random = new SplittableRandom(2);
        for (long power = 1; power < Long.MAX_VALUE / 10; power *= 10) {
            assertNumber(power);
            assertNumber(power - 1);
            assertNumber(-power);
        }
        assertNumber(Long.MAX_VALUE);
        assertNumber(Long.MIN_VALUE);
        for (int i = 0; i < 10_000; i++) {
            assertNumber(random.nextLong() >> random.nextInt(64));
        }
    }

    private void assertNumber(final long number) {
        buffer.append(number);
        assertEquals(Long.toString(number), text());
    }

    @Test
    void shouldWriteAsManyDigitsAsAsked() {
        buffer.append(7, 3);
        buffer.append('.');
        buffer.append(999, 3);
        assertEquals("007.999", text());
    }

    @Test
    void shouldWriteTextsAsUtf8() {
        final StringBuilder expected = new StringBuilder();
        for (final String text : new String[] {"", "a", "\u007f", "\u0080", "abc\u00e9", "\ud83c\udfe0", "x".repeat(1_000),
            "\u20ac".repeat(1_000)}) {
            buffer.append(text);
            expected.append(text);
        }
        assertEquals(expected.toString().getBytes(UTF_8).length, buffer.length());
        assertEquals(expected.toString(), text());
        assertEquals(0, buffer.length());
    }

    private String text() {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            buffer.writeTo(out);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(UTF_8);
    }
}
