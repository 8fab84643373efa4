package dev.homing.training;

import dev.homing.features.FoldIn;
import dev.homing.features.Interactions;
import dev.homing.features.LogPopularity;
import dev.homing.tracking.codec.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * The last-item evaluation: of each lead the newest first encounter with a listing is held back, with everything that the lead
 * did after it. The listing must be found among all that the lead had not met, from what a server would have known at that
 * instant: the lead's own events before it, folded in, and the popularity of that moment. Leads without any history are not
 * asked.
 *
 * <p>Recall@20 is the share of leads whose listing is among the first 20; NDCG@20 counts 1 / log2(rank + 1) instead of 1. Of
 * equals the listing asked for comes last: no measure may live from ties.
 *
 * <p>The factors learn from what other leads did later, too. So this says how well the model knows which listings belong
 * together, and nothing about listings that come after a training.
 */
final class HoldOut {
    /** Length of the lists. */
    static final int CUT = 20;

    /** The most questions, and the most scores (one for each question and listing) of one evaluation: time is bounded. */
    private static final int MAX_QUESTIONS = 5_000;
    private static final int MIN_QUESTIONS = 1_000;
    private static final int MAX_SCORES = 50_000_000;

    /** Everything is alike. */
    private static final Taste NO_TASTE = new Taste() {
        @Override
        public double halfLifeDays() {
            return 1;
        }

        @Override
        public void score(final Interactions history, final float[] products) {
            Arrays.fill(products, 0);
        }
    };

    /** Mean measures over the leads asked. */
    record Score(double recall, double ndcg) {
    }

    /**
     * What scores are made of: {@code taste · (lead · listing) + popularity · gain}.
     *
     * @param taste      weight of the product of the vectors
     * @param popularity weight of the {@link LogPopularity#gain}
     */
    record Mix(float taste, float popularity) {
    }

    private record Question(int lead, int event) {
    }

    private final Behaviour behaviour;
    private final PopularityHistory popularity;
    private final int[] kept;
    private final List<Question> questions;

    private HoldOut(
            final Behaviour behaviour, final PopularityHistory popularity, final int[] kept, final List<Question> questions) {
        this.behaviour = behaviour;
        this.popularity = popularity;
        this.kept = kept;
        this.questions = questions;
    }

    /**
     * Holds back from the first events of each lead.
     *
     * @param events how many of each lead's events there are
     * @param seed   chooses the leads that are asked where there are too many
     */
    static HoldOut of(
            final Behaviour behaviour, final PopularityHistory popularity, final int[] events, final long seed) {
        final int[] kept = events.clone();
        final List<Question> questions = new ArrayList<>();
        for (int lead = 0; lead < events.length; lead++) {
            final int discovery = newestDiscovery(behaviour, lead, events[lead]);
            if (discovery > 0) {
                kept[lead] = discovery;
                questions.add(new Question(lead, discovery));
            }
        }
        final int most = Math.min(MAX_QUESTIONS, Math.max(MIN_QUESTIONS, MAX_SCORES / Math.max(1, behaviour.listingCount())));
        return new HoldOut(behaviour, popularity, kept, sample(questions, most, seed));
    }

    /** The last event of positive weight on a listing that the lead had not met, after one of positive weight; 0 for none. */
    static int newestDiscovery(final Behaviour behaviour, final int lead, final int events) {
        final Set<Integer> met = new HashSet<>();
        boolean hasTaste = false;
        int newest = 0;
        for (int event = 0; event < events; event++) {
            final boolean isPositive = behaviour.weight(lead, event) > 0;
            if (met.add(behaviour.listing(lead, event)) && isPositive && hasTaste) {
                newest = event;
            }
            hasTaste |= isPositive;
        }
        return newest;
    }

    /** Selection sampling (Knuth, The Art of Computer Programming, vol. 2, 3.4.2, algorithm S): keeps the order. */
    private static List<Question> sample(final List<Question> all, final int count, final long seed) {
        if (all.size() <= count) {
            return all;
        }
        final SplittableRandom random = new SplittableRandom(seed);
        final List<Question> chosen = new ArrayList<>(count);
        for (int i = 0; chosen.size() < count; i++) {
            if (random.nextInt(all.size() - i) < count - chosen.size()) {
                chosen.add(all.get(i));
            }
        }
        return chosen;
    }

    /** How many of each lead's events are there to learn from. */
    int[] kept() {
        return kept;
    }

    /** How many leads are asked. */
    int leads() {
        return questions.size();
    }

    /** How popular a listing was at an instant, in any unit. */
    @FunctionalInterface
    private interface Gain {
        double at(int listing, long atMs);
    }

    /** Evaluates mixes of a model, by folding every lead in as a server does, and the popularity of the moment. */
    Score[] evaluate(final FoldIn foldIn, final float[] vectors, final List<Mix> mixes, final RowWorkers workers) {
        return evaluate(() -> new FoldedIn(foldIn, vectors),
                (listing, atMs) -> LogPopularity.gain(popularity.logBefore(listing, atMs), atMs), mixes, workers);
    }

    /** Evaluates the popularity of the moment alone. */
    Score evaluateRecentPopularity(final RowWorkers workers) {
        return evaluatePopularity((listing, atMs) -> LogPopularity.gain(popularity.logBefore(listing, atMs), atMs), workers);
    }

    /** Evaluates the popularity of all time before the moment. */
    Score evaluateTotalPopularity(final RowWorkers workers) {
        return evaluatePopularity(popularity::sumBefore, workers);
    }

    private Score evaluatePopularity(final Gain gain, final RowWorkers workers) {
        return evaluate(() -> NO_TASTE, gain, List.of(new Mix(0, 1)), workers)[0];
    }

    private Score[] evaluate(
            final Supplier<Taste> tastes, final Gain gain, final List<Mix> mixes, final RowWorkers workers) {
        final int[][] ranks = new int[mixes.size()][questions.size()];
        workers.forEach(questions.size(), () -> {
            final Taste taste = tastes.get();
            final Timeline timeline = new Timeline();
            final Interactions history = new Interactions(Timeline.DEFAULT_MAX_LEAD_EVENTS);
            final float[] products = new float[behaviour.listingCount()];
            final float[] gains = new float[behaviour.listingCount()];
            return (from, to) -> {
                for (int i = from; i < to; i++) {
                    final Question question = questions.get(i);
                    behaviour.interactions(question.lead(), question.event(), taste.halfLifeDays(), timeline, history);
                    taste.score(history, products);
                    final long atMs = behaviour.occurredAt(question.lead(), question.event());
                    for (int listing = 0; listing < gains.length; listing++) {
                        gains[listing] = (float) gain.at(listing, atMs);
                    }
                    final int asked = behaviour.listing(question.lead(), question.event());
                    for (int mix = 0; mix < ranks.length; mix++) {
                        ranks[mix][i] = rank(asked, history, products, gains, mixes.get(mix));
                    }
                }
            };
        });
        final Score[] scores = new Score[ranks.length];
        for (int mix = 0; mix < ranks.length; mix++) {
            scores[mix] = score(ranks[mix]);
        }
        return scores;
    }

    private static int rank(
            final int asked, final Interactions history, final float[] products, final float[] gains, final Mix mix) {
        final float score = mix.taste() * products[asked] + mix.popularity() * gains[asked];
        int rank = 1;
        for (int listing = 0; listing < products.length; listing++) {
            if (mix.taste() * products[listing] + mix.popularity() * gains[listing] >= score
                    && listing != asked && !history.contains(listing)) {
                rank++;
            }
        }
        return rank;
    }

    private static Score score(final int[] ranks) {
        int hits = 0;
        double gains = 0;
        for (final int rank : ranks) {
            hits += rank <= CUT ? 1 : 0;
            gains += rank <= CUT ? Math.log(2) / Math.log(rank + 1) : 0;
        }
        final int leads = Math.max(1, ranks.length);
        return new Score((double) hits / leads, gains / leads);
    }

    /** A lead's taste for every listing. */
    private interface Taste {
        double halfLifeDays();

        void score(Interactions history, float[] products);
    }

    /** Solved as a server solves it. */
    private static final class FoldedIn implements Taste {
        private final FoldIn foldIn;
        private final FoldIn.Solver solver;
        private final float[] vectors;
        private final float[] lead;

        FoldedIn(final FoldIn foldIn, final float[] vectors) {
            this.foldIn = foldIn;
            this.vectors = vectors;
            solver = foldIn.solver();
            lead = new float[foldIn.dimensions()];
        }

        @Override
        public double halfLifeDays() {
            return foldIn.parameters().recencyHalfLifeDays();
        }

        /** Without a listing that the model knows the lead's vector, and so every product, is 0. */
        @Override
        public void score(final Interactions history, final float[] products) {
            solver.solve(history, lead);
            for (int listing = 0; listing < products.length; listing++) {
                products[listing] = product(vectors, listing * lead.length, lead);
            }
        }

        /** Four sums, because the additions of one sum would wait for each other. */
        private static float product(final float[] vectors, final int offset, final float[] lead) {
            float s0 = 0;
            float s1 = 0;
            float s2 = 0;
            float s3 = 0;
            int j = 0;
            for (; j + 4 <= lead.length; j += 4) {
                s0 += vectors[offset + j] * lead[j];
                s1 += vectors[offset + j + 1] * lead[j + 1];
                s2 += vectors[offset + j + 2] * lead[j + 2];
                s3 += vectors[offset + j + 3] * lead[j + 3];
            }
            for (; j < lead.length; j++) {
                s0 += vectors[offset + j] * lead[j];
            }
            return s0 + s1 + (s2 + s3);
        }
    }
}
