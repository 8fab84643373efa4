package dev.homing.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.homing.features.FeatureDefinition;
import dev.homing.features.FeatureDistribution;
import dev.homing.features.FeatureSchema;
import dev.homing.features.LeadFeatureExtractor;
import dev.homing.features.LeadFeatureOptions;
import dev.homing.features.LeadFeatureSchema;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.Store;
import java.time.Instant;
import java.util.Arrays;

/**
 * How the features of all leads are distributed at one instant: what "high" means for a feature is what is high among them. One
 * thread.
 */
final class LeadPopulation {
    private static final int FORMAT = 1;

    private final long asOfMs;
    private final String schemaHash;
    private final LeadFeatureExtractor extractor;
    private final float[] features = new float[LeadFeatureSchema.LENGTH];
    private final int[] categorical = new int[LeadFeatureSchema.CATEGORICAL_LENGTH];
    private final FeatureSketch[] sketches = new FeatureSketch[LeadFeatureSchema.LENGTH];
    private long leadCount;

    LeadPopulation(final long asOfMs, final LeadFeatureOptions options) {
        this.asOfMs = asOfMs;
        schemaHash = options.hash();
        extractor = new LeadFeatureExtractor(options);
        Arrays.setAll(sketches, i -> new FeatureSketch());
    }

    /** The population of a tenant's leads at an instant. */
    static LeadPopulation read(final Store store, final int tenant, final long asOfMs) {
        final LeadPopulation population = new LeadPopulation(asOfMs, LeadFeatureOptions.load(store.folder()));
        store.timelines().forEachLead(tenant, asOfMs, new Timeline(), (lead, timeline) -> population.add(timeline));
        return population;
    }

    /** Of the vectors, which a model is made for. */
    String schemaHash() {
        return schemaHash;
    }

    void add(final Timeline timeline) {
        extractor.extract(timeline, asOfMs, features, categorical);
        for (int i = 0; i < sketches.length; i++) {
            sketches[i].add(features[i]);
        }
        leadCount++;
    }

    /** As a file of the bundle: without the times of this run, so that the same data gives the same bytes. */
    byte[] json() {
        final ObjectMapper mapper = new ObjectMapper();
        final ObjectNode json = mapper.createObjectNode()
                .put("format", FORMAT)
                .put("schema", FeatureSchema.LEAD.name())
                .put("schema_hash", schemaHash)
                .put("as_of", Instant.ofEpochMilli(asOfMs).toString())
                .put("lead_count", leadCount);
        final ArrayNode all = json.putArray("features");
        for (final FeatureDefinition definition : FeatureSchema.LEAD.numerical()) {
            final FeatureDistribution distribution = sketches[definition.index()].distribution();
            final ObjectNode feature = all.addObject()
                    .put("name", definition.name())
                    .put("count", distribution.count())
                    .put("missing", distribution.missing());
            if (distribution.count() > 0) {
                feature.put("mean", distribution.mean()).put("std", distribution.std());
            }
            final ArrayNode quantiles = feature.putArray("quantiles");
            for (final float quantile : distribution.quantiles()) {
                quantiles.add(quantile);
            }
        }
        try {
            return mapper.writeValueAsBytes(json);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("numbers and texts cannot be written", e);
        }
    }
}
