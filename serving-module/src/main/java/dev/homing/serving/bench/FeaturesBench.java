package dev.homing.serving.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code homing bench features}: what a lead's vector costs, beside one plain pass over the same bytes. */
@Command(name = "features", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Measures in this process, on one thread, what it takes to compute all features of a lead with 10 to 512 "
                + "events, beside one plain pass over the same bytes and beside looking a finished vector up.")
final class FeaturesBench implements Callable<Integer> {
    private static final int[] SIZES = {10, 50, 200, 512};
    private static final int MAX_SECONDS = 3_600;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "5",
            description = "How long to measure each size, after a warm-up of half of that. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42",
            description = "Seed of the events. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures as JSON.")
    private Path json;

    @Spec
    private CommandSpec spec;

    private FeaturesBench() {
    }

    @Override
    public Integer call() throws Exception {
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw new ParameterException(
                    spec.commandLine(), "--seconds is " + seconds + "; 1 to " + MAX_SECONDS + " is allowed");
        }
        final List<FeatureWork> works = new ArrayList<>();
        for (final int events : SIZES) {
            works.add(new FeatureWork(events, seed));
        }
        // All sizes before any is measured, so that the compiler has seen them all.
        works.forEach(work -> work.run(seconds / 2.0));
        final List<FeaturesReport.Line> lines = new ArrayList<>();
        works.forEach(work -> lines.add(work.run(seconds)));
        final FeaturesReport report = new FeaturesReport(seed, seconds, lines);
        final PrintWriter out = spec.commandLine().getOut();
        out.print(report.text());
        out.flush();
        if (json != null) {
            report.write(json);
        }
        return 0;
    }
}
