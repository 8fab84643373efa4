package dev.homing.serving.cli;

import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RecommendCommandTest {
    private static final long START = 1_700_000_000;

    @TempDir
    private Path folder;
    private Path data;
    private Path output;

    /** Three listings in a row, and two leads who liked one each, one after the other. */
    @BeforeEach
    void fill() {
        data = folder.resolve("data");
        output = folder.resolve("lists.csv");
        try (TestServer server = TestServer.open(data)) {
            for (final String id : List.of("p1", "p2", "p,3")) {
                server.catalog().upsertProperty(UpsertPropertyRequest.newBuilder()
                        .setProperty(property(id).setListedAt(seconds(START)))
                        .setEffectiveAt(seconds(START)).build());
            }
            server.track(like("ann", "p1").setOccurredAt(seconds(START + 100)));
            server.track(like("bob", "p2").setOccurredAt(seconds(START + 200)));
            new TestBundle("m1").listing("p1", 3, 1, 0).listing("p2", 2, 0.9f, 0.1f).listing("p,3", 1, 0.8f, 0).write(data);
            server.models().activateModel(ActivateModelRequest.newBuilder().setVersion("m1").build());
        }
    }

    @Test
    void shouldWriteAListForEveryLeadThatHasEvents() throws IOException {
        final CommandLineRun run = recommend("--output", output.toString());
        assertEquals(0, run.exitCode(), run.err());
        final List<String> lines = Files.readAllLines(output);
        assertEquals("lead_id,rank,property_id,score", lines.get(0));
        assertEquals(List.of("ann,1,p2", "ann,2,\"p,3\"", "bob,1,p1", "bob,2,\"p,3\""),
                lines.stream().skip(1).map(line -> line.substring(0, line.lastIndexOf(','))).toList());
        lines.stream().skip(1).forEach(line -> assertTrue(
                Float.isFinite(Float.parseFloat(line.substring(line.lastIndexOf(',') + 1))), line));
        assertTrue(run.err().contains("2 leads, 4 rows: {MODEL=2}"), run.err());
        assertFalse(Files.exists(folder.resolve("lists.csv.part")));
    }

    @Test
    void shouldWriteToStandardOutputToo() {
        final CommandLineRun run = recommend("--limit", "1");
        assertEquals(0, run.exitCode());
        assertEquals(3, run.out().lines().count());
        assertTrue(run.out().startsWith("lead_id,rank,property_id,score"), run.out());
    }

    @Test
    void shouldTakeTheLeadsOfAFileInBothForms() throws IOException {
        final List<String> plain = List.of("bob", "", " ann ", "nobody", "bob");
        final List<String> expected = List.of("bob", "ann", "nobody");
        assertEquals(expected, leadsOf("leads.txt", plain));
        assertEquals(expected, leadsOf("marked.txt", List.of("\uFEFFbob", "ann", "nobody")));
        assertEquals(expected, leadsOf("leads.csv",
                List.of("name,lead_id", "Bob,bob", "\"A, B\",ann", "N,nobody", "Bob,bob", "X,")));
        assertEquals(expected, leadsOf("marked.csv", List.of("\uFEFFlead_id", "bob", "ann", "nobody")));
        assertEquals(expected, leadsOf("quoted.csv", List.of("\"lead_id\"", "bob", "ann", "nobody")));
        assertEquals(List.of(), leadsOf("empty.txt", List.of()));
    }

    @Test
    void shouldNameTheFileOfLeadsThatCannotBeRead() throws IOException {
        final Path broken = Files.write(folder.resolve("leads.csv"), List.of("lead_id,name", "ann"));
        assertEquals(broken + ", line 2: the row has 1 fields, the header 2",
                assertThrows(IOException.class, () -> RecommendCommand.readLeads(broken)).getMessage());
        final Path latin = Files.write(folder.resolve("leads.txt"), "J\u00fcrgen".getBytes(StandardCharsets.ISO_8859_1));
        final CommandLineRun run = recommend("--leads", latin.toString());
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains(latin + " is not UTF-8"), run.err());
    }

    @Test
    void shouldAskForManyLeadsInTheirOrder() throws IOException {
        final List<String> leads = IntStream.range(0, 100).mapToObj(i -> i % 2 == 0 ? "ann" + i : "bob" + i).toList();
        final Path file = Files.write(folder.resolve("leads.txt"), leads);
        assertEquals(0, recommend("--leads", file.toString(), "--output", output.toString(), "--limit", "1").exitCode());
        assertEquals(leads, Files.readAllLines(output).stream().skip(1).map(line -> line.split(",", -1)[0]).toList());
    }

    @Test
    void shouldNotKnowWhatHappensAfterTheInstant() throws IOException {
        final String instant = Instant.ofEpochSecond(START + 150).toString();
        assertEquals(0, recommend("--as-of", instant, "--output", output.toString()).exitCode());
        assertEquals(List.of("ann", "ann"),
                Files.readAllLines(output).stream().skip(1).map(line -> line.split(",", -1)[0]).toList(),
                "bob does nothing before it");
        try (TestServer server = TestServer.open(data)) {
            server.track(like("cid", "p1").setOccurredAt(Timestamp.newBuilder().setSeconds(START + 150).setNanos(300_000_000)));
        }
        assertFalse(recommend("--as-of", instant).out().contains("cid"));
        assertTrue(recommend("--as-of", instant.replace("Z", ".300Z")).out().contains("cid"), "to the millisecond");
        final CommandLineRun before = recommend("--as-of", Instant.ofEpochSecond(START + 50).toString());
        assertEquals(1, before.out().lines().count(), "nobody did anything, which is just the header");
    }

    @Test
    void shouldIncludeWhatWasSeenWhenAskedTo() {
        assertEquals(6, recommend("--include-seen").out().lines().skip(1).count());
        assertEquals(4, recommend().out().lines().skip(1).count());
    }

    @Test
    void shouldSayWhatIsWrongWithTheCommand() {
        for (final String limit : List.of("0", "501", "-1", "many")) {
            assertEquals(2, recommend("--limit", limit).exitCode(), limit);
        }
        final CommandLineRun asOf = recommend("--as-of", "yesterday");
        assertEquals(2, asOf.exitCode());
        assertTrue(asOf.err().contains("--as-of is yesterday; an instant such as"), asOf.err());
        final CommandLineRun server = CommandLineRun.of("recommend", "--server", "127.0.0.1:1");
        assertEquals(2, server.exitCode());
        assertTrue(server.err().contains("name them with --leads FILE"), server.err());
        assertEquals(1, recommend("--leads", folder.resolve("missing.txt").toString()).exitCode());
        assertEquals(1, recommend("--output", folder.resolve("no/such/folder.csv").toString()).exitCode());
    }

    @Test
    void shouldCreateNothingUnderAWrongNameAndSayWhichTenantsThereAre() {
        final Path wrong = folder.resolve("dat");
        final CommandLineRun missing = CommandLineRun.of("recommend", "--data", wrong.toString());
        assertEquals(1, missing.exitCode());
        assertTrue(missing.err().contains("There is no Homing data in " + wrong), missing.err());
        assertFalse(Files.exists(wrong));
        final CommandLineRun tenant = recommend("--tenant", "nobody");
        assertEquals(1, tenant.exitCode());
        assertTrue(tenant.err().contains("there is no tenant nobody") && tenant.err().contains("[default]"), tenant.err());
    }

    private List<String> leadsOf(final String name, final List<String> lines) throws IOException {
        return RecommendCommand.readLeads(Files.write(folder.resolve(name), lines));
    }

    private CommandLineRun recommend(final String... more) {
        final String[] arguments = new String[3 + more.length];
        System.arraycopy(new String[] {"recommend", "--data", data.toString()}, 0, arguments, 0, 3);
        System.arraycopy(more, 0, arguments, 3, more.length);
        return CommandLineRun.of(arguments);
    }
}
