package dev.homing.serving.recommend;

import dev.homing.features.catalog.ListingFilter;
import java.util.UUID;

/**
 * What a caller wants to have recommended: checked, with ids resolved. Immutable.
 *
 * @param tenant          whose listings
 * @param limit           1 to {@link Recommender#MAX_LIMIT}
 * @param asOfMs          {@link Recommender#NOW}, or the instant whose listings count
 * @param includeSeen     whether listings that the lead has met may be among them
 * @param includeRejected with that, whether those that the lead turned down may be as well
 * @param filter          which listings are meant
 * @param excluded        ordinals of listings that are not, ascending; not to be changed
 * @param preferences     wishes that the lead states in its profile; what it must have is in the filter
 * @param rules           of the business
 * @param diversity       0 to 1
 * @param exploration     share of the list, 0 to 0.5
 * @param startNs         when the request came, as {@link System#nanoTime} has it
 * @param budgetNs        how long the answer may take from then on
 * @param id              of the answer, which is also the seed of what is drawn by lot
 */
public record RecommendQuery(
        int tenant,
        int limit,
        long asOfMs,
        boolean includeSeen,
        boolean includeRejected,
        ListingFilter filter,
        int[] excluded,
        Preferences preferences,
        ListRules rules,
        double diversity,
        double exploration,
        long startNs,
        long budgetNs,
        UUID id) {
    /** Budget of those who wait as long as it takes. */
    static final long UNLIMITED = Long.MAX_VALUE;

    /**
     * Whether listings as they are now are meant.
     *
     * @return false for those of an instant
     */
    public boolean isNow() {
        return asOfMs == Recommender.NOW;
    }

    /** Whether the list is no more than the best by score. */
    boolean isPlain() {
        return rules.isEmpty() && preferences.isEmpty() && diversity == 0 && exploration == 0;
    }

    /** How many listings of the list are drawn by lot. */
    int drawn() {
        return (int) Math.round(exploration * limit);
    }

    /** How much time is left. */
    long leftNs() {
        return budgetNs == UNLIMITED ? UNLIMITED : budgetNs - (System.nanoTime() - startNs);
    }
}
