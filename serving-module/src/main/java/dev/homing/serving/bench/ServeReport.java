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
    private static final double NS_PER_SECOND = 1e9;

    /** A call that does nothing. */
    static final String EMPTY = "empty RPC";
    /** Recommend with nothing but a lead and a limit. */
    static final String PLAIN = "Recommend";
    /** Recommend with a filter. */
    static final String FILTERED = "Recommend, filtered";
    /** Recommend with explanations. */
    static final String EXPLAINED = "Recommend, explained";
    /** Calls that do nothing, many together. */
    static final String EMPTY_TOGETHER = "empty RPCs together";
    /** Recommend, many together. */
    static final String PLAIN_TOGETHER = "Recommends together";
    /** As many leads in one call of BatchRecommend. */
    static final String BATCH = "BatchRecommend";
    /** How many leads BatchRecommend is to answer for, with two processors. */
    static final int BUDGET_LEADS_PER_SECOND = 5_000;
    /** What Recommend, the whole of it, may cost at the median, in empty calls. */
    static final double BUDGET_P50 = 4;
    /** What Recommend, the whole of it, may cost at the 99th percentile, in empty calls. */
    static final double BUDGET_P99 = 6;

    /**
     * What was measured.
     *
     * @param listings      in the catalogue
     * @param leads         with histories
     * @param events        of all leads
     * @param limit         listings an answer
     * @param atOnce        calls that are sent together
     * @param seed          of the market
     * @param modelVersion  of the model that ranked
     * @param dimensions    of its vectors
     * @param warmupSeconds before
     */
    record Setup(
            int listings, int leads, long events, int limit, int atOnce, long seed, String modelVersion, int dimensions,
            double warmupSeconds) {
    }

    boolean isWithinBudget() {
        return measured.ratio(PLAIN, EMPTY, 50) <= BUDGET_P50 && measured.ratio(PLAIN, EMPTY, 99) <= BUDGET_P99;
    }

    /** What a row of the table is compared to. */
    private static String floorOf(final String name) {
        return name.equals(PLAIN_TOGETHER) || name.equals(BATCH) ? EMPTY_TOGETHER : EMPTY;
    }

    private static boolean isFloor(final String name) {
        return name.equals(EMPTY) || name.equals(EMPTY_TOGETHER);
    }

    @Override
    public String text() {
        final StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT,
                "Recommend, %d of %,d listings, %,d warm leads with %,d events, model of %d dimensions%n",
                setup.limit(), setup.listings(), setup.leads(), setup.events(), setup.dimensions()));
        text.append(String.format(Locale.ROOT,
                "closed loop on 1 connection, in turns: 1 call at a time, and %d sent together; %.1f s after %.1f s of warm-up%n",
                setup.atOnce(), measured.seconds(), setup.warmupSeconds()));
        text.append(Figures.machine()).append('\n');
        text.append(Figures.heading(Figures.NAME_WIDTH)).append('\n');
        for (final String name : measured.names()) {
            text.append(Figures.row(Figures.NAME_WIDTH, name, measured.of(name))).append('\n');
            if (!isFloor(name)) {
                text.append(String.format(Locale.ROOT, "%-" + Figures.NAME_WIDTH + "s %9s %8.2fx %9s %8.2fx%n", "  ratio", "",
                        measured.ratio(name, floorOf(name), 50), "", measured.ratio(name, floorOf(name), 99)));
            }
        }
        text.append(String.format(Locale.ROOT, "%-" + Figures.NAME_WIDTH + "s %9s %8.2fx %9s %8.2fx  %s%n",
                "budget of Recommend", "", BUDGET_P50, "", BUDGET_P99, isWithinBudget() ? "kept" : "missed"));
        if (measured.names().contains(BATCH)) {
            text.append(String.format(Locale.ROOT,
                    "leads/s at the median: %,.0f one by one, %,.0f together, %,.0f in batches of %d; budget %,d%n",
                    perSecond(PLAIN, 1), perSecond(PLAIN_TOGETHER, setup.atOnce()), perSecond(BATCH, setup.atOnce()),
                    setup.atOnce(), BUDGET_LEADS_PER_SECOND));
        }
        text.append("\nthe server's own view, since it started and so with the warm-up\n");
        return text.append(LatencyTable.format(server)).toString();
    }

    private double perSecond(final String name, final int leads) {
        return leads * NS_PER_SECOND / measured.of(name).getValueAtPercentile(50);
    }

    @Override
    public void write(final Path file) throws IOException {
        final ObjectNode json = Figures.json("serve");
        json.put("loop", "closed").put("connections", 1);
        json.putObject("setup")
                .put("listings", setup.listings()).put("leads", setup.leads()).put("events", setup.events())
                .put("limit", setup.limit()).put("at_once", setup.atOnce()).put("seed", setup.seed())
                .put("model_version", setup.modelVersion()).put("dimensions", setup.dimensions())
                .put("warmup_seconds", setup.warmupSeconds());
        Figures.addMachine(json);
        json.put("seconds", measured.seconds());
        for (final String name : measured.names()) {
            final ObjectNode row = json.putObject(name.toLowerCase(Locale.ROOT).replace(",", "").replace(' ', '_'));
            Figures.add(row, measured.of(name));
            if (!isFloor(name)) {
                row.putObject("ratio").put("p50", measured.ratio(name, floorOf(name), 50))
                        .put("p99", measured.ratio(name, floorOf(name), 99));
            }
        }
        if (measured.names().contains(BATCH)) {
            json.putObject("leads_per_second").put("one_by_one", perSecond(PLAIN, 1))
                    .put("together", perSecond(PLAIN_TOGETHER, setup.atOnce())).put("batches", perSecond(BATCH, setup.atOnce()))
                    .put("budget", BUDGET_LEADS_PER_SECOND);
        }
        json.putObject("budget").put("p50", BUDGET_P50).put("p99", BUDGET_P99).put("kept", isWithinBudget());
        Figures.addServer(json, server);
        Figures.write(json, file);
    }
}
