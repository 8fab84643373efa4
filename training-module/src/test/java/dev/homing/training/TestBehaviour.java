package dev.homing.training;

import dev.homing.tracking.EventType;
import java.util.Random;
import java.util.SplittableRandom;

/** Behaviour made up by tests, without a store. */
final class TestBehaviour {
    private static final long DAY_MS = 86_400_000;

    private TestBehaviour() {
    }

    /** One like each, in this order, one day after another; -1 stands for an event on no listing. */
    static Behaviour likes(final int listings, final int[]... leads) {
        final Leads all = new Leads(listings);
        for (final int[] liked : leads) {
            all.lead();
            for (int i = 0; i < liked.length; i++) {
                all.did(liked[i] < 0 ? EventType.PAGE_VIEW : EventType.PROPERTY_LIKE, liked[i], (i + 1) * DAY_MS);
            }
        }
        return all.behaviour();
    }

    /** Leads that each like some listings of one cluster; clusters are listings of the same ordinal modulo their number. */
    static Behaviour clusters(final int clusters, final int listingsEach, final int leadsEach, final int likes, final long seed) {
        final Random random = new Random(seed);
        final int[][] leads = new int[clusters * leadsEach][];
        for (int lead = 0; lead < leads.length; lead++) {
            final int cluster = lead % clusters;
            leads[lead] = random.ints(0, listingsEach).distinct().limit(likes).map(i -> i * clusters + cluster).toArray();
        }
        return likes(clusters * listingsEach, leads);
    }

    /** Leads that like anything. */
    static Behaviour random(final int listings, final int leads, final int maxLikes, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final int[][] liked = new int[leads][];
        for (int lead = 0; lead < leads; lead++) {
            liked[lead] = random.ints(1 + random.nextInt(maxLikes), 0, listings).toArray();
        }
        return likes(listings, liked);
    }

    static InteractionMatrix matrix(final Behaviour behaviour) {
        return InteractionMatrix.of(behaviour, behaviour.allEvents(), Double.POSITIVE_INFINITY);
    }
}
