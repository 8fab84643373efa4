package dev.homing.serving.demo;

import java.util.Arrays;

/** The homes that a lead compares with: turns a utility into its standing, the part of the market that is no better. */
final class Reference {
    private final double[] utilities;

    Reference(final double[] utilities) {
        this.utilities = utilities.clone();
        Arrays.sort(this.utilities);
    }

    /** From 0, worse than all, to 1. */
    double standing(final double utility) {
        if (utilities.length == 0) {
            return 1;
        }
        final int found = Arrays.binarySearch(utilities, utility);
        final int below = found >= 0 ? found : -found - 1;
        return (double) below / utilities.length;
    }
}
