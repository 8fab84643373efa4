package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.integration.Finished.EventCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** From a file of a year's real behaviour to a list for everybody, by the commands alone. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("all-processors")
class DeskdropTest extends DistributionTest {
    private static final Pattern SCORE = Pattern.compile("(?m)^(\\w[\\w ]*?) +(\\d\\.\\d+) \\[");
    private static final int LEADS = 1_895;
    private static final int LIMIT = 20;

    @Test
    @Order(1)
    void shouldRecordEveryEventOnceWhenTheFileIsImportedTwice() throws IOException, InterruptedException {
        final Path data = folder().resolve("data");
        assertEquals(new EventCounts(72_312, 72_301, 11, 0), homing().succeed(deskdrop("--data", data)).eventCounts());
        assertEquals(new EventCounts(72_312, 0, 72_312, 0), homing().succeed(deskdrop("--data", data)).eventCounts());
    }

    @Test
    @Order(2)
    void shouldTrainAHybridThatBeatsEachOfItsPartsAndServesNearlyEverybody() throws IOException, InterruptedException {
        final Path data = folder().resolve("data");
        if (!Files.exists(data)) {
            homing().succeed(deskdrop("--data", data));
        }
        final Finished trained = homing().compute("train", "--data", data);
        final Map<String, Double> ndcg = SCORE.matcher(trained.out()).results()
                .collect(Collectors.toMap(found -> found.group(1), found -> Double.parseDouble(found.group(2))));
        final double hybrid = ndcg.get("hybrid");
        assertTrue(hybrid > 0 && ndcg.keySet().containsAll(
                Set.of("factors", "items", "neighbours", "content", "popularity day", "popularity ever")), trained.toString());
        ndcg.forEach((part, score) -> assertTrue(part.equals("hybrid") || score < hybrid, part + ": " + trained));
        assertTrue(trained.out().contains("activated "), trained.toString());
        assertFalse(trained.out().contains("not activated"), trained.toString());

        final Path lists = folder().resolve("lists.csv");
        final Finished recommended = homing().succeed("recommend", "--data", data, "--limit", LIMIT, "--output", lists);
        checkLists(Files.readAllLines(lists));
        final Matcher byModel = Pattern.compile("MODEL=(\\d+)").matcher(recommended.err());
        assertTrue(byModel.find() && Integer.parseInt(byModel.group(1)) > 0.95 * LEADS, recommended.toString());
    }

    private static void checkLists(final List<String> lines) {
        assertEquals("lead_id,rank,property_id,score", lines.get(0));
        final Map<String, List<String[]>> byLead = lines.stream().skip(1).map(line -> line.split(",", -1))
                .collect(Collectors.groupingBy(fields -> fields[0]));
        assertEquals(LEADS, byLead.size());
        byLead.forEach((lead, rows) -> {
            assertEquals(LIMIT, rows.size(), lead);
            assertEquals(LIMIT, rows.stream().map(fields -> fields[2]).distinct().count(), lead);
            for (int i = 0; i < LIMIT; i++) {
                assertEquals(Integer.toString(i + 1), rows.get(i)[1], lead);
                assertTrue(i == 0 || Float.parseFloat(rows.get(i)[3]) <= Float.parseFloat(rows.get(i - 1)[3]), lead);
            }
        });
    }
}
