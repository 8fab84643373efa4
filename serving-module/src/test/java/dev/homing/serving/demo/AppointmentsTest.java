package dev.homing.serving.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.PropertyStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppointmentsTest {
    private final EventLog log = new EventLog();
    private final Offer offer = new Offer(Markets.listings(1, 10).get(0));
    private final Hunt hunt = new Hunt(Markets.leads(1).get(0), List.of(offer), Dice.of(5), log);

    @Test
    void shouldTakePlaceWhenTheHomeIsStillThere() {
        Appointments.keep(hunt, new Hunt.Appointment(1_000, Hunt.Kind.TOUR, offer));

        assertTrue(log.events().stream().anyMatch(event -> event.getType() == EventType.TOUR_COMPLETED));
    }

    @Test
    void shouldNotTakePlaceWhenTheHomeIsGone() {
        offer.takeOff(PropertyStatus.SOLD, 1_000);

        Appointments.keep(hunt, new Hunt.Appointment(1_000, Hunt.Kind.TOUR, offer));

        assertEquals(List.of(), log.events());
    }

    @Test
    void shouldArrangeATourOnceWhenAFavouritePleases() {
        hunt.favourites().add(offer);
        hunt.remember(offer, 1);
        for (int i = 0; i < 50; i++) {
            Appointments.schedule(hunt, Mood.KEEN, 100_000, "visit");
        }
        assertEquals(1, log.events().stream().filter(event -> event.getType() == EventType.TOUR_SCHEDULED).count());
    }

    @Test
    void shouldLeadToAMeetingWhenOneIsRequested() {
        Appointments.keep(hunt, new Hunt.Appointment(1_000, Hunt.Kind.REQUEST, offer));

        assertEquals(EventType.BOOKING_REQUEST, log.events().get(0).getType());
        assertEquals(List.of(Hunt.Kind.MEETING), hunt.due(Long.MAX_VALUE).stream().map(Hunt.Appointment::kind).toList());
    }
}
