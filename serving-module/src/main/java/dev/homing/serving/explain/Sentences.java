package dev.homing.serving.explain;

import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.Obstacle;
import dev.homing.proto.v1.Reason;
import dev.homing.proto.v1.ReasonKind;
import dev.homing.serving.event.Timestamps;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Makes sentences of reasons: of their numbers and names, and of nothing else, so that a sentence is as true as the reason. Days
 * are those of UTC.
 */
final class Sentences {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    /** Below it prices have cents. */
    private static final double WHOLE = 1_000;
    private static final double PERCENT = 100;

    /** To whom. */
    enum Reader {
        /** The lead. */
        BUYER("you"),
        /** Somebody who talks to the lead. */
        AGENT("the lead");

        private final String lead;

        Reader(final String lead) {
            this.lead = lead;
        }
    }

    private Sentences() {
    }

    /** The reason with its sentences. */
    static Reason told(final Reason.Builder reason, final boolean isForBuyers) {
        final String signed = String.format(Locale.ROOT, "%+.3f", reason.getContribution());
        return reason.setForBuyer(isForBuyers ? sentence(reason, Reader.BUYER) + "." : "")
                .setForAgent(sentence(reason, Reader.AGENT) + " (" + signed + ").").build();
    }

    private static String sentence(final Reason.Builder reason, final Reader reader) {
        return switch (reason.getKind()) {
            case GOES_WITH -> "Goes with " + met(reason, reader);
            case UNLIKE_REFUSED -> "Unlike " + met(reason, reader);
            case PRICE_BESIDE_MEAN -> "At " + price(reason.getValue(), reason.getName()) + " it is "
                    + beside(reason, "below", "above", "at") + " the mean of " + liked(reason.getTotal(), reader);
            case SIZE_BESIDE_MEAN -> "At " + number(reason.getValue()) + " sq ft it is "
                    + beside(reason, "smaller than", "larger than", "as large as") + " the mean of "
                    + liked(reason.getTotal(), reader);
            case SAME_BEDROOMS -> "It has " + bedrooms(reason.getValue()) + ", like " + some(reason, reader);
            case SAME_TYPE -> "It is of the type " + reason.getName() + ", like " + some(reason, reader);
            case SAME_AREA -> "It is in " + reason.getName() + ", like " + some(reason, reader);
            case SAME_AMENITY -> "It has " + reason.getName() + ", like " + some(reason, reader);
            case NEAR_LIKED -> "It is " + kilometres(reason.getValue()) + " from " + reason.getPropertyId() + ", in which "
                    + reader.lead + " showed interest";
            case WITHIN_SEARCHED_PRICE -> "At " + number(reason.getValue()) + " it is within the "
                    + number(reason.getReference()) + " that " + reader.lead + " searched for on " + day(reason);
            case FROM_SEARCHED_PRICE -> "At " + number(reason.getValue()) + " it is not below the "
                    + number(reason.getReference()) + " that " + reader.lead + " searched from on " + day(reason);
            case WITHIN_SEARCHED_BEDROOMS -> "It has " + bedrooms(reason.getValue()) + ", and " + reader.lead
                    + " searched for " + number(reason.getReference()) + " or more on " + day(reason);
            case IN_SEARCHED_AREA -> "It is in " + reason.getName() + ", where " + reader.lead + " searched on " + day(reason);
            case POPULAR_LISTING -> "It is number " + number(reason.getValue()) + " in popularity " + when(reason.getReference());
            case NEW_LISTING -> "It is new on the market, since " + day(reason);
            case CUT_PRICE -> "Its price was cut from " + price(reason.getReference(), reason.getName()) + " to "
                    + price(reason.getValue(), reason.getName()) + " on " + day(reason);
            default -> throw new IllegalArgumentException("kind=" + reason.getKind());
        };
    }

    private static String met(final Reason.Builder reason, final Reader reader) {
        return reason.getPropertyId() + ", which " + reader.lead + " " + done(reason.getEventType(), isRefusal(reason))
                + " on " + day(reason);
    }

    /** Of a listing that was turned down, what was done with it was not done, or to turn it down. */
    private static boolean isRefusal(final Reason.Builder reason) {
        return reason.getKind() == ReasonKind.UNLIKE_REFUSED;
    }

    private static String done(final EventType type, final boolean isRefusal) {
        return switch (type) {
            case PROPERTY_VIEW -> "viewed";
            case PROPERTY_SWIPE -> isRefusal ? "swiped away" : "swiped to the right";
            case PROPERTY_LIKE -> "liked";
            case PROPERTY_DISLIKE -> "disliked";
            case PROPERTY_SHARE -> "shared";
            case PROPERTY_SAVE -> "saved";
            case PROPERTY_UNSAVE -> "took off the saved ones";
            case BOOKING_REQUEST -> "asked to see";
            case BOOKING_COMPLETED -> isRefusal ? "had an appointment for" : "saw by appointment";
            case BOOKING_CANCELLED -> "cancelled an appointment for";
            case TOUR_SCHEDULED -> "arranged to tour";
            case TOUR_COMPLETED -> isRefusal ? "had a tour arranged of" : "toured";
            case FORM_SUBMISSION -> "sent a form about";
            case EMAIL_OPENED -> "opened an e-mail about";
            case EMAIL_CLICKED -> "followed from an e-mail";
            default -> "came across";
        };
    }

    private static String beside(
            final Reason.Builder reason, final String below, final String above, final String same) {
        final long percent = Math.round(PERCENT * (reason.getValue() / reason.getReference() - 1));
        return percent == 0 ? same : Math.abs(percent) + " % " + (percent < 0 ? below : above);
    }

    private static String some(final Reason.Builder reason, final Reader reader) {
        return reason.getCount() + " of " + liked(reason.getTotal(), reader);
    }

    private static String liked(final int total, final Reader reader) {
        return total == 1 ? "the 1 home in which " + reader.lead + " showed interest"
                : "the " + total + " homes in which " + reader.lead + " showed interest";
    }

    private static String bedrooms(final double count) {
        return number(count) + (count == 1 ? " bedroom" : " bedrooms");
    }

    private static String price(final double value, final String currency) {
        return number(value) + (currency.isEmpty() ? "" : " " + currency);
    }

    private static String number(final double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= WHOLE || value == Math.rint(value) ? "%,.0f" : "%,.2f", value);
    }

    private static String kilometres(final double value) {
        return String.format(Locale.ROOT, "%,.1f km", value);
    }

    private static String when(final double halfLifeDays) {
        return halfLifeDays == 0 ? "of all time" : halfLifeDays < 1 ? "in these hours"
                : halfLifeDays < 2 ? "today" : halfLifeDays < 10 ? "these days" : "this season";
    }

    private static String day(final Reason.Builder reason) {
        return DAY.format(Instant.ofEpochMilli(Timestamps.ms(reason.getOccurredAt())));
    }

    /** Why a listing is not in an answer, as far as something leaves it out. */
    static String obstacle(final Obstacle.Builder obstacle, final Reader reader) {
        final boolean isBuyer = reader == Reader.BUYER;
        return switch (obstacle.getKind()) {
            case OFF_MARKET -> switch (obstacle.getStatus()) {
                case SOLD -> "It is sold or let.";
                case PENDING -> "It is under contract.";
                default -> "It was taken off the market.";
            };
            case NOT_LISTED_YET -> "It was not on the market yet.";
            case ALREADY_SEEN -> isBuyer ? "You have seen it already." : "The lead has seen it already.";
            case TURNED_DOWN -> isBuyer ? "You turned it down." : "The lead turned it down.";
            case EXCLUDED -> isBuyer ? "It was not to be in this list." : "The request excludes it by its id.";
            case NOT_MEANT -> obstacle.getName().isEmpty() ? "Nothing is known of what was asked for."
                    : "It does not have what was asked for: " + obstacle.getName() + ".";
            case CAP_REACHED -> "The list has as many listings of its " + obstacle.getName() + " as it may have.";
            case NOT_PUT_FORWARD -> isBuyer ? "It was not among those that were compared."
                    : "It is among the best by no signal, so that it was not ranked.";
            case MADE_WAY -> isBuyer ? "Others were given a place before it."
                    : "Its score would do, but pins, diversity or exploration gave its place to others.";
            default -> throw new IllegalArgumentException("kind=" + obstacle.getKind());
        };
    }

    /** Where a listing stands that nothing leaves out. */
    static String standing(final boolean isInAnswer, final int rank, final int listSize) {
        return isInAnswer ? "It is number " + rank + " of " + listSize + "."
                : "It would be number " + rank + ", and the list ends at " + listSize + ".";
    }
}
