package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.homing.features.FeatureSchema;
import dev.homing.features.ItemWeights;
import dev.homing.features.RankColumn;
import dev.homing.features.TreeModel;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.GetLatencyReportRequest;
import dev.homing.proto.v1.GetLatencyReportResponse;
import dev.homing.proto.v1.GetModelRequest;
import dev.homing.proto.v1.IngestReport;
import dev.homing.proto.v1.LatencySummary;
import dev.homing.proto.v1.ListModelsRequest;
import dev.homing.proto.v1.ListModelsResponse;
import dev.homing.proto.v1.Model;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RollbackModelRequest;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ModelGrpcTest {
    @TempDir
    private Path folder;
    private TestServer server;

    @BeforeEach
    void open() {
        server = TestServer.open(folder);
        server.upsert(property("p1"));
        server.upsert(property("p2"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldHaveNoModelAtFirst() {
        assertEquals(0, list(0, "").getModelsCount());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> get("m1")).code());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> activate("m1")).code());
        assertEquals(List.of("version"), Refused.by(() -> get("")).fields());
        assertEquals(List.of("version"), Refused.by(() -> activate("x".repeat(65))).fields());
    }

    @Test
    void shouldListReadAndSwitchModels() throws IOException {
        bundle("m1").write(folder);
        bundle("m2").write(folder);
        Files.createDirectories(TestBundle.models(folder).resolve(".m3.tmp"));
        Files.createDirectories(TestBundle.models(folder).resolve("empty"));
        assertEquals(List.of("m2", "m1"), versions(list(0, "")), "newest first; drafts and strangers are no models");
        assertTrue(list(0, "").getModelsList().stream().noneMatch(Model::getActive), "a bundle on disk is not active by itself");

        assertTrue(activate("m1").getActive());
        final Model model = get("m1");
        assertTrue(model.getActive());
        assertFalse(get("m2").getActive());
        assertEquals(2, model.getListingCount());
        assertEquals(7, model.getLeadCount());
        assertEquals(2, model.getDimensions());
        assertEquals(42, model.getSeed());
        assertEquals(FeatureSchema.LEAD.hash(), model.getSchemaHash());
        assertEquals(Map.of("ndcg_at_10", 0.25), model.getMetricsMap());
        assertEquals(1_795_132_800L, model.getCreatedAt().getSeconds());
        assertEquals("m1\n", Files.readString(TestBundle.models(folder).resolve("ACTIVE")));
        assertTrue(activate("m1").getActive(), "again changes nothing");

        assertTrue(activate("m2").getActive());
        assertFalse(get("m1").getActive());
        server.close();
        server = TestServer.open(folder);
        assertTrue(get("m2").getActive(), "after a restart");
    }

    @Test
    void shouldGoBackToTheModelThatServedBefore() throws IOException {
        List.of("m1", "m2").forEach(version -> bundle(version).write(folder));
        assertEquals("NO_PREVIOUS_MODEL", Refused.by(() -> rollback("")).reason(), "none serves");
        activate("m1");
        final Refused first = Refused.by(() -> rollback(""));
        assertEquals(Code.FAILED_PRECONDITION, first.code());
        assertEquals("NO_PREVIOUS_MODEL", first.reason(), "it is the first");
        activate("m2");

        assertEquals("m1", rollback("m2").getVersion());
        assertEquals("m1", rollback("m2").getVersion(), "a repeat changes nothing");
        assertTrue(get("m1").getActive());
        assertEquals("m1\n", Files.readString(TestBundle.models(folder).resolve("ACTIVE")));
        assertEquals("m2\n", Files.readString(TestBundle.models(folder).resolve("PREVIOUS")));
        assertEquals("m2", rollback("").getVersion(), "a second one goes forward again");
        assertEquals(List.of("from_version"), Refused.by(() -> rollback("x".repeat(65))).fields());
        server.close();
        server = TestServer.open(folder);
        assertEquals("m1", rollback("m2").getVersion(), "after a restart");
    }

    @Test
    void shouldGoOnServingWhereTheModelBeforeIsGoneOrDamaged() throws IOException {
        List.of("m1", "m2").forEach(version -> bundle(version).write(folder));
        activate("m1");
        activate("m2");
        final Path ranker = TestBundle.models(folder).resolve("m1").resolve("ranker.onnx");
        Files.write(ranker, new byte[3]);
        assertEquals("MODEL_UNUSABLE", Refused.by(() -> rollback("")).reason());
        Files.writeString(TestBundle.models(folder).resolve("PREVIOUS"), "m0\n");
        final Refused gone = Refused.by(() -> rollback(""));
        assertEquals("MODEL_UNUSABLE", gone.reason());
        assertTrue(gone.message().contains("m0"), gone.message());
        Files.writeString(TestBundle.models(folder).resolve("PREVIOUS"), "../m1\n");
        assertEquals(Code.FAILED_PRECONDITION, Refused.by(() -> rollback("")).code());
        assertTrue(get("m2").getActive());
    }

    @Test
    void shouldListPageByPage() {
        List.of("m1", "m2", "m3").forEach(version -> bundle(version).write(folder));
        final ListModelsResponse first = list(2, "");
        assertEquals(List.of("m3", "m2"), versions(first));
        final ListModelsResponse last = list(2, first.getNextPageToken());
        assertEquals(List.of("m1"), versions(last));
        assertEquals("", last.getNextPageToken());
        assertEquals(List.of("page_token"), Refused.by(() -> list(2, "m1")).fields());
        assertEquals(List.of("page_size"), Refused.by(() -> list(1_001, "")).fields());
    }

    @Test
    void shouldTakeTheModelThatTrainingMadeActiveBesideIt() throws IOException {
        bundle("m1").write(folder);
        Files.writeString(TestBundle.models(folder).resolve("ACTIVE"), "m1\n");
        server.engine().pollModels();
        assertTrue(get("m1").getActive());
    }

    @Test
    void shouldGoOnWithTheOldModelWhereTheNewOneCannotServe() throws IOException {
        bundle("good").write(folder);
        activate("good");
        server.track(like("ann", "p1"));

        Files.write(bundle("flipped").write(folder).resolve("listings.f32"), new byte[16]);
        Files.delete(bundle("headless").write(folder).resolve("listings.ids"));
        Files.write(bundle("short").write(folder).resolve("popularity.f32"), new byte[4]);
        Files.writeString(bundle("scribble").write(folder).resolve("model.json"), "{");
        bundle("other-schema").schemaHash("0123").write(folder);
        new TestBundle("other-folder").listing("p2", 0, 1, 0).listing("p1", 0, 0, 1).write(folder);
        new TestBundle("too-many").listing("p1", 0, 1, 0).listing("p2", 0, 0, 1).listing("p3", 0, 1, 1).write(folder);
        for (final String version : List.of(
                "flipped", "headless", "short", "scribble", "other-schema", "other-folder", "too-many")) {
            final Refused refused = Refused.by(() -> activate(version));
            assertEquals(Code.FAILED_PRECONDITION, refused.code(), version);
            assertEquals("MODEL_UNUSABLE", refused.reason());
            assertTrue(refused.message().contains(version), refused.message());
            Files.writeString(TestBundle.models(folder).resolve("ACTIVE"), version);
            server.engine().pollModels();
            assertTrue(get("good").getActive(), version);
            assertEquals("good", server.recommend(RecommendRequest.newBuilder().setLeadId("ann")).getModelVersion());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"listings.f32", "listings.ids", "popularity.f32", "items.csr", "neighbours.csr", "content.bin",
        "candidates.onnx", "content.onnx", "ranker.onnx"})
    void shouldRefuseAModelOneOfWhoseFilesIsNotWhatTrainingWrote(final String file) throws IOException {
        bundle("good").write(folder);
        activate("good");
        server.track(like("ann", "p1"));

        final Path gone = bundle("gone").write(folder).resolve(file);
        Files.delete(gone);
        assertUnusable("gone", "model gone is damaged: " + file + ": " + gone);
        final Path flipped = bundle("flipped").write(folder).resolve(file);
        final byte[] bytes = Files.readAllBytes(flipped);
        bytes[bytes.length / 2] ^= 1;
        Files.write(flipped, bytes);
        assertUnusable("flipped", "model flipped is damaged: " + file + ": its SHA-256 is ");
        final Path cut = bundle("cut").write(folder).resolve(file);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length - 1));
        assertUnusable("cut", "model cut is damaged: " + file + ": ");
        final Path empty = bundle("empty").write(folder).resolve(file);
        Files.write(empty, new byte[0]);
        assertUnusable("empty", "model empty is damaged: " + file + ": ");
        bundle("unnamed").unnamed(file).write(folder);
        assertUnusable("unnamed", "model unnamed is damaged: " + file + ": model.json does not name it");
        // With the right hash, as from a training that went wrong.
        bundle("scribble").file(file, new byte[] {1, 2, 3, 4, 5}).write(folder);
        assertUnusable("scribble", "model scribble is damaged: " + file + ": ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"items.csr", "neighbours.csr"})
    void shouldRefuseWeightsThatAreNotOfItsListings(final String file) throws IOException {
        bundle("good").write(folder);
        activate("good");
        server.track(like("ann", "p1"));

        bundle("other").file(file, weights(new int[][] {{1}, {0}, {1}}, 1)).write(folder);
        assertUnusable("other", file + ": it is of 3 listings instead of 2");
        bundle("short").file(file, Arrays.copyOf(weights(new int[][] {{1}, {0}}, 1), 32)).write(folder);
        assertUnusable("short", file + ": it has 32 bytes, for 2 listings and 2 weights");
        bundle("beyond").file(file, weights(new int[][] {{1}, {2}}, 1)).write(folder);
        assertUnusable("beyond", file + ": weight 1 is 1.0 for listing 2 of 2");
        bundle("before").file(file, weights(new int[][] {{-1}, {}}, 1)).write(folder);
        assertUnusable("before", file + ": weight 0 is 1.0 for listing -1 of 2");
        bundle("endless").file(file, weights(new int[][] {{1}, {}}, Float.POSITIVE_INFINITY)).write(folder);
        assertUnusable("endless", file + ": weight 0 is Infinity for listing 1 of 2");
        final byte[] backwards = weights(new int[][] {{1}, {0}}, 1);
        // The start of the second list.
        backwards[12] = 3;
        bundle("backwards").file(file, backwards).write(folder);
        assertUnusable("backwards", file + ": the list of listing 1 begins at 3 of 2");
        final byte[] negative = weights(new int[][] {{1}, {0}}, 1);
        // The highest byte of the number of listings.
        negative[3] = -1;
        bundle("negative").file(file, negative).write(folder);
        assertUnusable("negative", file + ": it has 36 bytes, for -16777214 listings and 2 weights");
    }

    @Test
    void shouldRefuseATasteForAttributesThatIsNone() throws IOException {
        bundle("good").write(folder);
        activate("good");
        server.track(like("ann", "p1"));

        final byte[] content = bundle("sample").content();
        for (final int count : new int[] {-1, 0, 2, 1_025}) {
            bundle("sized").file("content.bin", with(content, 0, count)).write(folder);
            assertUnusable("sized", "content.bin: it has " + content.length + " bytes, for " + count + " dimensions");
        }
        bundle("areas").file("content.bin", with(content, 4, Integer.MAX_VALUE)).write(folder);
        assertUnusable("areas", "content.bin: it has " + content.length + " bytes, for 1 dimensions, 2147483647 areas");
        bundle("amenities").file("content.bin", with(content, 8, 65)).write(folder);
        assertUnusable("amenities",
                "content.bin: it has " + content.length + " bytes, for 1 dimensions, 0 areas and 65 amenities");
        bundle("no-number").file("content.bin", with(content, content.length - 4, Float.floatToIntBits(Float.NaN))).write(folder);
        assertUnusable("no-number", "content.bin: it has the number NaN");
        // After three counts and eight means.
        bundle("spread").file("content.bin", with(content, 44, 0)).write(folder);
        assertUnusable("spread", "content.bin: spreads[0]=0.0 is not more than 0");
        bundle("other").file("content.bin", bundle("sample").bedrooms().content()).write(folder);
        assertUnusable("other", "content.onnx: ONNX Runtime failed: ");
    }

    @Test
    void shouldRefuseGraphsThatLoadButAreNotOfThisModel() throws IOException {
        bundle("good").write(folder);
        activate("good");
        server.track(like("ann", "p1"));

        final byte[] ranker = TestBundle.ranker(new float[RankColumn.COUNT]);
        for (final String file : List.of("candidates.onnx", "content.onnx")) {
            bundle("ranker").file(file, ranker).write(folder);
            assertUnusable("ranker", file + ": ONNX Runtime failed: ");
            bundle("longer").file(file, TestBundle.candidates(3)).write(folder);
            assertUnusable("longer", file + ": ONNX Runtime failed: ");
        }
        bundle("finder").file("ranker.onnx", TestBundle.candidates(2)).write(folder);
        assertUnusable("finder", "ranker.onnx: it has no mix");
        for (final int columns : new int[] {1, RankColumn.COUNT - 1, RankColumn.COUNT + 1}) {
            bundle("columns").file("ranker.onnx", TestBundle.ranker(new float[columns])).write(folder);
            assertUnusable("columns", "ranker.onnx: it ranks by " + columns + " columns instead of " + RankColumn.COUNT);
        }
        final float[] mix = new float[RankColumn.COUNT];
        mix[3] = Float.NaN;
        bundle("no-number").file("ranker.onnx", TestBundle.ranker(mix)).write(folder);
        assertUnusable("no-number", "ranker.onnx: it gives zeros the score NaN");
    }

    @Test
    void shouldRefuseARankerThatIsReadAsSomethingElseThanItIs() throws IOException {
        final byte[] ranker = TestBundle.ranker(new float[RankColumn.COUNT], new TreeModel(List.of(new TreeModel.Tree(
                new int[] {2}, new float[] {0.5f}, new int[] {~0}, new int[] {~1}, new float[] {3, 4}))));
        final String text = new String(ranker, StandardCharsets.ISO_8859_1);
        bundle("good").file("ranker.onnx", ranker).write(folder);
        activate("good");
        bundle("turned").file("ranker.onnx", text.replace("BRANCH_LEQ", "BRANCH_GTE").getBytes(StandardCharsets.ISO_8859_1))
                .write(folder);
        assertUnusable("turned", "ranker.onnx: it gives zeros the score 4.0, and what was read of it 3.0");

        bundle("joined").file("ranker.onnx", TestBundle.ranker(new float[RankColumn.COUNT], new TreeModel(List.of(
                new TreeModel.Tree(new int[2], new float[2], new int[] {1, ~0}, new int[] {1, ~1}, new float[] {1, 2, 3})))))
                .write(folder);
        assertUnusable("joined", "ranker.onnx: two ways lead to its node 1");
        final int[] left = new int[32];
        final int[] right = new int[32];
        for (int i = 0; i < 32; i++) {
            left[i] = ~i;
            right[i] = i < 31 ? i + 1 : ~32;
        }
        bundle("wide").file("ranker.onnx", TestBundle.ranker(new float[RankColumn.COUNT], new TreeModel(List.of(
                new TreeModel.Tree(new int[32], new float[32], left, right, new float[33]))))).write(folder);
        assertUnusable("wide", "ranker.onnx: its tree 0 has 33 leaves, more than 32");
    }

    @Test
    void shouldAskForATrainingWhereTheModelIsOfAnOlderFormat() throws IOException {
        bundle("good").write(folder);
        activate("good");
        server.track(like("ann", "p1"));
        final Path manifest = bundle("old").write(folder).resolve("model.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"format\" : 3", "\"format\" : 2"));
        assertUnusable("old", "has format 2; this version reads format 3");
    }

    /** It is refused both ways, and what served before goes on. */
    private void assertUnusable(final String version, final String why) throws IOException {
        final Refused refused = Refused.by(() -> activate(version));
        assertEquals(Code.FAILED_PRECONDITION, refused.code(), version);
        assertEquals("MODEL_UNUSABLE", refused.reason());
        assertTrue(refused.message().contains(why), refused.message());
        Files.writeString(TestBundle.models(folder).resolve("ACTIVE"), version);
        server.engine().pollModels();
        assertTrue(get("good").getActive(), version);
        assertEquals("good", server.recommend(RecommendRequest.newBuilder().setLeadId("ann")).getModelVersion());
    }

    private static byte[] weights(final int[][] targets, final float weight) {
        final float[][] weights = new float[targets.length][];
        for (int i = 0; i < targets.length; i++) {
            weights[i] = new float[targets[i].length];
            Arrays.fill(weights[i], weight);
        }
        return ItemWeights.encode(targets, weights).array();
    }

    private static byte[] with(final byte[] bytes, final int offset, final int number) {
        final byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, number);
        return changed;
    }

    @Test
    void shouldNotLeaveTheFolderOfItsModels() throws IOException {
        bundle("m1").writeInto(folder.resolve("elsewhere"));
        bundle("hidden").write(folder);
        Files.move(TestBundle.models(folder).resolve("hidden"), TestBundle.models(folder).resolve(".hidden"));
        for (final String version : List.of("../../elsewhere/m1", "..", ".", ".hidden", "a/b", "a\\b", "m1\0", "é")) {
            assertEquals(Code.NOT_FOUND, Refused.by(() -> get(version)).code(), version);
            assertEquals(Code.NOT_FOUND, Refused.by(() -> activate(version)).code(), version);
        }
    }

    @Test
    void shouldCountCallsErrorsAndStages() {
        bundle("m1").write(folder);
        activate("m1");
        server.track(like("ann", "p1"));
        for (int i = 0; i < 5; i++) {
            server.listingsFor("ann");
        }
        Refused.by(() -> server.recommend(RecommendRequest.newBuilder()));
        final GetLatencyReportResponse report =
                server.models().getLatencyReport(GetLatencyReportRequest.getDefaultInstance());
        final Map<String, LatencySummary> summaries = report.getSummariesList().stream()
                .collect(Collectors.toMap(LatencySummary::getName, Function.identity()));
        final LatencySummary recommend = summaries.get("homing.v1.RecommendationService/Recommend");
        assertEquals(6, recommend.getCount());
        assertEquals(1, recommend.getErrorCount());
        assertTrue(recommend.getP50Us() > 0 && recommend.getP50Us() <= recommend.getP90Us()
                && recommend.getP90Us() <= recommend.getP99Us() && recommend.getP99Us() <= recommend.getP999Us()
                && recommend.getP999Us() <= recommend.getMaxUs(), recommend.toString());
        assertEquals(5, summaries.get("stage/timeline").getCount());
        assertEquals(5, summaries.get("stage/fold-in").getCount());
        assertEquals(5, summaries.get("stage/onnx").getCount());
        assertEquals(5, summaries.get("stage/rows").getCount());
        assertEquals(5, summaries.get("stage/rank").getCount());
        assertEquals(2, summaries.get("homing.v1.CatalogService/UpsertProperty").getCount());
        assertEquals(1, summaries.get("homing.v1.TrackingService/TrackEvent").getCount());
        assertFalse(summaries.containsKey("homing.v1.TrackingService/BatchTrackEvents"), "what was not called is not there");
        assertTrue(report.getUptime().getSeconds() > 0 || report.getUptime().getNanos() > 0);
        final IngestReport ingest = report.getIngest();
        assertEquals(IngestReport.State.RUNNING, ingest.getState());
        assertEquals(3, ingest.getRecordedCount(), "two listings and an event");
        assertEquals(3, ingest.getBatchCount());
        assertEquals(1, ingest.getBatchSizeMax());
        assertTrue(ingest.getSyncP50Us() > 0 && ingest.getSyncP50Us() <= ingest.getSyncP99Us()
                && ingest.getSyncP99Us() <= ingest.getSyncMaxUs(), ingest.toString());
        assertTrue(ingest.getRingLength() > ingest.getRingBytes(), ingest.toString());
    }

    private static TestBundle bundle(final String version) {
        return new TestBundle(version).listing("p1", 1, 1, 0).listing("p2", 2, 0, 1);
    }

    private ListModelsResponse list(final int size, final String token) {
        return server.models().listModels(ListModelsRequest.newBuilder().setPageSize(size).setPageToken(token).build());
    }

    private static List<String> versions(final ListModelsResponse response) {
        return response.getModelsList().stream().map(Model::getVersion).toList();
    }

    private Model get(final String version) {
        return server.models().getModel(GetModelRequest.newBuilder().setVersion(version).build()).getModel();
    }

    private Model activate(final String version) {
        return server.models().activateModel(ActivateModelRequest.newBuilder().setVersion(version).build()).getModel();
    }

    private Model rollback(final String from) {
        return server.models().rollbackModel(RollbackModelRequest.newBuilder().setFromVersion(from).build()).getModel();
    }
}
