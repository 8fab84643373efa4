package dev.homing.features;

import dev.homing.tracking.codec.LeadHistory;
import dev.homing.tracking.codec.RecordFields;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;

/**
 * Computes {@code lead-v1} from a timeline. The same code serves requests and builds training data: no clock, no allocation, and
 * for the same timeline and instant the same 32 bits.
 *
 * <p>The events are decoded once; then each group of features goes over what it needs of them, in a loop of its own whose sums
 * can stay in registers. Accumulators that all see each event in one common loop were some 15 % slower, and each had a state to
 * clear. What several groups need of a property is kept in one table. One instance belongs to one thread.
 */
public final class LeadFeatureExtractor {
    private static final long DAY_MS = 86_400_000;
    /** What each vector begins with: copying it takes less than filling its parts. */
    private static final float[] EMPTY = empty();

    private final long windowMs;
    private final LeadEvents events;
    private final PropertyTable properties;
    private final VolumeFeatures volume;
    private final PriceFeatures prices;
    private final PriceTrend priceTrend;
    private final HomeFeatures homes;
    private final PlaceFeatures places;
    private final EngagementFeatures engagement;
    private final InterestFeatures interest;
    private final SessionFeatures sessions;
    private final LocalTimeFeatures localTime;
    private final RecencyFeatures recency;
    private final SourceFeatures sources;
    private boolean truncated;

    /** Creates an extractor with the options of the feature catalogue. */
    public LeadFeatureExtractor() {
        this(LeadFeatureOptions.DEFAULTS);
    }

    /**
     * Creates an extractor.
     *
     * @param options of the schema
     */
    public LeadFeatureExtractor(final LeadFeatureOptions options) {
        windowMs = options.windowDays() * DAY_MS;
        final int maxEvents = options.maxEvents();
        events = new LeadEvents(options.weights(), maxEvents);
        properties = new PropertyTable(events, maxEvents);
        volume = new VolumeFeatures(events);
        prices = new PriceFeatures(events, options);
        priceTrend = new PriceTrend(events, maxEvents);
        homes = new HomeFeatures(events);
        places = new PlaceFeatures(events, maxEvents);
        engagement = new EngagementFeatures(events, windowMs);
        interest = new InterestFeatures(events);
        sessions = new SessionFeatures(events);
        localTime = new LocalTimeFeatures(events, options.windowDays(), maxEvents);
        recency = new RecencyFeatures(events, options.windowDays());
        sources = new SourceFeatures(events);
    }

    private static float[] empty() {
        final float[] vector = new float[LeadFeatureSchema.LENGTH];
        Arrays.fill(vector, Float.NaN);
        VolumeFeatures.clear(vector);
        return vector;
    }

    /**
     * Computes a vector.
     *
     * @param timeline    the lead's events; those after the instant or before the window do not count
     * @param asOfMs      the instant, milliseconds since 1970
     * @param numerical   is filled: at least {@link LeadFeatureSchema#LENGTH} slots, NaN where there is nothing to say
     * @param categorical is filled: at least {@link LeadFeatureSchema#CATEGORICAL_LENGTH} slots, 0 where there is nothing to
     *                    choose from; codes of the tracking module's enums and of {@link TimePeriod}, 1 + the area's ordinal
     */
    public void extract(final Timeline timeline, final long asOfMs, final float[] numerical, final int[] categorical) {
        extract(timeline.records(), timeline.leadOffset(0), timeline.leadCount(), timeline.agentOffset(0), timeline.agentCount(),
                timeline.droppedAt(), asOfMs, numerical, categorical);
    }

    /**
     * Computes the vector of a time: the same, in every bit, as from the timeline that a lead had then.
     *
     * @param history     all events of the lead that happened between {@link #windowBeginMs} and the instant; others may be there
     * @param asOfMs      the instant, milliseconds since 1970; later events do not exist for the answer
     * @param numerical   is filled as by {@link #extract(Timeline, long, float[], int[])}
     * @param categorical is filled as well
     */
    public void extract(final LeadHistory history, final long asOfMs, final float[] numerical, final int[] categorical) {
        final int agentEnd = history.agentCountAsOf(asOfMs);
        final int agentBegin = Math.max(0, agentEnd - Timeline.DEFAULT_MAX_AGENT_EVENTS);
        extract(history.records(), history.leadOffset(0), history.leadCount(), history.agentOffset(agentBegin),
                agentEnd - agentBegin, Timeline.NOTHING_DROPPED, asOfMs, numerical, categorical);
    }

    private void extract(
            final byte[] records,
            final int leadOffset,
            final int leadCount,
            final int agentOffset,
            final int agentCount,
            final long droppedAt,
            final long asOfMs,
            final float[] numerical,
            final int[] categorical) {
        if (numerical.length < LeadFeatureSchema.LENGTH || categorical.length < LeadFeatureSchema.CATEGORICAL_LENGTH) {
            throw new IllegalArgumentException("numerical.length=" + numerical.length
                    + ", categorical.length=" + categorical.length + ": at least "
                    + LeadFeatureSchema.LENGTH + " and " + LeadFeatureSchema.CATEGORICAL_LENGTH + " are needed");
        }
        final long windowStart = asOfMs - windowMs;
        System.arraycopy(EMPTY, 0, numerical, 0, LeadFeatureSchema.LENGTH);
        Arrays.fill(categorical, 0, LeadFeatureSchema.CATEGORICAL_LENGTH, 0);
        final boolean areCut = events.wrap(records, leadOffset, leadCount, windowStart, asOfMs);
        truncated = areCut || (droppedAt != Timeline.NOTHING_DROPPED && droppedAt > windowStart);
        final int agentEnd = agentOffset + agentCount * TimelineRecord.LENGTH;
        for (int offset = agentOffset; offset < agentEnd; offset += TimelineRecord.LENGTH) {
            final long occurredAt = RecordFields.occurredAt(records, offset);
            if (occurredAt > windowStart && occurredAt <= asOfMs) {
                VolumeFeatures.addAgentEvent(records, offset, numerical);
            }
        }
        properties.fill();
        volume.put(numerical, categorical);
        numerical[LeadFeatureSchema.DISTINCT_PROPERTIES] = properties.size();
        sessions.putCount(numerical);
        recency.putCount(numerical);
        interest.putLikes(numerical);
        if (events.count() > 0) {
            putWhatNeedsEvents(windowStart, numerical, categorical);
        }
    }

    private void putWhatNeedsEvents(final long windowStart, final float[] numerical, final int[] categorical) {
        prices.put(properties, numerical);
        priceTrend.put(properties, numerical);
        homes.put(properties, numerical, categorical);
        places.put(properties, numerical, categorical);
        engagement.put(numerical);
        interest.put(properties, numerical);
        sessions.put(properties.metInSessions(), numerical);
        localTime.put(windowStart, numerical, categorical);
        recency.put(numerical);
        sources.put(categorical);
    }

    /**
     * Where the window of an instant begins: earlier events say nothing about its vector.
     *
     * @param asOfMs the instant, milliseconds since 1970
     * @return milliseconds since 1970
     */
    public long windowBeginMs(final long asOfMs) {
        return Math.max(asOfMs, Long.MIN_VALUE + windowMs) - windowMs + 1;
    }

    /**
     * Whether the last vector lacks events of its window, because only the newest count.
     *
     * @return true when the oldest events of the window do not count
     */
    public boolean truncated() {
        return truncated;
    }
}
