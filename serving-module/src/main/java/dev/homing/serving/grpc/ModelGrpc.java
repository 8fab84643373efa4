package dev.homing.serving.grpc;

import com.google.protobuf.Duration;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.ActivateModelResponse;
import dev.homing.proto.v1.CancelTrainingRequest;
import dev.homing.proto.v1.CancelTrainingResponse;
import dev.homing.proto.v1.GetLatencyReportRequest;
import dev.homing.proto.v1.GetLatencyReportResponse;
import dev.homing.proto.v1.GetModelRequest;
import dev.homing.proto.v1.GetModelResponse;
import dev.homing.proto.v1.GetTrainingRequest;
import dev.homing.proto.v1.GetTrainingResponse;
import dev.homing.proto.v1.ListModelsRequest;
import dev.homing.proto.v1.ListModelsResponse;
import dev.homing.proto.v1.ListTrainingsRequest;
import dev.homing.proto.v1.ListTrainingsResponse;
import dev.homing.proto.v1.Model;
import dev.homing.proto.v1.ModelServiceGrpc;
import dev.homing.proto.v1.RollbackModelRequest;
import dev.homing.proto.v1.RollbackModelResponse;
import dev.homing.proto.v1.StartTrainingRequest;
import dev.homing.proto.v1.StartTrainingResponse;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Violations;
import dev.homing.serving.latency.LatencyRecorder;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.model.ModelManifest;
import dev.homing.serving.model.Models;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;

/** Trains, shows and switches models, on workers because they are read from disk. */
public final class ModelGrpc extends ModelServiceGrpc.ModelServiceImplBase {
    private static final System.Logger LOG = System.getLogger(ModelGrpc.class.getName());
    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final int MAX_VERSION_BYTES = 64;
    private static final long NS_PER_SECOND = 1_000_000_000;

    private final Models models;
    private final TrainingCalls trainings;
    private final LatencyRecorder latency;
    private final IngestReports ingest;
    private final Executor workers;

    /** Reads or changes a model. */
    @FunctionalInterface
    private interface ModelCall {
        void run() throws ModelException, IOException;
    }

    /**
     * Creates the service.
     *
     * @param models    to show and switch
     * @param trainings answers for trainings
     * @param latency   to report
     * @param ingest    to report
     * @param workers   read the disk
     */
    public ModelGrpc(
            final Models models,
            final TrainingCalls trainings,
            final LatencyRecorder latency,
            final IngestReports ingest,
            final Executor workers) {
        this.models = models;
        this.trainings = trainings;
        this.latency = latency;
        this.ingest = ingest;
        this.workers = workers;
    }

    @Override
    public void listModels(final ListModelsRequest request, final StreamObserver<ListModelsResponse> observer) {
        final String tenant = Tenants.name();
        run(observer, "", () -> {
            final List<ModelManifest> all = models.list(tenant);
            final Violations violations = new Violations("");
            final Page page = Page.of(
                    request.getPageSize(), request.getPageToken(), DEFAULT_PAGE_SIZE, all.size(), violations);
            if (!violations.isEmpty()) {
                Replies.refuse(observer, violations.status());
                return;
            }
            final ListModelsResponse.Builder response = ListModelsResponse.newBuilder().setNextPageToken(page.nextToken());
            all.subList(page.from(), page.to()).forEach(manifest -> response.addModels(message(tenant, manifest)));
            Replies.answer(observer, response.build());
        });
    }

    @Override
    public void getModel(final GetModelRequest request, final StreamObserver<GetModelResponse> observer) {
        final String tenant = Tenants.name();
        if (isVersionGiven(request.getVersion(), observer)) {
            run(observer, request.getVersion(), () -> Replies.answer(observer, GetModelResponse.newBuilder()
                    .setModel(message(tenant, models.manifest(tenant, request.getVersion()))).build()));
        }
    }

    @Override
    public void activateModel(final ActivateModelRequest request, final StreamObserver<ActivateModelResponse> observer) {
        final String tenant = Tenants.name();
        if (isVersionGiven(request.getVersion(), observer)) {
            run(observer, request.getVersion(), () -> Replies.answer(observer, ActivateModelResponse.newBuilder()
                    .setModel(message(tenant, models.activate(tenant, request.getVersion()))).build()));
        }
    }

    @Override
    public void rollbackModel(final RollbackModelRequest request, final StreamObserver<RollbackModelResponse> observer) {
        final String tenant = Tenants.name();
        if (Replies.isInvalid(request, observer)) {
            return;
        }
        run(observer, "", () -> {
            try {
                Replies.answer(observer, RollbackModelResponse.newBuilder()
                        .setModel(message(tenant, models.rollback(tenant, request.getFromVersion()))).build());
            } catch (final ModelException e) {
                Replies.refuse(observer,
                        Refusals.precondition(e.isMissing() ? "NO_PREVIOUS_MODEL" : "MODEL_UNUSABLE", e.getMessage()));
            }
        });
    }

    @Override
    public void startTraining(final StartTrainingRequest request, final StreamObserver<StartTrainingResponse> observer) {
        trainings.start(request, observer);
    }

    @Override
    public void getTraining(final GetTrainingRequest request, final StreamObserver<GetTrainingResponse> observer) {
        trainings.get(request, observer);
    }

    @Override
    public void listTrainings(final ListTrainingsRequest request, final StreamObserver<ListTrainingsResponse> observer) {
        trainings.list(request, observer);
    }

    @Override
    public void cancelTraining(final CancelTrainingRequest request, final StreamObserver<CancelTrainingResponse> observer) {
        trainings.cancel(request, observer);
    }

    @Override
    public void getLatencyReport(
            final GetLatencyReportRequest request, final StreamObserver<GetLatencyReportResponse> observer) {
        final long uptimeNs = latency.uptimeNs();
        Replies.answer(observer, GetLatencyReportResponse.newBuilder()
                .setUptime(Duration.newBuilder()
                        .setSeconds(uptimeNs / NS_PER_SECOND).setNanos((int) (uptimeNs % NS_PER_SECOND)))
                .addAllSummaries(latency.summaries())
                .setIngest(ingest.now())
                .build());
    }

    private static boolean isVersionGiven(final String version, final StreamObserver<?> observer) {
        final Violations violations = new Violations("");
        if (version.isEmpty()) {
            violations.add("version", "is required");
        } else if (version.length() > MAX_VERSION_BYTES) {
            violations.add("version", "has " + version.length() + " characters; at most " + MAX_VERSION_BYTES + " are allowed");
        }
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
        }
        return violations.isEmpty();
    }

    private void run(final StreamObserver<?> observer, final String version, final ModelCall call) {
        Replies.mayBeCancelled(observer);
        Replies.goOn(workers, observer, () -> {
            try {
                call.run();
            } catch (final ModelException e) {
                Replies.refuse(observer, e.isMissing()
                        ? Refusals.notFound("model", version)
                        : Refusals.precondition("MODEL_UNUSABLE", e.getMessage()));
            } catch (final IOException e) {
                LOG.log(System.Logger.Level.ERROR, "cannot read the models", e);
                Replies.refuse(observer, Refusals.internal());
            }
        });
    }

    private Model message(final String tenant, final ModelManifest manifest) {
        return Model.newBuilder()
                .setVersion(manifest.version())
                .setCreatedAt(Replies.timestamp(manifest.createdAt().toEpochMilli()))
                .setAsOf(Replies.timestamp(manifest.asOf().toEpochMilli()))
                .setActive(manifest.version().equals(models.activeVersion(tenant)))
                .setListingCount(manifest.listingCount())
                .setLeadCount(manifest.leadCount())
                .setDimensions(manifest.dimensions())
                .setSeed(manifest.seed())
                .setSchemaHash(manifest.schemaHash())
                .putAllMetrics(manifest.metrics())
                .build();
    }
}
