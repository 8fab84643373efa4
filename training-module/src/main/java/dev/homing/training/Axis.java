package dev.homing.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Values along a line of a plot.
 *
 * @param low   value at the start
 * @param high  value at the end, more than the low one
 * @param start coordinate
 * @param end   coordinate
 */
record Axis(double low, double high, double start, double end) {
    private static final double[] STEPS = {1, 2, 2.5, 5, 10};

    /** From the least to the most, rounded outwards to ticks. */
    static Axis around(final double least, final double most, final int ticks, final double start, final double end) {
        final double step = step(Math.max(most - least, 1e-9), ticks);
        final double low = Math.floor(least / step + 1e-9) * step;
        return new Axis(low, Math.max(low + step, Math.ceil(most / step - 1e-9) * step), start, end);
    }

    private static double step(final double span, final int ticks) {
        final double raw = span / ticks;
        final double power = Math.pow(10, Math.floor(Math.log10(raw)));
        for (final double factor : STEPS) {
            if (factor * power >= raw * (1 - 1e-9)) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    /** The coordinate of a value. */
    double at(final double value) {
        return start + (value - low) / (high - low) * (end - start);
    }

    /** Round values, about as many as asked for. */
    List<Double> ticks(final int count) {
        final double step = step(high - low, count);
        final List<Double> ticks = new ArrayList<>();
        for (long i = Math.round(Math.ceil(low / step - 1e-9)); i * step <= high + step * 1e-6; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** A tick's value without needless digits. */
    static String label(final double value) {
        final String text = String.format(Locale.ROOT, "%.4f", value);
        return text.replaceFirst("\\.?0+$", "").replaceFirst("^-0$", "0");
    }
}
