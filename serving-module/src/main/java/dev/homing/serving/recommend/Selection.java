package dev.homing.serving.recommend;

import dev.homing.features.BestListings;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.serving.model.CandidateModel;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/**
 * Makes a list of candidates that have scores: the lead's preferences and boosts move them, pins and what is drawn by lot have
 * their places, and the others follow by score, or by score and difference from those before them, as far as caps have room. One
 * instance belongs to one thread.
 */
final class Selection {
    private static final int NOBODY = -1;
    /** So many more candidates than there are places are looked at for difference. */
    private static final int SPARE_FOR_DIVERSITY = 80;

    private final BestListings byScore = new BestListings(CandidateModel.MAX_CANDIDATES);
    private final float[] scores = new float[CandidateModel.MAX_CANDIDATES];
    private final boolean[] isTaken = new boolean[CandidateModel.MAX_CANDIDATES];
    private final float[] nearest = new float[CandidateModel.MAX_CANDIDATES];
    private final int[] lot = new int[CandidateModel.MAX_CANDIDATES];
    private final int[] slots = new int[Recommender.MAX_LIMIT];
    private final float[] propensities = new float[Recommender.MAX_LIMIT];
    private final boolean[] isPinned = new boolean[Recommender.MAX_LIMIT];
    private final Caps caps = new Caps();
    private final PropertyRecord listing = new PropertyRecord();
    private Shortlist candidates;
    private RecommendQuery query;
    private TenantCatalog properties;
    private Similarity similarity;
    /** What fitting all that the lead states adds. */
    private float allOfIt;
    private float step;
    private int sorted;
    private int count;

    /** Sets the score of a candidate, by its place among them. */
    void score(final int place, final float score) {
        scores[place] = score;
    }

    /**
     * Makes the list.
     *
     * @param put        candidates, each with a score
     * @param scored     how many of them, the first ones
     * @param wanted     how the list is to be
     * @param catalog    of the listings
     * @param alike      says which are, null where difference does not matter
     * @param isLittleSeen which listings exploration is for
     */
    void choose(
            final Shortlist put,
            final int scored,
            final RecommendQuery wanted,
            final TenantCatalog catalog,
            final Similarity alike,
            final IntPredicate isLittleSeen) {
        candidates = put;
        query = wanted;
        properties = catalog;
        similarity = alike;
        if (!query.preferences().isEmpty()) {
            prefer(scored);
        }
        sort(scored, query.limit());
        count = sorted;
        if (!query.rules().boosts().isEmpty()) {
            boost(scored);
        }
        if (query.isPlain()) {
            for (int i = 0; i < count; i++) {
                slots[i] = byScore.ordinal(i);
                propensities[i] = 0;
                isPinned[i] = false;
            }
            return;
        }
        sort(scored, scored);
        Arrays.fill(isTaken, 0, scored, false);
        Arrays.fill(slots, 0, count, NOBODY);
        Arrays.fill(propensities, 0, count, 0);
        Arrays.fill(isPinned, 0, count, false);
        caps.begin(query.rules());
        pin(scored);
        if (query.drawn() > 0) {
            draw(isLittleSeen);
        }
        fill();
        close();
    }

    /** By place: where scores are the same, the order in which candidates were put forward stays. */
    private void sort(final int scored, final int most) {
        byScore.clear(most);
        for (int i = 0; i < scored; i++) {
            byScore.offer(i, scores[i]);
        }
        sorted = byScore.sort();
    }

    private void prefer(final int scored) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < scored; i++) {
            least = Math.min(least, scores[i]);
            most = Math.max(most, scores[i]);
        }
        // Where all are the same, any distance tells apart what fits.
        allOfIt = Preferences.ALL_OF_IT * (most > least ? most - least : 1);
        for (int i = 0; i < scored; i++) {
            scores[i] += preferred(candidates.ordinal(i));
        }
    }

    /** How much a listing fits of what the lead states. */
    float share(final int ordinal) {
        return query.preferences().share(properties, ordinal, query.asOfMs(), listing);
    }

    /** What the lead's preferences add to the score of a listing, whether it is a candidate or not, once the list is made. */
    float preferred(final int ordinal) {
        return share(ordinal) * allOfIt;
    }

    /** Whether any listing of the list fits a wish of the lead's preferences. */
    boolean isPreferred() {
        for (int rank = 0; rank < count && !query.preferences().isEmpty(); rank++) {
            if (share(candidates.ordinal(slots[rank])) > 0) {
                return true;
            }
        }
        return false;
    }

    private void boost(final int scored) {
        step = sorted == 0 ? 0 : byScore.score(0) - byScore.score(sorted - 1);
        for (int i = 0; i < scored; i++) {
            scores[i] = boosted(candidates.ordinal(i), scores[i]);
        }
    }

    /** What preferences and boosts make of a listing's score, whether it is a candidate or not, once the list is made. */
    float moved(final int ordinal, final float unmoved) {
        return boosted(ordinal, unmoved + preferred(ordinal));
    }

    /** What boosts make of a listing's score, whether it is a candidate or not, once the list is made. */
    float boosted(final int ordinal, final float unboosted) {
        float score = unboosted;
        for (final ListRules.Boost each : query.rules().boosts()) {
            if (each.filter().matches(properties, ordinal, query.asOfMs(), listing)) {
                score += (float) (each.amount() * step);
            }
        }
        return score;
    }

    private void pin(final int scored) {
        for (final ListRules.Pin each : query.rules().pins()) {
            final int place = candidates.placeOf(each.ordinal());
            final int slot = Math.min(each.slot(), count - 1);
            if (place != Shortlist.NONE && place < scored && !isTaken[place] && slot >= 0 && slots[slot] == NOBODY) {
                take(place, slot);
                isPinned[slot] = true;
            }
        }
    }

    /**
     * Gives places by lot to some who would not have one. All that may be drawn fit into the caps together, so that whoever is
     * drawn does, and each is as likely as any other.
     */
    private void draw(final IntPredicate isLittleSeen) {
        int free = 0;
        for (int slot = 1; slot < count; slot++) {
            free += slots[slot] == NOBODY ? 1 : 0;
        }
        final int wanted = Math.min(query.drawn(), free);
        int size = 0;
        for (int i = 0; i < sorted; i++) {
            final int place = byScore.ordinal(i);
            final int ordinal = candidates.ordinal(place);
            if (!isTaken[place] && i >= count - wanted && isLittleSeen.test(ordinal) && fits(ordinal)) {
                lot[size++] = place;
            }
        }
        recount();
        final int drawn = Math.min(wanted, size);
        final SplittableRandom random = new SplittableRandom(
                query.id().getMostSignificantBits() ^ Long.rotateLeft(query.id().getLeastSignificantBits(), 1));
        for (int i = 0; i < drawn; i++) {
            final int other = i + random.nextInt(size - i);
            final int place = lot[other];
            lot[other] = lot[i];
            int slot = freeSlot(random.nextInt(free - i));
            take(place, slot);
            propensities[slot] = (float) drawn / size;
        }
    }

    /** The slot that is free behind the first, by its number among them. */
    private int freeSlot(final int number) {
        int left = number;
        int slot = 1;
        while (slots[slot] != NOBODY || left-- > 0) {
            slot++;
        }
        return slot;
    }

    private boolean fits(final int ordinal) {
        if (!query.rules().hasCaps() || !properties.read(ordinal, query.asOfMs(), listing)) {
            return true;
        }
        if (!caps.admits(listing)) {
            return false;
        }
        caps.count(listing);
        return true;
    }

    /** What was counted to see whether it would fit is not on the list. */
    private void recount() {
        caps.begin(query.rules());
        for (int slot = 0; slot < count; slot++) {
            if (slots[slot] != NOBODY) {
                countInCaps(candidates.ordinal(slots[slot]));
            }
        }
    }

    private void countInCaps(final int ordinal) {
        if (query.rules().hasCaps() && properties.read(ordinal, query.asOfMs(), listing)) {
            caps.count(listing);
        }
    }

    private void take(final int place, final int slot) {
        slots[slot] = place;
        isTaken[place] = true;
        countInCaps(candidates.ordinal(place));
    }

    private void fill() {
        final boolean isDiverse = query.diversity() > 0 && similarity != null;
        final int pool = Math.min(sorted, 2 * count + SPARE_FOR_DIVERSITY);
        if (isDiverse) {
            Arrays.fill(nearest, 0, pool, Float.NEGATIVE_INFINITY);
            for (int slot = 0; slot < count; slot++) {
                if (slots[slot] != NOBODY) {
                    look(slots[slot], pool);
                }
            }
        }
        int next = 0;
        for (int slot = 0; slot < count; slot++) {
            if (slots[slot] == NOBODY) {
                int place = isDiverse ? mostRelevant(pool) : NOBODY;
                // Where caps leave none of the best ones, others follow by score.
                for (; place == NOBODY && next < sorted; next++) {
                    place = mayFollow(byScore.ordinal(next)) ? byScore.ordinal(next) : NOBODY;
                }
                if (place == NOBODY) {
                    return;
                }
                take(place, slot);
                if (isDiverse) {
                    look(place, pool);
                }
            }
        }
    }

    private boolean mayFollow(final int place) {
        return !isTaken[place] && (!query.rules().hasCaps()
                || !properties.read(candidates.ordinal(place), query.asOfMs(), listing) || caps.admits(listing));
    }

    /** Maximal marginal relevance: scores from 0 for the last one to 1 for the best, less likeness to the nearest one chosen. */
    private int mostRelevant(final int pool) {
        final float low = byScore.score(pool - 1);
        final float spread = Math.max(Float.MIN_NORMAL, byScore.score(0) - low);
        int best = NOBODY;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < pool; i++) {
            final double relevance = (byScore.score(i) - low) / spread;
            final double alike = nearest[i] == Float.NEGATIVE_INFINITY ? 0 : nearest[i];
            final double marginal = (1 - query.diversity()) * relevance - query.diversity() * alike;
            if (marginal > highest && mayFollow(byScore.ordinal(i))) {
                highest = marginal;
                best = byScore.ordinal(i);
            }
        }
        return best;
    }

    /** Remembers how alike each of the best ones is to one that was chosen. */
    private void look(final int chosen, final int pool) {
        similarity.to(candidates.ordinal(chosen));
        for (int i = 0; i < pool; i++) {
            if (!isTaken[byScore.ordinal(i)]) {
                nearest[i] = Math.max(nearest[i], similarity.of(candidates.ordinal(byScore.ordinal(i))));
            }
        }
    }

    /** Places that nobody was left for are not gaps. */
    private void close() {
        int kept = 0;
        for (int slot = 0; slot < count; slot++) {
            if (slots[slot] != NOBODY) {
                slots[kept] = slots[slot];
                propensities[kept] = propensities[slot];
                isPinned[kept] = isPinned[slot];
                kept++;
            }
        }
        count = kept;
    }

    /** How many listings the list has. */
    int count() {
        return count;
    }

    /** Which candidate is at a rank, by its place among them. */
    int place(final int rank) {
        return slots[rank];
    }

    /** The score of a candidate, by its place among them. */
    float scoreOf(final int place) {
        return scores[place];
    }

    /** The score of the listing at a rank. */
    float scoreAt(final int rank) {
        return scores[slots[rank]];
    }

    /** How likely it was that the listing at a rank was drawn, 0 when it was not. */
    float propensity(final int rank) {
        return propensities[rank];
    }

    /** Whether a rule put the listing at a rank. */
    boolean isPinned(final int rank) {
        return isPinned[rank];
    }
}
