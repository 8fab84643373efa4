package dev.homing.serving.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.homing.proto.v1.LatencySummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeReportTest {
    private static ServeReport report(final long floorNs, final long subjectNs, final long slowestNs) {
        final Histogram floor = new Histogram(3);
        final Histogram subject = new Histogram(3);
        for (int i = 0; i < 98; i++) {
            floor.recordValue(floorNs);
            subject.recordValue(subjectNs);
        }
        for (int i = 0; i < 2; i++) {
            floor.recordValue(floorNs);
            subject.recordValue(slowestNs);
        }
        return new ServeReport(
                new ServeReport.Setup(21_613, 1_000, 40_000, 20, 64, 42, "v1", 64, 0.9985, 15),
                List.of(new Alternation.Measured(
                        List.of(ServeReport.EMPTY, ServeReport.PLAIN), List.of(floor, subject), 20)),
                new ServeReport.OpenLoop(
                        1_250, 2, new Load.Measured(subject, 100, 3, 10), new Load.Measured(floor, 100, 5, 10)),
                List.of(LatencySummary.newBuilder().setName("stage/onnx").setCount(7).setP50Us(60).build(),
                        LatencySummary.newBuilder().setName("stage/rows").setCount(7).setP50Us(20).build(),
                        LatencySummary.newBuilder().setName("stage/rank").setCount(7).setP50Us(5).build()));
    }

    @Test
    void shouldKeepTheBudgetWhenBothRatiosDo() {
        assertTrue(report(100_000, 390_000, 590_000).isWithinBudget());
        assertFalse(report(100_000, 410_000, 590_000).isWithinBudget());
        assertFalse(report(100_000, 390_000, 610_000).isWithinBudget());
    }

    @Test
    void shouldPrintRatiosBesideTheBudget() {
        final String text = report(100_000, 150_000, 700_000).text();
        assertTrue(text.contains("20 of 21,613 listings"), text);
        assertTrue(text.contains("1 call at a time, and 64 sent together"), text);
        assertTrue(text.matches("(?s).*\n  ratio +1\\.50x +7\\.00x\n.*"), text);
        assertTrue(text.matches("(?s).*\nbudget of Recommend +4\\.00x +6\\.00x +missed\n.*"), text);
        assertTrue(text.contains("by the server's rows and rank at the median: 1.25x; budget 2.00x\n"), text);
        assertTrue(text.contains("recall of the candidates: 0.9985 of the best 128"), text);
        assertTrue(text.contains("\nopen loop, 1,250 a second on one connection: 3 refused; "
                + "in turns with as many and 2 swaps: 5 refused\n"), text);
        assertTrue(text.matches("(?s).*\nRecommend when due +100 +1\\d\\d +.*"), text);
        assertTrue(text.matches("(?s).*\n  with swaps of models +100 +1\\d\\d +.*"), text);
        assertTrue(text.contains("stage/onnx"), text);
    }

    @Test
    void shouldSayForHowManyLeadsABatchAnswersInASecond() {
        final Histogram one = new Histogram(3);
        one.recordValue(500_000);
        final Histogram many = new Histogram(3);
        many.recordValue(8_000_000);
        final String text = new ServeReport(
                new ServeReport.Setup(21_613, 1_000, 40_000, 20, 64, 42, "v1", 64, 0.9985, 15),
                List.of(new Alternation.Measured(List.of(ServeReport.EMPTY, ServeReport.PLAIN), List.of(one, one), 20),
                        new Alternation.Measured(
                                List.of(ServeReport.EMPTY_TOGETHER, ServeReport.PLAIN_TOGETHER, ServeReport.BATCH),
                                List.of(many, many, many), 10),
                        new Alternation.Measured(List.of(ServeReport.CAMPAIGN), List.of(many), 10)),
                new ServeReport.OpenLoop(10, 2, new Load.Measured(many, 1, 0, 10), new Load.Measured(many, 1, 0, 10)),
                List.of()).text();
        assertTrue(text.matches("(?s).*leads/s at the median: [12],\\d{3} one by one, [78],\\d{3} together, "
                + "[78],\\d{3} in batches of 64, 12\\d,\\d{3} in one call of 1,000; budget 5,000\n.*"), text);
    }

    @Test
    void shouldWriteFiguresForMachines(@TempDir final Path folder) throws IOException {
        final Path file = folder.resolve("bench.json");
        report(100_000, 150_000, 200_000).write(file);
        final JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertEquals("serve", json.path("benchmark").asText());
        assertEquals("closed", json.path("loop").asText());
        assertEquals(100, json.path("recommend").path("count").asLong());
        assertEquals(100, json.path("empty_rpc").path("p99_us").asDouble(), 0.1);
        assertEquals(1.5, json.path("recommend").path("ratio").path("p50").asDouble(), 0.01);
        assertTrue(json.path("budget").path("kept").asBoolean());
        assertEquals(1.25, json.path("without_ranking").path("p50").asDouble(), 0.01);
        assertEquals(60, json.path("server").path("stage/onnx").path("p50_us").asDouble());
        assertEquals(5, json.path("open_loop_with_swaps").path("refused").asInt());
        assertEquals(100, json.path("open_loop_with_swaps").path("p50_us").asDouble(), 0.1);
        assertTrue(json.path("machine").path("processors").asInt() > 0);
    }
}
