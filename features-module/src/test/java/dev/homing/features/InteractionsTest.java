package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InteractionsTest {
    private static final long DAY_MS = 86_400_000;
    private static final double NO_DECAY = Double.POSITIVE_INFINITY;
    private static final EngagementWeights WEIGHTS = EngagementWeights.defaults();

    private final Interactions interactions = new Interactions(Timeline.DEFAULT_MAX_LEAD_EVENTS);

    @Test
    void shouldSumTheWeightsOfEachListingInTheOrderOfTheFirstMeeting() {
        collect(NO_DECAY,
                LeadEvent.of(EventType.PROPERTY_VIEW, 1, 70),
                LeadEvent.of(EventType.PROPERTY_SAVE, 2, 3),
                LeadEvent.of(EventType.SEARCH_QUERY, 3),
                LeadEvent.of(EventType.PROPERTY_LIKE, 4, 70));
        assertEquals("70=3.0 3=3.0", describe(interactions));
        assertEquals(2, interactions.seenCount());
    }

    @Test
    void shouldDropListingsWhoseSumIsNotPositiveButRememberThatTheyWereMet() {
        collect(NO_DECAY,
                LeadEvent.of(EventType.PROPERTY_DISLIKE, 1, 5),
                LeadEvent.of(EventType.PROPERTY_VIEW, 2, 6),
                LeadEvent.of(EventType.PROPERTY_DISLIKE, 3, 6),
                LeadEvent.of(EventType.PROPERTY_VIEW, 4, 7),
                LeadEvent.of(EventType.BOOKING_CANCELLED, 5, 8),
                LeadEvent.of(EventType.BOOKING_REQUEST, 6, 8));
        assertEquals("7=1.0 8=3.0", describe(interactions), "6 sums up to zero, 8 is worth what the cancelled booking left");
        assertEquals(List.of(5, 6, 7, 8), seen(interactions));
        assertTrue(interactions.contains(5));
        assertTrue(interactions.contains(6));
        assertFalse(interactions.contains(9));
    }

    @Test
    void shouldHalveWeightsForEachHalfLifeBeforeTheLeadsOwnNewestEvent() {
        final long newest = 400 * DAY_MS;
        collect(10,
                LeadEvent.of(EventType.PROPERTY_LIKE, newest - 20 * DAY_MS, 1),
                LeadEvent.of(EventType.PROPERTY_LIKE, newest - 10 * DAY_MS, 2),
                LeadEvent.of(EventType.PROPERTY_LIKE, newest, 3),
                LeadEvent.of(EventType.PROPERTY_VIEW, newest, 1));
        assertEquals("1=1.5 2=1.0 3=2.0", describe(interactions));
    }

    @Test
    void shouldCountAgeFromTheNewestEventThatIsOnAListing() {
        collect(10, LeadEvent.of(EventType.PROPERTY_LIKE, 5 * DAY_MS, 1), LeadEvent.of(EventType.PAGE_VIEW, 15 * DAY_MS));
        assertEquals("1=2.0", describe(interactions));
        collect(10, LeadEvent.of(EventType.PAGE_VIEW, 15 * DAY_MS));
        assertEquals("", describe(interactions));
    }

    @Test
    void shouldKnowWhenAListingWasLastMetAndHowOftenTheLeadComesBack() {
        final long minute = 60_000;
        collect(NO_DECAY);
        assertEquals(0.5, interactions.returnShare(), "nothing is known");
        collect(NO_DECAY,
                LeadEvent.of(EventType.PROPERTY_VIEW, DAY_MS, 1),
                LeadEvent.of(EventType.PROPERTY_LIKE, DAY_MS + 30 * minute, 1),
                LeadEvent.of(EventType.PROPERTY_VIEW, DAY_MS + 40 * minute, 2),
                LeadEvent.of(EventType.PROPERTY_DISLIKE, DAY_MS + 60 * minute + 1, 1),
                LeadEvent.of(EventType.PROPERTY_VIEW, 3 * DAY_MS, 1));
        assertEquals(3 * DAY_MS, interactions.lastAt(1), "whatever it did");
        assertEquals(DAY_MS + 40 * minute, interactions.lastAt(2));
        assertEquals(Interactions.NEVER, interactions.lastAt(3));
        assertEquals((2 + 1.0) / (2 + 2 + 2), interactions.returnShare(), 1e-12,
                "twice after more than half an hour, beside two first looks");
        collect(NO_DECAY, LeadEvent.of(EventType.PROPERTY_VIEW, -DAY_MS, 1), LeadEvent.of(EventType.PROPERTY_VIEW, DAY_MS, 2));
        assertEquals(1.0 / 4, interactions.returnShare(), 1e-12, "nothing of the lead before, and none that came back");
    }

    @Test
    void shouldKnowHowLongTheLooksWereAndHowRecent() {
        final long newest = 400 * DAY_MS;
        collect(10,
                LeadEvent.of(EventType.PROPERTY_VIEW, newest - 20 * DAY_MS, 1).viewed(30 * Math.E),
                LeadEvent.of(EventType.PROPERTY_VIEW, newest - 10 * DAY_MS, 1).viewed(30 / Math.E),
                LeadEvent.of(EventType.PROPERTY_VIEW, newest - 10 * DAY_MS, 2).viewed(0),
                LeadEvent.of(EventType.PROPERTY_LIKE, newest - 10 * DAY_MS, 2),
                LeadEvent.of(EventType.PROPERTY_VIEW, newest, 3).viewed(500),
                LeadEvent.of(EventType.PROPERTY_VIEW, newest, 4));
        assertEquals(1.5 / 4 - 1.0 / 2, interactions.viewLogs(0), 1e-6, "a long look counts one and a half, and both have faded");
        assertEquals(Math.log(0.1) / 2, interactions.viewLogs(1), 1e-6, "3 seconds at least");
        assertEquals(1.5 * Math.log(10), interactions.viewLogs(2), 1e-6, "300 at most");
        assertEquals(0, interactions.viewLogs(3), "of unknown length");
        assertEquals(0.5, interactions.recency(0), 1e-9, "its newest event");
        assertEquals(1, interactions.recency(2), 1e-9);
        collect(10, LeadEvent.of(EventType.PROPERTY_LIKE, newest, 5));
        assertEquals(0, interactions.viewLogs(0), "nothing is left of another lead");
    }

    @Test
    void shouldIgnoreAgentEvents() {
        collect(10, LeadEvent.of(EventType.PROPERTY_LIKE, 5, 1), LeadEvent.of(EventType.AGENT_ACTION, 100 * DAY_MS, 2));
        assertEquals("1=2.0", describe(interactions));
        assertFalse(interactions.contains(2));
    }

    @Test
    void shouldBeEmptyForAnEmptyTimeline() {
        collect(10, LeadEvent.of(EventType.PROPERTY_LIKE, 5, 1));
        collect(10);
        assertEquals(0, interactions.count());
        assertEquals(0, interactions.seenCount());
        assertFalse(interactions.contains(1));
        assertFalse(interactions.contains(TimelineRecord.NONE));
    }

    @Test
    void shouldHoldAsManyListingsAsItsCapacityAndRefuseMoreEvents() {
        final Interactions small = new Interactions(4);
        final Timeline full = new Timeline(4, 0);
        LeadEvent.timeline(likes(4), full);
        assertEquals(4, small.collect(full, WEIGHTS, 10).count());
        final Timeline larger = new Timeline(5, 0);
        LeadEvent.timeline(likes(5), larger);
        assertThrows(IllegalArgumentException.class, () -> small.collect(larger, WEIGHTS, 10));
        assertEquals(4, small.count(), "a refused timeline changes nothing");
    }

    @Test
    void shouldRefuseBadArguments() {
        assertThrows(IllegalArgumentException.class, () -> new Interactions(0));
        assertThrows(IllegalArgumentException.class, () -> new Interactions((1 << 28) + 1));
        final Timeline timeline = new Timeline();
        assertThrows(IllegalArgumentException.class, () -> interactions.collect(timeline, WEIGHTS, 0));
        assertThrows(IllegalArgumentException.class, () -> interactions.collect(timeline, WEIGHTS, Double.NaN));
    }

    /** Many leads through one small instance: whatever a table that was not quite emptied would do shows up in some of them. */
    @Test
    void shouldLeaveNothingOfALeadBehindWhateverCollides() {
        final SplittableRandom random = new SplittableRandom(11);
        final int capacity = 16;
        final int ordinals = 40;
        final Interactions reused = new Interactions(capacity);
        final Timeline timeline = new Timeline(capacity, 0);
        for (int lead = 0; lead < 50_000; lead++) {
            final int events = random.nextInt(capacity + 1);
            final int spread = 1 + random.nextInt(ordinals);
            final List<LeadEvent> list = new ArrayList<>();
            final Map<Integer, Double> sums = new LinkedHashMap<>();
            for (int i = 0; i < events; i++) {
                final int ordinal = random.nextInt(spread) * (lead % 3 == 0 ? 1 << 20 : 1);
                final boolean isLike = random.nextInt(3) > 0;
                list.add(LeadEvent.of(isLike ? EventType.PROPERTY_LIKE : EventType.PROPERTY_DISLIKE, i, ordinal));
                sums.merge(ordinal, isLike ? 2.0 : -1.0, Double::sum);
            }
            reused.collect(LeadEvent.timeline(list, timeline), WEIGHTS, NO_DECAY);
            final StringBuilder expected = new StringBuilder();
            sums.forEach((ordinal, sum) -> expected.append(sum > 0 ? ordinal + "=" + sum + " " : ""));
            assertEquals(expected.toString().trim(), describe(reused));
            assertEquals(new ArrayList<>(sums.keySet()), seen(reused));
            for (int ordinal = 0; ordinal < ordinals; ordinal++) {
                assertEquals(sums.containsKey(ordinal), reused.contains(ordinal));
                assertEquals(sums.containsKey(ordinal << 20), reused.contains(ordinal << 20));
            }
        }
    }

    private void collect(final double halfLifeDays, final LeadEvent... events) {
        interactions.collect(LeadEvent.timeline(events), WEIGHTS, halfLifeDays);
    }

    private static List<LeadEvent> likes(final int count) {
        final List<LeadEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(LeadEvent.of(EventType.PROPERTY_LIKE, i, 100 + i));
        }
        return events;
    }

    private static String describe(final Interactions interactions) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < interactions.count(); i++) {
            text.append(i == 0 ? "" : " ").append(interactions.ordinal(i)).append('=').append(interactions.weight(i));
        }
        return text.toString();
    }

    private static List<Integer> seen(final Interactions interactions) {
        final List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < interactions.seenCount(); i++) {
            seen.add(interactions.seen(i));
        }
        return seen;
    }
}
