package dev.homing.training;

import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import java.util.HashSet;
import java.util.Set;

/**
 * Who met what among the events that a model may learn from, and which listings it could know at all.
 *
 * @param leads   who have any such event on a listing
 * @param met     of each listing, how many of them
 * @param isKnown of each listing, whether it could have been put forward: earlier events name it, or the catalogue has it
 */
record Audience(int leads, int[] met, boolean[] isKnown) {
    static Audience of(final Behaviour behaviour, final TenantCatalog catalog, final Cut cut) {
        final int[] met = new int[behaviour.listingCount()];
        final boolean[] isKnown = new boolean[met.length];
        final long newestMs = cut.questions().stream().mapToLong(Question::atMs).max().orElse(Long.MIN_VALUE);
        int leads = 0;
        for (int lead = 0; lead < cut.kept().length; lead++) {
            final Set<Integer> listings = listings(behaviour, lead, cut.kept()[lead]);
            leads += listings.isEmpty() ? 0 : 1;
            for (final int listing : listings) {
                met[listing]++;
                isKnown[listing] = true;
            }
            // Popularity counts, up to each question's instant, also what is not learned from.
            for (int event = 0; event < cut.popularAt()[lead] && behaviour.occurredAt(lead, event) < newestMs; event++) {
                isKnown[behaviour.listing(lead, event)] = true;
            }
        }
        final PropertyRecord record = new PropertyRecord();
        for (int listing = 0; listing < met.length; listing++) {
            isKnown[listing] |= catalog.read(listing, newestMs, record);
        }
        return new Audience(leads, met, isKnown);
    }

    /** The listings among a lead's first events. */
    static Set<Integer> listings(final Behaviour behaviour, final int lead, final int events) {
        final Set<Integer> listings = new HashSet<>();
        for (int event = 0; event < events; event++) {
            listings.add(behaviour.listing(lead, event));
        }
        return listings;
    }

    /**
     * How much of a surprise a listing is, in bits (self-information: Zhou et al. 2010, "Solving the apparent diversity-accuracy
     * dilemma of recommender systems").
     *
     * @return -log2((1 + leads who met it) / (1 + leads)); 0 or more
     */
    double surprise(final int listing) {
        return Math.log((1.0 + leads) / (1.0 + met[listing])) / Math.log(2);
    }
}
