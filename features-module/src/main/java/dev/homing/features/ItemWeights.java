package dev.homing.features;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.function.IntPredicate;

/**
 * How much liking one listing speaks for another: for each listing a short list of others with weights. What a past event
 * contributes to a score can be read off it.
 *
 * <p>In memory and in a bundle the same bytes, little endian: the number of listings n, the number of weights m, n + 1 starts,
 * m ordinals in ascending order within a list, m weights as float32. Immutable, any thread.
 */
public final class ItemWeights {
    private static final int HEADER_INTS = 2;
    private static final int CHECKED_AT_ONCE = 16_384;

    private final int listingCount;
    private final IntBuffer starts;
    private final IntBuffer targets;
    private final FloatBuffer weights;

    private ItemWeights(final int listingCount, final IntBuffer starts, final IntBuffer targets, final FloatBuffer weights) {
        this.listingCount = listingCount;
        this.starts = starts;
        this.targets = targets;
        this.weights = weights;
    }

    /**
     * Wraps bytes.
     *
     * @param bytes little endian, as a whole; kept, not copied
     * @return what they say
     * @throws IllegalArgumentException when they are no item weights
     */
    public static ItemWeights of(final ByteBuffer bytes) {
        return of(bytes, () -> { });
    }

    /**
     * Wraps bytes beside others who want the processor.
     *
     * @param bytes   little endian, as a whole; kept, not copied
     * @param giveWay is run after each few thousand weights
     * @return what they say
     * @throws IllegalArgumentException when they are no item weights
     */
    public static ItemWeights of(final ByteBuffer bytes, final Runnable giveWay) {
        final IntBuffer ints = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        if (ints.limit() < HEADER_INTS) {
            throw new IllegalArgumentException("it has " + bytes.remaining() + " bytes");
        }
        final int listings = ints.get(0);
        final int count = ints.get(1);
        if (listings < 0 || count < 0 || bytes.remaining() != length(listings, count)) {
            throw new IllegalArgumentException("it has " + bytes.remaining() + " bytes, for " + listings + " listings and "
                    + count + " weights");
        }
        final int targetsAt = HEADER_INTS + listings + 1;
        final ItemWeights items = new ItemWeights(listings, ints.slice(HEADER_INTS, listings + 1),
                ints.slice(targetsAt, count),
                bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(bytes.position() + (targetsAt + count) * Integer.BYTES)
                        .slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
        items.check(count, giveWay);
        return items;
    }

    /**
     * Joins lists.
     *
     * @param targets of each listing, ascending ordinals
     * @param weights of each target
     * @return with copies of them
     */
    public static ByteBuffer encode(final int[][] targets, final float[][] weights) {
        long count = 0;
        for (final int[] list : targets) {
            count += list.length;
        }
        final long length = length(targets.length, count);
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(count + " weights do not fit into 2 GiB");
        }
        final ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(targets.length).putInt((int) count);
        int start = 0;
        bytes.putInt(start);
        for (final int[] list : targets) {
            start += list.length;
            bytes.putInt(start);
        }
        for (final int[] list : targets) {
            for (final int target : list) {
                bytes.putInt(target);
            }
        }
        for (final float[] list : weights) {
            for (final float weight : list) {
                bytes.putFloat(weight);
            }
        }
        return bytes.flip();
    }

    private static long length(final int listings, final long count) {
        return (HEADER_INTS + 1L + listings + 2 * count) * Integer.BYTES;
    }

    private void check(final int count, final Runnable giveWay) {
        int before = 0;
        for (int listing = 0; listing <= listingCount; listing++) {
            final int start = starts.get(listing);
            if (start < before || start > count || (listing == 0 && start != 0) || (listing == listingCount && start != count)) {
                throw new IllegalArgumentException("the list of listing " + listing + " begins at " + start + " of " + count);
            }
            before = start;
        }
        for (int i = 0; i < count; i++) {
            if (targets.get(i) < 0 || targets.get(i) >= listingCount
                    || !Float.isFinite(weights.get(i))) {
                throw new IllegalArgumentException("weight " + i + " is " + weights.get(i) + " for listing " + targets.get(i)
                        + " of " + listingCount);
            }
            if (i % CHECKED_AT_ONCE == 0) {
                giveWay.run();
            }
        }
    }

    /**
     * How many listings there are.
     *
     * @return ordinals are below this
     */
    public int listingCount() {
        return listingCount;
    }

    /**
     * How many weights there are in all.
     *
     * @return 0 or more
     */
    public int size() {
        return targets.limit();
    }

    /**
     * Adds what each of a lead's listings speaks for.
     *
     * @param listings ordinals, also of listings that are not known
     * @param amounts  of liking, one for each
     * @param count    how many of them
     * @param into     gets the sums
     */
    public void add(final int[] listings, final float[] amounts, final int count, final SparseScores into) {
        for (int i = 0; i < count; i++) {
            if (listings[i] < listingCount) {
                into.gather(targets, weights, starts.get(listings[i]), starts.get(listings[i] + 1), amounts[i]);
            }
        }
        into.addGathered();
    }

    /**
     * Offers every listing that liking another one speaks for: those with a weight above 0.
     *
     * @param listing  ordinal, also of a listing that is not known
     * @param isWanted says which listings count
     * @param into     gets them with their weights
     */
    public void offer(final int listing, final IntPredicate isWanted, final BestListings into) {
        if (listing < listingCount) {
            final int end = starts.get(listing + 1);
            for (int i = starts.get(listing); i < end; i++) {
                if (weights.get(i) > 0 && isWanted.test(targets.get(i))) {
                    into.offer(targets.get(i), weights.get(i));
                }
            }
        }
    }

    /**
     * How much liking one listing speaks for another.
     *
     * @param listing that is liked
     * @param target  that may be
     * @return 0 when nothing is known
     */
    public float weight(final int listing, final int target) {
        if (listing >= listingCount) {
            return 0;
        }
        int from = starts.get(listing);
        int to = starts.get(listing + 1);
        while (from < to) {
            final int middle = (from + to) >>> 1;
            if (targets.get(middle) < target) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from < starts.get(listing + 1) && targets.get(from) == target ? weights.get(from) : 0;
    }
}
