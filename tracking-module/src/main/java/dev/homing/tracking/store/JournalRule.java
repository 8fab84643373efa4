package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.homing.tracking.codec.ActivityRecord;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Every event of the journal can be read, has the place that its key says and no other event has, and is known to its lead's
 * timeline, to the index and to the ids.
 */
final class JournalRule implements StoreCheck.EntryRule {
    private static final int KEY_LENGTH = Integer.BYTES + Long.BYTES;
    private static final int KEY_LENGTH_WITHOUT_ID = TimelineKey.leadOffset() + 1 + TimelineKey.ORDER_LENGTH;
    private static final int MAX_ID_LENGTH = TimelineKey.MAX_LENGTH - Integer.BYTES - 1;
    /** Places are noted in pieces of so many, 128 KiB each, which are dense because places are. */
    private static final int PIECE_BITS = 20;

    private final Store store;
    private final Consumer<String> findings;
    private final RequestIds ids;
    private final EventFlyweight event = new EventFlyweight();
    private final UnsafeBuffer record = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer activity = new UnsafeBuffer(new byte[ActivityRecord.LENGTH]);
    private final Map<Long, BitSet> taken = new HashMap<>();

    JournalRule(final Store store, final Consumer<String> findings) {
        this.store = store;
        this.findings = findings;
        ids = new RequestIds(store, EventApplier.REQUEST_KIND);
    }

    @Override
    public Family family() {
        return Family.EVENTS;
    }

    @Override
    public String unit() {
        return "events";
    }

    @Override
    public void check(final UnverifiedEntry entry) {
        if (entry.key().capacity() != KEY_LENGTH) {
            findings.accept("an event has a key of " + entry.key().capacity() + " bytes: " + entry);
            return;
        }
        final int tenant = entry.tenant();
        final long place = entry.key().getLong(Integer.BYTES, BIG_ENDIAN);
        final String name = "event " + place + " of tenant " + tenant;
        checkPlace(place, name);
        if (!EventFlyweight.isWellFormed(entry.value(), 0, entry.value().capacity())) {
            findings.accept(name + " cannot be read");
            return;
        }
        event.wrap(entry.value(), 0);
        if (event.tenant() != tenant || event.sequence() != place) {
            findings.accept(name + " says that it is event " + event.sequence() + " of tenant " + event.tenant());
            return;
        }
        checkRecord(tenant, place, name);
        checkIndex(tenant, Text.PROPERTY_ID, TimelineKey.BY_PROPERTY, place, name);
        checkIndex(tenant, Text.AGENT_ID, TimelineKey.BY_AGENT, place, name);
        checkIndex(tenant, Text.SESSION_ID, TimelineKey.BY_SESSION, place, name);
        checkId(tenant, place, name);
    }

    private void checkPlace(final long place, final String name) {
        if (place < 1 || place > store.lastSequence()) {
            findings.accept(name + " lies behind the store's last sequence, " + store.lastSequence());
            return;
        }
        final BitSet piece = taken.computeIfAbsent(place >>> PIECE_BITS, number -> new BitSet());
        final int bit = (int) place & (1 << PIECE_BITS) - 1;
        if (piece.get(bit)) {
            findings.accept(name + " has the sequence of another tenant's event");
        }
        piece.set(bit);
    }

    private void checkRecord(final int tenant, final long place, final String name) {
        final byte[] lead = store.leads().home(tenant, UnverifiedEntry.bytes(event, Text.LEAD_ID), event.occurredAt());
        final byte[] found =
                store.get(Family.TIMELINES, key(tenant, lead, TimelineKey.kindOf(event.typeCode()), place));
        if (found == null || found.length != TimelineRecord.LENGTH) {
            findings.accept(name + (found == null ? " is missing in" : " has a record of a wrong length in")
                    + " the timeline of its lead");
            return;
        }
        record.wrap(found);
        if (TimelineRecord.occurredAt(record, 0) != event.occurredAt() || TimelineRecord.sequence(record, 0) != place
                || TimelineRecord.typeCode(record, 0) != event.typeCode()) {
            findings.accept(name + " is another one in the timeline of its lead");
        }
    }

    private void checkIndex(final int tenant, final Text text, final byte kind, final long place, final String name) {
        if (event.textLength(text) == 0) {
            return;
        }
        final byte[] found = store.get(Family.EVENT_INDEX, key(tenant, UnverifiedEntry.bytes(event, text), kind, place));
        ActivityRecord.put(activity, 0, event);
        if (!Arrays.equals(found, activity.byteArray())) {
            findings.accept(name + (found == null ? " is missing in" : " is another one in") + " the index by " + text);
        }
    }

    private byte[] key(final int tenant, final byte[] id, final byte kind, final long place) {
        final byte[] key = new byte[KEY_LENGTH_WITHOUT_ID + id.length];
        TimelineKey.put(new UnsafeBuffer(key), tenant, new UnsafeBuffer(id), 0, id.length, kind, event.occurredAt(), place);
        return key;
    }

    private void checkId(final int tenant, final long place, final String name) {
        final int length = event.textLength(Text.EVENT_ID);
        if (length > MAX_ID_LENGTH) {
            findings.accept(name + " has an id of " + length + " bytes");
            return;
        }
        final long answer = ids.find(tenant, event.buffer(), event.textOffset(Text.EVENT_ID), length);
        if (answer != place) {
            findings.accept(name + (answer == RequestIds.UNSEEN
                    ? " would be recorded again: its id is not known" : " has the id of event " + answer));
        }
    }
}
