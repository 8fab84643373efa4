package dev.homing.tracking.store;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.homing.tracking.codec.TimelineRecord;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A lead's timeline up to an instant in one piece, under the key that those of its records begin with
 * ({@link TimelineKey#putLead}): a reader of many leads pays for each record what copying takes, not what finding it does.
 *
 * <pre>
 *  +---------------------------------------------------------------+ 0
 *  |   sealed until, int64: the last millisecond                   |
 *  +-------------------------------+-------------------------------+ 8
 *  |   lead events, int32          |   agent events, int32         |
 *  +-------------------------------+-------------------------------+ 16
 *  |   records of lead events, then of agent events, each oldest   |
 *  |   first in order of (occurred at, sequence)                   |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>It is derived: {@link Family#TIMELINES} is the truth. A sealed history equals the records there up to its instant, or it is
 * not there, because of one rule: whatever writes or deletes a timeline record at or before the newest instant that anything of
 * its tenant is sealed until also deletes the lead's sealed history, in the same batch ({@link Seals}).
 */
final class SealedHistory {
    /** Below this many records a seal is not worth its place. */
    static final int MIN_RECORDS = 16;
    /** The most records: what a {@link Batch} takes, and the committer makes in well under a millisecond. */
    static final int MAX_RECORDS = 2_000;
    /** Bytes before the records. */
    static final int HEADER_LENGTH = 16;
    /** Longest value. */
    static final int MAX_LENGTH = HEADER_LENGTH + MAX_RECORDS * TimelineRecord.LENGTH;

    private static final int LEAD_COUNT_OFFSET = Long.BYTES;
    private static final int AGENT_COUNT_OFFSET = LEAD_COUNT_OFFSET + Integer.BYTES;

    private SealedHistory() {
    }

    static void putHeader(
            final MutableDirectBuffer value, final long untilMs, final int leadCount, final int agentCount) {
        value.putLong(0, untilMs, LITTLE_ENDIAN);
        value.putInt(LEAD_COUNT_OFFSET, leadCount, LITTLE_ENDIAN);
        value.putInt(AGENT_COUNT_OFFSET, agentCount, LITTLE_ENDIAN);
    }

    static long untilMs(final DirectBuffer value) {
        return value.getLong(0, LITTLE_ENDIAN);
    }

    static int leadCount(final DirectBuffer value) {
        return value.getInt(LEAD_COUNT_OFFSET, LITTLE_ENDIAN);
    }

    static int agentCount(final DirectBuffer value) {
        return value.getInt(AGENT_COUNT_OFFSET, LITTLE_ENDIAN);
    }

    static int lengthOf(final int records) {
        return HEADER_LENGTH + records * TimelineRecord.LENGTH;
    }

    /** Whether a value of a length is what its header, which has been read, says. */
    static boolean isWellFormed(final DirectBuffer header, final int length) {
        if (length < HEADER_LENGTH || length > MAX_LENGTH) {
            return false;
        }
        final int lead = leadCount(header);
        final int agent = agentCount(header);
        return lead >= 0 && lead <= MAX_RECORDS && agent >= 0 && agent <= MAX_RECORDS && length == lengthOf(lead + agent);
    }

    /** Whether so many records behind a seal of so many are worth another: the more a lead has, the more come together. */
    static boolean isDue(final int sealedRecords, final int newRecords) {
        return newRecords >= Math.max(MIN_RECORDS, Math.min(4 * MIN_RECORDS, sealedRecords / 8));
    }
}
