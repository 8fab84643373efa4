package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LeadSignalsTest {
    private static final EventType[] TYPES =
            {EventType.PROPERTY_VIEW, EventType.PROPERTY_LIKE, EventType.PROPERTY_DISLIKE, EventType.PAGE_VIEW};

    private final SignalFixture fixture = new SignalFixture(4);
    private final EngagementWeights weights = EngagementWeights.defaults();
    private final LeadSignals signals = new LeadSignals(fixture.model, weights);

    @Test
    void shouldScoreAsASlowReferenceDoesLeadAfterLead() {
        final SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 200; round++) {
            final Timeline timeline = lead(random);
            signals.solve(timeline);
            final Interactions factors = new Interactions(100).collect(timeline, weights, 30);
            final Interactions items = new Interactions(100).collect(timeline, weights, 12);
            final float[] byFactors = new float[SignalFixture.FACTORS];
            assertEquals(fixture.model.factors().solver().solve(factors, byFactors), signals.hasFactors());
            assertArrayEquals(byFactors, signals.factorVector());
            final float[] byContent = new float[SignalFixture.CONTENT];
            fixture.model.content().solver().solve(items, fixture.model.contentVectors(), byContent);
            assertArrayEquals(byContent, signals.contentVector());
            for (int listing = 0; listing < SignalFixture.LISTINGS; listing++) {
                assertEquals(product(fixture.vectors, listing, byFactors), signals.score(Signal.FACTORS, listing), 1e-4);
                assertEquals(product(fixture.contentVectors, listing, byContent), signals.score(Signal.CONTENT, listing), 1e-4);
                assertEquals(sum(fixture.items, items, listing), signals.score(Signal.ITEMS, listing), 1e-4);
                assertEquals(sum(fixture.neighbours, items, listing), signals.score(Signal.NEIGHBOURS, listing), 1e-4);
            }
        }
    }

    @Test
    void shouldSayNothingOfListingsThatCameLater() {
        signals.solve(LeadEvent.timeline(LeadEvent.of(EventType.PROPERTY_LIKE, 1, 3)));
        for (final Signal signal : Signal.values()) {
            assertEquals(0, signals.score(signal, SignalFixture.LISTINGS));
            assertEquals(0, signals.score(signal, 1_000_000));
        }
    }

    @Test
    void shouldKnowNothingOfALeadWithoutEventsButTheAverageTaste() {
        signals.solve(LeadEvent.timeline(LeadEvent.of(EventType.PROPERTY_LIKE, 1, 3)));
        assertTrue(signals.hasFactors());
        signals.solve(LeadEvent.timeline(List.of(), new Timeline()));
        assertFalse(signals.hasFactors());
        assertEquals(0, signals.items().count());
        assertEquals(0, signals.neighbours().count());
        assertEquals(0, signals.score(Signal.FACTORS, 3));
        assertTrue(signals.contentVector()[0] != 0, "the prior");
    }

    private static double product(final float[] rows, final int row, final float[] vector) {
        double sum = 0;
        for (int j = 0; j < vector.length; j++) {
            sum += (double) rows[row * vector.length + j] * vector[j];
        }
        return sum;
    }

    private static double sum(final float[][] dense, final Interactions liked, final int target) {
        double sum = 0;
        for (int i = 0; i < liked.count(); i++) {
            if (liked.ordinal(i) < dense.length) {
                sum += Math.sqrt(liked.weight(i)) * dense[liked.ordinal(i)][target];
            }
        }
        return sum;
    }

    private static Timeline lead(final SplittableRandom random) {
        final List<LeadEvent> events = new ArrayList<>();
        final int count = random.nextInt(25);
        for (int i = 0; i < count; i++) {
            final EventType type = TYPES[random.nextInt(TYPES.length)];
            final LeadEvent event = LeadEvent.of(type, random.nextLong(60L * 86_400_000));
            events.add(type == EventType.PAGE_VIEW ? event : event.property(random.nextInt(SignalFixture.LISTINGS + 4)));
        }
        return LeadEvent.timeline(events, new Timeline());
    }
}
