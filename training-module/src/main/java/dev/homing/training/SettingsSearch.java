package dev.homing.training;

import dev.homing.features.ContentEvidence;
import dev.homing.features.ContentModel;
import dev.homing.features.FoldIn;
import dev.homing.features.FoldInParameters;
import dev.homing.features.ItemWeights;
import dev.homing.features.Signal;
import dev.homing.features.SignalModel;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * Chooses how each signal is trained, on the tenant's own data: each lead's last listings are held back, and each signal alone is
 * asked for them. One setting after the other climbs its list of values as long as that helps.
 *
 * <p>It sees all events that it is given. {@code homing evaluate} gives it what its protocol leaves over, so that its figures
 * are of events that no choice has seen; in {@code homing train} the visits of the proof are held back from the mix and the
 * trees only.
 */
final class SettingsSearch {
    private static final int TRIAL_ITERATIONS = 8;
    private static final int MIN_QUESTIONS = 500;
    private static final int MIN_PREFERENCES = 100;
    /** The most scores of a trial, one for each question and listing: time is bounded. */
    private static final int MAX_SCORES = 40_000_000;
    private static final double HELD_BACK = 0.2;
    /** Of all events; there are fewer of these questions. */
    private static final double PREFERENCES = 0.3;
    private static final double NO_FADING = 100_000;
    private static final long DAY_MS = 86_400_000;

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
    private final Cut cut;
    /** What was preferred of what was met; none without attributes. */
    private final Cut preferences;
    private final long asOfMs;
    private final int listings;
    /** One only where all happened within a day, or nothing has a time. */
    private final double[] halfLives;
    private final SearchBudget budget;
    private final ProgressListener progress;
    /** Of the signal that is being tried. */
    private final Map<SignalSettings, Double> known = new HashMap<>();

    SettingsSearch(
            final SignalTrainer trainer,
            final int[] events,
            final int maxQuestions,
            final long seed,
            final SearchBudget budget,
            final ProgressListener progress) {
        this.trainer = trainer;
        this.budget = budget;
        this.progress = progress;
        final Behaviour behaviour = trainer.behaviour();
        final boolean isMarket = trainer.catalog().versionCount() > 0;
        final int affordable = MAX_SCORES / Math.max(1, behaviour.listingCount());
        cut = Cut.lastListings(behaviour, events, HELD_BACK, isMarket)
                .sampled(Math.max(MIN_QUESTIONS, Math.min(maxQuestions, affordable)), seed);
        asOfMs = behaviour.lastAt(events);
        preferences = isMarket ? Cut.preferences(behaviour, events, behaviour.quantile(events, 1 - PREFERENCES), Long.MAX_VALUE)
                .sampled(maxQuestions, seed) : new Cut(events, List.of(), events);
        listings = behaviour.listingCount();
        halfLives = asOfMs - behaviour.firstAt() < DAY_MS ? new double[] {SignalSettings.START.itemHalfLifeDays()} : HALF_LIVES;
    }

    SignalSettings run() {
        SignalSettings settings = SignalSettings.START;
        if (cut.questions().size() < Training.MIN_VERDICT_LEADS) {
            return settings;
        }
        settings = searchItems(settings);
        known.clear();
        settings = searchNeighbours(settings);
        known.clear();
        settings = searchFactors(settings);
        known.clear();
        return searchContent(settings);
    }

    private SignalSettings searchItems(final SignalSettings start) {
        final SignalSettings first = climb(halfLives, start.itemHalfLifeDays(),
                value -> start.withItems(start.itemRegularization(), value, start.itemPower()), this::items);
        final SignalSettings second = climb(POWERS, first.itemPower(),
                value -> first.withItems(first.itemRegularization(), first.itemHalfLifeDays(), value), this::items);
        return climb(ITEM_REGULARIZATIONS, second.itemRegularization(),
                value -> second.withItems(value, second.itemHalfLifeDays(), second.itemPower()), this::items);
    }

    private SignalSettings searchNeighbours(final SignalSettings start) {
        SignalSettings best = start;
        double bestValue = -1;
        for (final NeighbourTrainer.Weighting weighting : NeighbourTrainer.Weighting.values()) {
            final SignalSettings tried = start.withNeighbours(weighting, start.neighbours());
            final double value = measured(tried, this::neighbours);
            if (value > bestValue) {
                best = tried;
                bestValue = value;
            }
        }
        final SignalSettings chosen = best;
        return climb(NEIGHBOURS, chosen.neighbours(),
                value -> chosen.withNeighbours(chosen.weighting(), (int) value), this::neighbours);
    }

    private SignalSettings searchFactors(final SignalSettings start) {
        final FoldInParameters first = start.factors();
        final double halfLife = first.recencyHalfLifeDays();
        final SignalSettings second = climbBoth(UNOBSERVED, first.unobservedWeight(), REGULARIZATIONS, first.regularization(),
                (unobserved, regularization) -> withFactors(start, unobserved, regularization, halfLife), this::factors);
        return climb(halfLives, halfLife, value -> withFactors(second, second.factors().unobservedWeight(),
                second.factors().regularization(), value), this::factors);
    }

    private static SignalSettings withFactors(
            final SignalSettings settings, final double unobserved, final double regularization, final double halfLifeDays) {
        return settings.with(new FoldInParameters((float) unobserved, (float) regularization, 1, (float) halfLifeDays));
    }

    private SignalSettings searchContent(final SignalSettings start) {
        if (trainer.catalog().versionCount() == 0) {
            return start;
        }
        final SignalSettings best = climb(VIEW_SLOPES, start.contentEvidence().viewSlope(),
                slope -> withContent(start, start.contentUnobserved(), start.contentEvidence().weight(), slope), this::content);
        return climbBoth(CONTENT_UNOBSERVED, best.contentUnobserved(), CONTENT_WEIGHTS, best.contentEvidence().weight(),
                (unobserved, weight) -> withContent(best, unobserved, weight, best.contentEvidence().viewSlope()), this::content);
    }

    private static SignalSettings withContent(
            final SignalSettings settings, final double unobserved, final double weight, final double viewSlope) {
        return settings.withContent(unobserved, new ContentEvidence((float) weight, (float) viewSlope));
    }

    /** From the value where it starts in the direction that is better, as long as it gets better. */
    private SignalSettings climb(
            final double[] values,
            final double start,
            final DoubleFunction<SignalSettings> settings,
            final ToDoubleFunction<SignalSettings> measure) {
        int best = nearest(values, start);
        double bestValue = measured(settings.apply(values[best]), measure);
        for (final int direction : new int[] {1, -1}) {
            final int from = best;
            for (int i = from + direction; i >= 0 && i < values.length; i += direction) {
                final double value = measured(settings.apply(values[i]), measure);
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
            final SettingsOfTwo settings,
            final ToDoubleFunction<SignalSettings> measure) {
        int row = nearest(rows, startRow);
        int column = nearest(columns, startColumn);
        double best = measured(settings.of(rows[row], columns[column]), measure);
        boolean isBetter = true;
        while (isBetter) {
            isBetter = false;
            final int centreRow = row;
            final int centreColumn = column;
            for (int i = Math.max(0, centreRow - 1); i <= Math.min(rows.length - 1, centreRow + 1); i++) {
                for (int j = Math.max(0, centreColumn - 1); j <= Math.min(columns.length - 1, centreColumn + 1); j++) {
                    final double value = measured(settings.of(rows[i], columns[j]), measure);
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
    private double measured(final SignalSettings settings, final ToDoubleFunction<SignalSettings> measure) {
        final Double before = known.get(settings);
        if (before != null) {
            return before;
        }
        if (budget.isSpent()) {
            return Double.NEGATIVE_INFINITY;
        }
        final double value = measure.applyAsDouble(settings);
        known.put(settings, value);
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

    private double factors(final SignalSettings settings) {
        final AlsTrainer als = trainer.als(settings, TRIAL_ITERATIONS);
        final float[] vectors = trainer.factors(als, cut.kept(), settings);
        return measure(Signal.FACTORS, settings, als.foldIn(vectors), FloatBuffer.wrap(vectors), noItems(), noItems());
    }

    private double items(final SignalSettings settings) {
        return measure(Signal.ITEMS, settings, noFactors(), FloatBuffer.allocate(listings),
                ItemWeights.of(trainer.itemsForTrials(cut.kept(), settings)), noItems());
    }

    private double neighbours(final SignalSettings settings) {
        return measure(Signal.NEIGHBOURS, settings, noFactors(), FloatBuffer.allocate(listings),
                noItems(), ItemWeights.of(trainer.neighbours(cut.kept(), settings)));
    }

    private double content(final SignalSettings settings) {
        final boolean isPreference = preferences.questions().size() >= MIN_PREFERENCES;
        final Cut asked = isPreference ? preferences : cut;
        final ContentModel content = trainer.content(asked.kept(), asOfMs, settings);
        return measure(Signal.CONTENT, settings, asked, new SignalModel(noFactors(), FloatBuffer.allocate(listings), noItems(),
                noItems(), content, trainer.contentVectors(content, asOfMs), settings.itemHalfLifeDays(), settings.itemPower()));
    }

    private FoldIn noFactors() {
        return new FoldIn(SignalSettings.START.factors(), FloatBuffer.allocate(listings), listings, 1);
    }

    private ItemWeights noItems() {
        final int[][] nothing = new int[listings][0];
        return ItemWeights.of(ItemWeights.encode(nothing, new float[listings][0]));
    }

    private double measure(
            final Signal signal,
            final SignalSettings settings,
            final FoldIn factors,
            final FloatBuffer vectors,
            final ItemWeights items,
            final ItemWeights neighbours) {
        final ContentModel none = ContentTrainer.nothing();
        return measure(signal, settings, cut, new SignalModel(factors, vectors, items, neighbours, none,
                trainer.contentVectors(none, asOfMs), settings.itemHalfLifeDays(), settings.itemPower()));
    }

    private double measure(final Signal signal, final SignalSettings settings, final Cut asked, final SignalModel model) {
        final double ndcg = Ranking.part(new Asker(trainer.behaviour(), trainer.catalog(), model, asked).lists(trainer.workers()),
                Part.of(signal)).ndcg10();
        progress.at(0, String.format(Locale.ROOT, "trying %s: NDCG@%d %.4f, %s",
                signal.name().toLowerCase(Locale.ROOT), Measures.CUT, ndcg, describe(signal, settings)));
        return ndcg;
    }

    private static String describe(final Signal signal, final SignalSettings settings) {
        return switch (signal) {
            case FACTORS -> String.format(Locale.ROOT, "unobserved %s, regularization %s, half-life %s d",
                    settings.factors().unobservedWeight(), settings.factors().regularization(),
                    settings.factors().recencyHalfLifeDays());
            case ITEMS -> String.format(Locale.ROOT, "regularization %s, half-life %s d, power %s",
                    settings.itemRegularization(), settings.itemHalfLifeDays(), settings.itemPower());
            case NEIGHBOURS -> settings.weighting() + ", " + settings.neighbours() + " of each listing";
            case CONTENT -> "unobserved " + settings.contentUnobserved() + ", weight " + settings.contentEvidence().weight()
                    + ", view slope " + settings.contentEvidence().viewSlope();
        };
    }
}
