package dev.homing.features;

import java.util.List;
import java.util.Objects;

/**
 * What one feature is.
 *
 * @param index         its number among those of its kind in the schema
 * @param name          its name
 * @param kind          of its values
 * @param unit          its unit, "1" for a ratio; empty for a categorical feature
 * @param description   a formula or a sentence
 * @param originalNames what it was called in the software that this schema takes over from; none for a new feature
 * @param difference    how it differs from those, empty when nothing is known of a difference
 */
public record FeatureDefinition(
        int index, String name, Kind kind, String unit, String description, List<String> originalNames, String difference) {
    /** Of the values of a feature. */
    public enum Kind {
        /** A float32, NaN when it is missing. */
        NUMERICAL,
        /** A code, 0 when there is nothing to choose from. */
        CATEGORICAL
    }

    /**
     * Checks that nothing is missing.
     *
     * @param index         from 0 on
     * @param name          not null
     * @param kind          not null
     * @param unit          not null
     * @param description   not null
     * @param originalNames copied
     * @param difference    not null
     */
    public FeatureDefinition {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(difference, "difference");
        originalNames = List.copyOf(originalNames);
    }
}
