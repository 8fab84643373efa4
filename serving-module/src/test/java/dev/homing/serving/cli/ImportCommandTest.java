package dev.homing.serving.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.homing.proto.v1.Channel;
import dev.homing.proto.v1.GetLeadRequest;
import dev.homing.proto.v1.GetPropertyRequest;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.UpdatePropertyStatusRequest;
import dev.homing.proto.v1.UpsertLeadRequest;
import dev.homing.serving.Engine;
import dev.homing.serving.EngineOptions;
import dev.homing.serving.Samples;
import dev.homing.serving.TestServer;
import dev.homing.serving.server.HomingServer;
import dev.homing.tracking.store.StoreCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ImportCommandTest {
    private static final String HEADER = "event_type,occurred_at,lead_id,property_id,view_seconds\n";

    @TempDir
    private Path folder;
    private Path data;

    @BeforeEach
    void begin() {
        data = folder.resolve("data");
    }

    @Test
    void shouldImportEventsAndChangeNothingTheSecondTime() throws IOException {
        final Path file = write("events.csv", HEADER
                + "PROPERTY_VIEW,1700000000,ann,p1,40\nPROPERTY_LIKE,1700000001,ann,p1,\nSEARCH_QUERY,1700000002,bob,,\n");
        final CommandLineRun first = importEvents(file);
        assertEquals(0, first.exitCode());
        assertTrue(first.out().startsWith("3 rows: 3 new events, 0 known before, 0 rejected ("), first.out());
        assertFalse(Files.exists(rejectedOf(file)), "no file where nothing is rejected");

        final CommandLineRun second = importEvents(file);
        assertEquals(0, second.exitCode());
        assertTrue(second.out().startsWith("3 rows: 0 new events, 3 known before, 0 rejected ("), second.out());
        try (TestServer server = TestServer.open(data)) {
            assertEquals(3, server.engine().store().lastSequence());
        }
    }

    @Test
    void shouldSealTheHistoriesThatItHasImported() throws IOException {
        final StringBuilder rows = new StringBuilder(HEADER);
        for (int i = 0; i < 16; i++) {
            rows.append("PROPERTY_VIEW,").append(1_700_000_000 + i).append(",ann,p1,40\n");
        }
        importEvents(write("events.csv", rows + "SEARCH_QUERY,1700000002,bob,,\n"));
        assertEquals(1, StoreCheck.run(data, (fraction, looked) -> { }).counts().get("sealed histories"));
    }

    @Test
    void shouldImportListingsAndChangeNothingTheSecondTime() throws IOException {
        final Path file = write("homes.csv", """
                property_id,price,effective_at
                A,100,1700000000
                B,200,1700000000
                A,90,1700000001
                """);
        final CommandLineRun first = CommandLineRun.of("import", "properties", file.toString(), "--data", data.toString());
        assertEquals(0, first.exitCode());
        assertTrue(first.out().startsWith("3 rows: 2 new listings, 1 updates, 0 without change, 0 rejected ("), first.out());
        final CommandLineRun second = CommandLineRun.of("import", "properties", file.toString(), "--data", data.toString());
        assertTrue(second.out().startsWith("3 rows: 0 new listings, 0 updates, 3 without change, 0 rejected ("), second.out());
        try (TestServer server = TestServer.open(data)) {
            final var property = server.catalog().getProperty(GetPropertyRequest.newBuilder().setPropertyId("A").build());
            assertEquals(90, property.getProperty().getPrice());
            assertEquals(2, property.getPriceHistoryCount());
        }
    }

    @Test
    void shouldWriteBadRowsDownAndImportTheRest() throws IOException {
        final Path file = write("events.csv", HEADER
                + "PROPERTY_VIEW,1700000000,ann,p1,40\n"
                + "PROPERTY_STARE,1700000000,ann,p1,40\n"
                + "PROPERTY_VIEW,1700000000,,p1,40\n"
                + "PROPERTY_VIEW,1700000000,ann,p1\n"
                + "PROPERTY_VIEW,1700000000,ann,,40\n"
                + "PROPERTY_VIEW,1700000000,ann,\"p1,40\n"
                + "PROPERTY_VIEW,1700000000,ann,p1,-5\n"
                + "PROPERTY_VIEW,1700000000,bob,p2,40\n");
        final CommandLineRun run = importEvents(file);
        assertEquals(0, run.exitCode());
        assertTrue(run.out().startsWith("8 rows: 2 new events, 0 known before, 6 rejected ("), run.out());
        assertTrue(run.out().contains("rejected rows and reasons: " + rejectedOf(file)), run.out());
        final List<JsonNode> rejected = rejected(file);
        assertEquals(List.of("3 event_type", "4 lead_id", "5 ", "6 property_id", "7 ", "8 view_seconds"), rejected.stream()
                .map(row -> row.path("line").asText() + " " + row.path("field").asText()).sorted().toList());
        for (final JsonNode row : rejected) {
            assertFalse(row.path("reason").asText().isBlank(), row.toString());
            assertTrue(row.has("row") || row.has("text"), row.toString());
        }
        assertTrue(rejected.stream().anyMatch(row -> row.path("row").path("view_seconds").asText().equals("-5")),
                "the row is there to be mended");
        try (TestServer server = TestServer.open(data)) {
            assertEquals(2, server.engine().store().lastSequence());
        }

        write("events.csv", HEADER + "PROPERTY_VIEW,1700000000,ann,p1,40\n");
        importEvents(file);
        assertFalse(Files.exists(rejectedOf(file)), "those of the import before are gone");
    }

    @Test
    void shouldFailWhenNoRowAtAllCanBeTaken() throws IOException {
        final Path file = write("events.csv", "event_type,occurred_at,lead_id,what\nSTARED,1700000000,ann,x\n");
        final CommandLineRun run = importEvents(file);
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("columns without meaning are left out: [what]"), run.err());
        assertEquals("event_type", rejected(file).get(0).path("field").asText());
        assertEquals(0, importEvents(write("empty.csv", HEADER)).exitCode(), "nothing to import is no failure");
    }

    @Test
    void shouldSayWhichColumnsAreMissingBeforeItBegins() throws IOException {
        final Path file = write("events.csv", "what,lead_id\nlooked,ann\n");
        final CommandLineRun run = importEvents(file);
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("has no column for event_type, occurred_at; it has [what, lead_id]"), run.err());
        assertTrue(run.err().contains("--mapping"), run.err());
        assertFalse(Files.exists(rejectedOf(file)));
    }

    @Test
    void shouldImportLeadsAndChangeNothingTheSecondTime() throws IOException {
        final Path file = write("leads.csv", """
                lead_id,name,email,channel,created_at
                ann,Ann Marker,ann@example.org,web,2023-11-14T22:13:20Z
                bob,,,,
                ,Nobody Marker,,,
                cat,Cat Marker,cat@example.org,pigeon,
                """);
        final CommandLineRun first = CommandLineRun.of("import", "leads", file.toString(), "--data", data.toString());
        assertEquals(0, first.exitCode());
        assertTrue(first.out().startsWith("4 rows: 2 new leads, 0 updates, 0 without change, 2 rejected ("), first.out());
        assertEquals(List.of("4 lead_id", "5 channel"), rejected(file).stream()
                .map(row -> row.path("line").asText() + " " + row.path("field").asText()).sorted().toList());
        assertTrue(rejected(file).get(0).path("row").path("name").asText().endsWith("Marker"), "it is there to be mended");
        assertFalse((first.out() + first.err()).contains("Marker"), "what is personal stays in the file");
        try (TestServer server = TestServer.open(data)) {
            assertEquals(Lead.newBuilder().setLeadId("ann").setName("Ann Marker").setEmail("ann@example.org")
                    .setChannel(Channel.WEB).setCreatedAt(Samples.seconds(1_700_000_000)).build(), lead(server, "ann"));
            server.catalog().upsertLead(UpsertLeadRequest.newBuilder()
                    .setLead(Lead.newBuilder().setLeadId("bob").setName("Bob")).build());
        }
        final CommandLineRun second = CommandLineRun.of("import", "leads", file.toString(), "--data", data.toString());
        assertTrue(second.out().startsWith("4 rows: 0 new leads, 0 updates, 2 without change, 2 rejected ("), second.out());
        try (TestServer server = TestServer.open(data)) {
            assertEquals("Bob", lead(server, "bob").getName(), "what was said meanwhile stands");
        }
    }

    @Test
    void shouldImportLeadsThroughAServerInTheLanguageOfAMapping() throws IOException {
        final Path mapping = write("leads.mapping", "column.lead_id = id\ncolumn.phone = tel\nconstant.agent_id = a7\n");
        final Path file = write("leads.jsonl", "{\"id\":\"ann\",\"tel\":\"555\"}\n{\"id\":\"ann\",\"tel\":\"556\"}\n");
        try (Engine engine = Engine.open(EngineOptions.of(data)); HomingServer server = new HomingServer(engine, 0)) {
            final CommandLineRun run = CommandLineRun.of("import", "leads", file.toString(),
                    "--server", "127.0.0.1:" + server.port(), "--mapping", mapping.toString());
            assertEquals(0, run.exitCode(), run.err());
            assertTrue(run.out().startsWith("2 rows: 1 new leads, 1 updates, 0 without change, 0 rejected ("), run.out());
        }
        try (TestServer server = TestServer.open(data)) {
            assertEquals("556 a7", lead(server, "ann").getPhone() + " " + lead(server, "ann").getAgentId());
        }
    }

    private static Lead lead(final TestServer server, final String id) {
        return server.catalog().getLead(GetLeadRequest.newBuilder().setLeadId(id).build()).getLead();
    }

    @Test
    void shouldTakeTheFeedOfAnotherDayAtItsWord() throws IOException {
        for (final int price : new int[] {100, 90, 100}) {
            final Path feed = write("feed.csv", "property_id,price\nA," + price + "\nday," + System.nanoTime() + "\n");
            assertEquals(0, CommandLineRun.of("import", "properties", feed.toString(), "--data", data.toString()).exitCode());
        }
        try (TestServer server = TestServer.open(data)) {
            final var property = server.catalog().getProperty(GetPropertyRequest.newBuilder().setPropertyId("A").build());
            assertEquals(100, property.getProperty().getPrice(), "back to the old price");
        }
    }

    @Test
    void shouldNotBringASoldListingBackWhenTheSameFileComesAgain() throws IOException {
        final Path file = write("homes.csv", "property_id,price\nA,100\n");
        assertEquals(0, CommandLineRun.of("import", "properties", file.toString(), "--data", data.toString()).exitCode());
        try (TestServer server = TestServer.open(data)) {
            server.catalog().updatePropertyStatus(UpdatePropertyStatusRequest.newBuilder()
                    .setPropertyId("A").setStatus(PropertyStatus.SOLD).build());
        }
        final CommandLineRun again = CommandLineRun.of("import", "properties", file.toString(), "--data", data.toString());
        assertTrue(again.out().startsWith("1 rows: 0 new listings, 0 updates, 1 without change, 0 rejected ("), again.out());
        try (TestServer server = TestServer.open(data)) {
            assertEquals(PropertyStatus.SOLD, server.catalog()
                    .getProperty(GetPropertyRequest.newBuilder().setPropertyId("A").build()).getProperty().getStatus());
        }
    }

    @Test
    void shouldImportJsonLinesAndCompressedFiles() throws IOException {
        final Path file = write("events.jsonl", """
                {"event_type":"PROPERTY_VIEW","occurred_at":1700000000000,"lead_id":"ann","property_id":"p1"}
                not json
                """);
        final CommandLineRun run = importEvents(file);
        assertTrue(run.out().startsWith("2 rows: 1 new events, 0 known before, 1 rejected"), run.out());
        final Path packed = folder.resolve("more.csv.gz");
        Files.write(packed, gzip(HEADER + "PROPERTY_VIEW,1700000005,ann,p1,40\n"));
        assertTrue(importEvents(packed).out().startsWith("1 rows: 1 new events"));
    }

    @Test
    void shouldImportWhatComesBeforeTheEndOfATruncatedFile() throws IOException {
        final StringBuilder rows = new StringBuilder(HEADER);
        for (int i = 0; i < 5_000; i++) {
            rows.append("PROPERTY_VIEW,").append(1_700_000_000 + i * 7_919L % 100_000).append(",lead").append(i * 31 % 977)
                    .append(",p").append(i * 17 % 499).append(",").append(i % 60).append('\n');
        }
        final byte[] whole = gzip(rows.toString());
        final Path file = folder.resolve("events.csv.gz");
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        final CommandLineRun run = importEvents(file);
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("is damaged behind row ")
                && run.err().contains("the rows before it were imported"), run.err());
        final long imported;
        try (TestServer server = TestServer.open(data)) {
            imported = server.engine().store().lastSequence();
        }
        assertTrue(imported > 1_000 && imported < 5_000, "imported=" + imported);
        assertTrue(run.out().contains(String.format(Locale.ROOT, "%,d new events", imported)), run.out());
        Files.write(file, whole);
        assertTrue(importEvents(file).out().contains(String.format(Locale.ROOT,
                        "5,000 rows: %,d new events, %,d known before", 5_000 - imported, imported)),
                "the whole file goes on from there");
    }

    @Test
    void shouldSpeakTheLanguageOfAMapping() throws IOException {
        final Path mapping = write("events.mapping", """
                column.event_type = kind
                value.event_type.look = PROPERTY_VIEW
                column.occurred_at = at
                column.lead_id = who
                column.property_id = home
                constant.channel = WEB
                """);
        final Path file = write("events.csv", "kind,at,who,home,extra\nlook,1700000000,ann,p1,x\n");
        final CommandLineRun run = importEvents(file, "--mapping", mapping.toString());
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().startsWith("1 rows: 1 new events"), run.out());
        assertEquals("", run.err(), "who names columns knows the others");

        final Path other = write("other.csv", "kind,at\nlook,1700000000\n");
        final CommandLineRun missing = importEvents(other, "--mapping", mapping.toString());
        assertEquals(1, missing.exitCode());
        assertTrue(missing.err().contains(
                mapping + " names columns that " + other + " does not have: [who, home]; it has [kind, at]"), missing.err());
        final CommandLineRun wrong = importEvents(file, "--mapping", write("bad.mapping", "column.person = who\n").toString());
        assertEquals(1, wrong.exitCode());
        assertTrue(wrong.err().contains("bad.mapping, line 1: there is no field \"person\""), wrong.err());
    }

    @Test
    void shouldSayWhatIsWrongWithTheCommand() throws IOException {
        final Path file = write("events.csv", HEADER);
        assertEquals(2, CommandLineRun.of().exitCode());
        assertEquals(2, CommandLineRun.of("import").exitCode());
        final CommandLineRun people = CommandLineRun.of("import", "people", "x.csv");
        assertEquals(2, people.exitCode());
        assertTrue(people.err().contains("say what to import: properties, events or leads, not people"), people.err());
        final CommandLineRun agents = CommandLineRun.of("import", "agents", "x.csv", "--data", data.toString());
        assertEquals(2, agents.exitCode());
        assertTrue(agents.err().contains("agents cannot be imported; "), agents.err());
        assertEquals(2, CommandLineRun.of("import", "events", file.toString()).exitCode(), "neither --data nor --server");
        assertEquals(2, CommandLineRun.of(
                "import", "events", file.toString(), "--data", data.toString(), "--server", "x:1").exitCode());
        assertEquals(2, CommandLineRun.of("import", "events", "--data", data.toString()).exitCode());
        final CommandLineRun missing = importEvents(folder.resolve("missing.csv"));
        assertEquals(1, missing.exitCode());
        assertTrue(missing.err().contains("homing: cannot read " + folder.resolve("missing.csv")), missing.err());
        assertEquals(1, importEvents(write("headless.csv", "")).exitCode());
        assertFalse(Files.exists(data), "none of them opened the folder");
        assertEquals(0, CommandLineRun.of("--help").exitCode());
        assertTrue(CommandLineRun.of("--version").out().startsWith("homing "));
    }

    @Test
    void shouldPointToTheServerThatHoldsTheFolderAndImportThroughIt() throws IOException {
        final Path file = write("events.csv", HEADER + "PROPERTY_VIEW,1700000000,ann,p1,40\n");
        try (Engine engine = Engine.open(EngineOptions.of(data)); HomingServer server = new HomingServer(engine, 0)) {
            final String address = "127.0.0.1:" + server.port();
            final CommandLineRun held = importEvents(file);
            assertEquals(1, held.exitCode());
            assertTrue(held.err().contains("is open in another process"), held.err());
            final CommandLineRun through = CommandLineRun.of("import", "events", file.toString(), "--server", address);
            assertEquals(0, through.exitCode(), through.err());
            assertTrue(through.out().startsWith("1 rows: 1 new events"), through.out());
            assertEquals(1, engine.store().lastSequence());
        }
    }

    @Test
    void shouldImportForTheTenantThatIsNamed() throws IOException {
        final Path file = write("events.csv", HEADER + "PROPERTY_VIEW,1700000000,ann,p1,40\n");
        assertEquals(0, importEvents(file, "--tenant", "east").exitCode());
        assertTrue(importEvents(file, "--tenant", "west").out().startsWith("1 rows: 1 new events"));
        final CommandLineRun wrong = importEvents(file, "--tenant", "Wild West");
        assertEquals(1, wrong.exitCode());
        assertTrue(wrong.err().contains("homing-tenant"), wrong.err());
        try (TestServer server = TestServer.open(data)) {
            assertEquals(List.of("east", "west"), List.copyOf(server.engine().store().tenants().keySet()));
            assertEquals(1, server.track(Samples.view("ann", "p1").setEventId("x")).getSequence() - 2);
        }
    }

    private CommandLineRun importEvents(final Path file, final String... more) {
        final String[] arguments = Arrays.copyOf(
                new String[] {"import", "events", file.toString(), "--data", data.toString()}, 5 + more.length);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return CommandLineRun.of(arguments);
    }

    private Path write(final String name, final String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Path rejectedOf(final Path file) {
        return file.resolveSibling(file.getFileName() + ".rejected.jsonl");
    }

    private static List<JsonNode> rejected(final Path file) throws IOException {
        final ObjectMapper json = new ObjectMapper();
        final List<JsonNode> rows = new ArrayList<>();
        for (final String line : Files.readAllLines(rejectedOf(file))) {
            rows.add(json.readTree(line));
        }
        return rows;
    }

    private static byte[] gzip(final String text) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
            packed.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
