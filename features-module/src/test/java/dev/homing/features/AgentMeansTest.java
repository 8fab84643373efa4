package dev.homing.features;

import static dev.homing.features.AgentFeatureSchema.CONTACT_TO_TOUR_RATE;
import static dev.homing.features.AgentFeatureSchema.RESPONSE_WITHIN_HOUR_SHARE;
import static dev.homing.features.AgentFeatureSchema.TOUR_SHOW_RATE;
import static dev.homing.features.AgentFeatureSchema.TOUR_TO_BOOKING_RATE;
import static dev.homing.features.EntityStore.AS_OF;
import static dev.homing.features.EntityStore.DAY;
import static dev.homing.features.EntityStore.HOUR;
import static dev.homing.features.EntityStore.MINUTE;
import static dev.homing.tracking.EventType.BOOKING_REQUEST;
import static dev.homing.tracking.EventType.TOUR_COMPLETED;
import static dev.homing.tracking.EventType.TOUR_SCHEDULED;
import static dev.homing.tracking.codec.TimelineRecord.NOT_COMPLETED_FLAG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.homing.tracking.EventType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentMeansTest {
    private final List<String> asked = new ArrayList<>();
    private long nowMs = AS_OF;
    private final AgentMeans means = new AgentMeans(() -> nowMs);

    @Test
    void shouldDrawARateTowardsTheMean() {
        assertEquals(0.5f, AgentMeans.shrunk(0, 0, 0.5));
        assertEquals(11f / 21, AgentMeans.shrunk(1, 1, 0.5));
        assertEquals(0.9f, AgentMeans.shrunk(160, 160, 0.1), 1e-6f);
        assertEquals(Float.NaN, AgentMeans.shrunk(0, 0, Double.NaN));
    }

    @Test
    void shouldPoolAllAgentsAsOfTheBeginningOfTheHour(@TempDir final Path folder) {
        try (EntityStore office = new EntityStore(folder)) {
            final long hour = AS_OF / HOUR * HOUR;
            office.record(
                    event(TOUR_COMPLETED, hour - DAY, "a"), event(TOUR_COMPLETED, hour - DAY, "a"),
                    event(TOUR_COMPLETED, hour - DAY, "b").flags(NOT_COMPLETED_FLAG), event(TOUR_COMPLETED, hour, "c"),
                    event(TOUR_COMPLETED, hour + 1, "c").flags(NOT_COMPLETED_FLAG), event(TOUR_SCHEDULED, hour + 2, "c"),
                    event(BOOKING_REQUEST, hour + 3, "c"));
            assertEquals((2 + 20 * 0.75f) / 22, office.shrunk("a", AS_OF)[TOUR_SHOW_RATE]);
            assertEquals((0 + 20 * 0.75f) / 21, office.shrunk("b", AS_OF)[TOUR_SHOW_RATE]);
            assertEquals((1 + 20 * 0.75f) / 22, office.shrunk("c", AS_OF)[TOUR_SHOW_RATE], "itself is of this moment");
            assertEquals(0.75f, office.shrunk("nobody", AS_OF)[TOUR_SHOW_RATE]);
            assertEquals(1f / 21, office.shrunk("c", AS_OF)[CONTACT_TO_TOUR_RATE], "no tour was scheduled before the hour");
            assertEquals(Float.NaN, office.shrunk("c", AS_OF)[TOUR_TO_BOOKING_RATE], "nor is there a case of it");
            assertEquals((2 + 20 * 0.6f) / 22, office.shrunk("a", AS_OF + HOUR)[TOUR_SHOW_RATE]);
            assertEquals(Float.NaN, office.shrunk("a", hour - 2 * DAY)[TOUR_SHOW_RATE]);
            for (int i = 0; i < AgentFeatureSchema.LENGTH; i++) {
                final boolean isRate = List.of(
                        RESPONSE_WITHIN_HOUR_SHARE, TOUR_SHOW_RATE, CONTACT_TO_TOUR_RATE, TOUR_TO_BOOKING_RATE).contains(i);
                assertEquals(isRate && i != RESPONSE_WITHIN_HOUR_SHARE && i != TOUR_TO_BOOKING_RATE,
                        !Float.isNaN(office.shrunk("c", AS_OF)[i]), FeatureSchema.AGENT.numerical().get(i).name());
            }
        }
    }

    @Test
    void shouldKnowAllAgentsAfterARestart(@TempDir final Path folder) {
        try (EntityStore office = new EntityStore(folder)) {
            office.record(event(TOUR_COMPLETED, AS_OF - DAY, "a"),
                    event(TOUR_COMPLETED, AS_OF - DAY, "b").flags(NOT_COMPLETED_FLAG));
        }
        try (EntityStore office = new EntityStore(folder)) {
            assertEquals((1 + 20 * 0.5f) / 21, office.shrunk("a", AS_OF)[TOUR_SHOW_RATE]);
        }
    }

    @Test
    void shouldComputeOncePerTenantAndHour() {
        assertArrayEquals(new double[] {1}, of(1, AS_OF));
        assertSame(of(1, AS_OF), of(1, AS_OF / HOUR * HOUR));
        of(2, AS_OF);
        of(1, AS_OF + HOUR);
        final long hour = AS_OF / HOUR * HOUR;
        assertEquals(List.of("1 " + hour, "2 " + hour, "1 " + (hour + HOUR)), asked);
    }

    @Test
    void shouldComputeAgainAfterTenMinutesAndWhenTheClockWentBack() {
        of(1, AS_OF);
        nowMs += 10 * MINUTE - 1;
        of(1, AS_OF);
        assertEquals(1, asked.size());
        nowMs++;
        of(1, AS_OF);
        assertEquals(2, asked.size());
        nowMs--;
        of(1, AS_OF);
        assertEquals(3, asked.size());
    }

    @Test
    void shouldKeepSixtyFourHours() {
        for (int i = 0; i < 64; i++) {
            of(1, AS_OF + i * HOUR);
        }
        of(1, AS_OF);
        of(1, AS_OF + 64 * HOUR);
        of(1, AS_OF);
        assertEquals(65, asked.size());
        of(1, AS_OF + HOUR);
        assertEquals(66, asked.size(), "the one that nobody asked for longest");
    }

    @Test
    void shouldTryAgainWhenTheDiskFailed() {
        assertThrows(IllegalStateException.class, () -> means.of(1, AS_OF, (tenant, asOf) -> {
            throw new IllegalStateException("the disk");
        }));
        assertArrayEquals(new double[] {1}, of(1, AS_OF));
    }

    private double[] of(final int tenant, final long asOf) {
        return means.of(tenant, asOf, (number, hour) -> {
            asked.add(number + " " + hour);
            return new double[] {number};
        });
    }

    private static Happening event(final EventType type, final long at, final String agent) {
        return Happening.of(type, at, "ann").agent(agent);
    }
}
