package dev.homing.tracking.store;

import org.agrona.DirectBuffer;

/** Hears of every lead whose history changed otherwise than by a new event, once the disk has it. Committer thread alone. */
@FunctionalInterface
public interface HistoryListener {
    /**
     * Hears of one lead.
     *
     * @param tenant whose
     * @param lead   with the UTF-8 id that it goes by, or went by
     * @param offset of it
     * @param length of it
     */
    void onHistoryChanged(int tenant, DirectBuffer lead, int offset, int length);
}
