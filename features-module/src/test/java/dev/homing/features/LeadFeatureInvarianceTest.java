package dev.homing.features;

import static dev.homing.features.GoldenLead.DAY_MS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What must not matter does not: not a bit of a vector differs. */
class LeadFeatureInvarianceTest {
    private static final int ROUNDS = 3_000;
    private static final int AREA = CategoryOracle.NAMES.indexOf("preferred_area");

    private final LeadExtraction extraction = new LeadExtraction();

    private interface Lead {
        void accept(SplittableRandom random, List<LeadEvent> events, long asOf, String message);
    }

    /** Half small leads, half large ones. */
    private static void forLeads(final int seed, final Lead lead) {
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            final long asOf = RandomLeads.asOf(random);
            final boolean isSmall = round % 2 == 0;
            lead.accept(random, isSmall ? RandomLeads.small(random, asOf) : RandomLeads.large(random, asOf), asOf,
                    "round=" + round);
        }
    }

    private static List<LeadEvent> changed(final List<LeadEvent> events, final Consumer<LeadEvent> change) {
        final List<LeadEvent> changed = events.stream().map(LeadEvent::copy).collect(Collectors.toList());
        changed.forEach(change);
        return changed;
    }

    private void assertSame(
            final List<LeadEvent> events,
            final long asOf,
            final List<LeadEvent> others,
            final long otherAsOf,
            final String message) {
        extraction.extract(events, asOf);
        final float[] numerical = extraction.numerical.clone();
        final int[] categorical = extraction.categorical.clone();
        final boolean isTruncated = extraction.isTruncated();
        extraction.extract(others, otherAsOf);
        for (int i = 0; i < numerical.length; i++) {
            final int feature = i;
            assertEquals(Float.floatToRawIntBits(numerical[i]), Float.floatToRawIntBits(extraction.numerical[i]),
                    () -> message + ", " + LeadFeatureNames.ALL.get(feature) + " was " + numerical[feature]);
        }
        assertArrayEquals(categorical, extraction.categorical, message);
        assertEquals(isTruncated, extraction.isTruncated(), message);
    }

    @Test
    void shouldNotDependOnTheOrderOfArrivalWhereNoTwoEventsShareAnInstant() {
        forLeads(11, (random, events, asOf, message) -> {
            final List<LeadEvent> apart = new ArrayList<>();
            LeadEvent before = null;
            for (final LeadEvent event : LeadEvent.inOrder(events.stream())) {
                if (before == null || event.at > before.at) {
                    apart.add(event);
                    before = event;
                }
            }
            final List<LeadEvent> shuffled = new ArrayList<>(apart);
            Collections.shuffle(shuffled, new Random(random.nextLong()));
            assertSame(apart, asOf, shuffled, asOf, message);
        });
    }

    @Test
    void shouldNotDependOnTheWeek() {
        forLeads(12, (random, events, asOf, message) -> {
            final long shift = 7 * DAY_MS * random.nextInt(-500, 500);
            assertSame(events, asOf, changed(events, event -> event.at += shift), asOf + shift, message);
        });
    }

    @Test
    void shouldNotDependOnWhatPropertiesAndSessionsAreCalled() {
        forLeads(13, (random, events, asOf, message) -> {
            // Odd factors are bijections of the integers; the property's one stays below 2^31 for the ordinals in use.
            final int propertyFactor = 2 * random.nextInt(5_000) + 1;
            final int propertyTerm = random.nextInt(1_000_000);
            final long sessionFactor = 2 * random.nextLong() + 1;
            assertSame(events, asOf, changed(events, event -> {
                event.session *= sessionFactor;
                event.property = event.hasProperty() ? event.property * propertyFactor + propertyTerm : event.property;
            }), asOf, message);
        });
    }

    @Test
    void shouldFollowTheNamesOfAreasAndDependOnThemNoFurther() {
        final int[] named = new int[1];
        forLeads(14, (random, events, asOf, message) -> {
            final int factor = 2 * random.nextInt(1_000) + 1;
            final int term = random.nextInt(1_000_000);
            extraction.extract(events, asOf);
            final float[] numerical = extraction.numerical.clone();
            final int[] categorical = extraction.categorical.clone();
            final List<LeadEvent> renamed =
                    changed(events, event -> event.area = event.area < 0 ? event.area : event.area * factor + term);
            extraction.extract(renamed, asOf);
            assertArrayEquals(numerical, extraction.numerical, message);
            named[0] += categorical[AREA] == 0 ? 0 : 1;
            categorical[AREA] = categorical[AREA] == 0 ? 0 : (categorical[AREA] - 1) * factor + term + 1;
            assertArrayEquals(categorical, extraction.categorical, message);
        });
        assertTrue(named[0] > ROUNDS / 2, "named=" + named[0]);
    }

    @Test
    void shouldNotKnowWhatHappensLater() {
        forLeads(15, (random, events, asOf, message) -> {
            final List<LeadEvent> known =
                    events.stream().filter(event -> event.at <= asOf).limit(Timeline.DEFAULT_MAX_LEAD_EVENTS / 2)
                            .collect(Collectors.toList());
            final List<LeadEvent> more = withAnother(random, known, asOf + 1 + random.nextLong(2 * DAY_MS));
            assertSame(known, asOf, more, asOf, message);
        });
    }

    @Test
    void shouldNotRememberWhatHappenedBeforeTheWindow() {
        forLeads(16, (random, events, asOf, message) -> {
            final long at = asOf - 30 * DAY_MS - random.nextInt(3) * random.nextLong(DAY_MS);
            assertSame(events, asOf, withAnother(random, events, at), asOf, message);
        });
    }

    /** Adds an event that would matter to every group of features. */
    private static List<LeadEvent> withAnother(final SplittableRandom random, final List<LeadEvent> events, final long at) {
        final LeadEvent[] others = {
            LeadEvent.of(EventType.PROPERTY_SAVE, at, 7).price(123_456).area(3).rooms(9, 9).size(77).amenities(1, 2).session(99),
            LeadEvent.of(EventType.SEARCH_QUERY, at).utcOffset(300).session(98),
            LeadEvent.of(EventType.AGENT_ACTION, at, 7)};
        final List<LeadEvent> more = new ArrayList<>(events);
        more.add(random.nextInt(events.size() + 1), others[random.nextInt(others.length)]);
        return more;
    }

    /** The probe itself: one event more within the window must show. */
    @Test
    void shouldSeeAnEventWithinTheWindow() {
        final SplittableRandom random = new SplittableRandom(17);
        final List<LeadEvent> events = List.of(LeadEvent.of(EventType.PAGE_VIEW, GoldenLead.AS_OF));
        final float[] before = extraction.extract(events, GoldenLead.AS_OF).numerical.clone();
        extraction.extract(withAnother(random, events, GoldenLead.AS_OF), GoldenLead.AS_OF);
        assertTrue(!Arrays.equals(before, extraction.numerical));
    }
}
