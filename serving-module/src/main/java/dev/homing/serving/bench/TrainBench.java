package dev.homing.serving.bench;

import dev.homing.serving.training.TrainingProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code homing bench train}: what an iteration of the factorisation costs, in a process of its own as training is. */
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Measures, on generated interactions with all processors, what an iteration of the factorisation takes, "
                + "beside its multiply-adds in a plain loop, and what is lost by not solving rows to the end.")
final class TrainBench implements Callable<Integer> {
    @Option(names = "--leads", paramLabel = "N", defaultValue = "30000",
            description = "Leads who interact. Default: ${DEFAULT-VALUE}.")
    private int leads;

    @Option(names = "--listings", paramLabel = "N", defaultValue = "41000",
            description = "Listings in the catalogue. Default: ${DEFAULT-VALUE}.")
    private int listings;

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "810000",
            description = "Pairs of a lead and a listing, about. Default: ${DEFAULT-VALUE}.")
    private int pairs;

    @Option(names = "--dimensions", paramLabel = "N", defaultValue = "64",
            description = "Length of a vector. Default: ${DEFAULT-VALUE}.")
    private int dimensions;

    @Option(names = "--iterations", paramLabel = "N", defaultValue = "16",
            description = "Iterations of each of the two models. Default: ${DEFAULT-VALUE}.")
    private int iterations;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42",
            description = "Seed of the interactions and of the models. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures as JSON.")
    private Path json;

    private TrainBench() {
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        final List<String> arguments = new ArrayList<>(List.of(
                "--leads", Integer.toString(leads), "--listings", Integer.toString(listings), "--pairs", Integer.toString(pairs),
                "--dimensions", Integer.toString(dimensions), "--iterations", Integer.toString(iterations),
                "--seed", Long.toString(seed)));
        if (json != null) {
            arguments.add("--json");
            arguments.add(json.toString());
        }
        return TrainingProcess.benchmark(arguments);
    }
}
