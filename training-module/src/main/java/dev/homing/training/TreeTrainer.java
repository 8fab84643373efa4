package dev.homing.training;

import dev.homing.features.RankColumn;
import dev.homing.features.TreeModel;
import dev.homing.training.Questions.Counted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * LambdaMART (Burges 2010, "From RankNet to LambdaRank to LambdaMART: An Overview") on top of the linear mix: trees learn what
 * the mix gets wrong, so that with little to learn there are none and the mix stays as it is. How many trees there are is judged
 * by leads that they were not learned from.
 */
final class TreeTrainer {
    /** Below this many questions trees learn noise. */
    static final int MIN_QUESTIONS = 300;
    /** The same where it does not matter what trees are worth. */
    private static final int FEW_QUESTIONS = 40;
    /** What a point of the mix is worth beside the trees. */
    static final float MIX_SCALE = 4;

    /** More would cost each request more than they are worth. */
    private static final int MAX_TREES = 150;
    private static final int STEP = 5;
    /** So many further trees that are no better end it; with fewer a bad start of the mix is never made good. */
    private static final int PATIENCE = 100;
    private static final double WORTH_IT = 0.005;
    private static final double RATE = 0.05;
    private static final int JUDGES = 4;
    /** Of each kind: one that is asked more often is not to be heard more. */
    private static final int MAX_QUESTIONS = 2_500;
    /** Rows of a question: those that the mix puts first, and some of the others so that trees know them as well. */
    private static final int FIRST_ROWS = 100;
    private static final int OTHER_ROWS = 40;
    /** The most candidates that a question can have. */
    private static final int MAX_ROWS = 4_096;
    /** Pairs count in which one is among so many first. */
    private static final int TRUNCATION = 20;

    private static final double[] DISCOUNTS = discounts();
    private static final double[] IDEALS = ideals();

    private final long seed;
    private final RowWorkers workers;
    private final int leastTrees;

    TreeTrainer(final long seed, final RowWorkers workers) {
        this(seed, workers, 0);
    }

    /** With so many trees at least where there are questions to learn them from, whether they are worth it or not. */
    TreeTrainer(final long seed, final RowWorkers workers, final int leastTrees) {
        this.leastTrees = leastTrees;
        this.seed = seed;
        this.workers = workers;
    }

    /** Learns from questions; none where trees are not worth it. */
    TreeModel train(final List<Questions> kinds, final float[] mix) {
        final List<Counted> useful = kinds.stream().flatMap(kind -> newest(Questions.counted(List.of(kind)).stream()
                .filter(one -> one.asked().hasAnswer()).toList()).stream()).toList();
        if (useful.size() < (leastTrees > 0 ? FEW_QUESTIONS : MIN_QUESTIONS)) {
            return TreeModel.NONE;
        }
        final List<Counted> learned = new ArrayList<>();
        final List<Counted> judges = new ArrayList<>();
        for (final Counted one : useful) {
            // By lead: what one lead does today is much like what the same lead does tomorrow.
            (Math.floorMod(one.asked().question().lead() * 0x9E3779B9, JUDGES) == 0 ? judges : learned).add(one);
        }
        return boost(learned, new Jury(judges, mix), mix);
    }

    private static List<Counted> newest(final List<Counted> asked) {
        return asked.subList(Math.max(0, asked.size() - MAX_QUESTIONS), asked.size());
    }

    /** Leads that trees are not learned from, and what they have of so many trees. */
    private final class Jury {
        private final List<Counted> judges;
        private final float[][] scores;
        /** Of each judge: NDCG times what it counts without trees, and with the number of trees that was best for all. */
        private final double[][] gains;
        private final double withoutTrees;
        private double bestSum;
        private int bestCount;

        Jury(final List<Counted> judges, final float[] mix) {
            this.judges = judges;
            scores = judges.stream().map(judge -> scaled(judge.asked(), mix)).toArray(float[][]::new);
            final double[] ndcgs = ndcgs();
            gains = Arrays.stream(ndcgs).mapToObj(ndcg -> new double[] {ndcg, ndcg}).toArray(double[][]::new);
            withoutTrees = Arrays.stream(ndcgs).sum();
            bestSum = withoutTrees;
        }

        private double[] ndcgs() {
            final double[] ndcgs = new double[judges.size()];
            workers.forEach(ndcgs.length, () -> (from, to) -> {
                for (int i = from; i < to; i++) {
                    ndcgs[i] = judges.get(i).count() * Ranking.ndcg(judges.get(i).asked(), scores[i]);
                }
            });
            return ndcgs;
        }

        /** Judges with further trees. */
        void hear(final TreeModel trees, final int from) {
            workers.forEach(judges.size(), () -> (first, end) -> {
                for (int i = first; i < end; i++) {
                    for (int tree = from; tree < trees.trees().size(); tree++) {
                        trees.addTo(scores[i], tree, judges.get(i).asked().rows(), RankColumn.COUNT);
                    }
                }
            });
            final double[] ndcgs = ndcgs();
            final double sum = Arrays.stream(ndcgs).sum();
            if (sum > bestSum) {
                bestSum = sum;
                bestCount = trees.trees().size();
                for (int i = 0; i < ndcgs.length; i++) {
                    gains[i][1] = ndcgs[i];
                }
            }
        }

        boolean hopesFor(final int trees) {
            return trees < Math.min(MAX_TREES, bestCount + PATIENCE);
        }

        /** How many trees are best; none unless they are worth it. */
        int verdict() {
            return bestSum > withoutTrees * (1 + WORTH_IT) && Questions.isMoreThanChance(gains, 1) ? bestCount : 0;
        }
    }

    /** The mix as the trees see it. */
    static float[] scaled(final Asked asked, final float[] mix) {
        final float[] scores = Ranking.scores(asked, mix);
        for (int i = 0; i < scores.length; i++) {
            scores[i] *= MIX_SCALE;
        }
        return scores;
    }

    /** Questions as rows, one after the other. */
    private final class Rows {
        private final int[] starts;
        private final float[] values;
        private final float[] scores;
        private final boolean[] isAnswer;
        private final int[] answers;
        private final double[] counts;

        Rows(final List<Counted> asked, final float[] mix) {
            // Questions that count much are few and noisy, and trees take noise for truth sooner than a mix of ten numbers does.
            final double[] roots = asked.stream().mapToDouble(one -> Math.sqrt(one.count())).toArray();
            final double mean = Arrays.stream(roots).average().orElse(1);
            counts = Arrays.stream(roots).map(root -> root / mean).toArray();
            starts = new int[asked.size() + 1];
            answers = new int[asked.size()];
            final int most = asked.stream().mapToInt(one -> most(one.asked())).sum();
            final float[] allValues = new float[most * RankColumn.COUNT];
            scores = new float[most];
            isAnswer = new boolean[most];
            final SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < asked.size(); i++) {
                final Asked one = asked.get(i).asked();
                final float[] mixed = scaled(one, mix);
                final boolean[] isTaken = choose(one, mixed, random);
                int row = starts[i];
                for (int candidate = 0; candidate < mixed.length; candidate++) {
                    if (isTaken[candidate]) {
                        System.arraycopy(one.rows(), candidate * RankColumn.COUNT, allValues, row * RankColumn.COUNT,
                                RankColumn.COUNT);
                        scores[row] = mixed[candidate];
                        isAnswer[row++] = one.isAnswer()[candidate];
                    }
                }
                starts[i + 1] = row;
                answers[i] = one.question().answers().length;
            }
            values = Arrays.copyOf(allValues, starts[asked.size()] * RankColumn.COUNT);
        }

        private static int most(final Asked asked) {
            int answers = 0;
            for (final boolean isAnswer : asked.isAnswer()) {
                answers += isAnswer ? 1 : 0;
            }
            return Math.min(asked.candidates().length, FIRST_ROWS + OTHER_ROWS + answers);
        }

        private static boolean[] choose(final Asked one, final float[] mixed, final SplittableRandom random) {
            final boolean[] isTaken = one.isAnswer().clone();
            final ItemLists.Selection first = new ItemLists.Selection(FIRST_ROWS);
            for (int candidate = 0; candidate < mixed.length; candidate++) {
                first.offer(candidate, mixed[candidate]);
            }
            for (final int candidate : first.ordinals()) {
                isTaken[candidate] = true;
            }
            for (int k = 0; k < OTHER_ROWS && mixed.length > FIRST_ROWS; k++) {
                isTaken[random.nextInt(mixed.length)] = true;
            }
            return isTaken;
        }
    }

    /** Grows trees as long as the jury hopes for more of them. */
    private TreeModel boost(final List<Counted> asked, final Jury jury, final float[] mix) {
        final Rows rows = new Rows(asked, mix);
        final int count = rows.starts[asked.size()];
        final TreeGrower grower = new TreeGrower(new Bins(rows.values, RankColumn.COUNT), workers);
        final double[] gradients = new double[count];
        final double[] curvatures = new double[count];
        final float[] added = new float[count];
        final List<TreeModel.Tree> grown = new ArrayList<>();
        while (jury.hopesFor(grown.size())) {
            Arrays.fill(gradients, 0);
            Arrays.fill(curvatures, 0);
            workers.forEach(asked.size(), () -> (from, to) -> {
                for (int i = from; i < to; i++) {
                    lambdas(rows, i, gradients, curvatures);
                }
            });
            grown.add(grower.grow(gradients, curvatures, RATE, added));
            for (int i = 0; i < count; i++) {
                rows.scores[i] += added[i];
            }
            if (grown.size() % STEP == 0) {
                jury.hear(new TreeModel(grown), grown.size() - STEP);
            }
        }
        final int best = Math.max(jury.verdict(), Math.min(leastTrees, grown.size()));
        return best == 0 ? TreeModel.NONE : new TreeModel(grown).first(best);
    }

    /** Adds what exchanging each pair of an answer and another would change. */
    private static void lambdas(final Rows rows, final int question, final double[] gradients, final double[] curvatures) {
        final int from = rows.starts[question];
        final int to = rows.starts[question + 1];
        final int[] places = places(rows.scores, from, to);
        for (int i = from; i < to; i++) {
            if (rows.isAnswer[i]) {
                for (int j = from; j < to; j++) {
                    if (!rows.isAnswer[j] && Math.min(places[i - from], places[j - from]) < TRUNCATION) {
                        final double change = rows.counts[question] * Math.abs(
                                DISCOUNTS[places[i - from]] - DISCOUNTS[places[j - from]])
                                / IDEALS[Math.min(rows.answers[question], TRUNCATION)];
                        final double wrong = 1 / (1 + Math.exp(rows.scores[i] - rows.scores[j]));
                        gradients[i] -= change * wrong;
                        gradients[j] += change * wrong;
                        curvatures[i] += change * wrong * (1 - wrong);
                        curvatures[j] += change * wrong * (1 - wrong);
                    }
                }
            }
        }
    }

    private static double[] discounts() {
        final double[] discounts = new double[MAX_ROWS];
        for (int i = 0; i < discounts.length; i++) {
            discounts[i] = Math.log(2) / Math.log(i + 2);
        }
        return discounts;
    }

    /** The best that so many answers can come to among the first. */
    private static double[] ideals() {
        final double[] ideals = new double[TRUNCATION + 1];
        for (int i = 0; i < TRUNCATION; i++) {
            ideals[i + 1] = ideals[i] + discounts()[i];
        }
        return ideals;
    }

    /** Of each row, how many are before it; of equals the first is. */
    private static int[] places(final float[] scores, final int from, final int to) {
        final long[] order = new long[to - from];
        for (int i = 0; i < order.length; i++) {
            final int bits = Float.floatToIntBits(0f - scores[from + i]);
            // Floats in the order of integers: those below 0 count down.
            order[i] = ((long) (bits ^ (bits >> 31 & Integer.MAX_VALUE)) << Integer.SIZE) | i;
        }
        Arrays.sort(order);
        final int[] places = new int[order.length];
        for (int place = 0; place < order.length; place++) {
            places[(int) order[place]] = place;
        }
        return places;
    }
}
