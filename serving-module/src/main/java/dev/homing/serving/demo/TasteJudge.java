package dev.homing.serving.demo;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Knows the truth about a lead: a home is truly to the lead's taste if, all things known and with a clear head, it is among the
 * best tenth of what is on the market for this lead.
 */
final class TasteJudge {
    /** The part of the market that is to a lead's taste. */
    static final double SHARE = 0.1;
    /** The rank of what is not on the market. */
    static final int NO_RANK = Integer.MAX_VALUE;

    /** A home and how right it is; computed once, as sorting compares often. */
    private record Judged(String id, double utility) {
    }

    private final Map<String, Integer> ranks = new HashMap<>();
    private final int toTaste;

    /**
     * Judges a market.
     *
     * @param taste  of the lead
     * @param market that is on offer
     */
    TasteJudge(final Taste taste, final Collection<Home> market) {
        final List<Judged> judged = market.stream()
                .map(home -> new Judged(home.listing().id(), taste.utility(home.listing(), home.price())))
                .sorted(Comparator.comparingDouble((Judged home) -> -home.utility()).thenComparing(Judged::id)).toList();
        for (final Judged home : judged) {
            ranks.put(home.id(), ranks.size() + 1);
        }
        toTaste = (int) Math.round(SHARE * judged.size());
    }

    /** Where a home truly stands for the lead, 1 for the best on the market; {@link #NO_RANK} if it is not on it. */
    int rank(final String listingId) {
        return ranks.getOrDefault(listingId, NO_RANK);
    }

    /** Whether a home is truly to the lead's taste. */
    boolean isToTaste(final String listingId) {
        return rank(listingId) <= toTaste;
    }

    /** How many of some homes are truly to the lead's taste. */
    int count(final Collection<String> listingIds) {
        return (int) listingIds.stream().filter(this::isToTaste).count();
    }
}
