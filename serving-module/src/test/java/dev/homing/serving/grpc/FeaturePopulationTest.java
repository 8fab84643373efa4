package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.homing.features.FeatureSchema;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchGetLeadFeaturesRequest;
import dev.homing.proto.v1.BatchGetLeadFeaturesResponse;
import dev.homing.proto.v1.FeatureForm;
import dev.homing.proto.v1.FeatureValue;
import dev.homing.proto.v1.GetLeadFeaturesRequest;
import dev.homing.proto.v1.GetLeadFeaturesResponse;
import dev.homing.proto.v1.ListFeatureDefinitionsRequest;
import dev.homing.proto.v1.ListFeatureDefinitionsResponse;
import dev.homing.proto.v1.PackedFeatures;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What "high" means: against the population of the model that serves. */
@Timeout(60)
class FeaturePopulationTest {
    private static final int PRICE_MEAN = 26;

    @TempDir
    private Path folder;
    private TestServer server;

    @BeforeEach
    void open() {
        server = TestServer.open(folder);
        server.upsert(property("p1"));
        for (int i = 0; i < 3; i++) {
            server.track(view("ann", "p1"));
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldSayWhatToDoWhileThereIsNoPopulation() {
        assertRefusedWithoutPopulation();
        bundle("old").write(folder);
        activate("old");
        assertRefusedWithoutPopulation();
        assertEquals("old", server.recommend(RecommendRequest.newBuilder().setLeadId("ann").setIncludeSeen(true))
                .getModelVersion(), "a model of before there were populations serves as ever");
        assertEquals("", definitions().getPopulationVersion());
        assertFalse(definitions().getDefinitions(0).hasPopulation());
        bundle("new").population(TestBundle.population(1)).write(folder);
        activate("new");
        assertEquals("new", normalized(FeatureForm.NAMED).getPopulationVersion());
        activate("old");
        assertRefusedWithoutPopulation();
    }

    private void assertRefusedWithoutPopulation() {
        for (final Refused refused : new Refused[] {
                Refused.by(() -> normalized(FeatureForm.NAMED)),
                Refused.by(() -> server.features().batchGetLeadFeatures(BatchGetLeadFeaturesRequest.newBuilder()
                        .addLeadIds("ann").setNormalize(true).build()).next())}) {
            assertEquals(Code.FAILED_PRECONDITION, refused.code());
            assertEquals("NO_POPULATION", refused.reason());
            assertTrue(refused.message().contains("homing train"), refused.message());
        }
    }

    @Test
    void shouldSayWhereEachValueStands() {
        bundle("m1").population(TestBundle.population(2)).write(folder);
        activate("m1");
        final GetLeadFeaturesResponse named = normalized(FeatureForm.NAMED);
        assertEquals("m1", named.getPopulationVersion());
        final Map<String, FeatureValue> features =
                named.getFeaturesList().stream().collect(Collectors.toMap(FeatureValue::getName, Function.identity()));
        final FeatureValue views = features.get("property_view_count");
        assertEquals(3, views.getValue(), "the raw value stays");
        assertEquals(0.015f, views.getPercentile(), "3 of 0 to 200");
        assertEquals(-4.85f, views.getZScore(), "(3 - 100) / 20");
        assertEquals(0, features.get("property_like_count").getPercentile());
        assertTrue(named.getFeaturesList().stream().allMatch(feature -> feature.hasPercentile() && feature.hasZScore()));

        final PackedFeatures packed = normalized(FeatureForm.PACKED).getPacked();
        assertEquals(92, packed.getPercentilesCount());
        assertEquals(92, packed.getZScoresCount());
        assertEquals(0.015f, packed.getPercentiles(views.getIndex()));
        assertEquals(-4.85f, packed.getZScores(views.getIndex()));
        assertTrue(Float.isNaN(packed.getNumerical(PRICE_MEAN)));
        assertTrue(Float.isNaN(packed.getPercentiles(PRICE_MEAN)));
        assertTrue(Float.isNaN(packed.getZScores(PRICE_MEAN)));
    }

    @Test
    void shouldLeaveOutWhatThePopulationDoesNotSay() {
        final String nobodyHasAny = "\"count\":0,\"missing\":9,\"quantiles\":[]";
        final String allTheSame = "\"count\":9,\"missing\":0,\"mean\":3,\"std\":0,\"quantiles\":["
                + String.join(",", Collections.nCopies(101, "3")) + "]";
        bundle("m1").population(with("property_view_count", allTheSame).replaceFirst(
                "(\"name\":\"property_swipe_count\",)[^\\]]*\\]", "$1" + nobodyHasAny)).write(folder);
        activate("m1");
        final GetLeadFeaturesResponse named = normalized(FeatureForm.NAMED);
        assertEquals("property_view_count", named.getFeatures(3).getName());
        assertEquals(0.5f, named.getFeatures(3).getPercentile());
        assertFalse(named.getFeatures(3).hasZScore(), "there is no deviation");
        assertEquals("property_swipe_count", named.getFeatures(4).getName());
        assertFalse(named.getFeatures(4).hasPercentile() || named.getFeatures(4).hasZScore());
        final var population = definitions().getDefinitions(4).getPopulation();
        assertEquals(9, population.getMissing());
        assertEquals(0, population.getCount() + population.getQuantilesCount());
    }

    @Test
    void shouldTellThePopulationWithTheDefinitions() {
        bundle("m1").population(TestBundle.population(2)).write(folder);
        activate("m1");
        final ListFeatureDefinitionsResponse definitions = definitions();
        assertEquals("m1", definitions.getPopulationVersion());
        for (int i = 0; i < definitions.getDefinitionsCount(); i++) {
            assertEquals(i < FeatureSchema.LEAD.numerical().size(), definitions.getDefinitions(i).hasPopulation());
        }
        final var views = definitions.getDefinitions(3).getPopulation();
        assertEquals(1_000, views.getCount());
        assertEquals(5, views.getMissing());
        assertEquals(100, views.getMean());
        assertEquals(20, views.getStd());
        assertEquals(101, views.getQuantilesCount());
        assertEquals(200, views.getQuantiles(100));
        final ListFeatureDefinitionsResponse agents = server.features().listFeatureDefinitions(
                ListFeatureDefinitionsRequest.newBuilder().setSchema("agent-v1").build());
        assertEquals("", agents.getPopulationVersion(), "models are trained on leads");
        assertTrue(agents.getDefinitionsList().stream().noneMatch(definition -> definition.hasPopulation()));
    }

    @Test
    void shouldFinishWithThePopulationThatItBeganWith() {
        bundle("m1").population(TestBundle.population(1)).write(folder);
        bundle("m2").population(TestBundle.population(5)).write(folder);
        activate("m1");
        final Iterator<BatchGetLeadFeaturesResponse> answers = server.features().batchGetLeadFeatures(
                BatchGetLeadFeaturesRequest.newBuilder().addAllLeadIds(Collections.nCopies(500, "ann")).setNormalize(true)
                        .build());
        assertAnsweredBy("m1", 0.03f, answers.next().getLead());
        activate("m2");
        int rest = 0;
        while (answers.hasNext()) {
            assertAnsweredBy("m1", 0.03f, answers.next().getLead());
            rest++;
        }
        assertEquals(499, rest);
        assertAnsweredBy("m2", 0.006f, normalized(FeatureForm.NAMED));
    }

    private static void assertAnsweredBy(final String version, final float percentile, final GetLeadFeaturesResponse answer) {
        assertEquals(version, answer.getPopulationVersion());
        assertEquals(percentile, answer.getFeatures(0).getPercentile(), 1e-6f);
    }

    @Test
    void shouldRefuseABundleWithADamagedPopulationByNameAndReason() throws IOException {
        bundle("good").population(TestBundle.population(1)).write(folder);
        activate("good");
        final String right = TestBundle.population(1);
        Files.writeString(bundle("changed").population(right).write(folder).resolve("population.json"), right + " ");
        Files.delete(bundle("gone").population(right).write(folder).resolve("population.json"));
        bundle("scribble").population("{\"format\":").write(folder);
        bundle("empty").population("").write(folder);
        bundle("later").population(right.replace("\"format\":1", "\"format\":2")).write(folder);
        bundle("other-schema").population(right.replace(FeatureSchema.LEAD.hash(), "0123")).write(folder);
        bundle("other-name").population(right.replace("\"price_mean\"", "\"price\"")).write(folder);
        bundle("short").population(right.replaceFirst(",\\{\"name\":\"recent_7d_ratio\".*?\\}", "")).write(folder);
        bundle("falling").population(with("price_mean", "\"count\":9,\"missing\":0,\"mean\":3,\"std\":0,\"quantiles\":[1,0"
                + ",0".repeat(99) + "]")).write(folder);
        final Map<String, String> reasons = Map.of("changed", "SHA-256", "gone", "population.json", "scribble", "end-of-input",
                "empty", "format", "later", "format is \"2\"", "other-schema", "schema_hash is \"0123\"",
                "other-name", "name is \"price\"", "short", "91 features instead of 92",
                "falling", "price_mean: quantiles[1]=0.0");
        for (final String version : new TreeSet<>(reasons.keySet())) {
            final Refused refused = Refused.by(() -> activate(version));
            assertEquals("MODEL_UNUSABLE", refused.reason(), version);
            assertTrue(refused.message().contains("model " + version + " is damaged: population.json: "), refused.message());
            assertTrue(refused.message().contains(reasons.get(version)), refused.message());
            assertEquals("good", normalized(FeatureForm.NAMED).getPopulationVersion());
        }
    }

    /** A population in which one feature says something else. */
    private static String with(final String feature, final String content) {
        return TestBundle.population(1).replaceFirst("(\"name\":\"" + feature + "\",)[^\\]]*\\]", "$1" + content);
    }

    private static TestBundle bundle(final String version) {
        return new TestBundle(version).listing("p1", 1, 1, 0);
    }

    private void activate(final String version) {
        server.models().activateModel(ActivateModelRequest.newBuilder().setVersion(version).build());
    }

    private ListFeatureDefinitionsResponse definitions() {
        return server.features().listFeatureDefinitions(ListFeatureDefinitionsRequest.getDefaultInstance());
    }

    private GetLeadFeaturesResponse normalized(final FeatureForm form) {
        return server.features().getLeadFeatures(
                GetLeadFeaturesRequest.newBuilder().setLeadId("ann").setForm(form).setNormalize(true).build());
    }
}
