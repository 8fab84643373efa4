package dev.homing.tracking.store;

import org.agrona.DirectBuffer;

/** Hears of every timeline record after the disk has it and before its ack. Called by the committer thread alone. */
@FunctionalInterface
public interface TimelineListener {
    /**
     * Hears of one record.
     *
     * @param tenant       whose
     * @param lead         with the lead's UTF-8 id
     * @param offset       of it
     * @param length       of it
     * @param record       with the record
     * @param recordOffset of it
     */
    void onRecord(int tenant, DirectBuffer lead, int offset, int length, DirectBuffer record, int recordOffset);
}
