package dev.homing.serving.cli;

import dev.homing.serving.training.TrainingProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code homing evaluate}: evaluates in a process of its own, beside a server if there is one. */
@Command(name = "evaluate", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Evaluates the hybrid, each of its parts and popularity on events held back from all that is learned."
                + " Changes nothing: no model is written.")
final class EvaluateCommand implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "DIR", required = true, description = "The data folder; a server may have it open.")
    private Path data;

    @Option(names = "--protocol", paramLabel = "PROTOCOL", required = true,
            description = "What is held back: last-item, user-holdout, last-fifth, time or rolling.")
    private String protocol;

    @Option(names = "--report", paramLabel = "FILE.html",
            description = "Also write a page with plots that needs nothing else. Written over if it is there.")
    private Path report;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write all figures as JSON. Written over if it is there.")
    private Path json;

    @Option(names = "--lists", paramLabel = "DIR",
            description = "Also write what was learned from, what was held back and all lists as CSV files; not with rolling.")
    private Path lists;

    @Option(names = "--tenant", paramLabel = "NAME", defaultValue = "default",
            description = "Whose data. Default: ${DEFAULT-VALUE}.")
    private String tenant;

    @Option(names = "--as-of", paramLabel = "INSTANT",
            description = "Events after this instant do not exist (ISO 8601). Default: now.")
    private String asOf;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42",
            description = "Seed of the random numbers: same data, same seed, same figures. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "Threads, 1 to 1,024. Default: one for each processor.")
    private Integer threads;

    private EvaluateCommand() {
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        final List<String> arguments = new ArrayList<>(List.of(
                "--data", data.toString(), "--protocol", protocol, "--tenant", tenant, "--seed", Long.toString(seed)));
        add("--report", report, arguments);
        add("--json", json, arguments);
        add("--lists", lists, arguments);
        add("--as-of", asOf, arguments);
        add("--threads", threads, arguments);
        return TrainingProcess.evaluate(arguments);
    }

    private static void add(final String option, final Object value, final List<String> arguments) {
        if (value != null) {
            arguments.add(option);
            arguments.add(value.toString());
        }
    }
}
