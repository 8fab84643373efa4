package dev.homing.training;

import dev.homing.features.FoldIn;
import dev.homing.features.Interactions;
import dev.homing.tracking.codec.Timeline;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.Supplier;

/**
 * The last-item evaluation: of each lead the newest listing that was new to the lead is held back, with everything after it, and
 * must be found among all listings that the lead had not met, by what came before it.
 *
 * <p>Recall@20 is the share of leads whose listing is among the first 20; NDCG@20 counts 1 / log2(rank + 1) instead of 1.
 */
final class HoldOut {
    /** Length of the lists. */
    static final int CUT = 20;
    /** The most leads that are asked; more only cost time. */
    static final int MAX_LEADS = 10_000;

    /** Mean measures over the leads asked. */
    record Score(double recall, double ndcg) {
    }

    /** Scores every listing for a lead. */
    @FunctionalInterface
    interface Ranker {
        /**
         * Scores.
         *
         * @param history of the lead
         * @param scores  is filled
         * @return false when it has nothing to say of this lead
         */
        boolean score(Interactions history, float[] scores);
    }

    private final Behaviour behaviour;
    private final int[] kept;
    private final boolean[] isAsked;
    private final int asked;

    private HoldOut(final Behaviour behaviour, final int[] kept, final boolean[] isAsked, final int asked) {
        this.behaviour = behaviour;
        this.kept = kept;
        this.isAsked = isAsked;
        this.asked = asked;
    }

    /** Holds back from the first events of each lead. */
    static HoldOut of(final Behaviour behaviour, final int[] events, final long seed) {
        final int[] kept = events.clone();
        final boolean[] isAsked = new boolean[events.length];
        int eligible = 0;
        for (int lead = 0; lead < events.length; lead++) {
            final int discovery = behaviour.newestDiscovery(lead, events[lead]);
            if (discovery >= 0) {
                kept[lead] = discovery;
                isAsked[lead] = true;
                eligible++;
            }
        }
        final double share = (double) MAX_LEADS / Math.max(1, eligible);
        int asked = 0;
        final SplittableRandom random = new SplittableRandom(seed);
        for (int lead = 0; lead < events.length; lead++) {
            isAsked[lead] = isAsked[lead] && (share >= 1 || random.nextDouble() < share);
            asked += isAsked[lead] ? 1 : 0;
        }
        return new HoldOut(behaviour, kept, isAsked, asked);
    }

    /** How many of each lead's events remain for training. */
    int[] kept() {
        return kept;
    }

    /** How many leads are asked. */
    int asked() {
        return asked;
    }

    /** Evaluates a model by folding every lead in, as the server does. */
    Score evaluate(final FoldIn foldIn, final float[] vectors, final RowWorkers workers) {
        final int dimensions = foldIn.dimensions();
        return evaluate(foldIn.parameters().recencyHalfLifeDays(), workers, () -> {
            final FoldIn.Solver solver = foldIn.solver();
            final float[] lead = new float[dimensions];
            return (history, scores) -> {
                final boolean isKnown = solver.solve(history, lead);
                for (int listing = 0; isKnown && listing < scores.length; listing++) {
                    scores[listing] = product(vectors, listing * dimensions, lead);
                }
                return isKnown;
            };
        });
    }

    /** Evaluates the same list for everybody. */
    Score evaluate(final double[] popularity, final RowWorkers workers) {
        return evaluate(1, workers, () -> (history, scores) -> {
            for (int listing = 0; listing < scores.length; listing++) {
                scores[listing] = (float) popularity[listing];
            }
            return true;
        });
    }

    private Score evaluate(final double halfLifeDays, final RowWorkers workers, final Supplier<Ranker> rankers) {
        final DoubleAdder hits = new DoubleAdder();
        final DoubleAdder gains = new DoubleAdder();
        workers.forEach(kept.length, () -> {
            final Ranker ranker = rankers.get();
            final Timeline timeline = new Timeline();
            final Interactions history = new Interactions(Timeline.DEFAULT_MAX_LEAD_EVENTS);
            final float[] scores = new float[behaviour.listingCount()];
            return (from, to) -> {
                for (int lead = from; lead < to; lead++) {
                    if (isAsked[lead]) {
                        behaviour.interactions(lead, kept[lead], halfLifeDays, timeline, history);
                        if (ranker.score(history, scores)) {
                            final int rank = rank(behaviour.listing(lead, kept[lead]), history, scores);
                            hits.add(rank <= CUT ? 1 : 0);
                            gains.add(rank <= CUT ? Math.log(2) / Math.log(rank + 1) : 0);
                        }
                    }
                }
            };
        });
        return new Score(hits.sum() / Math.max(1, asked), gains.sum() / Math.max(1, asked));
    }

    /** Of equals the held-back listing comes last: no measure may live from ties. */
    private static int rank(final int heldBack, final Interactions history, final float[] scores) {
        final float score = scores[heldBack];
        int rank = 1;
        for (int listing = 0; listing < scores.length; listing++) {
            if (scores[listing] >= score && listing != heldBack && !history.contains(listing)) {
                rank++;
            }
        }
        return rank;
    }

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
