package dev.homing.serving.lead;

import dev.homing.features.FeatureDefinition;
import dev.homing.features.FeatureSchema;
import dev.homing.features.TimePeriod;
import dev.homing.features.catalog.Catalog;
import dev.homing.tracking.Channel;
import dev.homing.tracking.Device;
import dev.homing.tracking.EventType;
import dev.homing.tracking.PropertyType;
import dev.homing.tracking.store.IdKind;

/** What the codes of categorical features are called. Any thread. */
public final class CategoryNames {
    private static final TimePeriod[] PERIODS = TimePeriod.values();

    private final AreaIds areas;

    /** The ids of areas. */
    @FunctionalInterface
    public interface AreaIds {
        /**
         * The id of an area.
         *
         * @param tenant  whose
         * @param ordinal of the area
         * @return as the tenant gave it
         */
        String id(int tenant, int ordinal);
    }

    /**
     * Creates the names.
     *
     * @param areas that features may name
     */
    public CategoryNames(final AreaIds areas) {
        this.areas = areas;
    }

    /**
     * The names with the areas of a catalogue.
     *
     * @param catalog of all tenants, which may change meanwhile
     * @return names for it
     */
    public static CategoryNames of(final Catalog catalog) {
        return new CategoryNames((tenant, ordinal) -> catalog.tenant(tenant).ids(IdKind.AREA).id(ordinal));
    }

    /**
     * The names of a lead's categories.
     *
     * @param tenant whose lead
     * @param codes  one for each categorical feature of {@link FeatureSchema#LEAD}
     * @return in the same order; empty where there is nothing to choose from
     */
    public String[] of(final int tenant, final int[] codes) {
        final String[] names = new String[FeatureSchema.LEAD.categorical().size()];
        for (final FeatureDefinition definition : FeatureSchema.LEAD.categorical()) {
            final int code = codes[definition.index()];
            names[definition.index()] = code == 0 ? "" : name(tenant, definition.name(), code);
        }
        return names;
    }

    private String name(final int tenant, final String feature, final int code) {
        return switch (feature) {
            case "primary_event_type" -> EventType.ofCode(code).name();
            case "preferred_device" -> Device.ofCode(code).name();
            case "preferred_property_type" -> PropertyType.ofCode(code).name();
            case "preferred_area" -> areas.id(tenant, code - 1);
            case "preferred_time_period" -> PERIODS[code - 1].name();
            case "preferred_channel" -> Channel.ofCode(code).name();
            default -> throw new IllegalArgumentException("feature=" + feature + " has no names");
        };
    }
}
