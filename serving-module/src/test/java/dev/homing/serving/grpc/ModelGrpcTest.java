package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.homing.features.FeatureSchema;
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
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
        assertEquals(Map.of("ndcg_at_20", 0.25), model.getMetricsMap());
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
}
