package dev.homing.training;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Random;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;

/** Behaviour made up by tests, without a store. */
final class TestBehaviour {
    private TestBehaviour() {
    }

    /** One like each, in this order, one day after another; -1 stands for an event on no listing. */
    static Behaviour likes(final int listings, final int[]... leads) {
        final Behaviour behaviour = new Behaviour();
        for (int listing = 0; listing < listings; listing++) {
            behaviour.addListing("p" + listing);
        }
        final UnsafeBuffer record = new UnsafeBuffer(new byte[TimelineRecord.LENGTH]);
        for (final int[] liked : leads) {
            final Timeline timeline = new Timeline();
            for (int i = liked.length - 1; i >= 0; i--) {
                final EventType type = liked[i] < 0 ? EventType.PAGE_VIEW : EventType.PROPERTY_LIKE;
                TimelineRecord.putEvent(record, 0, (i + 1) * 86_400_000L, i + 1, type.code(), 0, 0, 0, 0, 0, liked[i], Double.NaN);
                timeline.prependLead(record, 0);
            }
            behaviour.addLead(timeline);
        }
        return behaviour;
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
