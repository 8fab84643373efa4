package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchGetLeadFeaturesRequest;
import dev.homing.proto.v1.FeatureDefinition;
import dev.homing.proto.v1.FeatureForm;
import dev.homing.proto.v1.FeatureServiceGrpc;
import dev.homing.proto.v1.ListFeatureDefinitionsRequest;
import dev.homing.proto.v1.ListFeatureDefinitionsResponse;
import dev.homing.proto.v1.ModelServiceGrpc;
import dev.homing.proto.v1.PackedFeatures;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What training says of the leads is what the server says of each of them, counted: the same code at the same instant. */
class PopulationTest extends DistributionTest {
    private static final int LONG_COMMAND = 100_000;
    private static final int LEADS = 120;
    private static final long NEWEST = Instant.parse("2026-11-20T12:00:00Z").getEpochSecond();
    private static final List<String> TYPES = List.of("PROPERTY_VIEW", "PROPERTY_VIEW", "PROPERTY_LIKE", "SEARCH_QUERY");
    private static final int DEADLINE_SECONDS = 30;
    /** Of 101 quantiles of a sketch of so few leads. */
    private static final double PERCENTILE_ERROR = 0.02;

    @Test
    void shouldServeThePopulationThatTrainingSaw() throws IOException, InterruptedException {
        final Path data = folder().resolve("data");
        homing().succeed("import", "properties", listings(), "--data", data);
        homing().succeed("import", "events", events(), "--data", data);
        // Settings have no say in who the leads are, and need no trying here.
        homing().succeed("train", "--data", data, "--budget", 1);
        homing().succeed("train", "--data", data, "--budget", 1);
        final List<Path> populations = populations(data);
        assertEquals(2, populations.size());
        assertArrayEquals(Files.readAllBytes(populations.get(0)), Files.readAllBytes(populations.get(1)));

        // ONNX Runtime tidies up when a JVM exits, and a server that is told to end halts: its temporary folder is its own.
        final Path temporary = Files.createDirectories(folder().resolve("server-tmp"));
        // However long the command line is, the model is loaded: ONNX Runtime alone would overflow its stack on this one.
        final String options = "-Djava.io.tmpdir=" + temporary + " -Dnothing=" + "x".repeat(LONG_COMMAND)
                + Launcher.FIRST_COMPILER;
        try (Running server = homing().start(
                Map.of("HOMING_JAVA_OPTS", options), Launcher.program(), "serve", "--data", data, "--port", 0)) {
            final ManagedChannel channel = connect(server.address());
            try {
                // By hand: what is popular is all there is to learn here, so that training does not do it.
                ModelServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .activateModel(ActivateModelRequest.newBuilder()
                                .setVersion(populations.get(0).getParent().getFileName().toString()).build());
                compare(channel);
            } finally {
                channel.shutdownNow();
            }
            assertEquals(0, server.terminate().exitCode());
        }
    }

    private static void compare(final Channel channel) {
        final FeatureServiceGrpc.FeatureServiceBlockingStub features =
                FeatureServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
        final ListFeatureDefinitionsResponse definitions =
                features.listFeatureDefinitions(ListFeatureDefinitionsRequest.getDefaultInstance());
        final List<PackedFeatures> leads = new ArrayList<>();
        features.batchGetLeadFeatures(BatchGetLeadFeaturesRequest.newBuilder()
                .addAllLeadIds(IntStream.range(0, LEADS).mapToObj(lead -> "lead-" + lead).toList())
                .setAsOf(Timestamp.newBuilder().setSeconds(NEWEST)).setForm(FeatureForm.PACKED).setNormalize(true)
                .build()).forEachRemaining(answer -> {
                    assertEquals(definitions.getPopulationVersion(), answer.getLead().getPopulationVersion());
                    leads.add(answer.getLead().getPacked());
                });
        int compared = 0;
        for (final FeatureDefinition definition : definitions.getDefinitionsList()) {
            if (definition.hasPopulation()) {
                compare(definition, leads);
                compared++;
            }
        }
        assertEquals(leads.get(0).getNumericalCount(), compared);
    }

    private static void compare(final FeatureDefinition definition, final List<PackedFeatures> leads) {
        final int feature = definition.getIndex();
        final double[] values = leads.stream().mapToDouble(lead -> lead.getNumerical(feature))
                .filter(value -> !Double.isNaN(value)).toArray();
        assertEquals(values.length, definition.getPopulation().getCount(), definition.getName());
        assertEquals(LEADS - values.length, definition.getPopulation().getMissing(), definition.getName());
        double sum = 0;
        for (final double value : values) {
            sum += value;
        }
        final double mean = values.length == 0 ? 0 : sum / values.length;
        assertEquals(mean, definition.getPopulation().getMean(), 1e-9 * Math.abs(mean) + 1e-12, definition.getName());
        for (final PackedFeatures lead : leads) {
            final double value = lead.getNumerical(feature);
            final double share = values.length == 0 ? Double.NaN : share(values, value);
            assertEquals(Double.isNaN(value), Float.isNaN(lead.getPercentiles(feature)), definition.getName());
            assertTrue(Double.isNaN(value) || Math.abs(share - lead.getPercentiles(feature)) <= PERCENTILE_ERROR,
                    () -> definition.getName() + "=" + value + ": " + lead.getPercentiles(feature) + ", counted " + share);
        }
    }

    private static double share(final double[] values, final double value) {
        double share = 0;
        for (final double each : values) {
            share += each < value ? 1 : each == value ? 0.5 : 0;
        }
        return share / values.length;
    }

    private static List<Path> populations(final Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("models"))) {
            return files.filter(file -> file.endsWith("population.json")).toList();
        }
    }

    private Path listings() throws IOException {
        final StringBuilder csv = new StringBuilder("property_id,price,size_sqft,bedrooms,property_type,area_id\n");
        for (int listing = 0; listing < 30; listing++) {
            csv.append("p").append(listing).append(',').append(listing % 5 == 0 ? "" : 200_000 + 30_000 * listing)
                    .append(',').append(700 + 50 * listing).append(',').append(listing % 5)
                    .append(listing % 2 == 0 ? ",HOUSE,area-" : ",CONDO,area-").append(listing % 4).append('\n');
        }
        return Files.writeString(folder().resolve("listings.csv"), csv);
    }

    private Path events() throws IOException {
        final SplittableRandom random = new SplittableRandom(5);
        final StringBuilder csv = new StringBuilder("event_type,occurred_at,lead_id,property_id\n");
        csv.append("PROPERTY_VIEW,").append(NEWEST).append(",lead-0,p1\n");
        for (int lead = 0; lead < LEADS; lead++) {
            for (int event = 0; event <= lead % 40; event++) {
                final String type = TYPES.get(random.nextInt(TYPES.size()));
                csv.append(type).append(',').append(NEWEST - 1 - random.nextInt(50 * 86_400)).append(",lead-").append(lead)
                        .append(',').append(type.equals("SEARCH_QUERY") ? "" : "p" + random.nextInt(30)).append('\n');
            }
        }
        return Files.writeString(folder().resolve("events.csv"), csv);
    }
}
