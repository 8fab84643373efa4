package dev.homing.serving.latency;

import dev.homing.proto.v1.LatencySummary;
import java.util.List;
import java.util.Locale;

/** Latencies as a table for people. */
public final class LatencyTable {
    private static final int MIN_NAME_WIDTH = 24;

    private LatencyTable() {
    }

    /**
     * Formats latencies.
     *
     * @param summaries to show
     * @return lines that each end with a line feed; a remark where nothing was measured
     */
    public static String format(final List<LatencySummary> summaries) {
        if (summaries.isEmpty()) {
            return "latency: no calls yet\n";
        }
        final int width = summaries.stream().mapToInt(summary -> shortName(summary).length())
                .reduce(MIN_NAME_WIDTH, Math::max);
        final StringBuilder table = new StringBuilder();
        table.append(String.format(Locale.ROOT, "%-" + width + "s %9s %9s %9s %9s %9s %9s %6s%n",
                "latency in µs", "count", "p50", "p90", "p99", "p99.9", "max", "errors"));
        for (final LatencySummary summary : summaries) {
            table.append(String.format(Locale.ROOT, "%-" + width + "s %9d %9.0f %9.0f %9.0f %9.0f %9.0f %6d%n",
                    shortName(summary), summary.getCount(), summary.getP50Us(), summary.getP90Us(), summary.getP99Us(),
                    summary.getP999Us(), summary.getMaxUs(), summary.getErrorCount()));
        }
        return table.toString();
    }

    private static String shortName(final LatencySummary summary) {
        final String name = summary.getName();
        return name.startsWith("homing.v1.") ? name.substring("homing.v1.".length()) : name;
    }
}
