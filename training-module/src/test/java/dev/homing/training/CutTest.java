package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CutTest {
    private static final long DAY_MS = 86_400_000;

    @Test
    void shouldHoldBackTheLastListings() {
        final Behaviour behaviour = new Leads(9)
                .lead().viewed(0, 1).viewed(1, 2).viewed(0, 3).viewed(2, 4).viewed(3, 5).viewed(1, 6).viewed(2, 7)
                .lead().viewed(4, 1).did(EventType.PROPERTY_DISLIKE, 5, 2).viewed(4, 9)
                .lead().viewed(4, 1).viewed(6, 2)
                .behaviour();
        final Cut cut = Cut.lastListings(behaviour, behaviour.allEvents(), 0.5, false);
        assertArrayEquals(new int[] {3, 3, 1}, cut.kept());
        assertArrayEquals(cut.kept(), cut.popularAt());
        assertEquals(List.of("lead 0 after 3 at 10: [2, 3]", "lead 2 after 1 at 10: [6]"), questions(cut));
        assertEquals(List.of("lead 0 after 3 at 4: [2, 3]", "lead 2 after 1 at 2: [6]"),
                questions(Cut.lastListings(behaviour, behaviour.allEvents(), 0.5, true)), "while they are on the market");
        assertEquals(List.of("lead 0 after 1 at 10: [1, 2, 3]", "lead 2 after 1 at 10: [6]"),
                questions(Cut.lastListings(behaviour, behaviour.allEvents(), 1, false)), "something is always left");
    }

    @Test
    void shouldHoldBackTheLastItem() {
        final Behaviour behaviour = new Leads(9)
                .lead().viewed(0, 1).viewed(1, 2).viewed(2, 3).viewed(1, 4).viewed(0, 5)
                .lead().viewed(0, 1).did(EventType.PROPERTY_DISLIKE, 3, 2)
                .lead().did(EventType.PROPERTY_DISLIKE, 5, 1).viewed(5, 2).viewed(6, 3).viewed(7, 4)
                .behaviour();
        final Cut cut = Cut.lastItem(behaviour, behaviour.allEvents());
        assertArrayEquals(new int[] {2, 2, 3}, cut.kept());
        assertArrayEquals(behaviour.allEvents(), cut.popularAt());
        assertEquals(List.of("lead 0 after 2 at 3: [2]", "lead 2 after 3 at 4: [7]"), questions(cut));
        assertEquals(List.of("lead 0 after 1 at 2: [1]"), questions(Cut.lastItem(behaviour, cut.kept())),
                "from what another cut left");
    }

    @Test
    void shouldHoldBackLeadsAsAWhole() {
        final Behaviour behaviour = new Leads(9)
                .lead().viewed(0, 1).viewed(1, 2).viewed(2, 3)
                .lead().viewed(4, 1)
                .behaviour();
        final Cut all = Cut.leads(behaviour, behaviour.allEvents(), 1, 7);
        assertArrayEquals(new int[] {0, 1}, all.kept(), "nothing is learned from the lead, but of the other who says too little");
        assertEquals(List.of("lead 0 after 1 at 4: [1, 2]"), questions(all));
        final Cut none = Cut.leads(behaviour, behaviour.allEvents(), 0, 7);
        assertArrayEquals(behaviour.allEvents(), none.kept());
        assertTrue(none.questions().isEmpty());
    }

    @Test
    void shouldAskAtEachVisitOrAtTheBeginning() {
        final long from = 10 * DAY_MS;
        final long to = 13 * DAY_MS;
        final Behaviour behaviour = new Leads(9)
                .lead().viewed(0, DAY_MS).viewed(1, from).viewed(2, from + DAY_MS - 1).viewed(3, from + DAY_MS).viewed(0, to - 1)
                .viewed(4, to)
                .lead().viewed(5, 1)
                .lead().viewed(6, from + 5).did(EventType.PROPERTY_DISLIKE, 7, from + 6)
                .behaviour();
        final int[] known = behaviour.allEvents();
        final Cut visits = Cut.time(behaviour, known, from, to, Cut.Moment.VISIT);
        assertArrayEquals(new int[] {1, 1, 0}, visits.kept());
        assertArrayEquals(new int[] {5, 1, 2}, visits.popularAt());
        assertEquals(List.of("lead 0 after 1 at " + from + ": [1, 2]", "lead 0 after 3 at " + (from + DAY_MS) + ": [3]",
                "lead 2 after 0 at " + (from + 5) + ": [6]"), questions(visits));
        final Cut beginning = Cut.time(behaviour, known, from, to, Cut.Moment.BEGINNING);
        assertArrayEquals(visits.kept(), beginning.kept());
        assertEquals(List.of("lead 0 after 1 at " + from + ": [1, 2, 3]", "lead 2 after 0 at " + from + ": [6]"),
                questions(beginning));
    }

    @Test
    void shouldNeverKnowWhatWasHeldBackOrWhatCameLater() {
        final SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 60; round++) {
            final Behaviour behaviour = random(random);
            final int[] known = behaviour.allEvents();
            final long from = behaviour.quantile(known, 0.6);
            final long to = behaviour.quantile(known, 0.9);
            assertClean(behaviour, Cut.lastListings(behaviour, known, 0.3, true));
            assertClean(behaviour, Cut.lastListings(behaviour, known, 0.3, false));
            assertClean(behaviour, Cut.lastItem(behaviour, known));
            assertClean(behaviour, Cut.leads(behaviour, known, 0.5, round));
            for (final Cut.Moment moment : Cut.Moment.values()) {
                final Cut cut = Cut.time(behaviour, known, from, to, moment);
                assertClean(behaviour, cut);
                for (int lead = 0; lead < known.length; lead++) {
                    for (int event = 0; event < cut.popularAt()[lead]; event++) {
                        assertTrue(behaviour.occurredAt(lead, event) < to);
                        assertEquals(event < cut.kept()[lead], behaviour.occurredAt(lead, event) < from);
                    }
                }
            }
        }
    }

    @Test
    void shouldAskWhatLeadsComeBackToBesideWhatIsNew() {
        final long from = 10 * DAY_MS;
        final Behaviour behaviour = new Leads(9)
                .lead().viewed(0, DAY_MS).viewed(1, DAY_MS).viewed(1, from).viewed(2, from + 1)
                .did(EventType.PROPERTY_DISLIKE, 0, from + 2).viewed(0, from + DAY_MS)
                .lead().viewed(5, from).viewed(5, from + DAY_MS)
                .behaviour();
        final Cut cut = Cut.returns(behaviour, behaviour.allEvents(), from, Long.MAX_VALUE);
        assertArrayEquals(new int[] {2, 0}, cut.kept());
        assertEquals(List.of("lead 0 after 2 at " + from + ": [1, 2]", "lead 0 after 5 at " + (from + DAY_MS) + ": [0]",
                "lead 1 after 1 at " + (from + DAY_MS) + ": [5]"), questions(cut), "not of one who has met nothing");
        assertTrue(cut.questions().stream().allMatch(Question::isAgain));
    }

    @Test
    void shouldSampleInOrderTheSameForTheSameSeed() {
        final Behaviour behaviour = TestBehaviour.random(30, 200, 6, 5);
        final Cut cut = Cut.lastItem(behaviour, behaviour.allEvents());
        final Cut some = cut.sampled(40, 9);
        assertEquals(40, some.questions().size());
        assertSame(cut.kept(), some.kept());
        assertEquals(questions(some), questions(cut.sampled(40, 9)));
        assertTrue(!questions(some).equals(questions(cut.sampled(40, 10))), "another seed, another sample");
        int place = -1;
        for (final Question question : some.questions()) {
            final int next = cut.questions().indexOf(question);
            assertTrue(next > place, "in order, none twice");
            place = next;
        }
        assertSame(cut, cut.sampled(10_000, 9));
    }

    private static void assertClean(final Behaviour behaviour, final Cut cut) {
        for (final Question question : cut.questions()) {
            assertTrue(question.answers().length > 0);
            assertTrue(cut.kept()[question.lead()] <= question.history(), "held-back events are not learned from");
            for (int event = 0; event < question.history(); event++) {
                assertTrue(behaviour.occurredAt(question.lead(), event) <= question.atMs());
                for (final int answer : question.answers()) {
                    assertTrue(behaviour.listing(question.lead(), event) != answer, "it was known already");
                }
            }
            for (final int answer : question.answers()) {
                assertTrue(IntStream.range(question.history(), behaviour.eventCount(question.lead())).anyMatch(event ->
                        behaviour.listing(question.lead(), event) == answer && behaviour.weight(question.lead(), event) > 0));
            }
        }
    }

    private static Behaviour random(final SplittableRandom random) {
        final Leads leads = new Leads(12);
        final EventType[] types = {EventType.PROPERTY_VIEW, EventType.PROPERTY_LIKE, EventType.PROPERTY_DISLIKE};
        for (int lead = 0; lead < 10; lead++) {
            leads.lead();
            final int count = 1 + random.nextInt(14);
            for (int i = 0; i < count; i++) {
                // Some at the same instant.
                leads.did(types[random.nextInt(3)], random.nextInt(12), random.nextInt(100) * DAY_MS / 4);
            }
        }
        return leads.behaviour();
    }

    @Test
    void shouldAskWhatWasPreferredOfWhatWasMet() {
        final Behaviour behaviour = new Leads(9)
                .lead().viewed(0, 1).viewed(1, 10).did(EventType.PROPERTY_LIKE, 1, 11).viewed(2, 12).viewed(0, 13)
                .did(EventType.PROPERTY_DISLIKE, 3, 14).viewed(4, 10 + DAY_MS).viewed(5, 11 + DAY_MS)
                .lead().viewed(4, 20).did(EventType.PROPERTY_SAVE, 6, 21)
                .lead().did(EventType.PROPERTY_DISLIKE, 4, 20).did(EventType.PROPERTY_DISLIKE, 6, 21)
                .behaviour();
        final Cut cut = Cut.preferences(behaviour, behaviour.allEvents(), 10, Long.MAX_VALUE);
        assertArrayEquals(new int[] {1, 0, 0}, cut.kept());
        assertEquals(List.of("lead 0 after 1 at 10: [1]", "lead 1 after 0 at 20: [6]"), questions(cut),
                "more than the mean of what was met then, and more than nothing; where all were alike there is nothing to ask");
        assertArrayEquals(new int[] {1, 2, 3}, cut.questions().get(0).among(), "not what was met before");
        assertArrayEquals(new int[] {4, 6}, cut.questions().get(1).among());
        assertEquals(List.of("lead 1 after 0 at 20: [6]"),
                questions(Cut.preferences(behaviour, behaviour.allEvents(), 15, DAY_MS)));
    }

    private static List<String> questions(final Cut cut) {
        return cut.questions().stream().map(question -> "lead " + question.lead() + " after " + question.history() + " at "
                + question.atMs() + ": " + IntStream.of(question.answers()).boxed().toList()).collect(Collectors.toList());
    }
}
