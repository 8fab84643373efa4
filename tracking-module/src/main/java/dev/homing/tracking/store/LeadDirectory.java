package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.homing.tracking.codec.ActivityRecord;
import dev.homing.tracking.codec.Hash64;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Which leads go by another id, and which were erased. Any thread asks; the committer alone changes it.
 *
 * <p>Most leads are never merged nor erased, and every event and every request asks, so the hashes of those that are lie in
 * memory and the store is looked at for them alone. A hash that is there without need (an undone merge, a batch that was never
 * written, another lead's) costs that look and nothing else; so hashes are only ever added, before the batch that makes them
 * matter.
 */
public final class LeadDirectory {
    private static final int MIN_SLOTS = 1_024;

    private final Store store;
    /** Open addressing, 0 for an empty slot; replaced by a larger one before it is half full. */
    private volatile AtomicLongArray hashes = new AtomicLongArray(MIN_SLOTS);
    private int count;
    /** By tenant: when leads were erased of which events may still be there, by the id under which these lie. */
    private final Map<Integer, Map<String, Long>> erasures = new ConcurrentHashMap<>();
    private final Map<Integer, LeadRoots> roots = new ConcurrentHashMap<>();

    LeadDirectory(final Store store) {
        this.store = store;
    }

    /**
     * A merge of a lead.
     *
     * @param into the id that it goes by
     * @param at   since when, milliseconds since 1970
     */
    public record Merge(String into, long at) {
    }

    /**
     * What is left of an erased lead.
     *
     * @param under    the id under which its events lay
     * @param erasedAt when, milliseconds since 1970; not before the newest event that was erased
     */
    public record Tombstone(String under, long erasedAt) {
    }

    /** Reads what a tenant has on disk. */
    void load(final int tenant) {
        for (final byte kind : new byte[] {LeadKey.MERGE, LeadKey.TOMBSTONE}) {
            final byte[] prefix = LeadKey.of(tenant, kind, "");
            store.scan(Family.LEADS, prefix, (key, value) -> {
                add(hash(tenant, key, prefix.length, key.capacity() - prefix.length));
                final long lead = ActivityRecord.leadHash(key, prefix.length, key.capacity() - prefix.length);
                if (kind == LeadKey.MERGE) {
                    rootsForWriting(tenant).merge(
                            lead, ActivityRecord.leadHash(value, Long.BYTES, value.capacity() - Long.BYTES));
                } else {
                    rootsForWriting(tenant).erasedAt(lead, value.getLong(0, BIG_ENDIAN));
                }
                return true;
            });
        }
        tombstones(tenant).forEach(tombstone -> addErasure(tenant, tombstone.under(), tombstone.erasedAt()));
    }

    /**
     * Which leads of a tenant are one, and which were erased, by the hashes in the index of events.
     *
     * @param tenant whose; also one that does not exist
     * @return kept current by the committer
     */
    public LeadRoots roots(final int tenant) {
        return roots.getOrDefault(tenant, LeadRoots.NONE);
    }

    /** Those that the committer changes, when it has written what changes them. */
    LeadRoots rootsForWriting(final int tenant) {
        return roots.computeIfAbsent(tenant, number -> new LeadRoots());
    }

    /** Has {@link #erasingUntil} look for events of an erased lead; before the batch is written that erases it. */
    void addErasure(final int tenant, final String under, final long erasedAt) {
        erasures.computeIfAbsent(tenant, number -> new ConcurrentHashMap<>()).put(under, erasedAt);
    }

    /** Has a lead looked up in the store from now on; before the batch is written that says something of it. */
    void add(final int tenant, final String id) {
        final UnsafeBuffer bytes = new UnsafeBuffer(id.getBytes(StandardCharsets.UTF_8));
        add(hash(tenant, bytes, 0, bytes.capacity()));
    }

    private synchronized void add(final long hash) {
        AtomicLongArray table = hashes;
        if (2 * (count + 1) > table.length()) {
            final AtomicLongArray larger = new AtomicLongArray(2 * table.length());
            for (int i = 0; i < table.length(); i++) {
                if (table.getPlain(i) != 0) {
                    larger.setPlain(slot(larger, table.getPlain(i)), table.getPlain(i));
                }
            }
            table = larger;
        }
        final int slot = slot(table, hash);
        if (table.getPlain(slot) == 0) {
            table.set(slot, hash);
            count++;
        }
        // The volatile write shows whoever reads the new table all that was put into it.
        hashes = table;
    }

    private static int slot(final AtomicLongArray table, final long hash) {
        int slot = (int) hash & table.length() - 1;
        for (long found = table.get(slot); found != 0 && found != hash; found = table.get(slot)) {
            slot = slot + 1 & table.length() - 1;
        }
        return slot;
    }

    private static long hash(final int tenant, final DirectBuffer id, final int offset, final int length) {
        final long hash = Hash64.hash(tenant, id, offset, length);
        return hash == 0 ? 1 : hash;
    }

    /** What stands for a lead in the index of events. */
    static long leadHash(final String id) {
        final UnsafeBuffer bytes = new UnsafeBuffer(id.getBytes(StandardCharsets.UTF_8));
        return ActivityRecord.leadHash(bytes, 0, bytes.capacity());
    }

    /**
     * Whether a lead may go by another id or may have been erased. Allocates nothing and does not wait.
     *
     * @param tenant whose
     * @param id     with the lead's UTF-8 id
     * @param offset of it
     * @param length of it
     * @return false when it certainly goes by its own id and never was erased
     */
    public boolean isListed(final int tenant, final DirectBuffer id, final int offset, final int length) {
        final AtomicLongArray table = hashes;
        return table.get(slot(table, hash(tenant, id, offset, length))) != 0;
    }

    /**
     * Finds the id that a lead goes by. Allocates nothing; waits for the disk only when the lead {@link #isListed}.
     *
     * @param tenant whose
     * @param id     with the lead's UTF-8 id
     * @param offset of it
     * @param length of it
     * @param into   is filled
     * @return {@code into}
     */
    public LeadIdentity resolve(
            final int tenant, final DirectBuffer id, final int offset, final int length, final LeadIdentity into) {
        into.isItself(id, offset, length);
        if (isListed(tenant, id, offset, length)) {
            into.follow(store, tenant);
        }
        return into;
    }

    /**
     * The id that a lead goes by.
     *
     * @param tenant whose
     * @param id     of the lead
     * @return its own when it was not merged
     */
    public String root(final int tenant, final String id) {
        final LeadIdentity identity = identity(tenant, id);
        return identity.buffer().getStringWithoutLengthUtf8(identity.offset(), identity.length());
    }

    /** Finds the id that a lead goes by, for whoever has no identity to fill. */
    LeadIdentity identity(final int tenant, final String id) {
        final UnsafeBuffer bytes = new UnsafeBuffer(id.getBytes(StandardCharsets.UTF_8));
        return resolve(tenant, bytes, 0, bytes.capacity(), new LeadIdentity());
    }

    /** The id under which the timeline record of an event lies, which may still have to be removed after an erasure. */
    byte[] home(final int tenant, final byte[] lead, final long occurredAt) {
        final String id = new String(lead, StandardCharsets.UTF_8);
        return tombstone(tenant, id)
                .filter(tombstone -> occurredAt <= tombstone.erasedAt())
                .map(Tombstone::under)
                .orElseGet(() -> root(tenant, id))
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The merge of a lead.
     *
     * @param tenant whose
     * @param id     of the lead
     * @return empty when it was not merged
     */
    public Optional<Merge> merge(final int tenant, final String id) {
        return Optional.ofNullable(store.get(Family.LEADS, LeadKey.of(tenant, LeadKey.MERGE, id)))
                .map(value -> new Merge(LeadKey.id(value), LeadKey.at(value)));
    }

    /**
     * The tombstone of a lead.
     *
     * @param tenant whose
     * @param id     of the lead
     * @return empty when it was not erased
     */
    public Optional<Tombstone> tombstone(final int tenant, final String id) {
        return Optional.ofNullable(store.get(Family.LEADS, LeadKey.of(tenant, LeadKey.TOMBSTONE, id)))
                .map(value -> new Tombstone(LeadKey.id(value), LeadKey.at(value)));
    }

    /**
     * All tombstones of a tenant that are not about a lead merged into another erased one.
     *
     * @param tenant whose
     * @return one for each erasure
     */
    public List<Tombstone> tombstones(final int tenant) {
        final List<Tombstone> tombstones = new ArrayList<>();
        final byte[] prefix = LeadKey.of(tenant, LeadKey.TOMBSTONE, "");
        store.scan(Family.LEADS, prefix, (key, value) -> {
            final byte[] bytes = new byte[value.capacity()];
            value.getBytes(0, bytes);
            if (LeadKey.id(bytes).equals(key.getStringWithoutLengthUtf8(prefix.length, key.capacity() - prefix.length))) {
                tombstones.add(new Tombstone(LeadKey.id(bytes), LeadKey.at(bytes)));
            }
            return true;
        });
        return tombstones;
    }

    /**
     * Until when events may be of an erased lead and still be there: none that happened later is. Waits for the disk when there
     * were erasures whose end nobody has seen so far.
     *
     * @param tenant whose
     * @return milliseconds since 1970; {@link LeadIdentity#NEVER} when there are none
     */
    public long erasingUntil(final int tenant) {
        final Map<String, Long> begun = erasures.get(tenant);
        if (begun == null) {
            return LeadIdentity.NEVER;
        }
        // Conditional on the time: one that was begun again meanwhile stays.
        begun.entrySet().removeIf(
                erasure -> !OldEvents.ofLead(store, tenant, erasure.getKey(), erasure.getValue() + 1, 1).next());
        return begun.values().stream().mapToLong(Long::longValue).max().orElse(LeadIdentity.NEVER);
    }

    /**
     * The ids merged into a lead, directly or through another.
     *
     * @param tenant whose
     * @param id     of the lead
     * @return without itself
     */
    public List<String> members(final int tenant, final String id) {
        final List<String> members = new ArrayList<>();
        addMembers(tenant, id, members);
        for (int i = 0; i < members.size(); i++) {
            addMembers(tenant, members.get(i), members);
        }
        return members;
    }

    private void addMembers(final int tenant, final String into, final List<String> members) {
        final byte[] prefix = LeadKey.ofMember(tenant, into, "");
        store.scan(Family.LEADS, prefix, (key, value) -> {
            members.add(key.getStringWithoutLengthUtf8(prefix.length, key.capacity() - prefix.length));
            return true;
        });
    }

    /**
     * The profile of a lead as it is stored.
     *
     * @param tenant whose
     * @param id     of the lead
     * @return a serialised message; empty when there is none
     */
    public Optional<ByteBuffer> profile(final int tenant, final String id) {
        return Optional.ofNullable(store.get(Family.LEADS, LeadKey.of(tenant, LeadKey.PROFILE, id))).map(ByteBuffer::wrap);
    }

    /**
     * Reads all profiles of a tenant, those of leads that were merged as well.
     *
     * @param tenant   whose
     * @param listener hears of each, in order of id
     */
    public void forEachProfile(final int tenant, final ProfileListener listener) {
        final byte[] prefix = LeadKey.of(tenant, LeadKey.PROFILE, "");
        store.scan(Family.LEADS, prefix, (key, value) -> {
            final byte[] profile = new byte[value.capacity()];
            value.getBytes(0, profile);
            listener.onProfile(
                    tenant, key.getStringWithoutLengthUtf8(prefix.length, key.capacity() - prefix.length), profile);
            return true;
        });
    }
}
