package dev.homing.training;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The training process. Reads a consistent snapshot of a data folder, also beside a running server, and writes a model bundle.
 *
 * <p>Exit codes: 0 trained, 1 failed, 2 usage.
 */
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Trains a model from a data folder, evaluates it on events held back, and activates it if it passes.")
public final class TrainMain implements Callable<Integer> {
    private static final int MAX_DIMENSIONS = 1_024;
    private static final int MAX_ITERATIONS = 1_000;
    private static final int MAX_KEPT_MODELS = 10_000;
    private static final int MAX_BUDGET_SECONDS = 86_400;
    private static final int MAX_QUESTIONS = 1_000_000;
    private static final int MAX_LEAST_TREES = 100;

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

    @Option(names = "--budget", paramLabel = "SECONDS",
            description = "The most time for trying settings. Default: 30, and 1 for each 1,000 events, 600 at most.")
    private Integer budgetSeconds;

    @Option(names = "--dimensions", paramLabel = "N", defaultValue = "64", description = "Length of a vector.")
    private int dimensions;

    @Option(names = "--iterations", paramLabel = "N", defaultValue = "16", description = "Iterations of the model.")
    private int iterations;

    @Option(names = "--threads", paramLabel = "N", description = "Threads. Default: one for each processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--keep-models", paramLabel = "N",
            description = "How many of the newest models stay once one is activated. Default: 5.")
    private int keptModels = Training.Options.DEFAULT_KEPT_MODELS;

    /** What a benchmark asks for, which has no use for a good model. */
    @Option(names = "--questions", hidden = true)
    private int questions = Effort.FULL.questions();

    /** The same. */
    @Option(names = "--least-trees", hidden = true)
    private int leastTrees = Effort.FULL.leastTrees();

    /** Whether a server has started this process: then it reads the standard output, holds the standard input, and activates. */
    @Option(names = "--supervised", hidden = true)
    private boolean isSupervised;

    private final ProgressBar progress = ProgressBar.of("training");

    private TrainMain() {
    }

    /**
     * Trains and ends the process.
     *
     * @param arguments options as in {@code --help}
     */
    public static void main(final String[] arguments) {
        System.exit(OfflineCommand.run(new TrainMain(), arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (isSupervised) {
            Supervision.begin();
        }
        final Instant now = Instant.now();
        final Training.Options options =
                new Training.Options(tenant, OfflineCommand.asOf(spec, asOf, now), seed,
                        OfflineCommand.check(spec, "--dimensions", dimensions, MAX_DIMENSIONS),
                        OfflineCommand.check(spec, "--iterations", iterations, MAX_ITERATIONS),
                        OfflineCommand.check(spec, "--threads", threads, OfflineCommand.MAX_THREADS),
                        budget(),
                        OfflineCommand.check(spec, "--keep-models", keptModels, MAX_KEPT_MODELS),
                        new Effort(OfflineCommand.check(spec, "--questions", questions, MAX_QUESTIONS),
                                leastTrees == 0 ? 0 : OfflineCommand.check(spec, "--least-trees", leastTrees, MAX_LEAST_TREES)));
        final PhaseClock clock = new PhaseClock(phase -> progress.line(phase.toString()));
        clock.begin("reading events");
        report(0, "reading events");
        final TrainingData read = TrainingData.read(data, tenant, options.asOf());
        final Behaviour behaviour = read.behaviour();
        report(0, String.format(Locale.ROOT, "%,d leads, %,d listings, %,d events on listings",
                behaviour.leadCount(), behaviour.listingCount(), behaviour.eventCount()));
        final Training.Result result = new Training(read, options, this::report, clock)
                .run(data.resolve("models").resolve(tenant), now, !isSupervised);
        progress.end();
        if (behaviour.listCount() > 0) {
            System.out.printf(Locale.ROOT, "recommended lists that leads saw: %,d, which make %,d questions to learn from%n",
                    behaviour.listCount(), result.impressions());
        }
        print(result, System.out);
        return 0;
    }

    private Optional<Duration> budget() {
        return budgetSeconds == null ? Optional.empty()
                : Optional.of(Duration.ofSeconds(OfflineCommand.check(spec, "--budget", budgetSeconds, MAX_BUDGET_SECONDS)));
    }

    private void print(final Training.Result result, final PrintStream out) {
        out.printf(Locale.ROOT, result.hasTime()
                ? "held back: the newest %,d visits in which leads met listings they took to%n"
                : "held back: the last listings of %,d leads%n", result.questions());
        final boolean hasPreferences = !Double.isNaN(result.scores().get(0).preferred());
        out.printf(Locale.ROOT, "%-20s %8s %17s %10s %12s%s%n", "", "NDCG@10", "", "recall@20", "hit rate@10",
                hasPreferences ? "   NDCG@10 of what was preferred among those met" : "");
        result.scores().forEach(score -> print(score, hasPreferences, out));
        result.active().ifPresent(active -> print(active, hasPreferences, out));
        if (!result.passes()) {
            out.println("not activated: " + result.refusal() + "; activate it by hand if you mean to");
        } else if (result.questions() < Training.MIN_VERDICT_LEADS) {
            out.println("too few questions for a verdict, activated all the same");
        }
        out.println((result.passes() && !isSupervised ? "activated " : "wrote ") + result.bundle());
        if (!result.removed().isEmpty()) {
            out.println("deleted old models: " + String.join(", ", result.removed()));
        }
        if (isSupervised) {
            out.print(Supervision.result(result.version(), result.passes()));
        }
    }

    private static void print(final Training.Score score, final boolean hasPreferences, final PrintStream out) {
        out.printf(Locale.ROOT, "%-20s %8.4f [%.4f, %.4f] %10.4f %12.4f%s%n",
                score.name().replace('_', ' '), score.measures().ndcg10(), score.ndcg10().low(), score.ndcg10().high(),
                score.measures().recall20(), score.measures().hitRate10(),
                hasPreferences ? String.format(Locale.ROOT, "   %8.4f [%.4f, %.4f]", score.preferred(),
                        score.preferred10().low(), score.preferred10().high()) : "");
    }

    private static void print(final ActiveModel.Comparison active, final boolean hasPreferences, final PrintStream out) {
        active.scores().forEach(score -> print(score, hasPreferences, out));
        if (active.whyNot().isEmpty()) {
            out.printf(Locale.ROOT, "the active model %s was asked about the %,d visits that it cannot have learned from%n",
                    active.version(), active.questions());
        } else {
            out.printf(Locale.ROOT, "the active model %s was not asked: %s%n", active.version(), active.whyNot());
        }
    }

    /** Tells people, and the server if there is one. */
    private void report(final double fraction, final String what) {
        if (isSupervised) {
            System.out.print(Supervision.progress(fraction, what));
        }
        progress.at(fraction, what);
    }
}
