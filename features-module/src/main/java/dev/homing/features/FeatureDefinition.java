package dev.homing.features;

/**
 * What one feature is.
 *
 * @param index       its number in the schema
 * @param name        its name
 * @param unit        its unit, "1" for a ratio
 * @param description a formula or a sentence
 */
public record FeatureDefinition(int index, String name, String unit, String description) {
}
