package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.FeatureDefinition;
import dev.homing.features.FeatureSchema;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.CatalogServiceGrpc;
import dev.homing.proto.v1.FeatureServiceGrpc;
import dev.homing.proto.v1.FeatureValue;
import dev.homing.proto.v1.GetLeadFeaturesRequest;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.tracking.store.Store;
import dev.homing.tracking.store.StoreCheck;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server that is killed again and again on one folder, at moments that it does not choose: while it starts, under the writing
 * of several clients, in the midst of what it reads back. After each kill the folder is read, before any server mends it: every
 * acked event is there once and in its place, the store is sound, timelines are those of a store that never crashed, and merges,
 * profiles, outcomes and erasures are what was acked.
 *
 * <p>Three rounds by default. The long suite, 50 rounds in some minutes:
 *
 * <pre>
 *  mvn -pl serving-module/integration-tests -am verify -Dtest=CrashRoundsTest \
 *      -Dsurefire.failIfNoSpecifiedTests=false -Dhoming.crash.rounds=50
 * </pre>
 *
 * <p>The seed of the moments is printed; {@code -Dhoming.crash.seed=N} takes one again (threads and disk go their own ways all
 * the same).
 */
@Timeout(3_600)
class CrashRoundsTest extends DistributionTest {
    private static final int ROUNDS = Integer.getInteger("homing.crash.rounds", 3);
    private static final long SEED = Long.getLong("homing.crash.seed", System.nanoTime());
    private static final List<String> TENANTS = List.of("default", "other");
    private static final int CLIENTS = 4;
    private static final int DEADLINE_SECONDS = 30;
    private static final int WAIT_SECONDS = 60;
    private static final int MOST_ACKS_BEFORE_KILL = 6_000;
    private static final long MOST_NS_AFTER_THE_ACKS = 3_000_000;
    private static final long MOST_NS_OF_A_START = 1_200_000_000;
    /** One round in so many ends before the server listens. */
    private static final int STARTS_PER_EARLY_KILL = 6;
    private static final int FEATURE_DAYS = 20;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final AtomicLong ackCount = new AtomicLong();
    private final List<Traffic> clients = new ArrayList<>();
    private final List<LeadChanges> changes = new ArrayList<>();

    @Test
    void shouldKeepEveryAckedEventOnceHoweverOftenItIsKilled() throws IOException, InterruptedException {
        final Path data = folder().resolve("data");
        final Path undisturbed = folder().resolve("undisturbed");
        createListings(data);
        copy(data, undisturbed);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Traffic("c" + i, TENANTS.get(i % TENANTS.size()), random.split(), ackCount));
        }
        for (final String tenant : TENANTS) {
            changes.add(new LeadChanges(tenant, random.split()));
        }
        System.out.printf("%d rounds with -Dhoming.crash.seed=%d%n", ROUNDS, SEED);
        try (Replay replay = new Replay(undisturbed)) {
            for (int round = 1; round <= ROUNDS; round++) {
                final String moment = round % STARTS_PER_EARLY_KILL == 0 ? killEarly(data) : killUnderLoad(data);
                final long events = check(data, replay);
                System.out.printf("round %d: killed %s; %,d events, %,d acks so far%n", round, moment, events, acked());
            }
            finish(data, replay);
            final long made = clients.stream().mapToLong(Traffic::made).sum();
            assertEquals(made, acked(), "everything was acked in the end");
            assertEquals(made, check(data, replay), "and nothing else is there");
            changes.forEach(LeadChanges::assertWorked);
        }
    }

    private long acked() {
        return clients.stream().mapToLong(client -> client.acks().size()).sum();
    }

    private void createListings(final Path data) throws IOException, InterruptedException {
        try (Running server = homing().start("serve", "--data", data, "--port", 0)) {
            final ManagedChannel channel = connect(server.address());
            try {
                for (final String tenant : TENANTS) {
                    final BatchUpsertPropertiesRequest.Builder listings = BatchUpsertPropertiesRequest.newBuilder();
                    for (int i = 0; i < Traffic.KNOWN_PROPERTIES; i++) {
                        listings.addRequests(UpsertPropertyRequest.newBuilder()
                                .setEffectiveAt(Traffic.timestamp(Traffic.daysBeforeNewest(40)))
                                .setProperty(Property.newBuilder().setPropertyId("p" + i)
                                        .setPrice(100_000 + 7_000 * i).setBedrooms(1 + i % 5).setAreaId("area-" + i % 3)
                                        .setLatitude(47 + i / 100.0).setLongitude(-122)));
                    }
                    CatalogServiceGrpc.newBlockingStub(channel).withInterceptors(Traffic.of(tenant))
                            .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).batchUpsertProperties(listings.build());
                }
            } finally {
                channel.shutdownNow();
            }
            assertEquals(0, server.terminate().exitCode());
        }
    }

    /** Kills a server that is reading back what the last one left. */
    private String killEarly(final Path data) throws IOException {
        try (Running server = homing().start("serve", "--data", data, "--port", 0)) {
            final long ns = random.nextLong(MOST_NS_OF_A_START);
            LockSupport.parkNanos(ns);
            server.kill();
            return ns / 1_000_000 + " ms after its launch";
        }
    }

    private String killUnderLoad(final Path data) throws IOException, InterruptedException {
        try (Running server = homing().start("serve", "--data", data, "--port", 0)) {
            final ManagedChannel channel = connect(server.address());
            final long before = ackCount.get();
            final int acks = random.nextInt(MOST_ACKS_BEFORE_KILL);
            final List<Thread> threads = new ArrayList<>();
            try {
                for (final Traffic client : clients) {
                    threads.add(new Thread(client.to(channel), "traffic"));
                }
                for (final LeadChanges client : changes) {
                    threads.add(new Thread(client.to(channel), "changes"));
                }
                threads.forEach(Thread::start);
                final Deadline deadline = new Deadline(WAIT_SECONDS, acks + " acks");
                while (ackCount.get() - before < acks && threads.stream().anyMatch(Thread::isAlive)) {
                    deadline.pause();
                }
                LockSupport.parkNanos(random.nextLong(MOST_NS_AFTER_THE_ACKS));
                assertTrue(server.process().isAlive(), "nobody but this test ends the server");
                server.kill();
            } finally {
                channel.shutdownNow();
                clients.forEach(Traffic::end);
                changes.forEach(LeadChanges::end);
                for (final Thread thread : threads) {
                    thread.join();
                }
            }
            clients.forEach(client -> assertNull(client.failure()));
            changes.forEach(client -> assertNull(client.failure()));
            return "after " + acks + " acks";
        }
    }

    /** Reads the folder as it lies, and returns how many events it has that nobody may erase. */
    private long check(final Path data, final Replay replay) {
        final StoreCheck.Report report = StoreCheck.run(data, (fraction, entries) -> { });
        assertTrue(report.isSound(), report.findings().toString());
        try (Store store = Store.openReadOnly(data)) {
            final Map<String, Long> journal = new HashMap<>();
            final Set<Long> sequences = new HashSet<>();
            final List<String> tenants = new ArrayList<>(TENANTS);
            tenants.sort((a, b) -> Integer.compare(store.tenant(a), store.tenant(b)));
            Replay.journal(store, (tenant, sequence, event) -> {
                final String id = tenants.get(tenant) + "/" + Replay.id(event);
                assertNull(journal.put(id, sequence), id + " is there twice");
                assertTrue(sequences.add(sequence), "sequence " + sequence + " is there twice");
            });
            for (final Traffic client : clients) {
                client.acks().forEach((id, sequence) ->
                        assertEquals(sequence, journal.get(client.tenant() + "/" + id), "acked event " + id));
            }
            for (final LeadChanges client : changes) {
                assertEquals(List.of(), client.contradictions(store, journal.keySet()));
            }
            replay.follow(store);
            assertEquals(List.of(), differences(replay.timelinesOf(store), Replay.timelines(store)),
                    "leads whose timelines differ");
            return journal.keySet().stream().filter(id -> !LeadChanges.mayLeave(id.substring(id.indexOf('/') + 1))).count();
        }
    }

    private static List<String> differences(final Map<String, String> expected, final Map<String, String> found) {
        final Set<String> leads = new HashSet<>(expected.keySet());
        leads.addAll(found.keySet());
        leads.removeIf(lead -> expected.containsKey(lead) && expected.get(lead).equals(found.get(lead)));
        return leads.stream().sorted().toList();
    }

    /** The last start: everything gets its ack, features are asked for, and the end is an orderly one. */
    private void finish(final Path data, final Replay replay) throws IOException, InterruptedException {
        try (Running server = homing().start("serve", "--data", data, "--port", 0)) {
            final ManagedChannel channel = connect(server.address());
            try {
                for (final Traffic client : clients) {
                    client.to(channel);
                    for (int i = 0; i < WAIT_SECONDS && client.acks().size() < client.made(); i++) {
                        assertTrue(client.resend());
                    }
                }
                try (Store store = Store.openReadOnly(data)) {
                    replay.follow(store);
                }
                compareFeatures(channel, replay);
            } finally {
                channel.shutdownNow();
            }
            assertEquals(0, server.terminate().exitCode());
        }
    }

    private static void compareFeatures(final ManagedChannel channel, final Replay replay) {
        double events = 0;
        for (final String tenant : TENANTS) {
            for (int lead = 0; lead < Traffic.LEADS; lead += 3) {
                for (int days = 0; days < FEATURE_DAYS; days += 5) {
                    final long asOf = Traffic.daysBeforeNewest(days);
                    final Map<String, Float> served = new TreeMap<>();
                    for (final FeatureValue value : FeatureServiceGrpc.newBlockingStub(channel)
                            .withInterceptors(Traffic.of(tenant))
                            .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                            .getLeadFeatures(GetLeadFeaturesRequest.newBuilder()
                                    .setLeadId(Traffic.lead(lead)).setAsOf(Traffic.timestamp(asOf)).build())
                            .getFeaturesList()) {
                        served.put(value.getName(), value.getValue());
                    }
                    final Map<String, Float> expected = new TreeMap<>();
                    final float[] features = replay.features(tenant, Traffic.lead(lead), asOf);
                    for (final FeatureDefinition definition : FeatureSchema.LEAD.numerical()) {
                        if (!Float.isNaN(features[definition.index()])) {
                            expected.put(definition.name(), features[definition.index()]);
                        }
                    }
                    assertEquals(expected, served, Traffic.lead(lead) + " of " + tenant + " " + days + " days before");
                    events += expected.get("event_count");
                }
            }
        }
        assertTrue(events > 0, "there was something to compare");
    }

    private static void copy(final Path from, final Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
