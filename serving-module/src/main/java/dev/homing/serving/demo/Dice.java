package dev.homing.serving.demo;

import java.util.SplittableRandom;

/** Random draws from a seed: the same seed gives the same draws. Not for use by several threads. */
final class Dice {
    private final SplittableRandom random;

    private Dice(final SplittableRandom random) {
        this.random = random;
    }

    static Dice of(final long seed) {
        return new Dice(new SplittableRandom(seed));
    }

    /** Dice of their own, so that what one part of the market draws does not depend on how often another part did. */
    Dice split() {
        return new Dice(random.split());
    }

    long seed() {
        return random.nextLong();
    }

    boolean chance(final double probability) {
        return random.nextDouble() < probability;
    }

    double between(final double from, final double to) {
        return from + random.nextDouble() * (to - from);
    }

    /** Whole numbers, both ends included. */
    int between(final int from, final int to) {
        return random.nextInt(from, to + 1);
    }

    long between(final long from, final long to) {
        return from >= to ? from : random.nextLong(from, to);
    }

    double normal(final double mean, final double deviation) {
        return mean + deviation * random.nextGaussian();
    }

    /** A number around a typical one that is never negative and now and then much larger. */
    double around(final double typical, final double spread) {
        return typical * Math.exp(normal(0, spread));
    }

    /** An index, each as likely as its weight. */
    int pick(final double[] weights) {
        double total = 0;
        for (final double weight : weights) {
            total += weight;
        }
        double left = random.nextDouble() * total;
        for (int i = 0; i < weights.length - 1; i++) {
            left -= weights[i];
            if (left < 0) {
                return i;
            }
        }
        return weights.length - 1;
    }
}
