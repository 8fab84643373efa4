package dev.homing.tracking;

import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;

/**
 * Who did something, and the circumstances: the part of an event that all types share. Immutable, any thread: keep one for each
 * session, and say with {@link #occurredAt} and {@link #eventId} what is particular to one event.
 */
public final class Visitor {
    /** A time that was not said: that of the collector's clock. */
    static final long NOW = Long.MIN_VALUE;

    private static final int MAX_UTC_OFFSET_MINUTES = 1_080;
    private static final byte[] NO_TEXT = {};

    private final byte[][] texts;
    private final int deviceCode;
    private final int channelCode;
    private final int utcOffsetMinutes;
    private final long occurredAtMs;

    private Visitor(
            final byte[][] texts,
            final int deviceCode,
            final int channelCode,
            final int utcOffsetMinutes,
            final long occurredAtMs) {
        this.texts = texts;
        this.deviceCode = deviceCode;
        this.channelCode = channelCode;
        this.utcOffsetMinutes = utcOffsetMinutes;
        this.occurredAtMs = occurredAtMs;
    }

    /**
     * A lead, of whom nothing else is known yet.
     *
     * @param leadId 1 to 256 bytes of UTF-8
     * @return a visitor
     */
    public static Visitor of(final String leadId) {
        final byte[] lead = Payload.requiredBytes("lead_id", leadId, Payload.MAX_ID_BYTES);
        final byte[][] texts = {NO_TEXT, lead, NO_TEXT, NO_TEXT, NO_TEXT, NO_TEXT};
        return new Visitor(texts, 0, 0, EventFlyweight.UNKNOWN_UTC_OFFSET, NOW);
    }

    /**
     * Names the session: events that carry different ones are in different sessions.
     *
     * @param sessionId at most 256 bytes of UTF-8
     * @return a copy that says so
     */
    public Visitor session(final String sessionId) {
        return with(Text.SESSION_ID, Payload.bytes("session_id", sessionId, Payload.MAX_ID_BYTES));
    }

    /**
     * Names the agent concerned.
     *
     * @param agentId at most 256 bytes of UTF-8
     * @return a copy that says so
     */
    public Visitor agent(final String agentId) {
        return with(Text.AGENT_ID, Payload.bytes("agent_id", agentId, Payload.MAX_ID_BYTES));
    }

    /**
     * Names the campaign that led here.
     *
     * @param campaignId at most 256 bytes of UTF-8
     * @return a copy that says so
     */
    public Visitor campaign(final String campaignId) {
        return with(Text.CAMPAIGN_ID, Payload.bytes("campaign_id", campaignId, Payload.MAX_ID_BYTES));
    }

    /**
     * Names the listing that an event is about whose type does not require one: the link of a mail, a call of an agent.
     * Collectors that take a listing themselves use theirs.
     *
     * @param propertyId at most 256 bytes of UTF-8
     * @return a copy that says so
     */
    public Visitor about(final String propertyId) {
        return with(Text.PROPERTY_ID, Payload.bytes("property_id", propertyId, Payload.MAX_ID_BYTES));
    }

    /**
     * Says the kind of device.
     *
     * @param device in use
     * @return a copy that says so
     */
    public Visitor device(final Device device) {
        return new Visitor(texts, device.code(), channelCode, utcOffsetMinutes, occurredAtMs);
    }

    /**
     * Says the channel.
     *
     * @param channel in use
     * @return a copy that says so
     */
    public Visitor channel(final Channel channel) {
        return new Visitor(texts, deviceCode, channel.code(), utcOffsetMinutes, occurredAtMs);
    }

    /**
     * Says the local time of the lead; without it the server takes that of its market.
     *
     * @param minutes east of UTC, -1,080 to 1,080
     * @return a copy that says so
     */
    public Visitor utcOffsetMinutes(final int minutes) {
        Payload.inRange("utc_offset_minutes", minutes, -MAX_UTC_OFFSET_MINUTES, MAX_UTC_OFFSET_MINUTES);
        return new Visitor(texts, deviceCode, channelCode, minutes, occurredAtMs);
    }

    /**
     * Says when it happened; without it, it happens now.
     *
     * @param epochMs milliseconds since 1970
     * @return a copy that says so
     */
    public Visitor occurredAt(final long epochMs) {
        return new Visitor(texts, deviceCode, channelCode, utcOffsetMinutes, Payload.inTime("occurred_at", epochMs));
    }

    /**
     * Names the next event, so that sending it twice records it once; without it, each event gets a random id. One id belongs to
     * one event.
     *
     * @param eventId at most 256 bytes of UTF-8
     * @return a copy that says so
     */
    public Visitor eventId(final String eventId) {
        return with(Text.EVENT_ID, Payload.bytes("event_id", eventId, Payload.MAX_ID_BYTES));
    }

    Visitor with(final Text text, final byte[] value) {
        final byte[][] others = texts.clone();
        others[text.ordinal()] = value;
        return new Visitor(others, deviceCode, channelCode, utcOffsetMinutes, occurredAtMs);
    }

    byte[] text(final int text) {
        return texts[text];
    }

    int deviceCode() {
        return deviceCode;
    }

    int channelCode() {
        return channelCode;
    }

    int utcOffsetMinutes() {
        return utcOffsetMinutes;
    }

    /** When it happened, or {@link #NOW}. */
    long occurredAtMs() {
        return occurredAtMs;
    }
}
