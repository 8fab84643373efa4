package dev.homing.serving.grpc;

import dev.homing.features.LeadFeatureOptions;
import dev.homing.proto.v1.BatchGetLeadFeaturesRequest;
import dev.homing.proto.v1.BatchGetLeadFeaturesResponse;
import dev.homing.proto.v1.FeatureServiceGrpc;
import dev.homing.proto.v1.GetAgentFeaturesRequest;
import dev.homing.proto.v1.GetAgentFeaturesResponse;
import dev.homing.proto.v1.GetLeadFeaturesRequest;
import dev.homing.proto.v1.GetLeadFeaturesResponse;
import dev.homing.proto.v1.GetPropertyFeaturesRequest;
import dev.homing.proto.v1.GetPropertyFeaturesResponse;
import dev.homing.proto.v1.ListFeatureDefinitionsRequest;
import dev.homing.proto.v1.ListFeatureDefinitionsResponse;
import dev.homing.serving.lead.CategoryNames;
import dev.homing.serving.lead.Timelines;
import dev.homing.serving.model.Models;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;
import org.agrona.concurrent.EpochClock;

/** Computes features for whoever asks. */
public final class FeatureGrpc extends FeatureServiceGrpc.FeatureServiceImplBase {
    private final LeadFeatures leads;
    private final EntityFeatureCalls entities;
    private final FeatureDefinitions definitions;

    /**
     * Creates the service.
     *
     * @param timelines of the leads
     * @param options   of the features of leads
     * @param models    with the populations to compare with
     * @param names     of categories
     * @param entities  answers for properties and agents
     * @param tenants   says whose they are
     * @param workers   run what waits for the disk or takes long
     * @param clock     says what now is
     */
    public FeatureGrpc(
            final Timelines timelines,
            final LeadFeatureOptions options,
            final Models models,
            final CategoryNames names,
            final EntityFeatureCalls entities,
            final Tenants tenants,
            final Executor workers,
            final EpochClock clock) {
        leads = new LeadFeatures(timelines, options, models, names, tenants, workers, clock);
        this.entities = entities;
        definitions = new FeatureDefinitions(options, models, tenants);
    }

    @Override
    public void getLeadFeatures(
            final GetLeadFeaturesRequest request, final StreamObserver<GetLeadFeaturesResponse> observer) {
        leads.get(request, observer);
    }

    @Override
    public void batchGetLeadFeatures(
            final BatchGetLeadFeaturesRequest request, final StreamObserver<BatchGetLeadFeaturesResponse> observer) {
        leads.getBatch(request, observer);
    }

    @Override
    public void getPropertyFeatures(
            final GetPropertyFeaturesRequest request, final StreamObserver<GetPropertyFeaturesResponse> observer) {
        entities.getProperty(request, observer);
    }

    @Override
    public void getAgentFeatures(
            final GetAgentFeaturesRequest request, final StreamObserver<GetAgentFeaturesResponse> observer) {
        entities.getAgent(request, observer);
    }

    @Override
    public void listFeatureDefinitions(
            final ListFeatureDefinitionsRequest request, final StreamObserver<ListFeatureDefinitionsResponse> observer) {
        definitions.list(request, observer);
    }
}
