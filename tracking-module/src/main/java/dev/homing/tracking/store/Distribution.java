package dev.homing.tracking.store;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How a number is distributed: count, sum, newest, largest, and quantiles that are at most an eighth too large. One thread
 * records, any thread reads; what it reads may be a value behind. Recording allocates nothing.
 *
 * <p>Each power of two has eight buckets, as many as a figure for people needs; the exact tables of serving are elsewhere.
 */
public final class Distribution {
    private static final int STEP_BITS = 3;
    private static final int STEPS = 1 << STEP_BITS;
    /** What other threads write must not share a cache line, or the pair that is fetched with it. */
    private static final int PADDING = 128 / Long.BYTES;
    private static final int SUM = PADDING;
    private static final int LAST = PADDING + 1;
    private static final int MAX = PADDING + 2;
    private static final int BUCKETS = PADDING + 3;
    private static final int BUCKET_COUNT = (Long.SIZE - STEP_BITS) * STEPS;

    private final AtomicLongArray values = new AtomicLongArray(BUCKETS + BUCKET_COUNT + PADDING);

    Distribution() {
    }

    /** Counts a value; the one writer only. */
    void record(final long value) {
        final long counted = Math.max(0, value);
        values.setOpaque(SUM, values.getPlain(SUM) + counted);
        values.setOpaque(LAST, counted);
        values.setOpaque(MAX, Math.max(values.getPlain(MAX), counted));
        final int bucket = BUCKETS + bucket(counted);
        values.setOpaque(bucket, values.getPlain(bucket) + 1);
    }

    private static int bucket(final long value) {
        if (value < STEPS) {
            return (int) value;
        }
        final int shift = Long.SIZE - 1 - STEP_BITS - Long.numberOfLeadingZeros(value);
        return shift * STEPS + (int) (value >>> shift);
    }

    /** The largest value of a bucket. */
    private static long largest(final int bucket) {
        if (bucket < 2 * STEPS) {
            return bucket;
        }
        final int shift = bucket / STEPS - 1;
        return ((long) (bucket % STEPS + STEPS + 1) << shift) - 1;
    }

    /**
     * How many values there were.
     *
     * @return since the start
     */
    public long count() {
        long count = 0;
        for (int i = 0; i < BUCKET_COUNT; i++) {
            count += values.getOpaque(BUCKETS + i);
        }
        return count;
    }

    /**
     * The sum of the values.
     *
     * @return since the start
     */
    public long sum() {
        return values.getOpaque(SUM);
    }

    /**
     * The newest value.
     *
     * @return 0 when there is none
     */
    public long last() {
        return values.getOpaque(LAST);
    }

    /**
     * The largest value.
     *
     * @return 0 when there is none
     */
    public long max() {
        return values.getOpaque(MAX);
    }

    /**
     * The value that a share of all values does not exceed.
     *
     * @param share 0 to 1
     * @return at most an eighth too large; 0 when there are no values
     */
    public long quantile(final double share) {
        final long wanted = Math.max(1, (long) Math.ceil(share * count()));
        long seen = 0;
        for (int i = 0; i < BUCKET_COUNT; i++) {
            seen += values.getOpaque(BUCKETS + i);
            if (seen >= wanted) {
                return Math.min(max(), largest(i));
            }
        }
        return 0;
    }
}
