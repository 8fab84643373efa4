package dev.homing.serving.lead;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.LeadPreferences;
import dev.homing.tracking.codec.ActivityRecord;
import dev.homing.tracking.store.LeadDirectory;
import dev.homing.tracking.store.LeadRoots;
import dev.homing.tracking.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What leads state in their profiles, in memory, for those who state anything: every list that is made asks, and none may wait
 * for the disk. Leads are known by the hashes that {@link LeadRoots} has, so that a merged one is followed without a look at the
 * store as well; each id keeps what its own profile states, since a merge can be undone.
 *
 * <p>Takes some hundreds of bytes for a lead that states anything, and nothing for others. The committer writes, once the disk
 * has the change and before the ack; any thread asks.
 */
public final class StatedPreferences {
    private static final LeadPreferences NOTHING = LeadPreferences.getDefaultInstance();

    private final LeadDirectory leads;
    private final Map<Integer, Map<Long, LeadPreferences>> tenants = new ConcurrentHashMap<>();

    /**
     * Reads what the profiles of a store state.
     *
     * @param store with the profiles of all tenants
     */
    public StatedPreferences(final Store store) {
        leads = store.leads();
        store.tenants().values().forEach(tenant -> leads.forEachProfile(tenant, this::onProfile));
    }

    /**
     * What a lead states, or the one that it was merged into if it was. Does not wait.
     *
     * @param tenant whose, may be {@link Store#NO_TENANT}
     * @param lead   the lead's UTF-8 id
     * @return without anything when it states nothing
     */
    public LeadPreferences of(final int tenant, final byte[] lead) {
        final Map<Long, LeadPreferences> known = tenants.get(tenant);
        return known == null || known.isEmpty() ? NOTHING
                : known.getOrDefault(leads.roots(tenant).root(hash(new UnsafeBuffer(lead), 0, lead.length)), NOTHING);
    }

    private static long hash(final DirectBuffer id, final int offset, final int length) {
        final long hash = ActivityRecord.leadHash(id, offset, length);
        // As the roots have it, of which 0 is none.
        return hash == 0 ? 1 : hash;
    }

    /**
     * Hears of a profile.
     *
     * @param tenant  whose
     * @param leadId  the id that it is of
     * @param profile the bytes of a {@link Lead}
     * @return whether it states something else than the one before
     */
    public boolean onProfile(final int tenant, final String leadId, final byte[] profile) {
        final LeadPreferences stated = stated(profile);
        final UnsafeBuffer id = new UnsafeBuffer(leadId.getBytes(StandardCharsets.UTF_8));
        final long hash = hash(id, 0, id.capacity());
        if (stated.equals(NOTHING)) {
            final Map<Long, LeadPreferences> known = tenants.get(tenant);
            return known != null && known.remove(hash) != null;
        }
        return !stated.equals(tenants.computeIfAbsent(tenant, number -> new ConcurrentHashMap<>()).put(hash, stated));
    }

    private static LeadPreferences stated(final byte[] profile) {
        try {
            return Lead.parseFrom(profile).getPreferences();
        } catch (final InvalidProtocolBufferException e) {
            throw new IllegalStateException("length=" + profile.length + ": not the profile of a lead", e);
        }
    }

    /**
     * Hears that a lead's history changed: if it was erased, what it stated is forgotten.
     *
     * @param tenant whose
     * @param lead   with the lead's UTF-8 id
     * @param offset of it
     * @param length of it
     */
    public void onHistoryChanged(final int tenant, final DirectBuffer lead, final int offset, final int length) {
        final Map<Long, LeadPreferences> known = tenants.get(tenant);
        final long hash = hash(lead, offset, length);
        if (known != null && known.containsKey(hash)
                && leads.profile(tenant, lead.getStringWithoutLengthUtf8(offset, length)).isEmpty()) {
            known.remove(hash);
        }
    }
}
