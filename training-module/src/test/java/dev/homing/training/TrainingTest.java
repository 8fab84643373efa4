package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.homing.features.EngagementWeights;
import dev.homing.features.FeatureSchema;
import dev.homing.features.ItemWeights;
import dev.homing.features.LeadFeatureOptions;
import dev.homing.features.PopularityHorizon;
import dev.homing.features.catalog.Catalog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TrainingTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final long HOUR_MS = 3_600_000;
    private static final int GROUPS = 4;
    private static final int LISTINGS = 60;

    @TempDir
    private Path folder;

    @Test
    void shouldSayWhenAPartOutdoesTheHybrid() {
        final Training.Score hybrid = score(0.5, 0.4, 0.6, Double.NaN, 0, 0);
        assertFalse(hybrid.isOutdoneBy(hybrid));
        assertFalse(hybrid.isOutdoneBy(score(0.6, 0.5, 0.7, Double.NaN, 0, 0)), "within the interval");
        assertTrue(hybrid.isOutdoneBy(score(0.61, 0.5, 0.7, Double.NaN, 0, 0)));
        final Training.Score both = score(0.5, 0.4, 0.6, 0.8, 0.7, 0.9);
        assertFalse(both.isOutdoneBy(both));
        assertTrue(both.isOutdoneBy(score(0.61, 0.5, 0.7, 0.7, 0.6, 0.8)));
        assertFalse(both.isOutdoneBy(score(0.61, 0.5, 0.7, 0.69, 0.6, 0.8)), "it pays with what is preferred");
        assertTrue(both.isOutdoneBy(score(0.4, 0.3, 0.5, 0.91, 0.8, 1)));
        assertFalse(both.isOutdoneBy(score(0.39, 0.3, 0.5, 0.91, 0.8, 1)), "it pays with what is met");
    }

    private static Training.Score score(final double ndcg10, final double low, final double high, final double preferred,
            final double preferredLow, final double preferredHigh) {
        return new Training.Score("any", new Measures(ndcg10, 0, 0, 0), new Bootstrap.Interval(low, high), preferred,
                new Bootstrap.Interval(preferredLow, preferredHigh));
    }

    @Test
    void shouldBeatPopularityWhereLeadsHaveTastesAndSayHowInTheBundle() throws IOException, GeneralSecurityException {
        final List<String> progress = new ArrayList<>();
        final Training.Result result = train(tasteful(100), 2, folder, progress);
        assertFalse(progress.isEmpty());
        assertTrue(result.questions() >= Training.MIN_VERDICT_LEADS, () -> "questions=" + result.questions());
        assertEquals(1 + Part.ALL.length, result.scores().size());
        assertTrue(hybrid(result) > 2 * score(result, "popularity_ever"), () -> "scores=" + result.scores());
        assertEquals(result.passes(), result.scores().stream().noneMatch(result.scores().get(0)::isOutdoneBy));
        assertEquals(result.passes(), Files.exists(folder.resolve("ACTIVE")));
        assertEquals(folder.resolve(result.version()), result.bundle());

        final JsonNode manifest = new ObjectMapper().readTree(result.bundle().resolve("model.json").toFile());
        assertEquals(3, manifest.get("format").asInt());
        assertEquals("hybrid", manifest.get("name").asText());
        assertEquals(result.version(), manifest.get("version").asText());
        assertEquals(LISTINGS, manifest.get("listing_count").asInt());
        assertEquals(100, manifest.get("lead_count").asInt());
        assertEquals(FeatureSchema.LEAD.hash(), manifest.get("feature_schema_hash").asText());
        assertEquals(hybrid(result), manifest.get("metrics").get("ndcg_at_10").asDouble());
        assertEquals(score(result, "items"), manifest.get("metrics").get("items_ndcg_at_10").asDouble());
        assertEquals(result.questions(), manifest.get("metrics").get("held_out_questions").asInt());
        assertEquals(result.hasTime() ? "newest visits" : "last listings", manifest.get("held_out").asText());
        assertEquals(List.of("choosing settings", "learning the mix and the trees", "judging", "training the model"),
                manifest.get("phases").findValuesAsText("name"));
        manifest.get("phases").forEach(phase -> assertTrue(phase.get("peak_heap_bytes").asLong() > 0, phase::toString));
        assertTrue(manifest.at("/items/lost_weight_share").asDouble(-1) >= 0);
        // Fewer listings than are looked for.
        assertEquals(1, manifest.at("/metrics/candidates_recall_at_128").asDouble());
        assertEquals(600, manifest.at("/search/budget_seconds").asInt());
        assertEquals(result.recipe().mix().length, manifest.get("ranker").get("mix").size());
        assertEquals(result.recipe().trees().trees().size(), manifest.get("ranker").get("trees").asInt());
        final List<String> names = new ArrayList<>();
        for (final var file : manifest.get("files").properties()) {
            names.add(file.getKey());
            final byte[] content = Files.readAllBytes(result.bundle().resolve(file.getKey()));
            assertEquals(file.getValue().asText(),
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)), file.getKey());
        }
        assertEquals(List.of("candidates.onnx", "content.bin", "content.onnx", "items.csr", "listings.f32", "listings.ids",
                "neighbours.csr", "popularity.f32", "population.json", "products.onnx", "ranker.onnx"),
                names.stream().sorted().toList());
        try (RowWorkers workers = new RowWorkers(1)) {
            final Behaviour behaviour = tasteful(100);
            assertArrayEquals(new SignalTrainer(behaviour, new Catalog(EngagementWeights.defaults()).tenant(0), 8, 3, 42, workers)
                            .items(behaviour.allEvents(), result.recipe().settings()).array(),
                    Files.readAllBytes(result.bundle().resolve("items.csr")), "of all events");
        }
        assertEquals(LISTINGS, ItemWeights.of(ByteBuffer.wrap(Files.readAllBytes(result.bundle().resolve("items.csr"))))
                .listingCount());
        assertEquals((long) LISTINGS * PopularityHorizon.COUNT * Float.BYTES,
                Files.size(result.bundle().resolve("popularity.f32")));
    }

    @Test
    void shouldMakeTheSameModelOfTheSameDataAndSeedWhateverTheThreads() throws IOException {
        final Training.Result one = train(tasteful(40), 1, folder.resolve("one"), new ArrayList<>());
        final Training.Result two = train(tasteful(40), 2, folder.resolve("two"), new ArrayList<>());
        assertEquals(one.version(), two.version());
        assertEquals(one.scores(), two.scores());
        try (Stream<Path> files = Files.list(one.bundle())) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                final Path other = two.bundle().resolve(file.getFileName());
                if (file.endsWith("model.json")) {
                    assertEquals(withoutDuration(file), withoutDuration(other));
                } else {
                    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(other), file.toString());
                }
            }
        }
    }

    @Test
    void shouldTrainOnAHandfulOfLeadsWithoutAVerdict() throws IOException {
        final Training.Result result = train(
                new Leads(3).lead().viewed(0, HOUR_MS).viewed(1, 2 * HOUR_MS).behaviour(), 2, folder, new ArrayList<>());
        assertTrue(result.questions() < Training.MIN_VERDICT_LEADS);
        assertTrue(result.passes());
        assertEquals(result.version(), Files.readString(folder.resolve("ACTIVE")).strip());
    }

    @Test
    void shouldDeleteOldModelsAndWhatAKilledTrainingLeft() throws IOException {
        final List<String> old = new ArrayList<>();
        for (int day = 1; day <= 7; day++) {
            old.add("2026010" + day + "T000000Z-00000000");
            Files.writeString(Files.createDirectories(folder.resolve(old.get(day - 1))).resolve("model.json"), "{}");
        }
        Files.writeString(folder.resolve("ACTIVE"), old.get(1));
        Files.writeString(Files.createDirectories(folder.resolve(".20260108T000000Z-00000000.tmp")).resolve("items.csr"), "half");
        final Training.Result result = train(
                new Leads(3).lead().viewed(0, HOUR_MS).viewed(1, 2 * HOUR_MS).behaviour(), 2, folder, new ArrayList<>());
        assertEquals(List.of(old.get(0), old.get(2)), result.removed(), "all but five and the one that served before");
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(Stream.concat(Stream.of(old.get(1)), Stream.concat(old.subList(3, 7).stream(),
                            Stream.of(result.version(), "ACTIVE", "PREVIOUS"))).toList(),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    private static double hybrid(final Training.Result result) {
        return result.scores().get(0).measures().ndcg10();
    }

    private static double score(final Training.Result result, final String name) {
        return result.scores().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow().measures().ndcg10();
    }

    private static Training.Result train(
            final Behaviour behaviour, final int threads, final Path models, final List<String> progress) throws IOException {
        final TrainingData data = new TrainingData(behaviour, new Catalog(EngagementWeights.defaults()).tenant(0),
                new LeadPopulation(NOW.toEpochMilli(), LeadFeatureOptions.DEFAULTS));
        return new Training(data,
                new Training.Options("default", NOW, 42, 8, 3, threads, Optional.of(Duration.ofMinutes(10)), 5),
                (fraction, what) -> progress.add(what), new PhaseClock()).run(models, NOW, true);
    }

    /** Without what is measured of this run. */
    private static JsonNode withoutDuration(final Path manifest) throws IOException {
        final ObjectNode json = (ObjectNode) new ObjectMapper().readTree(manifest.toFile());
        ((ObjectNode) json.get("provenance")).remove("train_seconds");
        json.remove("phases");
        return json;
    }

    /** Each lead looks at one group of listings nine times out of ten. */
    private static Behaviour tasteful(final int leadCount) {
        final SplittableRandom random = new SplittableRandom(3);
        final Leads leads = new Leads(LISTINGS);
        for (int lead = 0; lead < leadCount; lead++) {
            leads.lead();
            for (int event = 0; event < 12; event++) {
                final int group = random.nextInt(10) == 0 ? random.nextInt(GROUPS) : lead % GROUPS;
                leads.viewed(random.nextInt(LISTINGS / GROUPS) * GROUPS + group,
                        NOW.toEpochMilli() - random.nextLong(60 * 24 * HOUR_MS));
            }
        }
        return leads.behaviour();
    }
}
