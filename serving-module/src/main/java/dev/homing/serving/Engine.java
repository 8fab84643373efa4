package dev.homing.serving;

import dev.homing.features.AgentMeans;
import dev.homing.features.EntityFeatures;
import dev.homing.features.HotTimelines;
import dev.homing.features.LeadFeatureOptions;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.CatalogApplier;
import dev.homing.serving.backup.Backups;
import dev.homing.serving.feedback.RecommendationLog;
import dev.homing.serving.grpc.CatalogGrpc;
import dev.homing.serving.grpc.EntityFeatureCalls;
import dev.homing.serving.grpc.FeatureGrpc;
import dev.homing.serving.grpc.FeedbackCalls;
import dev.homing.serving.grpc.InferenceGrpc;
import dev.homing.serving.grpc.IngestReports;
import dev.homing.serving.grpc.ListCalls;
import dev.homing.serving.grpc.MaintenanceGrpc;
import dev.homing.serving.grpc.ModelGrpc;
import dev.homing.serving.grpc.OpenStreams;
import dev.homing.serving.grpc.PendingBytes;
import dev.homing.serving.grpc.RecommendationGrpc;
import dev.homing.serving.grpc.RuleCalls;
import dev.homing.serving.grpc.Tenants;
import dev.homing.serving.grpc.TrackingGrpc;
import dev.homing.serving.grpc.TrainingCalls;
import dev.homing.serving.grpc.Watches;
import dev.homing.serving.ingest.Intake;
import dev.homing.serving.ingest.KeptEvents;
import dev.homing.serving.ingest.Ring;
import dev.homing.serving.latency.LatencyInterceptor;
import dev.homing.serving.latency.LatencyRecorder;
import dev.homing.serving.lead.CategoryNames;
import dev.homing.serving.lead.Housekeeping;
import dev.homing.serving.lead.LeadProfiles;
import dev.homing.serving.lead.StatedPreferences;
import dev.homing.serving.lead.Timelines;
import dev.homing.serving.model.Models;
import dev.homing.serving.recommend.QueryReader;
import dev.homing.serving.recommend.RecentLeads;
import dev.homing.serving.recommend.Recommender;
import dev.homing.serving.recommend.TenantRules;
import dev.homing.serving.training.TrainingLauncher;
import dev.homing.serving.training.TrainingProcess;
import dev.homing.serving.training.TrainingSchedule;
import dev.homing.serving.training.Trainings;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.BatchWriter;
import dev.homing.tracking.store.Committer;
import dev.homing.tracking.store.CommitterState;
import dev.homing.tracking.store.EventApplier;
import dev.homing.tracking.store.EventReader;
import dev.homing.tracking.store.LeadApplier;
import dev.homing.tracking.store.OutcomeApplier;
import dev.homing.tracking.store.ProfileApplier;
import dev.homing.tracking.store.Store;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Everything behind the services, on one data folder: store, committer, catalogue, hot timelines, models. A server puts it on a
 * port; a command opens it in its own process and calls the same services.
 *
 * <p>Closing drains: what is in the ring is committed and acked before the store closes, and every call is answered. Whoever put
 * the services on a server stops that first.
 */
public final class Engine implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Engine.class.getName());
    private static final int WORKERS = Math.max(2, Runtime.getRuntime().availableProcessors());
    /** More calls than this do not wait for a worker but are told to come back: a flood must not fill the memory. */
    private static final int MAX_WAITING_CALLS = 1_024;
    private static final int MAX_WAITING_MATCHES = 16;
    private static final int CLOSE_SECONDS = 10;

    private final Store store;
    private final Ring ring;
    private final Committer committer;
    private final AgentRunner committerRunner;
    private final ExecutorService workers;
    /** Take a part of a request off its thread, where they have nothing else to do. */
    private final ExecutorService others;
    /** Finds leads for listings, which takes long, and must not take the workers from everybody else. */
    private final ExecutorService matcher;
    private final Models models;
    private final Housekeeping housekeeping;
    private final ExecutorService trainingThread;
    private final Trainings trainings;
    private final Optional<TrainingSchedule> schedule;
    private final OpenStreams streams = new OpenStreams();
    private final Watches watches;
    private final LatencyRecorder latency = new LatencyRecorder();
    private final RecommendationLog log;
    private final List<ServerServiceDefinition> services;

    private Engine(
            final EngineOptions options,
            final Store store,
            final BatchWriter disk,
            final EpochClock clock,
            final TrainingLauncher launcher,
            final Watches.Timing watchTiming) {
        this.store = store;
        workers = threads("homing-worker-", WORKERS, MAX_WAITING_CALLS);
        matcher = threads("homing-matcher-", 1, MAX_WAITING_MATCHES);
        others = idleThreads();
        ring = new Ring(options.ringLength());
        final LeadFeatureOptions features = LeadFeatureOptions.load(options.dataFolder());
        final Catalog catalog = new Catalog(features.weights()).load(store);
        final HotTimelines hot = new HotTimelines(
                options.hotTimelineBytes(), Timeline.DEFAULT_MAX_LEAD_EVENTS, Timeline.DEFAULT_MAX_AGENT_EVENTS);
        models = new Models(options.dataFolder(), store, catalog, features.hash(), features.weights(), clock);
        committer = new Committer(store, disk, ring.buffer(), ring, Engine::log, SystemNanoClock.INSTANCE);
        watches = new Watches(options.maxWatches(), models, workers, watchTiming);
        committer.register(new CatalogApplier(store, catalog, (tenant, ordinal, isActive) -> {
            models.onStatus(tenant, ordinal, isActive);
            watches.onListing(tenant, ordinal);
        }));
        // Watches hear of a change when the next list knows it.
        committer.register(new EventApplier(store, committer.sequence(), catalog, (tenant, lead, offset, length, record, at) -> {
            hot.append(tenant, lead, offset, length, record, at);
            watches.onLead(tenant, lead, offset, length);
        }, options.marketUtcOffsetMinutes()));
        final StatedPreferences preferences = new StatedPreferences(store);
        committer.register(new LeadApplier(store, (tenant, lead, offset, length) -> {
            preferences.onHistoryChanged(tenant, lead, offset, length);
            hot.evict(tenant, lead, offset, length);
            watches.onLead(tenant, lead, offset, length);
        }));
        committer.register(new OutcomeApplier(store));
        committer.register(new ProfileApplier(store, LeadProfiles::keepCreatedAt, (tenant, leadId, profile) -> {
            if (preferences.onProfile(tenant, leadId, profile)) {
                final UnsafeBuffer lead = new UnsafeBuffer(leadId.getBytes(StandardCharsets.UTF_8));
                watches.onLead(tenant, lead, 0, lead.capacity());
            }
        }));
        committerRunner = new AgentRunner(
                ring.idleStrategy(), Engine::log, null, committer);

        final Tenants tenants = new Tenants(store, workers);
        final PendingBytes pendingBytes = new PendingBytes(options.maxPendingBytes());
        final KeptEvents kept = new KeptEvents(store, options.retention());
        final Intake intake =
                new Intake(ring, committer::state, clock, TimeUnit.DAYS.toMillis(options.maxEventAgeDays()), kept);
        housekeeping = new Housekeeping(store, intake, kept, clock);
        trainingThread = trainingThread();
        final ToLongFunction<String> newestEvent = tenant -> new EventReader(store).newest(store.tenant(tenant));
        trainings = new Trainings(
                options.dataFolder(), launcher, models::activate, newestEvent, clock, trainingThread);
        schedule = options.retrainEvery().map(interval -> new TrainingSchedule(interval, options.trainingMemoryBytes(),
                trainings, TrainingSchedule.NewestModel.of(models), () -> store.tenants().keySet(), newestEvent, clock));
        log = new RecommendationLog(options.dataFolder(), options.recommendationDays(), clock);
        final Timelines timelines = new Timelines(store, hot);
        final Recommender recommender = new Recommender(catalog, models, latency, features.weights(), clock, others);
        final TenantRules rules = new TenantRules(options.dataFolder(), store.tenants());
        final QueryReader reader = new QueryReader(catalog, rules, preferences, clock);
        final RecentLeads recent = new RecentLeads(reader, timelines, recommender, latency);
        models.rehearseWith(recent);
        final AgentMeans means = new AgentMeans(clock);
        final EntityFeatureCalls entities = new EntityFeatureCalls(
                () -> new EntityFeatures(store, catalog, features.weights(), means), tenants, workers, clock);
        final CategoryNames names = CategoryNames.of(catalog);
        final TrainingCalls trainingCalls =
                new TrainingCalls(trainings, options.trainingMemoryBytes(), newestEvent, workers, clock);
        final ListCalls lists = new ListCalls(reader, catalog, models, recommender, timelines, log, store,
                features.weights(), watches, streams, tenants, workers, matcher, clock);
        services = Stream.of(
                        new TrackingGrpc(intake, tenants, streams, pendingBytes, workers, store, log, names),
                        new CatalogGrpc(intake, catalog, new LeadProfiles(store), tenants, workers),
                        new FeatureGrpc(timelines, features, models, names, entities, tenants, workers, clock),
                        new RecommendationGrpc(
                                reader, recommender, recent, timelines, tenants, workers, lists,
                                new FeedbackCalls(log, intake, tenants, workers),
                                new RuleCalls(rules, reader, tenants, workers), log, latency),
                        new ModelGrpc(models, trainingCalls, latency, new IngestReports(ring, committer), workers),
                        new InferenceGrpc(models, workers),
                        new MaintenanceGrpc(new Backups(store, Clock.systemUTC()), workers))
                .map(service -> ServerInterceptors.intercept(service, tenants, pendingBytes, new LatencyInterceptor(latency)))
                .collect(Collectors.toUnmodifiableList());
    }

    /**
     * Opens an engine.
     *
     * @param options of it
     * @return an engine that takes calls
     * @throws dev.homing.tracking.store.StoreException when the folder is held by another process or damaged
     */
    public static Engine open(final EngineOptions options) {
        return open(options, store -> store, SystemEpochClock.INSTANCE);
    }

    /** Opens an engine whose trainings are other processes, with a clock of its own. */
    static Engine open(final EngineOptions options, final EpochClock clock, final TrainingLauncher launcher) {
        return open(options, store -> store, clock, launcher, Watches.Timing.real());
    }

    /** Opens an engine for whose watches time passes as the test has it. */
    static Engine open(final EngineOptions options, final TrainingLauncher launcher, final Watches.Timing watchTiming) {
        return open(options, store -> store, SystemEpochClock.INSTANCE, launcher, watchTiming);
    }

    /** Opens an engine whose batches go through something else on their way to the disk. */
    static Engine open(final EngineOptions options, final Function<Store, BatchWriter> disk) {
        return open(options, disk, SystemEpochClock.INSTANCE);
    }

    /** Opens an engine with a clock of its own. */
    static Engine open(final EngineOptions options, final EpochClock clock) {
        return open(options, store -> store, clock);
    }

    private static Engine open(
            final EngineOptions options, final Function<Store, BatchWriter> disk, final EpochClock clock) {
        return open(options, disk, clock, TrainingProcess.supervised(options.dataFolder()), Watches.Timing.real());
    }

    private static Engine open(
            final EngineOptions options,
            final Function<Store, BatchWriter> disk,
            final EpochClock clock,
            final TrainingLauncher launcher,
            final Watches.Timing watchTiming) {
        final Store store = Store.open(options.dataFolder(), options.acceptsLoss());
        try {
            final Engine engine = new Engine(options, store, disk.apply(store), clock, launcher, watchTiming);
            AgentRunner.startOnThread(engine.committerRunner);
            engine.housekeeping.start();
            engine.schedule.ifPresent(TrainingSchedule::start);
            return engine;
        } catch (final RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static ExecutorService threads(final String name, final int count, final int maxWaiting) {
        final AtomicInteger number = new AtomicInteger();
        final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>(maxWaiting);
        return new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, waiting, task -> {
            final Thread thread = new Thread(task, name + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** One for each processor; what finds none of them waiting is not run at all. */
    private static ExecutorService idleThreads() {
        final AtomicInteger number = new AtomicInteger();
        final ThreadPoolExecutor threads = new ThreadPoolExecutor(WORKERS, WORKERS, 0, TimeUnit.SECONDS,
                new SynchronousQueue<>(), task -> {
            final Thread thread = new Thread(task, "homing-other-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        }, new ThreadPoolExecutor.DiscardPolicy());
        threads.prestartAllCoreThreads();
        return threads;
    }

    private static ExecutorService trainingThread() {
        return Executors.newSingleThreadExecutor(task -> {
            final Thread thread = new Thread(task, "homing-training");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static void log(final Throwable error) {
        LOG.log(System.Logger.Level.ERROR, "the committer met an error", error);
    }

    /**
     * The services, for any kind of gRPC server.
     *
     * @return with tenants and latency measurement around them
     */
    public List<ServerServiceDefinition> services() {
        return services;
    }

    /**
     * The store, for readers.
     *
     * @return open until the engine is closed
     */
    public Store store() {
        return store;
    }

    /**
     * The models that serve, for whoever asks them without a call.
     *
     * @return live
     */
    public Models models() {
        return models;
    }

    /**
     * The latency measured so far.
     *
     * @return live
     */
    public LatencyRecorder latency() {
        return latency;
    }

    /**
     * Whether events and listings are taken.
     *
     * @return false while the disk refuses writes, once the committer failed, and at the end
     */
    public boolean isWritable() {
        return committer.state().isRunning() && !committerRunner.isClosed() && !ring.isClosed();
    }

    /**
     * Whether the committer writes, and if not, why.
     *
     * @return the state of this moment
     */
    public CommitterState committerState() {
        return committer.state();
    }

    /** Looks whether another model was made active, by a training beside this process. */
    public void pollModels() {
        models.poll();
    }

    /**
     * Has the histories of leads sealed, for whoever has brought in many events and does not wait for the daily round; without
     * them everything is right, but training and exports are slower.
     *
     * @throws InterruptedException when the caller is told to end
     */
    public void sealHistories() throws InterruptedException {
        try {
            housekeeping.seal(false);
        } catch (final ExecutionException e) {
            LOG.log(System.Logger.Level.WARNING, "histories are not sealed", e);
        }
    }

    /** What removes old events, for tests that do not wait for its hour. */
    Housekeeping housekeeping() {
        return housekeeping;
    }

    /** Waits for the end of the trainings that were asked for so far, for tests. */
    void awaitTrainings() throws InterruptedException, ExecutionException {
        trainingThread.submit(() -> { }).get();
    }

    /** Lets every stream end by itself with UNAVAILABLE, once what it has sent is answered; also those that are opened later. */
    public void endStreams() {
        streams.shutDown();
    }

    @Override
    public void close() {
        housekeeping.close();
        schedule.ifPresent(TrainingSchedule::close);
        trainings.close();
        trainingThread.shutdown();
        endStreams();
        ring.close();
        committerRunner.close();
        watches.close();
        workers.shutdown();
        others.shutdown();
        matcher.shutdown();
        final boolean haveWorkersEnded = haveWorkersEnded();
        ring.refuseRest();
        models.close();
        log.close();
        if (haveWorkersEnded) {
            store.close();
        } else {
            // A read of a closed store takes the whole process down; what was acked is on disk anyway.
            LOG.log(System.Logger.Level.WARNING, "a worker does not end, so the store is left to the end of the process");
        }
    }

    private boolean haveWorkersEnded() {
        try {
            return workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)
                    && matcher.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS) && housekeeping.hasEnded()
                    && (schedule.isEmpty() || schedule.get().hasEnded(CLOSE_SECONDS))
                    && trainingThread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            workers.shutdownNow();
            matcher.shutdownNow();
            trainingThread.shutdownNow();
        }
    }
}
