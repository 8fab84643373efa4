package dev.homing.serving.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code homing bench}: benchmarks, as ratios to a floor measured in the same run. */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false,
        subcommands = {ServeBench.class, IngestBench.class, TrainBench.class, FeaturesBench.class},
        description = "Measures, beside a floor of this machine in the same run: ratios hold anywhere, microseconds do not.")
public final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public BenchCommand() {
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to measure: serve, ingest, train or features");
    }
}
