package dev.homing.features;

/**
 * Powers of two with any exponent: the first eight bits of its fraction come from a table, the rest from the first terms of the
 * series, together exact to 1e-14.
 */
final class PowerOfTwo {
    private static final int TABLE_BITS = 8;
    private static final int SIZE = 1 << TABLE_BITS;
    private static final int SIGNIFICAND_BITS = 52;
    private static final int EXPONENT_BIAS = 1_023;
    private static final double LN_2 = Math.log(2);
    /** Of the middle of each interval. */
    private static final double[] TABLE = table();

    private PowerOfTwo() {
    }

    private static double[] table() {
        final double[] table = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            table[i] = Math.pow(2, (i + 0.5) / SIZE);
        }
        return table;
    }

    /** 2 to any power. */
    static double of(final double exponent) {
        if (!(Math.abs(exponent) < EXPONENT_BIAS - 1)) {
            return Math.pow(2, exponent);
        }
        final double steps = Math.floor(exponent * SIZE);
        final int step = (int) steps;
        final double rest = (exponent - (steps + 0.5) / SIZE) * LN_2;
        return TABLE[step & SIZE - 1]
                * Double.longBitsToDouble((long) ((step >> TABLE_BITS) + EXPONENT_BIAS) << SIGNIFICAND_BITS)
                * (1 + rest * (1 + rest * (1 / 2.0 + rest * (1 / 6.0 + rest * (1 / 24.0)))));
    }
}
