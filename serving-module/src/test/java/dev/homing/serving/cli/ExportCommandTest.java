package dev.homing.serving.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.serving.RandomEvents;
import dev.homing.serving.Samples;
import dev.homing.serving.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ExportCommandTest {
    private static final long BEGINNING = 1_700_000_000_000L;
    private static final int EVENTS = 600;
    private static final int SNAPSHOTS = 4;
    private static final int EVENTS_AT_ONCE = 20;
    private static final String LIB = "homing.export.lib";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void shouldGiveTheSameBytesAgainAfterAnImportIntoAnEmptyFolder() throws IOException {
        final Path data = folder.resolve("data");
        fill(data, true);
        for (final String ending : List.of(".jsonl", ".jsonl.gz")) {
            final byte[] first = export("events", data, "first" + ending, "--include-personal");
            final byte[] second = again("events", "first" + ending, "--include-personal");
            assertArrayEquals(first, second, ending);
        }
    }

    @Test
    void shouldGiveTheSameBytesAgainAsCsv() throws IOException {
        final Path data = folder.resolve("data");
        fill(data, false);
        for (final String ending : List.of(".csv", ".csv.gz")) {
            final byte[] first = export("events", data, "first" + ending, "--include-personal");
            final byte[] second = again("events", "first" + ending, "--include-personal");
            assertArrayEquals(first, second, ending);
        }
    }

    @Test
    void shouldGiveTheVersionsOfListingsAgain() throws IOException {
        final Path data = folder.resolve("data");
        try (TestServer server = TestServer.open(data)) {
            server.track(Samples.view("ann", "known by an event alone"));
            server.upsert(property("p2").addAmenities("sauna, \"Finnish\"").addAmenities("garage").setPrice(350_000.5));
            server.upsert(property("p1").addAmenities("pool").setPrice(1e6).setSizeSqft(1234.5).setBathrooms(2.25)
                    .setLatitude(47.5112).setLongitude(-122.257).setYearBuilt(1955).setCurrency("USD"));
            server.upsert(property("p2").addAmenities("garage").addAmenities("pool").setPrice(340_000));
            server.status("p1", PropertyStatus.SOLD);
        }
        for (final String ending : List.of(".csv", ".jsonl")) {
            final byte[] first = export("properties", data, "first" + ending);
            assertEquals(ending.equals(".csv") ? 5 : 4, new String(first, UTF_8).lines().count());
            assertArrayEquals(first, again("properties", "first" + ending), ending);
        }
    }

    @Test
    void shouldKeepPersonalDataAndTheFutureBackUnlessAskedFor() throws IOException {
        final Path data = folder.resolve("data");
        try (TestServer server = TestServer.open(data)) {
            final Event.Builder share = Samples.event(EventType.PROPERTY_SHARE, "ann", "p").setEventId("e1")
                    .setOccurredAt(Samples.seconds(1_700_000_000));
            share.getPropertyShareBuilder().setRecipient("bob@example.org").setShareMethod("email");
            server.track(share);
            server.track(Samples.view("ann", "p").setEventId("e2").setOccurredAt(Samples.seconds(1_700_000_001)));
        }
        assertEquals("{\"event_id\":\"e1\",\"event_type\":\"PROPERTY_SHARE\",\"occurred_at\":\"2023-11-14T22:13:20.000Z\","
                + "\"lead_id\":\"ann\",\"property_id\":\"p\",\"share_method\":\"email\"}\n",
                new String(export("events", data, "a.jsonl", "--as-of", "2023-11-14T22:13:20Z"),
                        UTF_8));
        final String csv = new String(export("events", data, "a.csv"), UTF_8);
        assertEquals(3, csv.lines().count());
        assertFalse(csv.contains("recipient,") || csv.contains("bob"));
        assertTrue(new String(export("events", data, "b.csv", "--include-personal"), UTF_8)
                .contains("bob@example.org"));
    }

    @Test
    void shouldSumUpWhatTrainingsSee() throws IOException {
        final Path data = folder.resolve("data");
        try (TestServer server = TestServer.open(data)) {
            server.track(Samples.view("ann", "p1").setOccurredAt(Samples.seconds(1_700_000_000)));
            server.track(Samples.event(EventType.PROPERTY_DISLIKE, "ann", "p2").setOccurredAt(Samples.seconds(1_700_000_001)));
            server.track(Samples.like("ann", "p1").setOccurredAt(Samples.seconds(1_700_000_002)));
            server.track(Event.newBuilder().setType(EventType.PAGE_VIEW).setLeadId("ann")
                    .setOccurredAt(Samples.seconds(1_700_000_003)));
        }
        final List<String> lines = new String(
                export("interactions", data, "i.csv"), UTF_8).lines().toList();
        assertEquals("lead_id,property_id,first_at,last_at,events,weight", lines.get(0));
        assertTrue(lines.get(1).startsWith("ann,p1,2023-11-14T22:13:20.000Z,2023-11-14T22:13:22.000Z,2,"), lines.get(1));
        assertTrue(Double.parseDouble(lines.get(1).substring(lines.get(1).lastIndexOf(',') + 1)) > 0);
        assertEquals("ann,p2,2023-11-14T22:13:21.000Z,2023-11-14T22:13:21.000Z,1,0", lines.get(2));
    }

    @Test
    void shouldWriteParquetThatSaysWhatTheJsonLinesSay() throws IOException, SQLException, ClassNotFoundException {
        final Path data = folder.resolve("data");
        fill(data, true);
        final List<String> lines = new String(export("events", data, "e.jsonl", "--include-personal"),
                UTF_8).lines().toList();
        System.setProperty(LIB, Path.of(Class.forName("org.duckdb.DuckDBDriver")
                .getProtectionDomain().getCodeSource().getLocation().getPath()).getParent().toString());
        try {
            export("events", data, "e.parquet", "--include-personal");
        } finally {
            System.clearProperty(LIB);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT * FROM '" + folder.resolve("e.parquet").toString().replace("'", "''") + "'")) {
            assertEquals("VARCHAR[]", rows.getMetaData().getColumnTypeName(rows.findColumn("property_ids")));
            for (final String line : lines) {
                assertTrue(rows.next());
                assertRow(JSON.readTree(line), rows);
            }
            assertFalse(rows.next());
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet schema = statement.executeQuery("SELECT converted_type FROM parquet_schema('"
                        + folder.resolve("e.parquet").toString().replace("'", "''") + "') WHERE name = 'occurred_at'")) {
            assertTrue(schema.next());
            assertEquals("TIMESTAMP_MILLIS", schema.getString(1));
        }
    }

    private static void assertRow(final JsonNode line, final ResultSet row) throws SQLException {
        for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
            final JsonNode expected = line.get(row.getMetaData().getColumnName(column));
            final Object value = row.getObject(column);
            if (expected == null) {
                assertEquals(null, value);
            } else if (value instanceof Array list) {
                assertEquals(items(expected), List.of((Object[]) list.getArray()));
            } else if (value instanceof LocalDateTime || value instanceof Timestamp) {
                assertEquals(Instant.parse(expected.asText()),
                        row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC));
            } else if (value instanceof Number number) {
                assertEquals(expected.asDouble(), number.doubleValue());
            } else {
                assertEquals(expected.asText(), value.toString());
            }
        }
    }

    private static List<Object> items(final JsonNode list) {
        final List<Object> items = new ArrayList<>();
        list.forEach(item -> items.add(item.asText()));
        return items;
    }

    @Test
    void shouldLeaveNothingWhereItFails() throws IOException {
        final Path data = folder.resolve("data");
        try (TestServer server = TestServer.open(data)) {
            final Event.Builder compared = Event.newBuilder()
                    .setType(EventType.LEAD_INTERACTION).setLeadId("ann").setEventId("e");
            compared.getLeadInteractionBuilder().addPropertyIds("a;b");
            server.track(compared);
        }
        final CommandLineRun run = CommandLineRun.of(
                "export", "events", "--data", data.toString(), "--output", folder.resolve("e.csv").toString());
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("a;b") && run.err().contains(".jsonl"), run.err());
        System.setProperty(LIB, folder.resolve("none").toString());
        try {
            final CommandLineRun parquet = CommandLineRun.of(
                    "export", "events", "--data", data.toString(), "--output", folder.resolve("e.parquet").toString());
            assertEquals(1, parquet.exitCode());
            assertTrue(parquet.err().contains("duckdb_jdbc"), parquet.err());
        } finally {
            System.clearProperty(LIB);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of("data"), files.map(file -> file.getFileName().toString()).toList());
        }
    }

    @Test
    void shouldExportExactlyABeginningOfTheJournalWhileAServerWrites() throws IOException, InterruptedException {
        final Path data = folder.resolve("data");
        final List<byte[]> exported = new ArrayList<>();
        try (TestServer server = TestServer.open(data)) {
            final AtomicInteger acked = new AtomicInteger();
            record(server, acked);
            final AtomicBoolean isEnough = new AtomicBoolean();
            final Thread writer = new Thread(() -> {
                while (!isEnough.get()) {
                    record(server, acked);
                }
            });
            writer.start();
            try {
                for (int i = 0; i < SNAPSHOTS; i++) {
                    final int before = acked.get();
                    exported.add(export("events", data, "snapshot" + i + ".jsonl"));
                    final List<String> ids = ids(exported.get(i));
                    assertEquals(IntStream.range(0, ids.size()).mapToObj(number -> "e" + number).toList(), ids);
                    assertTrue(ids.size() >= before, ids.size() + " of at least " + before + " events");
                    while (acked.get() == before && writer.isAlive()) {
                        Thread.onSpinWait();
                    }
                    assertTrue(acked.get() > before, "the server goes on");
                }
            } finally {
                isEnough.set(true);
                writer.join();
            }
        }
        for (int i = 0; i < SNAPSHOTS; i++) {
            assertArrayEquals(exported.get(i), again("events", "snapshot" + i + ".jsonl"));
        }
    }

    /** Records the next events; one thread at a time, so that the journal has them in this order. */
    private static void record(final TestServer server, final AtomicInteger acked) {
        final BatchTrackEventsRequest.Builder batch = BatchTrackEventsRequest.newBuilder();
        for (int i = 0; i < EVENTS_AT_ONCE; i++) {
            final int number = acked.get() + i;
            batch.addEvents(Samples.view("ann" + number % 7, "p" + number % 3).setEventId("e" + number)
                    .setOccurredAt(Samples.seconds(1_700_000_000 - number)));
        }
        assertEquals(EVENTS_AT_ONCE, server.tracking().batchTrackEvents(batch.build()).getRecordedCount());
        acked.addAndGet(EVENTS_AT_ONCE);
    }

    private static List<String> ids(final byte[] lines) throws IOException {
        final List<String> ids = new ArrayList<>();
        for (final String line : new String(lines, UTF_8).lines().toList()) {
            ids.add(JSON.readTree(line).get("event_id").asText());
        }
        return ids;
    }

    @Test
    void shouldSayWhatIsWrongWithACommand() {
        final String output = folder.resolve("e.csv").toString();
        assertEquals(2, CommandLineRun.of("export").exitCode());
        assertEquals(2, CommandLineRun.of("export", "events", "--data", "x", "--output", folder.resolve("e.txt").toString())
                .exitCode());
        assertEquals(2, CommandLineRun.of("export", "events", "--data", "x", "--output", output, "--as-of", "today").exitCode());
        assertEquals(2, CommandLineRun.of("export", "scores", "--data", "x", "--output", output).exitCode());
        assertEquals(1, CommandLineRun.of("export", "events", "--data", folder.resolve("none").toString(), "--output", output)
                .exitCode());
    }

    /** The same again: imported into an empty folder and exported from there. */
    private byte[] again(final String what, final String file, final String... more) throws IOException {
        final Path data = folder.resolve("data-of-" + file);
        final CommandLineRun run = CommandLineRun.of(
                "import", what, folder.resolve(file).toString(), "--data", data.toString());
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains(" 0 rejected"), run.out());
        return export(what, data, "again-" + file, more);
    }

    /** The bytes of an exported file, decompressed. */
    private byte[] export(final String what, final Path data, final String name, final String... more) throws IOException {
        final List<String> arguments = new ArrayList<>(List.of(
                "export", what, "--data", data.toString(), "--output", folder.resolve(name).toString()));
        arguments.addAll(List.of(more));
        final CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
        assertEquals(0, run.exitCode(), run.err());
        final byte[] bytes = Files.readAllBytes(folder.resolve(name));
        return name.endsWith(".gz") ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes() : bytes;
    }

    private static Property.Builder property(final String id) {
        return Samples.property(id);
    }

    /** Records events of all types; for CSV without lists that it cannot say. */
    private static void fill(final Path data, final boolean hasAnyLists) {
        final RandomEvents events = new RandomEvents(17);
        final BatchTrackEventsRequest.Builder batch = BatchTrackEventsRequest.newBuilder();
        for (int i = 0; i < EVENTS; i++) {
            final Event.Builder event = events.next(
                    EventType.forNumber(1 + i % dev.homing.tracking.EventType.COUNT), BEGINNING - 1_000L * (i % 77))
                    .setEventId("e" + i).setLeadId("l" + events.text()).setPropertyId("p" + events.text());
            if (!hasAnyLists && event.hasLeadInteraction()) {
                event.getLeadInteractionBuilder().clearPropertyIds().addPropertyIds("p 1").addPropertyIds("p,2");
            }
            batch.addEvents(event);
        }
        try (TestServer server = TestServer.open(data)) {
            for (final EventResult result : server.tracking().batchTrackEvents(batch.build()).getResultsList()) {
                assertEquals(EventResult.Outcome.RECORDED, result.getOutcome());
            }
        }
    }
}
