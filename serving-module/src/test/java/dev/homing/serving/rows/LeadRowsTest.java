package dev.homing.serving.rows;

import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.homing.proto.v1.Channel;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.LeadPreferences;
import dev.homing.proto.v1.ListingKind;
import dev.homing.proto.v1.PropertyType;
import dev.homing.proto.v1.UpsertLeadRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeadRowsTest {
    private final LeadRows rows = new LeadRows("file");

    @Test
    void shouldTakeEveryField() throws RowException {
        assertEquals(Lead.newBuilder().setLeadId("ann").setName("Ann").setEmail("a@b").setPhone("555").setAgentId("a7")
                        .setChannel(Channel.CHANNEL_OTHER).setCreatedAt(seconds(1_700_000_000)).setNotes("n").build(),
                convert("lead_id", "ann", "name", "Ann", "email", "a@b", "phone", "555", "agent_id", "a7",
                        "channel", "other", "created_at", "1700000000", "notes", "n").getLead());
        assertEquals(Lead.newBuilder().setLeadId("ann").build(), convert("lead_id", "ann", "name", " ").getLead());
    }

    @Test
    void shouldTakeEveryPreference() throws RowException {
        assertEquals(LeadPreferences.newBuilder().setMinPrice(100_000).setMaxPrice(500_000.5).setCurrency("USD").setMinBedrooms(3)
                        .addAreaIds("98103").addAreaIds("98115").addPropertyTypes(PropertyType.HOUSE)
                        .addPropertyTypes(PropertyType.PROPERTY_TYPE_OTHER).setListingKind(ListingKind.SALE)
                        .addAmenities("garage").build(),
                convert("lead_id", "ann", "min_price", "1e5", "max_price", "500000.5", "currency", "USD", "min_bedrooms", "3",
                        "area_ids", "98103;98115", "property_types", "house| Other", "listing_kind", "sale",
                        "amenities", "garage").getLead().getPreferences());
        assertFalse(convert("lead_id", "ann", "area_ids", "", "max_price", " ").getLead().hasPreferences(), "nothing is stated");
    }

    @Test
    void shouldBlameTheField() {
        assertEquals("lead_id", assertThrows(RowException.class, () -> convert("name", "Ann")).field());
        assertEquals("channel", assertThrows(RowException.class, () -> convert("lead_id", "a", "channel", "owl")).field());
        assertEquals("created_at", assertThrows(RowException.class, () -> convert("lead_id", "a", "created_at", "x")).field());
        final RowException type = assertThrows(RowException.class,
                () -> convert("lead_id", "a", "property_types", "house;castle"));
        assertEquals("property_types", type.field());
        assertTrue(type.getMessage().contains("castle"), type.getMessage());
        assertEquals(Set.of("lead_id"), rows.requiredFields());
    }

    @Test
    void shouldNameTheRequestByFileAndRow() throws RowException {
        final String id = convert("lead_id", "a", "name", "b").getRequestId();
        assertEquals(id, convert("lead_id", "a", "name", "b").getRequestId());
        assertNotEquals(id, convert("lead_id", "a", "name", "c").getRequestId());
        assertNotEquals(id, new LeadRows("other").convert(
                RowMapping.identity(rows.fields()), new Row(2, Map.of("lead_id", "a", "name", "b"))).getRequestId());
    }

    @Test
    void shouldHaveARowFieldForEveryFieldOfTheProtocolAndNoOther() {
        assertEquals(Stream.of(Lead.getDescriptor(), LeadPreferences.getDescriptor()).flatMap(type -> type.getFields().stream())
                .map(FieldDescriptor::getName).filter(name -> !name.equals("preferences"))
                .collect(Collectors.toCollection(TreeSet::new)), new TreeSet<>(rows.fields()));
    }

    private UpsertLeadRequest convert(final String... values) throws RowException {
        final Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            row.put(values[i], values[i + 1]);
        }
        return rows.convert(RowMapping.identity(rows.fields()), new Row(2, row));
    }
}
