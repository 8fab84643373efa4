package dev.homing.serving.explain;

import dev.homing.features.EngagementWeights;
import dev.homing.features.SignalTerms;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Int2IntHashMap;

/**
 * The listings that a lead met, in the order of {@link SignalTerms}: what the lead did that says most of each, and what those are
 * like that the lead liked.
 */
final class MetListings {
    private static final int NONE = -1;

    /**
     * A listing that the lead liked.
     *
     * @param index  among those that the lead met
     * @param record as it was at the instant
     */
    record Liked(int index, PropertyRecord record) {
    }

    private final int[] listings;
    private final boolean[] isLiked;
    private final int[] offsets;
    private final Timeline timeline;
    private final List<Liked> liked = new ArrayList<>();

    private MetListings(final Timeline timeline, final int count) {
        this.timeline = timeline;
        listings = new int[count];
        isLiked = new boolean[count];
        offsets = new int[count];
    }

    /** Of a lead of whom no model knows what was liked. */
    static MetListings none(final Timeline timeline) {
        return new MetListings(timeline, 0);
    }

    /** Reads a timeline, which stays as it is as long as this is used. */
    MetListings(
            final SignalTerms terms,
            final Timeline timeline,
            final EngagementWeights weights,
            final TenantCatalog catalog,
            final long versionMs) {
        this(timeline, terms.count());
        final Int2IntHashMap places = new Int2IntHashMap(NONE);
        for (int i = 0; i < offsets.length; i++) {
            listings[i] = terms.listing(i);
            isLiked[i] = terms.isLiked(i);
            offsets[i] = NONE;
            places.put(listings[i], i);
        }
        final double[] most = new double[offsets.length];
        for (int event = 0; event < timeline.leadCount(); event++) {
            final int offset = timeline.leadOffset(event);
            final int place = places.get(TimelineRecord.propertyOrdinal(timeline.buffer(), offset));
            if (place != NONE) {
                final double weight = weights.weight(timeline.buffer(), offset) * (isLiked[place] ? 1 : -1);
                // Of equals the newest.
                if (offsets[place] == NONE || weight >= most[place]) {
                    most[place] = weight;
                    offsets[place] = offset;
                }
            }
        }
        for (int i = 0; i < offsets.length; i++) {
            final PropertyRecord record = new PropertyRecord();
            if (isLiked[i] && catalog.read(listings[i], versionMs, record)) {
                liked.add(new Liked(i, record));
            }
        }
    }

    /** Ordinal of a listing. */
    int listing(final int i) {
        return listings[i];
    }

    boolean isLiked(final int i) {
        return isLiked[i];
    }

    /** Code of the type of the event that says most. */
    int typeCode(final int i) {
        return TimelineRecord.typeCode(timeline.buffer(), offsets[i]);
    }

    /** Flags of the event that says most. */
    int flags(final int i) {
        return TimelineRecord.flags(timeline.buffer(), offsets[i]);
    }

    /** When the event that says most happened. */
    long occurredAt(final int i) {
        return TimelineRecord.occurredAt(timeline.buffer(), offsets[i]);
    }

    /** Those that the lead liked and the catalogue knows. */
    List<Liked> liked() {
        return liked;
    }
}
