package dev.homing.features;

import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * A lead's timeline summed up by listing: what factorisation learns from and what fold-in solves with.
 *
 * <p>The weight of a listing is the sum over the lead's events on it of the event's weight, halved for each half-life that lies
 * between the event and the lead's <em>own</em> newest event on a listing: a lead who comes back after a year is not a lead
 * without taste. The sum is signed, so that a dislike or a cancelled booking takes back what the views before it said; only
 * listings whose sum is positive count as interactions, all others are merely {@linkplain #seen(int) seen}. Both come in the
 * order in which the lead first met them.
 *
 * <p>Made once per thread and filled again by {@link #collect}; filling allocates nothing. Not for use by several threads.
 */
public final class Interactions {
    /** What {@link #lastAt} says of a listing that the lead never met. */
    public static final long NEVER = Long.MIN_VALUE;

    private static final double MS_PER_DAY = 86_400_000.0;

    private static final int EMPTY = -1;
    /** Who looks again after so long came back; before that it is the same look. */
    private static final long RETURN_MS = 30 * 60_000;
    private static final double SHORTEST_VIEW = 3;
    private static final double LONGEST_VIEW = 300;

    private final int capacity;
    private final int mask;
    private final int[] slots;
    private final int[] seen;
    private final double[] sums;
    private final double[] viewLogs;
    private final double[] recencies;
    private final long[] lastAt;
    private final int[] ordinals;
    private final float[] weights;
    private int seenCount;
    private int returnCount;
    private int count;

    /**
     * Creates an empty instance.
     *
     * @param capacity the most distinct listings, at least the most lead events of the timelines to come
     */
    public Interactions(final int capacity) {
        if (capacity < 1 || capacity > 1 << 28) {
            throw new IllegalArgumentException("capacity=" + capacity + " is not in 1..2^28");
        }
        this.capacity = capacity;
        final int slotCount = BitUtil.findNextPositivePowerOfTwo(capacity * 2);
        mask = slotCount - 1;
        slots = new int[slotCount];
        seen = new int[capacity];
        sums = new double[capacity];
        viewLogs = new double[capacity];
        recencies = new double[capacity];
        lastAt = new long[capacity];
        ordinals = new int[capacity];
        weights = new float[capacity];
        Arrays.fill(slots, EMPTY);
    }

    /**
     * Sums up a timeline; what was here before is gone.
     *
     * @param timeline     with the lead's events, all of which count
     * @param engagement   what an event weighs
     * @param halfLifeDays after how many days before the lead's newest event on a listing an event counts half, more than 0
     * @return this
     * @throws IllegalArgumentException if the timeline has more events than there is room for
     */
    public Interactions collect(final Timeline timeline, final EngagementWeights engagement, final double halfLifeDays) {
        final int events = timeline.leadCount();
        if (events > capacity || !(halfLifeDays > 0)) {
            throw new IllegalArgumentException(
                    "leadCount=" + events + " (at most " + capacity + "), halfLifeDays=" + halfLifeDays + " (more than 0)");
        }
        clear();
        if (events > 0) {
            final DirectBuffer buffer = timeline.buffer();
            final long newest = newestOnListing(timeline);
            final double rate = -Math.log(2) / (halfLifeDays * MS_PER_DAY);
            for (int i = 0; i < events; i++) {
                final int offset = timeline.leadOffset(i);
                final int ordinal = TimelineRecord.propertyOrdinal(buffer, offset);
                if (ordinal >= 0) {
                    final long at = TimelineRecord.occurredAt(buffer, offset);
                    final long age = newest - at;
                    final int index = indexOf(ordinal);
                    returnCount += at - lastAt[index] > RETURN_MS ? 1 : 0;
                    lastAt[index] = at;
                    final double recency = Math.exp(rate * age);
                    final double weight = engagement.weight(buffer, offset) * recency;
                    recencies[index] = recency;
                    sums[index] += weight;
                    final float seconds = TimelineRecord.viewSeconds(buffer, offset);
                    if (seconds >= 0) {
                        viewLogs[index] += weight * viewLog(seconds);
                    }
                }
            }
            keepPositive();
        }
        return this;
    }

    /** How long a look was beside a usual one; a glance and an idle tab say no more than a short and a long look do. */
    private static double viewLog(final float seconds) {
        return Logarithm.of(Math.max(SHORTEST_VIEW, Math.min(LONGEST_VIEW, seconds)) / EngagementWeights.LONG_VIEW_SECONDS);
    }

    /** When the newest event on a listing happened; what comes after it says nothing of any. */
    private static long newestOnListing(final Timeline timeline) {
        for (int i = timeline.leadCount() - 1; i >= 0; i--) {
            if (TimelineRecord.propertyOrdinal(timeline.buffer(), timeline.leadOffset(i)) != TimelineRecord.NONE) {
                return TimelineRecord.occurredAt(timeline.buffer(), timeline.leadOffset(i));
            }
        }
        return 0;
    }

    private void clear() {
        // Emptying the few slots in use is cheaper than the whole table for the short timelines that most leads have. From each
        // home slot to the end of its run leaves none behind: all slots between a listing's home and its place are in use, so the
        // first walk that gets to any of them gets to the place as well.
        for (int i = 0; i < seenCount; i++) {
            int slot = hash(seen[i]) & mask;
            while (slots[slot] != EMPTY) {
                slots[slot] = EMPTY;
                slot = (slot + 1) & mask;
            }
        }
        seenCount = 0;
        returnCount = 0;
        count = 0;
    }

    private int indexOf(final int ordinal) {
        int slot = hash(ordinal) & mask;
        while (slots[slot] != EMPTY) {
            if (seen[slots[slot]] == ordinal) {
                return slots[slot];
            }
            slot = (slot + 1) & mask;
        }
        slots[slot] = seenCount;
        seen[seenCount] = ordinal;
        sums[seenCount] = 0;
        viewLogs[seenCount] = 0;
        // So far ahead that the first event is no return.
        lastAt[seenCount] = Long.MAX_VALUE / 2;
        return seenCount++;
    }

    private void keepPositive() {
        for (int i = 0; i < seenCount; i++) {
            final float weight = (float) sums[i];
            if (weight > 0) {
                ordinals[count] = seen[i];
                weights[count] = weight;
                count++;
            }
        }
    }

    /** Neighbouring ordinals are common, so they are spread: the high bits of a multiplication depend on all of them. */
    private static int hash(final int ordinal) {
        final int product = ordinal * 0x9E3779B9;
        return product ^ (product >>> 15);
    }

    /**
     * How many listings have a positive weight.
     *
     * @return 0 to {@link #seenCount()}
     */
    public int count() {
        return count;
    }

    /**
     * A listing with a positive weight.
     *
     * @param i 0 to {@link #count()} - 1
     * @return its ordinal
     */
    public int ordinal(final int i) {
        return ordinals[i];
    }

    /**
     * The weight of {@link #ordinal(int) a listing}.
     *
     * @param i 0 to {@link #count()} - 1
     * @return more than 0
     */
    public float weight(final int i) {
        return weights[i];
    }

    /**
     * How many distinct listings the lead met.
     *
     * @return 0 to the capacity
     */
    public int seenCount() {
        return seenCount;
    }

    /**
     * A listing that the lead met, whatever the weight.
     *
     * @param i 0 to {@link #seenCount()} - 1
     * @return its ordinal
     */
    public int seen(final int i) {
        return seen[i];
    }

    /**
     * What all events on a listing add up to, negative when the lead turned it down.
     *
     * @param i 0 to {@link #seenCount()} - 1
     * @return of {@link #seen(int)}
     */
    public double sum(final int i) {
        return sums[i];
    }

    /**
     * How much of the newest event on a listing time has left.
     *
     * @param i 0 to {@link #seenCount()} - 1
     * @return 1 for the lead's newest listing, halved for each half-life
     */
    public double recency(final int i) {
        return recencies[i];
    }

    /**
     * How long the looks at a listing were: the sum of the events' weights, each times ln(s / 30) of its viewing time of s
     * seconds, 3 to 300; those without one count nothing.
     *
     * @param i 0 to {@link #seenCount()} - 1
     * @return negative for glances
     */
    public double viewLogs(final int i) {
        return viewLogs[i];
    }

    /**
     * When the lead last met a listing.
     *
     * @param ordinal of any listing
     * @return milliseconds since 1970, or {@link #NEVER}
     */
    public long lastAt(final int ordinal) {
        final int index = find(ordinal);
        return index == EMPTY ? NEVER : lastAt[index];
    }

    /**
     * How often the lead comes back to a listing: the share of its looks that were at one that it knew, by Laplace's rule of
     * succession (1814, "Essai philosophique sur les probabilités"), so that nothing is certain of one who did little.
     *
     * @return more than 0 and less than 1, 1/2 of a lead without events
     */
    public double returnShare() {
        return (returnCount + 1.0) / (returnCount + seenCount + 2.0);
    }

    /**
     * Whether the lead met a listing.
     *
     * @param ordinal of any listing
     * @return true if it is among {@link #seen}
     */
    public boolean contains(final int ordinal) {
        return find(ordinal) != EMPTY;
    }

    /**
     * Whether the lead turned a listing down.
     *
     * @param ordinal of any listing
     * @return true if it is among {@link #seen} with a {@link #sum} below 0
     */
    public boolean isRejected(final int ordinal) {
        final int index = find(ordinal);
        return index != EMPTY && sums[index] < 0;
    }

    private int find(final int ordinal) {
        int slot = hash(ordinal) & mask;
        while (slots[slot] != EMPTY) {
            if (seen[slots[slot]] == ordinal) {
                return slots[slot];
            }
            slot = (slot + 1) & mask;
        }
        return EMPTY;
    }
}
