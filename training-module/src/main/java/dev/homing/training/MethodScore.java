package dev.homing.training;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How one method did on all questions.
 *
 * @param name      of the method
 * @param measures  means over the questions
 * @param ndcg10    95 % interval of the NDCG@10, by leads
 * @param coverage  distinct listings in the first 10 of all lists, as a part of those that could be known
 * @param novelty   mean of -log2((1 + leads who met it) / (1 + leads)) over the first 10 of all lists, in bits
 * @param lists     how many of the lists have any listing
 * @param byHistory NDCG@10 by how many listings the lead had met; without those that no question is of
 */
record MethodScore(
        String name,
        Measures measures,
        Bootstrap.Interval ndcg10,
        double coverage,
        double novelty,
        int lists,
        Map<HistoryLength, Group> byHistory) {
    /**
     * Some of the questions.
     *
     * @param questions how many
     * @param ndcg10    their mean
     * @param interval  of it, 95 %
     */
    record Group(int questions, double ndcg10, Bootstrap.Interval interval) {
    }

    static MethodScore of(final String name, final List<Verdict> verdicts, final int known, final long seed) {
        final Set<Integer> shown = new HashSet<>();
        double surprise = 0;
        int slots = 0;
        int lists = 0;
        for (final Verdict verdict : verdicts) {
            final int length = Math.min(Measures.CUT, verdict.list().length);
            for (int i = 0; i < length; i++) {
                shown.add(verdict.list()[i]);
            }
            surprise += verdict.surprise();
            slots += length;
            lists += length > 0 ? 1 : 0;
        }
        final Map<HistoryLength, Group> groups = new EnumMap<>(HistoryLength.class);
        verdicts.stream().collect(Collectors.groupingBy(verdict -> HistoryLength.of(verdict.history())))
                .forEach((length, some) -> groups.put(length, new Group(some.size(), mean(some).ndcg10(), interval(some, seed))));
        return new MethodScore(name, mean(verdicts), interval(verdicts, seed), (double) shown.size() / Math.max(1, known),
                surprise / Math.max(1, slots), lists, groups);
    }

    private static Measures mean(final List<Verdict> verdicts) {
        return Ranking.mean(verdicts.stream().map(Verdict::measures).toList());
    }

    private static Bootstrap.Interval interval(final List<Verdict> verdicts, final long seed) {
        return Bootstrap.ofGroups(verdicts.stream().mapToInt(Verdict::lead).toArray(),
                verdicts.stream().mapToDouble(verdict -> verdict.measures().ndcg10()).toArray(), seed);
    }
}
