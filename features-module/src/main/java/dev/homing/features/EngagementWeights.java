package dev.homing.features;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/**
 * What an event says about interest: the weight of each type, and the factors for viewing time and urgency.
 *
 * <p>Weights are whole millionths: so their sums are exact whatever their order, and two leads, areas or types that are equal in
 * decimals are equal in bits. Immutable; any thread. {@link #defaults()} is the table of the feature catalogue.
 */
public final class EngagementWeights {
    /** A view longer than this counts {@code long_view_factor} times. */
    public static final int LONG_VIEW_SECONDS = 30;
    /** A view longer than this counts {@code very_long_view_factor} times. */
    public static final int VERY_LONG_VIEW_SECONDS = 60;
    /** Largest size of a weight or factor. */
    public static final double MAX_WEIGHT = 1_000;
    /** Millionths in one. */
    static final int MICROS = 1_000_000;

    private static final Map<String, Double> DEFAULT_TABLE = defaultTable();
    private static final EngagementWeights DEFAULTS = new EngagementWeights(DEFAULT_TABLE);
    private final Map<String, Double> table;
    private final long[] micros = new long[EventKind.COUNT];

    private EngagementWeights(final Map<String, Double> table) {
        this.table = Collections.unmodifiableMap(table);
        for (final EventKind kind : EventKind.values()) {
            micros[kind.ordinal()] = Math.round(MICROS * weight(kind));
        }
    }

    private static Map<String, Double> defaultTable() {
        final Map<String, Double> table = new TreeMap<>();
        for (final EventType type : EventType.values()) {
            table.put(type.lowerCaseName(), switch (type) {
                case PROPERTY_VIEW, EMAIL_CLICKED, LEAD_INTERACTION -> 1.0;
                case PROPERTY_SWIPE, PROPERTY_LIKE -> 2.0;
                case PROPERTY_DISLIKE -> -1.0;
                case PROPERTY_SAVE -> 3.0;
                case PROPERTY_UNSAVE -> -1.5;
                case SEARCH_QUERY -> 1.5;
                case PROPERTY_SHARE -> 2.5;
                case BOOKING_REQUEST -> 5.0;
                case BOOKING_COMPLETED -> 7.0;
                case BOOKING_CANCELLED -> -2.0;
                case TOUR_SCHEDULED, FORM_SUBMISSION -> 4.0;
                case TOUR_COMPLETED -> 6.0;
                case FILTER_APPLIED -> 1.2;
                case EMAIL_OPENED, PAGE_VIEW -> 0.5;
                case SESSION_START, SESSION_END, AGENT_ACTION, AGENT_INTERACTION -> 0.0;
            });
        }
        table.put("long_view_factor", 1.2);
        table.put("very_long_view_factor", 1.5);
        table.put("high_urgency_factor", 1.3);
        table.put("low_urgency_factor", 0.8);
        table.put("property_swipe_left", -1.0);
        table.put("tour_not_completed", -1.0);
        table.put("booking_not_completed", -2.0);
        return table;
    }

    /**
     * The table of the feature catalogue.
     *
     * @return always the same instance
     */
    public static EngagementWeights defaults() {
        return DEFAULTS;
    }

    /**
     * The table of the feature catalogue with changes.
     *
     * @param changes weights and factors by their name in {@link #table()}; rounded to millionths
     * @return weights with them
     * @throws IllegalArgumentException when a name is unknown or a number is not within {@link #MAX_WEIGHT} of 0
     */
    public static EngagementWeights with(final Map<String, Double> changes) {
        final Map<String, Double> table = new TreeMap<>(DEFAULT_TABLE);
        changes.forEach((name, weight) -> {
            if (!(Math.abs(weight) <= MAX_WEIGHT)) {
                throw new IllegalArgumentException(
                        "weights." + name + "=" + weight + ": " + -MAX_WEIGHT + " to " + MAX_WEIGHT + " is allowed");
            }
            if (table.put(name, weight) == null) {
                throw new IllegalArgumentException(
                        "weights." + name + ": there is no such weight, but " + DEFAULT_TABLE.keySet());
            }
        });
        return new EngagementWeights(table);
    }

    /**
     * All weights and factors.
     *
     * @return by name, in order of name
     */
    public Map<String, Double> table() {
        return table;
    }

    private double weight(final EventKind kind) {
        final double weight = table.get(kind.type().lowerCaseName());
        return switch (kind) {
            case LONG_VIEW -> weight * table.get("long_view_factor");
            case VERY_LONG_VIEW -> weight * table.get("very_long_view_factor");
            case URGENT_BOOKING_REQUEST -> weight * table.get("high_urgency_factor");
            case UNHURRIED_BOOKING_REQUEST -> weight * table.get("low_urgency_factor");
            case SWIPE_LEFT -> table.get("property_swipe_left");
            case BOOKING_MISSED -> table.get("booking_not_completed");
            case TOUR_MISSED -> table.get("tour_not_completed");
            default -> weight;
        };
    }

    /**
     * The weight of an event; allocates nothing.
     *
     * @param buffer with a {@link TimelineRecord}
     * @param offset of the record
     * @return negative for a sign of no interest, 0 for none at all
     */
    public double weight(final DirectBuffer buffer, final int offset) {
        return (double) micros(TimelineRecord.typeCode(buffer, offset), TimelineRecord.flags(buffer, offset),
                TimelineRecord.viewSeconds(buffer, offset)) / MICROS;
    }

    /** The weight of an event in millionths; allocates nothing. */
    long micros(final int typeCode, final int flags, final float viewSeconds) {
        return micros[EventKind.ordinalOf(typeCode, flags, viewSeconds)];
    }

    /** The weight of the events of a kind in millionths. */
    long micros(final int kindOrdinal) {
        return micros[kindOrdinal];
    }

    /** All weights in millionths, always in the same order. */
    String canonical() {
        return Arrays.toString(micros);
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof EngagementWeights weights && Arrays.equals(micros, weights.micros);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(micros);
    }

    @Override
    public String toString() {
        return "EngagementWeights" + table;
    }
}
