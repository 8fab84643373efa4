package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.homing.tracking.codec.EventFlyweight;
import java.util.function.Consumer;

/** All personal details can be read and belong to an event of the journal: what was erased is not kept beside it. */
final class PersonalRule implements StoreCheck.EntryRule {
    private final Store store;
    private final Consumer<String> findings;
    private final EventFlyweight event = new EventFlyweight();

    PersonalRule(final Store store, final Consumer<String> findings) {
        this.store = store;
        this.findings = findings;
    }

    @Override
    public Family family() {
        return Family.PERSONAL;
    }

    @Override
    public String unit() {
        return "events with personal details";
    }

    @Override
    public void check(final UnverifiedEntry entry) {
        if (entry.key().capacity() != Integer.BYTES + Long.BYTES) {
            findings.accept("personal details have a key of " + entry.key().capacity() + " bytes: " + entry);
            return;
        }
        final long place = entry.key().getLong(Integer.BYTES, BIG_ENDIAN);
        final String name = "the personal details of event " + place + " of tenant " + entry.tenant();
        if (!UnverifiedEntry.readEvent(store, entry.tenant(), place, event)) {
            findings.accept(name + " have no event in the journal");
        } else if (!EventFlyweight.areDetails(entry.value(), 0, entry.value().capacity(), event.personalCount())) {
            findings.accept(name + " cannot be read");
        }
    }
}
