package dev.homing.serving.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.homing.features.FeatureSchema;
import dev.homing.proto.v1.Device;
import dev.homing.proto.v1.PropertyType;
import dev.homing.serving.Samples;
import dev.homing.serving.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FeatureExportTest {
    private static final String LIB = "homing.export.lib";
    private static final long FIRST = 1_700_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @BeforeEach
    void fill() {
        try (TestServer server = TestServer.open(folder.resolve("data"))) {
            for (int i = 1; i <= 2; i++) {
                server.upsert(Samples.property("p" + i).setPrice(333_333.33 * i).setPropertyType(PropertyType.CONDO)
                        .setAreaId("98101, \"north\""));
            }
            server.track(Samples.view("ann", "p1").setDevice(Device.TABLET).setOccurredAt(Samples.seconds(FIRST)));
            server.track(Samples.like("ann", "p2").setOccurredAt(Samples.seconds(FIRST + 100)));
            server.track(Samples.view("bob", "p2").setOccurredAt(Samples.seconds(FIRST + 200)));
        }
    }

    @Test
    void shouldNameEveryFeatureInItsOrder() throws IOException {
        final List<String> expected = new ArrayList<>(List.of("lead_id", "as_of", "truncated"));
        FeatureSchema.LEAD.numerical().forEach(feature -> expected.add(feature.name()));
        FeatureSchema.LEAD.categorical().forEach(feature -> expected.add(feature.name()));
        final String csv = Files.readString(export("all.csv", "--as-of", "2023-11-14T22:15:00Z"));
        assertEquals(String.join(",", expected), csv.lines().findFirst().orElseThrow());
    }

    @Test
    void shouldExportEveryLeadThatHasEventsByThen() throws IOException {
        final List<JsonNode> all = rows(export("all.jsonl", "--as-of", "2023-11-14T22:16:40Z"));
        assertEquals(List.of("ann", "bob"), all.stream().map(row -> row.get("lead_id").asText()).toList());
        final JsonNode ann = all.get(0);
        assertEquals("2023-11-14T22:16:40.000Z", ann.get("as_of").asText());
        assertFalse(ann.get("truncated").asBoolean(true));
        assertEquals(2, ann.get("event_count").floatValue());
        assertEquals("TABLET", ann.get("preferred_device").asText());
        assertEquals("CONDO", ann.get("preferred_property_type").asText());
        assertEquals("98101, \"north\"", ann.get("preferred_area").asText());
        assertEquals("NIGHT", ann.get("preferred_time_period").asText());
        assertFalse(ann.has("preferred_channel") || ann.has("booking_follow_through"), "there is nothing to say");
        assertEquals(List.of("ann"), rows(export("early.jsonl", "--as-of", "2023-11-14T22:13:20Z")).stream()
                .map(row -> row.get("lead_id").asText() + (row.get("event_count").asInt() == 1 ? "" : "?")).toList());
        assertEquals(0, rows(export("none.jsonl", "--as-of", "2023-11-14T22:13:19Z")).size());
        final List<JsonNode> now = rows(export("now.jsonl"));
        assertEquals(2, now.size());
        assertEquals(0, now.get(0).get("event_count").asInt(), "all of it is long ago");
    }

    @Test
    void shouldCarryFurtherColumnsOver() throws IOException {
        final Path file = folder.resolve("labels.csv.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("""
                    toured,lead_id,note,as_of
                    1,bob," two
                    lines, ""quoted"" ",1700000200
                    ,ann,,1700000099999
                    0,bob,,2023-11-14T22:16:39Z
                    0,ann,x,  2023-11-14 22:15:00
                    """.getBytes(UTF_8));
        }
        final List<JsonNode> rows = rows(export("set.jsonl", "--at", file.toString()));
        final List<String> found = new ArrayList<>();
        for (final JsonNode row : rows) {
            found.add(row.path("toured").asText("-") + "|" + row.path("note").asText("-") + "|" + row.get("lead_id").asText()
                    + "|" + row.get("as_of").asText().substring(17) + "|" + row.get("event_count").asInt());
        }
        assertEquals(List.of("-|-|ann|59.999Z|1", "0|x|ann|00.000Z|2", "0|-|bob|39.000Z|0",
                "1| two\nlines, \"quoted\" |bob|40.000Z|1"), found);
        final String csv = Files.readString(export("set.csv", "--at", file.toString()));
        assertTrue(csv.startsWith("toured,note,lead_id,as_of,truncated,event_count,"), csv);
        assertTrue(csv.contains("1,\" two\nlines, \"\"quoted\"\" \",bob,2023-11-14T22:16:40.000Z,false,1.0,"), csv);
        assertTrue(csv.contains("\n0,x,ann,2023-11-14T22:15:00.000Z,false,2.0,"), csv);
    }

    @Test
    void shouldWriteTheSame32BitsInEveryForm() throws IOException, SQLException, ClassNotFoundException {
        final Path file = folder.resolve("labels.csv");
        final StringBuilder questions = new StringBuilder("lead_id,as_of,\"a \"\"label\"\"\"\n");
        for (int i = 0; i < 500; i++) {
            questions.append(i % 3 == 0 ? "bob," : "ann,").append(FIRST * 1_000 + 1_237L * i).append(",l").append(i).append('\n');
        }
        Files.writeString(file, questions);
        final Map<String, JsonNode> expected = new HashMap<>();
        rows(export("set.jsonl", "--at", file.toString())).forEach(row -> expected.put(row.get("a \"label\"").asText(), row));
        System.setProperty(LIB, Path.of(Class.forName("org.duckdb.DuckDBDriver")
                .getProtectionDomain().getCodeSource().getLocation().getPath()).getParent().toString());
        try {
            export("set.parquet", "--at", file.toString());
        } finally {
            System.clearProperty(LIB);
        }
        int count = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT * FROM '" + folder.resolve("set.parquet").toString().replace("'", "''") + "'")) {
            assertEquals("FLOAT", rows.getMetaData().getColumnTypeName(rows.findColumn("engagement_score")));
            while (rows.next()) {
                final JsonNode row = expected.get(rows.getString("a \"label\""));
                FeatureSchema.LEAD.numerical().forEach(feature -> assertFloat(row, rows, feature.name()));
                count++;
            }
        }
        assertEquals(500, count);
        final Map<String, String> csv = new HashMap<>();
        Files.readAllLines(export("set.csv", "--at", file.toString())).forEach(line -> csv.put(line.split(",", -1)[0], line));
        final int place = 4 + FeatureSchema.LEAD.numerical().stream()
                .filter(feature -> feature.name().equals("engagement_score")).findFirst().orElseThrow().index();
        expected.forEach((label, row) -> assertEquals(row.path("engagement_score").isMissingNode() ? ""
                : row.get("engagement_score").asText(), csv.get(label).split(",", -1)[place], label));
    }

    private static void assertFloat(final JsonNode row, final ResultSet rows, final String feature) {
        try {
            final Object value = rows.getObject(feature);
            if (row.has(feature)) {
                assertEquals(Float.floatToRawIntBits(Float.parseFloat(row.get(feature).asText())),
                        Float.floatToRawIntBits((Float) value), feature);
            } else {
                assertEquals(null, value, feature);
            }
        } catch (final SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAFileAndLeaveNothing() throws IOException {
        final Map<String, String> wrong = Map.of(
                "lead_id,as_of\nann,2023-11-14\nbob,yesterday\n", "line 3: as_of is \"yesterday\"",
                "lead_id,as_of\n,2023-11-14\n", "line 2: lead_id is required",
                "lead_id,as_of\nann,\n", "line 2: as_of is required",
                "lead_id,as_of\nann,1950-01-01\n", "line 2: as_of is \"1950-01-01\"; a time from 1970 to 9999",
                "lead_id,as_of\nann,2023-11-14,1\n", "line 2: the row has 3 fields, the header 2",
                "lead_id,as_of\n" + "x".repeat(257) + ",2023-11-14\n", "line 2: lead_id has more than 256 bytes",
                "lead,as_of\nann,2023-11-14\n", "no CSV with the columns lead_id and as_of; it has [lead, as_of]",
                "lead_id,as_of,Event_Count\nann,2023-11-14,1\n", "\"Event_Count\" cannot be carried over",
                ",lead_id,as_of\n0,ann,2023-11-14\n", "it has no name");
        for (final Map.Entry<String, String> file : wrong.entrySet()) {
            Files.writeString(folder.resolve("labels.csv"), file.getKey());
            final CommandLineRun run = run("set.csv", "--at", folder.resolve("labels.csv").toString());
            assertEquals(1, run.exitCode(), file.getKey());
            assertTrue(run.err().contains(file.getValue()), run.err());
        }
        assertEquals(1, run("set.csv", "--at", folder.resolve("none.csv").toString()).exitCode());
        assertEquals(2, run("set.csv", "--at", folder.resolve("labels.csv").toString(), "--as-of", "2023-11-14T22:15:00Z")
                .exitCode());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of("data", "labels.csv"), files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    private CommandLineRun run(final String name, final String... more) {
        final List<String> arguments = new ArrayList<>(List.of("export", "features", "--data", folder.resolve("data").toString(),
                "--output", folder.resolve(name).toString()));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }

    private Path export(final String name, final String... more) {
        final CommandLineRun run = run(name, more);
        assertEquals(0, run.exitCode(), run.err());
        return folder.resolve(name);
    }

    private static List<JsonNode> rows(final Path file) throws IOException {
        final List<JsonNode> rows = new ArrayList<>();
        for (final String line : Files.readAllLines(file)) {
            rows.add(JSON.readTree(line));
        }
        return rows;
    }
}
