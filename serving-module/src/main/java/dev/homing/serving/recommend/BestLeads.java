package dev.homing.serving.recommend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The best few of many leads by a score; of equals the smaller id is better. One instance belongs to one thread. */
final class BestLeads {
    private static final Comparator<Entry> WORST_FIRST =
            Comparator.comparingDouble(Entry::score).thenComparing(Entry::lead, Comparator.reverseOrder());

    private final int capacity;
    private final PriorityQueue<Entry> entries = new PriorityQueue<>(WORST_FIRST);

    private record Entry(String lead, double score) {
    }

    BestLeads(final int capacity) {
        this.capacity = capacity;
    }

    /** Offers a lead with a score, the larger the better. */
    void offer(final String lead, final double score) {
        if (entries.size() < capacity || entries.peek().score() <= score) {
            entries.add(new Entry(lead, score));
            if (entries.size() > capacity) {
                entries.remove();
            }
        }
    }

    /** The leads, best first. */
    List<String> leads() {
        final List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(WORST_FIRST.reversed());
        return sorted.stream().map(Entry::lead).toList();
    }
}
