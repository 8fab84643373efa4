package dev.homing.serving.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.homing.proto.v1.LatencySummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** How figures look in the reports of all benchmarks, for people and for machines. */
final class Figures {
    static final int NAME_WIDTH = 24;

    private static final double NS_PER_US = 1_000;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};
    private static final String[] NAMES = {"p50", "p90", "p99", "p99.9", "max"};

    private Figures() {
    }

    static String machine() {
        return String.format(Locale.ROOT, "Java %s, %d processors, client and server on the same machine%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors());
    }

    /** The heading of a table of latencies; further columns and the end of the line are the caller's. */
    static String heading(final int nameWidth) {
        final StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%-" + nameWidth + "s %9s", "latency in µs", "count"));
        for (final String name : NAMES) {
            text.append(String.format(Locale.ROOT, " %9s", name));
        }
        return text.toString();
    }

    static String row(final int nameWidth, final String name, final Histogram histogram) {
        final StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%-" + nameWidth + "s %9d", name, histogram.getTotalCount()));
        for (final double percentile : PERCENTILES) {
            text.append(String.format(Locale.ROOT, " %9.0f", histogram.getValueAtPercentile(percentile) / NS_PER_US));
        }
        return text.toString();
    }

    static ObjectNode json(final String benchmark) {
        return new ObjectMapper().createObjectNode().put("benchmark", benchmark);
    }

    static void addMachine(final ObjectNode json) {
        json.putObject("machine")
                .put("java", Runtime.version().toString())
                .put("jvm", System.getProperty("java.vm.name"))
                .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .put("architecture", System.getProperty("os.arch"))
                .put("processors", Runtime.getRuntime().availableProcessors());
    }

    static void add(final ObjectNode json, final Histogram histogram) {
        json.put("count", histogram.getTotalCount());
        for (int i = 0; i < PERCENTILES.length; i++) {
            json.put(NAMES[i] + "_us", histogram.getValueAtPercentile(PERCENTILES[i]) / NS_PER_US);
        }
    }

    static void addServer(final ObjectNode json, final List<LatencySummary> server) {
        for (final LatencySummary summary : server) {
            json.withObject("server").putObject(summary.getName())
                    .put("count", summary.getCount()).put("p50_us", summary.getP50Us()).put("p90_us", summary.getP90Us())
                    .put("p99_us", summary.getP99Us()).put("p99.9_us", summary.getP999Us()).put("max_us", summary.getMaxUs())
                    .put("errors", summary.getErrorCount());
        }
    }

    static void write(final ObjectNode json, final Path file) throws IOException {
        Files.write(file, new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(json));
    }
}
