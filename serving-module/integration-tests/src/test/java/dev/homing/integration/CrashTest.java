package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.homing.integration.Finished.EventCounts;
import dev.homing.proto.v1.FeatureServiceGrpc;
import dev.homing.proto.v1.FeatureValue;
import dev.homing.proto.v1.GetLatencyReportRequest;
import dev.homing.proto.v1.GetLeadFeaturesRequest;
import dev.homing.proto.v1.LatencySummary;
import dev.homing.proto.v1.ModelServiceGrpc;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** A server that is killed in the middle of an import has lost nothing that it acked and kept nothing by halves. */
class CrashTest extends DistributionTest {
    private static final int DEADLINE_SECONDS = 30;
    private static final int WAIT_SECONDS = 60;
    private static final int CALLS_BEFORE_KILL = 3;
    private static final int LEADS = 200;
    /** In the midst of the data, whose features look at the 30 days before. */
    private static final Timestamp[] INSTANTS =
            {at("2016-04-15T00:00:00Z"), at("2016-07-01T00:00:00Z"), at("2017-01-10T00:00:00Z")};
    private static final EventCounts ALL_KNOWN = new EventCounts(72_312, 0, 72_312, 0);

    @Test
    void shouldHaveEveryEventExactlyOnceWhenTheServerIsKilledAndStartedAgain() throws IOException, InterruptedException {
        final Path data = folder().resolve("killed");
        final Finished imported;
        try (Running server = homing().start("serve", "--data", data, "--port", 0)) {
            final String address = server.address();
            try (Running sending = homing().start(deskdrop("--server", address))) {
                killMidway(server, address);
                assertTrue(sending.process().isAlive(), "the import ended before the server was killed");
                // The import waits for the server, and goes on when there is one again.
                final String port = address.substring(address.indexOf(':') + 1);
                try (Running restarted = homing().start("serve", "--data", data, "--port", port)) {
                    assertEquals(address, restarted.address());
                    imported = sending.await(WAIT_SECONDS);
                    assertEquals(0, restarted.terminate().exitCode());
                }
            }
        }
        assertEquals(0, imported.exitCode(), imported.toString());
        final EventCounts counts = imported.eventCounts();
        assertEquals(72_312, counts.created() + counts.known(), imported.toString());
        assertTrue(counts.created() <= 72_301, imported.toString());

        assertEquals(ALL_KNOWN, homing().succeed(deskdrop("--data", data)).eventCounts());
        checkFeatures(data);
    }

    /** The strict part: an event that is there by halves, or twice, changes what a lead's timeline says. */
    private void checkFeatures(final Path data) throws IOException, InterruptedException {
        final Path undisturbed = folder().resolve("undisturbed");
        assertEquals(72_301, homing().succeed(deskdrop("--data", undisturbed)).eventCounts().created());
        final List<String> leads = leads();
        final Map<String, List<FeatureValue>> expected = features(undisturbed, leads);
        final double events = expected.values().stream().flatMap(List::stream)
                .filter(feature -> feature.getName().equals("event_count")).mapToDouble(FeatureValue::getValue).sum();
        assertTrue(events > 1_000, "events of " + LEADS + " leads in the windows: " + events);
        assertEquals(expected, features(data, leads));
    }

    private List<String> leads() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(dataSet("deskdrop_interactions.csv.gz"))), StandardCharsets.UTF_8))) {
            return lines.lines().skip(1).map(line -> line.split(",", -1)[3]).distinct().limit(LEADS).toList();
        }
    }

    private Map<String, List<FeatureValue>> features(final Path data, final List<String> leads)
            throws IOException, InterruptedException {
        try (Running server = homing().start("serve", "--data", data, "--port", 0)) {
            final ManagedChannel channel = connect(server.address());
            try {
                final Map<String, List<FeatureValue>> features = new LinkedHashMap<>();
                for (final String lead : leads) {
                    for (final Timestamp instant : INSTANTS) {
                        features.put(lead + " at " + instant.getSeconds(), FeatureServiceGrpc.newBlockingStub(channel)
                                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                                .getLeadFeatures(GetLeadFeaturesRequest.newBuilder().setLeadId(lead).setAsOf(instant).build())
                                .getFeaturesList());
                    }
                }
                return features;
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private static void killMidway(final Running server, final String address) throws InterruptedException {
        final ManagedChannel channel = connect(address);
        try {
            final Deadline deadline = new Deadline(WAIT_SECONDS, "the first acks");
            while (batches(channel) < CALLS_BEFORE_KILL) {
                deadline.pause();
            }
            server.kill();
        } finally {
            channel.shutdownNow();
        }
    }

    private static long batches(final Channel channel) {
        return ModelServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .getLatencyReport(GetLatencyReportRequest.getDefaultInstance()).getSummariesList().stream()
                .filter(summary -> summary.getName().endsWith("/BatchTrackEvents"))
                .mapToLong(LatencySummary::getCount).sum();
    }

    private static Timestamp at(final String instant) {
        return Timestamp.newBuilder().setSeconds(java.time.Instant.parse(instant).getEpochSecond()).build();
    }
}
