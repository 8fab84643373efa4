package dev.homing.features;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** The categorical features as codes, 0 for unspecified. */
final class CategoryOracle {
    static final List<String> NAMES = List.of("primary_event_type", "preferred_device", "preferred_property_type",
            "preferred_area", "preferred_time_period", "preferred_channel");

    private static final int MORNING = 1;
    private static final int AFTERNOON = 2;
    private static final int EVENING = 3;
    private static final int NIGHT = 4;

    private final LeadWindow window;

    CategoryOracle(final LeadWindow window) {
        this.window = window;
    }

    Map<String, Integer> categories() {
        final Map<String, Integer> categories = new LinkedHashMap<>();
        // All lead events are of their type, also a completion of what was not completed.
        categories.put("primary_event_type", mostFrequent(event -> event.type.code()));
        categories.put("preferred_device", mostFrequent(event -> event.device == null ? 0 : event.device.code()));
        categories.put("preferred_property_type",
                mostPreferred(event -> event.propertyType == null ? 0 : event.propertyType.code()));
        categories.put("preferred_area", mostPreferred(event -> event.area + 1));
        categories.put("preferred_time_period", mostFrequent(CategoryOracle::timePeriod));
        categories.put("preferred_channel", mostFrequent(event -> event.channel == null ? 0 : event.channel.code()));
        return categories;
    }

    private static int timePeriod(final LeadEvent event) {
        final int hour = TimeOracle.local(event).getHour();
        if (hour < 6 || hour >= 22) {
            return NIGHT;
        }
        return hour < 12 ? MORNING : hour < 18 ? AFTERNOON : EVENING;
    }

    private int mostFrequent(final ToIntFunction<LeadEvent> code) {
        final Map<Integer, BigDecimal> amounts = new LinkedHashMap<>();
        final List<Integer> oldestFirst = new ArrayList<>();
        for (final LeadEvent event : window.events) {
            amounts.merge(code.applyAsInt(event), BigDecimal.ONE, BigDecimal::add);
            oldestFirst.add(code.applyAsInt(event));
        }
        return largest(amounts, oldestFirst);
    }

    /** The newest event of a value is the newest among the newest positive events of the properties that have it. */
    private int mostPreferred(final ToIntFunction<LeadEvent> code) {
        final Map<Integer, LeadWindow.Preferred> preferred = window.preferred();
        final Map<Integer, BigDecimal> amounts = new LinkedHashMap<>();
        final List<Integer> oldestFirst = new ArrayList<>();
        for (final LeadEvent event : window.events) {
            final LeadWindow.Preferred property = preferred.get(event.property);
            if (property != null && property.newest() == event) {
                amounts.merge(code.applyAsInt(event), property.weight(), BigDecimal::add);
                oldestFirst.add(code.applyAsInt(event));
            }
        }
        return largest(amounts, oldestFirst);
    }

    private static int largest(final Map<Integer, BigDecimal> amounts, final List<Integer> oldestFirst) {
        int best = 0;
        for (final int code : oldestFirst) {
            if (code != 0 && (best == 0 || amounts.get(code).compareTo(amounts.get(best)) >= 0)) {
                best = code;
            }
        }
        return best;
    }
}
