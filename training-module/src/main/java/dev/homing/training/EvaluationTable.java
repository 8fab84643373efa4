package dev.homing.training;

import java.util.Locale;

/** The figures as lines of text. */
final class EvaluationTable {
    private EvaluationTable() {
    }

    static String of(final Evaluated evaluated) {
        final StringBuilder text = new StringBuilder();
        add(text, "held back (%s): %,d questions of %,d leads, %,d listings%n%n",
                EvaluateMain.protocolName(evaluated.protocol()), evaluated.questions(), evaluated.leads(), evaluated.known());
        add(text, "%-16s %8s %17s %10s %12s %8s %12s %11s%n",
                "", "NDCG@10", "95 %", "recall@20", "hit rate@10", "MRR@10", "coverage@10", "novelty@10");
        for (final MethodScore score : evaluated.scores()) {
            final Measures measures = score.measures();
            add(text, "%-16s %8.4f  [%.4f, %.4f] %10.4f %12.4f %8.4f %12.4f %11.2f%s%n", name(score), measures.ndcg10(),
                    score.ndcg10().low(), score.ndcg10().high(), measures.recall20(), measures.hitRate10(), measures.mrr10(),
                    score.coverage(), score.novelty(), score.lists() == 0 ? "  no lists" : "");
        }
        add(text, "%nNDCG@10 by how many listings the lead had met%n%-16s", "");
        for (final HistoryLength length : HistoryLength.values()) {
            add(text, " %8s", length.text());
        }
        add(text, "%n%-16s", "questions");
        for (final HistoryLength length : HistoryLength.values()) {
            final MethodScore.Group group = evaluated.hybrid().byHistory().get(length);
            add(text, " %,8d", group == null ? 0 : group.questions());
        }
        for (final MethodScore score : evaluated.scores()) {
            add(text, "%n%-16s", name(score));
            for (final HistoryLength length : HistoryLength.values()) {
                final MethodScore.Group group = score.byHistory().get(length);
                add(text, " %8s", group == null ? "-" : String.format(Locale.ROOT, "%.4f", group.ndcg10()));
            }
        }
        return text.append(System.lineSeparator()).toString();
    }

    /** For people. */
    static String name(final MethodScore score) {
        return score.name().replace('_', ' ');
    }

    private static void add(final StringBuilder text, final String format, final Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
