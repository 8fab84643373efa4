package dev.homing.tracking.store;

import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Stages merges of leads and their undoing, each with all the timeline records that change hands. Committer thread only.
 *
 * <p>A merge keeps the two ids as they were given, so that a chain of merges can be taken apart again in any order. Only
 * timelines move: journal and indexes keep the id that an event was sent with, which is what the undoing goes by.
 */
public final class LeadMerging {
    /** The most events that change hands, or are looked at for an undoing, at once: the committer does nothing else meanwhile. */
    public static final int MAX_EVENTS = 100_000;
    /** How long a merge can be undone, in milliseconds. */
    public static final long UNDO_MS = TimeUnit.DAYS.toMillis(30);

    private final Store store;
    private final LeadDirectory directory;
    private final Consumer<Runnable> whenCommitted;
    private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer target = new UnsafeBuffer(0, 0);

    LeadMerging(final Store store, final Consumer<Runnable> whenCommitted) {
        this.store = store;
        this.whenCommitted = whenCommitted;
        directory = store.leads();
    }

    /** Stages a merge. The value of {@link Outcome#RECORDED} is the number of events that change hands. */
    long merge(
            final int tenant,
            final String from,
            final String into,
            final long at,
            final List<String> changed,
            final Batch batch) {
        final LeadIdentity identity = directory.identity(tenant, into);
        final String root = identity.buffer().getStringWithoutLengthUtf8(identity.offset(), identity.length());
        if (directory.merge(tenant, from).isPresent()) {
            return mergedBefore(tenant, from, into, root);
        }
        if (root.equals(from)) {
            return MergeRefusal.MERGED_OTHER_WAY_ROUND.outcome();
        }
        final long erasedAt = Math.max(identity.closedUntil(), directory.identity(tenant, from).erasedAt());
        final byte[] prefix = TimelineKey.ofLead(tenant, from);
        try (Cursor cursor = store.cursor(Family.TIMELINES)) {
            int count = 0;
            for (boolean is = cursor.seek(prefix); is && cursor.isAt(prefix); is = cursor.next()) {
                if (++count > MAX_EVENTS) {
                    return MergeRefusal.TOO_MANY_EVENTS.outcome();
                }
                // What was erased of one of the two must not come back by way of the other, nor what is being erased move away.
                if (TimelineKey.occurredAt(cursor.key()) <= erasedAt) {
                    return Outcome.of(Outcome.LEAD_ERASED, 0);
                }
            }
        }
        directory.add(tenant, from);
        put(LeadKey.of(tenant, LeadKey.MERGE, from), LeadKey.value(at, into), batch);
        put(LeadKey.ofMember(tenant, into, from), new byte[0], batch);
        final long fromHash = LeadDirectory.leadHash(from);
        final long intoHash = LeadDirectory.leadHash(into);
        whenCommitted.accept(() -> directory.rootsForWriting(tenant).merge(fromHash, intoHash));
        changed.add(from);
        changed.add(root);
        return Outcome.of(Outcome.RECORDED, move(tenant, from, root, sequence -> true, batch));
    }

    /** What a merge of a lead that goes by another id already comes to. */
    private long mergedBefore(final int tenant, final String from, final String into, final String root) {
        if (!directory.root(tenant, from).equals(root)) {
            return MergeRefusal.MERGED_ELSEWHERE.outcome();
        }
        return directory.members(tenant, from).contains(into)
                ? MergeRefusal.MERGED_OTHER_WAY_ROUND.outcome()
                : Outcome.of(Outcome.DUPLICATE, 0);
    }

    /** Stages the undoing of a merge. The value of {@link Outcome#UPDATED} is the number of events that change hands. */
    long undo(
            final int tenant,
            final String from,
            final String into,
            final long at,
            final List<String> changed,
            final Batch batch) {
        final Optional<LeadDirectory.Merge> merge = directory.merge(tenant, from);
        if (merge.isEmpty() || !merge.get().into().equals(into)) {
            return MergeRefusal.NOT_MERGED.outcome();
        }
        if (at > merge.get().at() + UNDO_MS) {
            return MergeRefusal.UNDO_EXPIRED.outcome();
        }
        final String root = directory.root(tenant, from);
        final byte[] prefix = TimelineKey.ofLead(tenant, root);
        try (Cursor cursor = store.cursor(Family.TIMELINES)) {
            int count = 0;
            for (boolean is = cursor.seek(prefix); is && cursor.isAt(prefix); is = cursor.next()) {
                if (++count > MAX_EVENTS) {
                    return MergeRefusal.TOO_MANY_EVENTS.outcome();
                }
            }
        }
        delete(LeadKey.of(tenant, LeadKey.MERGE, from), batch);
        delete(LeadKey.ofMember(tenant, into, from), batch);
        final long fromHash = LeadDirectory.leadHash(from);
        whenCommitted.accept(() -> directory.rootsForWriting(tenant).undo(fromHash));
        changed.add(from);
        changed.add(root);
        final Set<String> mine = new HashSet<>(directory.members(tenant, from));
        mine.add(from);
        return Outcome.of(Outcome.UPDATED,
                move(tenant, root, from, sequence -> mine.contains(leadOf(tenant, sequence)), batch));
    }

    /** The id that an event was sent with. */
    private String leadOf(final int tenant, final long sequence) {
        final byte[] event = store.get(Family.EVENTS, EventRemoval.journalKey(tenant, sequence));
        return event == null ? "" : new EventFlyweight().wrap(new UnsafeBuffer(event), 0).text(Text.LEAD_ID);
    }

    private int move(
            final int tenant, final String from, final String to, final LongPredicate isMoving, final Batch batch) {
        final byte[] prefix = TimelineKey.ofLead(tenant, from);
        final byte[] targetPrefix = TimelineKey.ofLead(tenant, to);
        int moved = 0;
        long oldestAt = Long.MAX_VALUE;
        try (Cursor cursor = store.cursor(Family.TIMELINES)) {
            for (boolean is = cursor.seek(prefix); is && cursor.isAt(prefix); is = cursor.next()) {
                if (isMoving.test(TimelineKey.sequence(cursor.key()))) {
                    final int length = cursor.key().capacity();
                    batch.key().putBytes(0, cursor.key(), 0, length);
                    batch.delete(Family.TIMELINES, length);
                    batch.key().putBytes(0, targetPrefix);
                    batch.key().putBytes(targetPrefix.length, cursor.key(), prefix.length, length - prefix.length);
                    value.wrap(cursor.value());
                    batch.put(Family.TIMELINES, targetPrefix.length + length - prefix.length, value, 0, value.capacity());
                    oldestAt = Math.min(oldestAt, TimelineKey.occurredAt(cursor.key()));
                    moved++;
                }
            }
        }
        endSeal(tenant, oldestAt, prefix, batch);
        endSeal(tenant, oldestAt, targetPrefix, batch);
        return moved;
    }

    private void endSeal(final int tenant, final long changedAt, final byte[] prefix, final Batch batch) {
        value.wrap(prefix);
        final int offset = TimelineKey.leadOffset();
        store.seals().onChange(tenant, changedAt, value, offset, prefix.length - offset, batch);
    }

    private void put(final byte[] key, final byte[] content, final Batch batch) {
        batch.key().putBytes(0, key);
        target.wrap(content);
        batch.put(Family.LEADS, key.length, target, 0, content.length);
    }

    private static void delete(final byte[] key, final Batch batch) {
        batch.key().putBytes(0, key);
        batch.delete(Family.LEADS, key.length);
    }
}
