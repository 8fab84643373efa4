package dev.homing.training;

import static dev.homing.features.PopularityHorizon.EVER;
import static dev.homing.features.PopularityHorizon.NONE;
import static dev.homing.features.PopularityHorizon.WEEK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.PopularityHorizon;
import dev.homing.tracking.EventType;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PopularityHistoryTest {
    private static final long DAY_MS = 86_400_000;
    private static final long WEEK_MS = 7 * DAY_MS;

    @Test
    void shouldCountWhatHappenedBeforeTheInstantAlone() {
        final PopularityHistory history = history(new Leads(2)
                .lead().viewed(0, WEEK_MS).did(EventType.PROPERTY_SAVE, 0, 2 * WEEK_MS)
                .behaviour());
        assertTrue(history.placeBefore(0, WEEK_MS) < 0);
        assertEquals(NONE, history.log(history.placeBefore(0, WEEK_MS), WEEK));
        assertEquals(0, history.before(WEEK_MS).value(0, WEEK));
        assertEquals(1, history.before(WEEK_MS + 1).value(0, WEEK), 1e-8);
        assertEquals(0.5, history.before(2 * WEEK_MS).value(0, WEEK), 1e-12);
        assertEquals(0.5 + 3, history.before(2 * WEEK_MS + 1).value(0, WEEK), 1e-7);
        assertEquals(4, history.before(Long.MAX_VALUE).value(0, EVER), 1e-12);
        assertEquals(0, history.before(Long.MAX_VALUE).value(1, EVER), "nobody looked at it");
        assertEquals(WEEK_MS, history.firstAt(0));
        assertEquals(Long.MAX_VALUE, history.firstAt(1));
    }

    @Test
    void shouldNotCountWhatLeadsDisliked() {
        final PopularityHistory history = history(
                new Leads(1).lead().did(EventType.PROPERTY_DISLIKE, 0, DAY_MS).behaviour());
        assertEquals(0, history.before(Long.MAX_VALUE).value(0, EVER));
        assertEquals(Long.MAX_VALUE, history.firstAt(0));
    }

    @Test
    void shouldNotCountWhatWasHeldBack() {
        final Behaviour behaviour = new Leads(2)
                .lead().viewed(0, 1).viewed(1, 2).viewed(0, 3)
                .lead().viewed(1, 1)
                .behaviour();
        final PopularityHistory history = new PopularityHistory(behaviour, new int[] {2, 0});
        assertEquals(1, history.before(Long.MAX_VALUE).value(0, EVER), 1e-12);
        assertEquals(1, history.before(Long.MAX_VALUE).value(1, EVER), 1e-12);
        assertEquals(2, history.firstAt(1));
    }

    @Test
    void shouldSayWhatAPlainSumSaysOfManyLeadsOverAllHorizons() {
        final SplittableRandom random = new SplittableRandom(7);
        final Leads leads = new Leads(5);
        final long[] times = new long[400];
        final int[] listings = new int[times.length];
        for (int i = 0; i < times.length; i++) {
            if (i % 8 == 0) {
                leads.lead();
            }
            times[i] = 1_000 * DAY_MS + random.nextLong(60 * DAY_MS);
            listings[i] = random.nextInt(5);
            leads.viewed(listings[i], times[i]);
        }
        final PopularityHistory history = history(leads.behaviour());
        for (int check = 0; check < 200; check++) {
            final int listing = random.nextInt(5);
            final long atMs = 1_000 * DAY_MS + random.nextLong(70 * DAY_MS);
            for (final PopularityHorizon horizon : PopularityHorizon.values()) {
                double expected = 0;
                for (int i = 0; i < times.length; i++) {
                    if (listings[i] == listing && times[i] < atMs) {
                        expected += Math.pow(2, -(atMs - times[i]) / (horizon.halfLifeDays() * DAY_MS));
                    }
                }
                assertEquals(expected, history.before(atMs).value(listing, horizon), 1e-8 * (1 + expected), horizon.name());
            }
        }
    }

    private static PopularityHistory history(final Behaviour behaviour) {
        return new PopularityHistory(behaviour, behaviour.allEvents());
    }
}
