package dev.homing.serving.demo;

import com.google.protobuf.Timestamp;
import dev.homing.proto.v1.AgentInteractionDetails;
import dev.homing.proto.v1.BookingCancelledDetails;
import dev.homing.proto.v1.BookingCompletedDetails;
import dev.homing.proto.v1.BookingRequestDetails;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.FormSubmissionDetails;
import dev.homing.proto.v1.PropertyUnsaveDetails;
import dev.homing.proto.v1.TourCompletedDetails;
import dev.homing.proto.v1.TourScheduledDetails;
import dev.homing.proto.v1.Urgency;

/**
 * The narrow end of the funnel: of the favourites a few are toured, of these a few lead to a meeting, and some meetings to a
 * sale. What is off the market when its time comes does not take place.
 */
final class Appointments {
    /** All that follows an appointment at once has followed by then. */
    static final long FOLLOW_UP_MS = 1_800_000L;

    private static final long HOUR_MS = 3_600_000L;
    private static final double WORTH_A_TOUR = 0.90;
    private static final double WORTH_A_MEETING = 0.93;
    private static final int BEST_INTEREST = 10;

    private Appointments() {
    }

    /** At the end of a visit: the favourite that pleases most may get a tour. */
    static void schedule(final Hunt hunt, final Mood mood, final long timeMs, final String sessionId) {
        final Dice dice = hunt.dice();
        Offer best = null;
        for (final Offer favourite : hunt.favourites()) {
            if (favourite.isActiveAt(timeMs) && (best == null || hunt.impression(favourite) > hunt.impression(best))) {
                best = favourite;
            }
        }
        if (best == null || hunt.impression(best) < WORTH_A_TOUR || !dice.chance(0.35 * mood.diligence()) || !hunt.tour(best)) {
            return;
        }
        final long tourMs = timeMs + dice.between(18 * HOUR_MS, 96 * HOUR_MS);
        if (dice.chance(0.4)) {
            hunt.log(timeMs - 20_000, hunt.event(EventType.FORM_SUBMISSION, best).setSessionId(sessionId)
                    .setFormSubmission(FormSubmissionDetails.newBuilder().setFormName("contact-agent")));
        }
        hunt.log(timeMs, hunt.event(EventType.TOUR_SCHEDULED, best).setSessionId(sessionId)
                .setTourScheduled(TourScheduledDetails.newBuilder().setScheduledFor(timestamp(tourMs))));
        hunt.arrange(new Hunt.Appointment(tourMs, Hunt.Kind.TOUR, best));
    }

    /** What becomes of an appointment whose time has come. */
    static void keep(final Hunt hunt, final Hunt.Appointment appointment) {
        if (!appointment.offer().isActiveAt(appointment.timeMs())) {
            return;
        }
        switch (appointment.kind()) {
            case TOUR -> tour(hunt, appointment);
            case REQUEST -> request(hunt, appointment);
            case MEETING -> meet(hunt, appointment);
        }
    }

    private static void tour(final Hunt hunt, final Hunt.Appointment appointment) {
        final Dice dice = hunt.dice();
        final Offer offer = appointment.offer();
        final long timeMs = appointment.timeMs();
        final boolean isKept = dice.chance(0.92);
        final TourCompletedDetails.Builder details = TourCompletedDetails.newBuilder().setCompleted(isKept);
        final double impression = hunt.standing(offer) + dice.normal(0, 0.03);
        if (isKept) {
            details.setInterest(Math.min(BEST_INTEREST, Math.max(1, Math.rint(1 + 9 * impression * impression))));
            hunt.log(timeMs + FOLLOW_UP_MS / 2, hunt.event(EventType.AGENT_INTERACTION, offer).setAgentInteraction(
                    AgentInteractionDetails.newBuilder().setInteraction("tour").setDurationSeconds(dice.between(600, 2_400))));
            hunt.remember(offer, impression);
        }
        hunt.log(timeMs, hunt.event(EventType.TOUR_COMPLETED, offer).setTourCompleted(details));
        if (isKept && impression > WORTH_A_MEETING && dice.chance(0.5)) {
            hunt.arrange(new Hunt.Appointment(
                    timeMs + dice.between(24 * HOUR_MS, 48 * HOUR_MS), Hunt.Kind.REQUEST, offer));
        } else if (isKept && impression < WORTH_A_TOUR && hunt.favourites().remove(offer)) {
            hunt.log(timeMs + FOLLOW_UP_MS, hunt.event(EventType.PROPERTY_UNSAVE, offer).setPropertyUnsave(
                    PropertyUnsaveDetails.newBuilder().setListName("favourites").setReason("not as hoped")));
        }
    }

    private static void request(final Hunt hunt, final Hunt.Appointment appointment) {
        final Dice dice = hunt.dice();
        final long meetingMs = appointment.timeMs() + dice.between(24 * HOUR_MS, 48 * HOUR_MS);
        hunt.log(appointment.timeMs(), hunt.event(EventType.BOOKING_REQUEST, appointment.offer()).setBookingRequest(
                BookingRequestDetails.newBuilder().setRequestedFor(timestamp(meetingMs))
                        .setUrgency(dice.chance(0.3) ? Urgency.HIGH : dice.chance(0.2) ? Urgency.LOW : Urgency.NORMAL)));
        hunt.arrange(new Hunt.Appointment(meetingMs, Hunt.Kind.MEETING, appointment.offer()));
    }

    private static void meet(final Hunt hunt, final Hunt.Appointment appointment) {
        final Dice dice = hunt.dice();
        final Offer offer = appointment.offer();
        if (dice.chance(0.15)) {
            hunt.log(appointment.timeMs(), hunt.event(EventType.BOOKING_CANCELLED, offer).setBookingCancelled(
                    BookingCancelledDetails.newBuilder().setReason("second thoughts")));
            return;
        }
        hunt.log(appointment.timeMs(), hunt.event(EventType.BOOKING_COMPLETED, offer).setBookingCompleted(
                BookingCompletedDetails.newBuilder().setCompleted(true)
                        .setRating(Math.max(1, Math.rint(BEST_INTEREST * hunt.standing(offer) - dice.between(0.0, 3.0))))));
        if (dice.chance(0.6)) {
            offer.win();
            hunt.end();
        }
    }

    static Timestamp timestamp(final long timeMs) {
        return Timestamp.newBuilder().setSeconds(Math.floorDiv(timeMs, 1_000))
                .setNanos((int) Math.floorMod(timeMs, 1_000L) * 1_000_000).build();
    }
}
