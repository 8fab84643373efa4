package dev.homing.training;

import dev.homing.features.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The trials of a search for settings, picked out of what it says of its progress. */
final class TrialLog implements ProgressListener {
    private static final Pattern TRIAL = Pattern.compile(
            "trying (\\w+)(?: on ([0-9.]+) % of the leads)?: NDCG@10 ([0-9.]+), (.*)");
    private static final double PERCENT = 100;
    private static final double TENTHS = 10;

    /**
     * One of them.
     *
     * @param signal   that was trained
     * @param share    of the leads on which it was, 1 for all
     * @param ndcg10   that it reached alone, on questions of the search
     * @param settings it was trained with, for people
     * @param isChosen whether these settings won
     */
    record Trial(String signal, double share, double ndcg10, String settings, boolean isChosen) {
    }

    private final List<Trial> trials = new ArrayList<>();

    @Override
    public void at(final double fraction, final String what) {
        final Matcher matcher = TRIAL.matcher(what);
        if (matcher.matches()) {
            trials.add(new Trial(matcher.group(1),
                    matcher.group(2) == null ? 1
                            : Math.round(Double.parseDouble(matcher.group(2)) * TENTHS) / (TENTHS * PERCENT),
                    Double.parseDouble(matcher.group(3)), matcher.group(4), false));
        }
    }

    /** As a search says it of a trial. */
    static String line(final Signal signal, final double share, final double ndcg10, final String settings) {
        return String.format(Locale.ROOT, "trying %s%s: NDCG@%d %.4f, %s", signal.name().toLowerCase(Locale.ROOT),
                share < 1 ? String.format(Locale.ROOT, " on %.1f %% of the leads", PERCENT * share) : "",
                Measures.CUT, ndcg10, settings);
    }

    /** In their order. Of each signal the first of the best on the most leads is chosen, as the search does. */
    List<Trial> trials() {
        final Map<String, Integer> best = new HashMap<>();
        for (int i = 0; i < trials.size(); i++) {
            final Trial trial = trials.get(i);
            final Integer before = best.get(trial.signal());
            if (before == null || isBetter(trial, trials.get(before))) {
                best.put(trial.signal(), i);
            }
        }
        final List<Trial> all = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            final Trial trial = trials.get(i);
            all.add(new Trial(trial.signal(), trial.share(), trial.ndcg10(), trial.settings(), best.get(trial.signal()) == i));
        }
        return all;
    }

    private static boolean isBetter(final Trial one, final Trial other) {
        return one.share() > other.share() || (one.share() == other.share() && one.ndcg10() > other.ndcg10());
    }
}
