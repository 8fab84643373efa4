package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.ActivityRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCheckTest {
    private static final int EVENTS = 20;

    @TempDir
    private Path folder;

    @BeforeEach
    void record() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            final int other = store.tenantOrCreate("other");
            for (int i = 1; i <= EVENTS; i++) {
                final EventType type = i % 4 == 0 ? EventType.AGENT_ACTION : EventType.PROPERTY_VIEW;
                journal.record(i % 5 == 0 ? other : tenant, "e" + i, type, "lead" + i % 3, "p" + i, 1_000 - i);
            }
        }
    }

    @Test
    void shouldFindNothingInASoundStore() {
        final StoreCheck.Report report = check();
        assertEquals(List.of(), report.findings());
        assertTrue(report.isSound());
        assertEquals(Map.of("events", 20L, "timeline records", 20L, "sealed histories", 0L, "ids", 20L, "index entries", 20L,
                "events with personal details", 0L, "outcomes", 0L, "profiles, merges and tombstones", 0L), report.counts());
    }

    @Test
    void shouldFindAnEventThatItsTimelineLacks() {
        copyEvent(3, 21, batch -> { });
        assertFindings("event 21 of tenant 0 says that it is event 3 of tenant 0");
    }

    @Test
    void shouldFindAnEventThatCannotBeRead() {
        damage(batch -> {
            eventKey(batch, 0, 21);
            batch.put(Family.EVENTS, 12, new UnsafeBuffer(new byte[30]), 0, 30);
        });
        assertFindings("event 21 of tenant 0 cannot be read");
    }

    @Test
    void shouldFindAnEventWithoutRecordAndId() {
        copyEvent(3, 21, event -> event.putLong(24, 21, LITTLE_ENDIAN));
        assertFindings("event 21 of tenant 0 is missing in the timeline of its lead",
                "event 21 of tenant 0 is missing in the index by PROPERTY_ID",
                "event 21 of tenant 0 has the id of event 3");
    }

    @Test
    void shouldFindASequenceThatTwoTenantsHave() {
        damage(batch -> {
            eventKey(batch, 1, 3);
            batch.put(Family.EVENTS, 12, new UnsafeBuffer(new byte[1]), 0, 1);
        });
        assertFindings("event 3 of tenant 1 has the sequence of another tenant's event", "event 3 of tenant 1 cannot be read");
    }

    @Test
    void shouldFindAnEventBehindTheLastSequence() {
        damage(batch -> {
            eventKey(batch, 0, 1_000);
            batch.put(Family.EVENTS, 12, new UnsafeBuffer(new byte[1]), 0, 1);
        });
        assertFindings("event 1000 of tenant 0 lies behind the store's last sequence, 21",
                "event 1000 of tenant 0 cannot be read");
    }

    @Test
    void shouldFindARecordWithoutItsEvent() {
        final byte[] lead = "lead0".getBytes(StandardCharsets.US_ASCII);
        damage(batch -> {
            final UnsafeBuffer record = new UnsafeBuffer(new byte[64]);
            final int length = TimelineKey.put(batch.key(), 0, new UnsafeBuffer(lead), 0, lead.length, (byte) 0, 0, 0);
            batch.put(Family.TIMELINES, length, record, 0, 64);
        });
        assertFindings("the timeline record of event 0 of tenant 0 under lead lead0 has no event in the journal");
    }

    @Test
    void shouldFindARecordUnderAnotherLead() {
        final byte[] lead = "stranger".getBytes(StandardCharsets.US_ASCII);
        damage(batch -> {
            final UnsafeBuffer record = new UnsafeBuffer(new byte[64]);
            try (Store store = Store.openReadOnly(folder)) {
                store.scan(Family.TIMELINES, new byte[0], (key, value) -> {
                    record.putBytes(0, value, 0, 64);
                    return TimelineKey.sequence(key) != 3;
                });
            }
            final int length = TimelineKey.put(batch.key(), 0, new UnsafeBuffer(lead), 0, lead.length, (byte) 0, 997, 3);
            batch.put(Family.TIMELINES, length, record, 0, 64);
        });
        assertFindings("the timeline record of event 3 of tenant 0 under lead stranger "
                + "stands for another event than the journal has");
    }

    @Test
    void shouldFindARecordThatContradictsItsKey() {
        final byte[] lead = "lead0".getBytes(StandardCharsets.US_ASCII);
        damage(batch -> {
            final int length = TimelineKey.put(batch.key(), 0, new UnsafeBuffer(lead), 0, lead.length, (byte) 0, 997, 3);
            batch.put(Family.TIMELINES, length, new UnsafeBuffer(new byte[64]), 0, 64);
        });
        assertFindings("event 3 of tenant 0 is another one in the timeline of its lead",
                "the timeline record of event 3 of tenant 0 under lead lead0 does not say what its key says");
    }

    @Test
    void shouldFindAnIdWithoutItsEvent() {
        damage(batch -> {
            batch.key().putInt(0, 0, BIG_ENDIAN);
            batch.key().putByte(4, (byte) 1);
            batch.key().putStringWithoutLengthAscii(5, "lost");
            final UnsafeBuffer answer = new UnsafeBuffer(new byte[8]);
            answer.putLong(0, 3, BIG_ENDIAN);
            batch.put(Family.REQUEST_IDS, 9, answer, 0, 8);
        });
        assertFindings("the id lost of tenant 0 is known, but event 3 does not have it");
    }

    @Test
    void shouldFindAnIndexEntryAndPersonalDetailsWithoutTheirEvent() {
        final byte[] property = "p3".getBytes(StandardCharsets.US_ASCII);
        damage(batch -> {
            for (final byte kind : new byte[] {TimelineKey.BY_PROPERTY, TimelineKey.BY_AGENT, 9}) {
                final int length = TimelineKey.put(batch.key(), 0, new UnsafeBuffer(property), 0, 2, kind, 997 - kind, 3);
                batch.put(Family.EVENT_INDEX, length,
                        new UnsafeBuffer(new byte[ActivityRecord.LENGTH]), 0, ActivityRecord.LENGTH);
            }
            eventKey(batch, 0, 21);
            batch.put(Family.PERSONAL, 12, new UnsafeBuffer(new byte[1]), 0, 1);
        });
        final String wrong = "the index of tenant 0 has event 3 under p3, and the journal does not have it so";
        assertFindings(wrong, wrong, wrong, "the personal details of event 21 of tenant 0 have no event in the journal");
    }

    @Test
    void shouldFindASealedHistoryThatIsNotItsTimeline() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            for (int i = 0; i < 30; i++) {
                journal.record(0, "s" + i, i % 3 == 0 ? EventType.AGENT_ACTION : EventType.PAGE_VIEW, "ann", "", 2_000 + i);
            }
            assertEquals(1, journal.seal(0, 2_019));
        }
        assertFindings();
        final byte[] key = TimelineKey.ofLead(0, "ann");
        final UnsafeBuffer sealed = new UnsafeBuffer(0, 0);
        try (Store store = Store.openReadOnly(folder)) {
            sealed.wrap(store.get(Family.HISTORIES, key));
        }
        final String wrong = "the sealed history of lead ann of tenant 0 is not what its timeline has";
        assertSealFindings(key, sealed, seal -> seal.putByte(100, (byte) (seal.getByte(100) ^ 1)), wrong);
        assertSealFindings(key, sealed, seal -> SealedHistory.putHeader(seal, 2_018, 13, 7), wrong);
        assertSealFindings(key, sealed, seal -> SealedHistory.putHeader(seal, 2_019, 14, 6), wrong);
        assertSealFindings(key, sealed, seal -> SealedHistory.putHeader(seal, 2_020, 13, 7),
                "the sealed history of lead ann of tenant 0 is sealed beyond what is known of its tenant");
        assertSealFindings(key, sealed, seal -> SealedHistory.putHeader(seal, 2_019, 13, 8),
                "a sealed history has a wrong length: key 000000000003616e6e");
        assertSealFindings(TimelineKey.ofLead(0, "stranger"), sealed, seal -> { },
                "the sealed history of lead stranger of tenant 0 is not what its timeline has");
    }

    private void assertSealFindings(
            final byte[] key, final UnsafeBuffer sealed, final Consumer<UnsafeBuffer> change, final String finding) {
        final UnsafeBuffer changed = new UnsafeBuffer(sealed.byteArray().clone());
        change.accept(changed);
        writeSeal(batch -> put(batch, Family.HISTORIES, key, changed.byteArray()));
        assertFindings(finding);
        writeSeal(batch -> {
            batch.key().putBytes(0, key);
            batch.delete(Family.HISTORIES, key.length);
            put(batch, Family.HISTORIES, TimelineKey.ofLead(0, "ann"), sealed.byteArray());
        });
        assertFindings();
    }

    private void writeSeal(final Consumer<Batch> writes) {
        try (Store store = Store.open(folder); Batch batch = store.newBatch()) {
            writes.accept(batch);
            store.write(batch, store.lastSequence());
        }
    }

    @Test
    void shouldFindAnOutcomeWithoutItsEvent() {
        damage(batch -> {
            for (final long sequence : new long[] {1, 21}) {
                put(batch, Family.OUTCOMES, EventOutcomes.key(0, sequence, (byte) 1), EventOutcomes.value(5, Double.NaN));
            }
        });
        assertFindings("the outcome of event 21 of tenant 0 has no event in the journal");
    }

    @Test
    void shouldFindWhatCannotBeSaidOfALead() {
        damage(batch -> {
            put(batch, Family.LEADS, LeadKey.of(0, LeadKey.PROFILE, "ann"), new byte[0]);
            put(batch, Family.LEADS, LeadKey.of(0, LeadKey.TOMBSTONE, "bob"), LeadKey.value(5, "bob"));
            put(batch, Family.LEADS, LeadKey.of(0, LeadKey.MERGE, "visitor"), LeadKey.value(5, "ann"));
            put(batch, Family.LEADS, LeadKey.ofMember(0, "ann", "visitor"), new byte[0]);
        });
        assertFindings();
        damage(batch -> {
            put(batch, Family.LEADS, LeadKey.of(0, LeadKey.MERGE, "lost"), LeadKey.value(5, "ann"));
            put(batch, Family.LEADS, LeadKey.ofMember(0, "bob", "visitor"), new byte[0]);
            put(batch, Family.LEADS, LeadKey.of(0, (byte) 9, "ann"), new byte[0]);
        });
        final List<String> findings = check().findings();
        assertEquals(List.of("lead lost of tenant 0 was merged into ann, which does not know it",
                "lead bob of tenant 0 has visitor for a member, which was not merged into it"), findings.subList(0, 2));
        assertTrue(findings.get(2).startsWith("an entry about a lead cannot be read"), findings.toString());
        assertEquals(3, findings.size());
    }

    private static void put(final Batch batch, final Family family, final byte[] key, final byte[] value) {
        batch.key().putBytes(0, key);
        batch.put(family, key.length, new UnsafeBuffer(value), 0, value.length);
    }

    @Test
    void shouldFindKeysOfWrongLengthAndOfNoTenant() {
        damage(batch -> {
            for (final Family family : List.of(
                    Family.EVENTS, Family.TIMELINES, Family.REQUEST_IDS, Family.EVENT_INDEX, Family.PERSONAL,
                    Family.OUTCOMES, Family.LEADS, Family.HISTORIES)) {
                batch.key().setMemory(0, 8, (byte) 0);
                batch.put(family, 1, new UnsafeBuffer(new byte[1]), 0, 1);
                batch.put(family, 4, new UnsafeBuffer(new byte[1]), 0, 1);
                batch.key().putInt(0, 7, BIG_ENDIAN);
                batch.put(family, 4, new UnsafeBuffer(new byte[1]), 0, 1);
            }
        });
        final StoreCheck.Report report = check();
        assertEquals(24, report.findingCount(), report.findings().toString());
        assertEquals(16, report.findings().stream().filter(finding -> finding.contains("belongs to no tenant")).count());
    }

    @Test
    void shouldFindThatAckedEventsAreMissing() {
        try (AckedMark mark = AckedMark.open(folder)) {
            mark.write(EVENTS + 1, 1);
        }
        final List<String> findings = check().findings();
        assertEquals(1, findings.size(), findings.toString());
        assertTrue(findings.get(0).startsWith("the store ends with event 20 and"), findings.toString());
    }

    @Test
    void shouldTellTheFirstFindingsAndCountTheRest() {
        damage(batch -> {
            for (int i = 0; i < 150; i++) {
                eventKey(batch, 0, 2_000 + i);
                batch.put(Family.EVENTS, 12, new UnsafeBuffer(new byte[1]), 0, 1);
            }
        });
        final StoreCheck.Report report = check();
        assertFalse(report.isSound());
        assertEquals(300, report.findingCount());
        assertEquals(StoreCheck.MAX_FINDINGS, report.findings().size());
    }

    @Test
    void shouldFindAFlippedByteInAFile() throws IOException {
        try (Store store = Store.open(folder)) {
            store.checkpoint(folder.resolve("copy"));
        }
        int damaged = 0;
        try (var files = Files.list(folder.resolve("copy/store"))) {
            for (final Path file : (Iterable<Path>) files.filter(name -> name.toString().endsWith(".sst"))::iterator) {
                final byte[] bytes = Files.readAllBytes(file);
                bytes[20] ^= 1;
                Files.delete(file);
                Files.write(file, bytes);
                damaged++;
            }
        }
        assertTrue(damaged > 0);
        try (Store store = Store.openReadOnly(folder.resolve("copy"))) {
            assertFalse(StoreCheck.run(store, (fraction, entries) -> { }).isSound());
        } catch (final StoreException e) {
            assertEquals(StoreException.Reason.CORRUPT, e.reason());
        }
        assertTrue(check().isSound(), "the links of the copy were cut, the original is whole");
    }

    private StoreCheck.Report check() {
        return StoreCheck.run(folder, (fraction, entries) -> { });
    }

    private void assertFindings(final String... findings) {
        assertEquals(List.of(findings), check().findings());
    }

    /** Writes what no applier would, as event 21. */
    private void damage(final Consumer<Batch> writes) {
        try (Store store = Store.open(folder); Batch batch = store.newBatch()) {
            writes.accept(batch);
            store.write(batch, EVENTS + 1);
        }
    }

    private void copyEvent(final long from, final long to, final Consumer<UnsafeBuffer> change) {
        damage(batch -> {
            final UnsafeBuffer event = new UnsafeBuffer(0, 0);
            try (Store store = Store.openReadOnly(folder)) {
                eventKey(batch, 0, from);
                final byte[] key = new byte[12];
                batch.key().getBytes(0, key);
                event.wrap(store.get(Family.EVENTS, key));
            }
            change.accept(event);
            eventKey(batch, 0, to);
            batch.put(Family.EVENTS, 12, event, 0, event.capacity());
        });
    }

    private static void eventKey(final Batch batch, final int tenant, final long sequence) {
        batch.key().putInt(0, tenant, BIG_ENDIAN);
        batch.key().putLong(4, sequence, BIG_ENDIAN);
    }
}
