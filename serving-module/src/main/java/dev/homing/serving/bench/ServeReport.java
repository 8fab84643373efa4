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
 * @param setup  what was measured
 * @param parts  latencies seen by the client; each part begins with what its others are compared to
 * @param open   latencies seen by a client that does not wait
 * @param server latencies seen by the server, since it started
 */
record ServeReport(Setup setup, List<Alternation.Measured> parts, OpenLoop open, List<LatencySummary> server)
        implements BenchRun.Report {
    private static final double NS_PER_SECOND = 1e9;
    private static final double NS_PER_US = 1e3;

    /** A call that does nothing. */
    static final String EMPTY = "empty RPC";
    /** The same beside what takes longer than a plain Recommend. */
    static final String EMPTY_AGAIN = "empty RPC, again";
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
    /** All leads in one call of BatchRecommend, as a campaign asks. */
    static final String CAMPAIGN = "BatchRecommend, all";
    /** How many of the best by a signal the recall is of. */
    static final int RECALL_AT = 128;
    /** Metric of a model. */
    static final String RECALL = "candidates_recall_at_" + RECALL_AT;
    /** Recommend at a rate, from when each call was due. */
    static final String OPEN = "Recommend when due";
    /** The same, while models are swapped. */
    static final String SWAPPED = "  with swaps of models";
    /** How many leads BatchRecommend is to answer for, with two processors. */
    static final int BUDGET_LEADS_PER_SECOND = 5_000;
    /** What Recommend without ranking may cost at the median, in empty calls. */
    static final double BUDGET_CANDIDATES = 2;
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
     * @param recall        of its candidates, NaN when the model does not say
     * @param warmupSeconds before
     */
    record Setup(
            int listings, int leads, long events, int limit, int atOnce, long seed, String modelVersion, int dimensions,
            double recall, double warmupSeconds) {
    }

    /**
     * Recommend at a rate, whatever becomes of the calls before; latencies begin when a call is due.
     *
     * @param perSecond calls a second
     * @param swaps     how often a model took the place of another
     * @param measured  what came of calls without
     * @param swapped   what came of as many with the swaps, in turns with them
     */
    record OpenLoop(double perSecond, int swaps, Load.Measured measured, Load.Measured swapped) {
    }

    /** How many Recommends a second one connection reached one by one. */
    static double perSecond(final List<Alternation.Measured> parts) {
        return NS_PER_SECOND / parts.get(0).of(PLAIN).getMean();
    }

    boolean isWithinBudget() {
        return ratio(PLAIN, 50) <= BUDGET_P50 && ratio(PLAIN, 99) <= BUDGET_P99;
    }

    private Alternation.Measured partOf(final String name) {
        return parts.stream().filter(part -> part.names().contains(name)).findFirst().orElseThrow();
    }

    /** How many times as long a percentile is as that of the first of the same part. */
    private double ratio(final String name, final double percentile) {
        return partOf(name).ratio(name, partOf(name).names().get(0), percentile);
    }

    private boolean isFloor(final String name) {
        return partOf(name).names().get(0).equals(name);
    }

    private List<String> names() {
        return parts.stream().flatMap(part -> part.names().stream()).toList();
    }

    @Override
    public String text() {
        final StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT,
                "Recommend, %d of %,d listings, %,d warm leads with %,d events, model of %d dimensions%n",
                setup.limit(), setup.listings(), setup.leads(), setup.events(), setup.dimensions()));
        text.append(String.format(Locale.ROOT,
                "closed loop on 1 connection, in turns: 1 call at a time, and %d sent together;%n"
                        + "%.1f s in all, Recommend after %.1f s of warm-up%n",
                setup.atOnce(), seconds(), setup.warmupSeconds()));
        text.append(Figures.machine()).append('\n');
        text.append(String.format(Locale.ROOT, "recall of the candidates: %.4f of the best %d by factors and by content%n",
                setup.recall(), RECALL_AT));
        text.append(Figures.heading(Figures.NAME_WIDTH)).append('\n');
        for (final String name : names()) {
            text.append(Figures.row(Figures.NAME_WIDTH, name, partOf(name).of(name))).append('\n');
            if (!isFloor(name)) {
                text.append(String.format(Locale.ROOT, "%-" + Figures.NAME_WIDTH + "s %9s %8.2fx %9s %8.2fx%n", "  ratio", "",
                        ratio(name, 50), "", ratio(name, 99)));
            }
        }
        text.append(String.format(Locale.ROOT, "%-" + Figures.NAME_WIDTH + "s %9s %8.2fx %9s %8.2fx  %s%n",
                "budget of Recommend", "", BUDGET_P50, "", BUDGET_P99, isWithinBudget() ? "kept" : "missed"));
        text.append(String.format(Locale.ROOT,
                "without ranking, by the server's rows and rank at the median: %.2fx; budget %.2fx%n",
                candidatesRatio(), BUDGET_CANDIDATES));
        if (names().contains(BATCH)) {
            text.append(String.format(Locale.ROOT,
                    "leads/s at the median: %,.0f one by one, %,.0f together, %,.0f in batches of %d, %,.0f in one call of %,d; "
                            + "budget %,d%n",
                    perSecond(PLAIN, 1), perSecond(PLAIN_TOGETHER, setup.atOnce()), perSecond(BATCH, setup.atOnce()),
                    setup.atOnce(), perSecond(CAMPAIGN, setup.leads()), setup.leads(), BUDGET_LEADS_PER_SECOND));
        }
        text.append(String.format(Locale.ROOT,
                "%nopen loop, %,.0f a second on one connection: %,d refused; in turns with as many and %d swaps: %,d refused%n",
                open.perSecond(), open.measured().refused(), open.swaps(), open.swapped().refused()));
        text.append(Figures.row(Figures.NAME_WIDTH, OPEN, open.measured().latencies())).append('\n');
        text.append(Figures.row(Figures.NAME_WIDTH, SWAPPED, open.swapped().latencies())).append('\n');
        text.append("\nthe server's own view, since it started and so with the warm-up\n");
        return text.append(LatencyTable.format(server)).toString();
    }

    /** What is left of Recommend at the median, in empty calls, without the stages that come after candidates. */
    private double candidatesRatio() {
        final double rankingUs = server.stream()
                .filter(summary -> summary.getName().equals("stage/rows") || summary.getName().equals("stage/rank"))
                .mapToDouble(LatencySummary::getP50Us).sum();
        final Alternation.Measured part = partOf(PLAIN);
        return (part.of(PLAIN).getValueAtPercentile(50) - NS_PER_US * rankingUs) / part.of(EMPTY).getValueAtPercentile(50);
    }

    private double seconds() {
        return parts.stream().mapToDouble(Alternation.Measured::seconds).sum();
    }

    private double perSecond(final String name, final int leads) {
        return leads * NS_PER_SECOND / partOf(name).of(name).getValueAtPercentile(50);
    }

    @Override
    public void write(final Path file) throws IOException {
        final ObjectNode json = Figures.json("serve");
        json.put("loop", "closed").put("connections", 1);
        json.putObject("setup")
                .put("listings", setup.listings()).put("leads", setup.leads()).put("events", setup.events())
                .put("limit", setup.limit()).put("at_once", setup.atOnce()).put("seed", setup.seed())
                .put("model_version", setup.modelVersion()).put("dimensions", setup.dimensions())
                .put(RECALL, setup.recall())
                .put("warmup_seconds", setup.warmupSeconds());
        Figures.addMachine(json);
        json.put("seconds", seconds());
        for (final String name : names()) {
            final ObjectNode row = json.putObject(name.toLowerCase(Locale.ROOT).replace(",", "").replace(' ', '_'));
            Figures.add(row, partOf(name).of(name));
            if (!isFloor(name)) {
                row.putObject("ratio").put("p50", ratio(name, 50)).put("p99", ratio(name, 99));
            }
        }
        if (names().contains(BATCH)) {
            json.putObject("leads_per_second").put("one_by_one", perSecond(PLAIN, 1))
                    .put("together", perSecond(PLAIN_TOGETHER, setup.atOnce())).put("batches", perSecond(BATCH, setup.atOnce()))
                    .put("in_one_call", perSecond(CAMPAIGN, setup.leads())).put("budget", BUDGET_LEADS_PER_SECOND);
        }
        final ObjectNode loop = json.putObject("open_loop").put("per_second", open.perSecond())
                .put("refused", open.measured().refused());
        Figures.add(loop, open.measured().latencies());
        final ObjectNode swaps = json.putObject("open_loop_with_swaps").put("swaps", open.swaps())
                .put("refused", open.swapped().refused());
        Figures.add(swaps, open.swapped().latencies());
        json.putObject("budget").put("p50", BUDGET_P50).put("p99", BUDGET_P99).put("kept", isWithinBudget());
        json.putObject("without_ranking").put("p50", candidatesRatio()).put("budget", BUDGET_CANDIDATES);
        Figures.addServer(json, server);
        Figures.write(json, file);
    }
}
