package dev.homing.features;

import dev.homing.tracking.EventType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The schema {@code lead-v1}: names, order and definitions of a lead's numerical features. A vector has {@link #LENGTH} slots;
 * the slots of features that {@link #definitions()} does not list are not computed and hold NaN.
 */
public final class LeadFeatureSchema {
    /** Name of the schema. */
    public static final String NAME = "lead-v1";
    /** Slots of a vector. */
    public static final int LENGTH = 92;

    static final int EVENT_COUNT = 0;
    static final int SESSION_COUNT = 1;
    static final int DISTINCT_PROPERTIES = 2;
    static final int TYPE_COUNTS = 3;
    static final int PRICE_MEAN = 26;
    static final int PRICE_MIN = 27;
    static final int PRICE_MAX = 28;
    static final int PRICE_CV = 29;
    static final int PRICE_LOG_RANGE = 30;
    static final int PRICE_BANDS = 31;
    static final int PRICE_BAND_COUNT = 4;
    static final int ENGAGEMENT_SCORE = 47;
    static final int ENGAGEMENT_MEAN = 48;
    static final int ENGAGEMENT_STD = 49;
    static final int ENGAGEMENT_MAX = 50;
    static final int HIGH_INTENT_RATIO = 51;
    static final int HOURS_SINCE_LAST_ACTIVITY = 87;
    static final int ACTIVITY_SPAN_HOURS = 88;
    static final int RECENT_24H_COUNT = 89;
    static final int RECENT_24H_RATIO = 90;
    static final int RECENT_7D_RATIO = 91;

    private static final int HASH_BYTES = 16;
    private static final List<FeatureDefinition> DEFINITIONS = List.copyOf(define());
    private static final String HASH = hashOf(DEFINITIONS);

    private LeadFeatureSchema() {
    }

    /**
     * The features that are computed, in their order.
     *
     * @return always the same list
     */
    public static List<FeatureDefinition> definitions() {
        return DEFINITIONS;
    }

    /**
     * Names the schema's content: differs as soon as any definition does.
     *
     * @return 32 hex digits
     */
    public static String hash() {
        return HASH;
    }

    private static List<FeatureDefinition> define() {
        final List<FeatureDefinition> all = new ArrayList<>();
        all.add(new FeatureDefinition(EVENT_COUNT, "event_count", "events", "lead events in the last 30 days"));
        all.add(new FeatureDefinition(SESSION_COUNT, "session_count", "sessions",
                "sessions: a new one after more than 30 minutes or when the session id changes"));
        all.add(new FeatureDefinition(DISTINCT_PROPERTIES, "distinct_properties", "properties",
                "distinct property ids over lead events"));
        for (final EventType type : EventType.values()) {
            final boolean isCompletion = type == EventType.BOOKING_COMPLETED || type == EventType.TOUR_COMPLETED;
            all.add(new FeatureDefinition(TYPE_COUNTS + type.ordinal(), type.lowerCaseName() + "_count", "events",
                    "events of type " + type + (isCompletion ? " that were completed" : "")));
        }
        all.add(new FeatureDefinition(PRICE_MEAN, "price_mean", "currency",
                "mean price of the preferred properties, weighted by the largest engagement with each"));
        all.add(new FeatureDefinition(PRICE_MIN, "price_min", "currency", "smallest price of a preferred property"));
        all.add(new FeatureDefinition(PRICE_MAX, "price_max", "currency", "largest price of a preferred property"));
        all.add(new FeatureDefinition(PRICE_CV, "price_cv", "1", "weighted standard deviation of the price / price_mean"));
        all.add(new FeatureDefinition(PRICE_LOG_RANGE, "price_log_range", "1", "ln(price_max / price_min)"));
        final String[] bands = {"[0, 300k)", "[300k, 600k)", "[600k, 1M)", "[1M, inf)"};
        for (int i = 0; i < PRICE_BAND_COUNT; i++) {
            all.add(new FeatureDefinition(PRICE_BANDS + i, "price_band_" + i + "_share", "1",
                    "share of the preferred properties' weight with a price in " + bands[i]));
        }
        all.add(new FeatureDefinition(ENGAGEMENT_SCORE, "engagement_score", "weight",
                "sum of weight * 2^(-age in days / 14)"));
        all.add(new FeatureDefinition(ENGAGEMENT_MEAN, "engagement_mean", "weight", "sum of the weights / events"));
        all.add(new FeatureDefinition(ENGAGEMENT_STD, "engagement_std", "weight", "standard deviation of the weights"));
        all.add(new FeatureDefinition(ENGAGEMENT_MAX, "engagement_max", "weight", "largest weight"));
        all.add(new FeatureDefinition(HIGH_INTENT_RATIO, "high_intent_ratio", "1", "share of events of weight 3 or more"));
        all.add(new FeatureDefinition(HOURS_SINCE_LAST_ACTIVITY, "hours_since_last_activity", "h", "as-of - newest event"));
        all.add(new FeatureDefinition(ACTIVITY_SPAN_HOURS, "activity_span_hours", "h", "newest event - oldest event"));
        all.add(new FeatureDefinition(RECENT_24H_COUNT, "recent_24h_count", "events", "events in the last 24 hours"));
        all.add(new FeatureDefinition(RECENT_24H_RATIO, "recent_24h_ratio", "1", "share of events in the last 24 hours"));
        all.add(new FeatureDefinition(RECENT_7D_RATIO, "recent_7d_ratio", "1", "share of events in the last 7 days"));
        all.sort(Comparator.comparingInt(FeatureDefinition::index));
        return all;
    }

    private static String hashOf(final List<FeatureDefinition> definitions) {
        final StringBuilder canonical = new StringBuilder(NAME).append('\n');
        for (final FeatureDefinition definition : definitions) {
            canonical.append(definition.index()).append('\t').append(definition.name()).append('\t')
                    .append(definition.unit()).append('\t').append(definition.description()).append('\n');
        }
        try {
            final byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
