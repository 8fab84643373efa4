package dev.homing.serving.demo;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Small markets for tests. */
final class Markets {
    static final Instant NOW = Instant.parse("2026-11-24T17:30:00Z");
    /** The midnight of the city before {@link #NOW}. */
    static final Instant END = Instant.parse("2026-11-24T08:00:00Z");
    static final MarketSize SMALL = new MarketSize(30, 700, 150);
    static final MarketHistory HISTORY = generate(7, NOW);

    private Markets() {
    }

    static MarketHistory generate(final long seed, final Instant now) {
        return new MarketGenerator(seed, SMALL, now).generate();
    }

    static List<MarketListing> listings(final int count, final long listedAtMs) {
        final Dice dice = Dice.of(11);
        final ListingFactory factory = new ListingFactory();
        return IntStream.rangeClosed(1, count).mapToObj(number -> factory.draw(number, listedAtMs, dice)).toList();
    }

    static List<MarketLead> leads(final int count) {
        final Dice dice = Dice.of(12);
        final LeadFactory factory = new LeadFactory(SMALL.days());
        return IntStream.rangeClosed(1, count).mapToObj(number -> factory.draw(number, dice)).toList();
    }

    /** Spearman's rank correlation. */
    static double rankCorrelation(final double[] one, final double[] other) {
        final double[] a = ranks(one);
        final double[] b = ranks(other);
        final double mean = (a.length - 1) / 2.0;
        double product = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (a[i] - mean) * (b[i] - mean);
            squaresA += (a[i] - mean) * (a[i] - mean);
            squaresB += (b[i] - mean) * (b[i] - mean);
        }
        return product / Math.sqrt(squaresA * squaresB);
    }

    /** Equal values share the mean of their ranks. */
    private static double[] ranks(final double[] values) {
        final double[] ranks = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double below = 0;
            double equal = 0;
            for (final double value : values) {
                below += value < values[i] ? 1 : 0;
                equal += value == values[i] ? 1 : 0;
            }
            ranks[i] = below + (equal - 1) / 2;
        }
        return ranks;
    }
}
