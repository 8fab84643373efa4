package dev.homing.features;

/** A part of a whole. */
final class Ratio {
    private Ratio() {
    }

    /** Of nothing it is NaN by name: 0 / 0 has a sign that depends on whether the processor or the compiler divided. */
    static float of(final double part, final double whole) {
        return whole == 0 ? Float.NaN : (float) (part / whole);
    }
}
