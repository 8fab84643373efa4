package dev.homing.serving.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.homing.proto.v1.Event;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import dev.homing.tracking.store.DryStore;
import dev.homing.tracking.store.Outcome;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Bytes as an event of the wire, on its way through the checks and the encoder to the applier: refused, or recorded. And bytes as
 * an event of the ring and the journal: refused, or read.
 */
public final class EventFuzz {
    private static final long NOW = 1_700_000_000_000L;
    private static final int TENANT = 3;
    private static final DryStore STORE = DryStore.open();
    private static final EventEncoder ENCODER = new EventEncoder();
    private static final EventFlyweight READER = new EventFlyweight();

    private EventFuzz() {
    }

    /** What Jazzer calls. */
    public static void fuzzerTestOneInput(final byte[] bytes) {
        read(bytes);
        final Event event;
        try {
            event = Event.parseFrom(bytes);
        } catch (final InvalidProtocolBufferException e) {
            return;
        }
        record(event);
    }

    private static void record(final Event event) {
        final Violations violations = new Violations("");
        final int length = ENCODER.prepare(event, TENANT, NOW, Long.MIN_VALUE, violations);
        if (!violations.isEmpty()) {
            require(length == 0 && violations.status().getCode() != 0, "refused, and yet measured");
            return;
        }
        final UnsafeBuffer message = new UnsafeBuffer(new byte[length]);
        ENCODER.encode(message, 0);
        require(EventFlyweight.isWellFormed(message, 0, length), "not well formed");
        require(event.getLeadId().equals(READER.wrap(message, 0).text(Text.LEAD_ID)), "another lead");
        require(STORE.apply(message, 0, length) == Outcome.RECORDED, "not recorded");
    }

    private static void read(final byte[] bytes) {
        // Exactly as long as the bytes, so that a read beyond them throws.
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes.clone());
        if (!EventFlyweight.isWellFormed(buffer, 0, bytes.length)) {
            return;
        }
        READER.wrap(buffer, 0);
        for (final Text text : Text.values()) {
            require(READER.text(text).length() <= bytes.length, "a text is longer than all");
        }
        int count = READER.detailCount();
        if (EventFlyweight.areDetails(buffer, READER.firstPersonal(), bytes.length, READER.personalCount())) {
            count += READER.personalCount();
        }
        int cursor = READER.firstDetail();
        for (int i = 0; i < count; i++) {
            require(READER.detailText(cursor).length() <= bytes.length, "a detail is longer than all");
            READER.detailNumber(cursor);
            cursor = READER.nextDetail(cursor);
        }
    }

    private static void require(final boolean holds, final String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
