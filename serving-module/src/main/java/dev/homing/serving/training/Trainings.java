package dev.homing.serving.training;

import dev.homing.serving.model.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.agrona.concurrent.EpochClock;

/**
 * The trainings of a data folder: one process at a time, one training of each tenant that waits or runs, and what became of the
 * newest ones. The process writes a model; only this one makes it serve, once the process has ended well, so that whatever
 * happens to a training happens to nothing else. Any thread.
 */
public final class Trainings implements AutoCloseable {
    /** How many trainings of a tenant are kept. */
    static final int KEPT = 20;

    private static final System.Logger LOG = System.getLogger(Trainings.class.getName());
    private static final int GRACE_MS = 5_000;
    private static final DateTimeFormatter ID_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final TrainingFolder folder;
    private final TrainingLauncher launcher;
    private final Activation activation;
    private final ToLongFunction<String> newestEvent;
    private final EpochClock clock;
    private final Executor thread;
    private final int graceMs;
    /** In the order in which they were asked for; of what is under way, as it was written last. */
    private final Map<String, TrainingRecord> records = new LinkedHashMap<>();
    /** What is queued or runs, by tenant. */
    private final Map<String, TrainingRun> live = new LinkedHashMap<>();
    private boolean isClosed;

    /** Makes a model the one that serves. */
    @FunctionalInterface
    public interface Activation {
        /**
         * Reads all of a model and makes it serve.
         *
         * @param tenant  whose
         * @param version of the model
         * @throws ModelException when it cannot serve; the one before goes on
         */
        void activate(String tenant, String version) throws ModelException;
    }

    /**
     * Finds what became of earlier trainings. Those that a server left unfinished have failed.
     *
     * @param dataFolder  with the trainings
     * @param launcher    starts processes
     * @param activation  makes models serve
     * @param newestEvent a tenant's newest event, by its place in the journal
     * @param clock       says what now is
     * @param thread      runs one training after the other; the caller ends it after this
     */
    public Trainings(
            final Path dataFolder,
            final TrainingLauncher launcher,
            final Activation activation,
            final ToLongFunction<String> newestEvent,
            final EpochClock clock,
            final Executor thread) {
        this(dataFolder, launcher, activation, newestEvent, clock, thread, GRACE_MS);
    }

    /** With another time for processes to end in. */
    Trainings(
            final Path dataFolder,
            final TrainingLauncher launcher,
            final Activation activation,
            final ToLongFunction<String> newestEvent,
            final EpochClock clock,
            final Executor thread,
            final int graceMs) {
        folder = new TrainingFolder(dataFolder);
        this.launcher = launcher;
        this.activation = activation;
        this.newestEvent = newestEvent;
        this.clock = clock;
        this.thread = thread;
        this.graceMs = graceMs;
        load();
    }

    private void load() {
        try {
            for (final TrainingRecord found : folder.read()) {
                records.put(found.id(), found);
                if (!found.state().hasEnded()) {
                    final TrainingRecord left =
                            found.ended(TrainingState.FAILED, "the server ended before the training did", now());
                    records.put(left.id(), left);
                    save(left);
                }
            }
        } catch (final IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot read what became of earlier trainings", e);
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.time());
    }

    private void save(final TrainingRecord record) {
        try {
            folder.write(record);
        } catch (final IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot write down that training " + record.id() + " is " + record.state(), e);
        }
    }

    /**
     * Begins a training, or queues it behind those of other tenants.
     *
     * @param order what to do
     * @return the training, not begun; when its request came before, that training as it is by now
     * @throws UnderWayException          when another one of the tenant is queued or runs
     * @throws IOException                when it cannot be written down; then it is not begun
     * @throws RejectedExecutionException when the server ends
     */
    public synchronized TrainingRecord start(final TrainingOrder order) throws UnderWayException, IOException {
        if (isClosed) {
            throw new RejectedExecutionException("the server ends");
        }
        final Optional<TrainingRecord> known = list(order.tenant()).stream()
                .filter(training -> !order.requestId().isEmpty() && training.order().requestId().equals(order.requestId()))
                .findFirst();
        if (known.isPresent()) {
            return known.get();
        }
        final TrainingRun before = live.get(order.tenant());
        if (before != null) {
            throw new UnderWayException(before.record().id());
        }
        final Instant now = now();
        final TrainingRecord record = TrainingRecord.queued(
                ID_TIME.format(now) + String.format(Locale.ROOT, "-%08x", ThreadLocalRandom.current().nextInt()), order, now);
        folder.write(record);
        final TrainingRun run = new TrainingRun(record, graceMs);
        records.put(record.id(), record);
        live.put(order.tenant(), run);
        deleteOld(order.tenant());
        thread.execute(() -> run(run));
        return record;
    }

    private void deleteOld(final String tenant) {
        final List<TrainingRecord> all = list(tenant);
        for (final TrainingRecord old : all.subList(Math.min(KEPT, all.size()), all.size())) {
            records.remove(old.id());
            try {
                folder.delete(old.id());
            } catch (final IOException e) {
                LOG.log(System.Logger.Level.WARNING, "cannot delete the old training " + old.id(), e);
            }
        }
    }

    private void run(final TrainingRun run) {
        final String tenant = run.record().order().tenant();
        try {
            if (!run.begin(now(), newestEvent.applyAsLong(tenant))) {
                return;
            }
            LOG.log(System.Logger.Level.INFO, "training " + run.record().id() + " of tenant " + tenant + " begins");
            save(run.record());
            end(run, follow(run));
        } catch (final RuntimeException e) {
            // The thread has other trainings to run.
            LOG.log(System.Logger.Level.ERROR, "training " + run.record().id() + " failed", e);
            end(run, run.record().ended(TrainingState.FAILED, "the server could not run it; its log says why", now()));
        }
    }

    /** Runs the process, and says how the training ended. */
    private TrainingRecord follow(final TrainingRun run) {
        try (TrainingLog log = new TrainingLog(folder.log(run.record().id()))) {
            final int code = run.run(launcher, log);
            final Optional<String> cancelled = run.decide();
            if (cancelled.isPresent()) {
                return run.record().ended(TrainingState.CANCELLED, cancelled.get(), now());
            }
            if (code != 0 || run.result().isEmpty()) {
                return run.record().ended(TrainingExit.isAskedTo(code) ? TrainingState.CANCELLED : TrainingState.FAILED,
                        run.reason(code), now());
            }
            return activate(run.record(), run.result().get());
        } catch (final IOException e) {
            LOG.log(System.Logger.Level.ERROR, "training " + run.record().id() + " cannot be run", e);
            return run.record().ended(TrainingState.FAILED, "its process cannot be run: " + e.getMessage(), now());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return run.record().ended(TrainingState.CANCELLED, "the server ended", now());
        }
    }

    private TrainingRecord activate(final TrainingRecord record, final SupervisedLine.Result result) {
        if (!result.passes()) {
            return record.succeeded(false, now());
        }
        try {
            activation.activate(record.order().tenant(), result.version());
            return record.succeeded(true, now());
        } catch (final ModelException e) {
            return record.ended(TrainingState.FAILED, e.getMessage(), now());
        }
    }

    private void end(final TrainingRun run, final TrainingRecord ended) {
        save(ended);
        final List<Consumer<TrainingRecord>> waiting;
        synchronized (this) {
            waiting = run.ended(ended);
            live.remove(ended.order().tenant(), run);
            records.put(ended.id(), ended);
        }
        LOG.log(ended.state() == TrainingState.FAILED ? System.Logger.Level.ERROR : System.Logger.Level.INFO,
                "training " + ended.id() + " of tenant " + ended.order().tenant() + " " + outcome(ended));
        // Who hears of it may ask for another one.
        waiting.forEach(listener -> listener.accept(ended));
    }

    private static String outcome(final TrainingRecord ended) {
        return switch (ended.state()) {
            case SUCCEEDED -> "made model " + ended.modelVersion()
                    + (ended.isActivated() ? ", which serves now"
                            : ", worse than one of its parts or than what serves, so it does not serve");
            case CANCELLED -> "was cancelled: " + ended.error();
            default -> "failed: " + ended.error();
        };
    }

    /**
     * Lists a tenant's trainings.
     *
     * @param tenant whose
     * @return newest first
     */
    public synchronized List<TrainingRecord> list(final String tenant) {
        final List<TrainingRecord> found = new ArrayList<>();
        for (final TrainingRecord record : records.values()) {
            if (record.order().tenant().equals(tenant)) {
                found.add(now(record));
            }
        }
        Collections.reverse(found);
        return found;
    }

    private TrainingRecord now(final TrainingRecord record) {
        return run(record).map(TrainingRun::record).orElse(record);
    }

    private Optional<TrainingRun> run(final TrainingRecord record) {
        return Optional.ofNullable(live.get(record.order().tenant())).filter(run -> run.record().id().equals(record.id()));
    }

    /**
     * Finds a training.
     *
     * @param tenant whose
     * @param id     of it
     * @return empty when the tenant has none of this id
     */
    public synchronized Optional<TrainingRecord> find(final String tenant, final String id) {
        return Optional.ofNullable(records.get(id)).filter(found -> found.order().tenant().equals(tenant)).map(this::now);
    }

    /**
     * The newest lines of a training's log; may wait for the disk.
     *
     * @param training found here
     * @return oldest first
     * @throws IOException when the log cannot be read
     */
    public List<String> logLines(final TrainingRecord training) throws IOException {
        final Optional<TrainingRun> run;
        synchronized (this) {
            run = run(training);
        }
        return run.isPresent() ? run.get().logLines() : TrainingLog.newest(folder.log(training.id()));
    }

    /**
     * Cancels a training that has not ended.
     *
     * @param tenant    whose
     * @param id        of it
     * @param whenEnded gets the training once it has ended, which it may have before; on any thread
     * @return false when the tenant has none of this id
     */
    public boolean cancel(final String tenant, final String id, final Consumer<TrainingRecord> whenEnded) {
        final Optional<TrainingRecord> found;
        final Optional<TrainingRun> run;
        synchronized (this) {
            found = find(tenant, id);
            run = found.flatMap(this::run);
        }
        if (run.isPresent()) {
            run.get().whenEnded(whenEnded);
            cancel(run.get(), "on request");
        } else {
            found.ifPresent(whenEnded);
        }
        return found.isPresent();
    }

    private void cancel(final TrainingRun run, final String why) {
        if (run.cancel(why)) {
            end(run, run.record().ended(TrainingState.CANCELLED, why, now()));
        }
    }

    /** Begins no more, and ends what is queued and runs; the thread is free soon after. */
    @Override
    public void close() {
        final List<TrainingRun> rest;
        synchronized (this) {
            isClosed = true;
            rest = List.copyOf(live.values());
        }
        // The youngest first, so that none of them begins in between.
        for (int i = rest.size() - 1; i >= 0; i--) {
            cancel(rest.get(i), "the server ended");
        }
    }
}
