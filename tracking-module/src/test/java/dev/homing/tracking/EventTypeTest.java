package dev.homing.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EventTypeTest {
    /** Stored and sent: a new order would give old events another meaning. */
    private static final List<String> NAMES_IN_ORDER_OF_CODE = List.of(
            "PROPERTY_VIEW", "PROPERTY_SWIPE", "PROPERTY_LIKE", "PROPERTY_DISLIKE", "PROPERTY_SHARE", "PROPERTY_SAVE",
            "PROPERTY_UNSAVE", "BOOKING_REQUEST", "BOOKING_COMPLETED", "BOOKING_CANCELLED", "AGENT_INTERACTION", "AGENT_ACTION",
            "LEAD_INTERACTION", "SEARCH_QUERY", "FILTER_APPLIED", "TOUR_SCHEDULED", "TOUR_COMPLETED", "FORM_SUBMISSION",
            "EMAIL_OPENED", "EMAIL_CLICKED", "PAGE_VIEW", "SESSION_START", "SESSION_END");

    @Test
    void shouldKeepCodesForEver() {
        assertEquals(NAMES_IN_ORDER_OF_CODE, Arrays.stream(EventType.values()).map(Enum::name).collect(Collectors.toList()));
        assertEquals("[DESKTOP, MOBILE, TABLET, OTHER]", Arrays.toString(Device.values()));
        assertEquals("[WEB, MOBILE_APP, EMAIL, SMS, PHONE, CRM, OTHER]", Arrays.toString(Channel.values()));
        assertEquals("[LEFT, RIGHT]", Arrays.toString(SwipeDirection.values()));
        assertEquals("[LOW, NORMAL, HIGH]", Arrays.toString(Urgency.values()));
        assertEquals("[HOUSE, CONDO, TOWNHOUSE, APARTMENT, MULTI_FAMILY, LAND, COMMERCIAL, OTHER]",
                Arrays.toString(PropertyType.values()));
        assertEquals("[ACTIVE, PENDING, SOLD, WITHDRAWN]", Arrays.toString(PropertyStatus.values()));
        assertEquals("[SALE, RENT]", Arrays.toString(ListingKind.values()));
    }

    @Test
    void shouldFindEveryTypeByItsCode() {
        for (final EventType type : EventType.values()) {
            assertEquals(type, EventType.ofCode(type.code()));
        }
        assertThrows(IllegalArgumentException.class, () -> EventType.ofCode(0));
        assertThrows(IllegalArgumentException.class, () -> EventType.ofCode(EventType.COUNT + 1));
    }

    @Test
    void shouldRequireAPropertyWhereTheCatalogueSaysSo() {
        assertTrue(EventType.PROPERTY_VIEW.requiresProperty());
        assertTrue(EventType.BOOKING_CANCELLED.requiresProperty());
        assertTrue(EventType.TOUR_SCHEDULED.requiresProperty());
        assertFalse(EventType.SEARCH_QUERY.requiresProperty());
        assertFalse(EventType.LEAD_INTERACTION.requiresProperty());
    }

    @Test
    void shouldTakeAllButAgentTypesForLeadEvents() {
        assertEquals(List.of(EventType.AGENT_INTERACTION, EventType.AGENT_ACTION),
                Arrays.stream(EventType.values()).filter(type -> !type.isLeadEvent()).collect(Collectors.toList()));
    }
}
