package dev.homing.serving.grpc;

import dev.homing.features.FeatureDefinition;
import dev.homing.features.FeatureSchema;
import dev.homing.features.LeadFeatureExtractor;
import dev.homing.features.LeadFeatureSchema;
import dev.homing.proto.v1.FeatureServiceGrpc;
import dev.homing.proto.v1.FeatureValue;
import dev.homing.proto.v1.GetAgentFeaturesRequest;
import dev.homing.proto.v1.GetAgentFeaturesResponse;
import dev.homing.proto.v1.GetLeadFeaturesRequest;
import dev.homing.proto.v1.GetLeadFeaturesResponse;
import dev.homing.proto.v1.GetPropertyFeaturesRequest;
import dev.homing.proto.v1.GetPropertyFeaturesResponse;
import dev.homing.proto.v1.ListFeatureDefinitionsRequest;
import dev.homing.proto.v1.ListFeatureDefinitionsResponse;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Violations;
import dev.homing.serving.lead.Timelines;
import dev.homing.tracking.codec.Timeline;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.Executor;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.UnsafeBuffer;

/** Computes features for whoever asks: those of a hot lead on the event loop, all others on a worker. */
public final class FeatureGrpc extends FeatureServiceGrpc.FeatureServiceImplBase {
    private final Timelines timelines;
    private final EntityFeatureCalls entities;
    private final Tenants tenants;
    private final Executor workers;
    private final EpochClock clock;
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    /** What one thread computes with. */
    private static final class Scratch {
        final Timeline timeline = new Timeline();
        final LeadFeatureExtractor extractor = new LeadFeatureExtractor();
        final float[] features = new float[LeadFeatureSchema.LENGTH];
        final int[] categorical = new int[LeadFeatureSchema.CATEGORICAL_LENGTH];
    }

    /**
     * Creates the service.
     *
     * @param timelines of the leads
     * @param entities  answers for properties and agents
     * @param tenants   says whose they are
     * @param workers   run what waits for the disk
     * @param clock     says what now is
     */
    public FeatureGrpc(
            final Timelines timelines,
            final EntityFeatureCalls entities,
            final Tenants tenants,
            final Executor workers,
            final EpochClock clock) {
        this.timelines = timelines;
        this.entities = entities;
        this.tenants = tenants;
        this.workers = workers;
        this.clock = clock;
    }

    @Override
    public void getLeadFeatures(
            final GetLeadFeaturesRequest request, final StreamObserver<GetLeadFeaturesResponse> observer) {
        final Violations violations = new Violations("");
        violations.checkRequiredId("lead_id", request.getLeadIdBytes());
        final long asOf = request.hasAsOf() ? violations.checkTime("as_of", request.getAsOf()) : clock.time();
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        final int tenant = tenants.number();
        final UnsafeBuffer lead = new UnsafeBuffer(request.getLeadIdBytes().toByteArray());
        final Scratch here = scratch.get();
        if (!request.hasAsOf() && timelines.tryReadAsOf(tenant, lead, asOf, here.timeline)) {
            Replies.answer(observer, response(request.getLeadId(), asOf, here));
            return;
        }
        Replies.mayBeCancelled(observer);
        Replies.goOn(workers, observer, () -> {
            final Scratch there = scratch.get();
            timelines.readAsOf(tenant, lead, asOf, there.timeline);
            Replies.answer(observer, response(request.getLeadId(), asOf, there));
        });
    }

    private static GetLeadFeaturesResponse response(final String leadId, final long asOf, final Scratch scratch) {
        scratch.extractor.extract(scratch.timeline, asOf, scratch.features, scratch.categorical);
        final GetLeadFeaturesResponse.Builder response = GetLeadFeaturesResponse.newBuilder()
                .setLeadId(leadId)
                .setAsOf(Replies.timestamp(asOf))
                .setSchema(FeatureSchema.LEAD.name())
                .setTruncated(scratch.extractor.truncated());
        for (final FeatureDefinition definition : FeatureSchema.LEAD.numerical()) {
            final float value = scratch.features[definition.index()];
            if (!Float.isNaN(value)) {
                response.addFeatures(FeatureValue.newBuilder()
                        .setIndex(definition.index()).setName(definition.name()).setValue(value));
            }
        }
        return response.build();
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
        if (!request.getSchema().isEmpty() && !request.getSchema().equals(FeatureSchema.LEAD.name())) {
            Replies.refuse(observer, Refusals.notFound("schema", request.getSchema()));
            return;
        }
        final List<FeatureDefinition> all = FeatureSchema.LEAD.numerical();
        final Violations violations = new Violations("");
        final Page page = Page.of(request.getPageSize(), request.getPageToken(), 1_000, all.size(), violations);
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        final ListFeatureDefinitionsResponse.Builder response = ListFeatureDefinitionsResponse.newBuilder()
                .setNextPageToken(page.nextToken())
                .setSchemaHash(FeatureSchema.LEAD.hash());
        for (final FeatureDefinition definition : all.subList(page.from(), page.to())) {
            response.addDefinitions(dev.homing.proto.v1.FeatureDefinition.newBuilder()
                    .setIndex(definition.index())
                    .setName(definition.name())
                    .setUnit(definition.unit())
                    .setDescription(definition.description()));
        }
        Replies.answer(observer, response.build());
    }
}
