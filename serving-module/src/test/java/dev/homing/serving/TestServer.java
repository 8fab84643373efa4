package dev.homing.serving;

import dev.homing.proto.v1.CatalogServiceGrpc;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.FeatureServiceGrpc;
import dev.homing.proto.v1.MaintenanceServiceGrpc;
import dev.homing.proto.v1.ModelServiceGrpc;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyResult;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.proto.v1.UpdatePropertyStatusRequest;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.grpc.Tenants;
import dev.homing.serving.grpc.Watches;
import dev.homing.serving.training.ScriptedTraining;
import dev.homing.serving.training.TrainingLauncher;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.SystemEpochClock;

/**
 * The real services behind an in-process channel, on a folder of the test. Calls have a deadline, so that one that is never
 * answered fails its test.
 */
public final class TestServer implements AutoCloseable {
    private static final int DEADLINE_SECONDS = 20;
    /** There is no training module here. */
    private static final TrainingLauncher NO_TRAINING = new ScriptedTraining("echo 'homing train: not in this test'; exit 1");

    private final Optional<Engine> engine;
    private final Runnable end;
    private final Server server;
    private final ManagedChannel channel;

    private TestServer(final Optional<Engine> engine, final Runnable end, final List<ServerServiceDefinition> services) {
        this.engine = engine;
        this.end = end;
        final String name = InProcessServerBuilder.generateName();
        final InProcessServerBuilder builder = InProcessServerBuilder.forName(name).directExecutor();
        services.forEach(builder::addService);
        try {
            server = builder.build().start();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    /** An engine with the default options. */
    public static TestServer open(final Path folder) {
        // The clock is real, and the tests' events happened long ago.
        return open(EngineOptions.builder(folder).maxEventAgeDays(36_500).build());
    }

    /** An engine. */
    public static TestServer open(final EngineOptions options) {
        return open(options, SystemEpochClock.INSTANCE);
    }

    /** An engine whose trainings are the test's own. */
    public static TestServer open(final EngineOptions options, final TrainingLauncher launcher) {
        final Engine engine = Engine.open(options, SystemEpochClock.INSTANCE, launcher);
        return new TestServer(Optional.of(engine), engine::close, engine.services());
    }

    /** An engine with a clock of the test. */
    public static TestServer open(final EngineOptions options, final EpochClock clock) {
        final Engine engine = Engine.open(options, clock, NO_TRAINING);
        return new TestServer(Optional.of(engine), engine::close, engine.services());
    }

    /** An engine for whose watches time passes as the test has it. */
    public static TestServer open(final EngineOptions options, final Watches.Timing watchTiming) {
        final Engine engine = Engine.open(options, NO_TRAINING, watchTiming);
        return new TestServer(Optional.of(engine), engine::close, engine.services());
    }

    /** Has old events removed now, and returns how many that were. */
    public long expire() throws InterruptedException, ExecutionException {
        return engine().housekeeping().run();
    }

    /** Has histories sealed now, and returns how many that were. */
    public long seal() throws InterruptedException, ExecutionException {
        return engine().housekeeping().seal(true);
    }

    /** Waits for the end of the trainings that were asked for so far. */
    public void awaitTrainings() {
        try {
            engine().awaitTrainings();
        } catch (final InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Services of the test's own choice, and what to end after them. */
    public static TestServer of(final List<ServerServiceDefinition> services, final Runnable end) {
        return new TestServer(Optional.empty(), end, services);
    }

    /** The engine, if there is one. */
    public Engine engine() {
        return engine.orElseThrow();
    }

    /** The channel of one tenant. */
    public Channel channel(final String tenant) {
        final Metadata headers = new Metadata();
        headers.put(Tenants.HEADER, tenant);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** The channel of whoever says no tenant. */
    public Channel channel() {
        return channel;
    }

    public TrackingServiceGrpc.TrackingServiceBlockingStub tracking() {
        return TrackingServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    public CatalogServiceGrpc.CatalogServiceBlockingStub catalog() {
        return CatalogServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    public FeatureServiceGrpc.FeatureServiceBlockingStub features() {
        return FeatureServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    public RecommendationServiceGrpc.RecommendationServiceBlockingStub recommendations() {
        return RecommendationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    public ModelServiceGrpc.ModelServiceBlockingStub models() {
        return ModelServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    public MaintenanceServiceGrpc.MaintenanceServiceBlockingStub maintenance() {
        return MaintenanceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** Records an event. */
    public EventResult track(final Event.Builder event) {
        return tracking().trackEvent(TrackEventRequest.newBuilder().setEvent(event).build()).getResult();
    }

    /** Creates or replaces a property. */
    public PropertyResult upsert(final Property.Builder property) {
        return catalog().upsertProperty(UpsertPropertyRequest.newBuilder().setProperty(property).build()).getResult();
    }

    /** Changes a property's status. */
    public PropertyResult status(final String propertyId, final PropertyStatus status) {
        return catalog().updatePropertyStatus(UpdatePropertyStatusRequest.newBuilder()
                .setPropertyId(propertyId).setStatus(status).build()).getResult();
    }

    /** Asks for recommendations. */
    public RecommendResponse recommend(final RecommendRequest.Builder request) {
        return recommendations().recommend(request.build());
    }

    /** The listings recommended to a lead now. */
    public List<String> listingsFor(final String lead) {
        return ids(recommend(RecommendRequest.newBuilder().setLeadId(lead)));
    }

    /** The listings of an answer, best first. */
    public static List<String> ids(final RecommendResponse response) {
        return response.getRecommendationsList().stream().map(Recommendation::getPropertyId).toList();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        try {
            channel.awaitTermination(DEADLINE_SECONDS, TimeUnit.SECONDS);
            server.awaitTermination(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end.run();
    }
}
