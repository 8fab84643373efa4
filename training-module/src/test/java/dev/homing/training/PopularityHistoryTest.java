package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.homing.features.LogPopularity;
import dev.homing.tracking.EventType;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PopularityHistoryTest {
    private static final long DAY_MS = 86_400_000;
    private static final long WEEK_MS = 7 * DAY_MS;

    @Test
    void shouldCountWhatHappenedBeforeTheInstantAlone() {
        final PopularityHistory history = new PopularityHistory(new Leads(2)
                .lead().viewed(0, WEEK_MS).did(EventType.PROPERTY_SAVE, 0, 2 * WEEK_MS)
                .behaviour());
        assertEquals(LogPopularity.NONE, history.logBefore(0, WEEK_MS));
        assertEquals(1, LogPopularity.value(history.logBefore(0, WEEK_MS + 1), WEEK_MS), 1e-12);
        assertEquals(0.5, LogPopularity.value(history.logBefore(0, 2 * WEEK_MS), 2 * WEEK_MS), 1e-12);
        assertEquals(0.5 + 3, LogPopularity.value(history.logBefore(0, 2 * WEEK_MS + 1), 2 * WEEK_MS), 1e-12);
        assertEquals(4, history.sumBefore(0, Long.MAX_VALUE));
        assertEquals(LogPopularity.NONE, history.logBefore(1, Long.MAX_VALUE), "nobody looked at it");
        assertEquals(0, history.sumBefore(1, Long.MAX_VALUE));
    }

    @Test
    void shouldNotCountWhatLeadsDisliked() {
        final PopularityHistory history = new PopularityHistory(
                new Leads(1).lead().did(EventType.PROPERTY_DISLIKE, 0, DAY_MS).behaviour());
        assertEquals(LogPopularity.NONE, history.logBefore(0, Long.MAX_VALUE));
    }

    @Test
    void shouldSayWhatAPlainSumSaysOfManyLeads() {
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
        final PopularityHistory history = new PopularityHistory(leads.behaviour());
        for (int check = 0; check < 200; check++) {
            final int listing = random.nextInt(5);
            final long atMs = 1_000 * DAY_MS + random.nextLong(70 * DAY_MS);
            double expected = 0;
            for (int i = 0; i < times.length; i++) {
                if (listings[i] == listing && times[i] < atMs) {
                    expected += Math.pow(2, -(double) (atMs - times[i]) / WEEK_MS);
                }
            }
            assertEquals(expected, LogPopularity.value(history.logBefore(listing, atMs), atMs), 1e-9 * (1 + expected));
        }
    }
}
