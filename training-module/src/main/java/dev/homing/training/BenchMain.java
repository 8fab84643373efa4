package dev.homing.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.homing.features.FoldInParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The process behind {@code homing bench train}: how long an iteration of the factorisation takes, beside a floor, and what is
 * lost by not solving rows to the end.
 *
 * <p>Exit codes: 0 measured, 1 failed, 2 usage.
 */
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Measures an iteration of the factorisation on generated interactions.")
public final class BenchMain implements Callable<Integer> {
    private static final FoldInParameters PARAMETERS = new FoldInParameters(0.1f, 0.01f, 1, 30);
    private static final int MAX_ROWS = 100_000_000;
    private static final int MAX_PAIRS = 500_000_000;
    private static final int MAX_DIMENSIONS = 1_024;
    private static final int MAX_ITERATIONS = 1_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--leads", paramLabel = "N", defaultValue = "30000", description = "Leads.")
    private int leads;

    @Option(names = "--listings", paramLabel = "N", defaultValue = "41000", description = "Listings.")
    private int listings;

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "810000", description = "Pairs that interacted, about.")
    private int pairs;

    @Option(names = "--dimensions", paramLabel = "N", defaultValue = "64", description = "Length of a vector.")
    private int dimensions;

    @Option(names = "--iterations", paramLabel = "N", defaultValue = "16", description = "Iterations.")
    private int iterations;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Seed of the interactions and the model.")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures as JSON.")
    private Path json;

    private BenchMain() {
    }

    /**
     * Measures and ends the process.
     *
     * @param arguments options as in {@code --help}
     */
    public static void main(final String[] arguments) {
        System.exit(new CommandLine(new BenchMain())
                .setExecutionExceptionHandler((error, command, parsed) -> {
                    command.getErr().println("homing bench train: " + (error instanceof IOException
                            || error instanceof IllegalArgumentException ? error.getMessage() : error.toString()));
                    return 1;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        check("--leads", leads, MAX_ROWS);
        check("--listings", listings, MAX_ROWS);
        check("--pairs", pairs, MAX_PAIRS);
        check("--dimensions", dimensions, MAX_DIMENSIONS);
        check("--iterations", iterations, MAX_ITERATIONS);
        final int threads = Runtime.getRuntime().availableProcessors();
        final SyntheticInteractions interactions = new SyntheticInteractions(leads, listings, pairs, seed);
        try (RowWorkers workers = new RowWorkers(threads)) {
            final IterationTimes times = new IterationTimes(interactions.matrix(), dimensions, AlsTrainer.STEPS);
            final float[] few = new AlsTrainer(PARAMETERS, dimensions, iterations, seed, workers)
                    .train(interactions.matrix(), times::record);
            final IterationTimes endTimes = new IterationTimes(interactions.matrix(), dimensions, dimensions);
            final float[] end = new AlsTrainer(PARAMETERS, dimensions, iterations, dimensions, seed, workers)
                    .train(interactions.matrix(), endTimes::record);
            final FactorisationQuality quality = new FactorisationQuality(interactions, PARAMETERS, dimensions, workers);
            report(interactions, threads, times, endTimes, quality.measure(few), quality.measure(end));
        }
        return 0;
    }

    private void check(final String name, final int value, final int maximum) {
        if (value < 1 || value > maximum) {
            throw new ParameterException(spec.commandLine(), name + " is " + value + "; 1 to " + maximum + " is allowed");
        }
    }

    private void report(
            final SyntheticInteractions interactions,
            final int threads,
            final IterationTimes few,
            final IterationTimes end,
            final FactorisationQuality.Found fewFound,
            final FactorisationQuality.Found endFound) throws IOException {
        final double ratio = few.cpuSeconds() / few.floorSeconds();
        System.out.printf(Locale.ROOT, "Implicit ALS, %,d leads x %,d listings, %,d pairs, %d dimensions, %d iterations, "
                + "%d steps a row, %d threads%n", leads, listings, interactions.matrix().size(), dimensions, iterations,
                AlsTrainer.STEPS, threads);
        System.out.printf(Locale.ROOT, "Java %s, %d processors%n%n", Runtime.version(), threads);
        System.out.printf(Locale.ROOT, "%-24s %9s %9s %9s %14s %9s%n",
                "seconds an iteration", "CPU", "least CPU", "wall", "objective", "NDCG@20");
        print("factorisation", few, fewFound);
        print("rows solved to the end", end, endFound);
        System.out.printf(Locale.ROOT, "%-24s %9.3f  %.2f GFLOP at %.1f GFLOP/s%n",
                "floor", few.floorSeconds(), few.gigaFlops(), few.gigaFlops() / few.floorSeconds());
        System.out.printf(Locale.ROOT, "%-24s %8.2fx%n", "ratio", ratio);
        System.out.println();
        System.out.println("floor: the multiply-adds of an iteration in a plain loop over a few rows, between iterations.");
        if (json != null) {
            final ObjectNode root = new ObjectMapper().createObjectNode().put("benchmark", "train");
            root.putObject("setup").put("leads", leads).put("listings", listings)
                    .put("pairs", interactions.matrix().size()).put("dimensions", dimensions).put("iterations", iterations)
                    .put("steps", AlsTrainer.STEPS).put("threads", threads).put("seed", seed);
            root.putObject("machine").put("java", Runtime.version().toString())
                    .put("jvm", System.getProperty("java.vm.name"))
                    .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                    .put("architecture", System.getProperty("os.arch")).put("processors", threads);
            put(root.putObject("factorisation"), few, fewFound);
            put(root.putObject("rows_solved_to_the_end"), end, endFound);
            root.putObject("floor").put("cpu_seconds", few.floorSeconds()).put("gflop", few.gigaFlops());
            root.put("ratio", ratio);
            Files.write(json, new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(root));
        }
    }

    private static void print(final String name, final IterationTimes times, final FactorisationQuality.Found found) {
        System.out.printf(Locale.ROOT, "%-24s %9.3f %9.3f %9.3f %,14.1f %9.4f%n", name, times.cpuSeconds(),
                times.leastCpuSeconds(), times.wallSeconds(), found.objective(), found.ndcg());
    }

    private static void put(final ObjectNode json, final IterationTimes times, final FactorisationQuality.Found found) {
        json.put("cpu_seconds", times.cpuSeconds()).put("least_cpu_seconds", times.leastCpuSeconds())
                .put("wall_seconds", times.wallSeconds())
                .put("objective", found.objective()).put("ndcg_at_20", found.ndcg());
    }
}
