package dev.homing.serving.ingest;

import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.UpsertLeadRequest;
import dev.homing.tracking.codec.ProfileMessage;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;

/**
 * Checks the profile of a lead against the rules of the contract, and encodes it where it was told to: as the bytes of the
 * message, so that a field that comes to the contract needs nothing here. One instance belongs to one thread.
 */
final class LeadEncoder implements RingEncoder {
    private static final long MS_PER_SECOND = 1_000;
    private static final int NANOS_PER_MS = 1_000_000;

    private int tenant;
    private boolean isComplete;
    private byte[] leadId;
    private byte[] requestId;
    private byte[] profile;

    /** Checks and measures a profile; 0 when something is wrong. */
    int prepare(final UpsertLeadRequest request, final int ofTenant, final long nowMs, final Violations violations) {
        violations.check(request, nowMs);
        if (!violations.isEmpty()) {
            return 0;
        }
        final Lead lead = request.getLead();
        tenant = ofTenant;
        isComplete = lead.hasCreatedAt();
        leadId = lead.getLeadId().getBytes(StandardCharsets.UTF_8);
        requestId = request.getRequestId().getBytes(StandardCharsets.UTF_8);
        profile = lead.toBuilder()
                // The profile may come to lie under another id, which the lead goes by.
                .clearLeadId()
                .setCreatedAt(createdAt(lead, nowMs))
                // Nobody has checked what this version does not know.
                .setUnknownFields(UnknownFieldSet.getDefaultInstance())
                .build().toByteArray();
        return ProfileMessage.FIXED_LENGTH + leadId.length + requestId.length + profile.length;
    }

    private static Timestamp createdAt(final Lead lead, final long nowMs) {
        final Timestamp given = lead.getCreatedAt();
        return lead.hasCreatedAt()
                ? Timestamp.newBuilder().setSeconds(given.getSeconds()).setNanos(given.getNanos()).build()
                : Timestamp.newBuilder()
                        .setSeconds(nowMs / MS_PER_SECOND).setNanos((int) (nowMs % MS_PER_SECOND) * NANOS_PER_MS).build();
    }

    @Override
    public void encode(final MutableDirectBuffer buffer, final int offset) {
        ProfileMessage.put(buffer, offset, tenant, isComplete, leadId, requestId, profile);
    }
}
