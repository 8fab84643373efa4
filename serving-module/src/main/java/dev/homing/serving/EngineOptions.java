package dev.homing.serving;

import dev.homing.serving.ingest.Retention;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What an engine is made with. Immutable; every number is checked once, in the constructor. Begin with {@link #of}.
 *
 * @param dataFolder             where everything is kept
 * @param ringLength             bytes of the ring between calls and committer, a power of two from 64 KiB to 1 GiB
 * @param hotTimelineBytes       memory for the timelines of hot leads, 1 MiB to 64 GiB
 * @param marketUtcOffsetMinutes local time of events that do not say theirs, minutes east of UTC, -1080 to 1080
 * @param maxEventAgeDays        older events are taken as history alone, 1 to 36,500
 * @param acceptsLoss            whether to open a store whose end is damaged or missing, without what is lost
 * @param retention              how long events are kept
 * @param maxPendingBytes        of requests under way, as they were sent, 4 MiB (the largest request) to 64 GiB
 */
public record EngineOptions(
        Path dataFolder,
        int ringLength,
        long hotTimelineBytes,
        int marketUtcOffsetMinutes,
        int maxEventAgeDays,
        boolean acceptsLoss,
        Retention retention,
        long maxPendingBytes) {
    /** Default of {@link #ringLength}: some 30,000 events. */
    public static final int DEFAULT_RING_LENGTH = 8 << 20;
    /** Default of {@link #hotTimelineBytes}. */
    public static final long DEFAULT_HOT_TIMELINE_BYTES = 64L << 20;
    /** Default of {@link #maxEventAgeDays}: features look no further back. */
    public static final int DEFAULT_MAX_EVENT_AGE_DAYS = 30;

    /** Default of {@link #maxPendingBytes}: some 600,000 events. */
    public static final long DEFAULT_MAX_PENDING_BYTES = 64L << 20;

    private static final int MIN_RING_LENGTH = 64 << 10;
    private static final int MAX_RING_LENGTH = 1 << 30;
    private static final long MIN_HOT_TIMELINE_BYTES = 1L << 20;
    private static final long MAX_HOT_TIMELINE_BYTES = 64L << 30;
    private static final int MAX_UTC_OFFSET = 1_080;
    private static final int MAX_EVENT_AGE_DAYS = 36_500;
    private static final long MIN_PENDING_BYTES = 4L << 20;
    private static final long MAX_PENDING_BYTES = 64L << 30;

    /** Checks the options. */
    public EngineOptions {
        Objects.requireNonNull(dataFolder, "dataFolder");
        Objects.requireNonNull(retention, "retention");
        if (Integer.bitCount(ringLength) != 1 || ringLength < MIN_RING_LENGTH || ringLength > MAX_RING_LENGTH) {
            throw new IllegalArgumentException("ringLength=" + ringLength + ": a power of two from "
                    + MIN_RING_LENGTH + " to " + MAX_RING_LENGTH + " is allowed");
        }
        if (hotTimelineBytes < MIN_HOT_TIMELINE_BYTES || hotTimelineBytes > MAX_HOT_TIMELINE_BYTES) {
            throw new IllegalArgumentException("hotTimelineBytes=" + hotTimelineBytes + ": "
                    + MIN_HOT_TIMELINE_BYTES + " to " + MAX_HOT_TIMELINE_BYTES + " is allowed");
        }
        if (Math.abs(marketUtcOffsetMinutes) > MAX_UTC_OFFSET) {
            throw new IllegalArgumentException("marketUtcOffsetMinutes=" + marketUtcOffsetMinutes + ": "
                    + -MAX_UTC_OFFSET + " to " + MAX_UTC_OFFSET + " is allowed");
        }
        if (maxEventAgeDays < 1 || maxEventAgeDays > MAX_EVENT_AGE_DAYS) {
            throw new IllegalArgumentException("maxEventAgeDays=" + maxEventAgeDays + ": 1 to "
                    + MAX_EVENT_AGE_DAYS + " is allowed");
        }
        if (maxPendingBytes < MIN_PENDING_BYTES || maxPendingBytes > MAX_PENDING_BYTES) {
            throw new IllegalArgumentException("maxPendingBytes=" + maxPendingBytes + ": "
                    + MIN_PENDING_BYTES + " to " + MAX_PENDING_BYTES + " is allowed");
        }
    }

    /**
     * The defaults.
     *
     * @param dataFolder where everything is kept
     * @return options for most uses
     */
    public static EngineOptions of(final Path dataFolder) {
        return new EngineOptions(dataFolder, DEFAULT_RING_LENGTH, DEFAULT_HOT_TIMELINE_BYTES, 0,
                DEFAULT_MAX_EVENT_AGE_DAYS, false, Retention.none(), DEFAULT_MAX_PENDING_BYTES);
    }

    /**
     * The same with another length of the ring.
     *
     * @param bytes a power of two
     * @return new options
     */
    public EngineOptions withRingLength(final int bytes) {
        return new EngineOptions(dataFolder, bytes, hotTimelineBytes, marketUtcOffsetMinutes,
                maxEventAgeDays, acceptsLoss, retention, maxPendingBytes);
    }

    /**
     * The same with other memory for hot timelines.
     *
     * @param bytes of it
     * @return new options
     */
    public EngineOptions withHotTimelineBytes(final long bytes) {
        return new EngineOptions(dataFolder, ringLength, bytes, marketUtcOffsetMinutes,
                maxEventAgeDays, acceptsLoss, retention, maxPendingBytes);
    }

    /**
     * The same with another local time of the market.
     *
     * @param minutes east of UTC
     * @return new options
     */
    public EngineOptions withMarketUtcOffsetMinutes(final int minutes) {
        return new EngineOptions(dataFolder, ringLength, hotTimelineBytes, minutes,
                maxEventAgeDays, acceptsLoss, retention, maxPendingBytes);
    }

    /**
     * The same with another limit for late events.
     *
     * @param days the oldest that is taken
     * @return new options
     */
    public EngineOptions withMaxEventAgeDays(final int days) {
        return new EngineOptions(dataFolder, ringLength, hotTimelineBytes, marketUtcOffsetMinutes,
                days, acceptsLoss, retention, maxPendingBytes);
    }

    /**
     * The same with another answer to what happens to a store whose end is damaged or missing.
     *
     * @param accepts whether to open it without what is lost
     * @return new options
     */
    public EngineOptions withAcceptsLoss(final boolean accepts) {
        return new EngineOptions(dataFolder, ringLength, hotTimelineBytes, marketUtcOffsetMinutes,
                maxEventAgeDays, accepts, retention, maxPendingBytes);
    }

    /**
     * The same with another budget for requests under way.
     *
     * @param bytes as they were sent
     * @return new options
     */
    public EngineOptions withMaxPendingBytes(final long bytes) {
        return new EngineOptions(dataFolder, ringLength, hotTimelineBytes, marketUtcOffsetMinutes,
                maxEventAgeDays, acceptsLoss, retention, bytes);
    }

    /**
     * The same with other limits to how long events are kept.
     *
     * @param limits of the tenants
     * @return new options
     */
    public EngineOptions withRetention(final Retention limits) {
        return new EngineOptions(dataFolder, ringLength, hotTimelineBytes, marketUtcOffsetMinutes,
                maxEventAgeDays, acceptsLoss, limits, maxPendingBytes);
    }
}
