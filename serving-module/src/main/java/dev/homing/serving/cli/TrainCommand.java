package dev.homing.serving.cli;

import dev.homing.serving.training.TrainingProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code homing train}: trains in a process of its own, beside a server if there is one. */
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Trains a model from a data folder, evaluates it on events held back, and activates it if it passes. "
                + "A server that has the folder open takes the new model within a second or two.")
final class TrainCommand implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "DIR", required = true, description = "The data folder; a server may have it open.")
    private Path data;

    @Option(names = "--tenant", paramLabel = "NAME", defaultValue = "default",
            description = "Whose data. Default: ${DEFAULT-VALUE}.")
    private String tenant;

    @Option(names = "--as-of", paramLabel = "INSTANT",
            description = "Events after this instant do not exist (ISO 8601). Default: now.")
    private String asOf;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42",
            description = "Seed of the random numbers: same data, same seed, same model. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--budget", paramLabel = "SECONDS",
            description = "The most time for trying settings; with what is best by then the model is trained. A search that it "
                    + "ends may choose otherwise the next time. Default: 30, and 1 for each 1,000 events, 600 at most.")
    private Integer budgetSeconds;

    @Option(names = "--keep-models", paramLabel = "N", defaultValue = "5",
            description = "Once a model is activated, all but the newest N are deleted; the active one and the one before it "
                    + "stay as well. Default: ${DEFAULT-VALUE}.")
    private int keptModels;

    private TrainCommand() {
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        final List<String> arguments = new ArrayList<>(List.of(
                "--data", data.toString(), "--tenant", tenant, "--seed", Long.toString(seed),
                "--keep-models", Integer.toString(keptModels)));
        if (budgetSeconds != null) {
            arguments.add("--budget");
            arguments.add(budgetSeconds.toString());
        }
        if (asOf != null) {
            arguments.add("--as-of");
            arguments.add(asOf);
        }
        return TrainingProcess.run(arguments);
    }
}
