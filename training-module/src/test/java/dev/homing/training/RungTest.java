package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RungTest {
    private static final int LEADS = 10_000;
    private static final int SEED = 3;
    private final int[] events = events();

    private static int[] events() {
        final int[] events = new int[LEADS];
        Arrays.fill(events, 10);
        return events;
    }

    /** Holds back two events of each lead that has any, with one question each. */
    private static Cut parted(final int[] events) {
        final int[] kept = Arrays.stream(events).map(count -> count == 0 ? 0 : count - 2).toArray();
        final List<Question> questions = new ArrayList<>();
        for (int lead = 0; lead < events.length; lead++) {
            if (events[lead] > 0) {
                questions.add(new Question(lead, kept[lead], 0, new int[] {lead}));
            }
        }
        return new Cut(kept, questions, kept);
    }

    private List<Rung> ladder(final int minEvents, final int maxEvents) {
        return Rung.ladder(events, RungTest::parted, 2_000, SEED, minEvents, maxEvents);
    }

    @Test
    void shouldHaveOneRungWithEverythingWhenThereIsLittle() {
        final List<Rung> rungs = ladder(50_000, 1_000_000);
        assertEquals(1, rungs.size());
        assertEquals(1, rungs.get(0).share());
        assertFalse(rungs.get(0).isSample());
        assertArrayEquals(parted(events).kept(), rungs.get(0).cut().kept());
        assertEquals(parted(events).sampled(2_000, SEED).questions().stream().map(Question::lead).toList(),
                rungs.get(0).cut().questions().stream().map(Question::lead).toList());
    }

    @Test
    void shouldHaveFourTimesAsManyLeadsOnEachRung() {
        final List<Rung> rungs = ladder(5_000, 1_000_000);
        assertEquals(List.of(0.0625, 0.25, 1.0), rungs.stream().map(Rung::share).toList());
        for (final Rung rung : rungs) {
            final double leads = Arrays.stream(rung.cut().kept()).filter(kept -> kept > 0).mapToDouble(kept -> 1).sum();
            assertEquals(LEADS * rung.share(), leads, LEADS * 0.02);
            assertTrue(Arrays.stream(rung.cut().kept()).allMatch(kept -> kept == 0 || kept == 8));
            assertArrayEquals(rung.cut().kept(), rung.cut().popularAt());
            assertTrue(rung.cut().questions().stream().allMatch(question -> rung.cut().kept()[question.lead()] > 0),
                    "only its own leads are asked");
        }
        assertEquals(500, rungs.get(1).cut().questions().size());
        assertEquals(2_000, rungs.get(2).cut().questions().size());
        for (int lead = 0; lead < LEADS; lead++) {
            assertTrue(rungs.get(0).cut().kept()[lead] <= rungs.get(1).cut().kept()[lead], "a smaller share is part of a larger");
        }
    }

    @Test
    void shouldLeaveLeadsOutOfTheLastRungAsWellWhenThereIsTooMuch() {
        final List<Rung> rungs = ladder(5_000, 50_000);
        assertEquals(List.of(0.0625, 0.25, 0.5),
                rungs.stream().map(rung -> (int) Math.round(rung.share() * 160) / 160.0).toList());
        assertTrue(rungs.get(2).isSample());
        assertEquals(LEADS / 2.0,
                Arrays.stream(rungs.get(2).cut().kept()).filter(kept -> kept > 0).mapToDouble(kept -> 1).sum(),
                LEADS * 0.02);
    }

    @Test
    void shouldAskFewLeadsOnNoRung() {
        assertEquals(0.05, Rung.ladder(events, RungTest::parted, 2_000, SEED, 1, 1_000_000).get(0).share(), 1e-9,
                "of 10,000 leads 500 questions");
    }

    @Test
    void shouldBeginWithMoreLeadsWhereThereAreManyListings() {
        assertEquals(25_000, Rung.minEvents(3_500));
        assertEquals(250_000, Rung.minEvents(50_000));
        assertEquals(2_000_000, Rung.minEvents(Integer.MAX_VALUE));
    }
}
