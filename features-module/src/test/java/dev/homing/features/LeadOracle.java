package dev.homing.features;

import dev.homing.tracking.codec.Timeline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The feature catalogue once more, written down sentence by sentence over plain collections: slow, and shares no code with the
 * extractor. Each group of features is a class; a feature that none of them names is missing.
 */
final class LeadOracle {
    /**
     * What the extractor may differ by where a feature is the small rest of what cancels out (hour_sin at noon, a standard
     * deviation of equal values, an entropy of one kind): both are then a few last places of doubles around 1, some 1e-16 each,
     * which says nothing about each other. All such features have a unit in which they are of the order of 1.
     */
    private static final double FLOOR = 1e-9;
    /** Several last places of a float32. */
    private static final double RELATIVE = 1e-6;

    private final Map<String, Double> values = new LinkedHashMap<>();
    private final Map<String, Integer> categories;
    private final Map<String, Double> floors = new LinkedHashMap<>();
    private final boolean isTruncated;

    LeadOracle(final List<LeadEvent> ingested, final long asOf) {
        this(ingested, Timeline.DEFAULT_MAX_LEAD_EVENTS, Timeline.DEFAULT_MAX_AGENT_EVENTS, asOf);
    }

    /** Computes the features of a lead with these events, of which the newest so many in the window count. */
    LeadOracle(final List<LeadEvent> ingested, final int maxEvents, final int maxAgentEvents, final long asOf) {
        final LeadWindow window = new LeadWindow(ingested, maxEvents, maxAgentEvents, asOf);
        isTruncated = window.isTruncated;
        new VolumeOracle(window).put(values);
        new RecencyOracle(window).put(values);
        new EngagementOracle(window).put(values);
        if (!window.events.isEmpty()) {
            new PropertyOracle(window).put(values, floors);
            new ConversionOracle(window).put(values);
            new SessionOracle(window).put(values);
            new TimeOracle(window).put(values);
        }
        categories = new CategoryOracle(window).categories();
    }

    boolean isTruncated() {
        return isTruncated;
    }

    /** A numerical feature, NaN where it is missing. */
    double value(final String name) {
        return values.getOrDefault(name, Double.NaN);
    }

    /** The code of a categorical feature, 0 where there is nothing to choose from. */
    int category(final String name) {
        return categories.get(name);
    }

    /** Whether the extractor says the same of a feature. */
    boolean agrees(final String name, final float extracted) {
        final double expected = value(name);
        if (Double.isNaN(expected) || Float.isNaN(extracted)) {
            return Double.isNaN(expected) && Float.isNaN(extracted);
        }
        return Math.abs(extracted - expected) <= RELATIVE * Math.abs(expected) + floors.getOrDefault(name, FLOOR);
    }
}
