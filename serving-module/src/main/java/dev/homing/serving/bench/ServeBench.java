package dev.homing.serving.bench;

import com.google.protobuf.Empty;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.GetLatencyReportRequest;
import dev.homing.proto.v1.ListModelsRequest;
import dev.homing.proto.v1.Model;
import dev.homing.proto.v1.ModelServiceGrpc;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.RecommendationSource;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.client.EventTarget;
import dev.homing.serving.client.PropertyTarget;
import dev.homing.serving.client.Upload;
import dev.homing.serving.process.Shutdown;
import dev.homing.serving.process.TemporaryFolder;
import dev.homing.serving.terminal.CommandException;
import dev.homing.serving.terminal.Progress;
import dev.homing.serving.training.TrainingProcess;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code homing bench serve}: what Recommend costs, in empty RPCs of the same machine in the same minute. */
@Command(name = "serve", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Measures Recommend beside an empty RPC, seen by a client over the loopback network. A server process of "
                + "its own gets a generated market through the API, in a temporary folder, and trains a model on it.")
final class ServeBench implements Callable<Integer> {
    private static final int DEADLINE_SECONDS = 60;
    private static final int MIN_LISTINGS = 200;
    private static final int MAX_LISTINGS = 10_000_000;
    private static final int MAX_LEADS = 1_000_000;
    private static final int MAX_LIMIT = 100;
    private static final int MAX_SECONDS = 86_400;

    @Spec
    private CommandSpec spec;

    @Option(names = "--listings", paramLabel = "N", defaultValue = "21613",
            description = "Listings in the market, 200 or more. Default: ${DEFAULT-VALUE}.")
    private int listings;

    @Option(names = "--leads", paramLabel = "N", defaultValue = "1000",
            description = "Leads with a history, who take turns. Default: ${DEFAULT-VALUE}.")
    private int leads;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20",
            description = "Listings an answer, 1 to 100. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--warmup", paramLabel = "SECONDS", defaultValue = "15",
            description = "Calls that are not counted, until both JVMs have compiled what matters. Default: ${DEFAULT-VALUE}.")
    private int warmupSeconds;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "20",
            description = "How long to measure. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--calls", paramLabel = "N", defaultValue = "" + Integer.MAX_VALUE, showDefaultValue =
            picocli.CommandLine.Help.Visibility.NEVER,
            description = "End after so many calls of each kind, if that comes before the time is over; also for the warm-up.")
    private int calls;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42",
            description = "Seed of the market and the model. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures as JSON.")
    private Path json;

    private ServeBench() {
    }

    @Override
    public Integer call() throws Exception {
        check("--listings", listings, MIN_LISTINGS, MAX_LISTINGS);
        check("--leads", leads, 1, MAX_LEADS);
        check("--limit", limit, 1, MAX_LIMIT);
        check("--warmup", warmupSeconds, 0, MAX_SECONDS);
        check("--seconds", seconds, 1, MAX_SECONDS);
        check("--calls", calls, 1, Integer.MAX_VALUE);
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

    private void report(final ServeReport report) throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        out.print(report.text());
        out.flush();
        if (json != null) {
            report.write(json);
        }
    }

    private void check(final String name, final int value, final int minimum, final int maximum) {
        if (value < minimum || value > maximum) {
            throw new ParameterException(spec.commandLine(),
                    name + " is " + value + "; " + minimum + " to " + maximum + " is allowed");
        }
    }

    private ServeReport measure(final Path folder, final Channel channel) throws IOException, InterruptedException {
        final SyntheticMarket market = new SyntheticMarket(listings, leads, seed, System.currentTimeMillis());
        final List<UpsertPropertyRequest> catalogue = market.listings().stream().map(listing -> UpsertPropertyRequest.newBuilder()
                .setProperty(listing).setEffectiveAt(listing.getListedAt()).build()).toList();
        Upload.all(new PropertyTarget(channel), catalogue, "filling the catalogue", "listings");
        final List<Event> events =
                IntStream.range(0, leads).mapToObj(market::events).flatMap(List::stream).toList();
        Upload.all(new EventTarget(channel), events, "recording events", "events");
        final Model model = train(folder, channel);

        final List<RecommendRequest> requests = market.leadIds().stream()
                .map(lead -> RecommendRequest.newBuilder().setLeadId(lead).setLimit(limit).build()).toList();
        final RecommendationServiceGrpc.RecommendationServiceBlockingStub recommendations =
                RecommendationServiceGrpc.newBlockingStub(channel);
        final Alternation alternation = new Alternation(
                number -> ClientCalls.blockingUnaryCall(channel, EmptyCall.METHOD,
                        CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS), Empty.getDefaultInstance()),
                number -> check(recommendations.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .recommend(requests.get(number % requests.size()))),
                System::nanoTime);
        if (warmupSeconds > 0) {
            try (Progress progress = Progress.of("warming up")) {
                alternation.run(warmupSeconds, calls, progress);
            }
        }
        final Alternation.Measured measured;
        try (Progress progress = Progress.of("measuring")) {
            measured = alternation.run(seconds, calls, progress);
        }
        return new ServeReport(
                new ServeReport.Setup(
                        listings, leads, events.size(), limit, seed, model.getVersion(), model.getDimensions(), warmupSeconds),
                measured,
                ModelServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .getLatencyReport(GetLatencyReportRequest.getDefaultInstance()).getSummariesList().stream()
                        .filter(summary -> summary.getName().startsWith("stage/") || summary.getName().endsWith("/Recommend"))
                        .toList());
    }

    /** Whether the model is good is not what is measured, so it serves whatever its evaluation says. */
    private Model train(final Path folder, final Channel channel) throws IOException, InterruptedException {
        final int exitCode = TrainingProcess.run(
                List.of("--data", folder.toString(), "--seed", Long.toString(seed), "--iterations", "2"),
                Redirect.DISCARD, Redirect.INHERIT);
        final ModelServiceGrpc.ModelServiceBlockingStub models =
                ModelServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
        final List<Model> trained = models.listModels(ListModelsRequest.getDefaultInstance()).getModelsList();
        if (exitCode != 0 || trained.isEmpty()) {
            throw new CommandException("training failed with exit code " + exitCode, null);
        }
        return models.activateModel(ActivateModelRequest.newBuilder().setVersion(trained.get(0).getVersion()).build())
                .getModel();
    }

    private void check(final RecommendResponse answer) {
        if (answer.getSource() != RecommendationSource.MODEL || answer.getRecommendationsCount() != limit) {
            throw new CommandException("an answer has " + answer.getRecommendationsCount() + " listings from "
                    + answer.getSource() + "; what was to be measured is " + limit + " from " + RecommendationSource.MODEL, null);
        }
    }
}
