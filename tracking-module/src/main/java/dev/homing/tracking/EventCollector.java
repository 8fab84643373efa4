package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.EpochClock;

/**
 * One method for each thing that a lead or an agent can do, so that a JVM service cannot build a wrong event: what a type
 * requires is a parameter, what it allows is in its details, and nothing else can be said.
 *
 * <p>A wrong value is an {@link IllegalArgumentException} that names the field, the value and what is allowed, thrown before
 * anything reaches the sink. What the sink throws comes through.
 *
 * <p>Any thread: events of several threads go to the sink one after the other, each encoded into a buffer that is used again.
 *
 * <p>Longer than most because each collector is a line of code and its documentation.
 */
public final class EventCollector {
    /** Events of a client have no tenant: the server knows whose they are. */
    private static final int NO_TENANT = 0;

    private final EventSink sink;
    private final EpochClock clock;
    private final EventFlyweight event = new EventFlyweight();
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1_024);

    /**
     * Creates a collector.
     *
     * @param sink  gets the events
     * @param clock when an event happened that does not say so itself, in milliseconds since 1970
     */
    public EventCollector(final EventSink sink, final EpochClock clock) {
        this.sink = Objects.requireNonNull(sink, "sink");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * A lead looked at a listing.
     *
     * @param visitor    who, and the circumstances
     * @param propertyId the listing, 1 to 256 bytes of UTF-8
     * @param details    what else is known
     * @return the id of the event
     */
    public String view(final Visitor visitor, final String propertyId, final ViewDetails details) {
        return send(EventType.PROPERTY_VIEW, on(visitor, propertyId), details.payload);
    }

    /**
     * A lead swiped the card of a listing: to the right is a like, to the left a dislike.
     *
     * @param visitor    who, and the circumstances
     * @param propertyId the listing, 1 to 256 bytes of UTF-8
     * @param direction  where to
     * @param details    what else is known
     * @return the id of the event
     */
    public String swipe(
            final Visitor visitor, final String propertyId, final SwipeDirection direction, final SwipeDetails details) {
        return send(EventType.PROPERTY_SWIPE, on(visitor, propertyId), details.payload.direction(direction));
    }

    /**
     * A lead liked a listing.
     *
     * @param visitor    who, and the circumstances
     * @param propertyId the listing, 1 to 256 bytes of UTF-8
     * @param details    what else is known
     * @return the id of the event
     */
    public String like(final Visitor visitor, final String propertyId, final LikeDetails details) {
        return send(EventType.PROPERTY_LIKE, on(visitor, propertyId), details.payload);
    }

    /**
     * A lead disliked a listing.
     *
     * @param visitor    who, and the circumstances
     * @param propertyId the listing, 1 to 256 bytes of UTF-8
     * @param details    what else is known
     * @return the id of the event
     */
    public String dislike(final Visitor visitor, final String propertyId, final DislikeDetails details) {
        return send(EventType.PROPERTY_DISLIKE, on(visitor, propertyId), details.payload);
    }

    /**
     * A lead saved a listing.
     *
     * @param visitor    who, and the circumstances
     * @param propertyId the listing, 1 to 256 bytes of UTF-8
     * @param details    what else is known
     * @return the id of the event
     */
    public String save(final Visitor visitor, final String propertyId, final SaveDetails details) {
        return send(EventType.PROPERTY_SAVE, on(visitor, propertyId), details.payload);
    }

    /**
     * A lead took a saved listing off the list.
     *
     * @param visitor    who, and the circumstances
     * @param propertyId the listing, 1 to 256 bytes of UTF-8
     * @param details    what else is known
     * @return the id of the event
     */
    public String unsave(final Visitor visitor, final String propertyId, final UnsaveDetails details) {
        return send(EventType.PROPERTY_UNSAVE, on(visitor, propertyId), details.payload);
    }

    /**
     * A lead shared a listing.
     *
     * @param visitor    who, and the circumstances
     * @param propertyId the listing, 1 to 256 bytes of UTF-8
     * @param details    what else is known
     * @return the id of the event
     */
    public String share(final Visitor visitor, final String propertyId, final ShareDetails details) {
        return send(EventType.PROPERTY_SHARE, on(visitor, propertyId), details.payload);
    }

    /**
     * A lead asked for an appointment.
     *
     * @param visitor    who, and the circumstances
     * @param propertyId the listing, 1 to 256 bytes of UTF-8
     * @param details    what else is known
     * @return the id of the event
     */
    public String bookingRequest(final Visitor visitor, final String propertyId, final BookingRequestDetails details) {
        return send(EventType.BOOKING_REQUEST, on(visitor, propertyId), details.payload);
    }

    /**
     * An appointment took place, or did not.
     *
     * @param visitor    who, and the circumstances
     * @param propertyId the listing, 1 to 256 bytes of UTF-8
     * @param details    what else is known
     * @return the id of the event
     */
    public String bookingCompleted(final Visitor visitor, final String propertyId, final BookingCompletedDetails details) {
        return send(EventType.BOOKING_COMPLETED, on(visitor, propertyId), details.payload);
    }

    /**
     * An appointment was cancelled.
     *
     * @param visitor    who, and the circumstances
     * @param propertyId the listing, 1 to 256 bytes of UTF-8
     * @param details    what else is known
     * @return the id of the event
     */
    public String bookingCancelled(final Visitor visitor, final String propertyId, final BookingCancelledDetails details) {
        return send(EventType.BOOKING_CANCELLED, on(visitor, propertyId), details.payload);
    }

    /**
     * A tour was arranged.
     *
     * @param visitor    who, and the circumstances
     * @param propertyId the listing, 1 to 256 bytes of UTF-8
     * @param details    what else is known
     * @return the id of the event
     */
    public String tourScheduled(final Visitor visitor, final String propertyId, final TourScheduledDetails details) {
        return send(EventType.TOUR_SCHEDULED, on(visitor, propertyId), details.payload);
    }

    /**
     * A tour took place, or did not.
     *
     * @param visitor    who, and the circumstances
     * @param propertyId the listing, 1 to 256 bytes of UTF-8
     * @param details    what else is known
     * @return the id of the event
     */
    public String tourCompleted(final Visitor visitor, final String propertyId, final TourCompletedDetails details) {
        return send(EventType.TOUR_COMPLETED, on(visitor, propertyId), details.payload);
    }

    /**
     * An agent did something for a lead.
     *
     * @param visitor who, and the circumstances
     * @param agentId the agent, 1 to 256 bytes of UTF-8
     * @param action  in your own vocabulary ("sent_listing"), 1 to 1,024 bytes of UTF-8
     * @param details what else is known
     * @return the id of the event
     */
    public String agentAction(final Visitor visitor, final String agentId, final String action, final AgentDetails details) {
        return send(EventType.AGENT_ACTION, of(visitor, agentId), details.payload.requiredText(DetailField.ACTION, action));
    }

    /**
     * An agent and a lead were in touch.
     *
     * @param visitor     who, and the circumstances
     * @param agentId     the agent, 1 to 256 bytes of UTF-8
     * @param interaction in your own vocabulary ("call"), 1 to 1,024 bytes of UTF-8
     * @param details     what else is known
     * @return the id of the event
     */
    public String agentInteraction(
            final Visitor visitor, final String agentId, final String interaction, final AgentDetails details) {
        return send(EventType.AGENT_INTERACTION, of(visitor, agentId),
                details.payload.requiredText(DetailField.INTERACTION, interaction));
    }

    /**
     * A lead did something for which there is no collector of its own.
     *
     * @param visitor     who, and the circumstances
     * @param interaction in your own vocabulary ("chat"), 1 to 1,024 bytes of UTF-8
     * @param details     what else is known
     * @return the id of the event
     */
    public String leadInteraction(final Visitor visitor, final String interaction, final InteractionDetails details) {
        return send(EventType.LEAD_INTERACTION, visitor, details.payload.requiredText(DetailField.INTERACTION, interaction));
    }

    /**
     * A lead searched.
     *
     * @param visitor who, and the circumstances
     * @param query   the words, at most 1,024 bytes of UTF-8; empty when the search had none
     * @param details what else is known
     * @return the id of the event
     */
    public String search(final Visitor visitor, final String query, final SearchDetails details) {
        return send(EventType.SEARCH_QUERY, visitor, details.payload.text(DetailField.QUERY, query, Payload.MAX_TEXT_BYTES));
    }

    /**
     * A lead filtered a list.
     *
     * @param visitor who, and the circumstances
     * @param name    in your own vocabulary ("garage"), 1 to 1,024 bytes of UTF-8
     * @param value   the value chosen, at most 1,024 bytes of UTF-8
     * @param details what else is known
     * @return the id of the event
     */
    public String filter(final Visitor visitor, final String name, final String value, final FilterDetails details) {
        return send(EventType.FILTER_APPLIED, visitor,
                details.payload.requiredText(DetailField.FILTER_NAME, name)
                .text(DetailField.FILTER_VALUE, value, Payload.MAX_TEXT_BYTES));
    }

    /**
     * A lead submitted a form. What was written into it is not for this event.
     *
     * @param visitor who, and the circumstances
     * @param name    in your own vocabulary ("contact"), 1 to 1,024 bytes of UTF-8
     * @return the id of the event
     */
    public String form(final Visitor visitor, final String name) {
        return send(EventType.FORM_SUBMISSION, visitor, Payload.EMPTY.requiredText(DetailField.FORM_NAME, name));
    }

    /**
     * A lead opened a mail.
     *
     * @param visitor who, and the circumstances
     * @param emailId the mail or template, 1 to 1,024 bytes of UTF-8
     * @param details what else is known
     * @return the id of the event
     */
    public String emailOpened(final Visitor visitor, final String emailId, final EmailOpenedDetails details) {
        return send(EventType.EMAIL_OPENED, visitor, details.payload.requiredText(DetailField.EMAIL_ID, emailId));
    }

    /**
     * A lead followed a link in a mail.
     *
     * @param visitor who, and the circumstances
     * @param emailId the mail or template, 1 to 1,024 bytes of UTF-8
     * @param details what else is known
     * @return the id of the event
     */
    public String emailClicked(final Visitor visitor, final String emailId, final EmailClickedDetails details) {
        return send(EventType.EMAIL_CLICKED, visitor, details.payload.requiredText(DetailField.EMAIL_ID, emailId));
    }

    /**
     * A lead looked at a page other than a listing.
     *
     * @param visitor who, and the circumstances
     * @param url     the page, 1 to 1,024 bytes of UTF-8
     * @param details what else is known
     * @return the id of the event
     */
    public String pageView(final Visitor visitor, final String url, final PageViewDetails details) {
        return send(EventType.PAGE_VIEW, visitor, details.payload.requiredText(DetailField.URL, url));
    }

    /**
     * A session began.
     *
     * @param visitor who, and the circumstances
     * @param details what else is known
     * @return the id of the event
     */
    public String sessionStart(final Visitor visitor, final SessionStartDetails details) {
        return send(EventType.SESSION_START, visitor, details.payload);
    }

    /**
     * A session ended.
     *
     * @param visitor who, and the circumstances
     * @param details what else is known
     * @return the id of the event
     */
    public String sessionEnd(final Visitor visitor, final SessionEndDetails details) {
        return send(EventType.SESSION_END, visitor, details.payload);
    }

    /**
     * A lead did something with the card of a listing. A click is a {@link EventType#PROPERTY_VIEW} whose page source says
     * {@code card}; all else is a {@link EventType#LEAD_INTERACTION} with the card's place.
     *
     * @param visitor     who, and the circumstances
     * @param propertyId  the listing, 1 to 256 bytes of UTF-8
     * @param interaction what
     * @param position    the card's place in its list, from 0
     * @param count       how many cards the list had, more than {@code position}
     * @return the id of the event
     */
    public String card(
            final Visitor visitor,
            final String propertyId,
            final CardInteraction interaction,
            final int position,
            final int count) {
        Payload.inRange(DetailField.CARD_COUNT.fieldName(), count, 1, Integer.MAX_VALUE);
        final Payload place = Payload.EMPTY.number(DetailField.CARD_POSITION, position, 0, count - 1);
        if (interaction == CardInteraction.CLICK) {
            return view(visitor, propertyId, ViewDetails.empty().pageSource("card"));
        }
        return send(EventType.LEAD_INTERACTION, on(visitor, propertyId), place
                .number(DetailField.CARD_COUNT, count, 0, Integer.MAX_VALUE)
                .requiredText(DetailField.INTERACTION, interaction.word()));
    }

    /**
     * A lead compared listings.
     *
     * @param visitor     who, and the circumstances
     * @param propertyIds the listings, 2 to 50 of 1 to 256 bytes of UTF-8
     * @return the id of the event
     */
    public String compare(final Visitor visitor, final List<String> propertyIds) {
        return send(EventType.LEAD_INTERACTION, visitor,
                Payload.EMPTY.ids(propertyIds, 2).requiredText(DetailField.INTERACTION, "compare"));
    }

    /**
     * A lead scrolled through a list of listings.
     *
     * @param visitor     who, and the circumstances
     * @param propertyIds the listings that came by, at most 50 of 1 to 256 bytes of UTF-8
     * @param depth       how far, 0 to 1
     * @return the id of the event
     */
    public String scroll(final Visitor visitor, final List<String> propertyIds, final double depth) {
        return send(EventType.LEAD_INTERACTION, visitor, Payload.EMPTY.ids(propertyIds, 0)
                .number(DetailField.SCROLL_DEPTH, depth, 0, 1).requiredText(DetailField.INTERACTION, "scroll"));
    }

    /**
     * Several events at once, all or none: they go to the sink when all of them were said without a wrong value, and the sink is
     * then told to send them on.
     *
     * @param events says them to the collector that it is given, which is good for this call alone
     * @return the ids of the events, in their order
     */
    public List<String> batch(final Consumer<EventCollector> events) {
        final ExpandableArrayBuffer kept = new ExpandableArrayBuffer();
        final List<Integer> ends = new ArrayList<>();
        final List<String> ids = new ArrayList<>();
        final EventFlyweight reader = new EventFlyweight();
        events.accept(new EventCollector((from, offset, length) -> {
            final int end = ends.isEmpty() ? 0 : ends.get(ends.size() - 1);
            kept.putBytes(end, from, offset, length);
            ends.add(end + length);
            ids.add(reader.wrap(from, offset).text(Text.EVENT_ID));
        }, clock));
        synchronized (buffer) {
            int offset = 0;
            for (final int end : ends) {
                sink.onEvent(kept, offset, end - offset);
                offset = end;
            }
            sink.flush();
        }
        return List.copyOf(ids);
    }

    private static Visitor on(final Visitor visitor, final String propertyId) {
        return visitor.with(Text.PROPERTY_ID, Payload.requiredBytes("property_id", propertyId, Payload.MAX_ID_BYTES));
    }

    private static Visitor of(final Visitor visitor, final String agentId) {
        return visitor.with(Text.AGENT_ID, Payload.requiredBytes("agent_id", agentId, Payload.MAX_ID_BYTES));
    }

    private String send(final EventType type, final Visitor visitor, final Payload payload) {
        final byte[] given = visitor.text(Text.EVENT_ID.ordinal());
        final byte[] id = given.length > 0 ? given : UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        final long now = clock.time();
        final long occurredAt = visitor.occurredAtMs() == Visitor.NOW ? now : visitor.occurredAtMs();
        synchronized (buffer) {
            event.wrapAndBegin(buffer, 0, NO_TENANT, type, occurredAt, now, visitor.deviceCode(), visitor.channelCode(),
                    visitor.utcOffsetMinutes(), payload.flags(), payload.viewSeconds());
            event.appendText(id, id.length);
            for (int i = Text.LEAD_ID.ordinal(); i < Text.COUNT; i++) {
                final byte[] text = visitor.text(i);
                event.appendText(text, text.length);
            }
            payload.appendTo(event);
            sink.onEvent(buffer, 0, event.encodedLength());
        }
        return new String(id, StandardCharsets.UTF_8);
    }
}
