package dev.homing.serving.explain;

import dev.homing.proto.v1.ColumnContribution;
import dev.homing.proto.v1.Explanation;
import dev.homing.proto.v1.ScoreSignal;
import dev.homing.proto.v1.SignalContribution;
import java.util.function.IntToDoubleFunction;

/**
 * What is added to the scores of an answer, on top of what they are by the ranker or by popularity; each by a listing's ordinal.
 *
 * @param shares      how much a listing fits of what the lead states in its profile, 0 to 1
 * @param preferences what that adds
 * @param boosts      what rules of the business add
 */
public record Moves(IntToDoubleFunction shares, IntToDoubleFunction preferences, IntToDoubleFunction boosts) {
    /** All that is added to a listing's score. */
    double sum(final int ordinal) {
        return preferences.applyAsDouble(ordinal) + boosts.applyAsDouble(ordinal);
    }

    /** Says what is added, as far as it is anything. */
    void addTo(final int ordinal, final Explanation.Builder explanation) {
        final double preference = preferences.applyAsDouble(ordinal);
        add(ScoreSignal.FROM_WISHES, "preferences", shares.applyAsDouble(ordinal), preference, explanation);
        final double boost = boosts.applyAsDouble(ordinal);
        add(ScoreSignal.FROM_RULES, "boosts", boost, boost, explanation);
    }

    private static void add(
            final ScoreSignal signal,
            final String column,
            final double input,
            final double value,
            final Explanation.Builder explanation) {
        if (value != 0) {
            final SignalContribution.Builder contribution = Explainer.signal(explanation, signal);
            contribution.setValue((float) (contribution.getValue() + value)).addColumns(ColumnContribution.newBuilder()
                    .setColumn(column).setInput((float) input).setValue((float) value));
        }
    }
}
