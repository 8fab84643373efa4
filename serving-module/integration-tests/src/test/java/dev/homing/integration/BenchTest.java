package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchTest extends DistributionTest {
    private static final int WAIT_SECONDS = 60;

    @Test
    void shouldMeasureRecommendBesideAnEmptyCall() throws IOException, InterruptedException {
        final Path json = folder().resolve("bench.json");
        final Finished finished = homing().succeed("bench", "serve", "--listings", 300, "--leads", 25, "--warmup", 1,
                "--calls", 50, "--at-once", 4, "--json", json);
        assertTrue(finished.out().contains("20 of 300 listings"), finished.toString());
        assertTrue(finished.out().matches("(?s).*\n  ratio +\\d+\\.\\d\\dx +\\d+\\.\\d\\dx\n.*"), finished.toString());
        assertTrue(finished.out().contains("stage/onnx"), finished.toString());

        final Struct.Builder figures = Struct.newBuilder();
        JsonFormat.parser().merge(Files.readString(json), figures);
        assertEquals("closed", figures.getFieldsOrThrow("loop").getStringValue());
        for (final String call : List.of("empty_rpc", "recommend", "recommend_filtered", "recommend_explained",
                "empty_rpcs_together", "recommends_together")) {
            final Struct figure = figures.getFieldsOrThrow(call).getStructValue();
            assertEquals(50, figure.getFieldsOrThrow("count").getNumberValue());
            assertTrue(number(figure, "p50_us") > 0 && number(figure, "p50_us") <= number(figure, "p99_us")
                    && number(figure, "p99_us") <= number(figure, "max_us"), figure.toString());
        }
        assertTrue(number(figures.getFieldsOrThrow("recommend_filtered").getStructValue().getFieldsOrThrow("ratio")
                .getStructValue(), "p50") > 0);
        final Struct open = figures.getFieldsOrThrow("open_loop").getStructValue();
        assertEquals(50, number(open, "count"));
        assertTrue(number(open, "per_second") >= 1 && number(open, "p50_us") > 0, open.toString());
        final Struct swapped = figures.getFieldsOrThrow("open_loop_with_swaps").getStructValue();
        assertEquals(50, number(swapped, "count"));
        assertEquals(2, number(swapped, "swaps"));
        final double recall = number(figures.getFieldsOrThrow("setup").getStructValue(), "candidates_recall_at_128");
        assertTrue(recall > 0.9 && recall <= 1, "recall " + recall);
        // Both phases together, and not one call that failed.
        final Struct server = figures.getFieldsOrThrow("server").getStructValue()
                .getFieldsOrThrow("homing.v1.RecommendationService/Recommend").getStructValue();
        assertTrue(number(server, "count") > 50, server.toString());
        assertEquals(0, number(server, "errors"));
    }

    @Test
    void shouldMeasureDurableEventsBesideTheDisk() throws IOException, InterruptedException {
        final Path json = folder().resolve("ingest.json");
        final Finished finished = homing().succeed("bench", "ingest", "--leads", 20, "--batches", 2, "--in-flight", 8,
                "--warmup", 0, "--calls", 30, "--rate", 200, "--json", json);
        assertTrue(finished.out().matches("(?s).*\np99 ack / p99 of the disk +\\d+\\.\\d\\dx .*"), finished.toString());
        assertTrue(finished.out().contains("TrackingService/BatchTrackEvents"), finished.toString());

        final Struct.Builder figures = Struct.newBuilder();
        JsonFormat.parser().merge(Files.readString(json), figures);
        final List<Struct> parts = figures.getFieldsOrThrow("parts").getListValue().getValuesList().stream()
                .map(Value::getStructValue).toList();
        assertEquals(5, parts.size(), "batches, 1 and 2 in flight; single events; a stream; an open loop");
        for (final Struct part : parts) {
            assertEquals(0, number(part, "refused"), part.toString());
            assertTrue(number(part, "events") >= 30 && number(part, "events_per_second") > 0, part.toString());
            assertTrue(number(part.getFieldsOrThrow("ack").getStructValue(), "p99_us") > 0, part.toString());
            assertTrue(number(part.getFieldsOrThrow("disk").getStructValue(), "p99_us") > 0, part.toString());
        }
        assertEquals("open", parts.get(4).getFieldsOrThrow("loop").getStringValue());
        assertTrue(number(figures.getFieldsOrThrow("server_batches").getStructValue(), "count") > 0);
    }

    @Test
    void shouldMeasureFeaturesBesideAPlainPass() throws IOException, InterruptedException {
        final Path json = folder().resolve("features.json");
        final Finished finished = homing().succeed("bench", "features", "--seconds", 1, "--json", json);
        assertTrue(finished.out().contains("512 events"), finished.toString());

        final Struct.Builder figures = Struct.newBuilder();
        JsonFormat.parser().merge(Files.readString(json), figures);
        final List<Struct> sizes = figures.getFieldsOrThrow("sizes").getListValue().getValuesList().stream()
                .map(Value::getStructValue).toList();
        assertEquals(List.of(10.0, 50.0, 200.0, 512.0), sizes.stream().map(size -> number(size, "events")).toList());
        for (final Struct size : sizes) {
            assertTrue(number(size, "pass_us") > 0 && number(size, "extract_us") > 0 && number(size, "look_up_us") > 0,
                    size.toString());
        }
    }

    @Test
    void shouldMeasureTheFactorisationBesideAPlainLoop() throws IOException, InterruptedException {
        final Path json = folder().resolve("train.json");
        final Finished finished = homing().succeed("bench", "train", "--leads", 300, "--listings", 200, "--pairs", 6_000,
                "--dimensions", 10, "--iterations", 16, "--json", json);
        assertTrue(finished.out().contains("300 leads x 200 listings"), finished.toString());
        assertTrue(finished.out().matches("(?s).*\nratio +\\d+\\.\\d\\dx\n.*"), finished.toString());

        final Struct.Builder figures = Struct.newBuilder();
        JsonFormat.parser().merge(Files.readString(json), figures);
        final Struct few = figures.getFieldsOrThrow("factorisation").getStructValue();
        final Struct end = figures.getFieldsOrThrow("rows_solved_to_the_end").getStructValue();
        for (final Struct figure : List.of(few, end)) {
            assertTrue(number(figure, "cpu_seconds") > 0 && number(figure, "wall_seconds") > 0
                    && number(figure, "ndcg_at_20") > 0, figure.toString());
        }
        assertEquals(number(end, "objective"), number(few, "objective"), 0.01 * number(end, "objective"));
        assertTrue(number(figures.getFieldsOrThrow("floor").getStructValue(), "cpu_seconds") > 0);
    }

    @Test
    void shouldTakeItsServerAndFolderAlongWhenItIsTerminated() throws IOException, InterruptedException {
        try (Running bench = homing().start("bench", "serve", "--listings", 300, "--leads", 25, "--seconds", 600)) {
            final Deadline started = new Deadline(WAIT_SECONDS, "the server process");
            while (bench.process().descendants().findAny().isEmpty() || homing().leftovers().size() < 2) {
                started.pause();
            }
            final List<ProcessHandle> children = bench.process().descendants().toList();
            bench.terminate();
            final Deadline ended = new Deadline(WAIT_SECONDS, "the end of " + children);
            while (children.stream().anyMatch(ProcessHandle::isAlive)) {
                ended.pause();
            }
            assertEquals(List.of(), homing().leftovers());
        }
    }

    private static double number(final Struct struct, final String name) {
        return struct.getFieldsOrThrow(name).getNumberValue();
    }
}
