package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Every known id of an event is that of an event: an id alone would answer for an event that was never kept. */
final class EventIdRule implements StoreCheck.EntryRule {
    private static final int ID_OFFSET = Integer.BYTES + 1;

    private final Store store;
    private final Consumer<String> findings;
    private final EventFlyweight event = new EventFlyweight();

    EventIdRule(final Store store, final Consumer<String> findings) {
        this.store = store;
        this.findings = findings;
    }

    @Override
    public Family family() {
        return Family.REQUEST_IDS;
    }

    @Override
    public String unit() {
        return "ids";
    }

    @Override
    public void check(final UnverifiedEntry entry) {
        if (entry.key().capacity() < ID_OFFSET || entry.value().capacity() != Long.BYTES) {
            findings.accept("a known id has a wrong length: key " + entry);
            return;
        }
        if (entry.key().getByte(Integer.BYTES) != EventApplier.REQUEST_KIND) {
            return;
        }
        final long place = entry.value().getLong(0, BIG_ENDIAN);
        final byte[] id = new byte[entry.key().capacity() - ID_OFFSET];
        entry.key().getBytes(ID_OFFSET, id);
        if (!UnverifiedEntry.readEvent(store, entry.tenant(), place, event)
                || !Arrays.equals(id, UnverifiedEntry.bytes(event, Text.EVENT_ID))) {
            findings.accept("the id " + new String(id, StandardCharsets.UTF_8) + " of tenant " + entry.tenant()
                    + " is known, but event " + place + " does not have it");
        }
    }
}
