package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchRecommendRequest;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.Boost;
import dev.homing.proto.v1.CatalogServiceGrpc;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.LeadPreferences;
import dev.homing.proto.v1.ListingKind;
import dev.homing.proto.v1.ModelServiceGrpc;
import dev.homing.proto.v1.Pin;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyFilter;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.PropertyType;
import dev.homing.proto.v1.RankingRules;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.UpdatePropertyStatusRequest;
import dev.homing.proto.v1.UpdatePropertyStatusResponse;
import dev.homing.proto.v1.UpsertLeadRequest;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.proto.v1.WatchRecommendationsRequest;
import dev.homing.proto.v1.WatchRecommendationsResponse;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A market goes on after training: listings come, change and go, and each answer knows it. Homes are of eight kinds, of which a
 * lead looks at one nine times out of ten, and at what has just come: so training learns that what homes are like counts.
 *
 * <p>Lists are asked for in all ways there are: with filters, rules and pins, with preferences, diverse and explored ones, with
 * what was seen, in batches, and by somebody who watches all the time.
 */
class LivingMarketTest extends DistributionTest {
    private static final int DEADLINE_SECONDS = 60;
    private static final int KINDS = 8;
    private static final int LISTINGS = 400;
    /** Of each kind, so many have just come. */
    private static final int FRESH = 8;
    private static final int LEADS = 160;
    private static final int EVENTS = 16;
    private static final int ROUNDS = 150;
    private static final int STEPS_A_ROUND = 40;
    /** Fewer than the longest answer has, so that an answer is the whole market but for what the lead has met. */
    private static final int MOST_ACTIVE = 400;
    private static final int LONGEST = 500;
    /** The lead whose list is watched. */
    private static final int WATCHED = 3;
    private static final long NEWEST = Instant.parse("2026-11-20T12:00:00Z").getEpochSecond();
    private static final int DAY = 86_400;
    private static final int SPAN = 60 * DAY;

    private final SplittableRandom random = new SplittableRandom(17);
    /** What the server was told. */
    private final Map<String, PropertyStatus> statuses = new HashMap<>();
    private final Map<String, Property> properties = new HashMap<>();
    private final Changes changes = new Changes();
    private final List<Set<String>> met = new ArrayList<>();
    private CatalogServiceGrpc.CatalogServiceBlockingStub catalog;
    private CatalogServiceGrpc.CatalogServiceFutureStub catalogFutures;
    private RecommendationServiceGrpc.RecommendationServiceBlockingStub recommendations;
    private Watcher watcher;
    /** The newest list that the watcher got. */
    private Set<String> watched = Set.of();

    /** What was said of each listing, and when the server had said that it knows. */
    private static final class Changes {
        private final Map<String, TreeMap<Long, PropertyStatus>> byId = new HashMap<>();

        /** One change of a listing at a time: the next one is sent when this one was acked. */
        void acked(final String id, final PropertyStatus status) {
            byId.computeIfAbsent(id, each -> new TreeMap<>()).put(System.currentTimeMillis(), status);
        }

        /** Whether a list that was begun then, by the clock of this machine, may have a listing, whatever came meanwhile. */
        boolean allow(final String id, final long begunMs) {
            final TreeMap<Long, PropertyStatus> changes = byId.getOrDefault(id, new TreeMap<>());
            final Map.Entry<Long, PropertyStatus> before = changes.lowerEntry(begunMs);
            return before == null || before.getValue() == PropertyStatus.ACTIVE
                    || changes.tailMap(begunMs).containsValue(PropertyStatus.ACTIVE);
        }
    }

    /** Somebody who watches the list of one lead; lists wait for whoever looks at them. */
    private static final class Watcher implements StreamObserver<WatchRecommendationsResponse> {
        private final BlockingQueue<RecommendResponse> lists = new LinkedBlockingQueue<>();

        @Override
        public void onNext(final WatchRecommendationsResponse response) {
            lists.add(response.getRecommendations());
        }

        @Override
        public void onError(final Throwable error) {
            // Whoever waits for a list hears of the end by its deadline.
        }

        @Override
        public void onCompleted() {
            throw new AssertionError("nobody ended it");
        }
    }

    @Test
    void shouldKnowTheMarketInEachAnswer() throws IOException, InterruptedException, ExecutionException, TimeoutException {
        final Path data = folder().resolve("data");
        homing().succeed("import", "properties", listings(), "--data", data);
        homing().succeed("import", "events", events(), "--data", data);
        homing().succeed("train", "--data", data, "--budget", 5);
        // ONNX Runtime tidies up when a JVM exits, and a server that is told to end halts: its temporary folder is its own.
        final Path temporary = Files.createDirectories(folder().resolve("server-tmp"));
        final String options = "-Djava.io.tmpdir=" + temporary + Launcher.FIRST_COMPILER;
        try (Running server = homing().start(
                Map.of("HOMING_JAVA_OPTS", options), Launcher.program(), "serve", "--data", data, "--port", 0)) {
            final ManagedChannel channel = connect(server.address());
            try {
                // By hand: whether the hybrid beats each of its parts is not what this is about.
                ModelServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .activateModel(ActivateModelRequest.newBuilder().setVersion(model(data)).build());
                catalog = CatalogServiceGrpc.newBlockingStub(channel);
                catalogFutures = CatalogServiceGrpc.newFutureStub(channel);
                recommendations = RecommendationServiceGrpc.newBlockingStub(channel);
                watcher = new Watcher();
                RecommendationServiceGrpc.newStub(channel).watchRecommendations(
                        WatchRecommendationsRequest.newBuilder().setRequest(request(WATCHED)).build(), watcher);
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
            ask(round, lead);
            if (round % 10 == 0) {
                newcomer("for-" + lead + "-" + round, lead);
            }
            watch(round % 25 == 24);
        }
    }

    /** Asks for lists in another way each round; each has all that it may have, since it is longer than the market. */
    private void ask(final int round, final int lead) {
        final RecommendRequest.Builder request = request(lead);
        final int kind = random.nextInt(KINDS);
        switch (round % 10) {
            case 0 -> assertHas(shown(lead), recommend(request), round);
            case 1 -> {
                final double price = price(kind);
                request.setFilter(PropertyFilter.newBuilder().setMaxPrice(price).addPropertyTypes(PropertyType.HOUSE));
                assertHas(shown(lead, home -> home.getPrice() <= price && home.getPropertyType() == PropertyType.HOUSE),
                        recommend(request), round);
            }
            case 2 -> {
                final PropertyFilter there = PropertyFilter.newBuilder().addAreaIds("area-" + kind).build();
                request.setRules(RankingRules.newBuilder().setMaxPerArea(5)
                        .addBoosts(Boost.newBuilder().setFilter(there).setAmount(3)));
                final List<String> found = ids(recommend(request));
                assertTrue(shown(lead).containsAll(found), "after round " + round);
                final Map<String, Long> byArea = found.stream().collect(Collectors.groupingBy(
                        id -> properties.get(id).getAreaId(), Collectors.counting()));
                final Map<String, Long> expected = shown(lead).stream().collect(Collectors.groupingBy(
                        id -> properties.get(id).getAreaId(), Collectors.counting()));
                expected.replaceAll((area, count) -> Math.min(5, count));
                assertEquals(expected, byArea, "after round " + round);
            }
            case 3 -> {
                final List<String> known = new ArrayList<>(new TreeSet<>(statuses.keySet()));
                final RankingRules.Builder pins = RankingRules.newBuilder();
                for (int i = 1; i <= 10; i++) {
                    pins.addPins(Pin.newBuilder().setPosition(i).setPropertyId(known.get(random.nextInt(known.size()))));
                }
                // A pin is for those who have seen the listing as well.
                final Set<String> expected = shown(lead);
                pins.getPinsList().stream().map(Pin::getPropertyId)
                        .filter(id -> statuses.get(id) == PropertyStatus.ACTIVE).forEach(expected::add);
                assertHas(expected, recommend(request.setRules(pins)), round);
            }
            case 4 -> assertHas(shown(lead), recommend(request.setExploration(0.3f)), round);
            case 5 -> assertHas(shown(lead), recommend(request.setDiversity(0.5f)), round);
            case 6 -> assertHas(active(), recommend(request.setIncludeSeen(true)), round);
            case 7 -> {
                final String other = "somebody-" + kind;
                catalog.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).upsertLead(UpsertLeadRequest.newBuilder()
                        .setLead(Lead.newBuilder().setLeadId(other).setPreferences(LeadPreferences.newBuilder()
                                .setListingKind(ListingKind.SALE).addAreaIds("area-" + kind))).build());
                final RecommendResponse answer = recommend(request.setLeadId(other));
                assertHas(active(), answer, round);
                final List<String> areas = ids(answer).stream().map(id -> properties.get(id).getAreaId()).toList();
                final int count = Collections.frequency(areas, "area-" + kind);
                assertEquals(Collections.nCopies(count, "area-" + kind), areas.subList(0, count), "what fits comes first");
            }
            case 8 -> recommendations.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).batchRecommend(
                    BatchRecommendRequest.newBuilder().addLeadIds(id(lead)).addLeadIds(id(somebodyElse(lead)))
                            .setRequest(request.clearLeadId()).build())
                    .forEachRemaining(one -> assertHas(
                            shown(one.getIndex() == 0 ? lead : somebodyElse(lead)), one.getRecommendations(), round));
            default -> {
                final List<String> some = shown(lead).stream().limit(20).toList();
                final Set<String> expected = shown(lead);
                some.forEach(expected::remove);
                request.addAllExcludePropertyIds(some).setExploration(0.5f).setDiversity(1);
                assertHas(expected, recommend(request), round);
            }
        }
    }

    /** Looks at the lists that the watcher got, and at times waits for the one that knows all that was said. */
    private void watch(final boolean isUpToDate) throws InterruptedException {
        RecommendResponse list = watcher.lists.poll();
        while (list != null || (isUpToDate && !shown(WATCHED).equals(watched))) {
            if (list == null) {
                list = watcher.lists.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
                assertNotNull(list, "the watcher does not hear of changes any more");
            }
            final long begunMs = UUID.fromString(list.getRecommendationId()).getMostSignificantBits() >>> 16;
            for (final String id : ids(list)) {
                assertTrue(changes.allow(id, begunMs), () -> id + " was off the market in a list that was begun at " + begunMs);
            }
            watched = new TreeSet<>(ids(list));
            list = watcher.lists.poll();
        }
    }

    private static void assertHas(final Set<String> expected, final RecommendResponse answer, final int round) {
        assertEquals(expected, new TreeSet<>(ids(answer)), "after round " + round);
        assertEquals(expected.size(), answer.getRecommendationsCount(), "each once, after round " + round);
    }

    private Set<String> active() {
        return statuses.keySet().stream().filter(id -> statuses.get(id) == PropertyStatus.ACTIVE)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What may be on the list of a lead. */
    private Set<String> shown(final int lead) {
        return shown(lead, home -> true);
    }

    private Set<String> shown(final int lead, final Predicate<Property> isMeant) {
        final Set<String> shown = active();
        shown.removeIf(id -> met.get(lead).contains(id) || !isMeant.test(properties.get(id)));
        return shown;
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
        changes.acked(id, PropertyStatus.SOLD);
        assertFalse(ids(recommend(request(other))).contains(id));
    }

    /** Where a listing stands in a lead's answer. */
    private int place(final String id, final int lead) {
        final int place = ids(recommend(request(lead))).indexOf(id);
        assertTrue(place >= 0, id + " is on the market");
        return place;
    }

    private void step() throws InterruptedException, ExecutionException, TimeoutException {
        final List<String> known = new ArrayList<>(new TreeSet<>(statuses.keySet()));
        final Set<String> touched = new HashSet<>();
        final List<Property> upserts = new ArrayList<>();
        final Map<String, Future<UpdatePropertyStatusResponse>> updates = new LinkedHashMap<>();
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
                upserts.add(property(id, kindOf(id)).build());
            } else {
                final PropertyStatus next = isCrowded ? PropertyStatus.SOLD : PropertyStatus.forNumber(1 + random.nextInt(4));
                updates.put(id, catalogFutures.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .updatePropertyStatus(status(id, next)));
                statuses.put(id, next);
            }
            upserts.forEach(property -> statuses.put(property.getPropertyId(), PropertyStatus.ACTIVE));
        }
        upsert(upserts);
        for (final Map.Entry<String, Future<UpdatePropertyStatusResponse>> update : updates.entrySet()) {
            update.getValue().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            changes.acked(update.getKey(), statuses.get(update.getKey()));
        }
    }

    private void upsert(final List<Property> homes) {
        final BatchUpsertPropertiesRequest.Builder request = BatchUpsertPropertiesRequest.newBuilder();
        for (final Property home : homes) {
            request.addRequests(UpsertPropertyRequest.newBuilder().setProperty(home));
            statuses.put(home.getPropertyId(), PropertyStatus.ACTIVE);
        }
        if (!homes.isEmpty()) {
            assertEquals(0, catalog.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .batchUpsertProperties(request.build()).getRejectedCount());
            homes.forEach(home -> changes.acked(home.getPropertyId(), PropertyStatus.ACTIVE));
        }
    }

    private static UpdatePropertyStatusRequest status(final String id, final PropertyStatus status) {
        return UpdatePropertyStatusRequest.newBuilder().setPropertyId(id).setStatus(status).build();
    }

    private RecommendResponse recommend(final RecommendRequest.Builder request) {
        return recommendations.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).recommend(request.build());
    }

    private static RecommendRequest.Builder request(final int lead) {
        return RecommendRequest.newBuilder().setLeadId(id(lead)).setLimit(LONGEST);
    }

    private static String id(final int lead) {
        return "lead-" + lead;
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
        final Property.Builder home = Property.newBuilder().setPropertyId(id).setStatus(PropertyStatus.ACTIVE)
                .setPrice(price(kind)).setCurrency("USD").setSizeSqft(size(kind)).setBedrooms(bedrooms(kind))
                .setPropertyType(kind % 2 == 0 ? PropertyType.HOUSE : PropertyType.CONDO).setAreaId("area-" + kind)
                .setListedAt(seconds(NEWEST - random.nextInt(60 * DAY)));
        properties.put(id, home.build());
        return home;
    }

    private int kindOf(final String id) {
        return Integer.parseInt(properties.get(id).getAreaId().substring("area-".length()));
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
            final Property home = property("p" + listing, kind).build();
            csv.append(String.format(Locale.ROOT, "%s,%d,%d,%.0f,USD,%.0f,%.0f,%s,%s%n", home.getPropertyId(), listedAt, listedAt,
                    home.getPrice(), home.getSizeSqft(), home.getBedrooms(), home.getPropertyType(), home.getAreaId()));
            statuses.put(home.getPropertyId(), PropertyStatus.ACTIVE);
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
