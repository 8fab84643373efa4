package dev.homing.serving.ingest;

import org.agrona.MutableDirectBuffer;

/** Writes one message, whose length is known by then, into the place that was claimed for it in the ring. */
@FunctionalInterface
interface RingEncoder {
    /**
     * Writes the message.
     *
     * @param buffer to write to
     * @param offset of the first byte
     */
    void encode(MutableDirectBuffer buffer, int offset);
}
