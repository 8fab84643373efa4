package dev.homing.serving.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.homing.proto.v1.GetLatencyReportResponse;
import dev.homing.proto.v1.LatencySummary;
import dev.homing.serving.bench.IngestReport.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestReportTest {
    private static IngestReport report(final long batched, final long single, final long ackNs) {
        final Histogram disk = of(1_000_000);
        return new IngestReport(new IngestReport.Setup(1_000, 2_000, 1_000, 42, 5), disk, List.of(
                part(Kind.BATCHED, 1, batched / 2, 8_000_000, disk),
                part(Kind.BATCHED, 2, batched, 9_000_000, disk),
                part(Kind.SINGLE, 256, single, 3_000_000, disk),
                part(Kind.STREAM, 1_000, 50_000, 5_000_000, disk),
                part(Kind.OPEN, 0, 10_000, ackNs, disk)),
                GetLatencyReportResponse.newBuilder()
                        .addSummaries(LatencySummary.newBuilder().setName("homing.v1.TrackingService/TrackEvent").setCount(7))
                        .addSummaries(LatencySummary.newBuilder().setName("stage/onnx").setCount(8))
                        .setIngest(dev.homing.proto.v1.IngestReport.newBuilder().setBatchCount(1_234).setSyncP99Us(777))
                        .build());
    }

    private static IngestReport.Part part(
            final Kind kind, final int inFlight, final long perSecond, final long ackNs, final Histogram disk) {
        return new IngestReport.Part(kind, inFlight, kind == Kind.OPEN ? perSecond : 0, disk,
                new Load.Measured(of(ackNs), 10 * perSecond, 3, 10));
    }

    private static Histogram of(final long ns) {
        final Histogram histogram = new Histogram(3);
        histogram.recordValueWithCount(ns, 100);
        return histogram;
    }

    @Test
    void shouldKeepTheBudgetWhenAllThreeDo() {
        assertTrue(report(100_000, 20_000, 3_900_000).isWithinBudget());
        assertFalse(report(99_000, 20_000, 3_900_000).isWithinBudget());
        assertFalse(report(100_000, 19_000, 3_900_000).isWithinBudget());
        assertFalse(report(100_000, 20_000, 4_100_000).isWithinBudget());
    }

    @Test
    void shouldPrintWhatWasFoundBesideTheBudget() {
        final String text = report(123_000, 19_000, 4_100_000).text();
        assertTrue(text.matches("(?s).*\nthe disk's own write and sync +100 +1000 .*"), text);
        assertTrue(text.matches("(?s).*\nack of batch of 1,000, 2 in flight +100 .* 123,000 +3\n.*"), text);
        assertTrue(text.matches("(?s).*\nack of event, open loop, 10,000/s +100 +410\\d .*"), text);
        assertTrue(text.matches("(?s).*\nevents/s in batches +123,000\nbudget +100,000 +kept\n.*"), text);
        assertTrue(text.matches("(?s).*\nevents/s one by one +19,000\nbudget +20,000 +missed\n.*"), text);
        assertTrue(text.matches("(?s).*\np99 ack / p99 of the disk +4\\.10x .*\nbudget +4\\.00x +missed\n.*"), text);
        assertTrue(text.contains("TrackingService/TrackEvent") && !text.contains("stage/onnx"), text);
        assertTrue(text.contains("1,234 batches") && text.contains("p99 777"), text);
    }

    @Test
    void shouldWriteFiguresForMachines(@TempDir final Path folder) throws IOException {
        final Path file = folder.resolve("ingest.json");
        report(100_000, 20_000, 2_000_000).write(file);
        final JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertEquals("ingest", json.path("benchmark").asText());
        assertEquals(5, json.path("parts").size());
        assertEquals(100_000, json.path("parts").path(1).path("events_per_second").asDouble(), 1);
        assertEquals("closed", json.path("parts").path(3).path("loop").asText());
        assertEquals("open", json.path("parts").path(4).path("loop").asText());
        assertEquals(2, json.path("parts").path(4).path("ratio").path("p99").asDouble(), 0.01);
        assertTrue(json.path("budget").path("kept").asBoolean());
        assertEquals(1_234, json.path("server_batches").path("count").asLong());
    }
}
