/**
 * The event model of Homing and the way of an event to disk: flyweight codec, many-to-one ring, durable store.
 *
 * <p>{@code dev.homing.tracking} has the vocabulary (event types, devices, channels), {@code codec} the binary layouts and
 * {@code store} the committer and the RocksDB store that it alone writes.
 */
module dev.homing.tracking {
    exports dev.homing.tracking;
    exports dev.homing.tracking.codec;
    exports dev.homing.tracking.store;

    requires transitive org.agrona;
    requires rocksdbjni;
}
