package dev.homing.serving.bench;

import dev.homing.proto.v1.GetLatencyReportRequest;
import dev.homing.proto.v1.GetLatencyReportResponse;
import dev.homing.proto.v1.ModelServiceGrpc;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.bench.IngestReport.Kind;
import dev.homing.serving.client.PropertyTarget;
import dev.homing.serving.client.Upload;
import dev.homing.serving.process.Shutdown;
import dev.homing.serving.process.TemporaryFolder;
import dev.homing.serving.terminal.Progress;
import io.grpc.Channel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code homing bench ingest}: what a durable event costs, beside what the disk takes for one write in the same minute. */
@Command(name = "ingest", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Measures durable events, in batches, one by one, on a stream and at a fixed rate, seen by a client over "
                + "the loopback network, beside the disk's own write and sync. A server process of its own keeps them in a "
                + "temporary folder (HOMING_JAVA_OPTS=-Djava.io.tmpdir=DIR says on which disk).")
final class IngestBench implements Callable<Integer> {
    private static final int LISTINGS = 2_000;
    private static final int BATCH = 1_000;
    /** Of an event on a stream: as many as the server takes. */
    private static final int ON_STREAM = 1_000;
    private static final int DEADLINE_SECONDS = 60;
    private static final int MAX_LEADS = 1_000_000;
    private static final int MAX_BATCHES = 64;
    private static final int MAX_IN_FLIGHT = 1_024;
    private static final int MAX_SECONDS = 86_400;
    private static final double DEFAULT_SHARE = 0.5;

    @Spec
    private CommandSpec spec;

    @Option(names = "--leads", paramLabel = "N", defaultValue = "1000",
            description = "Leads whose events they are. Default: ${DEFAULT-VALUE}.")
    private int leads;

    @Option(names = "--batches", paramLabel = "N", defaultValue = "4",
            description = "The most batches in flight: 1, 2, 4 … up to this are measured. Default: ${DEFAULT-VALUE}.")
    private int batches;

    @Option(names = "--in-flight", paramLabel = "N", defaultValue = "256",
            description = "Single events in flight. Default: ${DEFAULT-VALUE}.")
    private int inFlight;

    @Option(names = "--rate", paramLabel = "N",
            description = "Rate of the open loop. Default: half of what single events reached before.")
    private Double rate;

    @Option(names = "--warmup", paramLabel = "SECONDS", defaultValue = "5",
            description = "Calls before each part that are not counted. Default: ${DEFAULT-VALUE}.")
    private int warmupSeconds;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10",
            description = "How long to measure each part. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--calls", paramLabel = "N", defaultValue = "" + Integer.MAX_VALUE, showDefaultValue =
            picocli.CommandLine.Help.Visibility.NEVER,
            description = "End a part after so many calls, if that comes before the time is over; also its warm-up.")
    private int calls;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42",
            description = "Seed of the market. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures as JSON.")
    private Path json;

    private IngestBench() {
    }

    @Override
    public Integer call() throws Exception {
        check("--leads", leads, 1, MAX_LEADS);
        check("--batches", batches, 1, MAX_BATCHES);
        check("--in-flight", inFlight, 1, MAX_IN_FLIGHT);
        check("--warmup", warmupSeconds, 0, MAX_SECONDS);
        check("--seconds", seconds, 1, MAX_SECONDS);
        check("--calls", calls, 1, Integer.MAX_VALUE);
        if (rate != null) {
            check("--rate", rate, 1, Integer.MAX_VALUE);
        }
        try (Shutdown shutdown = new Shutdown();
                TemporaryFolder folder = new TemporaryFolder("homing-bench-");
                ServerProcess server = ServerProcess.start(folder.path())) {
            shutdown.run(() -> {
                report(measure(folder.path(), server.channel()));
                return null;
            });
        }
        return 0;
    }

    private void report(final IngestReport report) throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        out.print(report.text());
        out.flush();
        if (json != null) {
            report.write(json);
        }
    }

    private void check(final String name, final double value, final double minimum, final double maximum) {
        if (!(value >= minimum && value <= maximum)) {
            throw new ParameterException(spec.commandLine(), String.format(Locale.ROOT,
                    "%s is %.0f; %.0f to %.0f is allowed", name, value, minimum, maximum));
        }
    }

    private IngestReport measure(final Path folder, final Channel channel) throws IOException {
        final SyntheticMarket market = new SyntheticMarket(LISTINGS, leads, seed, System.currentTimeMillis());
        final List<UpsertPropertyRequest> catalogue = market.listings().stream().map(listing -> UpsertPropertyRequest.newBuilder()
                .setProperty(listing).setEffectiveAt(listing.getListedAt()).build()).toList();
        Upload.all(new PropertyTarget(channel), catalogue, "filling the catalogue", "listings");
        final IngestCalls ingest =
                new IngestCalls(channel, new EventSource(market, leads, System.currentTimeMillis()));
        final Histogram all = new Histogram(3);
        final List<IngestReport.Part> parts = new ArrayList<>();
        try (DiskFloor disk = new DiskFloor(folder)) {
            final Parts measuring = new Parts(disk, all, parts);
            for (int batchesInFlight = 1; batchesInFlight <= batches; batchesInFlight *= 2) {
                measuring.closed(Kind.BATCHED, ingest.batches(BATCH), batchesInFlight);
            }
            measuring.closed(Kind.SINGLE, ingest.single(), inFlight);
            final double reached = parts.get(parts.size() - 1).measured().eventsPerSecond();
            try (IngestCalls.OneStream stream = ingest.new OneStream()) {
                measuring.closed(Kind.STREAM, stream, ON_STREAM);
            }
            measuring.open(ingest.single(), rate == null ? Math.max(1, DEFAULT_SHARE * reached) : rate);
        }
        return new IngestReport(
                new IngestReport.Setup(leads, LISTINGS, BATCH, seed, warmupSeconds), all, parts, server(channel));
    }

    /** Measures one part after the other, the disk before and after each. */
    private final class Parts {
        private final DiskFloor disk;
        private final Histogram all;
        private final List<IngestReport.Part> into;

        Parts(final DiskFloor disk, final Histogram all, final List<IngestReport.Part> into) {
            this.disk = disk;
            this.all = all;
            this.into = into;
        }

        void closed(final Kind kind, final Load.Calls load, final int atATime) {
            add(kind, atATime, 0, (forSeconds, progress) -> Load.closed(load, atATime, forSeconds, calls, progress));
        }

        void open(final Load.Calls load, final double perSecond) {
            add(Kind.OPEN, 0, perSecond, (forSeconds, progress) -> Load.open(load, perSecond, forSeconds, calls, progress));
        }

        private void add(final Kind kind, final int atATime, final double perSecond, final Run run) {
            final String what = kind.name().toLowerCase(Locale.ROOT);
            if (warmupSeconds > 0) {
                try (Progress progress = Progress.of("warming up, " + what)) {
                    run.run(warmupSeconds, progress);
                }
            }
            final Histogram own = new Histogram(3);
            disk.measure(own);
            final Load.Measured measured;
            try (Progress progress = Progress.of("measuring, " + what)) {
                measured = run.run(seconds, progress);
            }
            disk.measure(own);
            all.add(own);
            into.add(new IngestReport.Part(kind, atATime, perSecond, own, measured));
        }
    }

    /** A load that is ready to run. */
    @FunctionalInterface
    private interface Run {
        Load.Measured run(double forSeconds, Progress progress);
    }

    private static GetLatencyReportResponse server(final Channel channel) {
        return ModelServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .getLatencyReport(GetLatencyReportRequest.getDefaultInstance());
    }
}
