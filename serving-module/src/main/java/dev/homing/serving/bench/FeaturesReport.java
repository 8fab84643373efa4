package dev.homing.serving.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What {@code homing bench features} found, for people and for machines.
 *
 * @param seed    of the events
 * @param seconds that each size was measured
 * @param lines   one for each size
 */
record FeaturesReport(long seed, int seconds, List<Line> lines) implements BenchRun.Report {
    private static final double NS_PER_US = 1_000;

    /**
     * One size; medians over the rounds, in nanoseconds a vector.
     *
     * @param events  of the lead
     * @param rounds  of all works in turn
     * @param pass    one plain pass over the records
     * @param extract all features
     * @param read    copying the hot timeline out, then all features
     * @param lookUp  finding a finished vector in a hash table and copying it
     * @param sink    so that nothing is optimised away
     */
    record Line(int events, int rounds, double pass, double extract, double read, double lookUp, long sink) {
        double budget() {
            return events <= 50 ? 2_000 : 12_000;
        }

        boolean isWithinBudget() {
            return extract <= budget();
        }
    }

    @Override
    public String text() {
        final StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "All features of a lead, one thread, %d s a size%n", seconds));
        text.append(String.format(Locale.ROOT, "Java %s, %d processors%n%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors()));
        text.append(String.format(Locale.ROOT, "%-16s %8s %8s %8s %8s %8s %8s  %s%n",
                "median in µs", "rounds", "pass", "extract", "ratio", "+ read", "look-up", "budget"));
        for (final Line line : lines) {
            text.append(String.format(Locale.ROOT, "%-16s %8d %8.3f %8.3f %7.1fx %8.3f %8.3f  %.0f %s%n",
                    line.events() + " events", line.rounds(), line.pass() / NS_PER_US, line.extract() / NS_PER_US,
                    line.extract() / line.pass(), line.read() / NS_PER_US, line.lookUp() / NS_PER_US,
                    line.budget() / NS_PER_US, line.isWithinBudget() ? "kept" : "missed"));
        }
        return text.append("\npass: reading the same bytes. + read: with copying the timeline out of memory for it, as a request"
                + "\ndoes. look-up: what a cache of vectors would cost, which knows them as of one instant alone.\n").toString();
    }

    @Override
    public void write(final Path file) throws IOException {
        final ObjectNode json = Figures.json("features");
        json.putObject("setup").put("seed", seed).put("seconds", seconds);
        Figures.addMachine(json);
        final ArrayNode sizes = json.putArray("sizes");
        for (final Line line : lines) {
            sizes.addObject().put("events", line.events()).put("rounds", line.rounds())
                    .put("pass_us", line.pass() / NS_PER_US).put("extract_us", line.extract() / NS_PER_US)
                    .put("ratio", line.extract() / line.pass()).put("read_and_extract_us", line.read() / NS_PER_US)
                    .put("look_up_us", line.lookUp() / NS_PER_US)
                    .put("budget_us", line.budget() / NS_PER_US).put("kept", line.isWithinBudget());
        }
        Figures.write(json, file);
    }
}
