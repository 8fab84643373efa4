package dev.homing.serving.lead;

import static dev.homing.serving.Samples.property;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.homing.features.EngagementWeights;
import dev.homing.features.TimePeriod;
import dev.homing.features.catalog.Catalog;
import dev.homing.serving.TestServer;
import dev.homing.tracking.Channel;
import dev.homing.tracking.Device;
import dev.homing.tracking.EventType;
import dev.homing.tracking.PropertyType;
import dev.homing.tracking.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CategoryNamesTest {
    @TempDir
    private Path folder;

    @Test
    void shouldNameEveryCodeAndNothingForNothing() {
        try (TestServer server = TestServer.open(folder)) {
            server.upsert(property("p1").setAreaId("riverside"));
            server.upsert(property("p2").setAreaId("old town"));
        }
        try (Store store = Store.openReadOnly(folder)) {
            final int tenant = store.tenant("default");
            final CategoryNames names = CategoryNames.of(new Catalog(EngagementWeights.defaults()).load(store));
            assertArrayEquals(new String[] {"", "", "", "", "", ""}, names.of(tenant, new int[6]));
            assertArrayEquals(new String[] {"", "", "", "", "", ""}, names.of(Store.NO_TENANT, new int[6]));
            assertArrayEquals(new String[] {"PROPERTY_VIEW", "DESKTOP", "HOUSE", "riverside", "MORNING", "WEB"},
                    names.of(tenant, new int[] {1, 1, 1, 1, 1, 1}));
            assertArrayEquals(new String[] {"SESSION_END", "OTHER", "OTHER", "old town", "NIGHT", "OTHER"},
                    names.of(tenant, new int[] {23, 4, 8, 2, 4, 7}));
            for (final EventType type : EventType.values()) {
                assertEquals(type.name(), names.of(tenant, new int[] {type.code(), 0, 0, 0, 0, 0})[0]);
            }
            for (final Device device : Device.values()) {
                assertEquals(device.name(), names.of(tenant, new int[] {0, device.code(), 0, 0, 0, 0})[1]);
            }
            for (final PropertyType type : PropertyType.values()) {
                assertEquals(type.name(), names.of(tenant, new int[] {0, 0, type.code(), 0, 0, 0})[2]);
            }
            for (final TimePeriod period : TimePeriod.values()) {
                assertEquals(period.name(), names.of(tenant, new int[] {0, 0, 0, 0, period.code(), 0})[4]);
            }
            for (final Channel channel : Channel.values()) {
                assertEquals(channel.name(), names.of(tenant, new int[] {0, 0, 0, 0, 0, channel.code()})[5]);
            }
        }
    }
}
