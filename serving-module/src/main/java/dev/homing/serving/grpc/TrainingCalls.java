package dev.homing.serving.grpc;

import dev.homing.proto.v1.CancelTrainingRequest;
import dev.homing.proto.v1.CancelTrainingResponse;
import dev.homing.proto.v1.GetTrainingRequest;
import dev.homing.proto.v1.GetTrainingResponse;
import dev.homing.proto.v1.ListTrainingsRequest;
import dev.homing.proto.v1.ListTrainingsResponse;
import dev.homing.proto.v1.StartTrainingRequest;
import dev.homing.proto.v1.StartTrainingResponse;
import dev.homing.proto.v1.Training;
import dev.homing.serving.event.Timestamps;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Violations;
import dev.homing.serving.training.TrainingOrder;
import dev.homing.serving.training.TrainingRecord;
import dev.homing.serving.training.Trainings;
import dev.homing.serving.training.UnderWayException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.ToLongFunction;
import org.agrona.concurrent.EpochClock;

/** Answers for trainings; what waits for the disk does so on workers. */
public final class TrainingCalls {
    private static final System.Logger LOG = System.getLogger(TrainingCalls.class.getName());
    private static final int DEFAULT_PAGE_SIZE = 100;

    private final Trainings trainings;
    private final long maxMemoryBytes;
    private final ToLongFunction<String> newestEvent;
    private final Executor workers;
    private final EpochClock clock;

    /**
     * Creates the calls.
     *
     * @param trainings      to begin and to show
     * @param maxMemoryBytes what a training may take, and takes unless it is given less
     * @param newestEvent    a tenant's newest event, by its place in the journal
     * @param workers        wait for the disk
     * @param clock          says what now is
     */
    public TrainingCalls(
            final Trainings trainings,
            final long maxMemoryBytes,
            final ToLongFunction<String> newestEvent,
            final Executor workers,
            final EpochClock clock) {
        this.trainings = trainings;
        this.maxMemoryBytes = maxMemoryBytes;
        this.newestEvent = newestEvent;
        this.workers = workers;
        this.clock = clock;
    }

    void start(final StartTrainingRequest request, final StreamObserver<StartTrainingResponse> observer) {
        final Violations violations = new Violations("");
        violations.check(request, clock.time());
        if (request.getMemoryLimitBytes() > maxMemoryBytes) {
            violations.add("memory_limit_bytes", "is " + request.getMemoryLimitBytes() + "; at most " + maxMemoryBytes
                    + " are allowed, which the server was started with (--training-memory)");
        }
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        final TrainingOrder order = new TrainingOrder(
                Tenants.name(),
                request.getRequestId(),
                false,
                request.hasAsOf() ? Optional.of(Instant.ofEpochMilli(Timestamps.ms(request.getAsOf()))) : Optional.empty(),
                request.hasSeed() ? request.getSeed() : TrainingOrder.DEFAULT_SEED,
                request.hasMemoryLimitBytes() ? request.getMemoryLimitBytes() : maxMemoryBytes,
                request.hasBudgetSeconds() ? Optional.of(Duration.ofSeconds(request.getBudgetSeconds())) : Optional.empty());
        Replies.mayBeCancelled(observer);
        Replies.goOn(workers, observer, () -> start(order, observer));
    }

    private void start(final TrainingOrder order, final StreamObserver<StartTrainingResponse> observer) {
        if (newestEvent.applyAsLong(order.tenant()) == 0) {
            Replies.refuse(observer, Refusals.precondition("NO_EVENTS", "there is no event to learn from; track or import some"));
            return;
        }
        try {
            Replies.answer(observer,
                    StartTrainingResponse.newBuilder().setTraining(message(trainings.start(order))).build());
        } catch (final UnderWayException e) {
            Replies.refuse(observer, Refusals.trainingUnderWay(e.trainingId()));
        } catch (final RejectedExecutionException e) {
            Replies.refuse(observer, Refusals.shuttingDown());
        } catch (final IOException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot write a training down", e);
            Replies.refuse(observer, Refusals.internal());
        }
    }

    void get(final GetTrainingRequest request, final StreamObserver<GetTrainingResponse> observer) {
        if (Replies.isInvalid(request, observer)) {
            return;
        }
        final String tenant = Tenants.name();
        Replies.mayBeCancelled(observer);
        Replies.goOn(workers, observer, () -> {
            final Optional<TrainingRecord> found = trainings.find(tenant, request.getTrainingId());
            if (found.isEmpty()) {
                Replies.refuse(observer, Refusals.notFound("training", request.getTrainingId()));
                return;
            }
            Replies.answer(observer, GetTrainingResponse.newBuilder()
                    .setTraining(message(found.get())).addAllLogLines(logLines(found.get())).build());
        });
    }

    /** Without its log a training is still worth an answer. */
    private List<String> logLines(final TrainingRecord training) {
        try {
            return trainings.logLines(training);
        } catch (final IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot read the log of training " + training.id(), e);
            return List.of();
        }
    }

    void list(final ListTrainingsRequest request, final StreamObserver<ListTrainingsResponse> observer) {
        final List<TrainingRecord> all = trainings.list(Tenants.name());
        final Violations violations = new Violations("");
        final Page page = Page.of(
                request.getPageSize(), request.getPageToken(), DEFAULT_PAGE_SIZE, all.size(), violations);
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        final ListTrainingsResponse.Builder response = ListTrainingsResponse.newBuilder().setNextPageToken(page.nextToken());
        all.subList(page.from(), page.to()).forEach(training -> response.addTrainings(message(training)));
        Replies.answer(observer, response.build());
    }

    void cancel(final CancelTrainingRequest request, final StreamObserver<CancelTrainingResponse> observer) {
        if (Replies.isInvalid(request, observer)) {
            return;
        }
        final String tenant = Tenants.name();
        Replies.mayBeCancelled(observer);
        Replies.goOn(workers, observer, () -> {
            // The thread that ran it is the one that answers: no worker waits for a process.
            final boolean isThere = trainings.cancel(tenant, request.getTrainingId(), ended ->
                    Replies.orRefuse(observer, () -> Replies.answer(
                            observer, CancelTrainingResponse.newBuilder().setTraining(message(ended)).build())));
            if (!isThere) {
                Replies.refuse(observer, Refusals.notFound("training", request.getTrainingId()));
            }
        });
    }

    private static Training message(final TrainingRecord training) {
        final Training.Builder message = Training.newBuilder()
                .setTrainingId(training.id())
                .setState(switch (training.state()) {
                    case QUEUED -> Training.State.QUEUED;
                    case RUNNING -> Training.State.RUNNING;
                    case SUCCEEDED -> Training.State.SUCCEEDED;
                    case FAILED -> Training.State.FAILED;
                    case CANCELLED -> Training.State.CANCELLED;
                })
                .setScheduled(training.order().isScheduled())
                .setRequestedAt(Replies.timestamp(training.requestedAt().toEpochMilli()))
                .setProgress(training.progress())
                .setPhase(training.phase())
                .setSeed(training.order().seed())
                .setMemoryLimitBytes(training.order().memoryLimitBytes())
                .setModelVersion(training.modelVersion())
                .setActivated(training.isActivated())
                .setError(training.error());
        training.startedAt().ifPresent(at -> message.setStartedAt(Replies.timestamp(at.toEpochMilli())));
        training.endedAt().ifPresent(at -> message.setEndedAt(Replies.timestamp(at.toEpochMilli())));
        training.order().asOf().ifPresent(at -> message.setAsOf(Replies.timestamp(at.toEpochMilli())));
        training.order().budget().ifPresent(budget -> message.setBudgetSeconds((int) budget.toSeconds()));
        training.exitCode().ifPresent(message::setExitCode);
        return message.build();
    }
}
