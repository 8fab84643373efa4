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
    private final EngagementWeights weights;
    private final PropertyTable properties;
    private final CountFeatures counts = new CountFeatures();
    private final PriceFeatures prices;
    private final EngagementFeatures engagement;
    private final RecencyFeatures recency = new RecencyFeatures();
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
        weights = options.weights();
        properties = new PropertyTable(maxEvents);
        prices = new PriceFeatures(options);
        engagement = new EngagementFeatures(maxEvents);
    }

    /**
     * Computes a vector.
     *
     * @param timeline the lead's events; those after the instant or before the window do not count
     * @param asOfMs   the instant, milliseconds since 1970
     * @param features is filled: at least {@link LeadFeatureSchema#LENGTH} slots, NaN where there is nothing to say
     * @param categorical is filled
     */
    public void extract(final Timeline timeline, final long asOfMs, final float[] features, final int[] categorical) {
        if (features.length < LeadFeatureSchema.LENGTH) {
            throw new IllegalArgumentException(
                    "features.length=" + features.length + ": at least " + LeadFeatureSchema.LENGTH + " are needed");
        }
        if (timeline.leadCount() > maxEvents) {
            throw new IllegalArgumentException("leadCount=" + timeline.leadCount() + ": at most " + maxEvents + " are expected");
        }
        final long windowStart = asOfMs - windowMs;
        truncated = timeline.droppedAt() != Timeline.NOTHING_DROPPED && timeline.droppedAt() > windowStart;
        properties.clear();
        counts.clear();
        engagement.clear();
        recency.clear();
        final DirectBuffer buffer = timeline.buffer();
        for (int i = 0; i < timeline.leadCount(); i++) {
            final int offset = timeline.leadOffset(i);
            final long occurredAt = TimelineRecord.occurredAt(buffer, offset);
            if (occurredAt > windowStart && occurredAt <= asOfMs) {
                addLeadEvent(buffer, offset, occurredAt, asOfMs - occurredAt);
            }
        }
        for (int i = 0; i < timeline.agentCount(); i++) {
            final int offset = timeline.agentOffset(i);
            final long occurredAt = TimelineRecord.occurredAt(buffer, offset);
            if (occurredAt > windowStart && occurredAt <= asOfMs) {
                counts.addAgentEvent(buffer, offset);
            }
        }
        Arrays.fill(categorical, 0);
        Arrays.fill(features, 0, LeadFeatureSchema.LENGTH, Float.NaN);
        counts.put(properties.size(), features);
        prices.put(properties, buffer, features);
        engagement.put(features);
        recency.put(features);
    }

    private void addLeadEvent(final DirectBuffer buffer, final int offset, final long occurredAt, final long ageMs) {
        final double weight = weights.weight(buffer, offset);
        counts.addLeadEvent(buffer, offset, occurredAt);
        engagement.add(weight, ageMs);
        recency.add(ageMs);
        final int property = TimelineRecord.propertyOrdinal(buffer, offset);
        if (property != TimelineRecord.NONE) {
            properties.add(property, weight, offset);
        }
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
