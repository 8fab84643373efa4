package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeadFeatureOptionsTest {
    private static final EngagementWeights WEIGHTS = EngagementWeights.defaults();

    @Test
    void shouldHaveTheDefaultsOfTheCatalogue() {
        assertEquals(new LeadFeatureOptions(30, 512, 300_000, 600_000, 1_000_000, WEIGHTS), LeadFeatureOptions.DEFAULTS);
    }

    @Test
    void shouldRefuseBadOptionsAndNameThem() {
        for (final int days : new int[] {0, -1, 367}) {
            final IllegalArgumentException refused = assertThrows(IllegalArgumentException.class,
                    () -> new LeadFeatureOptions(days, 512, 1, 2, 3, WEIGHTS));
            assertTrue(refused.getMessage().contains("windowDays=" + days), refused.getMessage());
        }
        final double[][] edges = {{0, 1, 2}, {1, 1, 2}, {1, 3, 3}, {3, 2, 4}, {Double.NaN, 2, 3}, {1, Double.NaN, 3}};
        for (final double[] bad : edges) {
            assertThrows(IllegalArgumentException.class, () -> new LeadFeatureOptions(30, 512, bad[0], bad[1], bad[2], WEIGHTS));
        }
        assertThrows(NullPointerException.class, () -> new LeadFeatureOptions(30, 512, 1, 2, 3, null));
    }

    @Test
    void shouldTakeWhatTheFileOfADataFolderSays(@TempDir final Path folder) throws IOException {
        assertEquals(LeadFeatureOptions.DEFAULTS, LeadFeatureOptions.load(folder));
        write(folder, "# rents", "window.days = 60", "max.events=256", "price.band.edges = 800, 1500,2500.5",
                "weight.property_save = 3.5", "weight.long_view_factor = 2");
        assertEquals(new LeadFeatureOptions(60, 256, 800, 1_500, 2_500.5,
                EngagementWeights.with(Map.of("property_save", 3.5, "long_view_factor", 2.0))), LeadFeatureOptions.load(folder));
    }

    @Test
    void shouldRefuseABadFileAndNameItAndTheKey(@TempDir final Path folder) throws IOException {
        final Map<String, String> wrong = Map.of(
                "windowdays = 30", "windowdays: there is no such option",
                "window.days = x", "window.days=x: that is no number",
                "window.days = 1.5", "window.days=1.5: a whole number is needed",
                "window.days = 0", "windowDays=0: 1 to 366",
                "max.events = 513", "maxEvents=513: 1 to 512",
                "price.band.edges = 1, 2", "price.band.edges=1, 2: 3 numbers are needed",
                "price.band.edges = 3, 2, 1", "they must be above 0 and rise",
                "weight.property_sale = 1", "weights.property_sale: there is no such weight",
                "weight.property_save = NaN", "weights.property_save=NaN: -1000.0 to 1000.0");
        for (final Map.Entry<String, String> line : wrong.entrySet()) {
            write(folder, line.getKey());
            final String message =
                    assertThrows(IllegalArgumentException.class, () -> LeadFeatureOptions.load(folder)).getMessage();
            assertTrue(message.startsWith(folder.resolve(LeadFeatureOptions.FILE) + ": "), message);
            assertTrue(message.contains(line.getValue()), message);
        }
    }

    /** A model knows the hash, and is not asked with vectors of another kind. */
    @Test
    void shouldHaveTheHashOfTheSchemaAsLongAsNothingIsChanged() {
        assertEquals(FeatureSchema.LEAD.hash(), LeadFeatureOptions.DEFAULTS.hash());
        assertNotEquals(FeatureSchema.LEAD.hash(),
                new LeadFeatureOptions(30, 512, 1, 2, 3, WEIGHTS).hash());
        assertNotEquals(new LeadFeatureOptions(30, 512, 1, 2, 3, WEIGHTS).hash(),
                new LeadFeatureOptions(30, 512, 1, 2, 3, EngagementWeights.with(Map.of("property_like", 2.5))).hash());
    }

    private static void write(final Path folder, final String... lines) throws IOException {
        Files.write(folder.resolve(LeadFeatureOptions.FILE), List.of(lines));
    }
}
