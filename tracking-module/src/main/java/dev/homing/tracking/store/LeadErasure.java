package dev.homing.tracking.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Stages the erasure of a lead: tombstones for it and for the ids merged into it, and the end of their profiles and merges.
 * From then on its events do not exist for readers; they are removed by {@link EventRemoval}, in steps that do not hold others up
 * and that may be repeated after a crash. Committer thread only.
 *
 * <p>Popularity of listings, which the events took part in, names nobody and stays.
 */
public final class LeadErasure {
    private static final int MEMBER_BITS = 24;

    private final Store store;
    private final LeadDirectory directory;
    private final Consumer<Runnable> whenCommitted;
    private final UnsafeBuffer tombstone = new UnsafeBuffer(0, 0);

    LeadErasure(final Store store, final Consumer<Runnable> whenCommitted) {
        this.store = store;
        this.whenCommitted = whenCommitted;
        directory = store.leads();
    }

    /**
     * How many profiles an erasure ended.
     *
     * @param outcome {@link Outcome#RECORDED}
     * @return 0 or more
     */
    public static int profiles(final long outcome) {
        return (int) (Outcome.value(outcome) >>> MEMBER_BITS);
    }

    /**
     * How many ids had been merged into the lead.
     *
     * @param outcome {@link Outcome#RECORDED}
     * @return 0 or more
     */
    public static int members(final long outcome) {
        return (int) Outcome.value(outcome) & (1 << MEMBER_BITS) - 1;
    }

    /**
     * Stages an erasure: {@link Outcome#RECORDED}, {@link Outcome#DUPLICATE} when nothing is held that a former one does not
     * cover, {@link Outcome#NOT_FOUND} when nothing is held and nothing was erased.
     */
    long erase(final int tenant, final String lead, final long at, final List<String> changed, final Batch batch) {
        final String root = directory.root(tenant, lead);
        final List<String> members = directory.members(tenant, root);
        final List<String> all = new ArrayList<>(members);
        all.add(root);
        final List<String> withProfile = all.stream().filter(id -> directory.profile(tenant, id).isPresent()).toList();
        final long newestAt = store.timelines().newestEventAt(tenant, root);
        final long erasedBefore = directory.tombstone(tenant, root).map(LeadDirectory.Tombstone::erasedAt)
                .orElse(LeadIdentity.NEVER);
        if (members.isEmpty() && withProfile.isEmpty() && newestAt <= erasedBefore) {
            return Outcome.of(erasedBefore == LeadIdentity.NEVER ? Outcome.NOT_FOUND : Outcome.DUPLICATE, 0);
        }
        // An event may be ahead of our clock; it must not come back either.
        final long erasedAt = Math.max(at, newestAt);
        directory.addErasure(tenant, root, erasedAt);
        tombstone.wrap(LeadKey.value(erasedAt, root));
        for (final String id : all) {
            directory.add(tenant, id);
            final byte[] key = LeadKey.of(tenant, LeadKey.TOMBSTONE, id);
            batch.key().putBytes(0, key);
            batch.put(Family.LEADS, key.length, tombstone, 0, tombstone.capacity());
            directory.merge(tenant, id).ifPresent(merge -> {
                delete(LeadKey.of(tenant, LeadKey.MERGE, id), batch);
                delete(LeadKey.ofMember(tenant, merge.into(), id), batch);
            });
            final long hash = LeadDirectory.leadHash(id);
            whenCommitted.accept(() -> {
                directory.rootsForWriting(tenant).erasedAt(hash, erasedAt);
                directory.rootsForWriting(tenant).undo(hash);
            });
        }
        withProfile.forEach(id -> delete(LeadKey.of(tenant, LeadKey.PROFILE, id), batch));
        changed.addAll(all);
        return Outcome.of(Outcome.RECORDED, (long) withProfile.size() << MEMBER_BITS | members.size());
    }

    private static void delete(final byte[] key, final Batch batch) {
        batch.key().putBytes(0, key);
        batch.delete(Family.LEADS, key.length);
    }
}
