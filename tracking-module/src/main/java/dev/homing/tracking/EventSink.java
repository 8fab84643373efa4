package dev.homing.tracking;

import org.agrona.DirectBuffer;

/** Where collected events go. */
@FunctionalInterface
public interface EventSink {
    /**
     * Takes an event. The bytes are the collector's own again when this returns, so whoever keeps them copies them.
     *
     * @param buffer with the event, as {@link dev.homing.tracking.codec.EventFlyweight} reads it, personal details included
     * @param offset of its first byte
     * @param length of it
     */
    void onEvent(DirectBuffer buffer, int offset, int length);

    /** Sends on what it has kept back, if it keeps anything back: called after a batch. */
    default void flush() {
    }
}
