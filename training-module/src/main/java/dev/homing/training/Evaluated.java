package dev.homing.training;

import java.util.List;

/**
 * What an evaluation found.
 *
 * @param protocol    what was held back
 * @param questions   how many
 * @param leads       who were asked about
 * @param known       how many listings could be known
 * @param scores      of the hybrid, then of each part
 * @param calibration of the hybrid
 * @param trials      of the search for settings
 * @param days        of {@link Evaluation.Protocol#ROLLING}, else none
 * @param favourites  which the hybrid put forward most often, at most ten
 */
record Evaluated(
        Evaluation.Protocol protocol,
        int questions,
        int leads,
        int known,
        List<MethodScore> scores,
        List<Calibration.Tenth> calibration,
        List<TrialLog.Trial> trials,
        List<Day> days,
        List<Favourite> favourites) {
    /**
     * One day, or more where little happened.
     *
     * @param fromMs    its beginning
     * @param questions how many
     * @param ndcg10    means, in the order of the scores
     */
    record Day(long fromMs, int questions, double[] ndcg10) {
    }

    /**
     * A listing that many were shown.
     *
     * @param id    of the listing
     * @param lists in the first 10 of how many
     */
    record Favourite(String id, int lists) {
    }

    MethodScore hybrid() {
        return scores.get(0);
    }

    /** The part with the highest NDCG@10. */
    MethodScore bestPart() {
        MethodScore best = scores.get(1);
        for (final MethodScore score : scores.subList(1, scores.size())) {
            best = score.measures().ndcg10() > best.measures().ndcg10() ? score : best;
        }
        return best;
    }
}
