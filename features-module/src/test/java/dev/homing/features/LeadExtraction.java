package dev.homing.features;

import dev.homing.tracking.codec.Timeline;
import java.util.List;
import java.util.stream.Collectors;

/** The one place where the oracle's tests call the extractor: one instance, so that nothing of a lead may stay for the next. */
final class LeadExtraction {
    final float[] numerical = new float[LeadFeatureSchema.LENGTH];
    final int[] categorical = new int[LeadFeatureSchema.CATEGORICAL_LENGTH];

    private final LeadFeatureExtractor extractor = new LeadFeatureExtractor();
    private final Timeline timeline = new Timeline();

    /** Extracts from the timeline that the store would hold of these events, in journal order. */
    LeadExtraction extract(final List<LeadEvent> ingested, final long asOf) {
        extractor.extract(LeadEvent.timeline(known(ingested, asOf), timeline), asOf, numerical, categorical);
        return this;
    }

    /** A timeline with the newest of too many is read up to the instant, so what is cut is never cut by the future. */
    private static List<LeadEvent> known(final List<LeadEvent> ingested, final long asOf) {
        final long leadEvents = ingested.stream().filter(LeadEvent::isLeadEvent).count();
        final boolean isCut = leadEvents > Timeline.DEFAULT_MAX_LEAD_EVENTS
                || ingested.size() - leadEvents > Timeline.DEFAULT_MAX_AGENT_EVENTS;
        return isCut ? ingested.stream().filter(event -> event.at <= asOf).collect(Collectors.toList()) : ingested;
    }

    boolean isTruncated() {
        return extractor.truncated();
    }
}
