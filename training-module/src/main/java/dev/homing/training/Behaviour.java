package dev.homing.training;

import dev.homing.features.EngagementWeights;
import dev.homing.features.Interactions;
import dev.homing.features.LeadFeatureOptions;
import dev.homing.features.ShownList;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import dev.homing.tracking.store.IdKind;
import dev.homing.tracking.store.RecommendationFiles;
import dev.homing.tracking.store.Store;
import dev.homing.tracking.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the leads of a tenant did, as the store had it at one instant: for each lead the newest lead events, in the order of the
 * store, but for ties. Events on listings are numbered; the others, such as searches, come with them, and so does what leads saw
 * of the lists that they were recommended. In memory; a lead costs 64 bytes an event.
 */
final class Behaviour {
    private final List<byte[]> leads = new ArrayList<>();
    private final List<byte[]> others = new ArrayList<>();
    private final List<String> listingIds = new ArrayList<>();
    private final List<SeenList> lists = new ArrayList<>();
    private final EngagementWeights weights;
    private long listCount;
    private long eventCount;
    private long firstAt = Long.MAX_VALUE;
    private long lastAt = Long.MIN_VALUE;

    Behaviour(final EngagementWeights weights) {
        this.weights = weights;
    }

    static Behaviour read(final Store store, final int tenant, final long asOfMs) {
        return read(store, tenant, asOfMs, Runtime.getRuntime().maxMemory());
    }

    /**
     * Reads, unless there is more than a training finds room for.
     *
     * @param maxBytes of the heap
     * @throws IllegalArgumentException that says how much memory it takes; no more than {@code maxBytes} was taken by then
     */
    static Behaviour read(final Store store, final int tenant, final long asOfMs, final long maxBytes) {
        final Behaviour behaviour = new Behaviour(LeadFeatureOptions.load(store.folder()).weights());
        store.forEachId(tenant, IdKind.PROPERTY, (id, ordinal) -> behaviour.addListing(id));
        final Overflow overflow = new Overflow();
        final boolean hasLists = Files.isDirectory(store.folder().resolve(RecommendationFiles.FOLDER));
        final Map<String, Integer> leads = new HashMap<>();
        store.timelines().forEachLead(tenant, asOfMs, new Timeline(), (lead, timeline) -> {
            if (MemoryNeed.bytes(behaviour.leadCount(), behaviour.listingCount(), behaviour.eventCount()) <= maxBytes) {
                if (behaviour.addLead(timeline) && hasLists) {
                    leads.put(lead, behaviour.leadCount() - 1);
                }
            } else {
                overflow.add(timeline);
            }
        });
        MemoryNeed.check(behaviour.leadCount() + overflow.leads, behaviour.listingCount(),
                behaviour.eventCount() + overflow.events, maxBytes);
        if (hasLists) {
            behaviour.readLists(store, tenant, asOfMs, leads);
        }
        return behaviour;
    }

    private void readLists(final Store store, final int tenant, final long asOfMs, final Map<String, Integer> leadIds) {
        final Map<String, Integer> ordinals = new HashMap<>();
        listingIds.forEach(id -> ordinals.put(id, ordinals.size()));
        try {
            ShownList.read(store.folder(), tenant, asOfMs, shown -> {
                final Integer lead = leadIds.get(store.leads().root(tenant, shown.leadId()));
                if (lead != null) {
                    addList(SeenList.of(shown, lead, ordinals));
                }
            });
        } catch (final IOException e) {
            throw new StoreException(StoreException.Reason.IO,
                    "The lists that were recommended cannot be read from " + store.folder() + ": " + e.getMessage(), e);
        }
    }

    /** What is counted and not kept, so that a refusal knows how much there is. */
    private static final class Overflow {
        private long leads;
        private long events;

        void add(final Timeline timeline) {
            leads++;
            events += timeline.leadCount();
        }
    }

    void addListing(final String id) {
        listingIds.add(id);
    }

    /** Adds a lead; false where it did nothing with listings, and is left out. */
    boolean addLead(final Timeline timeline) {
        final byte[] records = new byte[timeline.leadCount() * TimelineRecord.LENGTH];
        final byte[] elsewhere = new byte[records.length];
        int length = 0;
        int elsewhereLength = 0;
        for (int i = 0; i < timeline.leadCount(); i++) {
            final int offset = timeline.leadOffset(i);
            if (TimelineRecord.propertyOrdinal(timeline.buffer(), offset) != TimelineRecord.NONE) {
                timeline.buffer().getBytes(offset, records, length, TimelineRecord.LENGTH);
                length += TimelineRecord.LENGTH;
                final long at = TimelineRecord.occurredAt(timeline.buffer(), offset);
                firstAt = Math.min(firstAt, at);
                lastAt = Math.max(lastAt, at);
                eventCount++;
            } else {
                timeline.buffer().getBytes(offset, elsewhere, elsewhereLength, TimelineRecord.LENGTH);
                elsewhereLength += TimelineRecord.LENGTH;
            }
        }
        if (length > 0) {
            leads.add(withoutOrderOfTies(Arrays.copyOf(records, length)));
            others.add(Arrays.copyOf(elsewhere, elsewhereLength));
        }
        return length > 0;
    }

    /** Adds what a lead that is there saw of a list; of those that came to nothing only how many they are is kept. */
    void addList(final SeenList list) {
        listCount++;
        if (list.question(this, eventCount(list.lead()), Long.MAX_VALUE).isPresent()) {
            lists.add(list);
        }
    }

    /** What leads saw of lists that came to something. */
    List<SeenList> lists() {
        return lists;
    }

    /** How many lists leads saw something of. */
    long listCount() {
        return listCount;
    }

    /**
     * The order of what a lead did at one instant means nothing, least of all where nothing has a time: it is made arbitrary, so
     * that holding a lead's last listings back is not holding back what stood last in a file that happens to be sorted. What was
     * done to one listing stays together.
     */
    private byte[] withoutOrderOfTies(final byte[] records) {
        final UnsafeBuffer before = new UnsafeBuffer(records);
        final int count = records.length / TimelineRecord.LENGTH;
        final byte[] after = records.clone();
        int from = 0;
        while (from < count) {
            int to = from + 1;
            while (to < count && isAtOneInstant(before, from, to)) {
                to++;
            }
            if (to - from > 1) {
                final int first = from;
                final int[] order = IntStream.range(from, to).boxed()
                        .sorted(Comparator.comparingLong(event -> arbitrary(before, event)))
                        .mapToInt(Integer::intValue).toArray();
                for (int i = 0; i < order.length; i++) {
                    System.arraycopy(records, order[i] * TimelineRecord.LENGTH,
                            after, (first + i) * TimelineRecord.LENGTH, TimelineRecord.LENGTH);
                }
            }
            from = to;
        }
        return after;
    }

    private static boolean isAtOneInstant(final UnsafeBuffer records, final int one, final int other) {
        return TimelineRecord.occurredAt(records, one * TimelineRecord.LENGTH)
                == TimelineRecord.occurredAt(records, other * TimelineRecord.LENGTH);
    }

    /** A number for a lead's listing, mixed as by SplitMix64 (Steele, Lea, Flood 2014). */
    private long arbitrary(final UnsafeBuffer records, final int event) {
        long mixed = ((long) leads.size() << Integer.SIZE)
                + TimelineRecord.propertyOrdinal(records, event * TimelineRecord.LENGTH) + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    int leadCount() {
        return leads.size();
    }

    int eventCount(final int lead) {
        return leads.get(lead).length / TimelineRecord.LENGTH;
    }

    List<String> listingIds() {
        return listingIds;
    }

    int listingCount() {
        return listingIds.size();
    }

    long eventCount() {
        return eventCount;
    }

    long firstAt() {
        return firstAt;
    }

    long lastAt() {
        return lastAt;
    }

    /**
     * Fills a timeline with a lead's first events on listings and the others until an instant, as a server would have had it.
     * What happened since the first event on a listing that is left out is left out as well.
     */
    Timeline timeline(final int lead, final int events, final long untilMs, final Timeline into) {
        final byte[] listings = leads.get(lead);
        final UnsafeBuffer elsewhere = new UnsafeBuffer(others.get(lead));
        final long beforeMs = events < eventCount(lead) ? Math.min(untilMs + 1, occurredAt(lead, events)) : untilMs + 1;
        int rest = elsewhere.capacity() / TimelineRecord.LENGTH;
        while (rest > 0 && TimelineRecord.occurredAt(elsewhere, (rest - 1) * TimelineRecord.LENGTH) >= beforeMs) {
            rest--;
        }
        into.resize(events + rest, 0);
        int event = events;
        // From the end, where the newest is.
        for (int i = events + rest - 1; i >= 0; i--) {
            final boolean isOther = rest > 0 && (event == 0
                    || TimelineRecord.occurredAt(elsewhere, (rest - 1) * TimelineRecord.LENGTH) > occurredAt(lead, event - 1));
            into.buffer().putBytes(into.leadOffset(i), isOther ? elsewhere.byteArray() : listings,
                    (isOther ? --rest : --event) * TimelineRecord.LENGTH, TimelineRecord.LENGTH);
        }
        return into;
    }

    /** Fills a timeline with a lead's first events on listings alone. */
    Timeline timeline(final int lead, final int events, final Timeline into) {
        into.resize(events, 0);
        into.buffer().putBytes(into.leadOffset(0), leads.get(lead), 0, events * TimelineRecord.LENGTH);
        return into;
    }

    int listing(final int lead, final int event) {
        return TimelineRecord.propertyOrdinal(new UnsafeBuffer(leads.get(lead)), event * TimelineRecord.LENGTH);
    }

    /** Sums up a lead's first events. */
    Interactions interactions(
            final int lead, final int events, final double halfLifeDays, final Timeline scratch, final Interactions into) {
        return into.collect(timeline(lead, events, scratch), weights, halfLifeDays);
    }

    long occurredAt(final int lead, final int event) {
        return TimelineRecord.occurredAt(new UnsafeBuffer(leads.get(lead)), event * TimelineRecord.LENGTH);
    }

    EngagementWeights weights() {
        return weights;
    }

    double weight(final int lead, final int event) {
        return weights.weight(new UnsafeBuffer(leads.get(lead)), event * TimelineRecord.LENGTH);
    }

    /** When the newest of some events happened. */
    long lastAt(final int[] known) {
        long newest = Long.MIN_VALUE;
        for (int lead = 0; lead < known.length; lead++) {
            if (known[lead] > 0) {
                newest = Math.max(newest, occurredAt(lead, known[lead] - 1));
            }
        }
        return newest;
    }

    /** The instant before which a part of all events of some happened; those held back are not among them. */
    long quantile(final int[] known, final double part) {
        final long[] times = new long[Arrays.stream(known).sum()];
        int count = 0;
        for (int lead = 0; lead < known.length; lead++) {
            for (int event = 0; event < known[lead]; event++) {
                times[count++] = occurredAt(lead, event);
            }
        }
        Arrays.sort(times);
        return times[(int) Math.min(count - 1L, Math.round(part * count))];
    }

    /** All events of all leads. */
    int[] allEvents() {
        final int[] events = new int[leads.size()];
        for (int lead = 0; lead < events.length; lead++) {
            events[lead] = eventCount(lead);
        }
        return events;
    }
}
