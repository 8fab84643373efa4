package dev.homing.serving.lead;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.homing.proto.v1.Lead;
import dev.homing.tracking.store.Store;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The profiles of leads, which the store keeps as the bytes of {@link Lead} under the id that they are of. Any thread. */
public final class LeadProfiles {
    private final Store store;

    /**
     * Creates the view of a store's profiles.
     *
     * @param store to read
     */
    public LeadProfiles(final Store store) {
        this.store = store;
    }

    /**
     * The profile of a lead, of the one that it was merged into if it was.
     *
     * @param tenant number, may be {@link Store#NO_TENANT}
     * @param leadId of the lead
     * @return empty when it has none
     */
    public Optional<Lead> find(final int tenant, final String leadId) {
        return ofId(tenant, store.leads().root(tenant, leadId));
    }

    /** The profile that an id had before it was merged, if it was; empty when it has none. */
    Optional<Lead> ofId(final int tenant, final String leadId) {
        return store.leads().profile(tenant, leadId).map(bytes -> parse(bytes).toBuilder().setLeadId(leadId).build());
    }

    /**
     * Completes a profile that does not say since when the lead is one: the first profile decided that.
     *
     * @param sent bytes of a {@link Lead}
     * @param held bytes of the one before
     * @return bytes of what is held from now on
     */
    public static byte[] keepCreatedAt(final byte[] sent, final byte[] held) {
        return parse(ByteBuffer.wrap(sent)).toBuilder()
                .setCreatedAt(parse(ByteBuffer.wrap(held)).getCreatedAt())
                .build().toByteArray();
    }

    private static Lead parse(final ByteBuffer bytes) {
        try {
            return Lead.parseFrom(bytes);
        } catch (final InvalidProtocolBufferException e) {
            throw new IllegalStateException("length=" + bytes.limit() + ": not the profile of a lead", e);
        }
    }
}
