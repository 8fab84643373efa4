package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.LeadHistory;
import dev.homing.tracking.codec.LeadMessage;
import dev.homing.tracking.codec.TimelineRecord;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SealedHistoryTest extends WithJournal {
    private static final int LEADS = 9;

    private final LeadHistory history = new LeadHistory();
    private long events;
    private long clock = 1_000;

    @Test
    void shouldSealWhatIsWorthItAndNoMore() {
        recordMany("few", 15, 100);
        recordMany("many", 16, 100);
        recordMany("young", 16, 1_000);
        recordMany("most", SealedHistory.MAX_RECORDS, 100);
        recordMany("more", SealedHistory.MAX_RECORDS + 1, 100);
        assertEquals(2, journal.seal(0, 500));
        assertEquals(List.of("many", "most"), sealed());
        assertEquals(0, journal.seal(0, 500), "all that is worth it is sealed");
        recordMany("few", 1, 400);
        recordMany("many", 15, 600);
        recordMany("most", 1, 600);
        assertEquals(1, journal.seal(0, 700));
        assertEquals(List.of("few", "many", "most"), sealed());
        recordMany("many", 1, 700);
        assertEquals(1, journal.seal(0, 700));
        assertEquals(700, untilOf("many"));
        assertEquals(500, untilOf("most"), "would be too long");
        assertSound();
    }

    @Test
    void shouldSealInPortions() {
        for (int lead = 0; lead < 300; lead++) {
            recordMany("lead" + lead, 16, 100);
        }
        final UnsealedLeads unsealed = new UnsealedLeads(store, 0, 500);
        int portions = 0;
        int seals = 0;
        while (unsealed.next()) {
            final int sealed = (int) Outcome.value(journal.seal(0, unsealed));
            assertTrue(16 * sealed <= UnsealedLeads.MAX_RECORDS + SealedHistory.MAX_RECORDS, "sealed=" + sealed);
            seals += sealed;
            portions++;
        }
        assertEquals(300, seals);
        assertTrue(portions > 1);
        assertFalse(unsealed.next());
        assertSound();
    }

    @Test
    void shouldFindWhatIsSealedInAnyOrder() {
        for (int lead = 0; lead < 60; lead += 2) {
            recordMany("lead" + lead, 16, 100);
        }
        journal.seal(0, 500);
        final SplittableRandom random = new SplittableRandom(5);
        final Cursor[] cursors = Cursor.pair(store, Family.TIMELINES, Family.HISTORIES);
        try (Cursor timelines = cursors[0]; SealedHistories sealed = new SealedHistories(store, cursors[1])) {
            assertTrue(timelines.seek(TimelineKey.ofTenant(0)));
            for (int i = 0; i < 1_000; i++) {
                final int lead = random.nextInt(62);
                final byte[] key = TimelineKey.ofLead(0, "lead" + lead);
                assertEquals(lead < 60 && lead % 2 == 0, sealed.find(key, key.length), "lead" + lead);
            }
        }
    }

    @Test
    void shouldPutNothingIntoItsPlaceForAnEventThatIsNewerThanAllSeals() {
        recordMany("ann", 20, 100);
        recordMany("bob", 20, 100);
        journal.seal(0, 500);
        try (Batch batch = store.newBatch()) {
            final UnsafeBuffer ann = new UnsafeBuffer("ann".getBytes(StandardCharsets.US_ASCII));
            store.seals().onChange(0, 501, ann, 0, 3, batch);
            store.seals().onChange(1, 100, ann, 0, 3, batch);
            assertTrue(batch.isEmpty());
            store.seals().onChange(0, 500, ann, 0, 3, batch);
            assertFalse(batch.isEmpty());
        }
        recordMany("ann", 1, 501);
        assertEquals(List.of("ann", "bob"), sealed());
        for (int until = 499; until <= 502; until++) {
            assertRead("ann", Long.MIN_VALUE, until);
            assertRead("ann", 501, until);
        }
        recordMany("ann", 1, 500);
        assertEquals(List.of("bob"), sealed());
    }

    @Test
    void shouldEndTheSealsOfBothLeadsOfAMergeAndOfItsUndoing() {
        recordMany("ann", 20, 100);
        recordMany("bob", 20, 100);
        journal.seal(0, 500);
        journal.life(0, LeadMessage.MERGE, 600, "bob", "ann");
        assertEquals(List.of(), sealed());
        assertEquals(1, journal.seal(0, 500));
        assertRead("bob", Long.MIN_VALUE, 500);
        assertEquals(40, history.leadCount() + history.agentCount());
        journal.life(0, LeadMessage.UNDO, 700, "bob", "ann");
        assertEquals(List.of(), sealed());
        assertEquals(2, journal.seal(0, 500));
        assertSound();
    }

    @Test
    void shouldNotSurviveAnErasureNorShowWhatIsBeingErased() {
        recordMany("ann", 20, 100);
        recordMany("ann", 20, 300);
        journal.seal(0, 500);
        journal.life(0, LeadMessage.ERASE, 299, "ann", "");
        assertRead("ann", Long.MIN_VALUE, 500);
        assertEquals(0, history.leadCount() + history.agentCount());
        final OldEvents first = OldEvents.ofLead(store, 0, "ann", 1_000, 1);
        assertTrue(first.next());
        journal.remove(0, first.first(), first.last());
        assertEquals(List.of(), sealed(), "from the first step of the removal on");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldReadWithSealsWhatIsThereWithoutThem(final long seed) throws IOException {
        final SplittableRandom random = new SplittableRandom(seed);
        int found = 0;
        for (int step = 0; step < 150; step++) {
            clock += random.nextInt(30);
            act(random.nextInt(2), random);
            if (step % 5 == 0) {
                for (int tenant = 0; tenant < 2; tenant++) {
                    try (LeadHistories histories = store.timelines().histories(tenant)) {
                        for (int i = 0; i < 20; i++) {
                            assertRead(histories, tenant, "l" + random.nextInt(LEADS),
                                    bound(random, Long.MIN_VALUE), bound(random, Long.MAX_VALUE));
                        }
                    }
                }
                assertVisits(bound(random, Long.MIN_VALUE), bound(random, Long.MAX_VALUE));
                found += sealed().size();
            }
            if (random.nextInt(30) == 0) {
                close();
                open();
            }
        }
        assertTrue(found > 20, "found=" + found);
        assertSound();
        assertTrue(journal.errors.isEmpty(), journal.errors.toString());
        assertSoundAfterTornLogs(random);
    }

    private long bound(final SplittableRandom random, final long none) {
        return random.nextInt(4) == 0 ? none : clock - random.nextInt(-50, 600);
    }

    private void act(final int tenant, final SplittableRandom random) {
        final String lead = "l" + random.nextInt(LEADS);
        final String other = "l" + random.nextInt(LEADS);
        switch (random.nextInt(12)) {
            case 0 -> journal.life(tenant, LeadMessage.MERGE, clock, lead, other);
            case 1 -> journal.life(tenant, LeadMessage.UNDO, clock, lead, store.leads().merge(tenant, lead)
                    .map(LeadDirectory.Merge::into).orElse(other));
            case 2 -> journal.erase(tenant, lead, clock - random.nextInt(200));
            case 3 -> journal.remove(tenant, OldEvents.ofTenant(store, tenant, clock - 300 - random.nextInt(300), 3));
            case 4, 5, 6 -> journal.seal(tenant, clock - random.nextInt(200));
            case 7 -> record(tenant, lead, clock - random.nextInt(400), random);
            default -> {
                for (int i = random.nextInt(60); i > 0; i--) {
                    record(tenant, random.nextBoolean() ? lead : "l0", clock + random.nextInt(50), random);
                }
            }
        }
        drain();
    }

    private void record(final int tenant, final String lead, final long at, final SplittableRandom random) {
        final EventType type = random.nextInt(4) == 0 ? EventType.AGENT_ACTION : EventType.PROPERTY_VIEW;
        journal.offer(tenant, "e" + ++events, type, lead, "p", at);
    }

    /** What a process leaves that is killed at any moment: the files as they are, and a log that ends anywhere. */
    private void assertSoundAfterTornLogs(final SplittableRandom random) throws IOException {
        // RocksDB leaves its log as it is when it is closed, and its files alone.
        close();
        for (int round = 0; round < 2; round++) {
            final Path copy = folder.resolve("copy" + round);
            Files.createDirectories(copy.resolve("store"));
            try (Stream<Path> files = Files.list(folder.resolve("store"))) {
                for (final Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    final Path target = Files.copy(file, copy.resolve("store").resolve(file.getFileName()));
                    if (file.toString().endsWith(".log") && Files.size(file) > 0) {
                        try (FileChannel log = FileChannel.open(target, StandardOpenOption.WRITE)) {
                            log.truncate(random.nextLong(log.size() / 2, log.size() + 1));
                        }
                    }
                }
            }
            try (Store cut = Store.open(copy, true)) {
                assertEquals(List.of(), StoreCheck.run(cut, (fraction, entries) -> { }).findings());
            }
        }
        open();
    }

    private void assertSound() {
        assertEquals(List.of(), StoreCheck.run(store, (fraction, entries) -> { }).findings());
    }

    private void recordMany(final String lead, final int count, final long at) {
        for (int i = 0; i < count; i++) {
            journal.offer(0, "e" + ++events, i % 5 == 0 ? EventType.AGENT_ACTION : EventType.PAGE_VIEW, lead, "", at);
        }
        drain();
    }

    private List<String> sealed() {
        final List<String> leads = new ArrayList<>();
        store.scan(Family.HISTORIES, new byte[0], (key, value) -> leads.add(
                key.getStringWithoutLengthUtf8(TimelineKey.leadOffset(), TimelineKey.leadLength(key))));
        return leads.stream().sorted().toList();
    }

    private long untilOf(final String lead) {
        return SealedHistory.untilMs(new UnsafeBuffer(store.get(Family.HISTORIES, TimelineKey.ofLead(0, lead))));
    }

    private void assertRead(final String lead, final long from, final long until) {
        try (LeadHistories histories = store.timelines().histories(0)) {
            assertRead(histories, 0, lead, from, until);
        }
    }

    private void assertRead(
            final LeadHistories histories, final int tenant, final String lead, final long from, final long until) {
        final byte[] id = lead.getBytes(StandardCharsets.UTF_8);
        final LeadIdentity identity = store.leads().identity(tenant, lead);
        final String root = identity.buffer().getStringWithoutLengthUtf8(identity.offset(), identity.length());
        final boolean isThere = histories.read(new UnsafeBuffer(id), 0, id.length, from, until, history);
        final String name = lead + " of " + tenant + " from " + from + " until " + until;
        assertEquals(records(tenant, root, from, until, identity.erasedAt()), records(), name);
        assertEquals(!records(tenant, root, 0, until, identity.erasedAt()).equals("|"), isThere, name);
    }

    private void assertVisits(final long from, final long until) {
        for (int number = 0; number < 2; number++) {
            final int tenant = number;
            final Map<String, String> expected = new LinkedHashMap<>();
            store.scan(Family.TIMELINES, TimelineKey.ofTenant(tenant), (key, value) -> {
                final String lead = key.getStringWithoutLengthUtf8(TimelineKey.leadOffset(), TimelineKey.leadLength(key));
                final long erasedAt = store.leads().identity(tenant, lead).erasedAt();
                if (!expected.containsKey(lead) && !records(tenant, lead, 0, until, erasedAt).equals("|")) {
                    expected.put(lead, records(tenant, lead, from, until, erasedAt));
                }
                return true;
            });
            final Map<String, String> visited = new LinkedHashMap<>();
            final Map<String, String> read = new LinkedHashMap<>();
            try (LeadHistories histories = store.timelines().histories(tenant)) {
                histories.forEach(from, until, history, (lead, found) -> visited.put(lead, records()));
                for (final String lead : expected.keySet()) {
                    final byte[] id = lead.getBytes(StandardCharsets.UTF_8);
                    histories.read(new UnsafeBuffer(id), 0, id.length, from, until, history);
                    read.put(lead, records());
                }
            }
            assertEquals(List.copyOf(expected.entrySet()), List.copyOf(visited.entrySet()));
            assertEquals(List.copyOf(expected.entrySet()), List.copyOf(read.entrySet()), "in the order of the store");
        }
    }

    /** The events that a reader should see, by the timeline records themselves. */
    private String records(final int tenant, final String root, final long from, final long until, final long erasedAt) {
        final StringBuilder lead = new StringBuilder();
        final StringBuilder agent = new StringBuilder();
        store.scan(Family.TIMELINES, TimelineKey.ofLead(tenant, root), (key, value) -> {
            final long at = TimelineKey.occurredAt(key);
            if (at >= from && at <= until && at > erasedAt) {
                (TimelineKey.kind(key) == TimelineKey.AGENT_EVENT ? agent : lead).append(text(value, 0));
            }
            return true;
        });
        return lead + "|" + agent;
    }

    private String records() {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < history.leadCount(); i++) {
            text.append(text(history.buffer(), history.leadOffset(i)));
        }
        text.append('|');
        for (int i = 0; i < history.agentCount(); i++) {
            text.append(text(history.buffer(), history.agentOffset(i)));
        }
        return text.toString();
    }

    private static String text(final DirectBuffer source, final int offset) {
        return TimelineRecord.sequence(source, offset) + "@" + TimelineRecord.occurredAt(source, offset) + " ";
    }
}
