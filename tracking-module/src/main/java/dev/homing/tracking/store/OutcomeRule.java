package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.homing.tracking.codec.EventFlyweight;
import java.util.function.Consumer;

/** Every outcome can be read and belongs to an event of the journal: what was erased is not kept beside it. */
final class OutcomeRule implements StoreCheck.EntryRule {
    private final Store store;
    private final Consumer<String> findings;
    private final EventFlyweight event = new EventFlyweight();

    OutcomeRule(final Store store, final Consumer<String> findings) {
        this.store = store;
        this.findings = findings;
    }

    @Override
    public Family family() {
        return Family.OUTCOMES;
    }

    @Override
    public String unit() {
        return "outcomes";
    }

    @Override
    public void check(final UnverifiedEntry entry) {
        if (!EventOutcomes.isWellFormed(entry.key(), entry.value())) {
            findings.accept("an outcome has a wrong length: key " + entry);
            return;
        }
        final long place = entry.key().getLong(Integer.BYTES, BIG_ENDIAN);
        if (!UnverifiedEntry.readEvent(store, entry.tenant(), place, event)) {
            findings.accept("the outcome of event " + place + " of tenant " + entry.tenant() + " has no event in the journal");
        }
    }
}
