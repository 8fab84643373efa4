package dev.homing.training;

import dev.homing.features.RankColumn;
import dev.homing.features.TreeModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Chooses everything on the events that are known: how signals are trained, then how they are mixed. The mix is learned from
 * questions of up to four kinds: from days at which leads came by, with signals that knew nothing of those days; from each
 * lead's last listings, which say less about the day, and are all there is where events have no times; and, where listings have
 * attributes, from what leads preferred among the listings that they met on those days. A recommender decides what is shown, so
 * what was liked of it counts more than what was met. Where a server kept its lists and heard what leads saw of them, the fourth
 * kind asks what they took to of what they saw.
 */
final class RecipeSearch {
    /** Parts of all events, of which each but the last begins a fold. */
    private static final double[] FOLDS = {0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1};
    private static final int MIN_FOLDS = 3;
    private static final double HELD_BACK = 0.2;
    private static final int MIN_QUESTIONS = 50;
    private static final int MIN_DAYS = 10;
    private static final long DAY_MS = 86_400_000;
    /**
     * What preferences count beside each other kind. A tenant's data cannot tell, for it says nothing of what was not shown: less
     * learns what is shown, more forgets that listings come which nobody has met. Chosen on the demo's invented markets, whose
     * truth is known.
     */
    private static final double PREFERENCE = 8;

    /**
     * What was chosen, and how it did on the newest events that were held back from the choice of the mix.
     *
     * @param recipe      to train with
     * @param proof       questions that the mix of {@link #proven} was not learned from
     * @param preferences further ones, about what was preferred of what was met; none where that is not asked
     * @param proven      the recipe as it was before it learned from the proof as well
     * @param hasTime     whether the proof is of held-out time
     * @param impressions how many questions about lists the recipe learned from
     */
    record Choice(
            Recipe recipe, List<Asked> proof, List<Asked> preferences, Recipe proven, boolean hasTime, int impressions) {
    }

    private final SignalTrainer trainer;
    private final int[] known;
    private final long seed;
    private final SearchBudget budget;
    private final ProgressListener progress;
    private final Effort effort;

    RecipeSearch(
            final SignalTrainer trainer,
            final int[] known,
            final long seed,
            final SearchBudget budget,
            final ProgressListener progress) {
        this(trainer, known, seed, budget, progress, Effort.FULL);
    }

    /** With less effort, or more. */
    RecipeSearch(
            final SignalTrainer trainer,
            final int[] known,
            final long seed,
            final SearchBudget budget,
            final ProgressListener progress,
            final Effort effort) {
        this.effort = effort;
        this.trainer = trainer;
        this.known = known;
        this.seed = seed;
        this.budget = budget;
        this.progress = progress;
    }

    /** Questions about visits and lists of one part of the time. */
    private record Fold(List<Asked> visits, List<Asked> preferences, List<Asked> returns, List<Asked> impressions) {
    }

    Choice run() {
        final SignalSettings settings = new SettingsSearch(trainer, known, effort.questions(), seed, budget, progress).run();
        progress.at(0.5, "chose " + settings);
        final List<Fold> folds = hasTime() ? folds(settings) : List.of();
        final Cut lastListings = Cut.lastListings(trainer.behaviour(), known, HELD_BACK, hasAttributes());
        final List<Asked> taste = ask(lastListings.sampled(effort.questions(), seed),
                trainer.train(lastListings.kept(), trainer.behaviour().lastAt(known), settings));
        final int last = folds.size() - 1;
        if (folds.isEmpty() || folds.get(last).visits().size() < MIN_QUESTIONS) {
            final Recipe proven = learn(settings, List.of(new Questions(everySecond(taste, 0), 1)));
            return new Choice(
                    learn(settings, List.of(new Questions(taste, 1))), everySecond(taste, 1), List.of(), proven, false, 0);
        }
        final Recipe proven = learn(settings, kinds(folds.subList(0, last), taste));
        final Fold newest = folds.get(last);
        final Recipe recipe = learn(settings, kinds(folds, taste));
        return new Choice(newest.returns().size() < MIN_QUESTIONS ? recipe
                : LinearMix.withReturns(recipe, newest.returns(), trainer.workers()),
                newest.visits(), newest.preferences(), proven, true, impressions(folds).size());
    }

    private static List<Questions> kinds(final List<Fold> folds, final List<Asked> taste) {
        return List.of(new Questions(join(folds.stream().map(Fold::visits).toList()), 1), new Questions(taste, 1),
                new Questions(join(folds.stream().map(Fold::preferences).toList()), PREFERENCE),
                new Questions(impressions(folds), 1));
    }

    /** None where they are too few to learn from. */
    private static List<Asked> impressions(final List<Fold> folds) {
        final List<Asked> all = join(folds.stream().map(Fold::impressions).toList());
        return all.size() < MIN_QUESTIONS ? List.of() : all;
    }

    private Recipe learn(final SignalSettings settings, final List<Questions> kinds) {
        final List<Questions> some = kinds.stream().filter(Questions::areTelling).toList();
        if (some.isEmpty()) {
            return new Recipe(settings, prior(), TreeModel.NONE);
        }
        progress.at(0.7, "learning the mix");
        final float[] mix = new LinearMix(some, trainer.workers()).learn();
        progress.at(0.8, "learning trees");
        final TreeModel trees = new TreeTrainer(seed, trainer.workers(), effort.leastTrees()).train(some, mix);
        progress.at(0.9, String.format(Locale.ROOT, "mix %s and %d trees", Arrays.toString(mix), trees.trees().size()));
        return new Recipe(settings, mix, trees);
    }

    /** Without any question: what leads like, then what all like these days. */
    static float[] prior() {
        final float[] mix = new float[RankColumn.LINEAR_COUNT];
        mix[RankColumn.FACTORS.ordinal()] = 0.5f;
        mix[RankColumn.ITEMS.ordinal()] = 1;
        mix[RankColumn.CONTENT.ordinal()] = 1;
        mix[RankColumn.POPULARITY_WEEK.ordinal()] = 0.3f;
        mix[RankColumn.FRESHNESS.ordinal()] = 0.1f;
        return mix;
    }

    /** Whether events have times that mean anything: they spread over days. */
    private boolean hasTime() {
        final Behaviour behaviour = trainer.behaviour();
        return (behaviour.lastAt(known) - behaviour.firstAt()) / DAY_MS >= MIN_DAYS;
    }

    private boolean hasAttributes() {
        return trainer.catalog().versionCount() > 0;
    }

    /** The newest ones; where there are few preferences, which is what is hard to learn from few, older ones as well. */
    private List<Fold> folds(final SignalSettings settings) {
        final List<Fold> newestFirst = new ArrayList<>();
        int preferences = 0;
        for (int i = FOLDS.length - 2; i >= 0; i--) {
            final int further = FOLDS.length - 2 - i;
            if (further >= MIN_FOLDS && (!hasAttributes() || preferences >= effort.questions())) {
                break;
            }
            final Fold fold = fold(settings, FOLDS[i], FOLDS[i + 1]);
            if (!fold.visits().isEmpty()) {
                newestFirst.add(fold);
                preferences += fold.preferences().size();
            }
        }
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    private Fold fold(final SignalSettings settings, final double begin, final double end) {
        final Behaviour behaviour = trainer.behaviour();
        final long from = behaviour.quantile(known, begin);
        final long to = end == 1 ? Long.MAX_VALUE : behaviour.quantile(known, end);
        final Cut visits = Cut.time(behaviour, known, from, to, Cut.Moment.VISIT).sampled(effort.questions(), seed);
        if (visits.questions().isEmpty()) {
            return new Fold(List.of(), List.of(), List.of(), List.of());
        }
        final TrainedSignals signals = trainer.train(visits.kept(), from, settings);
        return new Fold(ask(visits, signals), hasAttributes()
                ? ask(Cut.preferences(behaviour, known, from, to).sampled(effort.questions(), seed), signals) : List.of(),
                // Four numbers are learned from the newest.
                end == 1 ? ask(Cut.returns(behaviour, known, from, to).sampled(effort.questions() / 2, seed), signals)
                        : List.of(),
                ask(Cut.impressions(behaviour, known, from, to).sampled(effort.questions(), seed), signals));
    }

    private List<Asked> ask(final Cut cut, final TrainedSignals signals) {
        return cut.questions().isEmpty() ? List.of()
                : new Asker(trainer.behaviour(), trainer.catalog(), signals.model(), cut).ask(trainer.workers());
    }

    private static List<Asked> join(final List<List<Asked>> groups) {
        final List<Asked> all = new ArrayList<>();
        groups.forEach(all::addAll);
        return all;
    }

    /** Half of the leads. */
    private static List<Asked> everySecond(final List<Asked> asked, final int rest) {
        final List<Asked> half = new ArrayList<>();
        for (int i = rest; i < asked.size(); i += 2) {
            half.add(asked.get(i));
        }
        return half;
    }
}
