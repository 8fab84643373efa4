package dev.homing.tracking.store;

import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Every timeline record is where its content says, and stands for an event of the journal that belongs to its lead. */
final class TimelineRule implements StoreCheck.EntryRule {
    private final Store store;
    private final Consumer<String> findings;
    private final EventFlyweight event = new EventFlyweight();

    TimelineRule(final Store store, final Consumer<String> findings) {
        this.store = store;
        this.findings = findings;
    }

    @Override
    public Family family() {
        return Family.TIMELINES;
    }

    @Override
    public String unit() {
        return "timeline records";
    }

    @Override
    public void check(final UnverifiedEntry entry) {
        if (!TimelineKey.isWellFormed(entry.key(), entry.value().capacity())) {
            findings.accept("a timeline record has a wrong length: key " + entry);
            return;
        }
        final long place = TimelineKey.sequence(entry.key());
        final long occurredAt = TimelineKey.occurredAt(entry.key());
        final byte[] lead = new byte[TimelineKey.leadLength(entry.key())];
        entry.key().getBytes(TimelineKey.leadOffset(), lead);
        final String name = "the timeline record of event " + place + " of tenant " + entry.tenant()
                + " under lead " + new String(lead, StandardCharsets.UTF_8);
        if (TimelineRecord.sequence(entry.value(), 0) != place || TimelineRecord.occurredAt(entry.value(), 0) != occurredAt) {
            findings.accept(name + " does not say what its key says");
        } else if (!UnverifiedEntry.readEvent(store, entry.tenant(), place, event)) {
            findings.accept(name + " has no event in the journal");
        } else if (event.occurredAt() != occurredAt || event.typeCode() != TimelineRecord.typeCode(entry.value(), 0)
                || TimelineKey.kindOf(event.typeCode()) != TimelineKey.kind(entry.key())
                || !Arrays.equals(lead,
                        store.leads().home(entry.tenant(), UnverifiedEntry.bytes(event, Text.LEAD_ID), occurredAt))) {
            findings.accept(name + " stands for another event than the journal has");
        }
    }
}
