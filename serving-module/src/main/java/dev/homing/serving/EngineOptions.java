package dev.homing.serving;

import dev.homing.serving.ingest.Retention;
import dev.homing.serving.training.RetrainInterval;
import dev.homing.serving.training.TrainingMemory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What an engine is made with. Immutable; every number is checked once, in the constructor. {@link #of} gives the defaults,
 * {@link #builder} changes some of them.
 *
 * @param dataFolder             where everything is kept
 * @param ringLength             bytes of the ring between calls and committer, a power of two from 64 KiB to 1 GiB
 * @param hotTimelineBytes       memory for the timelines of hot leads, 1 MiB to 64 GiB
 * @param marketUtcOffsetMinutes local time of events that do not say theirs, minutes east of UTC, -1080 to 1080
 * @param maxEventAgeDays        older events are taken as history alone, 1 to 36,500
 * @param acceptsLoss            whether to open a store whose end is damaged or missing, without what is lost
 * @param retention              how long events are kept
 * @param maxPendingBytes        of requests under way, as they were sent, 4 MiB (the largest request) to 64 GiB
 * @param maxWatches             of recommendations at once, 0 to 1,000,000
 * @param trainingMemoryBytes    the most heap that a training may take, 16 MiB to 4 TiB
 * @param recommendationDays     for how long lists that were recommended are kept, 0 (not at all) to 3,650
 * @param retrainEvery           after how long models are trained again, 1 minute to 365 days; empty: on request alone
 */
public record EngineOptions(
        Path dataFolder,
        int ringLength,
        long hotTimelineBytes,
        int marketUtcOffsetMinutes,
        int maxEventAgeDays,
        boolean acceptsLoss,
        Retention retention,
        long maxPendingBytes,
        int maxWatches,
        long trainingMemoryBytes,
        int recommendationDays,
        Optional<Duration> retrainEvery) {
    /** Default of {@link #ringLength}: some 30,000 events. */
    public static final int DEFAULT_RING_LENGTH = 8 << 20;
    /** Default of {@link #hotTimelineBytes}. */
    public static final long DEFAULT_HOT_TIMELINE_BYTES = 64L << 20;
    /** Default of {@link #maxEventAgeDays}: features look no further back. */
    public static final int DEFAULT_MAX_EVENT_AGE_DAYS = 30;
    /** Default of {@link #maxPendingBytes}: some 600,000 events. */
    public static final long DEFAULT_MAX_PENDING_BYTES = 64L << 20;
    /** Default of {@link #maxWatches}. */
    public static final int DEFAULT_MAX_WATCHES = 10_000;

    /** Default of {@link #recommendationDays}: feedback on older lists is rare. */
    public static final int DEFAULT_RECOMMENDATION_DAYS = 7;

    private static final int MAX_RECOMMENDATION_DAYS = 3_650;
    private static final int MIN_RING_LENGTH = 64 << 10;
    private static final int MAX_RING_LENGTH = 1 << 30;
    private static final long MIN_HOT_TIMELINE_BYTES = 1L << 20;
    private static final long MAX_HOT_TIMELINE_BYTES = 64L << 30;
    private static final int MAX_UTC_OFFSET = 1_080;
    private static final int MAX_EVENT_AGE_DAYS = 36_500;
    private static final long MIN_PENDING_BYTES = 4L << 20;
    private static final long MAX_PENDING_BYTES = 64L << 30;
    private static final int MAX_WATCHES = 1_000_000;

    /** Checks the options. */
    public EngineOptions {
        Objects.requireNonNull(dataFolder, "dataFolder");
        Objects.requireNonNull(retention, "retention");
        if (Integer.bitCount(ringLength) != 1 || ringLength < MIN_RING_LENGTH || ringLength > MAX_RING_LENGTH) {
            throw new IllegalArgumentException("ringLength=" + ringLength + ": a power of two from "
                    + MIN_RING_LENGTH + " to " + MAX_RING_LENGTH + " is allowed");
        }
        checkRange("hotTimelineBytes", hotTimelineBytes, MIN_HOT_TIMELINE_BYTES, MAX_HOT_TIMELINE_BYTES);
        checkRange("marketUtcOffsetMinutes", marketUtcOffsetMinutes, -MAX_UTC_OFFSET, MAX_UTC_OFFSET);
        checkRange("maxEventAgeDays", maxEventAgeDays, 1, MAX_EVENT_AGE_DAYS);
        checkRange("maxPendingBytes", maxPendingBytes, MIN_PENDING_BYTES, MAX_PENDING_BYTES);
        checkRange("maxWatches", maxWatches, 0, MAX_WATCHES);
        checkRange("trainingMemoryBytes", trainingMemoryBytes, TrainingMemory.MIN_BYTES, TrainingMemory.MAX_BYTES);
        checkRange("recommendationDays", recommendationDays, 0, MAX_RECOMMENDATION_DAYS);
        retrainEvery.ifPresent(RetrainInterval::check);
    }

    private static void checkRange(final String name, final long value, final long min, final long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + "=" + value + ": " + min + " to " + max + " is allowed");
        }
    }

    /**
     * The defaults.
     *
     * @param dataFolder where everything is kept
     * @return options for most uses
     */
    public static EngineOptions of(final Path dataFolder) {
        return builder(dataFolder).build();
    }

    /**
     * Begins with the defaults.
     *
     * @param dataFolder where everything is kept
     * @return a builder that holds them
     */
    public static Builder builder(final Path dataFolder) {
        return new Builder(dataFolder);
    }

    /** Options in the making; not for more than one thread. Nothing is checked before {@link #build}. */
    public static final class Builder {
        private final Path dataFolder;
        private int ringLength = DEFAULT_RING_LENGTH;
        private long hotTimelineBytes = DEFAULT_HOT_TIMELINE_BYTES;
        private int marketUtcOffsetMinutes;
        private int maxEventAgeDays = DEFAULT_MAX_EVENT_AGE_DAYS;
        private boolean acceptsLoss;
        private Retention retention = Retention.none();
        private long maxPendingBytes = DEFAULT_MAX_PENDING_BYTES;
        private int maxWatches = DEFAULT_MAX_WATCHES;
        private long trainingMemoryBytes = TrainingMemory.ofMachine();
        private int recommendationDays = DEFAULT_RECOMMENDATION_DAYS;
        private Optional<Duration> retrainEvery = Optional.empty();

        private Builder(final Path dataFolder) {
            this.dataFolder = dataFolder;
        }

        /**
         * Changes the length of the ring.
         *
         * @param bytes a power of two
         * @return this
         */
        public Builder ringLength(final int bytes) {
            ringLength = bytes;
            return this;
        }

        /**
         * Changes the memory for hot timelines.
         *
         * @param bytes of memory
         * @return this
         */
        public Builder hotTimelineBytes(final long bytes) {
            hotTimelineBytes = bytes;
            return this;
        }

        /**
         * Changes the local time of events that do not say theirs.
         *
         * @param minutes east of UTC, by default 0
         * @return this
         */
        public Builder marketUtcOffsetMinutes(final int minutes) {
            marketUtcOffsetMinutes = minutes;
            return this;
        }

        /**
         * Changes the limit for late events.
         *
         * @param days the oldest that is taken into account
         * @return this
         */
        public Builder maxEventAgeDays(final int days) {
            maxEventAgeDays = days;
            return this;
        }

        /**
         * Changes what happens to a store whose end is damaged or missing.
         *
         * @param accepts whether to open it without what is lost, by default not
         * @return this
         */
        public Builder acceptsLoss(final boolean accepts) {
            acceptsLoss = accepts;
            return this;
        }

        /**
         * Changes how long events are kept.
         *
         * @param limits of the tenants, by default none
         * @return this
         */
        public Builder retention(final Retention limits) {
            retention = limits;
            return this;
        }

        /**
         * Changes the budget for requests under way.
         *
         * @param bytes as they were sent
         * @return this
         */
        public Builder maxPendingBytes(final long bytes) {
            maxPendingBytes = bytes;
            return this;
        }

        /**
         * Changes how many may watch recommendations at once.
         *
         * @param watches the most
         * @return this
         */
        public Builder maxWatches(final int watches) {
            maxWatches = watches;
            return this;
        }

        /**
         * Changes how much heap a training may take.
         *
         * @param bytes by default {@link TrainingMemory#ofMachine}
         * @return this
         */
        public Builder trainingMemoryBytes(final long bytes) {
            trainingMemoryBytes = bytes;
            return this;
        }

        /**
         * Changes for how long lists that were recommended are kept.
         *
         * @param days 0 for not at all
         * @return this
         */
        public Builder recommendationDays(final int days) {
            recommendationDays = days;
            return this;
        }

        /**
         * Has models trained again.
         *
         * @param interval from one training of a tenant to the next, by default none
         * @return this
         */
        public Builder retrainEvery(final Duration interval) {
            retrainEvery = Optional.of(interval);
            return this;
        }

        /**
         * Checks and freezes the options.
         *
         * @return them
         * @throws IllegalArgumentException naming the option, its value and what is allowed
         */
        public EngineOptions build() {
            return new EngineOptions(dataFolder, ringLength, hotTimelineBytes, marketUtcOffsetMinutes, maxEventAgeDays,
                    acceptsLoss, retention, maxPendingBytes, maxWatches, trainingMemoryBytes, recommendationDays, retrainEvery);
        }
    }
}
