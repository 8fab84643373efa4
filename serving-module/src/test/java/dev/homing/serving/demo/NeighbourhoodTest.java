package dev.homing.serving.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NeighbourhoodTest {
    @Test
    void shouldBeFoundAgainByItsId() {
        for (final Neighbourhood place : Neighbourhood.values()) {
            assertEquals(place, Neighbourhood.ofId(place.id()));
            assertTrue(place.id().matches("[a-z-]+"), place.id());
        }
    }

    @Test
    void shouldLieWhereItsKilometresSay() {
        assertEquals(45, Neighbourhood.latitude(0));
        assertEquals(45.0899, Neighbourhood.latitude(10), 0.0001);
        assertEquals(-129.8728, Neighbourhood.longitude(10), 0.0001);
    }
}
