package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.LeadMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of leads while the disk refuses writes: nothing of it is there before the disk takes it, and then it is once. */
class RefusedLeadBatchTest {
    private static final long AT = 5_000;

    private final TestClock clock = new TestClock();
    private Store store;
    private TestDisk disk;
    private Journal journal;
    private int tenant;

    @BeforeEach
    void open(@TempDir final Path folder) {
        store = Store.open(folder);
        disk = new TestDisk(store);
        journal = new Journal(store, disk, clock);
        tenant = store.tenantOrCreate("default");
        journal.recordTour(tenant, "v1", "visitor", 1_000);
        journal.record(tenant, "v2", EventType.AGENT_ACTION, "visitor", "p1", 2_000);
        journal.record(tenant, "a1", EventType.PROPERTY_VIEW, "ann", "p1", 3_000);
    }

    @AfterEach
    void close() {
        journal.close();
        store.close();
    }

    @Test
    void shouldMergeOnceWhenTheDiskComesBack() {
        refuse(() -> journal.life(tenant, LeadMessage.MERGE, AT, "visitor", "ann"));
        assertEquals("visitor", store.leads().root(tenant, "visitor"));
        assertEquals(Optional.empty(), store.leads().merge(tenant, "visitor"));
        assertEquals(List.of("1 visitor", "2 visitor", "3 ann"), timelines());
        assertEquals(List.of(), journal.changed);
        refuse(() -> journal.life(tenant, LeadMessage.MERGE, AT + 1, "visitor", "bob"));

        comeBack();
        assertEquals("ann", store.leads().root(tenant, "visitor"));
        assertEquals(Optional.of(new LeadDirectory.Merge("ann", AT)), store.leads().merge(tenant, "visitor"));
        assertEquals(List.of("1 ann", "2 ann", "3 ann"), timelines());
        assertEquals(List.of(tenant + " visitor", tenant + " ann"), journal.changed, "once");
        assertEquals(Outcome.of(Outcome.DUPLICATE, 0), journal.life(tenant, LeadMessage.MERGE, AT, "visitor", "ann"));
        assertSound();
    }

    @Test
    void shouldUndoOnceWhenTheDiskComesBack() {
        journal.life(tenant, LeadMessage.MERGE, AT, "visitor", "ann");
        journal.changed.clear();
        refuse(() -> journal.life(tenant, LeadMessage.UNDO, AT, "visitor", "ann"));
        assertEquals("ann", store.leads().root(tenant, "visitor"));
        assertEquals(List.of("1 ann", "2 ann", "3 ann"), timelines());
        assertEquals(List.of(), journal.changed);

        comeBack();
        assertEquals("visitor", store.leads().root(tenant, "visitor"));
        assertEquals(List.of("1 visitor", "2 visitor", "3 ann"), timelines());
        assertEquals(List.of(tenant + " visitor", tenant + " ann"), journal.changed);
        assertEquals(MergeRefusal.NOT_MERGED.outcome(), journal.life(tenant, LeadMessage.UNDO, AT, "visitor", "ann"));
        assertSound();
    }

    @Test
    void shouldEraseAndRemoveOnceWhenTheDiskComesBack() {
        refuse(() -> journal.life(tenant, LeadMessage.ERASE, AT, "visitor", ""));
        assertEquals(Optional.empty(), store.leads().tombstone(tenant, "visitor"));
        assertEquals(2_000, store.timelines().newestEventAt(tenant, "visitor"));
        assertEquals(List.of(), journal.changed);

        comeBack();
        assertEquals(Optional.of(new LeadDirectory.Tombstone("visitor", AT)), store.leads().tombstone(tenant, "visitor"));
        assertEquals(AT, store.leads().erasingUntil(tenant));
        journal.changed.clear();
        final OldEvents events = OldEvents.ofLead(store, tenant, "visitor", AT + 1, EventRemoval.MAX_EVENTS);
        while (events.next()) {
            final List<String> before = timelines();
            refuse(() -> journal.remove(tenant, events.first(), events.last()));
            assertEquals(before, timelines());
            assertEquals(List.of(), journal.changed);
            comeBack();
            assertEquals(before.size() - events.count(), timelines().size());
            assertEquals(List.of(tenant + " visitor"), journal.changed);
            assertEquals(0, EventRemoval.events(journal.remove(tenant, events.first(), events.last())), "not twice");
            journal.changed.clear();
        }
        assertEquals(List.of("3 ann"), timelines());
        assertEquals(LeadIdentity.NEVER, store.leads().erasingUntil(tenant));
        assertSound();
    }

    @Test
    void shouldWriteAProfileOnceWhenTheDiskComesBack() {
        assertEquals(Outcome.RECORDED, Outcome.code(journal.profile(tenant, "ann", "r1", "first")));
        refuse(() -> journal.profile(tenant, "ann", "r2", "second"));
        assertEquals("first", profile("ann"));
        refuse(() -> journal.profile(tenant, "ann", "r3", "third"));

        comeBack();
        assertEquals("second", profile("ann"));
        assertEquals(Outcome.DUPLICATE, Outcome.code(journal.profile(tenant, "ann", "r2", "something else")));
        assertEquals("second", profile("ann"));
        assertEquals(Outcome.UPDATED, Outcome.code(journal.profile(tenant, "ann", "r3", "third")), "what came meanwhile is new");
        assertEquals("third", profile("ann"));
    }

    private void refuse(final LongSupplier change) {
        disk.refuse(StoreException.Reason.FULL);
        final long outcome = change.getAsLong();
        assertEquals(Outcome.UNAVAILABLE, Outcome.code(outcome));
        assertEquals(CommitterState.Kind.DISK_FULL, CommitterState.Kind.of(outcome));
    }

    private void comeBack() {
        disk.recover();
        clock.advance(Committer.RETRY_INTERVAL_NS);
        journal.committer.doWork();
        assertEquals(CommitterState.WRITING, journal.committer.state());
    }

    /** Each timeline record by the place of its event, with the lead that it lies under. */
    private List<String> timelines() {
        final List<String> records = new ArrayList<>();
        store.scan(Family.TIMELINES, new byte[0], (key, value) -> {
            records.add(TimelineKey.sequence(key) + " "
                    + key.getStringWithoutLengthUtf8(TimelineKey.leadOffset(), TimelineKey.leadLength(key)));
            return true;
        });
        return records.stream().sorted().toList();
    }

    private String profile(final String lead) {
        return store.leads().profile(tenant, lead)
                .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString()).orElse("");
    }

    private void assertSound() {
        assertEquals(List.of(), StoreCheck.run(store, (fraction, entries) -> { }).findings());
    }
}
