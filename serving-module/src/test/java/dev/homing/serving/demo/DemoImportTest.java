package dev.homing.serving.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.UpsertPropertyRequest;
import org.junit.jupiter.api.Test;

class DemoImportTest {
    @Test
    void shouldTellTheCatalogueWhatAnAgentWouldEnter() {
        final MarketListing home = Markets.listings(1, 1_500).get(0);

        final UpsertPropertyRequest request =
                DemoImport.upsert(new ListingChange(2_500, home, 123_000, PropertyStatus.PENDING));

        final Property property = request.getProperty();
        assertEquals(home.id(), property.getPropertyId());
        assertEquals(PropertyStatus.PENDING, property.getStatus());
        assertEquals(123_000, property.getPrice());
        assertEquals(home.neighbourhood().id(), property.getAreaId());
        assertEquals(1, property.getListedAt().getSeconds());
        assertEquals(500_000_000, property.getListedAt().getNanos());
        assertEquals(2, request.getEffectiveAt().getSeconds());
        assertEquals(home.amenities().stream().map(Amenity::tag).toList(), property.getAmenitiesList());
    }
}
