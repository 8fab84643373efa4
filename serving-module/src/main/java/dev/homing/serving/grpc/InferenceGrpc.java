package dev.homing.serving.grpc;

import dev.homing.proto.inference.GRPCInferenceServiceGrpc;
import dev.homing.proto.inference.ModelInferRequest;
import dev.homing.proto.inference.ModelInferResponse;
import dev.homing.proto.inference.ModelMetadataRequest;
import dev.homing.proto.inference.ModelMetadataResponse;
import dev.homing.proto.inference.ModelMetadataResponse.TensorMetadata;
import dev.homing.proto.inference.ModelReadyRequest;
import dev.homing.proto.inference.ModelReadyResponse;
import dev.homing.proto.inference.ServerLiveRequest;
import dev.homing.proto.inference.ServerLiveResponse;
import dev.homing.proto.inference.ServerMetadataRequest;
import dev.homing.proto.inference.ServerMetadataResponse;
import dev.homing.proto.inference.ServerReadyRequest;
import dev.homing.proto.inference.ServerReadyResponse;
import dev.homing.serving.inference.InferInputs;
import dev.homing.serving.inference.InferOutputs;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Violations;
import dev.homing.serving.model.CandidateModel;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.model.ModelGraph;
import dev.homing.serving.model.ModelManifest;
import dev.homing.serving.model.Models;
import dev.homing.serving.model.TensorSpec;
import dev.homing.serving.model.TensorValue;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The Open Inference Protocol, version 2, over the graphs of the tenant's models: a model of the protocol is a graph of a bundle,
 * a version the version of the bundle. On workers: another version than the active one is loaded when it is asked for.
 */
public final class InferenceGrpc extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {
    private static final System.Logger LOG = System.getLogger(InferenceGrpc.class.getName());
    /** The protocol's word for models of ONNX Runtime. */
    private static final String PLATFORM = "onnx_onnxv1";
    private static final int MAX_NAME_BYTES = 64;
    private static final int MAX_ID_BYTES = 256;

    private final Models models;
    private final Executor workers;

    /** Asks a graph. */
    @FunctionalInterface
    private interface GraphCall {
        void run(CandidateModel model, ModelGraph graph) throws ModelException, IOException;
    }

    /**
     * Creates the service.
     *
     * @param models  of all tenants
     * @param workers compute, and read the disk
     */
    public InferenceGrpc(final Models models, final Executor workers) {
        this.models = models;
        this.workers = workers;
    }

    @Override
    public void serverLive(final ServerLiveRequest request, final StreamObserver<ServerLiveResponse> observer) {
        Replies.answer(observer, ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    public void serverReady(final ServerReadyRequest request, final StreamObserver<ServerReadyResponse> observer) {
        // The services come into being with all models loaded, and inference needs no disk that takes writes.
        Replies.answer(observer, ServerReadyResponse.newBuilder().setReady(true).build());
    }

    @Override
    public void serverMetadata(final ServerMetadataRequest request, final StreamObserver<ServerMetadataResponse> observer) {
        final Module module = InferenceGrpc.class.getModule();
        Replies.answer(observer, ServerMetadataResponse.newBuilder()
                .setName("homing")
                .setVersion(Optional.ofNullable(module.getDescriptor()).flatMap(ModuleDescriptor::rawVersion)
                        .orElse("in development"))
                .build());
    }

    @Override
    public void modelReady(final ModelReadyRequest request, final StreamObserver<ModelReadyResponse> observer) {
        final String tenant = Tenants.name();
        if (!areNamesGood("name", request.getName(), "version", request.getVersion(), "", observer)) {
            return;
        }
        onWorker(observer, () -> {
            boolean isReady = false;
            try {
                final Optional<CandidateModel> model = acquire(tenant, request.getVersion());
                if (model.isPresent()) {
                    isReady = graph(model.get(), request.getName()).isPresent();
                    model.get().release();
                    if (!isReady) {
                        Replies.refuse(observer, Refusals.notFound("model", request.getName()));
                        return;
                    }
                }
            } catch (final ModelException e) {
                if (e.isMissing()) {
                    Replies.refuse(observer, Refusals.notFound("version", request.getVersion()));
                    return;
                }
                LOG.log(System.Logger.Level.DEBUG, "a model is not ready", e);
            }
            Replies.answer(observer, ModelReadyResponse.newBuilder().setReady(isReady).build());
        });
    }

    @Override
    public void modelMetadata(final ModelMetadataRequest request, final StreamObserver<ModelMetadataResponse> observer) {
        final String tenant = Tenants.name();
        if (!areNamesGood("name", request.getName(), "version", request.getVersion(), "", observer)) {
            return;
        }
        ask(tenant, request.getName(), request.getVersion(), observer, (model, graph) -> {
            final ModelMetadataResponse.Builder response =
                    ModelMetadataResponse.newBuilder().setName(graph.name()).setPlatform(PLATFORM);
            for (final ModelManifest manifest : models.list(tenant)) {
                response.addVersions(manifest.version());
            }
            graph.inputs().forEach(input -> response.addInputs(message(input)));
            graph.outputs().forEach(output -> response.addOutputs(message(output)));
            Replies.answer(observer, response.build());
        });
    }

    @Override
    public void modelInfer(final ModelInferRequest request, final StreamObserver<ModelInferResponse> observer) {
        final String tenant = Tenants.name();
        if (!areNamesGood("model_name", request.getModelName(), "model_version", request.getModelVersion(), request.getId(),
                observer)) {
            return;
        }
        ask(tenant, request.getModelName(), request.getModelVersion(), observer,
                (model, graph) -> infer(request, model, graph, observer));
    }

    private static void infer(
            final ModelInferRequest request,
            final CandidateModel model,
            final ModelGraph graph,
            final StreamObserver<ModelInferResponse> observer) throws ModelException {
        try (ModelGraph.Run run = graph.open()) {
            final Violations violations = new Violations("");
            final List<TensorSpec> wanted = InferOutputs.wanted(request, graph.outputs(), violations);
            final List<TensorValue> inputs = InferInputs.read(request, graph.inputs(), run.ownShapes(), violations);
            if (!violations.isEmpty()) {
                Replies.refuse(observer, violations.status());
                return;
            }
            final List<TensorValue> outputs;
            try {
                outputs = run.infer(inputs, wanted);
            } catch (final ModelException e) {
                LOG.log(System.Logger.Level.ERROR, "ModelInfer failed", e);
                Replies.refuse(observer, Refusals.internal());
                return;
            }
            final ModelInferResponse.Builder response = ModelInferResponse.newBuilder()
                    .setModelName(graph.name()).setModelVersion(model.manifest().version()).setId(request.getId());
            InferOutputs.add(outputs, request.getRawInputContentsCount() > 0, response);
            Replies.answer(observer, response.build());
        }
    }

    private static boolean areNamesGood(
            final String nameField,
            final String name,
            final String versionField,
            final String version,
            final String id,
            final StreamObserver<?> observer) {
        final Violations violations = new Violations("");
        if (name.isEmpty()) {
            violations.add(nameField, "is required");
        }
        checkLength(nameField, name, MAX_NAME_BYTES, violations);
        checkLength(versionField, version, MAX_NAME_BYTES, violations);
        checkLength("id", id, MAX_ID_BYTES, violations);
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
        }
        return violations.isEmpty();
    }

    private static void checkLength(final String field, final String text, final int max, final Violations violations) {
        if (text.length() > max) {
            violations.add(field, "has " + text.length() + " characters; at most " + max + " are allowed");
        }
    }

    /** Asks a graph on a worker, or refuses the call where there is none. */
    private void ask(
            final String tenant,
            final String name,
            final String version,
            final StreamObserver<?> observer,
            final GraphCall call) {
        onWorker(observer, () -> {
            try {
                final Optional<CandidateModel> model = acquire(tenant, version);
                if (model.isEmpty()) {
                    Replies.refuse(observer, Refusals.noModel());
                    return;
                }
                try {
                    final Optional<ModelGraph> graph = graph(model.get(), name);
                    if (graph.isPresent()) {
                        call.run(model.get(), graph.get());
                    } else {
                        Replies.refuse(observer, Refusals.notFound("model", name));
                    }
                } finally {
                    model.get().release();
                }
            } catch (final ModelException e) {
                Replies.refuse(observer, e.isMissing() ? Refusals.notFound("version", version)
                        : Refusals.precondition("MODEL_UNUSABLE", e.getMessage()));
            } catch (final IOException e) {
                LOG.log(System.Logger.Level.ERROR, "cannot read the models", e);
                Replies.refuse(observer, Refusals.internal());
            }
        });
    }

    private void onWorker(final StreamObserver<?> observer, final Runnable rest) {
        Replies.mayBeCancelled(observer);
        Replies.goOn(workers, observer, rest);
    }

    private Optional<CandidateModel> acquire(final String tenant, final String version) throws ModelException {
        return version.isEmpty() ? models.acquire(tenant) : Optional.of(models.acquire(tenant, version));
    }

    private static Optional<ModelGraph> graph(final CandidateModel model, final String name) {
        return model.graphs().stream().filter(graph -> graph.name().equals(name)).findFirst();
    }

    private static TensorMetadata message(final TensorSpec spec) {
        return TensorMetadata.newBuilder()
                .setName(spec.name()).setDatatype(spec.type().name()).addAllShape(spec.shape()).build();
    }
}
