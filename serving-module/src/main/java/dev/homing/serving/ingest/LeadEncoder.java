package dev.homing.serving.ingest;

import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.LeadPreferences;
import dev.homing.proto.v1.UpsertLeadRequest;
import dev.homing.tracking.codec.ProfileMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.MutableDirectBuffer;

/**
 * Checks the profile of a lead against the rules of the contract, and encodes it where it was told to: as the bytes of the
 * message, so that a field that comes to the contract needs nothing here. One instance belongs to one thread.
 */
final class LeadEncoder implements RingEncoder {
    private static final long MS_PER_SECOND = 1_000;
    private static final int NANOS_PER_MS = 1_000_000;
    /** A profile must find room in the smallest ring, and in memory beside those of all other leads. */
    private static final int MAX_PREFERENCES_BYTES = 2_048;

    private int tenant;
    private boolean isComplete;
    private byte[] leadId;
    private byte[] requestId;
    private byte[] profile;

    /** Checks and measures a profile; 0 when something is wrong. */
    int prepare(final UpsertLeadRequest request, final int ofTenant, final long nowMs, final Violations violations) {
        violations.check(request, nowMs);
        check(request.getLead().getPreferences(), violations);
        if (!violations.isEmpty()) {
            return 0;
        }
        final Lead lead = request.getLead();
        tenant = ofTenant;
        isComplete = lead.hasCreatedAt();
        leadId = lead.getLeadId().getBytes(StandardCharsets.UTF_8);
        requestId = request.getRequestId().getBytes(StandardCharsets.UTF_8);
        final Lead.Builder stored = lead.toBuilder();
        if (lead.hasPreferences()) {
            stored.getPreferencesBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
        }
        profile = stored
                // The profile may come to lie under another id, which the lead goes by.
                .clearLeadId()
                .setCreatedAt(createdAt(lead, nowMs))
                // Nobody has checked what this version does not know.
                .setUnknownFields(UnknownFieldSet.getDefaultInstance())
                .build().toByteArray();
        return ProfileMessage.FIXED_LENGTH + leadId.length + requestId.length + profile.length;
    }

    /** Checks what no rule of the contract can say. */
    private static void check(final LeadPreferences preferences, final Violations violations) {
        final String path = "lead.preferences";
        if (preferences.getSerializedSize() > MAX_PREFERENCES_BYTES) {
            violations.add(path, "has " + preferences.getSerializedSize() + " bytes; at most " + MAX_PREFERENCES_BYTES
                    + " are allowed");
        }
        if (preferences.hasMinPrice() && preferences.hasMaxPrice() && preferences.getMinPrice() > preferences.getMaxPrice()) {
            violations.add(path + ".max_price", "is less than min_price");
        }
        PropertyEncoder.checkCurrency(path + ".currency", preferences.getCurrency(), violations);
        checkTexts(path + ".area_ids", preferences.getAreaIdsList(), violations);
        checkTexts(path + ".amenities", preferences.getAmenitiesList(), violations);
        final int untyped = preferences.getPropertyTypesValueList().indexOf(0);
        if (untyped >= 0) {
            violations.add(path + ".property_types[" + untyped + "]", "is required");
        }
    }

    private static void checkTexts(final String field, final List<String> texts, final Violations violations) {
        final int empty = texts.indexOf("");
        if (empty >= 0) {
            violations.add(field + "[" + empty + "]", "is empty");
        }
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
