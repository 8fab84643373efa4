package dev.homing.serving.recommend;

import dev.homing.features.Interactions;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.Obstacle;
import dev.homing.proto.v1.ObstacleKind;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.serving.explain.Standings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which listings may be on the list of one request. Belongs to the thread that works on it. */
final class Eligibility {
    private final RecommendQuery query;
    private final TenantCatalog properties;
    private final int[] metBefore;
    private final PropertyRecord listing = new PropertyRecord();
    private Interactions met;

    /**
     * Creates an instance, which is {@linkplain #met(Interactions) told} what the lead met before it is asked.
     *
     * @param metBefore ordinals of listings that the lead met and the timeline had no place for, ascending
     */
    Eligibility(final RecommendQuery query, final TenantCatalog properties, final int[] metBefore) {
        this.query = query;
        this.properties = properties;
        this.metBefore = metBefore;
    }

    void met(final Interactions interactions) {
        met = interactions;
    }

    Interactions met() {
        return met;
    }

    /** Whether a listing may be on the list. */
    boolean admits(final int ordinal) {
        return isShown(ordinal) && isMeant(ordinal) && isNew(ordinal);
    }

    /** Whether a listing may be on the list because a rule puts it there. */
    boolean admitsPinned(final int ordinal) {
        return !isAmong(query.excluded(), ordinal) && (query.includeRejected() || !met.isRejected(ordinal))
                && isShown(ordinal) && isMeant(ordinal);
    }

    /** Whether it is on the market. */
    boolean isShown(final int ordinal) {
        return query.isNow() ? properties.isActive(ordinal) : properties.isActive(ordinal, query.asOfMs());
    }

    /** Whether the lead may be shown it: not excluded, not seen, not turned down. */
    boolean isNew(final int ordinal) {
        if (isAmong(query.excluded(), ordinal)) {
            return false;
        }
        return query.includeSeen() ? query.includeRejected() || !met.isRejected(ordinal)
                : !(met.contains(ordinal) || isAmong(metBefore, ordinal));
    }

    /** What leaves a listing out; empty when nothing does. */
    List<Obstacle> obstacles(final int ordinal) {
        final List<Obstacle> found = new ArrayList<>();
        final boolean isKnown = properties.read(ordinal, query.asOfMs(), listing);
        if (!isShown(ordinal)) {
            final PropertyStatus status = PropertyStatus.forNumber(listing.status());
            found.add(status == PropertyStatus.ACTIVE
                    ? Standings.obstacle(ObstacleKind.NOT_LISTED_YET, "") : Standings.offMarket(status));
        }
        if (isAmong(query.excluded(), ordinal)) {
            found.add(Standings.obstacle(ObstacleKind.EXCLUDED, ""));
        }
        if (!(query.includeSeen() && query.includeRejected()) && met.isRejected(ordinal)) {
            found.add(Standings.obstacle(ObstacleKind.TURNED_DOWN, ""));
        } else if (!query.includeSeen() && (met.contains(ordinal) || isAmong(metBefore, ordinal))) {
            found.add(Standings.obstacle(ObstacleKind.ALREADY_SEEN, ""));
        }
        if (!isMeant(ordinal)) {
            found.add(Standings.obstacle(ObstacleKind.NOT_MEANT,
                    isKnown ? query.filter().mismatch(listing).name().toLowerCase(Locale.ROOT).replace('_', ' ') : ""));
        }
        return found;
    }

    /** Whether the filter means it. */
    boolean isMeant(final int ordinal) {
        return query.filter().matches(properties, ordinal, query.asOfMs(), listing);
    }

    /** How much a listing fits of what the lead states, 0 to 1. */
    float preferredShare(final int ordinal) {
        return query.preferences().share(properties, ordinal, query.asOfMs(), listing);
    }

    /** Sets the bits of listings that are shown, meant and new, and clears all others. */
    void mark(final long[] bits) {
        if (query.isNow()) {
            final int count = properties.activeNow(query.filter(), bits);
            Arrays.fill(bits, (count + Long.SIZE - 1) / Long.SIZE, bits.length, 0);
        } else {
            final int count = Math.min(properties.propertyCount(), bits.length * Long.SIZE);
            Arrays.fill(bits, 0);
            for (int ordinal = 0; ordinal < count; ordinal++) {
                if (isShown(ordinal) && isMeant(ordinal)) {
                    bits[ordinal / Long.SIZE] |= 1L << ordinal;
                }
            }
        }
        clear(query.excluded(), bits);
        if (!query.includeSeen()) {
            clear(metBefore, bits);
        }
        for (int i = 0; i < met.seenCount(); i++) {
            if (!isNew(met.seen(i))) {
                clear(met.seen(i), bits);
            }
        }
    }

    private static void clear(final int[] ordinals, final long[] bits) {
        for (final int ordinal : ordinals) {
            clear(ordinal, bits);
        }
    }

    private static void clear(final int ordinal, final long[] bits) {
        if (ordinal / Long.SIZE < bits.length) {
            bits[ordinal / Long.SIZE] &= ~(1L << ordinal);
        }
    }

    /** At most so many listings on the market are left out because of the lead, or by name. */
    int mostUnwanted() {
        return query.excluded().length
                + (query.includeSeen() && query.includeRejected() ? 0 : met.seenCount() + metBefore.length);
    }

    private static boolean isAmong(final int[] ascending, final int ordinal) {
        return ascending.length > 0 && Arrays.binarySearch(ascending, ordinal) >= 0;
    }
}
