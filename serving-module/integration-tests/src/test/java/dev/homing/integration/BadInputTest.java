package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BadInputTest extends DistributionTest {
    private static final String EVENT_COLUMNS = "event_type,occurred_at,lead_id,property_id,view_seconds\n";

    @Test
    void shouldPutEveryBadEventAsideAndTakeTheRest() throws IOException, InterruptedException {
        final Path file = Files.writeString(folder().resolve("events.csv"), """
                event_type,occurred_at,lead_id,property_id,view_seconds
                PROPERTY_VIEW,2024-01-01T00:00:00Z,ann,p1,12
                PROPERTY_STARE,2024-01-01T00:00:00Z,ann,p1,
                PROPERTY_VIEW,2024-01-01T00:00:00Z,,p1,
                PROPERTY_VIEW,2999-01-01T00:00:00Z,ann,p1,
                PROPERTY_VIEW,2024-01-01T00:00:00Z
                PROPERTY_VIEW,yesterday,ann,p1,
                PROPERTY_LIKE,2024-01-01T00:00:00Z,ann,,
                PROPERTY_SWIPE,2024-01-01T00:00:00Z,ann,p1,
                PROPERTY_VIEW,2024-01-01T00:00:00Z,ann,p1,NaN
                PROPERTY_VIEW,2024-01-01T00:00:00Z,ann,p1,-5
                PROPERTY_VIEW,2024-01-02T00:00:00Z,"an ""odd"" one",p1,
                PROPERTY_VIEW,2024-01-03T00:00:00Z,"never closed,p1,
                PROPERTY_SAVE,2024-01-04T00:00:00Z,ann,p2,
                """);
        final Finished imported = homing().succeed("import", "events", file, "--data", folder().resolve("events"));
        assertEquals(new Finished.EventCounts(13, 3, 0, 10), imported.eventCounts(), imported.toString());
        assertEquals(Map.ofEntries(
                Map.entry(3, "event_type"), Map.entry(4, "lead_id"), Map.entry(5, "occurred_at"), Map.entry(6, ""),
                Map.entry(7, "occurred_at"), Map.entry(8, "property_id"), Map.entry(9, "direction"),
                Map.entry(10, "view_seconds"), Map.entry(11, "view_seconds"), Map.entry(13, "")), rejected(file));
        assertTrue(imported.out().contains(file + ".rejected.jsonl"), imported.toString());
    }

    @Test
    void shouldPutEveryBadListingAsideAndTakeTheRest() throws IOException, InterruptedException {
        final Path file = Files.writeString(folder().resolve("listings.csv"),
                """
                property_id,price,bedrooms,latitude,longitude,property_type,listed_at
                p1,500000,3,47.5,-122.1,HOUSE,2024-01-01
                p2,NaN,3,47.5,-122.1,HOUSE,2024-01-01
                p3,-1,3,47.5,-122.1,HOUSE,2024-01-01
                ,500000,3,47.5,-122.1,HOUSE,2024-01-01
                p5,500000,3,147.5,-122.1,HOUSE,2024-01-01
                p6,500000,three,47.5,-122.1,HOUSE,2024-01-01
                p7,500000,3,47.5,-122.1,CASTLE,2024-01-01
                p8,,,,,,
                """);
        final Finished imported = homing().succeed("import", "properties", file, "--data", folder().resolve("listings"));
        assertTrue(imported.out().contains("8 rows: 2 new listings, 0 updates, 0 without change, 6 rejected"),
                imported.toString());
        assertEquals(Map.of(3, "price", 4, "price", 5, "property_id", 6, "latitude", 7, "bedrooms", 8, "property_type"),
                rejected(file));
    }

    @Test
    void shouldFailWhenEveryRowIsBad() throws IOException, InterruptedException {
        final Path file = Files.writeString(folder().resolve("bad.jsonl"),
                "{\"event_type\": \"PROPERTY_VIEW\"}\nno json\n");
        final Finished imported = homing().run("import", "events", file, "--data", folder().resolve("bad"));
        assertEquals(1, imported.exitCode(), imported.toString());
        assertEquals(Map.of(1, "occurred_at", 2, ""), rejected(file));
    }

    @Test
    void shouldForgetTheRejectedRowsOfAnEarlierImport() throws IOException, InterruptedException {
        final Path file = Files.writeString(folder().resolve("mended.csv"),
                EVENT_COLUMNS + "PROPERTY_VIEW,2024-01-01,ann,p1,x\n");
        assertEquals(1, homing().run("import", "events", file, "--data", folder().resolve("mended")).exitCode());
        assertEquals(1, rejected(file).size());
        Files.writeString(file, EVENT_COLUMNS + "PROPERTY_VIEW,2024-01-01,ann,p1,1\n");
        homing().succeed("import", "events", file, "--data", folder().resolve("mended"));
        assertFalse(Files.exists(folder().resolve("mended.csv.rejected.jsonl")));
    }

    @Test
    void shouldSayWhatIsWrongWithTheCommand() throws IOException, InterruptedException {
        checkFailure(2, "frobnicate", "frobnicate");
        checkFailure(2, "a command is missing");
        checkFailure(2, "--data", "import", "events", "some.csv");
        checkFailure(2, "--limit is 501", "recommend", "--limit", 501, "--data", folder().resolve("none"));
        checkFailure(2, "--listings is 5", "bench", "serve", "--listings", 5);
        checkFailure(2, "--rate is 0", "bench", "serve", "--rate", 0);
        checkFailure(2, "serve", "bench");
        checkFailure(2, "ringLength=3", "serve", "--ring-length", 3, "--data", folder().resolve("none"));
        checkFailure(1, "absent.csv", "import", "events", "absent.csv", "--data", folder().resolve("none"));
        checkFailure(1, "cannot reach the server",
                "import", "events",
                Files.writeString(folder().resolve("one.csv"), EVENT_COLUMNS + "PAGE_VIEW,2024-01-01,ann,,\n"),
                "--server", "127.0.0.1:1");
    }

    private void checkFailure(final int exitCode, final String message, final Object... arguments)
            throws IOException, InterruptedException {
        final Finished failed = homing().run(arguments);
        assertEquals(exitCode, failed.exitCode(), failed.toString());
        assertTrue(failed.err().contains(message), failed.toString());
        assertFalse(failed.err().contains("\tat "), failed.toString());
    }

    /** The fields to blame by line. */
    private static Map<Integer, String> rejected(final Path source) throws IOException {
        final Map<Integer, String> fields = new TreeMap<>();
        for (final String line : Files.readAllLines(source.resolveSibling(source.getFileName() + ".rejected.jsonl"))) {
            final Struct.Builder object = Struct.newBuilder();
            JsonFormat.parser().merge(line, object);
            assertFalse(object.getFieldsOrThrow("reason").getStringValue().isBlank(), line);
            fields.put((int) object.getFieldsOrThrow("line").getNumberValue(),
                    object.getFieldsOrThrow("field").getStringValue());
        }
        return fields;
    }
}
