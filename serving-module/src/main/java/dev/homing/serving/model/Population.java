package dev.homing.serving.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.homing.features.FeatureDefinition;
import dev.homing.features.FeatureDistribution;
import dev.homing.features.FeatureSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How the numerical features of {@link FeatureSchema#LEAD} are distributed among the leads that a model was trained on.
 * Immutable; any thread, also when the model no longer serves.
 */
public final class Population {
    /** Name of the file in a bundle. */
    static final String FILE = "population.json";

    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String version;
    private final List<FeatureDistribution> distributions;

    private Population(final String version, final List<FeatureDistribution> distributions) {
        this.version = version;
        this.distributions = distributions;
    }

    /**
     * Reads the file of a model.
     *
     * @param version    of the model
     * @param schemaHash that the population must be of
     * @param content    of the file
     * @throws IOException              when it is no JSON
     * @throws IllegalArgumentException when it is no population of this schema; the message says why
     */
    static Population of(final String version, final String schemaHash, final byte[] content) throws IOException {
        final JsonNode json = JSON.readTree(content);
        require("format", Integer.toString(FORMAT), json);
        require("schema_hash", schemaHash, json);
        final JsonNode features = json.required("features");
        final List<FeatureDefinition> expected = FeatureSchema.LEAD.numerical();
        if (features.size() != expected.size()) {
            throw new IllegalArgumentException("it has " + features.size() + " features instead of " + expected.size());
        }
        final List<FeatureDistribution> distributions = new ArrayList<>();
        for (final FeatureDefinition definition : expected) {
            final JsonNode feature = features.get(definition.index());
            require("name", definition.name(), feature);
            try {
                distributions.add(distribution(feature));
            } catch (final IllegalArgumentException e) {
                throw new IllegalArgumentException(definition.name() + ": " + e.getMessage(), e);
            }
        }
        return new Population(version, List.copyOf(distributions));
    }

    private static void require(final String field, final String expected, final JsonNode json) {
        final String found = json.path(field).asText();
        if (!found.equals(expected)) {
            throw new IllegalArgumentException(field + " is \"" + found + "\" instead of \"" + expected + "\"");
        }
    }

    private static FeatureDistribution distribution(final JsonNode json) {
        final JsonNode numbers = json.required("quantiles");
        final float[] quantiles = new float[numbers.size()];
        for (int i = 0; i < quantiles.length; i++) {
            quantiles[i] = (float) numbers.get(i).asDouble(Double.NaN);
        }
        return new FeatureDistribution(
                json.required("count").asLong(-1), json.required("missing").asLong(-1),
                json.path("mean").asDouble(Double.NaN), json.path("std").asDouble(Double.NaN), quantiles);
    }

    /**
     * The model whose population it is.
     *
     * @return its version
     */
    public String version() {
        return version;
    }

    /**
     * How one feature is distributed.
     *
     * @param feature its number among the numerical features
     * @return its distribution
     */
    public FeatureDistribution distribution(final int feature) {
        return distributions.get(feature);
    }
}
