package dev.homing.training;

import dev.homing.features.LogPopularity;
import java.util.Arrays;
import java.util.Comparator;

/**
 * How popular every listing was at any instant: what a server would have known then. Immutable; memory is 24 bytes for each event
 * of positive weight.
 */
final class PopularityHistory {
    private final int[] starts;
    private final long[] times;
    /** After each event: a {@link LogPopularity}, and the plain sum of the weights. */
    private final double[] logs;
    private final double[] sums;

    private record Entry(long occurredAt, double weight) {
    }

    PopularityHistory(final Behaviour behaviour) {
        starts = starts(behaviour);
        final int size = starts[starts.length - 1];
        times = new long[size];
        logs = new double[size];
        sums = new double[size];
        final double[] weights = new double[size];
        final int[] next = starts.clone();
        for (int lead = 0; lead < behaviour.leadCount(); lead++) {
            for (int event = 0; event < behaviour.eventCount(lead); event++) {
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

    private static int[] starts(final Behaviour behaviour) {
        final int[] starts = new int[behaviour.listingCount() + 1];
        for (int lead = 0; lead < behaviour.leadCount(); lead++) {
            for (int event = 0; event < behaviour.eventCount(lead); event++) {
                starts[behaviour.listing(lead, event) + 1] += behaviour.weight(lead, event) > 0 ? 1 : 0;
            }
        }
        for (int listing = 1; listing < starts.length; listing++) {
            starts[listing] += starts[listing - 1];
        }
        return starts;
    }

    private void accumulate(final int from, final int to, final double[] weights) {
        final Entry[] entries = new Entry[to - from];
        for (int i = from; i < to; i++) {
            entries[i - from] = new Entry(times[i], weights[i]);
        }
        Arrays.sort(entries, Comparator.comparingLong(Entry::occurredAt));
        double log = LogPopularity.NONE;
        double sum = 0;
        for (int i = from; i < to; i++) {
            final Entry entry = entries[i - from];
            log = LogPopularity.add(log, entry.weight(), entry.occurredAt());
            sum += entry.weight();
            times[i] = entry.occurredAt();
            logs[i] = log;
            sums[i] = sum;
        }
    }

    /** A {@link LogPopularity} of the events before an instant. */
    double logBefore(final int listing, final long atMs) {
        final int last = lastBefore(listing, atMs);
        return last < starts[listing] ? LogPopularity.NONE : logs[last];
    }

    /** The sum of the weights of all events before an instant, however old. */
    double sumBefore(final int listing, final long atMs) {
        final int last = lastBefore(listing, atMs);
        return last < starts[listing] ? 0 : sums[last];
    }

    /** Events of the very instant do not count: the one that is asked about is among them. */
    private int lastBefore(final int listing, final long atMs) {
        int low = starts[listing];
        int high = starts[listing + 1];
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (times[middle] < atMs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
