package dev.homing.serving.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.homing.proto.v1.LatencySummary;
import dev.homing.serving.latency.LatencyTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What {@code homing bench serve} found, for people and for machines.
 *
 * @param setup    what was measured
 * @param measured latencies seen by the client
 * @param server   latencies seen by the server, since it started
 */
record ServeReport(Setup setup, Alternation.Measured measured, List<LatencySummary> server) implements BenchRun.Report {
    /** What Recommend may cost at the median, in empty calls. */
    static final double BUDGET_P50 = 2;
    /** What Recommend may cost at the 99th percentile, in empty calls. */
    static final double BUDGET_P99 = 3;

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

    @Override
    public String text() {
        final StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT,
                "Recommend, %d of %,d listings, %,d warm leads with %,d events, model of %d dimensions%n",
                setup.limit(), setup.listings(), setup.leads(), setup.events(), setup.dimensions()));
        text.append(String.format(Locale.ROOT,
                "closed loop, 1 call in flight on 1 connection, alternating; %.1f s after %.1f s of warm-up%n",
                measured.seconds(), setup.warmupSeconds()));
        text.append(Figures.machine()).append('\n');
        text.append(Figures.heading(Figures.NAME_WIDTH)).append('\n');
        text.append(Figures.row(Figures.NAME_WIDTH, "empty RPC", measured.floor())).append('\n');
        text.append(Figures.row(Figures.NAME_WIDTH, "Recommend", measured.subject())).append('\n');
        text.append(String.format(Locale.ROOT, "%-" + Figures.NAME_WIDTH + "s %9s %8.2fx %9s %8.2fx%n",
                "ratio", "", measured.ratio(50), "", measured.ratio(99)));
        text.append(String.format(Locale.ROOT, "%-" + Figures.NAME_WIDTH + "s %9s %8.2fx %9s %8.2fx  %s%n",
                "budget", "", BUDGET_P50, "", BUDGET_P99, isWithinBudget() ? "kept" : "missed"));
        text.append("\nthe server's own view, since it started and so with the warm-up\n");
        return text.append(LatencyTable.format(server)).toString();
    }

    @Override
    public void write(final Path file) throws IOException {
        final ObjectNode json = Figures.json("serve");
        json.put("loop", "closed").put("calls_in_flight", 1).put("connections", 1);
        json.putObject("setup")
                .put("listings", setup.listings()).put("leads", setup.leads()).put("events", setup.events())
                .put("limit", setup.limit()).put("seed", setup.seed())
                .put("model_version", setup.modelVersion()).put("dimensions", setup.dimensions())
                .put("warmup_seconds", setup.warmupSeconds());
        Figures.addMachine(json);
        json.put("seconds", measured.seconds());
        Figures.add(json.putObject("empty_rpc"), measured.floor());
        Figures.add(json.putObject("recommend"), measured.subject());
        json.putObject("ratio").put("p50", measured.ratio(50)).put("p99", measured.ratio(99));
        json.putObject("budget").put("p50", BUDGET_P50).put("p99", BUDGET_P99).put("kept", isWithinBudget());
        Figures.addServer(json, server);
        Figures.write(json, file);
    }
}
