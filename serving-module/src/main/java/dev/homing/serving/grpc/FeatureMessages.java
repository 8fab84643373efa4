package dev.homing.serving.grpc;

import dev.homing.features.FeatureDefinition;
import dev.homing.features.FeatureDistribution;
import dev.homing.features.FeatureSchema;
import dev.homing.proto.v1.CategoricalValue;
import dev.homing.proto.v1.FeatureValue;
import dev.homing.proto.v1.PackedFeatures;
import dev.homing.serving.model.Population;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes vectors down, with names or packed. */
final class FeatureMessages {
    private FeatureMessages() {
    }

    /** The features that are not missing, each with its name. */
    static List<FeatureValue> named(final FeatureSchema schema, final float[] values) {
        return named(schema, values, Optional.empty());
    }

    /** The numerical features that are not missing, each with its name, and with its place in a population if there is one. */
    static List<FeatureValue> named(
            final FeatureSchema schema, final float[] values, final Optional<Population> population) {
        final List<FeatureValue> features = new ArrayList<>();
        for (final FeatureDefinition definition : schema.numerical()) {
            final float value = values[definition.index()];
            if (!Float.isNaN(value)) {
                final FeatureValue.Builder feature = FeatureValue.newBuilder()
                        .setIndex(definition.index()).setName(definition.name()).setValue(value);
                population.ifPresent(leads -> normalize(leads.distribution(definition.index()), value, feature));
                features.add(feature.build());
            }
        }
        return features;
    }

    private static void normalize(final FeatureDistribution distribution, final float value, final FeatureValue.Builder into) {
        final float percentile = (float) distribution.percentile(value);
        if (!Float.isNaN(percentile)) {
            into.setPercentile(percentile);
        }
        final float score = (float) distribution.zScore(value);
        if (!Float.isNaN(score)) {
            into.setZScore(score);
        }
    }

    /** The categorical features that have something to choose from. */
    static List<CategoricalValue> named(final FeatureSchema schema, final String[] names) {
        final List<CategoricalValue> features = new ArrayList<>();
        for (final FeatureDefinition definition : schema.categorical()) {
            final String name = names[definition.index()];
            if (!name.isEmpty()) {
                features.add(CategoricalValue.newBuilder()
                        .setIndex(definition.index()).setName(definition.name()).setValue(name).build());
            }
        }
        return features;
    }

    /** All features in the order of a schema that has numerical ones alone. */
    static PackedFeatures.Builder packed(final FeatureSchema schema, final float[] values) {
        return packed(schema, values, new String[0], Optional.empty());
    }

    /** All features in the order of their schema, and their places in a population if there is one. */
    static PackedFeatures.Builder packed(
            final FeatureSchema schema, final float[] values, final String[] names, final Optional<Population> population) {
        final PackedFeatures.Builder packed = PackedFeatures.newBuilder().addAllCategorical(List.of(names));
        for (int i = 0; i < schema.numerical().size(); i++) {
            packed.addNumerical(values[i]);
            if (population.isPresent()) {
                final FeatureDistribution distribution = population.get().distribution(i);
                packed.addPercentiles((float) distribution.percentile(values[i]));
                packed.addZScores((float) distribution.zScore(values[i]));
            }
        }
        return packed;
    }
}
