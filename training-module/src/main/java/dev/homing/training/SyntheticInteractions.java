package dev.homing.training;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Interactions that a seed makes, shaped like those of large catalogues: few leads with very many, few listings that very many
 * leads meet, and leads that each look around in three groups of listings, so that there is something to learn. One listing of
 * each lead is held back.
 */
final class SyntheticInteractions {
    private static final int LISTINGS_OF_A_GROUP = 137;
    private static final int GROUPS_OF_A_LEAD = 3;
    private static final double GROUP_SHARE = 0.8;
    private static final double LEAD_EXPONENT = 1.4;
    private static final double LISTING_EXPONENT = 2.5;
    private static final double MOST_OF_MEAN = 35;
    private static final double FEWEST_OF_MEAN = 0.3;
    private static final int MAX_TRIES = 5;
    private static final int MAX_WEIGHT = 5;

    private final int listings;
    private final SplittableRandom random;
    private final InteractionMatrix matrix;
    private final int[] heldBack;

    SyntheticInteractions(final int leads, final int listings, final int pairs, final long seed) {
        this.listings = listings;
        random = new SplittableRandom(seed);
        heldBack = new int[leads];
        final double[] wanted = wanted(leads, pairs);
        final int[] starts = new int[leads + 1];
        int[] columns = new int[pairs + pairs / 4 + 16];
        int size = 0;
        for (int lead = 0; lead < leads; lead++) {
            final int[] met = met((int) Math.round(wanted[lead]) + 1);
            if (size + met.length > columns.length) {
                columns = Arrays.copyOf(columns, Math.addExact(columns.length, columns.length / 2 + met.length));
            }
            heldBack[lead] = met[0];
            System.arraycopy(met, 1, columns, size, met.length - 1);
            size += met.length - 1;
            starts[lead + 1] = size;
        }
        final float[] weights = new float[size];
        for (int i = 0; i < size; i++) {
            weights[i] = 1 + random.nextInt(MAX_WEIGHT);
        }
        matrix = InteractionMatrix.of(starts, Arrays.copyOf(columns, size), weights, listings);
    }

    /** How many listings each lead meets, by a power law between bounds. */
    private double[] wanted(final int leads, final int pairs) {
        final double[] wanted = new double[leads];
        double sum = 0;
        for (int lead = 0; lead < leads; lead++) {
            wanted[lead] = Math.min(MOST_OF_MEAN,
                    FEWEST_OF_MEAN * Math.pow(1 - random.nextDouble(), -1 / LEAD_EXPONENT));
            sum += wanted[lead];
        }
        for (int lead = 0; lead < leads; lead++) {
            wanted[lead] *= pairs / sum;
        }
        return wanted;
    }

    /** Different listings in no order, at least one. */
    private int[] met(final int count) {
        final int groups = (listings + LISTINGS_OF_A_GROUP - 1) / LISTINGS_OF_A_GROUP;
        final int groupSize = listings / groups;
        final int[] own = random.ints(GROUPS_OF_A_LEAD, 0, groups).toArray();
        final int[] met = new int[count];
        final Set<Integer> known = new HashSet<>();
        for (int tries = 0; tries < MAX_TRIES * count && known.size() < count; tries++) {
            // The listings of a group are those of the same remainder, so that each group has popular ones.
            final double place = Math.pow(random.nextDouble(), LISTING_EXPONENT);
            final int listing = random.nextDouble() < GROUP_SHARE
                    ? own[random.nextInt(own.length)] + groups * (int) (place * groupSize)
                    : (int) (place * listings);
            if (listing < listings && known.add(listing)) {
                met[known.size() - 1] = listing;
            }
        }
        final int[] result = Arrays.copyOf(met, Math.max(1, known.size()));
        // The popular ones come early in what is drawn without repetition; what is held back must not.
        final int chosen = random.nextInt(result.length);
        final int first = result[0];
        result[0] = result[chosen];
        result[chosen] = first;
        return result;
    }

    /** Leads by listings, without what is held back. */
    InteractionMatrix matrix() {
        return matrix;
    }

    /** A listing that a lead met and the matrix does not have. */
    int heldBack(final int lead) {
        return heldBack[lead];
    }
}
