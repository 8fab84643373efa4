package dev.homing.serving.event;

import com.google.protobuf.Timestamp;

/**
 * Times of the protocol and milliseconds. Apart from what knows the messages of events, which takes a tenth of a second to look
 * at all of their fields when it is first used: whoever asks for a list as of an instant does not wait for that.
 */
public final class Timestamps {
    private static final long MS_PER_SECOND = 1_000;
    private static final int NANOS_PER_MS = 1_000_000;

    private Timestamps() {
    }

    /**
     * A time of the protocol as a number.
     *
     * @param time from 1970 on
     * @return milliseconds since 1970, finer parts cut off
     */
    public static long ms(final Timestamp time) {
        return time.getSeconds() * MS_PER_SECOND + time.getNanos() / NANOS_PER_MS;
    }

    /**
     * A time as the contract says it.
     *
     * @param ms milliseconds since 1970
     * @return the same time
     */
    public static Timestamp timestamp(final long ms) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(ms, MS_PER_SECOND))
                .setNanos((int) Math.floorMod(ms, MS_PER_SECOND) * NANOS_PER_MS)
                .build();
    }
}
