package dev.homing.features;

import dev.homing.tracking.codec.Timeline;
import org.agrona.DirectBuffer;

/** Reads a lead's timeline from where all of them are. */
@FunctionalInterface
public interface TimelineLoader {
    /**
     * Fills a timeline with a lead's newest events.
     *
     * @param tenant whose
     * @param lead   with the lead's UTF-8 id
     * @param offset of it
     * @param length of it
     * @param into   emptied, then filled
     * @return false when the lead has none
     */
    boolean load(int tenant, DirectBuffer lead, int offset, int length, Timeline into);
}
