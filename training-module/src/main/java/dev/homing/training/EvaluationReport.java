package dev.homing.training;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** An evaluation as one page with plots, beside each of them its figures; it needs nothing but a browser. */
final class EvaluationReport {
    private static final String[] HEADERS = {
        "method", "NDCG@10", "95 %", "Recall@20", "HitRate@10", "MRR@10", "Coverage@10", "Novelty@10"};
    private static final int MIB = 1 << 20;
    private static final int SERIES = 5;

    /**
     * What was evaluated.
     *
     * @param tenant    name
     * @param asOf      the newest instant that counts
     * @param seed      of the random numbers
     * @param leads     with events on listings
     * @param listings  of the tenant
     * @param events    on listings
     * @param firstAtMs when the first of them happened
     * @param lastAtMs  when the last of them happened
     */
    record Subject(
            String tenant, Instant asOf, long seed, int leads, int listings, long events, long firstAtMs, long lastAtMs) {
    }

    private final Subject subject;
    private final Evaluated evaluated;
    private final Markup page = new Markup();
    private final Plot plot = new Plot(page);

    private EvaluationReport(final Subject subject, final Evaluated evaluated) {
        this.subject = subject;
        this.evaluated = evaluated;
    }

    static String html(final Subject subject, final Evaluated evaluated, final List<PhaseClock.Phase> phases) {
        return new EvaluationReport(subject, evaluated).write(phases);
    }

    private String write(final List<PhaseClock.Phase> phases) {
        page.begin("html", "lang", "en", "xmlns", "http://www.w3.org/1999/xhtml");
        page.begin("head").empty("meta", "charset", "utf-8")
                .empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .element("title", "Homing: evaluation of " + subject.tenant()).element("style", ReportStyle.CSS).end();
        page.begin("body").begin("main");
        introduce();
        methods();
        histories();
        if (!evaluated.days().isEmpty()) {
            days();
        }
        calibration();
        if (!evaluated.trials().isEmpty()) {
            trials();
        }
        favourites();
        costs(phases);
        return page.end().end().end().toString();
    }

    private void introduce() {
        final MethodScore hybrid = evaluated.hybrid();
        final MethodScore best = evaluated.bestPart();
        page.element("h1", "Evaluation of " + subject.tenant());
        page.element("p", text("%s of %,d leads about what was held back (%s).", count(evaluated.questions(), "question"),
                evaluated.leads(), EvaluateMain.protocolName(evaluated.protocol())));
        page.element("p", text("The hybrid reaches an NDCG@10 of %.4f [%.4f, %.4f]; its best part alone, %s, %.4f [%.4f, %.4f].",
                hybrid.measures().ndcg10(), hybrid.ndcg10().low(), hybrid.ndcg10().high(), EvaluationTable.name(best),
                best.measures().ndcg10(), best.ndcg10().low(), best.ndcg10().high()), "class", "verdict");
        page.begin("dl");
        define("events", text("%,d on %,d listings by %,d leads", subject.events(), subject.listings(), subject.leads()));
        define("from, to", Instant.ofEpochMilli(subject.firstAtMs()) + ", " + Instant.ofEpochMilli(subject.lastAtMs()));
        define("as of", subject.asOf().toString());
        define("listings that could be known", text("%,d", evaluated.known()));
        define("seed", Long.toString(subject.seed()));
        page.end();
    }

    private void define(final String term, final String text) {
        page.element("dt", term).element("dd", text);
    }

    private void methods() {
        page.element("h2", "Quality by method");
        page.element("p", "Mean NDCG@10 over all questions; the line is its 95 % interval by bootstrap over leads. A "
                + "method that has no list "
                + "for a question scores 0 there.");
        page.begin("div", "class", "pair");
        final List<Plot.Bar> bars = new ArrayList<>();
        for (int i = 0; i < evaluated.scores().size(); i++) {
            final MethodScore score = evaluated.scores().get(i);
            if (score.lists() > 0) {
                bars.add(new Plot.Bar(
                        EvaluationTable.name(score), i == 0 ? 0 : SERIES - 1, score.measures().ndcg10(), score.ndcg10()));
            }
        }
        plot.rows(new Plot.Words("methods", "NDCG@10 by method", "The hybrid reaches "
                + four(evaluated.hybrid().measures().ndcg10()) + ", its best part "
                + four(evaluated.bestPart().measures().ndcg10()) + ". All values are in the table."), "NDCG@10", bars);
        page.end();
        table(List.of(HEADERS), evaluated.scores().stream().map(EvaluationReport::row).toList());
        page.element("p", "Coverage is the part of the listings that could be known which are among the first 10 of "
                + "any list. Novelty is the mean "
                + "of -log2((1 + leads who met the listing) / (1 + leads)), in bits. These two are no better for being higher.");
    }

    private static List<String> row(final MethodScore score) {
        final Measures measures = score.measures();
        return List.of(EvaluationTable.name(score) + (score.lists() == 0 ? " (no lists)" : ""), four(measures.ndcg10()),
                "[" + four(score.ndcg10().low()) + ", " + four(score.ndcg10().high()) + "]", four(measures.recall20()),
                four(measures.hitRate10()), four(measures.mrr10()), four(score.coverage()), text("%.2f", score.novelty()));
    }

    private void histories() {
        page.element("h2", "Quality by length of history");
        page.element("p", "NDCG@10 by how many listings the lead had met when it was asked about; lines are 95 % intervals.");
        page.begin("div", "class", "pair");
        final List<Plot.Series> series = new ArrayList<>();
        final List<MethodScore> shown = shown();
        for (int i = 0; i < shown.size(); i++) {
            final int number = i;
            final List<Plot.Point> points = new ArrayList<>();
            shown.get(i).byHistory().forEach((length, group) -> points.add(new Plot.Point(length.ordinal() + (number - 1) * 0.12,
                    group.ndcg10(), group.interval().low(), group.interval().high(), false)));
            series.add(new Plot.Series(EvaluationTable.name(shown.get(i)), i, false, points));
        }
        plot.lines(new Plot.Words("histories", "NDCG@10 by length of history", "All values are in the table."),
                new String[] {"listings met before", "NDCG@10"},
                Stream.of(HistoryLength.values()).map(HistoryLength::text).toList(), series);
        final List<List<String>> rows = new ArrayList<>();
        evaluated.hybrid().byHistory().forEach((length, group) -> {
            final List<String> row = new ArrayList<>(List.of(length.text(), text("%,d", group.questions())));
            shown.forEach(score -> row.add(four(score.byHistory().get(length).ndcg10())));
            rows.add(row);
        });
        final List<String> headers = new ArrayList<>(List.of("history", "questions"));
        shown.forEach(score -> headers.add(EvaluationTable.name(score)));
        table(headers, rows);
        page.end();
    }

    /** The hybrid, its best part, and popularity as such. */
    private List<MethodScore> shown() {
        final MethodScore ever = evaluated.scores().get(evaluated.scores().size() - 1);
        return Stream.of(evaluated.hybrid(), evaluated.bestPart(), ever).distinct().toList();
    }

    private void days() {
        page.element("h2", "Day by day");
        page.element("p", "NDCG@10 of each day's questions, asked at its beginning of signals that were trained anew. "
                + "Days with little to ask "
                + "about are joined to the next.");
        page.begin("div", "class", "pair");
        final List<Plot.Series> series = new ArrayList<>();
        final List<List<String>> rows = new ArrayList<>();
        final List<MethodScore> shown = shown();
        for (int i = 0; i < shown.size(); i++) {
            final int method = evaluated.scores().indexOf(shown.get(i));
            final List<Plot.Point> points = new ArrayList<>();
            for (int day = 0; day < evaluated.days().size(); day++) {
                points.add(Plot.Point.of(day + 1, evaluated.days().get(day).ndcg10()[method]));
            }
            series.add(new Plot.Series(EvaluationTable.name(shown.get(i)), i, true, points));
        }
        for (final Evaluated.Day day : evaluated.days()) {
            final List<String> row = new ArrayList<>(List.of(
                    Instant.ofEpochMilli(day.fromMs()).toString().substring(0, 10), text("%,d", day.questions())));
            shown.forEach(score -> row.add(four(day.ndcg10()[evaluated.scores().indexOf(score)])));
            rows.add(row);
        }
        plot.lines(new Plot.Words("days", "NDCG@10 day by day", "All values are in the table."),
                new String[] {"day", "NDCG@10"}, List.of(), series);
        final List<String> headers = new ArrayList<>(List.of("from", "questions"));
        shown.forEach(score -> headers.add(EvaluationTable.name(score)));
        details("all days", headers, rows);
        page.end();
    }

    private void calibration() {
        page.element("h2", "What a score is worth");
        page.element("p", "The first 10 listings of all lists of the hybrid, in ten equal parts from the lowest "
                + "scores to the highest: of each "
                + "part the mean score and the share of listings that were answers. Scores are for ranking and no "
                + "probabilities; where the points "
                + "rise, a score means much the same for every lead.");
        page.begin("div", "class", "pair");
        final List<Plot.Point> points = new ArrayList<>();
        final List<List<String>> rows = new ArrayList<>();
        for (final Calibration.Tenth tenth : evaluated.calibration()) {
            points.add(Plot.Point.of(tenth.score(), tenth.hits()));
            rows.add(List.of(text("%d", rows.size() + 1), text("%,d", tenth.listings()),
                    text("%.3f", tenth.score()), four(tenth.hits())));
        }
        plot.lines(new Plot.Words("calibration", "Share of answers by score", "All values are in the table."),
                new String[] {"mean score of the hybrid", "share that were answers"}, List.of(),
                List.of(new Plot.Series("hybrid", 0, true, points)));
        table(List.of("tenth", "listings", "mean score", "answers"), rows);
        page.end();
    }

    private void trials() {
        page.element("h2", "How settings were chosen");
        page.element("p", "Each trial in order: a signal alone, asked for the last listings of leads among the events "
                + "to learn from; NDCG@10 on "
                + "those questions, not on the ones above. What was chosen has a ring.");
        page.begin("div", "class", "pair");
        final Map<String, List<Plot.Point>> points = new LinkedHashMap<>();
        final List<List<String>> rows = new ArrayList<>();
        for (final TrialLog.Trial trial : evaluated.trials()) {
            points.computeIfAbsent(trial.signal(), signal -> new ArrayList<>()).add(new Plot.Point(
                    rows.size() + 1, trial.ndcg10(), trial.ndcg10(), trial.ndcg10(), trial.isChosen()));
            rows.add(List.of(text("%d", rows.size() + 1), trial.signal(), four(trial.ndcg10()),
                    (trial.share() < 1 ? text("on %.1f %% of the leads: ", 100 * trial.share()) : "") + trial.settings()
                            + (trial.isChosen() ? " (chosen)" : "")));
        }
        final List<Plot.Series> series = new ArrayList<>();
        points.forEach((signal, some) -> series.add(new Plot.Series(signal, series.size() % SERIES, true, some)));
        plot.lines(new Plot.Words("trials", "NDCG@10 of each trial", "All values are in the table."),
                new String[] {"trial", "NDCG@10"}, List.of(), series);
        final List<String> headers = List.of("trial", "signal", "NDCG@10", "settings");
        table(headers, rows.stream().filter(row -> row.get(3).endsWith(" (chosen)")).toList());
        page.end();
        details("all " + rows.size() + " trials", headers, rows);
    }

    private void favourites() {
        page.element("h2", "What the hybrid shows most often");
        page.begin("div", "class", "pair");
        table(List.of("listing", "lists", "share of lists"), evaluated.favourites().stream().map(one -> List.of(one.id(),
                text("%,d", one.lists()), text("%.1f %%", 100.0 * one.lists() / evaluated.questions()))).toList());
        page.end();
    }

    private void costs(final List<PhaseClock.Phase> phases) {
        page.element("h2", "Time and memory");
        page.element("p", "Wall time, and the most of the Java heap that was in use, with what was not collected yet. "
                + "LightGBM's own memory is not "
                + "in it.");
        final List<List<String>> rows = new ArrayList<>();
        phases.forEach(phase -> rows.add(List.of(
                phase.name(), text("%.1f s", phase.seconds()), text("%,d MiB", phase.heapBytes() / MIB))));
        rows.add(List.of("in all", text("%.1f s", phases.stream().mapToDouble(PhaseClock.Phase::seconds).sum()),
                text("%,d MiB", phases.stream().mapToLong(PhaseClock.Phase::heapBytes).max().orElse(0) / MIB)));
        table(List.of("phase", "time", "heap"), rows);
    }

    private void details(final String summary, final List<String> headers, final List<List<String>> rows) {
        page.begin("details").element("summary", summary);
        table(headers, rows);
        page.end();
    }

    private void table(final List<String> headers, final List<List<String>> rows) {
        page.begin("div", "class", "scroll").begin("table").begin("thead").begin("tr");
        headers.forEach(header -> page.element("th", header, "scope", "col",
                "class", header.equals("settings") ? "wide" : "number"));
        page.end().end().begin("tbody");
        for (final List<String> row : rows) {
            page.begin("tr", "class", row.get(0).equals(Evaluation.HYBRID) ? "first" : "row");
            page.element("th", row.get(0), "scope", "row");
            for (int i = 1; i < row.size(); i++) {
                page.element("td", row.get(i), "class", headers.get(i).equals("settings") ? "wide" : "number");
            }
            page.end();
        }
        page.end().end().end();
    }

    private static String count(final int count, final String one) {
        return text("%,d ", count) + (count == 1 ? one : one + "s");
    }

    private static String four(final double value) {
        return text("%.4f", value);
    }

    private static String text(final String format, final Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
