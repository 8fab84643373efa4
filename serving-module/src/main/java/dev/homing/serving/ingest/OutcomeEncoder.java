package dev.homing.serving.ingest;

import dev.homing.proto.v1.EventOutcome;
import dev.homing.proto.v1.RecordOutcomeRequest;
import dev.homing.serving.event.Timestamps;
import dev.homing.tracking.codec.OutcomeMessage;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;

/** Checks an outcome against the rules of the contract, and encodes it where it was told to. One instance belongs to one call. */
final class OutcomeEncoder implements RingEncoder {
    private final RecordOutcomeRequest request;
    private final int tenant;
    private final byte[] eventId;
    private long receivedAt;
    private long occurredAt = OutcomeMessage.NOT_GIVEN;

    OutcomeEncoder(final RecordOutcomeRequest request, final int tenant) {
        this.request = request;
        this.tenant = tenant;
        eventId = request.getEventId().getBytes(StandardCharsets.UTF_8);
    }

    /** Checks and measures the outcome; 0 when something is wrong. */
    int prepare(final long nowMs, final Violations violations) {
        receivedAt = nowMs;
        violations.check(request, nowMs);
        if (violations.isEmpty() && request.getOutcome().hasOccurredAt()) {
            occurredAt = Timestamps.ms(request.getOutcome().getOccurredAt());
        }
        return violations.isEmpty() ? OutcomeMessage.FIXED_LENGTH + eventId.length : 0;
    }

    @Override
    public void encode(final MutableDirectBuffer buffer, final int offset) {
        final EventOutcome outcome = request.getOutcome();
        OutcomeMessage.put(buffer, offset, tenant, outcome.getKindValue(), receivedAt, occurredAt,
                // Adding 0 makes 0 of -0, which is the same to people and other bytes on disk.
                outcome.hasValue() ? outcome.getValue() + 0.0 : Double.NaN, eventId);
    }
}
