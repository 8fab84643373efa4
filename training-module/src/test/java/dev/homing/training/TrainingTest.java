package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.homing.features.FeatureSchema;
import dev.homing.features.LeadFeatureOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TrainingTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final long HOUR_MS = 3_600_000;
    private static final int GROUPS = 8;
    private static final int LISTINGS = 160;

    @TempDir
    private Path folder;

    @Test
    void shouldBeatPopularityWhereLeadsHaveTastesAndSayHowInTheBundle() throws IOException, GeneralSecurityException {
        final List<Double> progress = new ArrayList<>();
        final Training.Result result = train(tasteful(300), 2, folder, progress);
        assertEquals(300, result.leads());
        assertTrue(result.scores().isModelBest());
        assertTrue(result.scores().model().recall() > 2 * result.scores().totalPopularity().recall(),
                () -> "scores=" + result.scores());
        assertTrue(result.passes());
        assertEquals(result.version(), Files.readString(folder.resolve("ACTIVE")).strip());
        assertEquals(progress.stream().sorted().toList(), progress, "it never goes back");
        assertTrue(progress.get(0) > 0);
        assertEquals(1, progress.get(progress.size() - 1), 1e-9);

        final JsonNode manifest = new ObjectMapper().readTree(result.bundle().resolve("model.json").toFile());
        assertEquals(result.version(), manifest.get("version").asText());
        assertEquals(LISTINGS, manifest.get("listing_count").asInt());
        assertEquals(300, manifest.get("lead_count").asInt());
        assertEquals(FeatureSchema.LEAD.hash(), manifest.get("feature_schema_hash").asText());
        assertEquals(result.scores().model().ndcg(), manifest.get("metrics").get("ndcg_at_20").asDouble());
        assertEquals(result.choice().popularityWeight(), (float) manifest.get("popularity_weight").asDouble());
        assertEquals(5, manifest.get("files").size());
        for (final var file : manifest.get("files").properties()) {
            final byte[] content = Files.readAllBytes(result.bundle().resolve(file.getKey()));
            assertEquals(file.getValue().asText(),
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)), file.getKey());
        }
    }

    @Test
    void shouldMakeTheSameModelOfTheSameDataAndSeedWhateverTheThreads() throws IOException {
        final Training.Result one = train(tasteful(120), 1, folder.resolve("one"), new ArrayList<>());
        final Training.Result three = train(tasteful(120), 3, folder.resolve("three"), new ArrayList<>());
        assertEquals(one.version(), three.version());
        assertEquals(one.scores(), three.scores());
        try (Stream<Path> files = Files.list(one.bundle())) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                final Path other = three.bundle().resolve(file.getFileName());
                if (file.endsWith("model.json")) {
                    assertEquals(withoutDuration(file), withoutDuration(other));
                } else {
                    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(other), file.toString());
                }
            }
        }
    }

    @Test
    void shouldNotActivateAModelThatDoesNotBeatPopularity() throws IOException {
        final Training.Result result = train(tasteless(), 2, folder, new ArrayList<>());
        assertFalse(result.scores().isModelBest(), () -> "scores=" + result.scores());
        assertFalse(result.passes());
        assertFalse(Files.exists(folder.resolve("ACTIVE")));
        assertTrue(Files.exists(result.bundle().resolve("model.json")), "it can be activated by hand");
    }

    @Test
    void shouldTrainOnAHandfulOfLeadsWithoutAVerdict() throws IOException {
        final Training.Result result = train(
                new Leads(3).lead().viewed(0, HOUR_MS).viewed(1, 2 * HOUR_MS).behaviour(), 2, folder, new ArrayList<>());
        assertEquals(1, result.leads());
        assertTrue(result.passes());
    }

    private static Training.Result train(
            final Behaviour behaviour, final int threads, final Path models, final List<Double> progress) throws IOException {
        return new Training(behaviour, new LeadPopulation(NOW.toEpochMilli(), LeadFeatureOptions.DEFAULTS),
                new Training.Options("default", NOW, 42, 16, 8, threads), (fraction, what) -> progress.add(fraction))
                .run(models, NOW, true);
    }

    private static JsonNode withoutDuration(final Path manifest) throws IOException {
        final ObjectNode json = (ObjectNode) new ObjectMapper().readTree(manifest.toFile());
        ((ObjectNode) json.get("provenance")).remove("train_seconds");
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

    /** Everybody goes down the same list, so that what is popular is all there is to know. */
    private static Behaviour tasteless() {
        final SplittableRandom random = new SplittableRandom(5);
        final Leads leads = new Leads(LISTINGS);
        for (int lead = 0; lead < 200; lead++) {
            leads.lead();
            final long startMs = NOW.toEpochMilli() - random.nextLong(60 * 24 * HOUR_MS);
            for (int event = 0; event < 3; event++) {
                leads.viewed(event, startMs + event * HOUR_MS);
            }
        }
        return leads.behaviour();
    }
}
