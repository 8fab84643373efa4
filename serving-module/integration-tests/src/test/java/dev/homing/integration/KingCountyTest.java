package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KingCountyTest extends DistributionTest {
    @Test
    void shouldImportEveryHouseOnceAndEverySaleAsAVersion() throws IOException, InterruptedException {
        final Path file = dataSet("kc_house_data.csv.gz");
        final Object[] command = {"import", "properties", file, "--data", folder().resolve("data"),
            "--mapping", Launcher.example("king-county-properties")};
        final String first = homing().succeed(command).out();
        assertTrue(first.contains("21,613 rows: 21,436 new listings, 177 updates, 0 without change, 0 rejected"), first);
        final String second = homing().succeed(command).out();
        assertTrue(second.contains("21,613 rows: 0 new listings, 0 updates, 21,613 without change, 0 rejected"), second);
        assertFalse(Files.exists(folder().resolve("kc_house_data.csv.gz.rejected.jsonl")));
    }
}
