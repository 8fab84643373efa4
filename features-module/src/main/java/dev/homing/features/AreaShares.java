package dev.homing.features;

/** How a weight is shared among areas. */
final class AreaShares {
    private final int[] areas;
    private final double[] weights;
    private double all;
    private int count;

    AreaShares(final int capacity) {
        areas = new int[capacity];
        weights = new double[capacity];
    }

    void clear() {
        all = 0;
        count = 0;
    }

    void add(final int area, final double weight) {
        all += weight;
        for (int i = 0; i < count; i++) {
            if (areas[i] == area) {
                weights[i] += weight;
                return;
            }
        }
        areas[count] = area;
        weights[count++] = weight;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** 0 to 1; 0 for an area that has nothing. */
    double share(final int area) {
        for (int i = 0; i < count; i++) {
            if (areas[i] == area) {
                return weights[i] / all;
            }
        }
        return 0;
    }
}
