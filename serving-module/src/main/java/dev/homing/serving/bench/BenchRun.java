package dev.homing.serving.bench;

import dev.homing.proto.v1.GetLatencyReportRequest;
import dev.homing.proto.v1.GetLatencyReportResponse;
import dev.homing.proto.v1.ModelServiceGrpc;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.client.PropertyTarget;
import dev.homing.serving.client.Upload;
import dev.homing.serving.process.Shutdown;
import dev.homing.serving.process.TemporaryFolder;
import io.grpc.Channel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every benchmark of a server has: options, a server process on a temporary folder with a market in it, and a report. */
final class BenchRun {
    static final int DEADLINE_SECONDS = 60;
    static final int MAX_LEADS = 1_000_000;
    private static final int MAX_SECONDS = 86_400;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--calls", paramLabel = "N", defaultValue = "" + Integer.MAX_VALUE, showDefaultValue = Visibility.NEVER,
            description = "End after so many calls of a kind, if that comes before the time is over; also the warm-up.")
    private int calls;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42",
            description = "Seed of the market and of all else that is random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures as JSON.")
    private Path json;

    private BenchRun() {
    }

    /** What was found. */
    interface Report {
        /** For people. */
        String text();

        /** For machines. */
        void write(Path file) throws IOException;
    }

    /** Measures a server. */
    @FunctionalInterface
    interface Measurement {
        Report measure(Path dataFolder, Channel channel) throws Exception;
    }

    int calls() {
        return calls;
    }

    long seed() {
        return seed;
    }

    void check(final String option, final double value, final double minimum, final double maximum) {
        if (!(value >= minimum && value <= maximum)) {
            throw new ParameterException(spec.commandLine(), String.format(Locale.ROOT,
                    "%s is %.0f; %.0f to %.0f is allowed", option, value, minimum, maximum));
        }
    }

    void checkLength(final int warmupSeconds, final int seconds) {
        check("--warmup", warmupSeconds, 0, MAX_SECONDS);
        check("--seconds", seconds, 1, MAX_SECONDS);
        check("--calls", calls, 1, Integer.MAX_VALUE);
    }

    /** Starts a server, measures it and reports; whatever happens, nothing of it is left. */
    void run(final Measurement measurement) throws Exception {
        try (Shutdown shutdown = new Shutdown();
                TemporaryFolder folder = new TemporaryFolder("homing-bench-");
                ServerProcess server = ServerProcess.start(folder.path())) {
            shutdown.run(() -> {
                report(measurement.measure(folder.path(), server.channel()));
                return null;
            });
        }
    }

    private void report(final Report report) throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        out.print(report.text());
        out.flush();
        if (json != null) {
            report.write(json);
        }
    }

    /** A new market, its listings in the server's catalogue. */
    SyntheticMarket market(final int listings, final int leads, final Channel channel) throws IOException {
        final SyntheticMarket market = new SyntheticMarket(listings, leads, seed, System.currentTimeMillis());
        final List<UpsertPropertyRequest> catalogue = market.listings().stream().map(listing -> UpsertPropertyRequest.newBuilder()
                .setProperty(listing).setEffectiveAt(listing.getListedAt()).build()).toList();
        Upload.all(new PropertyTarget(channel), catalogue, "filling the catalogue", "listings");
        return market;
    }

    /** What the server has seen since it started. */
    static GetLatencyReportResponse latencyReport(final Channel channel) {
        return ModelServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .getLatencyReport(GetLatencyReportRequest.getDefaultInstance());
    }
}
