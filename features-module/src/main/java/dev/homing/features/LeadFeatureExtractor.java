package dev.homing.features;

import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * Computes {@code lead-v1} in one pass over a timeline. The same code serves requests and builds training data: no clock, no
 * allocation, and for the same timeline and instant the same 32 bits.
 *
 * <p>Each group of features is a small accumulator that sees every event once; what several groups need of a property is kept in
 * one table. One instance belongs to one thread.
 */
public final class LeadFeatureExtractor {
    private static final long DAY_MS = 86_400_000;

    private final long windowMs;
    private final int maxEvents;
    private final PassedEvent event;
    private final PropertyTable properties;
    private final EventCounts counts = new EventCounts();
    private final PriceFeatures prices;
    private final HomeFeatures homes = new HomeFeatures();
    private final PlaceFeatures places;
    private final EngagementFeatures engagement;
    private final InterestFeatures interest = new InterestFeatures();
    private final SessionFeatures sessions = new SessionFeatures();
    private final LocalTimeFeatures localTime;
    private final RecencyFeatures recency;
    private final SourceFeatures sources = new SourceFeatures();
    private boolean truncated;

    /** Creates an extractor for timelines of the default capacity, with the options of the feature catalogue. */
    public LeadFeatureExtractor() {
        this(LeadFeatureOptions.DEFAULTS, Timeline.DEFAULT_MAX_LEAD_EVENTS);
    }

    /**
     * Creates an extractor.
     *
     * @param options   of the schema
     * @param maxEvents the most lead events of a timeline
     */
    public LeadFeatureExtractor(final LeadFeatureOptions options, final int maxEvents) {
        windowMs = options.windowDays() * DAY_MS;
        this.maxEvents = maxEvents;
        event = new PassedEvent(options.weights());
        properties = new PropertyTable(maxEvents);
        prices = new PriceFeatures(options);
        places = new PlaceFeatures(maxEvents);
        engagement = new EngagementFeatures(windowMs);
        localTime = new LocalTimeFeatures(options.windowDays(), maxEvents);
        recency = new RecencyFeatures(options.windowDays());
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
        if (timeline.leadCount() > maxEvents) {
            throw new IllegalArgumentException("leadCount=" + timeline.leadCount() + ": at most " + maxEvents + " are expected");
        }
        extract(timeline.buffer(), timeline.leadOffset(0), timeline.leadCount(), timeline.agentOffset(0), timeline.agentCount(),
                timeline.droppedAt(), asOfMs, numerical, categorical);
    }

    private void extract(
            final DirectBuffer buffer,
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
        truncated = droppedAt != Timeline.NOTHING_DROPPED && droppedAt > windowStart;
        clear(windowStart);
        final int leadEnd = leadOffset + leadCount * TimelineRecord.LENGTH;
        for (int offset = leadOffset; offset < leadEnd; offset += TimelineRecord.LENGTH) {
            final long occurredAt = TimelineRecord.occurredAt(buffer, offset);
            if (occurredAt > windowStart && occurredAt <= asOfMs) {
                addLeadEvent(buffer, offset, occurredAt, asOfMs);
            }
        }
        final int agentEnd = agentOffset + agentCount * TimelineRecord.LENGTH;
        for (int offset = agentOffset; offset < agentEnd; offset += TimelineRecord.LENGTH) {
            final long occurredAt = TimelineRecord.occurredAt(buffer, offset);
            if (occurredAt > windowStart && occurredAt <= asOfMs) {
                counts.addAgentEvent(buffer, offset);
            }
        }
        put(buffer, numerical, categorical);
    }

    private void clear(final long windowStart) {
        properties.clear();
        counts.clear();
        prices.clear();
        engagement.clear();
        interest.clear();
        sessions.clear();
        localTime.clear(windowStart);
        recency.clear();
        sources.clear();
    }

    private void addLeadEvent(final DirectBuffer buffer, final int offset, final long occurredAt, final long asOfMs) {
        event.wrap(buffer, offset, occurredAt, asOfMs);
        final int session = sessions.enter(occurredAt, event.record().sessionHash());
        final int ordinal = event.record().propertyOrdinal();
        int property = PassedEvent.NO_PROPERTY;
        if (ordinal != TimelineRecord.NONE) {
            property = properties.add(ordinal, event.micros(), offset);
            if (properties.meet(property, session)) {
                sessions.addProperty();
            }
        }
        event.place(property, session);
        counts.add(event);
        prices.add(event, properties);
        engagement.add(event);
        interest.add(event, properties);
        localTime.add(event);
        recency.add(event);
        sources.add(event);
    }

    private void put(final DirectBuffer buffer, final float[] numerical, final int[] categorical) {
        Arrays.fill(numerical, 0, LeadFeatureSchema.LENGTH, Float.NaN);
        Arrays.fill(categorical, 0, LeadFeatureSchema.CATEGORICAL_LENGTH, 0);
        counts.put(properties.size(), numerical, categorical);
        sessions.putCount(numerical);
        recency.putCount(numerical);
        InterestFeatures.putLikes(counts, numerical);
        final int events = counts.events();
        if (events == 0) {
            return;
        }
        prices.put(properties, buffer, numerical);
        homes.put(properties, buffer, numerical, categorical);
        places.put(properties, buffer, numerical, categorical);
        engagement.put(events, numerical);
        interest.put(counts, properties, numerical);
        sessions.put(counts, numerical);
        localTime.put(events, numerical, categorical);
        recency.put(events, numerical);
        sources.put(categorical);
    }

    /**
     * Whether the timeline of the last vector had lost events of the window, because a timeline keeps only the newest.
     *
     * @return true when the oldest events of the window do not count
     */
    public boolean truncated() {
        return truncated;
    }
}
