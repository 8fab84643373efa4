package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.CatalogServiceGrpc;
import dev.homing.proto.v1.ModelServiceGrpc;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.PropertyType;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.UpdatePropertyStatusRequest;
import dev.homing.proto.v1.UpdatePropertyStatusResponse;
import dev.homing.proto.v1.UpsertPropertyRequest;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A market goes on after training: listings come, change and go, and each answer knows it. Homes are of eight kinds, of which a
 * lead looks at one nine times out of ten, and at what has just come: so training learns that what homes are like counts.
 */
class LivingMarketTest extends DistributionTest {
    private static final int DEADLINE_SECONDS = 60;
    private static final int KINDS = 8;
    private static final int LISTINGS = 400;
    /** Of each kind, so many have just come. */
    private static final int FRESH = 8;
    private static final int LEADS = 160;
    private static final int EVENTS = 16;
    private static final int ROUNDS = 250;
    private static final int STEPS_A_ROUND = 40;
    /** Fewer than the longest answer has, so that an answer is the whole market but for what the lead has met. */
    private static final int MOST_ACTIVE = 400;
    private static final int LONGEST = 500;
    private static final long NEWEST = Instant.parse("2026-11-20T12:00:00Z").getEpochSecond();
    private static final int DAY = 86_400;
    private static final int SPAN = 60 * DAY;

    private final SplittableRandom random = new SplittableRandom(17);
    /** What the server was told. */
    private final Map<String, PropertyStatus> statuses = new HashMap<>();
    private final Map<String, Integer> kinds = new HashMap<>();
    private final List<Set<String>> met = new ArrayList<>();
    private CatalogServiceGrpc.CatalogServiceBlockingStub catalog;
    private CatalogServiceGrpc.CatalogServiceFutureStub catalogFutures;
    private RecommendationServiceGrpc.RecommendationServiceBlockingStub recommendations;

    @Test
    void shouldKnowTheMarketInEachAnswer() throws IOException, InterruptedException, ExecutionException, TimeoutException {
        final Path data = folder().resolve("data");
        homing().succeed("import", "properties", listings(), "--data", data);
        homing().succeed("import", "events", events(), "--data", data);
        homing().succeed("train", "--data", data, "--budget", 5);
        // ONNX Runtime tidies up when a JVM exits, and a server that is told to end halts: its temporary folder is its own.
        final Path temporary = Files.createDirectories(folder().resolve("server-tmp"));
        try (Running server = homing().start(Map.of("HOMING_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary), Launcher.program(),
                "serve", "--data", data, "--port", 0)) {
            final ManagedChannel channel = connect(server.address());
            try {
                // By hand: whether the hybrid beats each of its parts is not what this is about.
                ModelServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .activateModel(ActivateModelRequest.newBuilder().setVersion(model(data)).build());
                catalog = CatalogServiceGrpc.newBlockingStub(channel);
                catalogFutures = CatalogServiceGrpc.newFutureStub(channel);
                recommendations = RecommendationServiceGrpc.newBlockingStub(channel);
                live();
            } finally {
                channel.shutdownNow();
            }
            assertEquals(0, server.terminate().exitCode());
        }
    }

    private void live() throws InterruptedException, ExecutionException, TimeoutException {
        for (int round = 0; round < ROUNDS; round++) {
            step();
            final int lead = random.nextInt(LEADS);
            final RecommendResponse answer = recommend(lead, LONGEST);
            final Set<String> expected = statuses.keySet().stream().filter(id -> statuses.get(id) == PropertyStatus.ACTIVE
                    && !met.get(lead).contains(id)).collect(Collectors.toCollection(TreeSet::new));
            assertEquals(expected, new TreeSet<>(ids(answer)), "of " + lead + " after round " + round);
            assertEquals(expected.size(), answer.getRecommendationsCount(), "each once");
            if (round % 10 == 0) {
                newcomer("for-" + lead + "-" + round, lead);
            }
        }
    }

    /** A home of the kind that a lead looks for comes on the market. */
    private void newcomer(final String id, final int lead) {
        upsert(List.of(property(id, kind(lead)).setListedAt(seconds(NEWEST)).build()));
        final int other = somebodyElse(lead);
        assertTrue(place(id, lead) < place(id, other), id + " is for " + lead + " rather than for " + other);
        // To somebody else's taste: the change counts in the next answer.
        upsert(List.of(property(id, kind(other)).setListedAt(seconds(NEWEST)).build()));
        assertTrue(place(id, other) < place(id, lead), id + " is for " + other + " now");
        catalog.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).updatePropertyStatus(status(id, PropertyStatus.SOLD));
        statuses.put(id, PropertyStatus.SOLD);
        assertFalse(ids(recommend(other, LONGEST)).contains(id));
    }

    /** Where a listing stands in a lead's answer. */
    private int place(final String id, final int lead) {
        final int place = ids(recommend(lead, LONGEST)).indexOf(id);
        assertTrue(place >= 0, id + " is on the market");
        return place;
    }

    private void step() throws InterruptedException, ExecutionException, TimeoutException {
        final List<String> known = new ArrayList<>(new TreeSet<>(statuses.keySet()));
        final Set<String> touched = new HashSet<>();
        final List<Property> upserts = new ArrayList<>();
        final List<Future<UpdatePropertyStatusResponse>> changes = new ArrayList<>();
        for (int i = 0; i < STEPS_A_ROUND; i++) {
            final String id = known.get(random.nextInt(known.size()));
            final boolean isCrowded =
                    statuses.values().stream().filter(PropertyStatus.ACTIVE::equals).count() >= MOST_ACTIVE;
            final int what = random.nextInt(6);
            if (what == 0 && !isCrowded) {
                final int kind = random.nextInt(KINDS);
                upserts.add(property("new-" + statuses.size(), kind).build());
            } else if (!touched.add(id)) {
                continue;
            } else if (what == 1 && statuses.get(id) == PropertyStatus.ACTIVE) {
                upserts.add(property(id, kinds.get(id)).build());
            } else {
                final PropertyStatus next = isCrowded ? PropertyStatus.SOLD : PropertyStatus.forNumber(1 + random.nextInt(4));
                changes.add(catalogFutures.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .updatePropertyStatus(status(id, next)));
                statuses.put(id, next);
            }
            upserts.forEach(property -> statuses.put(property.getPropertyId(), PropertyStatus.ACTIVE));
        }
        upsert(upserts);
        for (final Future<UpdatePropertyStatusResponse> change : changes) {
            change.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void upsert(final List<Property> properties) {
        final BatchUpsertPropertiesRequest.Builder request = BatchUpsertPropertiesRequest.newBuilder();
        for (final Property property : properties) {
            request.addRequests(UpsertPropertyRequest.newBuilder().setProperty(property));
            statuses.put(property.getPropertyId(), PropertyStatus.ACTIVE);
        }
        if (!properties.isEmpty()) {
            assertEquals(0, catalog.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .batchUpsertProperties(request.build()).getRejectedCount());
        }
    }

    private static UpdatePropertyStatusRequest status(final String id, final PropertyStatus status) {
        return UpdatePropertyStatusRequest.newBuilder().setPropertyId(id).setStatus(status).build();
    }

    private RecommendResponse recommend(final int lead, final int limit) {
        return recommendations.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .recommend(RecommendRequest.newBuilder().setLeadId("lead-" + lead).setLimit(limit).build());
    }

    private static List<String> ids(final RecommendResponse answer) {
        return answer.getRecommendationsList().stream().map(Recommendation::getPropertyId).toList();
    }

    private static Timestamp seconds(final long seconds) {
        return Timestamp.newBuilder().setSeconds(seconds).build();
    }

    /** Who looks for something that is quite different. */
    private static int somebodyElse(final int lead) {
        return (lead + KINDS / 2) % LEADS;
    }

    private static int kind(final int lead) {
        return lead % KINDS;
    }

    /** A home of a kind at some price, on sale. */
    private Property.Builder property(final String id, final int kind) {
        kinds.put(id, kind);
        return Property.newBuilder().setPropertyId(id).setStatus(PropertyStatus.ACTIVE)
                .setPrice(price(kind)).setCurrency("USD").setSizeSqft(size(kind)).setBedrooms(bedrooms(kind))
                .setPropertyType(kind % 2 == 0 ? PropertyType.HOUSE : PropertyType.CONDO).setAreaId("area-" + kind)
                .setListedAt(seconds(NEWEST - random.nextInt(60 * DAY)));
    }

    private int price(final int kind) {
        return 150_000 * (kind + 1) + 1_000 * random.nextInt(30);
    }

    private int size(final int kind) {
        return 600 + 250 * kind + random.nextInt(60);
    }

    private static int bedrooms(final int kind) {
        return 1 + kind / 2;
    }

    private Path listings() throws IOException {
        final StringBuilder csv = new StringBuilder(
                "property_id,effective_at,listed_at,price,currency,size_sqft,bedrooms,property_type,area_id\n");
        for (int listing = 0; listing < LISTINGS; listing++) {
            final int kind = listing % KINDS;
            final long listedAt = listedAt(listing);
            csv.append(String.format(Locale.ROOT, "p%d,%d,%d,%d,USD,%d,%d,%s,area-%d%n", listing, listedAt, listedAt,
                    price(kind), size(kind), bedrooms(kind), kind % 2 == 0 ? "HOUSE" : "CONDO", kind));
            statuses.put("p" + listing, PropertyStatus.ACTIVE);
            kinds.put("p" + listing, kind);
        }
        return Files.writeString(folder().resolve("listings.csv"), csv);
    }

    private Path events() throws IOException {
        final StringBuilder csv = new StringBuilder("event_type,occurred_at,lead_id,property_id\n");
        for (int lead = 0; lead < LEADS; lead++) {
            met.add(new HashSet<>());
            for (int event = 0; event < EVENTS; event++) {
                final int kind = random.nextInt(10) == 0 ? random.nextInt(KINDS) : kind(lead);
                final int newest = LISTINGS - 1 - random.nextInt(2 * LISTINGS / 3);
                final String listing = "p" + (newest / KINDS * KINDS + kind - KINDS * random.nextInt(FRESH));
                csv.append(kind == kind(lead) && event % 3 == 0 ? "PROPERTY_LIKE," : "PROPERTY_VIEW,")
                        .append(listedAt(newest + KINDS)).append(",lead-").append(lead).append(',')
                        .append(listing).append('\n');
                met.get(lead).add(listing);
            }
        }
        return Files.writeString(folder().resolve("events.csv"), csv);
    }

    private static long listedAt(final int listing) {
        return NEWEST - (long) (LISTINGS + KINDS - listing) * SPAN / (LISTINGS + KINDS);
    }

    private static String model(final Path data) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("models/default"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("2")).findFirst().orElseThrow();
        }
    }
}
