package dev.homing.tracking.store;

import java.util.Arrays;

/**
 * Finds the events that happened before an instant, range by range, for whoever has them removed. Each lead's oldest records
 * come first, so a lead with young ones alone costs one leap for each kind of event. Nothing is held between two ranges, so that
 * this may take hours. Any one thread.
 */
public final class OldEvents {
    private final Store store;
    private final byte[] prefix;
    private final long beforeMs;
    private final int maxEvents;
    private byte[] first;
    private byte[] last;
    private int count;

    private OldEvents(final Store store, final byte[] prefix, final long beforeMs, final int maxEvents) {
        this.store = store;
        this.prefix = prefix;
        this.beforeMs = beforeMs;
        this.maxEvents = maxEvents;
        last = prefix;
    }

    /**
     * Looks at all leads of a tenant.
     *
     * @param store     with the events
     * @param tenant    whose
     * @param beforeMs  those of this instant and later stay
     * @param maxEvents the most of one range, at most {@link EventRemoval#MAX_EVENTS}
     * @return before the first range
     */
    public static OldEvents ofTenant(final Store store, final int tenant, final long beforeMs, final int maxEvents) {
        return new OldEvents(store, TimelineKey.ofTenant(tenant), beforeMs, maxEvents);
    }

    /**
     * Looks at one lead, by the id under which its events lie.
     *
     * @param store     with the events
     * @param tenant    whose
     * @param lead      the lead
     * @param beforeMs  those of this instant and later stay
     * @param maxEvents the most of one range, at most {@link EventRemoval#MAX_EVENTS}
     * @return before the first range
     */
    public static OldEvents ofLead(
            final Store store, final int tenant, final String lead, final long beforeMs, final int maxEvents) {
        return new OldEvents(store, TimelineKey.ofLead(tenant, lead), beforeMs, maxEvents);
    }

    /**
     * Goes to the next range, which belongs to one lead.
     *
     * @return false when there is none
     */
    public boolean next() {
        // The key behind the last one has a zero more.
        final byte[] from = last == prefix ? prefix : Arrays.copyOf(last, last.length + 1);
        count = 0;
        try (Cursor cursor = store.cursor(Family.TIMELINES)) {
            boolean is = cursor.seek(from);
            while (is && cursor.isAt(prefix) && TimelineKey.occurredAt(cursor.key()) >= beforeMs) {
                is = cursor.seek(TimelineKey.endOfKind(cursor.key()));
            }
            if (!is || !cursor.isAt(prefix)) {
                return false;
            }
            first = cursor.copyOfKey();
            final byte[] sameKind = Arrays.copyOf(first, first.length - TimelineKey.ORDER_LENGTH);
            while (is && count < maxEvents && cursor.isAt(sameKind) && TimelineKey.occurredAt(cursor.key()) < beforeMs) {
                last = cursor.copyOfKey();
                count++;
                is = cursor.next();
            }
            return true;
        }
    }

    /**
     * Key of the first record of the range.
     *
     * @return for a message that removes it
     */
    public byte[] first() {
        return first;
    }

    /**
     * Key of the last record of the range.
     *
     * @return for a message that removes it
     */
    public byte[] last() {
        return last;
    }

    /**
     * How many events the range had when it was looked at.
     *
     * @return 1 or more
     */
    public int count() {
        return count;
    }
}
