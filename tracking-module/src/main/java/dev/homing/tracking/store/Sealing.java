package dev.homing.tracking.store;

import dev.homing.tracking.codec.TimelineRecord;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Stages sealed histories, each made anew from the lead's timeline. It looks at what is on disk, so that its batch must hold
 * nothing else. Committer thread only.
 */
final class Sealing {
    private final Store store;
    private final ByteBuffer prefixBytes = ByteBuffer.allocate(TimelineKey.MAX_LENGTH);
    private final UnsafeBuffer prefix = new UnsafeBuffer(prefixBytes);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[SealedHistory.MAX_LENGTH]);

    Sealing(final Store store) {
        this.store = store;
    }

    /**
     * Stages the seals of leads, those aside that have too few or too many events by now. The value of {@link Outcome#UPDATED} is
     * the number of seals.
     */
    long seal(final int tenant, final UnsafeBuffer leads, final long untilMs, final Batch batch) {
        int sealed = 0;
        try (Cursor cursor = new Cursor(store, Family.TIMELINES, false)) {
            for (int i = 0; i < leads.capacity(); i += UnsealedLeads.lengthAt(leads, i)) {
                final int length = TimelineKey.putLead(
                        prefix, tenant, leads, UnsealedLeads.idOffset(i), UnsealedLeads.idLength(leads, i));
                final int records = gather(cursor, length, untilMs);
                if (records >= SealedHistory.MIN_RECORDS && records <= SealedHistory.MAX_RECORDS) {
                    batch.key().putBytes(0, prefix, 0, length);
                    batch.put(Family.HISTORIES, length, value, 0, SealedHistory.lengthOf(records));
                    sealed++;
                }
            }
        }
        if (sealed > 0) {
            store.seals().stage(tenant, untilMs, batch);
        }
        return Outcome.of(Outcome.UPDATED, sealed);
    }

    /** Makes the value of a lead, and returns of how many records: more than are allowed when there are. */
    private int gather(final Cursor cursor, final int prefixLength, final long untilMs) {
        int records = 0;
        int leadRecords = 0;
        for (byte kind = TimelineKey.LEAD_EVENT; kind <= TimelineKey.AGENT_EVENT; kind++) {
            prefixBytes.clear().limit(TimelineKey.putOrder(prefix, prefixLength, kind, 0, 0));
            for (boolean is = cursor.seek(prefixBytes);
                    is && cursor.isAtRecord(prefix, prefixLength) && TimelineKey.kind(cursor.key()) == kind
                            && TimelineKey.occurredAt(cursor.key()) <= untilMs;
                    is = cursor.next()) {
                if (records == SealedHistory.MAX_RECORDS) {
                    return records + 1;
                }
                value.putBytes(SealedHistory.lengthOf(records++), cursor.record(), 0, TimelineRecord.LENGTH);
            }
            leadRecords = kind == TimelineKey.LEAD_EVENT ? records : leadRecords;
        }
        SealedHistory.putHeader(value, untilMs, leadRecords, records - leadRecords);
        return records;
    }
}
