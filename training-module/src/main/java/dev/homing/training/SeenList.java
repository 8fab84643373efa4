package dev.homing.training;

import dev.homing.features.ShownList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a lead saw of a list that it was recommended.
 *
 * @param lead who
 * @param atMs when the list was made, milliseconds since 1970
 * @param seen listings, best first
 */
record SeenList(int lead, long atMs, List<Seen> seen) {
    private static final long DAY_MS = 86_400_000;

    /**
     * One listing of it.
     *
     * @param listing     its ordinal
     * @param atMs        when it was seen, not before the list was made
     * @param isTaken     whether feedback says that the lead clicked or liked it
     * @param isDismissed whether feedback says that the lead wants no more of it
     */
    record Seen(int listing, long atMs, boolean isTaken, boolean isDismissed) {
    }

    /** What became of a listing within a day of being seen, whatever came of it and where. */
    private record Outcome(Seen seen, boolean isAny, double weight) {
        boolean isActedOn() {
            return isAny || seen.isTaken() || seen.isDismissed();
        }

        boolean isAnswer() {
            return isAny && weight > 0;
        }

        /** What feedback says was taken, of which there is no event then: it is lost, or its time is not that of the list. */
        boolean isUnclear() {
            return seen.isTaken() && !seen.isDismissed() && !isAny;
        }
    }

    /**
     * By ordinals.
     *
     * @param shown    by ids
     * @param lead     who
     * @param ordinals of listings; those that are not there are left out
     */
    static SeenList of(final ShownList shown, final int lead, final Map<String, Integer> ordinals) {
        final List<Seen> seen = new ArrayList<>(shown.seen().size());
        for (final ShownList.Seen one : shown.seen()) {
            final Integer listing = ordinals.get(one.propertyId());
            if (listing != null) {
                seen.add(new Seen(listing, one.atMs(), one.isTaken(), one.isDismissed()));
            }
        }
        return new SeenList(lead, shown.atMs(), seen);
    }

    /**
     * Asks which listings of the list the lead took to within a day, among those that it had not met before and looked at. Leads
     * read from the top: what stands above what they acted on was looked at, and so was the next one below; what stands further
     * down was perhaps never read (Joachims 2002, "Optimizing search engines using clickthrough data").
     *
     * @param behaviour of leads
     * @param known     how many of the lead's events there are
     * @param beforeMs  what was seen or happened from then on is not known
     * @return nothing where the lead took to none of them, or to all, or where that is held back
     */
    Optional<Question> question(final Behaviour behaviour, final int known, final long beforeMs) {
        final Set<Integer> met = new HashSet<>();
        int history = 0;
        for (; history < known && behaviour.occurredAt(lead, history) < atMs; history++) {
            met.add(behaviour.listing(lead, history));
        }
        final List<Outcome> outcomes = outcomes(behaviour, history, known, beforeMs);
        final List<Integer> among = new ArrayList<>();
        final List<Integer> answers = new ArrayList<>();
        for (final Outcome outcome : read(outcomes)) {
            if (!met.contains(outcome.seen().listing()) && !outcome.isUnclear()) {
                among.add(outcome.seen().listing());
                if (outcome.isAnswer()) {
                    answers.add(outcome.seen().listing());
                }
            }
        }
        return answers.isEmpty() || answers.size() == among.size() || isHeldBack(behaviour, known)
                ? Optional.empty() : Optional.of(new Question(lead, history, atMs, array(answers), array(among)));
    }

    private List<Outcome> outcomes(final Behaviour behaviour, final int from, final int to, final long beforeMs) {
        final List<Outcome> outcomes = new ArrayList<>(seen.size());
        for (final Seen one : seen) {
            if (one.atMs() < beforeMs) {
                final long untilMs = Math.min(beforeMs, one.atMs() + DAY_MS);
                boolean isAny = false;
                double weight = 0;
                for (int event = from; event < to && behaviour.occurredAt(lead, event) < untilMs; event++) {
                    if (behaviour.listing(lead, event) == one.listing() && behaviour.occurredAt(lead, event) >= one.atMs()) {
                        isAny |= behaviour.weight(lead, event) != 0;
                        weight += behaviour.weight(lead, event);
                    }
                }
                outcomes.add(new Outcome(one, isAny, weight));
            }
        }
        return outcomes;
    }

    /** Down to the next one below the last that was acted on. */
    private static List<Outcome> read(final List<Outcome> outcomes) {
        for (int last = outcomes.size() - 1; last >= 0; last--) {
            if (outcomes.get(last).isActedOn()) {
                return outcomes.subList(0, Math.min(outcomes.size(), last + 2));
            }
        }
        return List.of();
    }

    /** Whether an event that could be an outcome is not to be known. */
    private boolean isHeldBack(final Behaviour behaviour, final int known) {
        final long lastMs = seen.stream().mapToLong(Seen::atMs).max().orElse(atMs);
        return known < behaviour.eventCount(lead) && behaviour.occurredAt(lead, known) < lastMs + DAY_MS;
    }

    private static int[] array(final List<Integer> listings) {
        return listings.stream().mapToInt(Integer::intValue).toArray();
    }
}
