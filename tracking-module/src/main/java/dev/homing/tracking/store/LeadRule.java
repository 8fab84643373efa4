package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.util.Optional;
import java.util.function.Consumer;

/** Every entry about a lead is one that can be read, and a merge is known from both of its sides. */
final class LeadRule implements StoreCheck.EntryRule {
    private static final int MEMBER_ID_OFFSET = LeadKey.ID_OFFSET + Short.BYTES;

    private final Store store;
    private final Consumer<String> findings;

    LeadRule(final Store store, final Consumer<String> findings) {
        this.store = store;
        this.findings = findings;
    }

    @Override
    public Family family() {
        return Family.LEADS;
    }

    @Override
    public String unit() {
        return "profiles, merges and tombstones";
    }

    @Override
    public void check(final UnverifiedEntry entry) {
        final int length = entry.key().capacity();
        final boolean isWhole = length > LeadKey.ID_OFFSET && switch (entry.key().getByte(LeadKey.ID_OFFSET - 1)) {
            case LeadKey.PROFILE -> true;
            case LeadKey.MERGE, LeadKey.TOMBSTONE -> entry.value().capacity() > Long.BYTES;
            case LeadKey.MEMBER -> length > MEMBER_ID_OFFSET && length > MEMBER_ID_OFFSET + intoLength(entry)
                    && entry.value().capacity() == 0;
            default -> false;
        };
        if (!isWhole) {
            findings.accept("an entry about a lead cannot be read: key " + entry);
        } else if (entry.key().getByte(LeadKey.ID_OFFSET - 1) == LeadKey.MERGE) {
            checkMerge(entry);
        } else if (entry.key().getByte(LeadKey.ID_OFFSET - 1) == LeadKey.MEMBER) {
            checkMember(entry);
        }
    }

    private void checkMerge(final UnverifiedEntry entry) {
        final String from = text(entry, LeadKey.ID_OFFSET, entry.key().capacity());
        final byte[] value = new byte[entry.value().capacity()];
        entry.value().getBytes(0, value);
        if (store.get(Family.LEADS, LeadKey.ofMember(entry.tenant(), LeadKey.id(value), from)) == null) {
            findings.accept("lead " + from + " of tenant " + entry.tenant() + " was merged into " + LeadKey.id(value)
                    + ", which does not know it");
        }
    }

    private void checkMember(final UnverifiedEntry entry) {
        final int middle = MEMBER_ID_OFFSET + intoLength(entry);
        final String into = text(entry, MEMBER_ID_OFFSET, middle);
        final String from = text(entry, middle, entry.key().capacity());
        if (!store.leads().merge(entry.tenant(), from).map(LeadDirectory.Merge::into).equals(Optional.of(into))) {
            findings.accept("lead " + into + " of tenant " + entry.tenant() + " has " + from
                    + " for a member, which was not merged into it");
        }
    }

    private static int intoLength(final UnverifiedEntry entry) {
        return entry.key().getShort(LeadKey.ID_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    private static String text(final UnverifiedEntry entry, final int from, final int to) {
        return entry.key().getStringWithoutLengthUtf8(from, to - from);
    }
}
