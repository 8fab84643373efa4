package dev.homing.training;

import dev.homing.features.FoldInParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Chooses the parameters of factorisation on the tenant's own data: starting in the middle, one parameter after the other takes the
 * value that is best on a validation hold-out. That hold-out is cut from what the final evaluation leaves over, so that the printed
 * figures are of events that no choice has seen.
 */
final class ParameterSearch {
    private static final int ITERATIONS = 8;
    private static final FoldInParameters START = new FoldInParameters(0.1f, 0.01f, 1, 90);
    private static final float[] HALF_LIVES = {14, 365};
    private static final float[] UNOBSERVED = {0.02f, 0.5f, 2};
    private static final float[] REGULARIZATIONS = {0.001f, 0.1f};
    /** Below this a difference is noise, and the middle is as good a guess. */
    private static final int MIN_LEADS = 20;

    private final Behaviour behaviour;
    private final HoldOut validation;
    private final int dimensions;
    private final long seed;
    private final RowWorkers workers;
    private final Consumer<String> progress;

    ParameterSearch(
            final Behaviour behaviour,
            final HoldOut validation,
            final int dimensions,
            final long seed,
            final RowWorkers workers,
            final Consumer<String> progress) {
        this.behaviour = behaviour;
        this.validation = validation;
        this.dimensions = dimensions;
        this.seed = seed;
        this.workers = workers;
        this.progress = progress;
    }

    FoldInParameters run() {
        if (validation.asked() < MIN_LEADS) {
            return START;
        }
        FoldInParameters best = START;
        double bestNdcg = ndcg(best);
        for (int step = 0; step < 3; step++) {
            for (final FoldInParameters other : alternatives(best, step)) {
                final double ndcg = ndcg(other);
                if (ndcg > bestNdcg) {
                    bestNdcg = ndcg;
                    best = other;
                }
            }
        }
        return best;
    }

    private static List<FoldInParameters> alternatives(final FoldInParameters to, final int step) {
        final List<FoldInParameters> others = new ArrayList<>();
        switch (step) {
            case 0 -> {
                for (final float unobserved : UNOBSERVED) {
                    others.add(new FoldInParameters(
                            unobserved, to.regularization(), to.regularizationExponent(), to.recencyHalfLifeDays()));
                }
            }
            case 1 -> {
                for (final float regularization : REGULARIZATIONS) {
                    others.add(new FoldInParameters(
                            to.unobservedWeight(), regularization, to.regularizationExponent(), to.recencyHalfLifeDays()));
                }
            }
            default -> {
                for (final float halfLife : HALF_LIVES) {
                    others.add(new FoldInParameters(
                            to.unobservedWeight(), to.regularization(), to.regularizationExponent(), halfLife));
                }
            }
        }
        return others;
    }

    private double ndcg(final FoldInParameters parameters) {
        final AlsTrainer trainer = new AlsTrainer(parameters, dimensions, ITERATIONS, seed, workers);
        final float[] vectors = trainer.train(
                InteractionMatrix.of(behaviour, validation.kept(), parameters.recencyHalfLifeDays()), iteration -> { });
        final double ndcg = validation.evaluate(trainer.foldIn(vectors), vectors, workers).ndcg();
        progress.accept(String.format(Locale.ROOT,
                "trying unobserved weight %s, regularization %s, half-life %s days: NDCG@%d %.4f",
                parameters.unobservedWeight(), parameters.regularization(), parameters.recencyHalfLifeDays(), HoldOut.CUT, ndcg));
        return ndcg;
    }
}
