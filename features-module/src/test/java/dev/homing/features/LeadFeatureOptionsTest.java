package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LeadFeatureOptionsTest {
    private static final EngagementWeights WEIGHTS = EngagementWeights.defaults();

    @Test
    void shouldHaveTheDefaultsOfTheCatalogue() {
        assertEquals(new LeadFeatureOptions(30, 300_000, 600_000, 1_000_000, WEIGHTS), LeadFeatureOptions.DEFAULTS);
    }

    @Test
    void shouldRefuseBadOptionsAndNameThem() {
        for (final int days : new int[] {0, -1, 367}) {
            final IllegalArgumentException refused = assertThrows(IllegalArgumentException.class,
                    () -> new LeadFeatureOptions(days, 1, 2, 3, WEIGHTS));
            assertTrue(refused.getMessage().contains("windowDays=" + days), refused.getMessage());
        }
        final double[][] edges = {{0, 1, 2}, {1, 1, 2}, {1, 3, 3}, {3, 2, 4}, {Double.NaN, 2, 3}, {1, Double.NaN, 3}};
        for (final double[] bad : edges) {
            assertThrows(IllegalArgumentException.class, () -> new LeadFeatureOptions(30, bad[0], bad[1], bad[2], WEIGHTS));
        }
        assertThrows(NullPointerException.class, () -> new LeadFeatureOptions(30, 1, 2, 3, null));
    }
}
