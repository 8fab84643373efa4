package dev.homing.serving.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.homing.proto.v1.LatencySummary;
import dev.homing.serving.latency.LatencyTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What {@code homing bench serve} found, for people and for machines.
 *
 * @param setup    what was measured
 * @param measured latencies seen by the client
 * @param server   latencies seen by the server, since it started
 */
record ServeReport(Setup setup, Alternation.Measured measured, List<LatencySummary> server) {
    /** What Recommend may cost at the median, in empty calls. */
    static final double BUDGET_P50 = 2;
    /** What Recommend may cost at the 99th percentile, in empty calls. */
    static final double BUDGET_P99 = 3;

    private static final double NS_PER_US = 1_000;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};
    private static final String[] NAMES = {"p50", "p90", "p99", "p99.9", "max"};
    private static final int NAME_WIDTH = 24;

    /**
     * What was measured.
     *
     * @param listings      in the catalogue
     * @param leads         with histories
     * @param events        of all leads
     * @param limit         listings an answer
     * @param seed          of the market
     * @param modelVersion  of the model that ranked
     * @param dimensions    of its vectors
     * @param warmupSeconds before
     */
    record Setup(
            int listings, int leads, long events, int limit, long seed, String modelVersion, int dimensions,
            double warmupSeconds) {
    }

    boolean isWithinBudget() {
        return measured.ratio(50) <= BUDGET_P50 && measured.ratio(99) <= BUDGET_P99;
    }

    String text() {
        final StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT,
                "Recommend, %d of %,d listings, %,d warm leads with %,d events, model of %d dimensions%n",
                setup.limit(), setup.listings(), setup.leads(), setup.events(), setup.dimensions()));
        text.append(String.format(Locale.ROOT,
                "closed loop, 1 call in flight on 1 connection, alternating; %.1f s after %.1f s of warm-up%n",
                measured.seconds(), setup.warmupSeconds()));
        text.append(String.format(Locale.ROOT, "Java %s, %d processors, client and server on the same machine%n%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors()));
        text.append(String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s %9s", "latency in µs", "count"));
        for (final String name : NAMES) {
            text.append(String.format(Locale.ROOT, " %9s", name));
        }
        text.append('\n');
        addRow("empty RPC", measured.floor(), text);
        addRow("Recommend", measured.subject(), text);
        text.append(String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s %9s %8.2fx %9s %8.2fx%n",
                "ratio", "", measured.ratio(50), "", measured.ratio(99)));
        text.append(String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s %9s %8.2fx %9s %8.2fx  %s%n",
                "budget", "", BUDGET_P50, "", BUDGET_P99, isWithinBudget() ? "kept" : "missed"));
        text.append("\nthe server's own view, since it started and so with the warm-up\n");
        return text.append(LatencyTable.format(server)).toString();
    }

    private static void addRow(final String name, final Histogram histogram, final StringBuilder text) {
        text.append(String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s %9d", name, histogram.getTotalCount()));
        for (final double percentile : PERCENTILES) {
            text.append(String.format(Locale.ROOT, " %9.0f", histogram.getValueAtPercentile(percentile) / NS_PER_US));
        }
        text.append('\n');
    }

    void write(final Path file) throws IOException {
        final ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("benchmark", "serve").put("loop", "closed").put("calls_in_flight", 1).put("connections", 1);
        json.putObject("setup")
                .put("listings", setup.listings()).put("leads", setup.leads()).put("events", setup.events())
                .put("limit", setup.limit()).put("seed", setup.seed())
                .put("model_version", setup.modelVersion()).put("dimensions", setup.dimensions())
                .put("warmup_seconds", setup.warmupSeconds());
        json.putObject("machine")
                .put("java", Runtime.version().toString())
                .put("jvm", System.getProperty("java.vm.name"))
                .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .put("architecture", System.getProperty("os.arch"))
                .put("processors", Runtime.getRuntime().availableProcessors());
        json.put("seconds", measured.seconds());
        addTo(json.putObject("empty_rpc"), measured.floor());
        addTo(json.putObject("recommend"), measured.subject());
        json.putObject("ratio").put("p50", measured.ratio(50)).put("p99", measured.ratio(99));
        json.putObject("budget").put("p50", BUDGET_P50).put("p99", BUDGET_P99).put("kept", isWithinBudget());
        for (final LatencySummary summary : server) {
            json.withObject("server").putObject(summary.getName())
                    .put("count", summary.getCount()).put("p50_us", summary.getP50Us()).put("p90_us", summary.getP90Us())
                    .put("p99_us", summary.getP99Us()).put("p99.9_us", summary.getP999Us()).put("max_us", summary.getMaxUs())
                    .put("errors", summary.getErrorCount());
        }
        Files.write(file, new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(json));
    }

    private static void addTo(final ObjectNode json, final Histogram histogram) {
        json.put("count", histogram.getTotalCount());
        for (int i = 0; i < PERCENTILES.length; i++) {
            json.put(NAMES[i] + "_us", histogram.getValueAtPercentile(PERCENTILES[i]) / NS_PER_US);
        }
    }
}
