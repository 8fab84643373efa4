package dev.homing.serving.lead;

import dev.homing.features.HotTimelines;
import dev.homing.features.TimelineLoader;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import dev.homing.tracking.store.LeadDirectory;
import dev.homing.tracking.store.LeadIdentity;
import dev.homing.tracking.store.Store;
import org.agrona.DirectBuffer;

/**
 * Reads timelines: of now through the hot ones, of an instant from the store. A lead may be named by any of its ids. Any thread.
 */
public final class Timelines {
    private static final int[] NONE = {};

    private final Store store;
    private final HotTimelines hot;
    private final LeadDirectory directory;
    private final TimelineLoader loader;
    private final ThreadLocal<LeadIdentity> identities = ThreadLocal.withInitial(LeadIdentity::new);

    /**
     * Creates a reader.
     *
     * @param store with all timelines
     * @param hot   with those in memory
     */
    public Timelines(final Store store, final HotTimelines hot) {
        this.store = store;
        this.hot = hot;
        directory = store.leads();
        loader = (tenant, lead, offset, length, into) ->
                store.timelines().read(tenant, lead, offset, length, Long.MAX_VALUE, into);
    }

    /**
     * Reads a timeline as it is now, if that takes no waiting.
     *
     * @param tenant whose
     * @param lead   the lead's UTF-8 id, all of it
     * @param into   is filled
     * @return false when {@link #read} is needed, on a thread that may wait
     */
    public boolean tryRead(final int tenant, final DirectBuffer lead, final Timeline into) {
        // Which id a merged lead goes by may have to come from the disk.
        return !directory.isListed(tenant, lead, 0, lead.capacity())
                && hot.tryRead(tenant, lead, 0, lead.capacity(), into) == HotTimelines.HIT;
    }

    /**
     * Reads the timeline of an instant that is now or later, if that takes no waiting. A timeline of now may have events that
     * happen after the instant, in the place of old ones that count then; such a one is not what {@link #readAsOf} reads.
     *
     * @param tenant whose
     * @param lead   the lead's UTF-8 id, all of it
     * @param asOfMs when
     * @param into   is filled
     * @return false when {@link #readAsOf} is needed, on a thread that may wait
     */
    public boolean tryReadAsOf(final int tenant, final DirectBuffer lead, final long asOfMs, final Timeline into) {
        return tryRead(tenant, lead, into)
                && (into.droppedAt() == Timeline.NOTHING_DROPPED || isOver(into, into.leadOffset(into.leadCount() - 1), asOfMs))
                && (into.agentCount() < into.maxAgentEvents()
                        || isOver(into, into.agentOffset(into.agentCount() - 1), asOfMs));
    }

    private static boolean isOver(final Timeline timeline, final int newestOffset, final long asOfMs) {
        return TimelineRecord.occurredAt(timeline.buffer(), newestOffset) <= asOfMs;
    }

    /**
     * Reads a timeline as it is now; may wait for the disk.
     *
     * @param tenant whose
     * @param lead   the lead's UTF-8 id, all of it
     * @param into   is filled
     */
    public void read(final int tenant, final DirectBuffer lead, final Timeline into) {
        final LeadIdentity identity = directory.resolve(tenant, lead, 0, lead.capacity(), identities.get());
        hot.read(tenant, identity.buffer(), identity.offset(), identity.length(), loader, into);
    }

    /**
     * Finds the listings of events that a timeline had no place for; may wait for the disk.
     *
     * @param tenant   whose
     * @param lead     the lead's UTF-8 id, all of it
     * @param timeline of the lead, as it was read
     * @return ordinals of listings, ascending, each once; some of them may be in the timeline as well
     */
    public int[] metBefore(final int tenant, final DirectBuffer lead, final Timeline timeline) {
        return timeline.droppedAt() == Timeline.NOTHING_DROPPED ? NONE
                : store.timelines().met(tenant, lead, 0, lead.capacity(), timeline.droppedAt());
    }

    /**
     * Reads a timeline as it was; may wait for the disk.
     *
     * @param tenant whose
     * @param lead   the lead's UTF-8 id, all of it
     * @param asOfMs when
     * @param into   is filled
     */
    public void readAsOf(final int tenant, final DirectBuffer lead, final long asOfMs, final Timeline into) {
        store.timelines().read(tenant, lead, 0, lead.capacity(), asOfMs, into);
    }
}
