package dev.homing.tracking.store;

import dev.homing.tracking.codec.TimelineRecord;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Every sealed history has the timeline records of its lead up to its instant, all of them and nothing else. */
final class HistoryRule implements StoreCheck.EntryRule {
    private final Store store;
    private final Consumer<String> findings;
    private final UnsafeBuffer record = new UnsafeBuffer(0, 0);

    HistoryRule(final Store store, final Consumer<String> findings) {
        this.store = store;
        this.findings = findings;
    }

    @Override
    public Family family() {
        return Family.HISTORIES;
    }

    @Override
    public String unit() {
        return "sealed histories";
    }

    @Override
    public void check(final UnverifiedEntry entry) {
        final DirectBuffer key = entry.key();
        final DirectBuffer value = entry.value();
        if (key.capacity() < TimelineKey.leadOffset()
                || key.capacity() != TimelineKey.leadOffset() + TimelineKey.leadLength(key)
                || value.capacity() < SealedHistory.HEADER_LENGTH
                || !SealedHistory.isWellFormed(value, value.capacity())) {
            findings.accept("a sealed history has a wrong length: key " + entry);
            return;
        }
        final String name = "the sealed history of lead "
                + key.getStringWithoutLengthUtf8(TimelineKey.leadOffset(), TimelineKey.leadLength(key))
                + " of tenant " + entry.tenant();
        if (SealedHistory.untilMs(value) > store.seals().untilMs(entry.tenant())) {
            findings.accept(name + " is sealed beyond what is known of its tenant");
        } else if (!isTimeline(key, value)) {
            findings.accept(name + " is not what its timeline has");
        }
    }

    private boolean isTimeline(final DirectBuffer lead, final DirectBuffer value) {
        final long untilMs = SealedHistory.untilMs(value);
        final int leadCount = SealedHistory.leadCount(value);
        final int count = leadCount + SealedHistory.agentCount(value);
        final byte[] prefix = new byte[lead.capacity()];
        lead.getBytes(0, prefix);
        int i = 0;
        try (Cursor cursor = new Cursor(store, Family.TIMELINES, false)) {
            for (boolean is = cursor.seek(prefix); is && cursor.isAt(prefix); is = cursor.next()) {
                // A key that is none is a finding of another rule.
                final boolean isRecord = TimelineKey.isWellFormed(cursor.key(), TimelineRecord.LENGTH);
                if (isRecord && TimelineKey.occurredAt(cursor.key()) <= untilMs) {
                    if (i == count || TimelineKey.kind(cursor.key()) == TimelineKey.LEAD_EVENT != (i < leadCount)) {
                        return false;
                    }
                    record.wrap(cursor.value());
                    if (!record.equals(new UnsafeBuffer(value, SealedHistory.lengthOf(i), TimelineRecord.LENGTH))) {
                        return false;
                    }
                    i++;
                }
            }
        }
        return i == count;
    }
}
