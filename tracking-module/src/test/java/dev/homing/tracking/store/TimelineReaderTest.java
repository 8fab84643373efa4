package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.LeadHistory;
import dev.homing.tracking.codec.LeadMessage;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimelineReaderTest {
    private static final int LEADS = 40;

    @TempDir
    Path folder;

    private final LeadHistory history = new LeadHistory();

    @Test
    void shouldReadALeadByAnyOfItsIdsWithAllItsEvents() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            journal.record(tenant, "e1", EventType.PAGE_VIEW, "ann", "", 300);
            journal.record(tenant, "e2", EventType.PAGE_VIEW, "bob", "", 100);
            journal.record(tenant, "e3", EventType.AGENT_ACTION, "bob", "", 200);
            journal.record(tenant, "e4", EventType.PAGE_VIEW, "cat", "", 400);
            journal.life(tenant, LeadMessage.MERGE, 500, "bob", "ann");
            journal.record(tenant, "e5", EventType.PAGE_VIEW, "bob", "", 250);
            try (LeadHistories histories = store.timelines().histories(tenant)) {
                for (final String id : List.of("ann", "bob", "ann", "cat", "bob")) {
                    assertTrue(read(histories, id));
                    assertEquals(id.equals("cat") ? "400 |" : "100 250 300 |200 ", times(), id);
                }
                assertFalse(read(histories, "an"));
                assertFalse(read(histories, "dan"));
                assertEquals(Map.of("ann", "100 250 300 |200 ", "cat", "400 |"), all(histories));
            }
        }
    }

    @Test
    void shouldFindWhatALeadMetUntilAnInstant() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            journal.record(tenant, "e1", EventType.PROPERTY_VIEW, "ann", "p1", 300);
            journal.record(tenant, "e2", EventType.PROPERTY_VIEW, "bob", "p2", 100);
            journal.record(tenant, "e3", EventType.PAGE_VIEW, "bob", "", 200);
            journal.record(tenant, "e4", EventType.PROPERTY_LIKE, "ann", "p1", 100);
            journal.record(tenant, "e5", EventType.PROPERTY_VIEW, "ann", "p0", 301);
            journal.record(tenant, "e6", EventType.PROPERTY_VIEW, "anna", "p3", 10);
            journal.life(tenant, LeadMessage.MERGE, 500, "bob", "ann");
            assertArrayEquals(new int[] {0, 1}, met(store, tenant, "ann", 300), "each once, both of the merged leads");
            assertArrayEquals(new int[] {0, 1}, met(store, tenant, "bob", 300), "by any id");
            assertArrayEquals(new int[] {0, 1}, met(store, tenant, "ann", 100), "the instant itself counts");
            assertArrayEquals(new int[] {0, 1, 2}, met(store, tenant, "ann", Long.MAX_VALUE));
            assertArrayEquals(new int[0], met(store, tenant, "ann", 99));
            assertArrayEquals(new int[0], met(store, tenant, "dan", 300));
            journal.life(tenant, LeadMessage.ERASE, 300, "ann", "");
            assertArrayEquals(new int[0], met(store, tenant, "ann", 400), "what is being erased is not there");
            journal.record(tenant, "e7", EventType.PROPERTY_VIEW, "ann", "p0", 600);
            assertArrayEquals(new int[] {2}, met(store, tenant, "ann", 600));
        }
    }

    private static int[] met(final Store store, final int tenant, final String lead, final long untilMs) {
        final UnsafeBuffer id = new UnsafeBuffer(lead.getBytes(StandardCharsets.UTF_8));
        return store.timelines().met(tenant, id, 0, id.capacity(), untilMs);
    }

    @Test
    void shouldNotReadWhatIsBeingErased() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            journal.record(tenant, "e1", EventType.PAGE_VIEW, "ann", "", 100);
            journal.record(tenant, "e2", EventType.AGENT_ACTION, "ann", "", 200);
            journal.record(tenant, "e3", EventType.PAGE_VIEW, "bob", "", 300);
            journal.life(tenant, LeadMessage.ERASE, 200, "ann", "");
            try (LeadHistories histories = store.timelines().histories(tenant)) {
                assertFalse(read(histories, "ann"), "its events are still there");
                assertEquals(Map.of("bob", "300 |"), all(histories));
            }
            journal.record(tenant, "e4", EventType.PAGE_VIEW, "ann", "", 201);
            try (LeadHistories histories = store.timelines().histories(tenant)) {
                assertTrue(read(histories, "ann"));
                assertEquals("201 |", times());
                assertEquals(Map.of("ann", "201 |", "bob", "300 |"), all(histories));
            }
        }
    }

    @Test
    void shouldHoldTheTimelineOfEveryInstant() {
        final SplittableRandom random = new SplittableRandom(8);
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            final int other = store.tenantOrCreate("other");
            for (int i = 0; i < 900; i++) {
                final EventType type = random.nextInt(4) == 0 ? EventType.AGENT_INTERACTION : EventType.PROPERTY_LIKE;
                journal.offer(random.nextInt(9) == 0 ? other : tenant, "e" + i, type, "lead" + random.nextInt(LEADS),
                        "p" + random.nextInt(20), random.nextInt(1_000));
            }
            journal.committer.doWork();
            final Timeline timeline = new Timeline(4, 2);
            try (LeadHistories histories = store.timelines().histories(tenant)) {
                for (int i = 0; i < 500; i++) {
                    final byte[] id = ("lead" + random.nextInt(LEADS + 2)).getBytes(StandardCharsets.UTF_8);
                    final long asOf = random.nextInt(-1, 1_001);
                    histories.read(new UnsafeBuffer(id), 0, id.length, history);
                    store.timelines().read(tenant, new UnsafeBuffer(id), 0, id.length, asOf, timeline);
                    assertHolds(timeline, asOf);
                }
            }
        }
    }

    private void assertHolds(final Timeline timeline, final long asOf) {
        final int leadEnd = history.leadCountAsOf(asOf);
        final int agentEnd = history.agentCountAsOf(asOf);
        assertEquals(Math.min(4, leadEnd), timeline.leadCount());
        assertEquals(Math.min(2, agentEnd), timeline.agentCount());
        for (int i = 1; i <= timeline.leadCount(); i++) {
            assertEquals(TimelineRecord.sequence(timeline.buffer(), timeline.leadOffset(timeline.leadCount() - i)),
                    TimelineRecord.sequence(history.buffer(), history.leadOffset(leadEnd - i)));
        }
        for (int i = 1; i <= timeline.agentCount(); i++) {
            assertEquals(TimelineRecord.sequence(timeline.buffer(), timeline.agentOffset(timeline.agentCount() - i)),
                    TimelineRecord.sequence(history.buffer(), history.agentOffset(agentEnd - i)));
        }
    }

    @Test
    void shouldReadOfEveryPeriodWhatHappenedInIt() {
        final SplittableRandom random = new SplittableRandom(9);
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            for (int i = 0; i < 1_500; i++) {
                final EventType type = random.nextInt(3) == 0 ? EventType.AGENT_INTERACTION : EventType.PROPERTY_LIKE;
                // The first leads have most, so that there is much to leap over and little.
                journal.offer(tenant, "e" + i, type, "lead" + random.nextInt(1 + random.nextInt(LEADS)), "p",
                        1 + random.nextInt(1_000));
            }
            journal.committer.doWork();
            journal.life(tenant, LeadMessage.MERGE, 2_000, "lead3", "lead0");
            journal.life(tenant, LeadMessage.MERGE, 2_000, "lead2", "lead1");
            journal.life(tenant, LeadMessage.UNDO, 2_000, "lead2", "lead1");
            journal.life(tenant, LeadMessage.ERASE, 500, "lead4", "");
            journal.offer(tenant, "late", EventType.PAGE_VIEW, "lead4", "", 2_000);
            journal.committer.doWork();
            try (LeadHistories histories = store.timelines().histories(tenant);
                    LeadHistories periods = store.timelines().histories(tenant)) {
                for (int i = 0; i < 1_000; i++) {
                    final String lead = "lead" + random.nextInt(LEADS + 1);
                    final long from = random.nextInt(5) == 0 ? Long.MIN_VALUE : random.nextInt(-1, 1_100);
                    final long until = random.nextInt(5) == 0 ? Long.MAX_VALUE : random.nextInt(-1, 1_100);
                    final boolean isThere = read(histories, lead) && times(0, until).length() > 1;
                    final String expected = times(from, until);
                    final byte[] id = lead.getBytes(StandardCharsets.UTF_8);
                    assertEquals(isThere, periods.read(new UnsafeBuffer(id), 0, id.length, from, until, history));
                    assertEquals(expected, times(), lead + " from " + from + " until " + until);
                    if (i % 10 == 0) {
                        assertVisits(histories, periods, from, until);
                    }
                }
            }
        }
    }

    private void assertVisits(final LeadHistories histories, final LeadHistories periods, final long from, final long until) {
        final Map<String, String> expected = new LinkedHashMap<>();
        histories.forEach(history, (lead, found) -> {
            if (times(0, until).length() > 1) {
                expected.put(lead, times(from, until));
            }
        });
        final Map<String, String> visited = new LinkedHashMap<>();
        periods.forEach(from, until, history, (lead, found) -> visited.put(lead, times()));
        assertEquals(List.copyOf(expected.entrySet()), List.copyOf(visited.entrySet()));
    }

    @Test
    void shouldVisitTheLeadsInTheOrderInWhichTheyAreReadFastest() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            for (final String id : List.of("b", "aa", "\u00e9", "c", "a")) {
                journal.record(tenant, "e" + id, EventType.PAGE_VIEW, id, "", 100);
            }
            try (LeadHistories histories = store.timelines().histories(tenant)) {
                assertEquals(List.of("a", "b", "c", "aa", "\u00e9"), new ArrayList<>(all(histories).keySet()));
                assertTrue(read(histories, "b"), "a visit leaves nothing behind");
            }
        }
    }

    private Map<String, String> all(final LeadHistories histories) {
        final Map<String, String> all = new LinkedHashMap<>();
        histories.forEach(history, (lead, found) -> all.put(lead, times()));
        return all;
    }

    private boolean read(final LeadHistories histories, final String lead) {
        final byte[] id = lead.getBytes(StandardCharsets.UTF_8);
        return histories.read(new UnsafeBuffer(id), 0, id.length, history);
    }

    private String times() {
        return times(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private String times(final long from, final long until) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < history.leadCount(); i++) {
            append(history.leadOffset(i), from, until, text);
        }
        text.append('|');
        for (int i = 0; i < history.agentCount(); i++) {
            append(history.agentOffset(i), from, until, text);
        }
        return text.toString();
    }

    private void append(final int offset, final long from, final long until, final StringBuilder text) {
        final long at = TimelineRecord.occurredAt(history.buffer(), offset);
        if (at >= from && at <= until) {
            text.append(at).append(' ');
        }
    }
}
