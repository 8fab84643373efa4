package dev.homing.tracking.store;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which leads of a tenant are one, and which were erased, by the hashes that stand for them in the index of events
 * ({@link dev.homing.tracking.codec.ActivityRecord#leadHash}). So whoever counts leads counts a merged one once, and none that is
 * erased, without a look at the disk.
 *
 * <p>A merge is one link from lead to lead, kept as it was given: an undoing takes it away, and nothing is ever built anew. Costs
 * 48 to 96 bytes for each lead that was merged or erased, and a few nanoseconds for each lead that is asked for, per merge of a
 * chain. The committer alone changes it, once the disk has the change; any thread asks.
 */
public final class LeadRoots {
    /** Of a tenant without leads. */
    static final LeadRoots NONE = new LeadRoots();

    private static final int MIN_SLOTS = 64;
    /** A slot: hash of the lead, hash of the lead that it was merged into, instant of its erasure. */
    private static final int SLOT_LENGTH = 3;
    private static final int INTO = 1;
    private static final int ERASED_AT = 2;
    /** No hash: what would be it is 1. */
    private static final long NOBODY = 0;
    /** The store refuses circles, but two leads of one hash could make one: then any of them will do. */
    private static final int MAX_CHAIN = 10_000;

    /** Open addressing; leads only ever come, and the table is replaced by a larger one before it is half full. */
    private volatile AtomicLongArray table = new AtomicLongArray(MIN_SLOTS * SLOT_LENGTH);
    private int count;

    LeadRoots() {
    }

    /**
     * What stands for the lead that a lead goes by.
     *
     * @param leadHash of the id that was sent
     * @return the same for all ids of one lead
     */
    public long root(final long leadHash) {
        final AtomicLongArray slots = table;
        long lead = known(leadHash);
        for (int i = 0; i < MAX_CHAIN; i++) {
            final int slot = slot(slots, lead);
            // Asked again: an empty slot may be another lead's by now.
            final long into = slots.get(slot) == lead ? slots.get(slot + INTO) : NOBODY;
            if (into == NOBODY) {
                break;
            }
            lead = into;
        }
        return lead;
    }

    /**
     * Whether an event was of a lead that was erased later, and is on its way out.
     *
     * @param leadHash   of the id that was sent
     * @param occurredAt of the event, milliseconds since 1970
     * @return true when the event does not exist for readers
     */
    public boolean isErased(final long leadHash, final long occurredAt) {
        final AtomicLongArray slots = table;
        long lead = known(leadHash);
        for (int i = 0; i < MAX_CHAIN && lead != NOBODY; i++) {
            final int slot = slot(slots, lead);
            if (slots.get(slot) != lead) {
                return false;
            }
            if (occurredAt <= slots.get(slot + ERASED_AT)) {
                return true;
            }
            lead = slots.get(slot + INTO);
        }
        return false;
    }

    private static long known(final long hash) {
        return hash == NOBODY ? 1 : hash;
    }

    /** Where a lead is, or an empty slot of it. */
    private static int slot(final AtomicLongArray slots, final long lead) {
        final int mask = slots.length() / SLOT_LENGTH - 1;
        int slot = (int) lead & mask;
        for (long found = slots.get(slot * SLOT_LENGTH); found != NOBODY && found != lead; ) {
            slot = slot + 1 & mask;
            found = slots.get(slot * SLOT_LENGTH);
        }
        return slot * SLOT_LENGTH;
    }

    /** A lead goes by another from now on; the writer only. */
    void merge(final long leadHash, final long intoHash) {
        put(leadHash, INTO, known(intoHash));
    }

    /** A lead goes by its own id again; the writer only. */
    void undo(final long leadHash) {
        put(leadHash, INTO, NOBODY);
    }

    /** A lead is erased up to an instant; the writer only. */
    void erasedAt(final long leadHash, final long erasedAt) {
        put(leadHash, ERASED_AT, erasedAt);
    }

    private void put(final long leadHash, final int field, final long value) {
        final long lead = known(leadHash);
        AtomicLongArray slots = table;
        if (2 * (count + 1) * SLOT_LENGTH > slots.length()) {
            final AtomicLongArray larger = new AtomicLongArray(2 * slots.length());
            for (int i = 0; i < slots.length(); i += SLOT_LENGTH) {
                if (slots.get(i) != NOBODY) {
                    final int slot = slot(larger, slots.get(i));
                    larger.setPlain(slot + INTO, slots.get(i + INTO));
                    larger.setPlain(slot + ERASED_AT, slots.get(i + ERASED_AT));
                    larger.setPlain(slot, slots.get(i));
                }
            }
            slots = larger;
        }
        final int slot = slot(slots, lead);
        if (slots.get(slot) == NOBODY) {
            slots.setPlain(slot + ERASED_AT, LeadIdentity.NEVER);
            slots.setPlain(slot + field, value);
            // Last and volatile: whoever finds the lead finds what is said of it.
            slots.set(slot, lead);
            count++;
        } else {
            slots.set(slot + field, value);
        }
        table = slots;
    }
}
