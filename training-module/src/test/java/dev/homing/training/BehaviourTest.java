package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.Interactions;
import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BehaviourTest {
    private static final long DAY_MS = 86_400_000;

    @TempDir
    Path folder;

    private TestStore store;
    private int tenant;

    @BeforeEach
    void open() {
        store = new TestStore(folder);
        tenant = store.tenant("default");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void shouldReadListingsAndTheEventsOfEachLeadOnThem() {
        record(EventType.PROPERTY_VIEW, "bob", "p1", 30);
        record(EventType.PROPERTY_LIKE, "ann", "p2", 20);
        record(EventType.PROPERTY_VIEW, "ann", "p1", 10);
        final Behaviour behaviour = Behaviour.read(store.store, tenant, Long.MAX_VALUE);
        assertEquals(List.of("p1", "p2"), behaviour.listingIds(), "in the order of their ordinals");
        assertEquals(2, behaviour.listingCount());
        assertEquals(2, behaviour.leadCount());
        assertEquals(3, behaviour.eventCount());
        assertEquals(10, behaviour.firstAt());
        assertEquals(30, behaviour.lastAt());
        assertArrayEquals(new int[] {2, 1}, behaviour.allEvents());
        assertEquals(0, behaviour.listing(0, 0), "ann's events in order of time");
        assertEquals(1, behaviour.listing(0, 1));
        assertEquals(0, behaviour.listing(1, 0));
    }

    @Test
    void shouldRefuseMoreThanATrainingFindsRoomForAndSayHowMuchThereIs() {
        for (int lead = 0; lead < 10; lead++) {
            record(EventType.PROPERTY_VIEW, "lead" + lead, "p1", 10);
            record(EventType.PROPERTY_VIEW, "lead" + lead, "p2", 20);
        }
        final long need = MemoryNeed.bytes(10, 2, 20);
        assertEquals(20, Behaviour.read(store.store, tenant, Long.MAX_VALUE, need).eventCount());
        for (final long less : new long[] {need - 1, need / 2, 0}) {
            final String refusal = assertThrows(IllegalArgumentException.class,
                    () -> Behaviour.read(store.store, tenant, Long.MAX_VALUE, less)).getMessage();
            assertTrue(refusal.startsWith("20 events of 10 leads on 2 listings take "), refusal);
        }
    }

    @Test
    void shouldNotTakeTheOrderOfWhatHasOneInstantForAnOrderOfTime() {
        final int listings = 60;
        final Leads leads = new Leads(listings).lead().viewed(3, 1);
        for (int listing = 0; listing < listings; listing++) {
            leads.viewed(listing, 5).did(EventType.PROPERTY_LIKE, listing, 5);
        }
        final Behaviour behaviour = leads.viewed(7, 9).behaviour();
        final List<Integer> order = IntStream.range(0, behaviour.eventCount(0))
                .mapToObj(event -> behaviour.listing(0, event)).toList();
        assertEquals(3, order.get(0));
        assertEquals(7, order.get(2 * listings + 1));
        final List<Integer> ties = order.subList(1, 2 * listings + 1);
        final List<Integer> distinct = ties.stream().distinct().toList();
        assertEquals(listings, distinct.size());
        assertEquals(distinct, IntStream.range(0, listings).mapToObj(i -> ties.get(2 * i + 1)).toList(), "by listing");
        final long ascents = IntStream.range(1, listings).filter(i -> distinct.get(i) > distinct.get(i - 1)).count();
        assertTrue(ascents > listings / 4 && ascents < 3 * listings / 4, () -> "still sorted: " + distinct);
    }

    @Test
    void shouldNotSeeWhatIsStillBeingErased() {
        record(EventType.PROPERTY_VIEW, "ann", "p1", 10);
        record(EventType.PROPERTY_VIEW, "bob", "p1", 20);
        store.erase(tenant, "ann", 50);
        store.erase(tenant, "bob", 50);
        record(EventType.PROPERTY_LIKE, "bob", "p2", 60);
        final Behaviour behaviour = Behaviour.read(store.store, tenant, Long.MAX_VALUE);
        assertArrayEquals(new int[] {1}, behaviour.allEvents(), "bob's new history alone");
        assertEquals(60, behaviour.firstAt());
    }

    @Test
    void shouldLeaveOutEventsOnNoListingAgentEventsAndOtherTenants() {
        record(EventType.SEARCH_QUERY, "ann", "", 10);
        record(EventType.AGENT_ACTION, "ann", "p1", 20);
        record(EventType.PROPERTY_VIEW, "ann", "p1", 30);
        record(EventType.SEARCH_QUERY, "bob", "", 40);
        record(EventType.AGENT_INTERACTION, "cid", "p1", 50);
        store.record(store.tenant("other"), EventType.PROPERTY_VIEW, "dan", "q1", 60);
        final Behaviour behaviour = Behaviour.read(store.store, tenant, Long.MAX_VALUE);
        assertEquals(1, behaviour.leadCount(), "leads without events on listings teach nothing");
        assertEquals(1, behaviour.eventCount());
        assertEquals(30, behaviour.firstAt());
        assertEquals(30, behaviour.lastAt());
        assertEquals(List.of("p1"), behaviour.listingIds());
    }

    @Test
    void shouldNotKnowWhatHappensAfterTheInstant() {
        record(EventType.PROPERTY_VIEW, "ann", "p1", 10);
        record(EventType.PROPERTY_VIEW, "ann", "p2", 20);
        record(EventType.PROPERTY_VIEW, "ann", "p3", 21);
        record(EventType.PROPERTY_VIEW, "bob", "p1", 21);
        final Behaviour behaviour = Behaviour.read(store.store, tenant, 20);
        assertEquals(1, behaviour.leadCount());
        assertEquals(2, behaviour.eventCount(0));
        assertEquals(20, behaviour.lastAt());
    }

    @Test
    void shouldBeEmptyWithoutEvents() {
        final Behaviour behaviour = Behaviour.read(store.store, tenant, Long.MAX_VALUE);
        assertEquals(0, behaviour.leadCount());
        assertEquals(0, behaviour.eventCount());
        assertEquals(0, behaviour.listingCount());
        assertArrayEquals(new int[0], behaviour.allEvents());
    }

    @Test
    void shouldCutATimelineAsIfTheRestHadNotHappened() {
        for (int i = 1; i <= 3; i++) {
            record(EventType.PROPERTY_VIEW, "ann", "p" + i, i * DAY_MS);
        }
        final Behaviour behaviour = Behaviour.read(store.store, tenant, Long.MAX_VALUE);
        final Timeline timeline = new Timeline();
        assertEquals(2, behaviour.timeline(0, 2, timeline).leadCount());
        assertEquals(2 * DAY_MS, TimelineRecord.occurredAt(timeline.buffer(), timeline.leadOffset(1)));
        assertEquals(0, behaviour.timeline(0, 0, timeline).leadCount());
        final Interactions interactions = behaviour.interactions(0, 2, 1, timeline, new Interactions(512));
        assertEquals(2, interactions.count());
        assertEquals(0.5f, interactions.weight(0), "a day before the newest that counts, not before the third event");
        assertEquals(1f, interactions.weight(1));
    }

    @Test
    void shouldFillATimelineWithWhatAServerWouldHaveHad() {
        record(EventType.SEARCH_QUERY, "ann", "", 5);
        record(EventType.PROPERTY_VIEW, "ann", "p1", 10);
        record(EventType.PAGE_VIEW, "ann", "", 10);
        record(EventType.SEARCH_QUERY, "ann", "", 15);
        record(EventType.PROPERTY_VIEW, "ann", "p2", 20);
        record(EventType.PAGE_VIEW, "ann", "", 25);
        record(EventType.PROPERTY_VIEW, "bob", "p1", 10);
        final Behaviour behaviour = Behaviour.read(store.store, tenant, Long.MAX_VALUE);
        assertEquals(List.of(5L), times(behaviour, 0, 10), "before the first view, although the page was seen at its instant");
        assertEquals(List.of(5L, 10L, 10L, 15L), times(behaviour, 1, 20), "before the second");
        assertEquals(List.of(5L, 10L, 10L, 15L), times(behaviour, 1, 99), "and long after: a server would have had that as well");
        assertEquals(List.of(5L, 10L, 10L), times(behaviour, 1, 14), "at an instant between");
        assertEquals(List.of(5L, 10L, 10L, 15L, 20L), times(behaviour, 2, 24));
        assertEquals(List.of(5L, 10L, 10L, 15L, 20L, 25L), times(behaviour, 2, 25));
        assertEquals(1, behaviour.timeline(1, 1, 99, new Timeline()).leadCount());
    }

    private static List<Long> times(final Behaviour behaviour, final int events, final long untilMs) {
        final Timeline timeline = behaviour.timeline(0, events, untilMs, new Timeline());
        return IntStream.range(0, timeline.leadCount())
                .mapToObj(i -> TimelineRecord.occurredAt(timeline.buffer(), timeline.leadOffset(i))).toList();
    }

    private void record(final EventType type, final String lead, final String property, final long at) {
        store.record(tenant, type, lead, property, at);
    }
}
