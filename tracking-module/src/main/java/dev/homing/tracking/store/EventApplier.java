package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.homing.tracking.codec.ActivityRecord;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import dev.homing.tracking.codec.TimelineRecord;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Takes events in: gives each its sequence, writes journal, timeline and id, and shows the timeline record to whoever keeps
 * timelines hot. An event whose id is known changes nothing.
 *
 * <p>The timeline is that of the id that the lead goes by; the journal and the indexes keep the id that was sent. Events of a
 * lead from before its erasure are refused.
 */
public final class EventApplier implements Applier {
    /** Kind of the ids of events among {@link RequestIds}. */
    static final byte REQUEST_KIND = 1;

    private static final int LEAD_LENGTH_OFFSET = Integer.BYTES;
    private static final int LEAD_OFFSET = LEAD_LENGTH_OFFSET + Integer.BYTES;

    private final Committer.Sequence sequence;
    private final RequestIds eventIds;
    private final LeadDirectory directory;
    private final LeadIdentity lead = new LeadIdentity();
    private final Seals seals;
    private final PropertyCapture properties;
    private final TimelineListener listener;
    private final int marketUtcOffsetMinutes;
    private final EventFlyweight event = new EventFlyweight();
    private final Wish wish = new Wish();
    private final UnsafeBuffer record = new UnsafeBuffer(new byte[TimelineRecord.LENGTH]);
    private final UnsafeBuffer activity = new UnsafeBuffer(new byte[ActivityRecord.LENGTH]);
    /** Records of the batch: tenant, lead's length, lead, record. */
    private final ExpandableDirectByteBuffer staged = new ExpandableDirectByteBuffer(64 * 1024);
    private int stagedLimit;

    /**
     * Creates an applier.
     *
     * @param store                  to look known ids up in
     * @param sequence               gives the events their places
     * @param properties             the catalogue
     * @param listener               hears of the records
     * @param marketUtcOffsetMinutes local time of events that do not say theirs
     */
    public EventApplier(
            final Store store,
            final Committer.Sequence sequence,
            final PropertyCapture properties,
            final TimelineListener listener,
            final int marketUtcOffsetMinutes) {
        this.sequence = sequence;
        this.eventIds = new RequestIds(store, REQUEST_KIND);
        directory = store.leads();
        seals = store.seals();
        this.properties = properties;
        this.listener = listener;
        this.marketUtcOffsetMinutes = marketUtcOffsetMinutes;
    }

    @Override
    public int messageType() {
        return EventFlyweight.TEMPLATE_ID;
    }

    @Override
    public long stage(final MutableDirectBuffer message, final int offset, final int length, final Batch batch) {
        if (!EventFlyweight.isWellFormed(message, offset, length)) {
            throw new IllegalArgumentException("length=" + length + ": not an event");
        }
        event.wrap(message, offset);
        if (!EventFlyweight.areDetails(message, event.firstPersonal(), offset + length, event.personalCount())) {
            throw new IllegalArgumentException("length=" + length + ": personal details lead beyond the event");
        }
        final int tenant = event.tenant();
        final int idOffset = event.textOffset(Text.EVENT_ID);
        final int idLength = event.textLength(Text.EVENT_ID);
        directory.resolve(tenant, message, event.textOffset(Text.LEAD_ID), event.textLength(Text.LEAD_ID), lead);
        if (event.occurredAt() <= lead.closedUntil()) {
            return Outcome.of(Outcome.LEAD_ERASED, 0);
        }
        final long known = eventIds.find(tenant, message, idOffset, idLength);
        if (known != RequestIds.UNSEEN) {
            return Outcome.of(Outcome.DUPLICATE, known);
        }
        final long place = sequence.next();
        message.putLong(offset + EventFlyweight.SEQUENCE_FIELD_OFFSET, place, LITTLE_ENDIAN);
        putRecord(tenant, place);
        putEvent(tenant, place, message, offset, length, batch);
        final int keyLength = TimelineKey.put(
                batch.key(), tenant, lead.buffer(), lead.offset(), lead.length(),
                TimelineKey.kindOf(event.typeCode()), event.occurredAt(), place);
        batch.put(Family.TIMELINES, keyLength, record, 0, TimelineRecord.LENGTH);
        seals.onChange(tenant, event.occurredAt(), lead.buffer(), lead.offset(), lead.length(), batch);
        ActivityRecord.put(activity, 0, event);
        putIndex(tenant, Text.PROPERTY_ID, TimelineKey.BY_PROPERTY, place, batch);
        putIndex(tenant, Text.AGENT_ID, TimelineKey.BY_AGENT, place, batch);
        putIndex(tenant, Text.SESSION_ID, TimelineKey.BY_SESSION, place, batch);
        final int agentLength = event.textLength(Text.AGENT_ID);
        if (agentLength > 0) {
            properties.agent(tenant, message, event.textOffset(Text.AGENT_ID), agentLength);
        }
        eventIds.stage(tenant, message, idOffset, idLength, place, batch);
        keepForListener(tenant);
        final int property = TimelineRecord.propertyOrdinal(record, 0);
        if (property != TimelineRecord.NONE) {
            properties.count(tenant, property, record, 0);
        }
        return Outcome.of(Outcome.RECORDED, place);
    }

    /** Writes the event into the journal, and what it has of personal data beside it. */
    private void putEvent(
            final int tenant,
            final long place,
            final MutableDirectBuffer message,
            final int offset,
            final int length,
            final Batch batch) {
        final int personal = event.firstPersonal();
        batch.key().putInt(0, tenant, BIG_ENDIAN);
        batch.key().putLong(Integer.BYTES, place, BIG_ENDIAN);
        batch.put(Family.EVENTS, Integer.BYTES + Long.BYTES, message, offset, personal - offset);
        if (event.personalCount() > 0) {
            batch.put(Family.PERSONAL, Integer.BYTES + Long.BYTES, message, personal, offset + length - personal);
        }
    }

    private void putIndex(final int tenant, final Text text, final byte kind, final long place, final Batch batch) {
        final int idLength = event.textLength(text);
        if (idLength > 0) {
            final int keyLength = TimelineKey.put(
                    batch.key(), tenant, event.buffer(), event.textOffset(text), idLength, kind, event.occurredAt(), place);
            batch.put(Family.EVENT_INDEX, keyLength, activity, 0, ActivityRecord.LENGTH);
        }
    }

    private void putRecord(final int tenant, final long place) {
        final int propertyLength = event.textLength(Text.PROPERTY_ID);
        final int property = propertyLength == 0
                ? TimelineRecord.NONE
                : properties.ordinal(tenant, event.buffer(), event.textOffset(Text.PROPERTY_ID), propertyLength);
        final int utcOffset = event.utcOffsetMinutes();
        TimelineRecord.putEvent(record, 0, event.occurredAt(), place, event.typeCode(), event.deviceCode(), event.channelCode(),
                utcOffset == EventFlyweight.UNKNOWN_UTC_OFFSET ? marketUtcOffsetMinutes : utcOffset,
                event.flags(), ActivityRecord.sessionHash(event), property, event.viewSeconds());
        if (property != TimelineRecord.NONE) {
            properties.capture(tenant, property, record, 0);
        } else if (TimelineRecord.isWish(event.typeCode())) {
            wish.read(event);
            TimelineRecord.putWish(record, 0, wish.minPrice(), wish.maxPrice(), wish.minBedrooms(), wish.areaLength() == 0
                    ? TimelineRecord.NONE : properties.area(tenant, event.buffer(), wish.areaOffset(), wish.areaLength()));
        }
    }

    private void keepForListener(final int tenant) {
        final int leadLength = lead.length();
        staged.putInt(stagedLimit, tenant);
        staged.putInt(stagedLimit + LEAD_LENGTH_OFFSET, leadLength);
        staged.putBytes(stagedLimit + LEAD_OFFSET, lead.buffer(), lead.offset(), leadLength);
        staged.putBytes(stagedLimit + LEAD_OFFSET + leadLength, record, 0, TimelineRecord.LENGTH);
        stagedLimit += LEAD_OFFSET + leadLength + TimelineRecord.LENGTH;
    }

    @Override
    public void prepare(final Batch batch) {
        properties.prepare(batch);
    }

    @Override
    public void committed() {
        eventIds.committed();
        int position = 0;
        while (position < stagedLimit) {
            final int leadLength = staged.getInt(position + LEAD_LENGTH_OFFSET);
            final int id = position + LEAD_OFFSET;
            listener.onRecord(staged.getInt(position), staged, id, leadLength, staged, id + leadLength);
            position = id + leadLength + TimelineRecord.LENGTH;
        }
        stagedLimit = 0;
    }
}
