package dev.homing.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The trials of a search for settings, picked out of what it says of its progress. */
final class TrialLog implements ProgressListener {
    private static final Pattern TRIAL = Pattern.compile("trying (\\w+): NDCG@10 ([0-9.]+), (.*)");

    /**
     * One of them.
     *
     * @param signal   that was trained
     * @param ndcg10   that it reached alone, on questions of the search
     * @param settings it was trained with, for people
     * @param isChosen whether these settings won
     */
    record Trial(String signal, double ndcg10, String settings, boolean isChosen) {
    }

    private final List<Trial> trials = new ArrayList<>();

    @Override
    public void at(final double fraction, final String what) {
        final Matcher matcher = TRIAL.matcher(what);
        if (matcher.matches()) {
            trials.add(new Trial(matcher.group(1), Double.parseDouble(matcher.group(2)), matcher.group(3), false));
        }
    }

    /** In their order. Of each signal the first of the best is chosen, as the search does. */
    List<Trial> trials() {
        final Map<String, Integer> best = new HashMap<>();
        for (int i = 0; i < trials.size(); i++) {
            final int place = i;
            best.merge(trials.get(i).signal(), i,
                    (one, other) -> trials.get(place).ndcg10() > trials.get(one).ndcg10() ? other : one);
        }
        final List<Trial> all = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            final Trial trial = trials.get(i);
            all.add(new Trial(trial.signal(), trial.ndcg10(), trial.settings(), best.get(trial.signal()) == i));
        }
        return all;
    }
}
