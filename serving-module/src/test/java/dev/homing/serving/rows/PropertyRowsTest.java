package dev.homing.serving.rows;

import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.homing.proto.v1.ListingKind;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.PropertyType;
import dev.homing.proto.v1.UpsertPropertyRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PropertyRowsTest {
    private static final String SOURCE = "0123456789abcdef";

    private final PropertyRows rows = new PropertyRows(SOURCE);

    @Test
    void shouldConvertEveryField() throws RowException {
        final UpsertPropertyRequest request = convert("property_id", "p1", "market", "king", "status", "pending",
                "listing_kind", "RENT", "price", "500000", "currency", "USD", "size_sqft", "1200.5", "bedrooms", "3.0",
                "bathrooms", "2.25", "property_type", "other", "area_id", "98101", "latitude", "47.6", "longitude", "-122.3",
                "year_built", "1999", "amenities", "pool; garage|garden;;", "listed_at", "2014-10-13", "agent_id", "kim",
                "effective_at", "1413158400000");
        assertEquals(Property.newBuilder().setPropertyId("p1").setMarket("king").setStatus(PropertyStatus.PENDING)
                .setListingKind(ListingKind.RENT).setPrice(500_000).setCurrency("USD").setSizeSqft(1_200.5).setBedrooms(3)
                .setBathrooms(2.25).setPropertyType(PropertyType.PROPERTY_TYPE_OTHER).setAreaId("98101").setLatitude(47.6)
                .setLongitude(-122.3).setYearBuilt(1_999).addAmenities("pool").addAmenities("garage").addAmenities("garden")
                .setListedAt(seconds(1_413_158_400)).setAgentId("kim").build(), request.getProperty());
        assertEquals(seconds(1_413_158_400), request.getEffectiveAt());
    }

    @Test
    void shouldLeaveOutWhatTheRowDoesNotSay() throws RowException {
        final UpsertPropertyRequest request = convert("property_id", "p1", "price", "", "bedrooms", " ", "amenities", "");
        assertEquals(Property.newBuilder().setPropertyId("p1").build(), request.getProperty());
        assertFalse(request.hasEffectiveAt());
        assertEquals("property_id", assertThrows(RowException.class, () -> convert("price", "5")).field());
        assertEquals("price", assertThrows(RowException.class, () -> convert("property_id", "p1", "price", "much")).field());
        assertEquals("year_built", assertThrows(RowException.class,
                () -> convert("property_id", "p1", "year_built", "1999.5")).field());
    }

    @Test
    void shouldNameTheRowByItsContent() throws RowException {
        final String id = convert("property_id", "p1", "price", "5").getRequestId();
        assertEquals(id, convert("property_id", "p1", "price", "5").getRequestId());
        assertTrue(id.startsWith(SOURCE), "the same row of another file is another request");
        assertNotEquals(id, convert("property_id", "p1", "price", "6").getRequestId());
        assertNotEquals(id, convert("property_id", "p1", "price", "5", "our_own", "x").getRequestId());
    }

    @Test
    void shouldHaveARowFieldForEveryFieldOfTheProtocolAndNoOther() {
        assertEquals(Stream.concat(Stream.of("effective_at"),
                        Property.getDescriptor().getFields().stream().map(FieldDescriptor::getName))
                .collect(Collectors.toCollection(TreeSet::new)), new TreeSet<>(rows.fields()));
    }

    @Test
    void shouldKeepColumnsAndValuesApartInTheHash() {
        final List<Map<String, String>> different = List.of(
                Map.of("a", "b"), Map.of("a", ""), Map.of("ab", ""), Map.of("", "ab"), Map.of(), Map.of("a", "b\0"),
                Map.of("a", "B"));
        assertEquals(different.size(), different.stream().map(values -> new Row(1, values).contentHash()).distinct().count());
        assertEquals(new Row(1, Map.of("a", "b")).contentHash(), new Row(99, Map.of("a", "b")).contentHash(),
                "wherever it stands");
        assertEquals(32, new Row(1, Map.of()).contentHash().length());
    }

    private UpsertPropertyRequest convert(final String... values) throws RowException {
        final Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            row.put(values[i], values[i + 1]);
        }
        return rows.convert(RowMapping.identity(rows.fields()), new Row(2, row));
    }
}
