package dev.homing.serving.server;

import dev.homing.serving.Engine;
import dev.homing.serving.EngineOptions;
import dev.homing.serving.ServerAddress;
import dev.homing.serving.ingest.Retention;
import dev.homing.serving.latency.LatencyTable;
import dev.homing.serving.training.RetrainInterval;
import dev.homing.serving.training.TrainingMemory;
import dev.homing.tracking.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code homing serve}: the server, until it is told to end. */
@Command(name = "serve", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Serves a data folder over gRPC on the loopback address, until Ctrl-C or SIGTERM, which end it with exit "
                + "code 0.")
public final class ServeCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", required = true,
            description = "The data folder; created if absent.")
    private Path data;

    @Option(names = "--port", paramLabel = "N", defaultValue = "8980",
            description = "Port on 127.0.0.1, 0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--ring-length", paramLabel = "BYTES", defaultValue = "" + EngineOptions.DEFAULT_RING_LENGTH,
            description = "Room for events that wait for the disk, a power of two. Default: ${DEFAULT-VALUE}.")
    private int ringLength;

    @Option(names = "--hot-timelines", paramLabel = "BYTES", defaultValue = "" + EngineOptions.DEFAULT_HOT_TIMELINE_BYTES,
            description = "Memory for the timelines of hot leads. Default: ${DEFAULT-VALUE}.")
    private long hotTimelineBytes;

    @Option(names = "--market-utc-offset", paramLabel = "MINUTES", defaultValue = "0",
            description = "Local time of events that do not say theirs, minutes east of UTC. Default: ${DEFAULT-VALUE}.")
    private int marketUtcOffsetMinutes;

    @Option(names = "--max-event-age", paramLabel = "DAYS", defaultValue = "" + EngineOptions.DEFAULT_MAX_EVENT_AGE_DAYS,
            description = "Older events are refused unless they are sent as history. Default: ${DEFAULT-VALUE}.")
    private int maxEventAgeDays;

    @Option(names = "--accept-loss",
            description = "Open a store whose end is damaged or missing, without what is lost, which is logged.")
    private boolean acceptsLoss;

    @Option(names = "--max-pending-bytes", paramLabel = "BYTES", defaultValue = "" + EngineOptions.DEFAULT_MAX_PENDING_BYTES,
            description = "Requests under way, as they were sent; calls beyond it are told to come back. "
                    + "Default: ${DEFAULT-VALUE}.")
    private long maxPendingBytes;

    @Option(names = "--max-watches", paramLabel = "N", defaultValue = "" + EngineOptions.DEFAULT_MAX_WATCHES,
            description = "Calls of WatchRecommendations at once; more are told to come back. Default: ${DEFAULT-VALUE}.")
    private int maxWatches;

    @Option(names = "--retention", paramLabel = "[TENANT=]DAYS",
            description = "Remove events that happened longer ago, of this tenant or of all others; repeatable. Default: none.")
    private List<String> retention = List.of();

    @Option(names = "--training-memory", paramLabel = "BYTES",
            description = "The most memory that the objects of a training may take, whose process is one of its own. "
                    + "Default: a quarter of the machine's.")
    private long trainingMemoryBytes = TrainingMemory.ofMachine();

    @Option(names = "--retrain-every", paramLabel = "TIME",
            description = "Train each tenant's model again when the newest one is older than this (30m, 24h, 7d) and there are "
                    + "new events. Default: on request alone.")
    private Optional<String> retrainEvery = Optional.empty();

    @Option(names = "--keep-recommendations", paramLabel = "DAYS", defaultValue = "" + EngineOptions.DEFAULT_RECOMMENDATION_DAYS,
            description = "Keep the lists that were recommended for so long, for feedback, to give them again and to learn from; "
                    + "0 keeps none. Default: ${DEFAULT-VALUE}.")
    private int recommendationDays;

    /** Creates the command; picocli fills its options. */
    public ServeCommand() {
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > MAX_PORT) {
            throw new ParameterException(spec.commandLine(), "--port is " + port + "; 0 to " + MAX_PORT + " is allowed");
        }
        final EngineOptions options;
        try {
            final EngineOptions.Builder builder = EngineOptions.builder(data)
                    .ringLength(ringLength).hotTimelineBytes(hotTimelineBytes)
                    .marketUtcOffsetMinutes(marketUtcOffsetMinutes).maxEventAgeDays(maxEventAgeDays)
                    .acceptsLoss(acceptsLoss).retention(Retention.parse(retention))
                    .maxPendingBytes(maxPendingBytes).maxWatches(maxWatches).trainingMemoryBytes(trainingMemoryBytes)
                    .recommendationDays(recommendationDays);
            retrainEvery.map(RetrainInterval::parse).ifPresent(builder::retrainEvery);
            options = builder.build();
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        final CountDownLatch toldToEnd = new CountDownLatch(1);
        final CountDownLatch hasEnded = new CountDownLatch(1);
        final AtomicBoolean isInOrder = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(toldToEnd, hasEnded, isInOrder), "homing-shutdown"));
        try {
            serve(options, toldToEnd);
            isInOrder.set(true);
        } finally {
            hasEnded.countDown();
        }
        return 0;
    }

    /** The JVM was told to end, or the command ended by itself. */
    private static void end(final CountDownLatch toldToEnd, final CountDownLatch hasEnded, final AtomicBoolean isInOrder) {
        final boolean isTold = hasEnded.getCount() > 0;
        toldToEnd.countDown();
        try {
            hasEnded.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (isTold && isInOrder.get()) {
            // The JVM's own answer to SIGTERM is 143 however well everything was closed, and supervisors call that a failure.
            Runtime.getRuntime().halt(0);
        }
    }

    private void serve(final EngineOptions options, final CountDownLatch toldToEnd) throws IOException, InterruptedException {
        final PrintWriter out = spec.commandLine().getOut();
        try (Engine engine = open(options)) {
            try (HomingServer server = new HomingServer(engine, port)) {
                final ServerAddress address = new ServerAddress(ProcessHandle.current().pid(), "127.0.0.1:" + server.port());
                address.write(data);
                out.println("listening on " + address.address());
                out.flush();
                toldToEnd.await();
            } finally {
                ServerAddress.delete(data);
            }
            out.println();
            out.print(LatencyTable.format(engine.latency().summaries()));
            out.flush();
        }
    }

    private static Engine open(final EngineOptions options) {
        try {
            return Engine.open(options);
        } catch (final StoreException e) {
            throw FolderInUse.orElse(e, options.dataFolder());
        }
    }
}
