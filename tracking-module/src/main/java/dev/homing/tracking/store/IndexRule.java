package dev.homing.tracking.store;

import dev.homing.tracking.codec.ActivityRecord;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Every entry of the index stands for an event of the journal that names what the entry is under. */
final class IndexRule implements StoreCheck.EntryRule {
    private final Store store;
    private final Consumer<String> findings;
    private final EventFlyweight event = new EventFlyweight();
    private final UnsafeBuffer activity = new UnsafeBuffer(new byte[ActivityRecord.LENGTH]);

    IndexRule(final Store store, final Consumer<String> findings) {
        this.store = store;
        this.findings = findings;
    }

    @Override
    public Family family() {
        return Family.EVENT_INDEX;
    }

    @Override
    public String unit() {
        return "index entries";
    }

    @Override
    public void check(final UnverifiedEntry entry) {
        if (!TimelineKey.isWellFormed(entry.key(), TimelineRecord.LENGTH) || entry.value().capacity() != ActivityRecord.LENGTH) {
            findings.accept("an index entry has a wrong length: key " + entry);
            return;
        }
        final byte[] id = new byte[TimelineKey.leadLength(entry.key())];
        entry.key().getBytes(TimelineKey.leadOffset(), id);
        final long place = TimelineKey.sequence(entry.key());
        if (!UnverifiedEntry.readEvent(store, entry.tenant(), place, event)
                || event.occurredAt() != TimelineKey.occurredAt(entry.key())
                || !isActivity(entry.value())
                || !Arrays.equals(id, named(TimelineKey.kind(entry.key())))) {
            findings.accept("the index of tenant " + entry.tenant() + " has event " + place + " under "
                    + new String(id, StandardCharsets.UTF_8) + ", and the journal does not have it so");
        }
    }

    private boolean isActivity(final DirectBuffer value) {
        ActivityRecord.put(activity, 0, event);
        return activity.equals(value);
    }

    private byte[] named(final byte kind) {
        return switch (kind) {
            case TimelineKey.BY_PROPERTY -> UnverifiedEntry.bytes(event, Text.PROPERTY_ID);
            case TimelineKey.BY_AGENT -> UnverifiedEntry.bytes(event, Text.AGENT_ID);
            case TimelineKey.BY_SESSION -> UnverifiedEntry.bytes(event, Text.SESSION_ID);
            default -> null;
        };
    }
}
