package dev.homing.training;

import dev.homing.features.ContentEvidence;
import dev.homing.features.FoldInParameters;
import dev.homing.features.Signal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;

/**
 * Chooses how each signal is trained, on the tenant's own data: each lead's last listings are held back, and each signal alone is
 * asked for them. One setting after the other climbs its list of values as long as that helps.
 *
 * <p>Where there is much data the climb is on few of the leads, and the best that it tried are tried on more, up to all: see
 * {@link Rung}. What content is made of costs little, and has one rung. Each signal leaves time for those that come after it.
 *
 * <p>It sees all events that it is given. {@code homing evaluate} gives it what its protocol leaves over, so that its figures
 * are of events that no choice has seen; in {@code homing train} the visits of the proof are held back from the mix and the
 * trees only.
 */
final class SettingsSearch {
    private static final int MIN_QUESTIONS = 500;
    /** The most scores of a trial, one for each question and listing: time is bounded. */
    private static final int MAX_SCORES = 40_000_000;
    private static final double HELD_BACK = 0.2;
    /** Of all events; there are fewer of these questions. */
    private static final double PREFERENCES = 0.6;
    private static final double NO_FADING = 100_000;
    private static final long DAY_MS = 86_400_000;
    /** One of so many settings that a rung tried comes to the next. */
    private static final int ONE_SURVIVES_OF = 3;
    /** But so many at least: few leads err. */
    private static final int MIN_SURVIVORS = 4;

    // Of the time that is left when it is the signal's turn; those with more settings, or longer trials, get more.
    private static final double TIME_OF_ITEMS = 0.4;
    private static final double TIME_OF_NEIGHBOURS = 0.25;
    private static final double TIME_OF_FACTORS = 0.8;

    private static final double[] UNOBSERVED = {0.003, 0.01, 0.03, 0.1, 0.3, 1};
    private static final double[] REGULARIZATIONS = {0.001, 0.003, 0.01, 0.03, 0.1, 0.3};
    private static final double[] HALF_LIVES = {7, 30, 180, NO_FADING};
    private static final double[] POWERS = {0, 0.5, 1};
    private static final double[] ITEM_REGULARIZATIONS = {5, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000};
    private static final double[] NEIGHBOURS = {20, 50, 100, 200, 400};
    private static final double[] CONTENT_UNOBSERVED = {10, 40, 160, 640};
    private static final double[] CONTENT_WEIGHTS = {1, 4, 16, 64};
    private static final double[] VIEW_SLOPES = {0, 1, 2, 3};

    private final SignalTrainer trainer;
    private final List<Rung> rungs;
    private final SignalTrials trials;
    /** One only where all happened within a day, or nothing has a time. */
    private final double[] halfLives;
    private final SearchBudget budget;
    private final SearchProgress progress;
    private Signal signal;
    private Rung rung;
    /** Of the signal that is being tried, on this rung, in their order. */
    private final Map<SignalSettings, Double> known = new LinkedHashMap<>();

    SettingsSearch(
            final SignalTrainer trainer,
            final int[] events,
            final int maxQuestions,
            final long seed,
            final SearchBudget budget,
            final ProgressListener progress) {
        this.trainer = trainer;
        this.budget = budget;
        this.progress = new SearchProgress(progress);
        final Behaviour behaviour = trainer.behaviour();
        final boolean isMarket = trainer.catalog().versionCount() > 0;
        final int affordable = MAX_SCORES / Math.max(1, behaviour.listingCount());
        rungs = Rung.ladder(events, behaviour.listingCount(), some -> Cut.lastListings(behaviour, some, HELD_BACK, isMarket),
                Math.max(MIN_QUESTIONS, Math.min(maxQuestions, affordable)), seed);
        final Cut preferences = isMarket
                ? Cut.preferences(behaviour, events, behaviour.quantile(events, 1 - PREFERENCES), Long.MAX_VALUE)
                        .sampled(maxQuestions, seed) : new Cut(events, List.of(), events);
        trials = new SignalTrials(trainer, preferences, behaviour.lastAt(events));
        halfLives = behaviour.lastAt(events) - behaviour.firstAt() < DAY_MS
                ? new double[] {SignalSettings.START.itemHalfLifeDays()} : HALF_LIVES;
    }

    SignalSettings run() {
        final SignalSettings start = SignalSettings.START;
        if (last().cut().questions().size() < Training.MIN_VERDICT_LEADS) {
            return start;
        }
        final boolean isMarket = trainer.catalog().versionCount() > 0;
        final SignalSettings items = search(Signal.ITEMS, TIME_OF_ITEMS, rungs, () -> searchItems(start));
        final SignalSettings neighbours =
                search(Signal.NEIGHBOURS, TIME_OF_NEIGHBOURS, rungs, () -> searchNeighbours(items));
        SignalSettings best =
                search(Signal.FACTORS, isMarket ? TIME_OF_FACTORS : 1, rungs, () -> searchFactors(neighbours));
        if (rungs.size() > 1) {
            // Few leads say little of time, and what is left of their settings may all have the same half-life.
            best = climbHalfLife(best);
        }
        if (isMarket) {
            final SignalSettings factors = best;
            best = search(Signal.CONTENT, 1, List.of(last()), () -> searchContent(factors));
        }
        return best;
    }

    private Rung last() {
        return rungs.get(rungs.size() - 1);
    }

    /** Climbs on the first rung, and tries what did best there on the further ones. */
    private SignalSettings search(
            final Signal which, final double time, final List<Rung> some, final Supplier<SignalSettings> climb) {
        budget.beginPart(time);
        signal = which;
        rung = some.get(0);
        known.clear();
        progress.begin(which, some.size());
        SignalSettings best = climb.get();
        for (int i = 1; i < some.size() && !budget.isSpent(); i++) {
            final List<SignalSettings> survivors = survivors();
            rung = some.get(i);
            known.clear();
            progress.climb(survivors.size());
            double bestValue = Double.NEGATIVE_INFINITY;
            for (final SignalSettings settings : survivors) {
                final double value = measured(settings);
                if (value > bestValue) {
                    best = settings;
                    bestValue = value;
                }
            }
        }
        return best;
    }

    /** The best first; of equals what was tried first. */
    private List<SignalSettings> survivors() {
        final int count = Math.max(MIN_SURVIVORS, (known.size() + ONE_SURVIVES_OF - 1) / ONE_SURVIVES_OF);
        return known.entrySet().stream()
                .sorted(Map.Entry.<SignalSettings, Double>comparingByValue().reversed()).limit(count)
                .map(Map.Entry::getKey).toList();
    }

    private SignalSettings searchItems(final SignalSettings start) {
        final SignalSettings first = climb(halfLives, start.itemHalfLifeDays(),
                value -> start.withItems(start.itemRegularization(), value, start.itemPower()));
        final SignalSettings second = climb(POWERS, first.itemPower(),
                value -> first.withItems(first.itemRegularization(), first.itemHalfLifeDays(), value));
        return climb(ITEM_REGULARIZATIONS, second.itemRegularization(),
                value -> second.withItems(value, second.itemHalfLifeDays(), second.itemPower()));
    }

    private SignalSettings searchNeighbours(final SignalSettings start) {
        SignalSettings best = start;
        double bestValue = -1;
        for (final NeighbourTrainer.Weighting weighting : NeighbourTrainer.Weighting.values()) {
            final SignalSettings tried = start.withNeighbours(weighting, start.neighbours());
            final double value = measured(tried);
            if (value > bestValue) {
                best = tried;
                bestValue = value;
            }
        }
        final SignalSettings chosen = best;
        return climb(NEIGHBOURS, chosen.neighbours(),
                value -> chosen.withNeighbours(chosen.weighting(), (int) value));
    }

    private SignalSettings searchFactors(final SignalSettings start) {
        final FoldInParameters first = start.factors();
        final double halfLife = first.recencyHalfLifeDays();
        final SignalSettings second = climbBoth(UNOBSERVED, first.unobservedWeight(), REGULARIZATIONS, first.regularization(),
                (unobserved, regularization) -> withFactors(start, unobserved, regularization, halfLife));
        return climbHalfLife(second);
    }

    private SignalSettings climbHalfLife(final SignalSettings start) {
        final FoldInParameters factors = start.factors();
        return climb(halfLives, factors.recencyHalfLifeDays(),
                value -> withFactors(start, factors.unobservedWeight(), factors.regularization(), value));
    }

    private static SignalSettings withFactors(
            final SignalSettings settings, final double unobserved, final double regularization, final double halfLifeDays) {
        return settings.with(new FoldInParameters((float) unobserved, (float) regularization, 1, (float) halfLifeDays));
    }

    private SignalSettings searchContent(final SignalSettings start) {
        final SignalSettings best = climb(VIEW_SLOPES, start.contentEvidence().viewSlope(),
                slope -> withContent(start, start.contentUnobserved(), start.contentEvidence().weight(), slope));
        return climbBoth(CONTENT_UNOBSERVED, best.contentUnobserved(), CONTENT_WEIGHTS, best.contentEvidence().weight(),
                (unobserved, weight) -> withContent(best, unobserved, weight, best.contentEvidence().viewSlope()));
    }

    private static SignalSettings withContent(
            final SignalSettings settings, final double unobserved, final double weight, final double viewSlope) {
        return settings.withContent(unobserved, new ContentEvidence((float) weight, (float) viewSlope));
    }

    /** From the value where it starts in the direction that is better, as long as it gets better. */
    private SignalSettings climb(
            final double[] values,
            final double start,
            final DoubleFunction<SignalSettings> settings) {
        int best = nearest(values, start);
        double bestValue = measured(settings.apply(values[best]));
        for (final int direction : new int[] {1, -1}) {
            final int from = best;
            for (int i = from + direction; i >= 0 && i < values.length; i += direction) {
                final double value = measured(settings.apply(values[i]));
                if (value <= bestValue) {
                    break;
                }
                best = i;
                bestValue = value;
            }
            if (best != from) {
                break;
            }
        }
        return settings.apply(values[best]);
    }

    /**
     * The same for two settings that pull at each other: from where it is to the best of the eight places around, as long as one
     * is better.
     */
    private SignalSettings climbBoth(
            final double[] rows,
            final double startRow,
            final double[] columns,
            final double startColumn,
            final SettingsOfTwo settings) {
        int row = nearest(rows, startRow);
        int column = nearest(columns, startColumn);
        double best = measured(settings.of(rows[row], columns[column]));
        boolean isBetter = true;
        while (isBetter) {
            isBetter = false;
            final int centreRow = row;
            final int centreColumn = column;
            for (int i = Math.max(0, centreRow - 1); i <= Math.min(rows.length - 1, centreRow + 1); i++) {
                for (int j = Math.max(0, centreColumn - 1); j <= Math.min(columns.length - 1, centreColumn + 1); j++) {
                    final double value = measured(settings.of(rows[i], columns[j]));
                    if (value > best) {
                        best = value;
                        row = i;
                        column = j;
                        isBetter = true;
                    }
                }
            }
        }
        return settings.of(rows[row], columns[column]);
    }

    /** Settings with a value of each of two kinds. */
    @FunctionalInterface
    private interface SettingsOfTwo {
        SignalSettings of(double one, double other);
    }

    /** What is known of settings need not be measured again. */
    private double measured(final SignalSettings settings) {
        final Double before = known.get(settings);
        if (before != null) {
            return before;
        }
        if (budget.isSpent()) {
            return Double.NEGATIVE_INFINITY;
        }
        final double value = trials.ndcg10(signal, settings, rung);
        known.put(settings, value);
        progress.tried(TrialLog.line(signal, rung.share(), value, SignalTrials.describe(signal, settings)));
        return value;
    }

    private static int nearest(final double[] values, final double wanted) {
        int nearest = 0;
        for (int i = 1; i < values.length; i++) {
            nearest = Math.abs(Math.log((values[i] + 1e-3) / (wanted + 1e-3)))
                    < Math.abs(Math.log((values[nearest] + 1e-3) / (wanted + 1e-3))) ? i : nearest;
        }
        return nearest;
    }
}
