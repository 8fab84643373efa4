package dev.homing.features.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.PropertyStatus;
import dev.homing.tracking.store.IdKind;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Which listings are active now, beside a map of all that was ever said of each. */
class ActiveListingsTest {
    private static final int LISTINGS = 5_000;

    @Test
    void shouldFollowTheNewestVersionWhateverTheOrderInWhichVersionsCome() {
        final TenantCatalog catalog = Listing.catalog(LISTINGS);
        final SplittableRandom random = new SplittableRandom(8);
        final PropertyStatus[] statuses = PropertyStatus.values();
        final TreeMap<Integer, TreeMap<Long, PropertyStatus>> versions = new TreeMap<>();
        for (int i = 0; i < 3 * LISTINGS; i++) {
            // Some listings have many versions, and a time may come twice.
            final int ordinal = (int) (LISTINGS * random.nextDouble() * random.nextDouble());
            final long at = random.nextInt(10);
            final PropertyStatus status = statuses[random.nextInt(statuses.length)];
            new Listing().at(at, 0).status(status).addTo(catalog, ordinal);
            versions.computeIfAbsent(ordinal, any -> new TreeMap<>()).put(at, status);
        }
        int active = 0;
        for (int ordinal = 0; ordinal < LISTINGS; ordinal++) {
            final boolean expected = !versions.containsKey(ordinal)
                    || versions.get(ordinal).lastEntry().getValue() == PropertyStatus.ACTIVE;
            assertEquals(expected, catalog.isActive(ordinal), "ordinal=" + ordinal);
            assertEquals(expected, catalog.isActive(ordinal, 10), "ordinal=" + ordinal);
            active += expected ? 1 : 0;
        }
        assertTrue(active > 100 && active < LISTINGS - 100, "active=" + active);
        assertTrue(catalog.isActive(1_000_000), "nothing was ever said of it");
    }

    @Test
    void shouldKeepWhatIsNotActiveWhenTheCatalogueGrows() {
        final TenantCatalog catalog = Listing.catalog(1_000);
        new Listing().at(1, 0).status(PropertyStatus.SOLD).addTo(catalog, 999);
        for (int i = 1_000; i < 3_000; i++) {
            final UnsafeBuffer id = new UnsafeBuffer(("more-" + i).getBytes(StandardCharsets.UTF_8));
            catalog.ordinal(IdKind.PROPERTY, id, 0, id.capacity());
        }
        for (int ordinal = 0; ordinal < 3_000; ordinal++) {
            assertEquals(ordinal != 999, catalog.isActive(ordinal), "ordinal=" + ordinal);
        }
    }
}
