package dev.homing.tracking.benchmarks;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.DetailField;
import dev.homing.tracking.codec.EventFlyweight;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;

/** A view of a listing, as long as most events are. */
final class SampleEvent {
    private static final byte[][] TEXTS = {
        ascii("0f8fad5b-d9cb-469f-a165-70867728950e"), ascii("lead-0034"), ascii("brickyard-1305"), ascii("agent-17"),
        ascii("session-4711"), ascii("")
    };
    private static final byte[] REFERRER = ascii("search/map");

    private SampleEvent() {
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes it; its bytes. */
    static int encode(final EventFlyweight flyweight, final MutableDirectBuffer buffer, final int offset, final long receivedAt) {
        flyweight.wrapAndBegin(
                buffer, offset, 3, EventType.PROPERTY_VIEW, receivedAt - 5, receivedAt, 1, 2, 60, 0, 12.5);
        for (final byte[] text : TEXTS) {
            flyweight.appendText(text, text.length);
        }
        return flyweight.appendDetail(DetailField.SCROLL_DEPTH, 0.5)
                .appendDetail(DetailField.REFERRER, REFERRER, REFERRER.length).encodedLength();
    }
}
