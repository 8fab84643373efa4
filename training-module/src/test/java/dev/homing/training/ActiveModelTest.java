package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.homing.features.EngagementWeights;
import dev.homing.features.LeadFeatureOptions;
import dev.homing.features.catalog.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model serves, and another one is trained. Leads look at one group of listings nine times out of ten, for 60 days. */
@Timeout(120)
class ActiveModelTest {
    private static final long DAY_MS = 86_400_000;
    private static final Instant END = Instant.parse("2026-11-24T12:00:00Z");
    private static final int DAYS = 60;
    private static final int GROUPS = 4;
    private static final int LISTINGS = 60;
    private static final int LEADS = 100;

    @TempDir
    private Path folder;
    private int trainings;

    @BeforeEach
    void activateOne() throws IOException {
        final Training.Result first = train(DAYS - 30);
        assertTrue(first.active().isEmpty(), "none was active");
        activate(first.version());
    }

    @Test
    void shouldAskTheActiveModelWhatWasHeldBackWhereItIsOlderThanThat() throws IOException {
        final Training.Result second = train(DAYS);
        final ActiveModel.Comparison comparison = second.active().orElseThrow();
        assertEquals("", comparison.whyNot());
        assertEquals(second.questions(), comparison.questions());
        assertEquals(List.of("active_model"), comparison.scores().stream().map(Training.Score::name).toList());
        final double ndcg = comparison.scores().get(0).measures().ndcg10();
        assertTrue(ndcg > 0.05, "it knows the groups: " + ndcg);
        assertEquals(second.scores().get(0).isOutdoneBy(comparison.scores().get(0)), comparison.isOutdone());
        final JsonNode manifest = manifest(second.version());
        assertEquals(ndcg, manifest.get("metrics").get("active_model_ndcg_at_10").asDouble());
        assertEquals(active(), manifest.get("compared_with").get("version").asText());
    }

    @Test
    void shouldAskBothOnlyWhatTheActiveModelCannotHaveSeen() throws IOException {
        activate(train(DAYS - 2).version());
        final Training.Result third = train(DAYS);
        final ActiveModel.Comparison comparison = third.active().orElseThrow();
        assertEquals("", comparison.whyNot());
        assertTrue(comparison.questions() >= Training.MIN_VERDICT_LEADS && comparison.questions() < third.questions(),
                comparison.questions() + " of " + third.questions());
        assertEquals(List.of("active_model", "hybrid_on_the_same"),
                comparison.scores().stream().map(Training.Score::name).toList());
        assertEquals(comparison.scores().get(1).isOutdoneBy(comparison.scores().get(0)), comparison.isOutdone());
        assertTrue(manifest(third.version()).get("metrics").has("hybrid_on_the_same_ndcg_at_10"));
    }

    @Test
    void shouldNotCompareWithAModelThatHasSeenTheProof() throws IOException {
        activate(train(DAYS).version());
        final Training.Result again = train(DAYS);
        assertTrue(whyNot(again).contains("learned from all"), whyNot(again));
        assertTrue(again.refusal().isEmpty() || again.refusal().contains("parts"), again.refusal());
        final Training.Result later = train(DAYS, DAY_MS / 48);
        assertTrue(whyNot(later).startsWith("only "), whyNot(later));
    }

    @Test
    void shouldNotTakeThePlaceOfAModelThatDoesBetter() throws IOException {
        // It has seen what it is asked about, which nobody could have foretold, and says that it has not.
        final Behaviour behaviour = moving();
        final String version = train(behaviour).version();
        change(version, manifest -> ((ObjectNode) manifest.get("provenance"))
                .put("last_event_at", END.minusMillis(30 * DAY_MS).toString()));
        activate(version);
        final Training.Result second = train(behaviour);
        final ActiveModel.Comparison comparison = second.active().orElseThrow();
        assertTrue(comparison.isOutdone(), comparison.toString());
        assertFalse(second.passes());
        assertTrue(second.refusal().contains("active model " + version), second.refusal());
        assertEquals(version, active());
        assertTrue(Files.isDirectory(second.bundle()), "it is written all the same");
        assertTrue(manifest(second.version()).get("compared_with").get("is_better").asBoolean());
    }

    @Test
    void shouldTrainAllTheSameWhereTheActiveModelCannotBeAsked() throws IOException {
        final String version = active();
        change(version, manifest -> manifest.put("feature_schema_hash", "0"));
        assertTrue(whyNot(train(DAYS)).contains("another feature schema"));
        change(version, manifest -> manifest.put("feature_schema_hash", schemaHash()).put("format", 2));
        assertTrue(whyNot(train(DAYS)).contains("format 2"));
        change(version, manifest -> manifest.put("format", 3).remove("provenance"));
        assertTrue(whyNot(train(DAYS)).contains("provenance"));
        final Path vectors = folder.resolve(version).resolve("listings.f32");
        final byte[] content = Files.readAllBytes(vectors);
        content[7] ^= 1;
        Files.write(vectors, content);
        assertTrue(whyNot(train(DAYS)).contains("listings.f32 is damaged"));
        Files.writeString(folder.resolve(version).resolve("model.json"), "{");
        assertFalse(whyNot(train(DAYS)).isEmpty());
        activate(train(moving()).version());
        assertTrue(whyNot(train(DAYS)).contains("another data folder"));
        activate("../elsewhere");
        assertTrue(whyNot(train(DAYS)).contains("not there"));
    }

    private static String whyNot(final Training.Result result) {
        assertFalse(result.active().orElseThrow().isOutdone());
        return result.active().orElseThrow().whyNot();
    }

    private Training.Result train(final int days) throws IOException {
        return train(days, 0);
    }

    /** Trains on the first days, and some milliseconds more, without activating. */
    private Training.Result train(final int days, final long more) throws IOException {
        return train(tasteful(END.toEpochMilli() - (DAYS - days) * DAY_MS + more));
    }

    private Training.Result train(final Behaviour behaviour) throws IOException {
        final TrainingData data = new TrainingData(behaviour, new Catalog(EngagementWeights.defaults()).tenant(0),
                new LeadPopulation(END.toEpochMilli(), LeadFeatureOptions.DEFAULTS));
        return new Training(data, new Training.Options("default", END, 42, 8, 3, 2, Optional.of(Duration.ofMinutes(10)), 100),
                (fraction, what) -> { }, new PhaseClock()).run(folder, END.plusSeconds(++trainings), false);
    }

    private static String schemaHash() {
        return new LeadPopulation(END.toEpochMilli(), LeadFeatureOptions.DEFAULTS).schemaHash();
    }

    private void activate(final String version) throws IOException {
        new BundleWriter(folder).activate(version);
    }

    private String active() throws IOException {
        return Files.readString(folder.resolve("ACTIVE")).strip();
    }

    private JsonNode manifest(final String version) throws IOException {
        return new ObjectMapper().readTree(folder.resolve(version).resolve("model.json").toFile());
    }

    private void change(final String version, final Consumer<ObjectNode> change) throws IOException {
        final ObjectNode manifest = (ObjectNode) manifest(version);
        change.accept(manifest);
        Files.writeString(folder.resolve(version).resolve("model.json"), manifest.toString());
    }

    private static Behaviour tasteful(final long endMs) {
        final SplittableRandom random = new SplittableRandom(3);
        final Leads leads = new Leads(LISTINGS);
        for (int lead = 0; lead < LEADS; lead++) {
            leads.lead();
            leads.viewed(lead % LISTINGS, END.toEpochMilli() - DAYS * DAY_MS);
            for (int event = 0; event < 20; event++) {
                final int group = random.nextInt(10) == 0 ? random.nextInt(GROUPS) : lead % GROUPS;
                final int listing = random.nextInt(LISTINGS / GROUPS) * GROUPS + group;
                final long atMs = END.toEpochMilli() - random.nextLong(DAYS * DAY_MS);
                if (atMs <= endMs) {
                    leads.viewed(listing, atMs);
                }
            }
        }
        leads.lead().viewed(0, endMs);
        return leads.behaviour();
    }

    /** In the last days, all leads look at another group than before, where nobody has been yet. */
    private static Behaviour moving() {
        final SplittableRandom random = new SplittableRandom(4);
        final long movedMs = END.toEpochMilli() - 6 * DAY_MS;
        final Leads leads = new Leads(2 * LISTINGS);
        for (int lead = 0; lead < LEADS; lead++) {
            leads.lead();
            for (int event = 0; event < 24; event++) {
                final boolean hasMoved = event % 8 == 0;
                final int listing = random.nextInt(LISTINGS / GROUPS) * GROUPS + lead % GROUPS;
                leads.viewed(hasMoved ? LISTINGS + listing : listing, hasMoved
                        ? movedMs + random.nextLong(6 * DAY_MS) : movedMs - random.nextLong((DAYS - 6) * DAY_MS));
            }
        }
        return leads.behaviour();
    }
}
