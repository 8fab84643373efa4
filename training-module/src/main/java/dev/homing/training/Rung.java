package dev.homing.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A share of the leads on which settings are tried, as of successive halving (Jamieson and Talwalkar 2016, "Non-stochastic Best
 * Arm Identification and Hyperparameter Optimization"): many settings on few leads, the best of them on more.
 *
 * @param share of all leads, more than 0, up to 1; those of a smaller share are among those of a larger
 * @param cut   what they did, parted into what is learned from and questions; of other leads nothing
 */
record Rung(double share, Cut cut) {
    /** How many times as many leads the next rung has. */
    private static final int FACTOR = 4;

    /** Fewer say little of what is best for all of them. */
    private static final int MIN_EVENTS = 25_000;
    /** Where listings are hardly ever met, none has to do with another, and no setting is better than another. */
    private static final int MIN_EVENTS_OF_LISTING = 5;
    private static final int MIN_QUESTIONS = 500;
    /** More say the same, and take longer. */
    private static final int MAX_EVENTS = 2_000_000;
    private static final long LEAD_SEED_STEP = 0x9E3779B97F4A7C15L;

    /** Parts events of leads into what is learned from and questions. */
    @FunctionalInterface
    interface Parting {
        Cut of(int[] events);
    }

    /** Whether there are leads that do not take part. */
    boolean isSample() {
        return share < 1;
    }

    /**
     * The rungs for some events: one where they are few.
     *
     * @param events       of each lead, how many there are
     * @param listings     that there are
     * @param parting      of events
     * @param maxQuestions on the last rung
     * @param seed         chooses leads and questions
     * @return the smallest first
     */
    static List<Rung> ladder(
            final int[] events, final int listings, final Parting parting, final int maxQuestions, final long seed) {
        return ladder(events, parting, maxQuestions, seed, minEvents(listings), MAX_EVENTS);
    }

    static int minEvents(final int listings) {
        return (int) Math.min(MAX_EVENTS, Math.max(MIN_EVENTS, (long) MIN_EVENTS_OF_LISTING * listings));
    }

    /** With other bounds on the events of the first rung and the last. */
    static List<Rung> ladder(final int[] events, final Parting parting, final int maxQuestions, final long seed,
            final int minEvents, final int maxEvents) {
        final double most = Math.min(1, (double) maxEvents / Math.max(1, sum(events)));
        final Cut all = parting.of(most == 1 ? events : sample(events, most, seed));
        final List<Rung> rungs = new ArrayList<>();
        final double least = Math.max((double) minEvents * most / Math.max(1, sum(all.kept())),
                MIN_QUESTIONS * most / Math.max(1, all.questions().size()));
        for (double share = least; share <= most / 2; share *= FACTOR) {
            final int[] kept = sample(all.kept(), share, seed);
            final double part = share;
            final List<Question> questions = all.questions().stream()
                    .filter(question -> isChosen(question.lead(), part, seed)).toList();
            rungs.add(new Rung(share, new Cut(kept, questions, sample(all.popularAt(), share, seed))
                    .sampled(Math.max(MIN_QUESTIONS, (int) Math.round(maxQuestions * share / most)), seed)));
        }
        rungs.add(new Rung(most, all.sampled(maxQuestions, seed)));
        return rungs;
    }

    private static long sum(final int[] events) {
        return Arrays.stream(events).asLongStream().sum();
    }

    private static int[] sample(final int[] events, final double share, final long seed) {
        final int[] some = events.clone();
        for (int lead = 0; lead < some.length; lead++) {
            some[lead] = isChosen(lead, share, seed) ? some[lead] : 0;
        }
        return some;
    }

    private static boolean isChosen(final int lead, final double share, final long seed) {
        return new SplittableRandom(seed + lead * LEAD_SEED_STEP).nextDouble() < share;
    }
}
