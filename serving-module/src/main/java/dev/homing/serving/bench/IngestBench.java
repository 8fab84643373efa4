package dev.homing.serving.bench;

import dev.homing.serving.bench.IngestReport.Kind;
import dev.homing.serving.terminal.Progress;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
    private static final int MAX_BATCHES = 64;
    private static final int MAX_IN_FLIGHT = 1_024;
    private static final double DEFAULT_SHARE = 0.5;

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

    @Mixin
    private BenchRun run;

    private IngestBench() {
    }

    @Override
    public Integer call() throws Exception {
        run.check("--leads", leads, 1, BenchRun.MAX_LEADS);
        run.check("--batches", batches, 1, MAX_BATCHES);
        run.check("--in-flight", inFlight, 1, MAX_IN_FLIGHT);
        run.checkLength(warmupSeconds, seconds);
        if (rate != null) {
            run.check("--rate", rate, 1, Integer.MAX_VALUE);
        }
        run.run(this::measure);
        return 0;
    }

    private IngestReport measure(final Path folder, final Channel channel) throws IOException {
        final SyntheticMarket market = run.market(LISTINGS, leads, channel);
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
                new IngestReport.Setup(leads, LISTINGS, BATCH, run.seed(), warmupSeconds), all, parts,
                BenchRun.latencyReport(channel));
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
            add(kind, atATime, 0, (forSeconds, progress) -> Load.closed(load, atATime, forSeconds, run.calls(), progress));
        }

        void open(final Load.Calls load, final double perSecond) {
            add(Kind.OPEN, 0, perSecond, (forSeconds, progress) -> Load.open(load, perSecond, forSeconds, run.calls(), progress));
        }

        private void add(final Kind kind, final int atATime, final double perSecond, final Timed load) {
            final String what = kind.name().toLowerCase(Locale.ROOT);
            if (warmupSeconds > 0) {
                try (Progress progress = Progress.of("warming up, " + what)) {
                    load.run(warmupSeconds, progress);
                }
            }
            final Histogram own = new Histogram(3);
            disk.measure(own);
            final Load.Measured measured;
            try (Progress progress = Progress.of("measuring, " + what)) {
                measured = load.run(seconds, progress);
            }
            disk.measure(own);
            all.add(own);
            into.add(new IngestReport.Part(kind, atATime, perSecond, own, measured));
        }
    }

    /** A load that is ready to run. */
    @FunctionalInterface
    private interface Timed {
        Load.Measured run(double forSeconds, Progress progress);
    }
}
