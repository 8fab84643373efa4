package dev.homing.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Whether a score means the same for all leads: listings that were put forward, by score, and how many of them were answers. */
final class Calibration {
    private static final int PARTS = 10;

    private record Shown(float score, boolean isAnswer) {
    }

    /**
     * A tenth of what was put forward.
     *
     * @param listings how many
     * @param score    their mean score
     * @param hits     share of them that were answers
     */
    record Tenth(int listings, double score, double hits) {
    }

    private final List<Shown> all = new ArrayList<>();

    void add(final float score, final boolean isAnswer) {
        all.add(new Shown(score, isAnswer));
    }

    /** From the lowest scores to the highest; fewer than ten where too little was put forward. */
    List<Tenth> tenths() {
        final List<Shown> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingDouble(Shown::score));
        final List<Tenth> tenths = new ArrayList<>();
        for (int part = 0; part < PARTS; part++) {
            final List<Shown> some = sorted.subList(
                    (int) ((long) sorted.size() * part / PARTS), (int) ((long) sorted.size() * (part + 1) / PARTS));
            if (!some.isEmpty()) {
                tenths.add(new Tenth(some.size(), some.stream().mapToDouble(Shown::score).average().orElseThrow(),
                        (double) some.stream().filter(Shown::isAnswer).count() / some.size()));
            }
        }
        return tenths;
    }
}
