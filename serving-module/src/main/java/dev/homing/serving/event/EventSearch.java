package dev.homing.serving.event;

import com.google.protobuf.Timestamp;
import dev.homing.proto.v1.EventFilter;
import dev.homing.proto.v1.RecordedEvent;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import dev.homing.tracking.store.EventOutcomes;
import dev.homing.tracking.store.EventPosition;
import dev.homing.tracking.store.EventReader;
import dev.homing.tracking.store.EventScan;
import dev.homing.tracking.store.EventScan.By;
import dev.homing.tracking.store.LeadIdentity;
import dev.homing.tracking.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Looks for the events that fit a filter: along the keys of the id that most likely has the fewest of them, and in the event
 * itself only for what a key cannot answer. One thread.
 */
public final class EventSearch implements AutoCloseable {
    /** What looking at a key costs, and what reading an event adds to it. */
    private static final int KEY_COST = 1;
    private static final int EVENT_COST = 10;

    private final Store store;
    private final int tenant;
    private final EventScan scan;
    private final EventReader reader;
    private final List<Condition> conditions = new ArrayList<>();
    private final int types;
    /** Events until then may be of a lead that is being erased, and are not there any more if they are. */
    private final long erasingUntil;
    private final LeadIdentity lead = new LeadIdentity();
    private long cost;

    /** What an event must have, by an id that the scan does not go along. */
    private record Condition(Text text, String id) {
    }

    /**
     * Begins a search, before its first event.
     *
     * @param store         to read
     * @param tenant        whose
     * @param filter        that was checked: it has an id, and its times are times
     * @param isOldestFirst the direction
     * @param after         where an earlier search ended
     */
    public EventSearch(
            final Store store,
            final int tenant,
            final EventFilter filter,
            final boolean isOldestFirst,
            final Optional<EventPosition> after) {
        this.store = store;
        this.tenant = tenant;
        reader = new EventReader(store);
        types = filter.getTypesCount() == 0
                ? -1 : filter.getTypesValueList().stream().mapToInt(code -> 1 << code).reduce(0, (a, b) -> a | b);
        By by = null;
        String id = "";
        for (final By each : List.of(By.LEAD, By.SESSION, By.PROPERTY, By.AGENT)) {
            final String given = id(filter, each);
            if (given.isEmpty()) {
                continue;
            }
            if (by == null) {
                by = each;
                id = given;
            } else {
                conditions.add(new Condition(text(each), given));
            }
        }
        final byte[] asked = id.getBytes(StandardCharsets.UTF_8);
        if (by == By.LEAD) {
            store.leads().resolve(tenant, new UnsafeBuffer(asked), 0, asked.length, lead);
        }
        // What is being erased is not there any more. Looked at before the scan, which sees the events of this moment, begins.
        erasingUntil = by == By.LEAD ? LeadIdentity.NEVER : store.leads().erasingUntil(tenant);
        final long erasedUntil = by == By.LEAD ? Math.max(0, lead.erasedAt() + 1) : 0;
        final EventPosition from =
                new EventPosition(Math.max(erasedUntil, ms(filter.hasFromAt(), filter.getFromAt(), 0)), 0);
        final EventPosition until = new EventPosition(ms(filter.hasUntilAt(), filter.getUntilAt(), Long.MAX_VALUE), 0);
        scan = new EventScan(store, tenant, by, by == By.LEAD ? id(lead) : asked,
                isOldestFirst ? after.map(EventSearch::next).filter(next -> next.compareTo(from) > 0).orElse(from) : from,
                isOldestFirst ? until : after.filter(place -> place.compareTo(until) < 0).orElse(until),
                isOldestFirst);
    }

    /** The id that the keys of a lead's events have. */
    private static byte[] id(final LeadIdentity lead) {
        final byte[] id = new byte[lead.length()];
        lead.buffer().getBytes(lead.offset(), id);
        return id;
    }

    private static String id(final EventFilter filter, final By by) {
        return switch (by) {
            case LEAD -> filter.getLeadId();
            case SESSION -> filter.getSessionId();
            case PROPERTY -> filter.getPropertyId();
            case AGENT -> filter.getAgentId();
        };
    }

    private static Text text(final By by) {
        return switch (by) {
            case LEAD -> Text.LEAD_ID;
            case SESSION -> Text.SESSION_ID;
            case PROPERTY -> Text.PROPERTY_ID;
            case AGENT -> Text.AGENT_ID;
        };
    }

    private static long ms(final boolean isGiven, final Timestamp time, final long otherwise) {
        return isGiven ? Timestamps.ms(time) : otherwise;
    }

    private static EventPosition next(final EventPosition position) {
        return new EventPosition(position.occurredAt(), position.sequence() + 1);
    }

    /**
     * Goes to the next event, which need not fit.
     *
     * @return false when there is none
     */
    public boolean next() {
        cost += KEY_COST;
        return scan.next();
    }

    /**
     * Whether the event here fits the filter.
     *
     * @return true when it does
     */
    public boolean fits() {
        if ((types & 1 << scan.typeCode()) == 0) {
            return false;
        }
        final boolean mayBeErased = scan.position().occurredAt() <= erasingUntil;
        if (conditions.isEmpty() && !mayBeErased) {
            return true;
        }
        cost += EVENT_COST;
        if (!reader.read(tenant, scan.position().sequence(), false)) {
            return false;
        }
        for (final Condition condition : conditions) {
            if (!reader.event().text(condition.text).equals(condition.id)) {
                return false;
            }
        }
        return !mayBeErased || !isErased();
    }

    private boolean isErased() {
        final EventFlyweight event = reader.event();
        return event.occurredAt() <= store.leads().resolve(tenant, event.buffer(), event.textOffset(Text.LEAD_ID),
                event.textLength(Text.LEAD_ID), lead).closedUntil();
    }

    /**
     * The type of the event here.
     *
     * @return code of an {@link dev.homing.tracking.EventType}
     */
    public int typeCode() {
        return scan.typeCode();
    }

    /**
     * Where the search is.
     *
     * @return place of the event here
     */
    public EventPosition position() {
        return scan.position();
    }

    /**
     * What the search took so far.
     *
     * @return keys looked at, and several times as much for each event read
     */
    public long cost() {
        return cost;
    }

    /**
     * Adds the event here, with how it turned out, to a list.
     *
     * @param includePersonal also its personal details
     * @param into            gets it, unless it is gone meanwhile
     */
    public void read(final boolean includePersonal, final List<RecordedEvent> into) {
        cost += EVENT_COST;
        final long sequence = scan.position().sequence();
        if (!reader.read(tenant, sequence, includePersonal)) {
            return;
        }
        final RecordedEvent.Builder recorded = RecordedEvent.newBuilder()
                .setEvent(EventMessages.message(reader.event(), reader.hasPersonal()))
                .setSequence(sequence)
                .setReceivedAt(Timestamps.timestamp(reader.event().receivedAt()));
        EventOutcomes.forEach(store, tenant, sequence, (kind, occurredAt, value) -> {
            recorded.addOutcomesBuilder().setKindValue(kind).setOccurredAt(Timestamps.timestamp(occurredAt));
            if (!Double.isNaN(value)) {
                recorded.getOutcomesBuilder(recorded.getOutcomesCount() - 1).setValue(value);
            }
        });
        into.add(recorded.build());
    }

    @Override
    public void close() {
        scan.close();
    }
}
