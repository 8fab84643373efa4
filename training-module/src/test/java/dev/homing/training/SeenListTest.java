package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.homing.tracking.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is asked of lists, worked out by hand. */
class SeenListTest {
    private static final long DAY_MS = 86_400_000;
    private static final long AT = 100 * DAY_MS;

    private static SeenList.Seen seen(final int listing) {
        return seen(listing, AT);
    }

    private static SeenList.Seen seen(final int listing, final long atMs) {
        return new SeenList.Seen(listing, atMs, false, false);
    }

    private static SeenList.Seen clicked(final int listing) {
        return new SeenList.Seen(listing, AT, true, false);
    }

    private static SeenList.Seen dismissed(final int listing) {
        return new SeenList.Seen(listing, AT, false, true);
    }

    /** All that is asked of lists of the leads, who are numbered from 0 on, when all is known. */
    private static List<String> questions(final Leads leads, final SeenList... lists) {
        final Behaviour behaviour = behaviour(leads, lists);
        return questions(Cut.impressions(behaviour, behaviour.allEvents(), 0, Long.MAX_VALUE));
    }

    private static Behaviour behaviour(final Leads leads, final SeenList... lists) {
        final Behaviour behaviour = leads.behaviour();
        List.of(lists).forEach(behaviour::addList);
        assertEquals(lists.length, behaviour.listCount());
        return behaviour;
    }

    private static List<String> questions(final Cut cut) {
        return cut.questions().stream().map(question -> "lead " + question.lead() + " after " + question.history() + " at "
                + (question.atMs() - AT) + ": " + IntStream.of(question.answers()).boxed().toList() + " of "
                + IntStream.of(question.among()).boxed().toList()).toList();
    }

    private static SeenList list(final int lead, final SeenList.Seen... seen) {
        return new SeenList(lead, AT, List.of(seen));
    }

    @Test
    void shouldAskAboutWhatStandsAboveTheLastThatWasActedOnAndTheNextBelow() {
        assertEquals(List.of("lead 0 after 1 at 0: [2] of [1, 2, 3]"), questions(
                new Leads(9).lead().viewed(8, 1).viewed(2, AT + 5),
                list(0, seen(1), clicked(2), seen(3), seen(4), seen(5))));
        assertEquals(List.of("lead 0 after 0 at 0: [5, 2] of [5, 1, 2, 3, 4, 6]"), questions(
                new Leads(9).lead().viewed(2, AT + 5).did(EventType.BOOKING_REQUEST, 5, AT + 9)
                        .did(EventType.PROPERTY_DISLIKE, 4, AT + 9),
                list(0, seen(5), seen(1), clicked(2), seen(3), dismissed(4), seen(6), seen(7))),
                "a dislike is an action as well, and a booking is an answer wherever it was made");
        assertEquals(List.of("lead 0 after 0 at 0: [1] of [1, 2]"), questions(
                new Leads(9).lead().viewed(1, AT), list(0, seen(1), seen(2), seen(3))), "at the very instant");
    }

    @Test
    void shouldAskNothingWhereThereIsNoChoice() {
        final Leads leads = new Leads(9).lead().viewed(1, AT + 1).viewed(2, AT + 2).viewed(7, AT + 3)
                .did(EventType.PROPERTY_DISLIKE, 8, AT + 4);
        assertEquals(List.of(), questions(leads, list(0, seen(3), seen(4))), "nothing was taken");
        assertEquals(List.of(), questions(leads, list(0, clicked(1), clicked(2))), "all were taken");
        assertEquals(List.of(), questions(leads, list(0, clicked(1))));
        assertEquals(List.of(), questions(leads, list(0, seen(3), dismissed(8), seen(4))), "one was turned down, none was taken");
        assertEquals(List.of(), questions(leads, list(0)));
    }

    @Test
    void shouldNotAskAboutWhatTheLeadHadMetBefore() {
        assertEquals(List.of("lead 0 after 2 at 0: [3] of [2, 3]"), questions(
                new Leads(9).lead().viewed(1, AT - 9).did(EventType.PROPERTY_DISLIKE, 4, AT - 1).viewed(1, AT + 1)
                        .viewed(3, AT + 2),
                list(0, seen(1), seen(2), seen(3), seen(4), seen(5))));
        assertEquals(List.of("lead 0 after 1 at 0: [1] of [1, 2]"), questions(
                new Leads(9).lead().viewed(3, AT - 9).viewed(1, AT + 1).viewed(3, AT + 2),
                list(0, seen(1), seen(2), seen(3))), "but what it acted on again says how far it read");
    }

    @Test
    void shouldCountADayFromWhenAListingWasSeen() {
        final SeenList list = list(0, seen(1), seen(2), seen(3, AT + 3 * DAY_MS));
        assertEquals(List.of("lead 0 after 0 at 0: [1] of [1, 2]"), questions(
                new Leads(9).lead().viewed(1, AT + DAY_MS - 1).viewed(2, AT + DAY_MS), list), "a day later is too late");
        assertEquals(List.of(), questions(new Leads(9).lead().viewed(1, AT + DAY_MS), list));
        assertEquals(List.of("lead 0 after 0 at 0: [3] of [1, 2, 3]"), questions(
                new Leads(9).lead().viewed(3, AT + 4 * DAY_MS - 1), list), "in a mail that was read days later");
        assertEquals(List.of(), questions(new Leads(9).lead().viewed(3, AT + 3 * DAY_MS - 1), list),
                "met before it was seen here");
    }

    @Test
    void shouldWeighAllThatCameOfAListing() {
        assertEquals(List.of("lead 0 after 0 at 0: [2] of [1, 2]"), questions(
                new Leads(9).lead().viewed(1, AT + 1).did(EventType.PROPERTY_DISLIKE, 1, AT + 2)
                        .did(EventType.PROPERTY_LIKE, 2, AT + 3).did(EventType.PROPERTY_DISLIKE, 2, AT + 4),
                list(0, new SeenList.Seen(1, AT, true, true), new SeenList.Seen(2, AT, true, false))),
                "a listing that was looked at and turned down is no answer");
        assertEquals(List.of("lead 0 after 0 at 0: [2] of [1, 2]"), questions(
                new Leads(9).lead().viewed(2, AT + 1), list(0, seen(1), seen(2))), "said nowhere but in the store");
        assertEquals(List.of("lead 0 after 0 at 0: [2] of [2, 4]"), questions(
                new Leads(9).lead().viewed(2, AT + 1), list(0, clicked(1), seen(2), clicked(3), seen(4))),
                "what was clicked and left no event is neither");
    }

    @Test
    void shouldNeverAskWithWhatIsHeldBack() {
        final Behaviour behaviour = behaviour(
                new Leads(9).lead().viewed(8, AT - DAY_MS).viewed(7, AT - DAY_MS).viewed(1, AT + 1).viewed(2, AT + 2)
                        .lead().viewed(7, AT - 3).viewed(6, AT + 3),
                list(0, seen(1), seen(2), seen(3)), list(1, seen(5), seen(6)),
                new SeenList(1, AT - DAY_MS, List.of(seen(7, AT - 10), seen(8, AT - 10))));
        final Cut all = Cut.impressions(behaviour, behaviour.allEvents(), 0, Long.MAX_VALUE);
        assertEquals(List.of("lead 0 after 2 at 0: [1, 2] of [1, 2, 3]", "lead 1 after 1 at 0: [6] of [5, 6]",
                "lead 1 after 0 at -86400000: [7] of [7, 8]"), questions(all));
        assertArrayEquals(new int[] {0, 0}, all.kept());
        assertArrayEquals(new int[] {4, 2}, all.popularAt());

        final Cut late = Cut.impressions(behaviour, behaviour.allEvents(), AT, AT + 2);
        assertEquals(List.of("lead 0 after 2 at 0: [1] of [1, 2]"), questions(late), "what happens from the end on is not known");
        assertArrayEquals(new int[] {2, 1}, late.kept());
        assertArrayEquals(new int[] {3, 1}, late.popularAt());
        assertEquals(List.of("lead 1 after 0 at -86400000: [7] of [7, 8]"),
                questions(Cut.impressions(behaviour, behaviour.allEvents(), 0, AT)));
        final Behaviour later = behaviour(new Leads(9).lead().viewed(2, AT + 5),
                list(0, seen(1), seen(3, AT + DAY_MS), seen(2), seen(4)));
        assertEquals(List.of("lead 0 after 0 at 0: [2] of [1, 2, 4]"),
                questions(Cut.impressions(later, later.allEvents(), 0, AT + DAY_MS)), "nor is what is seen from then on");

        assertEquals(List.of("lead 1 after 1 at 0: [6] of [5, 6]", "lead 1 after 0 at -86400000: [7] of [7, 8]"),
                questions(Cut.impressions(behaviour, new int[] {3, 2}, 0, Long.MAX_VALUE)),
                "of a list of which an outcome is held back nothing is asked");
    }

    @Test
    void shouldKeepListsThatCameToSomethingAlone() {
        final Leads leads = new Leads(9);
        final List<SeenList> lists = new ArrayList<>();
        for (int lead = 0; lead < 20; lead++) {
            leads.lead().viewed(lead % 2 == 0 ? 1 : 8, AT + 1);
            lists.add(list(lead, seen(1), seen(2)));
        }
        final Behaviour behaviour = behaviour(leads, lists.toArray(SeenList[]::new));
        assertEquals(20, behaviour.listCount());
        assertEquals(10, behaviour.lists().size());
        assertEquals(10, Cut.impressions(behaviour, behaviour.allEvents(), 0, Long.MAX_VALUE).questions().size());
    }
}
