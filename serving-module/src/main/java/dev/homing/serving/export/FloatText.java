package dev.homing.serving.export;

import java.math.BigInteger;

/**
 * The shortest decimal that reads back as the same float, and of these the closest to it, in the form of
 * {@link Float#toString(float)}, which before Java 19 gives longer ones here and there. By Schubfach (Raffaello Giulietti, "The
 * Schubfach way to render doubles", 2022); the names are the paper's. Makes no objects. Any thread.
 */
final class FloatText {
    /** What a float takes at most, such as -1.17549435E-38. */
    static final int MAX_BYTES = 15;

    private static final int FRACTION_BITS = 23;
    private static final int FRACTION_MASK = (1 << FRACTION_BITS) - 1;
    private static final int EXPONENT_MASK = 255;
    /** The float is c times 2 to the q; the smallest c of those that are normal, and the smallest q. */
    private static final int C_MIN = 1 << FRACTION_BITS;
    private static final int Q_MIN = -149;
    /** Of fewer units in the last place than this the shortest decimal has fewer digits than two. */
    private static final int C_TINY = 8;
    private static final int K_MIN = -45;
    private static final int K_MAX = 31;
    private static final int RADIX = 10;
    /** Up to this many digits before the point, and this many zeros behind it, a float is written without exponent. */
    private static final int MAX_PLAIN_EXPONENT = 7;
    private static final int MIN_PLAIN_EXPONENT = -2;
    private static final long MASK_32 = 0xffff_ffffL;
    /** The smallest number of as many digits and one more. */
    private static final int[] TENS = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000};
    /** By k from K_MIN on: 10 to the -k, as 63 significant bits, and 1, so that it is not below. */
    private static final long[] G = powersOfTen();

    private FloatText() {
    }

    private static long[] powersOfTen() {
        final long[] powers = new long[K_MAX - K_MIN + 1];
        for (int k = K_MIN; k <= K_MAX; k++) {
            final int bits = Long.SIZE - 2 - floorLog2PowerOf10(-k);
            final BigInteger power = BigInteger.TEN.pow(Math.abs(k));
            final BigInteger scaled = k <= 0 ? power.shiftLeft(Math.max(bits, 0)).shiftRight(Math.max(-bits, 0))
                    : BigInteger.ONE.shiftLeft(bits).divide(power);
            powers[k - K_MIN] = scaled.longValueExact() + 1;
        }
        return powers;
    }

    /**
     * Writes a float.
     *
     * @param value finite
     * @param to    has room for {@link #MAX_BYTES}
     * @param at    where
     * @return where it ends
     */
    static int write(final float value, final byte[] to, final int at) {
        final int bits = Float.floatToRawIntBits(value);
        int end = at;
        if (bits < 0) {
            to[end++] = '-';
        }
        final int fraction = bits & FRACTION_MASK;
        final int exponent = (bits >>> FRACTION_BITS) & EXPONENT_MASK;
        if (exponent == 0) {
            return fraction == 0 ? layOut(0, 0, to, end)
                    : fraction < C_TINY ? shortest(Q_MIN, RADIX * fraction, -1, to, end) : shortest(Q_MIN, fraction, 0, to, end);
        }
        final int q = Q_MIN - 1 + exponent;
        final int c = C_MIN | fraction;
        if (-FRACTION_BITS <= q && q <= 0 && ((c >> -q) << -q) == c) {
            return layOut(c >> -q, 0, to, end);
        }
        return shortest(q, c, 0, to, end);
    }

    /** Writes c times 2 to the q; its decimal exponent is to be corrected by dk. */
    private static int shortest(final int q, final int c, final int dk, final byte[] to, final int at) {
        final int isOdd = c & 1;
        final long middle = (long) c << 2;
        final long right = middle + 2;
        final long left;
        final int k;
        if (c != C_MIN || q == Q_MIN) {
            left = middle - 2;
            k = floorLog10PowerOf2(q);
        } else {
            // The float below is only half as far away.
            left = middle - 1;
            k = floorLog10ThreeQuartersOfPowerOf2(q);
        }
        final int h = q + floorLog2PowerOf10(-k) + 33;
        final long g = G[k - K_MIN];
        final int v = scaled(g, middle << h);
        final int low = scaled(g, left << h) + isOdd;
        final int high = scaled(g, right << h) - isOdd;
        final int s = v >> 2;
        if (s >= 100) {
            // One digit fewer, if just one of its neighbours rounds to the float.
            final int below = s / RADIX * RADIX;
            final int above = below + RADIX;
            final boolean isBelowIn = low <= (below << 2);
            if (isBelowIn != ((above << 2) <= high)) {
                return layOut(isBelowIn ? below : above, k, to, at);
            }
        }
        final boolean isFloorIn = low <= (s << 2);
        if (isFloorIn != (((s + 1) << 2) <= high)) {
            return layOut(isFloorIn ? s : s + 1, k + dk, to, at);
        }
        final int toMiddle = v - ((s + s + 1) << 1);
        return layOut(toMiddle < 0 || (toMiddle == 0 && (s & 1) == 0) ? s : s + 1, k + dk, to, at);
    }

    /** The product without its fraction, whose presence the last bit tells. */
    private static int scaled(final long g, final long shifted) {
        final long product = Math.multiplyHigh(g, shifted);
        return (int) ((product >>> 31) | (((product & MASK_32) + MASK_32) >>> 32));
    }

    /** Writes a number times 10 to the k. */
    private static int layOut(final int number, final int k, final byte[] to, final int at) {
        int digits = number;
        int exponent = k;
        while (digits != 0 && digits % RADIX == 0) {
            digits /= RADIX;
            exponent++;
        }
        int count = 1;
        while (count < TENS.length && digits >= TENS[count]) {
            count++;
        }
        // From here on the number is 0.ddd times 10 to the exponent.
        exponent = number == 0 ? 1 : exponent + count;
        if (exponent > 0 && exponent <= MAX_PLAIN_EXPONENT) {
            return layOutPlain(digits, count, exponent, to, at);
        }
        int end = at;
        if (exponent <= 0 && exponent >= MIN_PLAIN_EXPONENT) {
            end = put(0, 1 - exponent + 1, to, end);
            to[at + 1] = '.';
            return put(digits, count, to, end);
        }
        final int unit = TENS[count - 1];
        to[end++] = (byte) ('0' + digits / unit);
        to[end++] = '.';
        end = put(digits % unit, Math.max(count - 1, 1), to, end);
        to[end++] = 'E';
        exponent--;
        if (exponent < 0) {
            to[end++] = '-';
            exponent = -exponent;
        }
        return put(exponent, exponent < RADIX ? 1 : 2, to, end);
    }

    private static int layOutPlain(final int digits, final int count, final int before, final byte[] to, final int at) {
        int end = at;
        if (count <= before) {
            end = put(digits * TENS[before - count], before, to, end);
            to[end++] = '.';
            to[end++] = '0';
            return end;
        }
        final int unit = TENS[count - before];
        end = put(digits / unit, before, to, end);
        to[end++] = '.';
        return put(digits % unit, count - before, to, end);
    }

    /** Writes as many digits of a number. */
    private static int put(final int number, final int count, final byte[] to, final int at) {
        int rest = number;
        for (int i = at + count - 1; i >= at; i--) {
            to[i] = (byte) ('0' + rest % RADIX);
            rest /= RADIX;
        }
        return at + count;
    }

    // Integer approximations of logarithms, exact for all exponents that occur here: the paper's section 8.

    private static int floorLog10PowerOf2(final int e) {
        return (int) ((e * 661_971_961_083L) >> 41);
    }

    private static int floorLog10ThreeQuartersOfPowerOf2(final int e) {
        return (int) ((e * 661_971_961_083L - 274_743_187_321L) >> 41);
    }

    private static int floorLog2PowerOf10(final int e) {
        return (int) ((e * 913_124_641_741L) >> 38);
    }
}
