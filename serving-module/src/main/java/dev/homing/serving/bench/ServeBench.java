package dev.homing.serving.bench;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import com.google.protobuf.Empty;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.ActivateModelResponse;
import dev.homing.proto.v1.BatchRecommendRequest;
import dev.homing.proto.v1.BatchRecommendResponse;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.ListModelsRequest;
import dev.homing.proto.v1.Model;
import dev.homing.proto.v1.ModelServiceGrpc;
import dev.homing.proto.v1.PropertyFilter;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.RecommendationSource;
import dev.homing.serving.client.EventTarget;
import dev.homing.serving.client.Upload;
import dev.homing.serving.terminal.CommandException;
import dev.homing.serving.terminal.Progress;
import dev.homing.serving.training.TrainingProcess;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code homing bench serve}: what Recommend costs, in empty RPCs of the same machine in the same minute. */
@Command(name = "serve", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Measures Recommend beside an empty RPC, seen by a client over the loopback network. A server process of "
                + "its own gets a generated market through the API, in a temporary folder, and trains a model on it.")
final class ServeBench implements Callable<Integer> {
    private static final int MIN_LISTINGS = 200;
    private static final int MAX_LISTINGS = 10_000_000;
    private static final int MAX_LIMIT = 100;
    private static final int MAX_AT_ONCE = 1_000;
    private static final double OTHER_PARTS_SHARE = 0.5;
    /** What is measured does not depend on how well the settings are chosen. */
    private static final String TRIAL_SECONDS = "5";
    /** Nor on how well they are mixed; but the more questions, the longer it takes to learn. */
    private static final String QUESTIONS = "150";
    /** About as many as a market like this is worth in a training that takes its time. */
    private static final String TREES = "50";
    /** Of what a connection reached in the closed loop. */
    private static final double DEFAULT_SHARE = 1.0 / 3;
    private static final double MAX_RATE = 1_000_000;

    @Option(names = "--listings", paramLabel = "N", defaultValue = "21613",
            description = "Listings in the market, 200 or more. Default: ${DEFAULT-VALUE}.")
    private int listings;

    @Option(names = "--leads", paramLabel = "N", defaultValue = "1000",
            description = "Leads with a history, who take turns. Default: ${DEFAULT-VALUE}.")
    private int leads;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20",
            description = "Listings an answer, 1 to 100. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--at-once", paramLabel = "N", defaultValue = "64",
            description = "Calls that are sent together, where it is measured how long they take together, 1 to 1000. Default: "
                    + "${DEFAULT-VALUE}.")
    private int atOnce;

    @Option(names = "--rate", paramLabel = "N",
            description = "Recommends a second of the open loop, 1 or more. Default: a third of what one connection reached one "
                    + "by one.")
    private Double rate;

    @Option(names = "--warmup", paramLabel = "SECONDS", defaultValue = "15",
            description = "Calls that are not counted, until both JVMs have compiled what matters. Default: ${DEFAULT-VALUE}.")
    private int warmupSeconds;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "20",
            description = "How long to measure Recommend, with each kind of loop; half of that each all else. Default: "
                    + "${DEFAULT-VALUE}.")
    private int seconds;

    @Mixin
    private BenchRun run;

    private ServeBench() {
    }

    @Override
    public Integer call() throws Exception {
        run.check("--listings", listings, MIN_LISTINGS, MAX_LISTINGS);
        run.check("--leads", leads, 1, BenchRun.MAX_LEADS);
        run.check("--limit", limit, 1, MAX_LIMIT);
        run.check("--at-once", atOnce, 1, MAX_AT_ONCE);
        if (rate != null) {
            run.check("--rate", rate, 1, MAX_RATE);
        }
        run.checkLength(warmupSeconds, seconds);
        run.run(this::measure);
        return 0;
    }

    private ServeReport measure(final Path folder, final Channel channel) throws IOException, InterruptedException {
        final SyntheticMarket market = run.market(listings, leads, channel);
        final List<Event> events =
                IntStream.range(0, leads).mapToObj(market::events).flatMap(List::stream).toList();
        Upload.all(new EventTarget(channel), events, "recording events", "events");
        final Model model = train(folder, channel);

        final List<Alternation.Measured> parts = new ArrayList<>();
        double share = 1;
        for (final List<Alternation.Turn> turns : parts(market, channel)) {
            parts.add(measure(new Alternation(turns, System::nanoTime), share));
            share = OTHER_PARTS_SHARE;
        }
        final double perSecond = rate == null ? Math.max(1, DEFAULT_SHARE * ServeReport.perSecond(parts)) : rate;
        return new ServeReport(
                new ServeReport.Setup(
                        listings, leads, events.size(), limit, atOnce, run.seed(), model.getVersion(), model.getDimensions(),
                        model.getMetricsOrDefault(ServeReport.RECALL, Double.NaN), warmupSeconds),
                parts,
                openLoop(market, channel, perSecond, List.of(model.getVersion(), copy(folder, model.getVersion()))),
                BenchRun.latencyReport(channel).getSummariesList().stream()
                        .filter(summary -> summary.getName().startsWith("stage/") || summary.getName().endsWith("/Recommend"))
                        .toList());
    }

    /** Calls that begin when they are due, which nobody waits for: with one model and while another takes its place, in turns. */
    private ServeReport.OpenLoop openLoop(
            final SyntheticMarket market, final Channel channel, final double perSecond, final List<String> models) {
        final RecommendCalls calls = new RecommendCalls(channel, market.leadIds(), limit, this::check);
        // It serves already. The client's thread for answers, which all calls share, stands still for .2 s with the first one of
        // this kind, and that must not be taken for what a swap costs.
        Futures.getUnchecked(activate(channel, models.get(0)));
        if (warmupSeconds > 0) {
            openLoop(calls, perSecond, OTHER_PARTS_SHARE * warmupSeconds, run.calls(), "warming up, open loop");
        }
        final double length = (double) seconds / models.size();
        final long most = Math.max(1, run.calls() / models.size());
        Load.Measured alone = Load.Measured.NOTHING;
        Load.Measured swapped = Load.Measured.NOTHING;
        for (int turn = 1; turn <= models.size(); turn++) {
            alone = alone.plus(openLoop(calls, perSecond, length, most, "measuring, open loop"));
            final Swap swap = new Swap(
                    calls, channel, models.get(turn % models.size()), alone.latencies().getTotalCount() / turn / 2);
            swapped = swapped.plus(openLoop(swap, perSecond, length, most, "measuring, swap of models"));
            swap.await();
        }
        return new ServeReport.OpenLoop(perSecond, models.size(), alone, swapped);
    }

    private Load.Measured openLoop(
            final Load.Calls calls, final double perSecond, final double length, final long most, final String name) {
        try (Progress progress = Progress.of(name)) {
            return Load.open(calls, perSecond, length, most, progress);
        }
    }

    /** Calls, in the middle of which another model takes the place of the one that serves. */
    private static final class Swap implements Load.Calls {
        private final Load.Calls calls;
        private final Channel channel;
        private final String model;
        private final long middle;
        private final AtomicLong begun = new AtomicLong();
        private final SettableFuture<ActivateModelResponse> end = SettableFuture.create();

        Swap(final Load.Calls calls, final Channel channel, final String model, final long middle) {
            this.calls = calls;
            this.channel = channel;
            this.model = model;
            this.middle = Math.max(1, middle);
        }

        @Override
        public void begin(final Load.Ack ack) {
            if (begun.incrementAndGet() == middle) {
                end.setFuture(activate(channel, model));
            }
            calls.begin(ack);
        }

        @Override
        public String counted() {
            return calls.counted();
        }

        void await() {
            if (begun.get() >= middle) {
                Futures.getUnchecked(end);
            }
        }
    }

    private static ListenableFuture<ActivateModelResponse> activate(final Channel channel, final String version) {
        return ModelServiceGrpc.newFutureStub(channel)
                .withDeadlineAfter(BenchRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
                .activateModel(ActivateModelRequest.newBuilder().setVersion(version).build());
    }

    /** The same model by another name, so that what changes with a swap is the swap alone. */
    private static String copy(final Path folder, final String version) throws IOException {
        final String other = version + "-again";
        final Path models = folder.resolve("models").resolve("default");
        Files.createDirectory(models.resolve(other));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(models.resolve(version))) {
            for (final Path file : files) {
                Files.copy(file, models.resolve(other).resolve(file.getFileName()));
            }
        }
        final Path manifest = models.resolve(other).resolve("model.json");
        Files.writeString(manifest, Files.readString(manifest).replace(version, other));
        return other;
    }

    private Alternation.Measured measure(final Alternation alternation, final double share) {
        if (warmupSeconds > 0) {
            try (Progress progress = Progress.of("warming up")) {
                alternation.run(share * warmupSeconds, run.calls(), progress);
            }
        }
        try (Progress progress = Progress.of("measuring")) {
            return alternation.run(share * seconds, run.calls(), progress);
        }
    }

    /** Apart from each other: what takes long leaves nothing in the caches for what comes next. */
    private List<List<Alternation.Turn>> parts(final SyntheticMarket market, final Channel channel) {
        final List<RecommendRequest> plain = market.leadIds().stream()
                .map(lead -> RecommendRequest.newBuilder().setLeadId(lead).setLimit(limit).build()).toList();
        // Half of the listings have so many rooms, and not the lead's own taste.
        final PropertyFilter rooms = PropertyFilter.newBuilder().setMinBedrooms(2).setMaxBedrooms(4).build();
        final List<RecommendRequest> filtered =
                plain.stream().map(request -> request.toBuilder().setFilter(rooms).build()).toList();
        final RecommendationServiceGrpc.RecommendationServiceBlockingStub recommendations =
                RecommendationServiceGrpc.newBlockingStub(channel);
        final RecommendationServiceGrpc.RecommendationServiceFutureStub together =
                RecommendationServiceGrpc.newFutureStub(channel);
        final IntConsumer empty = number -> ClientCalls.blockingUnaryCall(channel, EmptyCall.METHOD,
                CallOptions.DEFAULT.withDeadlineAfter(BenchRun.DEADLINE_SECONDS, TimeUnit.SECONDS), Empty.getDefaultInstance());
        return List.of(List.of(
                new Alternation.Turn(ServeReport.EMPTY, empty),
                new Alternation.Turn(ServeReport.PLAIN, number -> check(recommendations
                        .withDeadlineAfter(BenchRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .recommend(plain.get(number % plain.size()))))), List.of(
                new Alternation.Turn(ServeReport.EMPTY_AGAIN, empty),
                new Alternation.Turn(ServeReport.FILTERED, number -> check(recommendations
                        .withDeadlineAfter(BenchRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .recommend(filtered.get(number % plain.size())))),
                new Alternation.Turn(ServeReport.EXPLAINED, number -> check(recommendations
                        .withDeadlineAfter(BenchRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .recommend(plain.get(number % plain.size()).toBuilder().setExplain(true).build())))), List.of(
                new Alternation.Turn(ServeReport.EMPTY_TOGETHER, number -> await(i -> ClientCalls.futureUnaryCall(
                        channel.newCall(EmptyCall.METHOD,
                                CallOptions.DEFAULT.withDeadlineAfter(BenchRun.DEADLINE_SECONDS, TimeUnit.SECONDS)),
                        Empty.getDefaultInstance()))),
                new Alternation.Turn(ServeReport.PLAIN_TOGETHER, number -> await(i -> together
                        .withDeadlineAfter(BenchRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .recommend(plain.get((int) (((long) number * atOnce + i) % plain.size()))))),
                new Alternation.Turn(ServeReport.BATCH, number -> checkAll(recommendations
                        .withDeadlineAfter(BenchRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .batchRecommend(batch(market.leadIds(), number))))),
                List.of(new Alternation.Turn(ServeReport.CAMPAIGN, number -> campaign(channel, market.leadIds()))));
    }

    /** Asks for all leads at once and takes each answer on the thread that reads it, as whoever sends letters would. */
    private void campaign(final Channel channel, final List<String> leadIds) {
        final SettableFuture<Integer> end = SettableFuture.create();
        RecommendationServiceGrpc.newStub(channel).withExecutor(MoreExecutors.directExecutor())
                .withDeadlineAfter(BenchRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
                .batchRecommend(BatchRecommendRequest.newBuilder()
                        .setRequest(RecommendRequest.newBuilder().setLimit(limit)).addAllLeadIds(leadIds).build(),
                        new StreamObserver<>() {
                            private int answers;

                            @Override
                            public void onNext(final BatchRecommendResponse answer) {
                                check(answer.getRecommendations());
                                answers++;
                            }

                            @Override
                            public void onError(final Throwable reason) {
                                end.setException(reason);
                            }

                            @Override
                            public void onCompleted() {
                                end.set(answers);
                            }
                        });
        if (Futures.getUnchecked(end) != leadIds.size()) {
            throw new CommandException("BatchRecommend did not answer for all " + leadIds.size() + " leads", null);
        }
    }

    /** As many leads in one call as there are calls together, and the same ones. */
    private BatchRecommendRequest batch(final List<String> leadIds, final int number) {
        final BatchRecommendRequest.Builder request =
                BatchRecommendRequest.newBuilder().setRequest(RecommendRequest.newBuilder().setLimit(limit));
        for (int i = 0; i < atOnce; i++) {
            request.addLeadIds(leadIds.get((int) (((long) number * atOnce + i) % leadIds.size())));
        }
        return request.build();
    }

    private void checkAll(final Iterator<BatchRecommendResponse> answers) {
        answers.forEachRemaining(answer -> check(answer.getRecommendations()));
    }

    /** Sends calls together and waits for all of them. */
    private void await(final IntFunction<ListenableFuture<?>> call) {
        final List<ListenableFuture<?>> underWay = IntStream.range(0, atOnce).<ListenableFuture<?>>mapToObj(call).toList();
        for (final ListenableFuture<?> each : underWay) {
            Futures.getUnchecked(each);
        }
    }

    /** Whether the model is good is not what is measured, so it serves whatever its evaluation says. */
    private Model train(final Path folder, final Channel channel) throws IOException, InterruptedException {
        final int exitCode = TrainingProcess.run(
                List.of("--data", folder.toString(), "--seed", Long.toString(run.seed()), "--iterations", "2",
                        "--budget", TRIAL_SECONDS, "--questions", QUESTIONS, "--least-trees", TREES),
                Redirect.DISCARD, Redirect.INHERIT);
        final ModelServiceGrpc.ModelServiceBlockingStub models =
                ModelServiceGrpc.newBlockingStub(channel).withDeadlineAfter(BenchRun.DEADLINE_SECONDS, TimeUnit.SECONDS);
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
