package dev.homing.serving.demo;

import dev.homing.features.Signal;
import dev.homing.proto.v1.ListModelsRequest;
import dev.homing.proto.v1.Model;
import dev.homing.proto.v1.ModelServiceGrpc;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.process.Shutdown;
import dev.homing.serving.process.TemporaryFolder;
import dev.homing.serving.terminal.CommandException;
import dev.homing.serving.training.TrainingProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code homing demo}: an invented market, imported, learned from and served; then a walk through one lead. */
@Command(name = "demo", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Invents a market, imports it, trains, serves and walks through one lead; then stays up until Ctrl-C. "
                + "All of it happens in a temporary folder, which is deleted at the end.")
public final class DemoCommand implements Callable<Integer> {
    private static final double NS_PER_SECOND = 1e9;
    private static final int MAX_PORT = 65_535;
    private static final int DEADLINE_SECONDS = 30;
    private static final int ACTIVATION_SECONDS = 30;
    private static final int POLL_MS = 100;
    /** Set by the launcher: a JVM cannot tell whether its standard error is a terminal. */
    private static final boolean IS_TERMINAL = Boolean.getBoolean("homing.terminal");

    @Spec
    private CommandSpec spec;

    @Option(names = "--once", description = "End after the walk instead of staying up.")
    private boolean isOnce;

    @Option(names = "--port", paramLabel = "N", defaultValue = "8980",
            description = "Port on 127.0.0.1, 0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42",
            description = "Seed of the market and of training: another one is another market. Default: ${DEFAULT-VALUE}.")
    private long seed;

    /** Creates the command; picocli fills its options. */
    public DemoCommand() {
    }

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > MAX_PORT) {
            throw new ParameterException(spec.commandLine(), "--port is " + port + "; 0 to " + MAX_PORT + " is allowed");
        }
        final PrintWriter out = spec.commandLine().getOut();
        try (Shutdown shutdown = new Shutdown();
                TemporaryFolder folder = new TemporaryFolder("homing-demo-");
                DemoServer server = new DemoServer(folder.path(), port)) {
            shutdown.run(() -> {
                show(folder.path(), server, out);
                return null;
            });
        }
        return 0;
    }

    private void show(final Path folder, final DemoServer server, final PrintWriter out)
            throws IOException, InterruptedException, ModelException {
        final MarketHistory history = invent(out);
        importAll(history, server, out);
        train(folder, server, out);
        final Cast cast = new Cast(history);
        final Walk walk = new Walk(server.channel(), history, cast, out);
        walk.tellStory();
        walk.recommendTwice();
        judgeAll(history, cast, server, out);
        walk.showLatency();
        out.print(GrpcurlLines.of(server.port(), walk.lead().id(), history.onTheMarket().get(0).listing().id(), isOnce));
        out.flush();
        if (!isOnce) {
            // Nothing ever counts it down: the interrupt of the shutdown ends the wait.
            new CountDownLatch(1).await();
        }
    }

    private MarketHistory invent(final PrintWriter out) {
        final long startNs = System.nanoTime();
        final MarketHistory history = new MarketGenerator(seed, MarketSize.DEMO, Clock.systemUTC().instant()).generate();
        out.printf(Locale.ROOT, "Port Alder, a city that does not exist (seed %d, made in %.1f s)%n%n",
                seed, secondsSince(startNs));
        out.printf(Locale.ROOT,
                "  %d neighbourhoods, %d days, %,d listings of which %,d are for sale now, %,d leads, %,d events%n",
                Neighbourhood.values().length, MarketSize.DEMO.days(), MarketSize.DEMO.listings(), history.onTheMarket().size(),
                history.leads().size(), history.events().size());
        out.println("  Every lead has a hidden taste, a budget and moods, and reacts to what a portal shows.");
        out.flush();
        return history;
    }

    private static void importAll(final MarketHistory history, final DemoServer server, final PrintWriter out) {
        out.printf(Locale.ROOT, "%nImport over gRPC, 127.0.0.1:%d%n%n", server.port());
        out.flush();
        final DemoImport target = new DemoImport(server.channel());
        out.printf(Locale.ROOT, "  %,7d listing changes (new, price cut, pending, sold) in %.1f s%n",
                history.changes().size(), target.changes(history.changes()));
        out.flush();
        out.printf(Locale.ROOT, "  %,7d events in %.1f s, each on disk when acked%n",
                history.events().size(), target.events(history.events()));
        out.flush();
    }

    private void train(final Path folder, final DemoServer server, final PrintWriter out)
            throws IOException, InterruptedException {
        out.printf("%nTraining, in a process of its own%n%n");
        out.flush();
        final long startNs = System.nanoTime();
        final Path output = folder.resolve("training.out");
        final Path errors = folder.resolve("training.err");
        final int exitCode = TrainingProcess.run(
                List.of("--data", folder.toString(), "--seed", Long.toString(seed)),
                Redirect.to(output.toFile()), IS_TERMINAL ? Redirect.INHERIT : Redirect.to(errors.toFile()));
        try (var lines = Files.lines(output)) {
            lines.filter(line -> !line.contains(folder.toString())).forEach(line -> out.println("  " + line));
        }
        if (exitCode != 0) {
            throw new CommandException("training failed with exit code " + exitCode
                    + (Files.exists(errors) ? ": " + Files.readString(errors).strip() : ""), null);
        }
        final Model model = awaitModel(server);
        out.printf(Locale.ROOT, "  model %s serves, %.1f s after training began%n", model.getVersion(), secondsSince(startNs));
        out.flush();
    }

    /** The server looks for new models every second. */
    private static Model awaitModel(final DemoServer server) throws InterruptedException {
        final ModelServiceGrpc.ModelServiceBlockingStub models = ModelServiceGrpc.newBlockingStub(server.channel());
        for (int i = 0; i < ACTIVATION_SECONDS * 1_000 / POLL_MS; i++) {
            for (final Model model : models.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .listModels(ListModelsRequest.getDefaultInstance()).getModelsList()) {
                if (model.getActive()) {
                    return model;
                }
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        throw new CommandException("no model became active: this market cannot be learned; try another --seed", null);
    }

    private static void judgeAll(
            final MarketHistory history, final Cast cast, final DemoServer server, final PrintWriter out) throws ModelException {
        out.printf(Locale.ROOT, "%nAll leads with %d events or more%n%n", Panel.MIN_EVENTS);
        out.flush();
        final Panel panel = new Panel(server.channel(), history, cast);
        final Panel.Verdict verdict = panel.ask();
        out.printf(Locale.ROOT, "  %,d calls for %,d leads. Truly to the hidden taste of a lead, of homes not met before, are%n",
                verdict.calls(), verdict.leads());
        out.printf(Locale.ROOT, "  %5.1f %% of the first %d recommendations%n", 100 * verdict.recommended(), Panel.LIMIT);
        try (SignalsAlone signals = server.signals()) {
            for (final Signal signal : Signal.values()) {
                out.printf(Locale.ROOT, "  %5.1f %% of the first %d by %s alone%n",
                        100 * panel.of(signal, signals), Panel.LIMIT, signal.name().toLowerCase(Locale.ROOT));
            }
        }
        out.printf(Locale.ROOT, "  %5.1f %% of the %d most popular homes%n", 100 * verdict.popular(), Panel.LIMIT);
        out.printf(Locale.ROOT, "  %5.1f %% of all homes for sale%n", 100 * verdict.unseen());
        out.printf(Locale.ROOT, "%n  Had they done no more than their first events, it would be%n");
        out.flush();
        final DemoImport target = new DemoImport(server.channel());
        for (final int events : Panel.BEGINNINGS) {
            target.events(Beginners.events(panel.leads(), cast, events));
            out.printf(Locale.ROOT, "  %5.1f %% of the first %d recommendations after %d events%n",
                    100 * panel.ofBeginners(events), Panel.LIMIT, events);
            out.flush();
        }
    }

    private static double secondsSince(final long startNs) {
        return (System.nanoTime() - startNs) / NS_PER_SECOND;
    }
}
