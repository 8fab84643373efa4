package dev.homing.training;

import dev.homing.features.FoldInParameters;
import java.util.List;
import java.util.Locale;

/**
 * Chooses the parameters of factorisation, and how much popularity counts beside it, on the tenant's own data: starting in the
 * middle, one parameter after the other takes the value that is best on a validation hold-out. That hold-out is cut from what the
 * final evaluation leaves over, so that the printed figures are of events that no choice has seen.
 */
final class ParameterSearch {
    private static final int ITERATIONS = 8;
    private static final Choice START = new Choice(new FoldInParameters(0.1f, 0.01f, 1, 30), 0);
    private static final List<Float> UNOBSERVED = List.of(0.03f, 0.4f);
    private static final List<Float> REGULARIZATIONS = List.of(0.002f, 0.05f);
    private static final List<Float> HALF_LIVES = List.of(7f, 180f);
    /** How much work a search is, in iterations of a factorisation. */
    static final int WORK = (1 + UNOBSERVED.size() + REGULARIZATIONS.size() + HALF_LIVES.size()) * ITERATIONS;

    private static final List<Float> POPULARITY_WEIGHTS = List.of(0f, 0.005f, 0.01f, 0.02f, 0.05f, 0.1f, 0.2f, 0.5f, 2f);

    /**
     * What is chosen.
     *
     * @param factors          how vectors are solved
     * @param popularityWeight what the gain of popularity counts beside the product of the vectors
     */
    record Choice(FoldInParameters factors, float popularityWeight) {
        HoldOut.Mix mix() {
            return new HoldOut.Mix(1, popularityWeight);
        }
    }

    private final Behaviour behaviour;
    private final HoldOut validation;
    private final int dimensions;
    private final long seed;
    private final RowWorkers workers;
    private final ProgressListener progress;
    private Choice best = START;
    private int tried;
    private double bestNdcg = -1;

    ParameterSearch(
            final Behaviour behaviour,
            final HoldOut validation,
            final int dimensions,
            final long seed,
            final RowWorkers workers,
            final ProgressListener progress) {
        this.behaviour = behaviour;
        this.validation = validation;
        this.dimensions = dimensions;
        this.seed = seed;
        this.workers = workers;
        this.progress = progress;
    }

    Choice run() {
        if (validation.leads() < Training.MIN_VERDICT_LEADS) {
            return START;
        }
        tryOut(START.factors());
        // Each step starts from what is best by then, so the list must not be made before the step before it is done.
        final FoldInParameters start = best.factors();
        UNOBSERVED.forEach(value -> tryOut(new FoldInParameters(
                value, start.regularization(), start.regularizationExponent(), start.recencyHalfLifeDays())));
        final FoldInParameters second = best.factors();
        REGULARIZATIONS.forEach(value -> tryOut(new FoldInParameters(
                second.unobservedWeight(), value, second.regularizationExponent(), second.recencyHalfLifeDays())));
        final FoldInParameters third = best.factors();
        HALF_LIVES.forEach(value -> tryOut(new FoldInParameters(
                third.unobservedWeight(), third.regularization(), third.regularizationExponent(), value)));
        return best;
    }

    private void tryOut(final FoldInParameters factors) {
        final AlsTrainer trainer = new AlsTrainer(factors, dimensions, ITERATIONS, seed, workers);
        final String what = String.format(Locale.ROOT, "trying unobserved %s, regularization %s, half-life %s d",
                factors.unobservedWeight(), factors.regularization(), factors.recencyHalfLifeDays());
        final int before = tried++ * ITERATIONS;
        final float[] vectors = trainer.train(
                InteractionMatrix.of(behaviour, validation.kept(), factors.recencyHalfLifeDays()),
                iteration -> progress.at((double) (before + iteration) / WORK, what));
        final List<Choice> choices = POPULARITY_WEIGHTS.stream().map(weight -> new Choice(factors, weight)).toList();
        final HoldOut.Score[] scores = validation.evaluate(
                trainer.foldIn(vectors), vectors, choices.stream().map(Choice::mix).toList(), workers);
        int top = 0;
        for (int i = 0; i < scores.length; i++) {
            top = scores[i].ndcg() > scores[top].ndcg() ? i : top;
        }
        if (scores[top].ndcg() > bestNdcg) {
            bestNdcg = scores[top].ndcg();
            best = choices.get(top);
        }
        progress.at((double) tried * ITERATIONS / WORK, String.format(Locale.ROOT, "%s: NDCG@%d %.4f with popularity weight %s",
                what, HoldOut.CUT, scores[top].ndcg(), choices.get(top).popularityWeight()));
    }
}
