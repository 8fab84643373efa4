package dev.homing.serving.explain;

import dev.homing.proto.v1.ExplainRecommendationResponse;
import dev.homing.proto.v1.Explanation;
import dev.homing.proto.v1.Obstacle;
import dev.homing.proto.v1.ObstacleKind;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.Rival;
import dev.homing.proto.v1.ScoreSignal;
import dev.homing.proto.v1.SignalContribution;
import dev.homing.proto.v1.Standing;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Says where a listing stands beside an answer: in it, below it or left out of it, and what stands above it.
 */
public final class Standings {
    /** The most rivals that are named. */
    static final int MOST_RIVALS = 5;

    /**
     * An answer, with all that was ranked for it.
     *
     * @param ordinals       of the listings in it, best first
     * @param scores         of them
     * @param ranked         ordinals of all that were ranked
     * @param rankedScores   of them, in the same order; of equals the first is the better one
     */
    public record Answer(int[] ordinals, float[] scores, int[] ranked, float[] rankedScores) {
        /**
         * Where a listing is in the answer.
         *
         * @param ordinal of it
         * @return -1 when it is not in it
         */
        public int place(final int ordinal) {
            return indexOf(ordinals, ordinal);
        }

        /**
         * Where a listing is among all that were ranked.
         *
         * @param ordinal of it
         * @return -1 when it is not among them
         */
        public int rankedPlace(final int ordinal) {
            return indexOf(ranked, ordinal);
        }

        /**
         * How many of all that were ranked are above a listing by score.
         *
         * @param ordinal of it, ranked or not
         * @param score   that it has, or would have
         * @return 0 for the best
         */
        public int above(final int ordinal, final float score) {
            final int own = rankedPlace(ordinal);
            int count = 0;
            for (int i = 0; i < ranked.length; i++) {
                final float other = rankedScores[i];
                count += i != own && (other > score || (other == score && (own < 0 || i < own))) ? 1 : 0;
            }
            return count;
        }
    }

    /** Explains the score of a listing. */
    @FunctionalInterface
    public interface Explained {
        /**
         * Explains.
         *
         * @param ordinal of the listing
         * @param score   of it
         * @return what it is made of
         */
        Explanation explain(int ordinal, float score);
    }

    private Standings() {
    }

    /**
     * Something that leaves a listing out.
     *
     * @param kind what
     * @param name of what it is about, "" where there is nothing to name
     * @return with its sentences
     */
    public static Obstacle obstacle(final ObstacleKind kind, final String name) {
        return told(Obstacle.newBuilder().setKind(kind).setName(name));
    }

    /**
     * That a listing is off the market.
     *
     * @param status of it
     * @return with its sentences
     */
    public static Obstacle offMarket(final PropertyStatus status) {
        return told(Obstacle.newBuilder().setKind(ObstacleKind.OFF_MARKET).setStatus(status));
    }

    private static Obstacle told(final Obstacle.Builder obstacle) {
        return obstacle.setForBuyer(Sentences.obstacle(obstacle, Sentences.Reader.BUYER))
                .setForAgent(Sentences.obstacle(obstacle, Sentences.Reader.AGENT)).build();
    }

    /**
     * Reports on a listing.
     *
     * @param ordinal   of the listing
     * @param score     that it has, or would have
     * @param answer    that it is or is not in
     * @param obstacles that leave it out
     * @param explained what scores are made of
     * @param idOf      the id of an ordinal
     * @return all but the model and the source
     */
    public static ExplainRecommendationResponse.Builder report(
            final int ordinal,
            final float score,
            final Answer answer,
            final List<Obstacle> obstacles,
            final Explained explained,
            final IntFunction<String> idOf) {
        final int place = answer.place(ordinal);
        final int size = answer.ordinals().length;
        final boolean isLeftOut = obstacles.stream().anyMatch(one ->
                one.getKind() != ObstacleKind.NOT_PUT_FORWARD && one.getKind() != ObstacleKind.MADE_WAY);
        final int rank = place >= 0 ? place + 1 : 1 + answer.above(ordinal, score);
        final Explanation explanation = explained.explain(ordinal, score);
        final ExplainRecommendationResponse.Builder response = ExplainRecommendationResponse.newBuilder()
                .setStanding(place >= 0 ? Standing.IN_ANSWER : isLeftOut ? Standing.LEFT_OUT : Standing.OUTRANKED)
                .setRank(rank).setListSize(size).setRankedCount(answer.ranked().length)
                .setMargin(size == 0 ? 0 : score - answer.scores()[size - 1])
                .setExplanation(explanation);
        if (place >= 0 || obstacles.isEmpty()) {
            final String sentence = Sentences.standing(place >= 0, rank, size);
            response.setForBuyer(sentence).setForAgent(sentence);
        } else {
            response.addAllObstacles(obstacles)
                    .setForBuyer(obstacles.get(0).getForBuyer()).setForAgent(obstacles.get(0).getForAgent());
        }
        final int before = place >= 0 ? place : size;
        for (int i = before - 1; i >= Math.max(0, before - MOST_RIVALS); i--) {
            final Explanation other = explained.explain(answer.ordinals()[i], answer.scores()[i]);
            response.addRivals(Rival.newBuilder().setPropertyId(idOf.apply(answer.ordinals()[i])).setRank(i + 1)
                    .setGap(answer.scores()[i] - score).addAllDifferences(differences(other, explanation)));
        }
        return response;
    }

    private static int indexOf(final int[] ordinals, final int ordinal) {
        for (int i = 0; i < ordinals.length; i++) {
            if (ordinals[i] == ordinal) {
                return i;
            }
        }
        return -1;
    }

    /** By signal, what one has more than the other; the base is the same for both. */
    private static List<SignalContribution> differences(final Explanation more, final Explanation less) {
        final Map<ScoreSignal, Double> sums = new EnumMap<>(ScoreSignal.class);
        more.getSignalsList().forEach(one -> sums.merge(one.getSignal(), (double) one.getValue(), Double::sum));
        less.getSignalsList().forEach(one -> sums.merge(one.getSignal(), -(double) one.getValue(), Double::sum));
        return sums.entrySet().stream().filter(entry -> entry.getValue() != 0)
                .map(entry -> SignalContribution.newBuilder().setSignal(entry.getKey())
                        .setValue(entry.getValue().floatValue()).build()).toList();
    }
}
