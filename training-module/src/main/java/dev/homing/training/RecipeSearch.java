package dev.homing.training;

import dev.homing.features.RankColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Chooses everything on the events that are known: how signals are trained, then how they are mixed. The mix is learned from
 * questions of two kinds, which count alike: from days at which leads came by, with signals that knew nothing of those days, and
 * from each lead's last listings. The first say what a server needs; the second say more about taste, and are all there is where
 * events have no times.
 */
final class RecipeSearch {
    private static final double[] FOLDS = {0.7, 0.8, 0.9, 1};
    private static final double HELD_BACK = 0.2;
    private static final int MIN_QUESTIONS = 50;
    private static final int MIN_DAYS = 10;
    private static final long DAY_MS = 86_400_000;
    private static final int MAX_QUESTIONS = 2_000;

    /**
     * What was chosen, and how it did on the newest events that were held back from the choice of the mix.
     *
     * @param recipe  to train with
     * @param proof   questions that the mix of {@link #proven} was not learned from
     * @param proven  the recipe as it was before it learned from the proof as well
     * @param hasTime whether the proof is of held-out time
     */
    record Choice(Recipe recipe, List<Asked> proof, Recipe proven, boolean hasTime) {
    }

    private final SignalTrainer trainer;
    private final int[] known;
    private final long seed;
    private final ProgressListener progress;

    RecipeSearch(
            final SignalTrainer trainer, final int[] known, final long seed, final ProgressListener progress) {
        this.trainer = trainer;
        this.known = known;
        this.seed = seed;
        this.progress = progress;
    }

    Choice run() {
        final SignalSettings settings = new SettingsSearch(trainer, known, MAX_QUESTIONS, seed, progress).run();
        progress.at(0.5, "chose " + settings);
        final List<List<Asked>> visits = hasTime() ? visits(settings) : List.of();
        final List<Asked> taste = ask(Cut.lastListings(trainer.behaviour(), known, HELD_BACK,
                trainer.catalog().versionCount() > 0), settings, trainer.behaviour().lastAt(known));
        final boolean hasTime = !visits.isEmpty() && visits.get(visits.size() - 1).size() >= MIN_QUESTIONS;
        final List<List<Asked>> learned = new ArrayList<>();
        final List<Asked> proof;
        if (hasTime) {
            proof = visits.get(visits.size() - 1);
            learned.add(join(visits.subList(0, visits.size() - 1)));
            learned.add(taste);
        } else {
            proof = everySecond(taste, 1);
            learned.add(everySecond(taste, 0));
        }
        final Recipe proven = learn(settings, learned);
        final List<List<Asked>> all = new ArrayList<>();
        if (hasTime) {
            all.add(join(visits));
        }
        all.add(taste);
        return new Choice(learn(settings, all), proof, proven, hasTime);
    }

    private Recipe learn(final SignalSettings settings, final List<List<Asked>> groups) {
        final List<List<Asked>> some = groups.stream().filter(group -> !group.isEmpty()).toList();
        if (some.isEmpty()) {
            return new Recipe(settings, prior(), TreeModel.NONE);
        }
        progress.at(0.7, "learning the mix");
        final float[] mix = new LinearMix(some, trainer.workers()).learn();
        progress.at(0.8, "learning trees");
        final TreeModel trees = new TreeTrainer(seed, trainer.workers()).train(join(some), mix);
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

    private List<List<Asked>> visits(final SignalSettings settings) {
        final Behaviour behaviour = trainer.behaviour();
        final List<List<Asked>> folds = new ArrayList<>();
        for (int i = 0; i + 1 < FOLDS.length; i++) {
            final long from = behaviour.quantile(known, FOLDS[i]);
            final long to = FOLDS[i + 1] == 1 ? Long.MAX_VALUE : behaviour.quantile(known, FOLDS[i + 1]);
            folds.add(ask(Cut.time(behaviour, known, from, to, Cut.Moment.VISIT), settings, from));
        }
        return folds;
    }

    private List<Asked> ask(final Cut cut, final SignalSettings settings, final long asOfMs) {
        final Cut some = cut.sampled(MAX_QUESTIONS, seed);
        if (some.questions().isEmpty()) {
            return List.of();
        }
        final TrainedSignals signals = trainer.train(cut.kept(), asOfMs, settings);
        return new Asker(trainer.behaviour(), trainer.catalog(), signals.model(), some).ask(trainer.workers());
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
