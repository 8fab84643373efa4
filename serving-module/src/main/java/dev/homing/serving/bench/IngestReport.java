package dev.homing.serving.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.homing.proto.v1.GetLatencyReportResponse;
import dev.homing.proto.v1.LatencySummary;
import dev.homing.serving.latency.LatencyTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What {@code homing bench ingest} found, for people and for machines.
 *
 * @param setup  what was measured
 * @param disk   the disk's own writes before, between and after the parts, in nanoseconds
 * @param parts  in their order
 * @param server what the server has seen, since it started
 */
record IngestReport(Setup setup, Histogram disk, List<Part> parts, GetLatencyReportResponse server) implements BenchRun.Report {
    /** Durable events a second that batches must reach. */
    static final double BUDGET_BATCHED = 100_000;
    /** Durable events a second that single calls must reach. */
    static final double BUDGET_SINGLE = 20_000;
    /** What an ack may cost at the 99th percentile, in writes of the disk at that time. */
    static final double BUDGET_ACK = 4;

    private static final int NAME_WIDTH = 34;

    /** How a part sends. */
    enum Kind {
        /** Batches in a closed loop. */
        BATCHED,
        /** Single events in a closed loop. */
        SINGLE,
        /** One stream in a closed loop. */
        STREAM,
        /** Single events in an open loop. */
        OPEN
    }

    /**
     * What was measured.
     *
     * @param leads         whose events they are
     * @param listings      in the catalogue
     * @param batch         events of a batch
     * @param seed          of the market
     * @param warmupSeconds before each part
     */
    record Setup(int leads, int listings, int batch, long seed, double warmupSeconds) {
    }

    /**
     * One kind of load.
     *
     * @param kind     of it
     * @param inFlight calls, or events of a stream, at a time; 0 in an open loop
     * @param rate     of an open loop, calls a second; 0 otherwise
     * @param disk     the disk's own writes just before and after
     * @param measured what was found
     */
    record Part(Kind kind, int inFlight, double rate, Histogram disk, Load.Measured measured) {
        String name(final Setup setup) {
            return switch (kind) {
                case BATCHED -> String.format(Locale.ROOT, "batch of %,d, %d in flight", setup.batch(), inFlight);
                case SINGLE -> String.format(Locale.ROOT, "event, %d in flight", inFlight);
                case STREAM -> String.format(Locale.ROOT, "event on a stream, %d in flight", inFlight);
                case OPEN -> String.format(Locale.ROOT, "event, open loop, %,.0f/s", rate);
            };
        }

        double ratio(final double percentile) {
            return (double) measured.latencies().getValueAtPercentile(percentile) / disk.getValueAtPercentile(percentile);
        }
    }

    /** The most events a second of a kind of load. */
    double best(final Kind kind) {
        return parts.stream().filter(part -> part.kind() == kind)
                .mapToDouble(part -> part.measured().eventsPerSecond()).max().orElse(0);
    }

    private Part open() {
        return parts.get(parts.size() - 1);
    }

    boolean isWithinBudget() {
        return best(Kind.BATCHED) >= BUDGET_BATCHED && best(Kind.SINGLE) >= BUDGET_SINGLE && open().ratio(99) <= BUDGET_ACK;
    }

    @Override
    public String text() {
        final StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "Durable events of %,d leads on %,d listings, on 1 connection; %.1f s each after "
                + "%.1f s of warm-up%n", setup.leads(), setup.listings(), open().measured().seconds(), setup.warmupSeconds()));
        text.append(Figures.machine()).append('\n');
        text.append(Figures.heading(NAME_WIDTH)).append(String.format(Locale.ROOT, " %9s %7s%n", "events/s", "refused"));
        text.append(Figures.row(NAME_WIDTH, "the disk's own write and sync", disk)).append('\n');
        for (final Part part : parts) {
            text.append(Figures.row(NAME_WIDTH, "ack of " + part.name(setup), part.measured().latencies()))
                    .append(String.format(Locale.ROOT, " %,9.0f %7d%n",
                            part.measured().eventsPerSecond(), part.measured().refused()));
        }
        text.append('\n');
        addBudget("events/s in batches", best(Kind.BATCHED), BUDGET_BATCHED, best(Kind.BATCHED) >= BUDGET_BATCHED, text);
        addBudget("events/s one by one", best(Kind.SINGLE), BUDGET_SINGLE, best(Kind.SINGLE) >= BUDGET_SINGLE, text);
        text.append(String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s %9.2fx  p99 of the disk just then %.0f µs%n",
                "p99 ack / p99 of the disk", open().ratio(99), open().disk().getValueAtPercentile(99) / 1e3));
        text.append(String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s %9.2fx  %s%n",
                "budget", BUDGET_ACK, open().ratio(99) <= BUDGET_ACK ? "kept" : "missed"));
        text.append("\nthe server's own view, since it started and so with the warm-up\n");
        text.append(LatencyTable.format(summaries()));
        text.append(String.format(Locale.ROOT,
                "%,d batches, %,d messages at the median and %,d at most; write and sync: p50 %.0f, p99 %.0f, max %.0f µs%n",
                server.getIngest().getBatchCount(), server.getIngest().getBatchSizeP50(), server.getIngest().getBatchSizeMax(),
                server.getIngest().getSyncP50Us(), server.getIngest().getSyncP99Us(), server.getIngest().getSyncMaxUs()));
        return text.toString();
    }

    /** Those of the ways in. */
    private List<LatencySummary> summaries() {
        return server.getSummariesList().stream()
                .filter(summary -> summary.getName().endsWith("TrackEvent") || summary.getName().endsWith("TrackEvents"))
                .toList();
    }

    private static void addBudget(
            final String name, final double found, final double budget, final boolean isKept, final StringBuilder text) {
        text.append(String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s %,10.0f%n", name, found));
        text.append(String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s %,10.0f  %s%n", "budget", budget,
                isKept ? "kept" : "missed"));
    }

    @Override
    public void write(final Path file) throws IOException {
        final ObjectNode json = Figures.json("ingest").put("connections", 1);
        json.putObject("setup")
                .put("leads", setup.leads()).put("listings", setup.listings()).put("batch", setup.batch())
                .put("seed", setup.seed()).put("warmup_seconds", setup.warmupSeconds());
        Figures.addMachine(json);
        Figures.add(json.putObject("disk"), disk);
        for (final Part part : parts) {
            final ObjectNode into = json.withArray("parts").addObject()
                    .put("name", part.name(setup)).put("loop", part.kind() == Kind.OPEN ? "open" : "closed")
                    .put("in_flight", part.inFlight()).put("rate", part.rate())
                    .put("seconds", part.measured().seconds()).put("events", part.measured().events())
                    .put("events_per_second", part.measured().eventsPerSecond()).put("refused", part.measured().refused());
            Figures.add(into.putObject("ack"), part.measured().latencies());
            Figures.add(into.putObject("disk"), part.disk());
            into.putObject("ratio").put("p50", part.ratio(50)).put("p99", part.ratio(99));
        }
        json.putObject("budget")
                .put("batched_events_per_second", BUDGET_BATCHED).put("single_events_per_second", BUDGET_SINGLE)
                .put("open_loop_ratio_p99", BUDGET_ACK).put("kept", isWithinBudget());
        Figures.addServer(json, summaries());
        json.putObject("server_batches")
                .put("count", server.getIngest().getBatchCount())
                .put("size_p50", server.getIngest().getBatchSizeP50()).put("size_max", server.getIngest().getBatchSizeMax())
                .put("sync_p50_us", server.getIngest().getSyncP50Us()).put("sync_p99_us", server.getIngest().getSyncP99Us())
                .put("sync_max_us", server.getIngest().getSyncMaxUs());
        Figures.write(json, file);
    }
}
