package dev.homing.serving.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.PropertySwipeDetails;
import dev.homing.proto.v1.SwipeDirection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeadStoryTest {
    private final LeadStory story = new LeadStory(List.of(
            event(EventType.SESSION_START, ""),
            event(EventType.PROPERTY_VIEW, "a"),
            event(EventType.PROPERTY_VIEW, "b"),
            event(EventType.PROPERTY_VIEW, "b"),
            event(EventType.PROPERTY_SAVE, "b"),
            Event.newBuilder().setType(EventType.PROPERTY_SWIPE).setPropertyId("c")
                    .setPropertySwipe(PropertySwipeDetails.newBuilder().setDirection(SwipeDirection.LEFT)).build()));

    @Test
    void shouldCountInWords() {
        assertEquals("1 visit, 3 views, 1 swipe, 1 save", story.summary());
    }

    @Test
    void shouldTellTheMostEngagedHomeFirst() {
        final List<LeadStory.Engagement> engagements = story.engagements();

        assertEquals(List.of("b", "a"), engagements.stream().map(LeadStory.Engagement::id).toList());
        assertEquals("viewed 2 times, saved", engagements.get(0).deeds());
    }

    @Test
    void shouldHaveMetWhatWasSwipedAway() {
        assertEquals(Set.of("a", "b", "c"), story.met());
    }

    private static Event event(final EventType type, final String home) {
        return Event.newBuilder().setType(type).setPropertyId(home).build();
    }
}
