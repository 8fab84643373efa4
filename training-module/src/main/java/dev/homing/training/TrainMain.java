package dev.homing.training;

import dev.homing.tracking.store.Store;
import dev.homing.tracking.store.StoreException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The training process. Reads a consistent snapshot of a data folder, also beside a running server, and writes a model bundle.
 *
 * <p>Exit codes: 0 trained, 1 failed, 2 usage.
 */
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Trains a model from a data folder, evaluates it on events held back, and activates it if it passes.")
public final class TrainMain implements Callable<Integer> {
    /** Set by the launcher: a JVM cannot tell whether its standard error is a terminal. */
    private static final boolean IS_TERMINAL = Boolean.getBoolean("homing.terminal");
    private static final int MAX_DIMENSIONS = 1_024;
    private static final int MAX_ITERATIONS = 1_000;
    private static final int MAX_THREADS = 1_024;
    private static final long LOG_INTERVAL_NS = 1_000_000_000L;
    private static final int BAR_WIDTH = 30;
    private static final int TEXT_WIDTH = 64;

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "The data folder.")
    private Path data;

    @Option(names = "--tenant", paramLabel = "NAME", defaultValue = "default", description = "Whose data.")
    private String tenant;

    @Option(names = "--as-of", paramLabel = "INSTANT", description = "Events after this instant do not exist. Default: now.")
    private String asOf;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Seed of the random numbers.")
    private long seed;

    @Option(names = "--dimensions", paramLabel = "N", defaultValue = "64", description = "Length of a vector.")
    private int dimensions;

    @Option(names = "--iterations", paramLabel = "N", defaultValue = "16", description = "Iterations of the model.")
    private int iterations;

    @Option(names = "--threads", paramLabel = "N", description = "Threads. Default: one for each processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** Whether a server has started this process: then it reads the standard output, holds the standard input, and activates. */
    @Option(names = "--supervised", hidden = true)
    private boolean isSupervised;

    private boolean isLineOpen;
    private long reportedNs = System.nanoTime() - LOG_INTERVAL_NS;

    private TrainMain() {
    }

    /**
     * Trains and ends the process.
     *
     * @param arguments options as in {@code --help}
     */
    public static void main(final String[] arguments) {
        System.exit(new CommandLine(new TrainMain())
                .setExecutionExceptionHandler((error, command, parsed) -> {
                    command.getErr().println("homing train: " + (error instanceof StoreException || error instanceof IOException
                            || error instanceof IllegalArgumentException ? error.getMessage() : error.toString()));
                    return 1;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (isSupervised) {
            Supervision.begin();
        }
        final Instant now = Instant.now();
        final Training.Options options =
                new Training.Options(tenant, asOf(now), seed, check("--dimensions", dimensions, MAX_DIMENSIONS),
                        check("--iterations", iterations, MAX_ITERATIONS), check("--threads", threads, MAX_THREADS));
        final Behaviour behaviour;
        final LeadPopulation population;
        try (Store store = Store.openReadOnly(data)) {
            final int number = store.tenant(tenant);
            if (number == Store.NO_TENANT) {
                throw new IOException("there is no tenant " + tenant + " in " + data + "; there are " + store.tenants().keySet());
            }
            report(0, "reading events");
            behaviour = Behaviour.read(store, number, options.asOf().toEpochMilli());
            if (behaviour.eventCount() == 0) {
                throw new IOException("there are no events on listings in " + data + " up to " + options.asOf()
                        + ": import some first");
            }
            report(0, "reading features");
            // As of the newest event, as popularity is: what was imported long after it happened would be no population any more.
            population = LeadPopulation.read(store, number, behaviour.lastAt());
        }
        report(0, String.format(Locale.ROOT, "%,d leads, %,d listings, %,d events on listings",
                behaviour.leadCount(), behaviour.listingCount(), behaviour.eventCount()));
        final Training.Result result = new Training(behaviour, population, options, this::report)
                .run(data.resolve("models").resolve(tenant), now, !isSupervised);
        endLine();
        print(result, System.out);
        return 0;
    }

    private Instant asOf(final Instant now) {
        try {
            return asOf == null ? now : Instant.parse(asOf);
        } catch (final DateTimeException e) {
            throw new ParameterException(spec.commandLine(),
                    "--as-of is " + asOf + "; an instant such as 2026-11-24T10:15:00Z is allowed", e);
        }
    }

    private int check(final String name, final int value, final int maximum) {
        if (value < 1 || value > maximum) {
            throw new ParameterException(spec.commandLine(), name + " is " + value + "; 1 to " + maximum + " is allowed");
        }
        return value;
    }

    private void print(final Training.Result result, final PrintStream out) {
        out.printf(Locale.ROOT, "held back: the newest first encounter with a listing of each of %,d leads%n", result.leads());
        out.printf(Locale.ROOT, "%-20s %10s %10s%n", "", "recall@20", "NDCG@20");
        print("model", result.scores().model(), out);
        print("factors alone", result.scores().factors(), out);
        print("popularity, recent", result.scores().recentPopularity(), out);
        print("popularity, total", result.scores().totalPopularity(), out);
        if (!result.passes()) {
            out.println("not activated: the model does not beat popularity on this data; activate it by hand if you mean to");
        } else if (result.leads() < Training.MIN_VERDICT_LEADS) {
            out.println("too few leads for a verdict, activated all the same");
        }
        out.println((result.passes() && !isSupervised ? "activated " : "wrote ") + result.bundle());
        if (isSupervised) {
            out.print(Supervision.result(result.version(), result.passes()));
        }
    }

    private static void print(final String name, final HoldOut.Score score, final PrintStream out) {
        out.printf(Locale.ROOT, "%-20s %10.4f %10.4f%n", name, score.recall(), score.ndcg());
    }

    /** A bar that moves on a terminal; lines elsewhere, a second apart. */
    private void report(final double fraction, final String what) {
        if (isSupervised) {
            System.out.print(Supervision.progress(fraction, what));
        }
        final long nowNs = System.nanoTime();
        final double percent = fraction * 100;
        if (IS_TERMINAL) {
            final int done = (int) Math.round(fraction * BAR_WIDTH);
            System.err.printf(Locale.ROOT, "\rtraining [%s%s] %3.0f %%  %-" + TEXT_WIDTH + "." + TEXT_WIDTH + "s",
                    "#".repeat(done), " ".repeat(BAR_WIDTH - done), percent, what);
            isLineOpen = true;
        } else if (nowNs - reportedNs >= LOG_INTERVAL_NS) {
            reportedNs = nowNs;
            System.err.printf(Locale.ROOT, "training %3.0f %%  %s%n", percent, what);
        }
    }

    private void endLine() {
        if (isLineOpen) {
            System.err.print("\r" + " ".repeat(BAR_WIDTH + TEXT_WIDTH + 19) + "\r");
        }
    }
}
