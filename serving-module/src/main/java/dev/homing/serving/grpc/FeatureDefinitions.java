package dev.homing.serving.grpc;

import dev.homing.features.FeatureDefinition;
import dev.homing.features.FeatureDistribution;
import dev.homing.features.FeatureSchema;
import dev.homing.features.LeadFeatureOptions;
import dev.homing.proto.v1.FeatureKind;
import dev.homing.proto.v1.FeaturePopulation;
import dev.homing.proto.v1.ListFeatureDefinitionsRequest;
import dev.homing.proto.v1.ListFeatureDefinitionsResponse;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Violations;
import dev.homing.serving.model.Models;
import dev.homing.serving.model.Population;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Says what features are, and how they are distributed among the leads of whoever asks. */
final class FeatureDefinitions {
    private static final int DEFAULT_PAGE_SIZE = 1_000;

    private final String leadHash;
    private final Models models;
    private final Tenants tenants;

    FeatureDefinitions(final LeadFeatureOptions options, final Models models, final Tenants tenants) {
        leadHash = options.hash();
        this.models = models;
        this.tenants = tenants;
    }

    void list(final ListFeatureDefinitionsRequest request, final StreamObserver<ListFeatureDefinitionsResponse> observer) {
        final String name = request.getSchema().isEmpty() ? FeatureSchema.LEAD.name() : request.getSchema();
        final Optional<FeatureSchema> schema = FeatureSchema.of(name);
        if (schema.isEmpty()) {
            Replies.refuse(observer, Refusals.notFound("schema", name));
            return;
        }
        final List<FeatureDefinition> all =
                Stream.concat(schema.get().numerical().stream(), schema.get().categorical().stream()).toList();
        final Violations violations = new Violations("");
        final Page page =
                Page.of(request.getPageSize(), request.getPageToken(), DEFAULT_PAGE_SIZE, all.size(), violations);
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        final Optional<Population> population =
                schema.get() == FeatureSchema.LEAD ? models.population(tenants.number()) : Optional.empty();
        final ListFeatureDefinitionsResponse.Builder response = ListFeatureDefinitionsResponse.newBuilder()
                .setNextPageToken(page.nextToken())
                .setSchemaHash(schema.get() == FeatureSchema.LEAD ? leadHash : schema.get().hash())
                .setPopulationVersion(population.map(Population::version).orElse(""));
        all.subList(page.from(), page.to()).forEach(definition -> response.addDefinitions(message(definition, population)));
        Replies.answer(observer, response.build());
    }

    private static dev.homing.proto.v1.FeatureDefinition message(
            final FeatureDefinition definition, final Optional<Population> population) {
        final boolean isNumerical = definition.kind() == FeatureDefinition.Kind.NUMERICAL;
        final dev.homing.proto.v1.FeatureDefinition.Builder message = dev.homing.proto.v1.FeatureDefinition.newBuilder()
                .setIndex(definition.index())
                .setName(definition.name())
                .setUnit(definition.unit())
                .setDescription(definition.description())
                .setKind(isNumerical ? FeatureKind.NUMERICAL : FeatureKind.CATEGORICAL)
                .addAllOriginalNames(definition.originalNames())
                .setDifference(definition.difference());
        if (isNumerical) {
            population.ifPresent(leads -> message.setPopulation(message(leads.distribution(definition.index()))));
        }
        return message.build();
    }

    private static FeaturePopulation message(final FeatureDistribution distribution) {
        final FeaturePopulation.Builder message = FeaturePopulation.newBuilder()
                .setCount(distribution.count())
                .setMissing(distribution.missing());
        if (distribution.count() > 0) {
            message.setMean(distribution.mean()).setStd(distribution.std());
        }
        for (final float quantile : distribution.quantiles()) {
            message.addQuantiles(quantile);
        }
        return message.build();
    }
}
