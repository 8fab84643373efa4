package dev.homing.features;

import static dev.homing.features.EntityStore.AS_OF;
import static dev.homing.features.EntityStore.DAY;
import static dev.homing.features.EntityStore.HOUR;
import static dev.homing.features.EntityStore.MINUTE;
import static dev.homing.tracking.EventType.AGENT_ACTION;
import static dev.homing.tracking.EventType.BOOKING_REQUEST;
import static dev.homing.tracking.EventType.PAGE_VIEW;
import static dev.homing.tracking.EventType.PROPERTY_DISLIKE;
import static dev.homing.tracking.EventType.PROPERTY_LIKE;
import static dev.homing.tracking.EventType.PROPERTY_SAVE;
import static dev.homing.tracking.EventType.PROPERTY_SHARE;
import static dev.homing.tracking.EventType.PROPERTY_SWIPE;
import static dev.homing.tracking.EventType.PROPERTY_VIEW;
import static dev.homing.tracking.EventType.TOUR_SCHEDULED;
import static dev.homing.tracking.codec.TimelineRecord.SWIPE_LEFT_FLAG;
import static dev.homing.tracking.codec.TimelineRecord.SWIPE_RIGHT_FLAG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worked by hand, formula by formula. */
class PropertyFeaturesTest {
    @TempDir
    Path folder;
    private EntityStore market;

    @BeforeEach
    void open() {
        market = new EntityStore(folder);
    }

    @AfterEach
    void close() {
        market.close();
    }

    @Test
    void shouldCountNothingWithoutEvents() {
        market.record(view(60 * DAY, "ann"));
        final float[] expected = new float[PropertyFeatureSchema.LENGTH];
        for (int i = PropertyFeatureSchema.SAVE_RATE; i < expected.length; i++) {
            expected[i] = Float.NaN;
        }
        expected[PropertyFeatureSchema.LIKE_RATIO] = 0.5f;
        expected[PropertyFeatureSchema.POPULARITY] = 0;
        assertArrayEquals(expected, features());
        assertFalse(market.features.property(market.tenant, EntityStore.utf8("q"), AS_OF, expected), "nobody named it");
        assertFalse(market.features.property(99, EntityStore.utf8("p"), AS_OF, expected), "a tenant that does not exist");
    }

    @Test
    void shouldSayAllOfOneView() {
        market.record(view(7 * DAY, "ann").seconds(45));
        final float[] features = features();
        assertEquals(1, features[PropertyFeatureSchema.VIEW_COUNT]);
        assertEquals(1, features[PropertyFeatureSchema.DISTINCT_LEADS]);
        assertEquals(0, features[PropertyFeatureSchema.SAVE_RATE]);
        assertEquals(0.5f, features[PropertyFeatureSchema.LIKE_RATIO]);
        assertEquals(45, features[PropertyFeatureSchema.VIEW_SECONDS_MEAN]);
        assertEquals(0, features[PropertyFeatureSchema.RETURN_VIEWER_SHARE]);
        assertEquals(0.6f, features[PropertyFeatureSchema.POPULARITY], "1.2, halved once");
        assertEquals(0.5f, features[PropertyFeatureSchema.POPULARITY_TREND], "1.2 seven days ago");
    }

    @Test
    void shouldCountEachKindOfEventForItself() {
        market.record(
                event(PROPERTY_LIKE, DAY, "ann"), event(PROPERTY_SWIPE, DAY, "ann").flags(SWIPE_RIGHT_FLAG),
                event(PROPERTY_SWIPE, DAY, "bob").flags(SWIPE_LEFT_FLAG), event(PROPERTY_DISLIKE, DAY, "cid"),
                event(PROPERTY_SWIPE, DAY, "cid").flags(SWIPE_LEFT_FLAG),
                event(PROPERTY_SAVE, DAY, "ann"), event(PROPERTY_SHARE, DAY, "ann"), event(PROPERTY_SHARE, DAY, "ann"),
                event(TOUR_SCHEDULED, DAY, "ann"), event(BOOKING_REQUEST, DAY, "bob"), event(PAGE_VIEW, DAY, "dan"),
                event(AGENT_ACTION, DAY, "eve"), view(DAY, "ann").property("other"));
        final float[] features = features();
        assertEquals(0, features[PropertyFeatureSchema.VIEW_COUNT]);
        assertEquals(4, features[PropertyFeatureSchema.DISTINCT_LEADS], "an agent's action is not the lead's");
        assertEquals(2, features[PropertyFeatureSchema.LIKE_COUNT]);
        assertEquals(3, features[PropertyFeatureSchema.DISLIKE_COUNT]);
        assertEquals(1, features[PropertyFeatureSchema.SAVE_COUNT]);
        assertEquals(2, features[PropertyFeatureSchema.SHARE_COUNT]);
        assertEquals(2, features[PropertyFeatureSchema.TOUR_COUNT]);
        assertEquals(3f / 7, features[PropertyFeatureSchema.LIKE_RATIO]);
        assertTrue(Float.isNaN(features[PropertyFeatureSchema.SAVE_RATE]), "saved without a view");
        assertTrue(Float.isNaN(features[PropertyFeatureSchema.VIEW_SECONDS_MEAN]));
    }

    @Test
    void shouldCountSaversAndViewersAsPeople() {
        market.record(view(DAY, "ann"), view(DAY, "ann"), view(DAY, "bob"), view(DAY, "cid"),
                event(PROPERTY_SAVE, DAY, "ann"), event(PROPERTY_SAVE, DAY, "ann"));
        assertEquals(1f / 3, features()[PropertyFeatureSchema.SAVE_RATE]);
        market.record(event(PROPERTY_SAVE, DAY, "bob"), event(PROPERTY_SAVE, DAY, "dan"), event(PROPERTY_SAVE, DAY, "eve"),
                event(PROPERTY_SAVE, DAY, "fay"));
        assertEquals(1, features()[PropertyFeatureSchema.SAVE_RATE], "five savers of three viewers");
    }

    @Test
    void shouldTakeTheMeanOfKnownPositiveViewingTimesAlone() {
        market.record(
                view(DAY, "ann").seconds(10), view(DAY, "ann").seconds(1_000), view(DAY, "ann").seconds(0), view(DAY, "ann"));
        assertEquals(305, features()[PropertyFeatureSchema.VIEW_SECONDS_MEAN], "an idle tab counts 600 s");
    }

    @Test
    void shouldKnowAReturnByTheSessionOrByThePause() {
        market.record(
                view(DAY, "gap"), view(DAY - 30 * MINUTE - 1, "gap"),
                view(DAY, "close"), view(DAY - 30 * MINUTE, "close"),
                view(DAY, "sessions").session("s1"), view(DAY - 1, "sessions").session("s2"),
                view(DAY, "half").session("s1"), view(DAY - 1, "half"),
                view(DAY, "bridge"), event(PAGE_VIEW, DAY - 20 * MINUTE, "bridge"), view(DAY - 40 * MINUTE, "bridge"),
                view(DAY, "once"), event(PROPERTY_LIKE, DAY - 2 * HOUR, "once"));
        assertEquals(2f / 6, features()[PropertyFeatureSchema.RETURN_VIEWER_SHARE], "gap and sessions");
        market.record(view(DAY - 3 * HOUR, "once"), view(DAY - 5 * HOUR, "once"));
        assertEquals(3f / 6, features()[PropertyFeatureSchema.RETURN_VIEWER_SHARE]);
    }

    @Test
    void shouldFadePopularityWithinAWindowThatMovesAlong() {
        market.record(view(29 * DAY, "ann"), view(31 * DAY, "ann"), view(37 * DAY, "ann"));
        final double now = Math.pow(2, -29.0 / 7);
        final double before = Math.pow(2, -22.0 / 7) + Math.pow(2, -24.0 / 7);
        assertEquals(now, features()[PropertyFeatureSchema.POPULARITY], 1e-7);
        assertEquals(now / before, features()[PropertyFeatureSchema.POPULARITY_TREND], 1e-6);
        assertEquals(before, market.property("p", AS_OF - 7 * DAY)[PropertyFeatureSchema.POPULARITY], 1e-7, "was so then");
    }

    @Test
    void shouldHaveNoTrendWhenNothingOrLessWasThereBefore() {
        market.record(view(DAY, "ann"));
        assertTrue(Float.isNaN(features()[PropertyFeatureSchema.POPULARITY_TREND]));
        market.record(event(PROPERTY_DISLIKE, 8 * DAY, "ann"));
        assertTrue(Float.isNaN(features()[PropertyFeatureSchema.POPULARITY_TREND]), "less than nothing");
        market.record(event(PROPERTY_LIKE, 8 * DAY, "bob"), event(PROPERTY_DISLIKE, 8 * DAY, "cid"));
        assertTrue(Float.isNaN(features()[PropertyFeatureSchema.POPULARITY_TREND]), "2 - 1 - 1 is exactly 0");
        market.record(view(8 * DAY, "ann"));
        assertEquals((Math.pow(2, -1.0 / 7) + Math.pow(2, -8.0 / 7)) / Math.pow(2, -1.0 / 7),
                features()[PropertyFeatureSchema.POPULARITY_TREND], 1e-6);
    }

    @Test
    void shouldCountWhatLiesWithinThirtyDaysToTheMillisecond() {
        market.record(view(30 * DAY, "ann"), view(30 * DAY - 1, "bob"), view(0, "cid"), view(-1, "dan"));
        assertEquals(2, features()[PropertyFeatureSchema.VIEW_COUNT]);
    }

    @Test
    void shouldCountAMergedLeadOnceUntilTheMergeIsUndone() {
        market.record(view(DAY, "visitor").session("s1"), view(DAY - 1, "ann").session("s2"), view(DAY - 2, "bob"));
        assertEquals(3, features()[PropertyFeatureSchema.DISTINCT_LEADS]);
        market.merge("visitor", "ann");
        assertEquals(2, features()[PropertyFeatureSchema.DISTINCT_LEADS]);
        assertEquals(3, features()[PropertyFeatureSchema.VIEW_COUNT]);
        assertEquals(0.5f, features()[PropertyFeatureSchema.RETURN_VIEWER_SHARE], "came back by another id");
        market.merge("ann", "bob");
        assertEquals(1, features()[PropertyFeatureSchema.DISTINCT_LEADS], "a chain");
        market.undo("visitor", "ann");
        assertEquals(2, features()[PropertyFeatureSchema.DISTINCT_LEADS]);
        market.undo("ann", "bob");
        assertEquals(3, features()[PropertyFeatureSchema.DISTINCT_LEADS]);
    }

    @Test
    void shouldForgetAnErasedLeadFromTheFirstMomentOn() {
        market.record(view(DAY, "visitor"), view(DAY, "ann"), event(PROPERTY_SAVE, DAY, "ann"), view(DAY, "bob"));
        market.merge("visitor", "ann");
        market.beginErasing("ann");
        final float[] marked = features();
        assertEquals(1, marked[PropertyFeatureSchema.VIEW_COUNT]);
        assertEquals(1, marked[PropertyFeatureSchema.DISTINCT_LEADS]);
        assertEquals(0, marked[PropertyFeatureSchema.SAVE_COUNT]);
        market.endErasing("ann");
        assertArrayEquals(marked, features());
        reopen();
        assertArrayEquals(marked, features());
    }

    @Test
    void shouldLeaveOutTheOldestAndSaySoWhenThereAreMoreThanCount() {
        market.close();
        market = new EntityStore(folder, "default", 3);
        market.record(view(4, "ann"), event(PROPERTY_LIKE, 3, "ann"), event(PROPERTY_LIKE, 2, "bob"));
        assertEquals(1, features()[PropertyFeatureSchema.VIEW_COUNT]);
        assertFalse(market.features.isTruncated());
        market.record(event(PROPERTY_LIKE, 1, "bob"));
        assertEquals(0, features()[PropertyFeatureSchema.VIEW_COUNT], "the oldest");
        assertEquals(3, features()[PropertyFeatureSchema.LIKE_COUNT]);
        assertTrue(market.features.isTruncated());
        assertEquals(1, market.property("p", AS_OF - 2)[PropertyFeatureSchema.VIEW_COUNT], "what comes later takes no room");
        assertFalse(market.features.isTruncated());
    }

    @Test
    void shouldKeepTenantsApart() {
        market.record(view(DAY, "ann"));
        market.close();
        market = new EntityStore(folder, "other", 100);
        market.record(view(DAY, "bob"), view(DAY, "bob"));
        assertEquals(2, features()[PropertyFeatureSchema.VIEW_COUNT]);
    }

    private void reopen() {
        market.close();
        market = new EntityStore(folder);
    }

    private float[] features() {
        return market.property("p", AS_OF);
    }

    private static Happening view(final long ageMs, final String lead) {
        return event(PROPERTY_VIEW, ageMs, lead);
    }

    private static Happening event(final EventType type, final long ageMs, final String lead) {
        return Happening.of(type, AS_OF - ageMs, lead);
    }
}
