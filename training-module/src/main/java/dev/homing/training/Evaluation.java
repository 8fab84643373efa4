package dev.homing.training;

import dev.homing.features.SignalModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Evaluates the hybrid, each of its parts and popularity on events that neither training nor any choice has seen. For one run.
 */
final class Evaluation {
    static final String HYBRID = "hybrid";
    private static final double HELD_BACK = 0.2;
    private static final long DAY_MS = 86_400_000;
    private static final int MIN_WINDOW_ANSWERS = 20;
    /** So many questions are in memory with all their candidates, some 80 kB each. */
    private static final int ASKED_AT_ONCE = 4_000;
    private static final int FAVOURITES = 10;
    private static final double SEARCHED = 0.8;
    private static final double SEARCHED_BEFORE_DAYS = 0.4;

    /** What is held back. */
    enum Protocol {
        /** Each lead's newest first encounter with a listing, asked at that instant. */
        LAST_ITEM,
        /** All but the first events of a fifth of the leads. */
        USER_HOLDOUT,
        /** Each lead's last fifth of listings, asked when all is over. */
        LAST_FIFTH,
        /** The newest fifth of the events, asked at its beginning. */
        TIME,
        /** Each day of the newest fifth, asked at its beginning by a model of the day. */
        ROLLING
    }

    private final SignalTrainer trainer;
    private final long seed;
    private final ProgressListener progress;
    private final PhaseClock clock;
    private final Witness witness;

    private final TrialLog trials = new TrialLog();
    private final Calibration calibration = new Calibration();
    private final List<List<Verdict>> verdicts = new ArrayList<>();
    private final List<Evaluated.Day> days = new ArrayList<>();
    private final boolean[] isKnown;
    private double done;

    Evaluation(
            final SignalTrainer trainer,
            final long seed,
            final ProgressListener progress,
            final PhaseClock clock,
            final Witness witness) {
        this.trainer = trainer;
        this.seed = seed;
        this.progress = progress;
        this.clock = clock;
        this.witness = witness;
        isKnown = new boolean[trainer.behaviour().listingCount()];
        for (int method = 0; method <= Part.ALL.length; method++) {
            verdicts.add(new ArrayList<>());
        }
    }

    /** The hybrid, then each part. */
    private static String method(final int method) {
        return method == 0 ? HYBRID : Part.ALL[method - 1].name();
    }

    /**
     * Evaluates.
     *
     * @param protocol what to hold back
     * @return what came of it; no questions where there is too little to hold back or to learn from
     */
    Evaluated run(final Protocol protocol) {
        final Behaviour behaviour = trainer.behaviour();
        final int[] all = behaviour.allEvents();
        switch (protocol) {
            case LAST_ITEM -> judge(Cut.lastItem(behaviour, all));
            case USER_HOLDOUT -> judge(Cut.leads(behaviour, all, HELD_BACK, seed));
            case LAST_FIFTH -> judge(Cut.lastListings(behaviour, all, HELD_BACK, false));
            case TIME -> judge(Cut.time(behaviour, all, behaviour.quantile(all, 1 - HELD_BACK), Long.MAX_VALUE,
                    Cut.Moment.BEGINNING));
            case ROLLING -> roll(all);
            default -> throw new IllegalArgumentException("protocol=" + protocol);
        }
        clock.begin("bootstrap");
        final Evaluated evaluated = evaluated(protocol);
        clock.end();
        progress.at(1, "done");
        return evaluated;
    }

    private void judge(final Cut cut) {
        if (!isPossible(cut)) {
            return;
        }
        final Recipe recipe = search(cut, SEARCHED);
        judge(cut, recipe, trainer.behaviour().lastAt(cut.kept()));
    }

    private static boolean isPossible(final Cut cut) {
        return !cut.questions().isEmpty() && Arrays.stream(cut.kept()).anyMatch(events -> events > 0);
    }

    private Recipe search(final Cut cut, final double share) {
        clock.begin("choosing settings");
        final SearchBudget budget = SearchBudget.of(SearchBudget.ofData(trainer.behaviour().eventCount()));
        final Recipe recipe = new RecipeSearch(trainer, cut.kept(), seed, budget, (fraction, what) -> {
            trials.at(fraction, what);
            if (what.startsWith("chose ")) {
                clock.begin("learning the mix and the trees");
            }
            // A recipe is learned twice, with the proof and without.
            done = Math.max(done, fraction * share);
            progress.at(done, what);
        }).run().recipe();
        done = share;
        return recipe;
    }

    private void judge(final Cut cut, final Recipe recipe, final long asOfMs) {
        final Behaviour behaviour = trainer.behaviour();
        progress.at(done, "training the signals");
        clock.begin("training signals");
        final SignalModel model = trainer.train(cut.kept(), asOfMs, recipe.settings()).model();
        progress.at(done, "asking " + cut.questions().size() + " questions");
        clock.begin("asking");
        final Audience audience = Audience.of(behaviour, trainer.catalog(), cut);
        for (int listing = 0; listing < isKnown.length; listing++) {
            isKnown[listing] |= audience.isKnown()[listing];
        }
        witness.parted(cut, audience);
        for (int from = 0; from < cut.questions().size(); from += ASKED_AT_ONCE) {
            final Cut some = new Cut(cut.kept(), cut.questions().subList(from,
                    Math.min(cut.questions().size(), from + ASKED_AT_ONCE)), cut.popularAt());
            for (final Asked asked : new Asker(behaviour, trainer.catalog(), model, some).ask(trainer.workers())) {
                judge(asked, recipe, audience);
            }
        }
    }

    private void judge(final Asked asked, final Recipe recipe, final Audience audience) {
        final Question question = asked.question();
        final int history = Audience.listings(trainer.behaviour(), question.lead(), question.history()).size();
        final float[] scores = recipe.scores(asked);
        final int[] hybrid = Ranking.list(asked, scores);
        calibrate(asked, scores, hybrid);
        for (int method = 0; method < verdicts.size(); method++) {
            final int[] list = method == 0 ? hybrid : asked.lists()[method - 1];
            final double surprise = Arrays.stream(list).limit(Measures.CUT).mapToDouble(audience::surprise).sum();
            verdicts.get(method).add(new Verdict(
                    question.lead(), history, list, Measures.of(list, question.answers()), surprise));
            witness.answered(method(method), question, list);
        }
    }

    private void calibrate(final Asked asked, final float[] scores, final int[] list) {
        final Set<Integer> shown = new HashSet<>();
        Arrays.stream(list).limit(Measures.CUT).forEach(shown::add);
        for (int i = 0; i < scores.length; i++) {
            if (shown.contains(asked.candidates()[i])) {
                calibration.add(scores[i], asked.isAnswer()[i]);
            }
        }
    }

    /** Settings are chosen once, before the first day; signals are trained anew for each. */
    private void roll(final int[] all) {
        final Behaviour behaviour = trainer.behaviour();
        final long start = behaviour.quantile(all, 1 - HELD_BACK);
        Recipe recipe = null;
        long from = start;
        for (long to = start + DAY_MS; from <= behaviour.lastAt(); to += DAY_MS) {
            final Cut cut = Cut.time(behaviour, all, from, to, Cut.Moment.BEGINNING);
            final int answers = cut.questions().stream().mapToInt(question -> question.answers().length).sum();
            if (answers >= MIN_WINDOW_ANSWERS || to > behaviour.lastAt()) {
                if (isPossible(cut)) {
                    recipe = recipe == null ? search(cut, SEARCHED_BEFORE_DAYS) : recipe;
                    judge(cut, recipe, from);
                    endDay(from, cut.questions().size());
                }
                from = to;
                done = Math.min(1, SEARCHED_BEFORE_DAYS
                        + (1 - SEARCHED_BEFORE_DAYS) * (from - start) / (behaviour.lastAt() - start + 1));
            }
        }
    }

    private void endDay(final long fromMs, final int questions) {
        final double[] ndcg10 = verdicts.stream().mapToDouble(all -> all.subList(all.size() - questions, all.size()).stream()
                .mapToDouble(verdict -> verdict.measures().ndcg10()).average().orElse(0)).toArray();
        final Evaluated.Day day = new Evaluated.Day(fromMs, questions, ndcg10);
        days.add(day);
        witness.dayJudged(day);
    }

    private Evaluated evaluated(final Protocol protocol) {
        final List<Verdict> hybrid = verdicts.get(0);
        final int known = (int) IntStream.range(0, isKnown.length).filter(listing -> isKnown[listing]).count();
        final List<MethodScore> scores = new ArrayList<>();
        for (int method = 0; method < verdicts.size(); method++) {
            scores.add(MethodScore.of(method(method), verdicts.get(method), known, seed));
        }
        return new Evaluated(protocol, hybrid.size(), (int) hybrid.stream().mapToInt(Verdict::lead).distinct().count(),
                known, scores, calibration.tenths(), trials.trials(), days, favourites(hybrid));
    }

    private List<Evaluated.Favourite> favourites(final List<Verdict> hybrid) {
        final int[] lists = new int[isKnown.length];
        hybrid.forEach(verdict -> Arrays.stream(verdict.list()).limit(Measures.CUT).forEach(listing -> lists[listing]++));
        return IntStream.range(0, lists.length).filter(listing -> lists[listing] > 0).boxed()
                .sorted((one, other) -> lists[other] - lists[one]).limit(FAVOURITES)
                .map(listing -> new Evaluated.Favourite(trainer.behaviour().listingIds().get(listing), lists[listing])).toList();
    }
}
