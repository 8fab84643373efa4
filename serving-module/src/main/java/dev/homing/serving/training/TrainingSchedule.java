package dev.homing.serving.training;

import dev.homing.serving.model.ModelManifest;
import dev.homing.serving.model.Models;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.agrona.concurrent.EpochClock;

/**
 * Has every tenant's model trained again when the newest one, and the newest attempt, are older than an interval; where there is
 * none, so long after the server started. What has no new events since its last good training waits for another interval. On a
 * thread of its own.
 */
public final class TrainingSchedule implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TrainingSchedule.class.getName());
    private static final int LOOK_SECONDS = 1;

    private final Duration interval;
    private final long memoryLimitBytes;
    private final Trainings trainings;
    private final NewestModel newestModel;
    private final Supplier<Set<String>> tenants;
    private final ToLongFunction<String> newestEvent;
    private final EpochClock clock;
    private final Instant startedAt;
    private final Map<String, Instant> dueAt = new HashMap<>();
    private Optional<ScheduledFuture<?>> looks = Optional.empty();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        final Thread made = new Thread(task, "homing-retraining");
        made.setDaemon(true);
        return made;
    });

    /** Knows how old a tenant's models are. */
    @FunctionalInterface
    public interface NewestModel {
        /**
         * When the newest model was made.
         *
         * @param tenant whose
         * @return empty when there is none
         * @throws IOException when the models cannot be read
         */
        Optional<Instant> createdAt(String tenant) throws IOException;

        /**
         * Looks at the models on disk, also at those that did not pass their gates.
         *
         * @param models of a server
         * @return the newest of them
         */
        static NewestModel of(final Models models) {
            return tenant -> {
                final List<ModelManifest> all = models.list(tenant);
                return all.stream().map(ModelManifest::createdAt).max(Instant::compareTo);
            };
        }
    }

    /**
     * Creates it; {@link #start} begins the work.
     *
     * @param interval         from one training of a tenant to the next
     * @param memoryLimitBytes of each training
     * @param trainings        runs them
     * @param newestModel      says how old models are
     * @param tenants          names of all of them
     * @param newestEvent      a tenant's newest event, by its place in the journal
     * @param clock            says what now is
     */
    public TrainingSchedule(
            final Duration interval,
            final long memoryLimitBytes,
            final Trainings trainings,
            final NewestModel newestModel,
            final Supplier<Set<String>> tenants,
            final ToLongFunction<String> newestEvent,
            final EpochClock clock) {
        this.interval = interval;
        this.memoryLimitBytes = memoryLimitBytes;
        this.trainings = trainings;
        this.newestModel = newestModel;
        this.tenants = tenants;
        this.newestEvent = newestEvent;
        this.clock = clock;
        startedAt = Instant.ofEpochMilli(clock.time());
    }

    /** Begins to look every second. */
    public void start() {
        looks = Optional.of(
                thread.scheduleWithFixedDelay(this::lookOrLog, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS));
    }

    private void lookOrLog() {
        try {
            look();
        } catch (final IOException | RuntimeException e) {
            // An exception would end the schedule for good.
            LOG.log(System.Logger.Level.ERROR, "the schedule of trainings met an error", e);
        }
    }

    /**
     * Looks once at every tenant, and asks for the trainings that are due. The disk is read for those alone.
     *
     * @throws IOException when models cannot be read, or a training cannot be written down
     */
    void look() throws IOException {
        final Instant now = Instant.ofEpochMilli(clock.time());
        for (final String tenant : tenants.get()) {
            final Instant due = dueAt.get(tenant);
            if (due == null || !now.isBefore(due)) {
                // Somebody may have trained by hand meanwhile, so that what was due is not.
                final Instant next = newest(tenant).plus(interval);
                dueAt.put(tenant, now.isBefore(next) ? next : now.plus(interval));
                if (!now.isBefore(next)) {
                    train(tenant);
                }
            }
        }
    }

    /** The newest model or attempt; the start of the server when there is neither. */
    private Instant newest(final String tenant) throws IOException {
        final Optional<Instant> model = newestModel.createdAt(tenant);
        final Optional<Instant> attempt = trainings.list(tenant).stream().map(TrainingRecord::requestedAt).findFirst();
        if (model.isPresent() && attempt.isPresent()) {
            return model.get().isAfter(attempt.get()) ? model.get() : attempt.get();
        }
        return model.or(() -> attempt).orElse(startedAt);
    }

    private void train(final String tenant) throws IOException {
        final Optional<TrainingRecord> good = trainings.list(tenant).stream()
                .filter(training -> training.state() == TrainingState.SUCCEEDED).findFirst();
        if (newestEvent.applyAsLong(tenant) <= good.map(TrainingRecord::newestEvent).orElse(0L)) {
            skip(tenant, "there are no new events" + good.map(training -> " since training " + training.id()).orElse(""));
            return;
        }
        try {
            trainings.start(new TrainingOrder(
                    tenant, "", true, Optional.empty(), TrainingOrder.DEFAULT_SEED, memoryLimitBytes,
                    Optional.empty()));
        } catch (final UnderWayException e) {
            skip(tenant, e.getMessage());
        } catch (final RejectedExecutionException e) {
            skip(tenant, "the server ends");
        }
    }

    private static void skip(final String tenant, final String why) {
        LOG.log(System.Logger.Level.INFO, "no scheduled training of tenant " + tenant + ": " + why);
    }

    /** Ends it; a training that it asked for goes on. */
    @Override
    public void close() {
        looks.ifPresent(look -> look.cancel(false));
        thread.shutdown();
    }

    /**
     * Waits for the end after {@link #close}.
     *
     * @param seconds the most to wait
     * @return false when it does not end in time, so that the store must stay open
     * @throws InterruptedException when the caller is told to end
     */
    public boolean hasEnded(final int seconds) throws InterruptedException {
        return thread.awaitTermination(seconds, TimeUnit.SECONDS);
    }
}
