package dev.homing.serving.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.homing.features.AgentFeatureSchema;
import dev.homing.features.EntityFeatures;
import dev.homing.features.FeatureSchema;
import dev.homing.features.PropertyFeatureSchema;
import dev.homing.proto.v1.FeatureForm;
import dev.homing.proto.v1.GetAgentFeaturesRequest;
import dev.homing.proto.v1.GetAgentFeaturesResponse;
import dev.homing.proto.v1.GetPropertyFeaturesRequest;
import dev.homing.proto.v1.GetPropertyFeaturesResponse;
import dev.homing.proto.v1.PackedFeatures;
import dev.homing.serving.event.Timestamps;
import dev.homing.serving.ingest.Refusals;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.UnsafeBuffer;

/** Answers for the features of properties and agents, on workers: both read their events from the disk. */
public final class EntityFeatureCalls {
    private final Tenants tenants;
    private final Executor workers;
    private final EpochClock clock;
    private final ThreadLocal<Scratch> scratch;

    /** What one thread computes with. */
    private static final class Scratch {
        final EntityFeatures entities;
        final float[] property = new float[PropertyFeatureSchema.LENGTH];
        final float[] agent = new float[AgentFeatureSchema.LENGTH];
        final float[] shrunk = new float[AgentFeatureSchema.LENGTH];

        Scratch(final EntityFeatures entities) {
            this.entities = entities;
        }
    }

    /**
     * Creates the calls.
     *
     * @param entities makes what one thread computes features with
     * @param tenants  says whose they are
     * @param workers  run the calls
     * @param clock    says what now is
     */
    public EntityFeatureCalls(
            final Supplier<EntityFeatures> entities, final Tenants tenants, final Executor workers, final EpochClock clock) {
        this.tenants = tenants;
        this.workers = workers;
        this.clock = clock;
        scratch = ThreadLocal.withInitial(() -> new Scratch(entities.get()));
    }

    void getProperty(final GetPropertyFeaturesRequest request, final StreamObserver<GetPropertyFeaturesResponse> observer) {
        Replies.mayBeCancelled(observer);
        if (Replies.isInvalid(request, observer)) {
            return;
        }
        final int tenant = tenants.number();
        final long asOf = asOf(request.hasAsOf(), request.getAsOf());
        Replies.goOn(workers, observer, () -> {
            final Scratch here = scratch.get();
            if (here.entities.property(tenant, utf8(request.getPropertyIdBytes()), asOf, here.property)) {
                Replies.answer(observer, property(request, asOf, here));
            } else {
                Replies.refuse(observer, Refusals.notFound("property", request.getPropertyId()));
            }
        });
    }

    void getAgent(final GetAgentFeaturesRequest request, final StreamObserver<GetAgentFeaturesResponse> observer) {
        Replies.mayBeCancelled(observer);
        if (Replies.isInvalid(request, observer)) {
            return;
        }
        final int tenant = tenants.number();
        final long asOf = asOf(request.hasAsOf(), request.getAsOf());
        Replies.goOn(workers, observer, () -> {
            final Scratch here = scratch.get();
            here.entities.agent(tenant, utf8(request.getAgentIdBytes()), asOf, here.agent, here.shrunk);
            Replies.answer(observer, agent(request, asOf, here));
        });
    }

    private long asOf(final boolean isGiven, final Timestamp time) {
        return isGiven ? Timestamps.ms(time) : clock.time();
    }

    private static UnsafeBuffer utf8(final ByteString id) {
        return new UnsafeBuffer(id.toByteArray());
    }

    private static GetPropertyFeaturesResponse property(
            final GetPropertyFeaturesRequest request, final long asOf, final Scratch scratch) {
        final GetPropertyFeaturesResponse.Builder response = GetPropertyFeaturesResponse.newBuilder()
                .setPropertyId(request.getPropertyId())
                .setAsOf(Replies.timestamp(asOf))
                .setSchema(FeatureSchema.PROPERTY.name())
                .setSchemaHash(FeatureSchema.PROPERTY.hash())
                .setTruncated(scratch.entities.isTruncated());
        if (request.getForm() == FeatureForm.PACKED) {
            return response.setPacked(FeatureMessages.packed(FeatureSchema.PROPERTY, scratch.property)).build();
        }
        return response.addAllFeatures(FeatureMessages.named(FeatureSchema.PROPERTY, scratch.property)).build();
    }

    private static GetAgentFeaturesResponse agent(
            final GetAgentFeaturesRequest request, final long asOf, final Scratch scratch) {
        final GetAgentFeaturesResponse.Builder response = GetAgentFeaturesResponse.newBuilder()
                .setAgentId(request.getAgentId())
                .setAsOf(Replies.timestamp(asOf))
                .setSchema(FeatureSchema.AGENT.name())
                .setSchemaHash(FeatureSchema.AGENT.hash())
                .setTruncated(scratch.entities.isTruncated());
        if (request.getForm() == FeatureForm.PACKED) {
            final PackedFeatures.Builder packed = FeatureMessages.packed(FeatureSchema.AGENT, scratch.agent);
            for (final float value : scratch.shrunk) {
                packed.addShrunk(value);
            }
            return response.setPacked(packed).build();
        }
        return response.addAllFeatures(FeatureMessages.named(FeatureSchema.AGENT, scratch.agent))
                .addAllShrunk(FeatureMessages.named(FeatureSchema.AGENT, scratch.shrunk)).build();
    }
}
