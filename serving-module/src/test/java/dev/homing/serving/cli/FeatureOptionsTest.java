package dev.homing.serving.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.homing.features.FeatureSchema;
import dev.homing.features.LeadFeatureOptions;
import dev.homing.proto.v1.FeatureForm;
import dev.homing.proto.v1.GetLeadFeaturesRequest;
import dev.homing.proto.v1.GetLeadFeaturesResponse;
import dev.homing.serving.Samples;
import dev.homing.serving.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a data folder says of features holds for whoever computes them. */
@Timeout(60)
class FeatureOptionsTest {
    private static final long FIRST = 1_700_000_000;

    @TempDir
    private Path folder;

    @Test
    void shouldComputeWithTheOptionsOfTheDataFolderOnlineAndInExports() throws IOException {
        write("price.band.edges = 1000, 2000, 3000\nweight.property_view = 3\nmax.events = 2\n");
        final GetLeadFeaturesResponse served;
        try (TestServer server = TestServer.open(folder)) {
            server.upsert(Samples.property("p1").setPrice(2_500));
            for (int i = 0; i < 3; i++) {
                server.track(Samples.view("ann", "p1").setOccurredAt(Samples.seconds(FIRST + i)));
            }
            served = server.features().getLeadFeatures(GetLeadFeaturesRequest.newBuilder()
                    .setLeadId("ann").setForm(FeatureForm.PACKED).setAsOf(Samples.seconds(FIRST + 60)).build());
        }
        assertTrue(served.getTruncated());
        assertEquals(2, value("event_count", served));
        assertEquals(1, value("price_band_2_share", served));
        assertEquals(3, value("engagement_max", served));
        assertNotEquals(FeatureSchema.LEAD.hash(), served.getSchemaHash());

        final Path file = folder.resolve("all.jsonl");
        final CommandLineRun run = CommandLineRun.of("export", "features", "--data", folder.toString(),
                "--output", file.toString(), "--as-of", "2023-11-14T22:14:20Z");
        assertEquals(0, run.exitCode(), run.err());
        final JsonNode exported = new ObjectMapper().readTree(Files.readString(file));
        for (final var feature : FeatureSchema.LEAD.numerical()) {
            final JsonNode number = exported.path(feature.name());
            assertEquals(served.getPacked().getNumerical(feature.index()),
                    number.isMissingNode() ? Float.NaN : number.floatValue(), feature.name());
        }
    }

    @Test
    void shouldSayWhatIsWrongWithTheOptions() throws IOException {
        try (TestServer server = TestServer.open(folder)) {
            server.track(Samples.view("ann", "p1"));
        }
        write("window.days = many\n");
        final CommandLineRun run = CommandLineRun.of(
                "export", "features", "--data", folder.toString(), "--output", folder.resolve("all.csv").toString());
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains(folder.resolve(LeadFeatureOptions.FILE) + ": window.days=many: that is no number"),
                run.err());
    }

    private void write(final String options) throws IOException {
        Files.writeString(folder.resolve(LeadFeatureOptions.FILE), options);
    }

    private static float value(final String name, final GetLeadFeaturesResponse response) {
        return response.getPacked().getNumerical(FeatureSchema.LEAD.numerical().stream()
                .filter(feature -> feature.name().equals(name)).findFirst().orElseThrow().index());
    }
}
