package dev.homing.serving.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text in UTF-8 that is on its way into a stream. Grows to what lies in it at once. */
final class Utf8Buffer {
    private static final int RADIX = 10;

    private byte[] bytes;
    private int length;

    Utf8Buffer(final int initialBytes) {
        bytes = new byte[initialBytes];
    }

    int length() {
        return length;
    }

    /** Writes all that lies in it, and is empty. */
    void writeTo(final OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        length = 0;
    }

    private void ensure(final int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), bytes.length + (bytes.length >> 1)));
        }
    }

    /** Appends a character of ASCII. */
    void append(final char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
    }

    void append(final String text) {
        final int chars = text.length();
        ensure(chars);
        final byte[] to = bytes;
        final int at = length;
        for (int i = 0; i < chars; i++) {
            final char c = text.charAt(i);
            if (c > 0x7f) {
                appendEncoded(text);
                return;
            }
            to[at + i] = (byte) c;
        }
        length = at + chars;
    }

    private void appendEncoded(final String text) {
        final byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ensure(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
    }

    /** Appends a whole number with as many digits as it has. */
    void append(final long number) {
        if (number < 0) {
            // The smallest has no opposite.
            if (number == Long.MIN_VALUE) {
                append(Long.toString(number));
                return;
            }
            append('-');
            append(-number);
            return;
        }
        int digits = 1;
        for (long rest = number / RADIX; rest > 0; rest /= RADIX) {
            digits++;
        }
        append(number, digits);
    }

    /**
     * Appends a whole number.
     *
     * @param number from 0 on
     * @param digits to write, zeros in front
     */
    void append(final long number, final int digits) {
        ensure(digits);
        long rest = number;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % RADIX);
            rest /= RADIX;
        }
        length += digits;
    }

    /** Appends a finite float as {@link FloatText} writes it. */
    void append(final float value) {
        ensure(FloatText.MAX_BYTES);
        final int whole = (int) value;
        // Half of all are these; the bits tell 0 from -0.
        if (whole >= 0 && whole < RADIX && Float.floatToRawIntBits(whole) == Float.floatToRawIntBits(value)) {
            bytes[length] = (byte) ('0' + whole);
            bytes[length + 1] = '.';
            bytes[length + 2] = '0';
            length += 3;
        } else {
            length = FloatText.write(value, bytes, length);
        }
    }
}
