package dev.homing.serving.lead;

import dev.homing.features.HotTimelines;
import dev.homing.features.TimelineLoader;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.LeadDirectory;
import dev.homing.tracking.store.LeadIdentity;
import dev.homing.tracking.store.Store;
import org.agrona.DirectBuffer;

/**
 * Reads timelines: of now through the hot ones, of an instant from the store. A lead may be named by any of its ids. Any thread.
 */
public final class Timelines {
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
