package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.homing.tracking.EventType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EvaluateMainTest {
    private static final long DAY_MS = 86_400_000;
    private static final long START_MS = 20_000 * DAY_MS;
    private static final String HOSTILE = "<script>alert(\"&\")</script>";

    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void hush() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    /** Leads of two tastes, over twenty days. */
    private Path data() {
        final Path data = folder.resolve("data");
        final SplittableRandom random = new SplittableRandom(3);
        try (TestStore store = new TestStore(data)) {
            final int tenant = store.tenant(HOSTILE);
            for (int lead = 0; lead < 40; lead++) {
                for (int event = 0; event < 8; event++) {
                    final int listing = random.nextInt(20) * 2 + lead % 2;
                    store.record(tenant, EventType.PROPERTY_LIKE, "lead" + lead, "<b>" + listing,
                            START_MS + random.nextLong(20 * DAY_MS));
                }
            }
            final int small = store.tenant("small");
            store.record(small, EventType.PROPERTY_LIKE, "one", "only", START_MS);
        }
        return data;
    }

    private int run(final String... arguments) {
        out.reset();
        err.reset();
        return OfflineCommand.run(new EvaluateMain(), arguments);
    }

    private String text(final ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldSayTheSameInTableJsonAndReport() throws IOException {
        final String data = data().toString();
        final Path report = folder.resolve("report.html");
        final Path json = folder.resolve("figures.json");
        final Path lists = folder.resolve("lists");
        for (final String protocol : List.of("last-item", "user-holdout", "last-fifth", "time")) {
            assertEquals(0, run("--data", data, "--tenant", HOSTILE, "--protocol", protocol, "--threads", "2", "--seed", "7",
                    "--report", report.toString(), "--json", json.toString(), "--lists", lists.toString()),
                    () -> protocol + text(err));
            final JsonNode figures = new ObjectMapper().readTree(json.toFile());
            assertEquals(protocol, figures.get("protocol").asText());
            assertTrue(figures.get("questions").asInt() > 0);
            assertEquals(1 + Part.ALL.length, figures.get("methods").size());
            final String page = Files.readString(report);
            Xml.check(page);
            assertFalse(page.contains("<script") || page.contains("<b>"), "names are text");
            assertTrue(page.contains("&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;"));
            assertTrue(page.contains("&lt;b&gt;"), "a listing");
            assertFalse(page.contains("src=") || page.contains("href=") || page.contains("url("), "it needs nothing else");
            figures.get("methods").properties().forEach(method -> {
                final String ndcg = String.format(Locale.ROOT, "%.4f", method.getValue().get("ndcg_at_10").asDouble());
                assertTrue(page.contains(">" + ndcg + "<"), method.getKey());
                assertTrue(text(out).contains(String.format("%-16s %8s ", method.getKey().replace('_', ' '), ndcg)), text(out));
            });
            assertEquals(figures.get("known_listings").asInt() + 1, Files.readAllLines(lists.resolve("known.csv")).size());
            assertTrue(Files.exists(lists.resolve("list-hybrid.csv")) && Files.exists(lists.resolve("list-items.csv")));
        }
    }

    @Test
    void shouldGoDayByDay() throws IOException {
        final Path json = folder.resolve("figures.json");
        final Path report = folder.resolve("report.html");
        assertEquals(0, run("--data", data().toString(), "--tenant", HOSTILE, "--protocol", "rolling", "--threads", "1",
                "--json", json.toString(), "--report", report.toString()), () -> text(err));
        final JsonNode figures = new ObjectMapper().readTree(json.toFile());
        final JsonNode days = figures.get("days");
        assertTrue(days.size() >= 2, () -> days.toString());
        int questions = 0;
        double sum = 0;
        for (final JsonNode day : days) {
            questions += day.get("questions").asInt();
            sum += day.get("questions").asInt() * day.get("ndcg_at_10").get("hybrid").asDouble();
        }
        assertEquals(figures.get("questions").asInt(), questions);
        assertEquals(figures.get("methods").get("hybrid").get("ndcg_at_10").asDouble(), sum / questions, 1e-9);
        assertEquals(days.size(), text(err).lines().filter(line -> line.startsWith("evaluating from ")).count(), text(err));
        Xml.check(Files.readString(report));
        assertTrue(Files.readString(report).contains("Day by day"));
    }

    @Test
    void shouldHearTheTrialsOfARealSearch() throws IOException {
        final TrainingData read = TrainingData.read(data(), HOSTILE, Instant.ofEpochMilli(START_MS + 90 * DAY_MS));
        final TrialLog log = new TrialLog();
        try (RowWorkers workers = new RowWorkers(1)) {
            final SignalTrainer trainer = new SignalTrainer(read.behaviour(), read.catalog(), 8, 2, 1, workers);
            new SettingsSearch(
                    trainer, read.behaviour().allEvents(), 1_000, 1, SearchBudget.of(Duration.ofMinutes(10)), log).run();
        }
        for (final String signal : List.of("items", "neighbours", "factors")) {
            final List<TrialLog.Trial> trials = log.trials().stream().filter(trial -> trial.signal().equals(signal)).toList();
            assertTrue(trials.size() > 1, signal);
            assertEquals(1, trials.stream().filter(TrialLog.Trial::isChosen).count(), signal);
            final double best = trials.stream().mapToDouble(TrialLog.Trial::ndcg10).max().orElseThrow();
            assertEquals(best, trials.stream().filter(TrialLog.Trial::isChosen).findFirst().orElseThrow().ndcg10());
        }
    }

    @Test
    void shouldTryNoFurtherSettingsWhenTimeIsUp() throws IOException {
        final TrainingData read = TrainingData.read(data(), HOSTILE, Instant.ofEpochMilli(START_MS + 90 * DAY_MS));
        final TrialLog log = new TrialLog();
        final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 5);
        final SearchBudget budget = new SearchBudget(Duration.ofNanos(10), nowNs::get);
        try (RowWorkers workers = new RowWorkers(1)) {
            final SignalTrainer trainer = new SignalTrainer(read.behaviour(), read.catalog(), 8, 2, 1, workers);
            final SignalSettings some = new SettingsSearch(trainer, read.behaviour().allEvents(), 1_000, 1, budget,
                    (fraction, what) -> {
                        log.at(fraction, what);
                        nowNs.addAndGet(4);
                    }).run();
            assertEquals(List.of("items", "neighbours", "factors"), log.trials().stream().map(TrialLog.Trial::signal).toList(),
                    "the third trial begins before time is up, and each signal has time for one");
            assertTrue(budget.wasSpent());
            assertEquals(SignalSettings.START.factors(), some.factors(), "there was no time to try others");
        }
    }

    @Test
    void shouldRefuseWhatItDoesNotUnderstandAndSayWhatItDoes() {
        final String data = data().toString();
        assertEquals(2, run("--data", data));
        assertTrue(text(err).contains("--protocol"), text(err));
        assertEquals(2, run("--data", data, "--protocol", "random"));
        assertTrue(text(err).contains("last-item, user-holdout, last-fifth, time, rolling"), text(err));
        assertEquals(2, run("--data", data, "--protocol", "time", "--threads", "0"));
        assertTrue(text(err).contains("--threads is 0; 1 to 1024 is allowed"), text(err));
        assertEquals(2, run("--data", data, "--protocol", "time", "--as-of", "yesterday"));
        assertTrue(text(err).contains("--as-of is yesterday"), text(err));
        assertEquals(2, run("--data", data, "--protocol", "rolling", "--lists", folder.resolve("lists").toString()));
        assertEquals(1, run("--data", data, "--protocol", "time", "--tenant", "nobody"));
        assertTrue(text(err).contains("homing evaluate: there is no tenant nobody"), text(err));
        assertEquals(1, run("--data", data, "--protocol", "last-item", "--tenant", "small"));
        assertTrue(text(err).contains("too little to hold back"), text(err));
    }
}
