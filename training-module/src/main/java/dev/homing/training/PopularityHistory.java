package dev.homing.training;

import dev.homing.features.PopularityHorizon;
import dev.homing.features.PopularityView;
import java.util.Arrays;
import java.util.Comparator;

/**
 * How popular every listing was at any instant: what a server would have known then. Immutable; memory is 48 bytes for each event
 * of positive weight.
 */
final class PopularityHistory {
    private static final PopularityHorizon[] HORIZONS = PopularityHorizon.values();

    private final int[] starts;
    private final long[] times;
    /** After each event, for each horizon. */
    private final double[] logs;

    private record Entry(long occurredAt, double weight) {
    }

    /**
     * Counts.
     *
     * @param behaviour of leads
     * @param kept      how many of each lead's events there are
     */
    PopularityHistory(final Behaviour behaviour, final int[] kept) {
        starts = starts(behaviour, kept);
        final int size = starts[starts.length - 1];
        times = new long[size];
        logs = new double[size * HORIZONS.length];
        final double[] weights = new double[size];
        final int[] next = starts.clone();
        for (int lead = 0; lead < behaviour.leadCount(); lead++) {
            for (int event = 0; event < kept[lead]; event++) {
                final double weight = behaviour.weight(lead, event);
                if (weight > 0) {
                    final int at = next[behaviour.listing(lead, event)]++;
                    times[at] = behaviour.occurredAt(lead, event);
                    weights[at] = weight;
                }
            }
        }
        for (int listing = 0; listing < starts.length - 1; listing++) {
            accumulate(starts[listing], starts[listing + 1], weights);
        }
    }

    private static int[] starts(final Behaviour behaviour, final int[] kept) {
        final int[] starts = new int[behaviour.listingCount() + 1];
        for (int lead = 0; lead < behaviour.leadCount(); lead++) {
            for (int event = 0; event < kept[lead]; event++) {
                if (behaviour.weight(lead, event) > 0) {
                    starts[behaviour.listing(lead, event) + 1]++;
                }
            }
        }
        for (int listing = 0; listing < behaviour.listingCount(); listing++) {
            starts[listing + 1] += starts[listing];
        }
        return starts;
    }

    private void accumulate(final int from, final int to, final double[] weights) {
        final Entry[] entries = new Entry[to - from];
        for (int i = from; i < to; i++) {
            entries[i - from] = new Entry(times[i], weights[i]);
        }
        Arrays.sort(entries, Comparator.comparingLong(Entry::occurredAt));
        for (int i = from; i < to; i++) {
            final Entry entry = entries[i - from];
            times[i] = entry.occurredAt();
            for (final PopularityHorizon horizon : HORIZONS) {
                final int at = i * HORIZONS.length + horizon.ordinal();
                final double before = i == from ? PopularityHorizon.NONE : logs[at - HORIZONS.length];
                logs[at] = horizon.add(before, entry.weight(), entry.occurredAt());
            }
        }
    }

    /** How many events there were before an instant, as a place for {@link #log}; negative when none. */
    int placeBefore(final int listing, final long atMs) {
        int from = starts[listing];
        int to = starts[listing + 1];
        while (from < to) {
            final int middle = (from + to) >>> 1;
            if (times[middle] < atMs) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from == starts[listing] ? -1 : from - 1;
    }

    /** Popularity after the event at a place. */
    double log(final int place, final PopularityHorizon horizon) {
        return place < 0 ? PopularityHorizon.NONE : logs[place * HORIZONS.length + horizon.ordinal()];
    }

    /** What a server would have known just before an instant. */
    PopularityView before(final long atMs) {
        return (listing, horizon) -> horizon.value(log(placeBefore(listing, atMs), horizon), atMs);
    }

    /** When the first event of positive weight was; {@link Long#MAX_VALUE} when there is none. */
    long firstAt(final int listing) {
        return starts[listing] == starts[listing + 1] ? Long.MAX_VALUE : times[starts[listing]];
    }
}
