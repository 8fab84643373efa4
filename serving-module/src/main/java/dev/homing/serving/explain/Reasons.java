package dev.homing.serving.explain;

import com.google.protobuf.Timestamp;
import dev.homing.features.ListingAttribute;
import dev.homing.features.PopularityHorizon;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.Reason;
import dev.homing.proto.v1.ReasonKind;
import dev.homing.serving.event.Timestamps;
import dev.homing.serving.model.PopularListings;
import dev.homing.tracking.PropertyType;
import dev.homing.tracking.codec.TimelineRecord;
import dev.homing.tracking.store.IdKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Finds what can be told of one listing after the other: what a contribution stands behind, with the numbers of the catalogue and
 * the timeline. Where a number is not known, or is not of the same kind as what it would be compared with, there is no reason.
 */
final class Reasons {
    /** The most reasons of a listing. */
    static final int MOST = 8;
    /** How far down the popular ones a listing is popular. */
    static final int POPULAR = 20;
    /** How long a listing is new. */
    static final long NEW_MS = 30 * 86_400_000L;
    /** Popularity that is of some other instant. */
    static final long NOT_OF_NOW = Long.MIN_VALUE;

    /** The most of the reasons that can be many. */
    private static final int MOST_OF_KIND = 2;
    /** Beside all contributions, what counts less is not worth a sentence. */
    private static final double WORTH_IT = 0.01;
    /** Whole numbers up to here are what they are in single precision. */
    private static final double EXACT_FLOAT = 1 << 24;
    private static final double DAY_MS = 86_400_000;
    private static final int[] NOBODY = {};
    private static final double EARTH_KM = 6_371;
    /** A buyer is not told that a home is much dearer, or larger, than what was liked. */
    private static final double ALIKE = 0.2;

    private final TenantCatalog catalog;
    private final MetListings met;
    private final Searches searches;
    private final PopularListings popular;
    private final long nowMs;
    private final long popularMs;
    private final long versionMs;
    private final List<Found> found = new ArrayList<>();
    private final PropertyRecord home = new PropertyRecord();
    private int listing;
    private boolean isKnown;
    private double least;

    /** A reason without sentences, and whether buyers are told: most are never told to anybody. */
    private record Found(Reason.Builder reason, boolean isForBuyers) {
    }

    Reasons(
            final TenantCatalog catalog,
            final MetListings met,
            final Searches searches,
            final PopularListings popular,
            final long nowMs,
            final long popularMs,
            final long versionMs) {
        this.catalog = catalog;
        this.met = met;
        this.searches = searches;
        this.popular = popular;
        this.nowMs = nowMs;
        this.popularMs = popularMs;
        this.versionMs = versionMs;
    }

    /** Begins a listing, whose contributions have this size in all. */
    void begin(final int ordinal, final double size) {
        found.clear();
        listing = ordinal;
        isKnown = catalog.read(ordinal, versionMs, home);
        least = WORTH_IT * size;
    }

    /** What was found, what counts most first. */
    List<Reason> best() {
        found.sort(Comparator.comparingDouble((Found one) -> -Math.abs(one.reason().getContribution()))
                .thenComparing(one -> one.reason().getKind()).thenComparing(one -> one.reason().getName())
                .thenComparing(one -> one.reason().getPropertyId()));
        final List<Reason> best = new ArrayList<>();
        for (final Found one : found) {
            final long same = best.stream().filter(other -> other.getKind() == one.reason().getKind()).count();
            if (best.size() < MOST && same < MOST_OF_KIND) {
                best.add(Sentences.told(one.reason(), one.isForBuyers()));
            }
        }
        return best;
    }

    private boolean isWorthIt(final double contribution) {
        return contribution != 0 && Math.abs(contribution) >= least;
    }

    private static Reason.Builder reason(final ReasonKind kind, final double contribution) {
        return Reason.newBuilder().setKind(kind).setContribution((float) contribution);
    }

    private void add(final Reason.Builder reason) {
        add(reason, true);
    }

    private void add(final Reason.Builder reason, final boolean isForBuyers) {
        found.add(new Found(reason, isForBuyers && reason.getContribution() >= 0));
    }

    private String id(final int ordinal) {
        return catalog.ids(IdKind.PROPERTY).id(ordinal);
    }

    private String name(final IdKind kind, final int ordinal) {
        return ordinal < 0 || ordinal >= catalog.ids(kind).size() ? "" : catalog.ids(kind).id(ordinal);
    }

    private static Timestamp at(final long ms) {
        return Timestamps.timestamp(ms);
    }

    /** By what the lead did with another listing. */
    void met(final int i, final double contribution) {
        if (met.listing(i) == listing || contribution <= 0 || !isWorthIt(contribution)) {
            return;
        }
        add(reason(met.isLiked(i) ? ReasonKind.GOES_WITH : ReasonKind.UNLIKE_REFUSED, contribution)
                .setPropertyId(id(met.listing(i))).setEventType(EventType.forNumber(met.typeCode(i)))
                .setOccurredAt(at(met.occurredAt(i))));
    }

    /** By an attribute. */
    void attribute(final ListingAttribute attribute, final double contribution) {
        if (!isKnown || !isWorthIt(contribution)) {
            return;
        }
        switch (attribute) {
            case PRICE -> price(contribution);
            case SIZE -> besideMean(reason(ReasonKind.SIZE_BESIDE_MEAN, contribution), PropertyRecord::size, other -> true);
            case BEDROOMS -> {
                if (home.bedrooms() != PropertyRecord.UNKNOWN_ROOMS) {
                    shared(reason(ReasonKind.SAME_BEDROOMS, contribution).setValue(home.bedrooms()),
                            other -> other.bedrooms() != PropertyRecord.UNKNOWN_ROOMS,
                            other -> other.bedrooms() == home.bedrooms());
                }
            }
            case PROPERTY_TYPE -> {
                if (home.propertyType() != 0) {
                    final String type = PropertyType.ofCode(home.propertyType()).name().toLowerCase(Locale.ROOT);
                    shared(reason(ReasonKind.SAME_TYPE, contribution).setName(type.replace('_', ' ')),
                            other -> other.propertyType() != 0, other -> other.propertyType() == home.propertyType());
                }
            }
            case AREA -> {
                final String area = name(IdKind.AREA, home.areaOrdinal());
                if (!area.isEmpty()) {
                    shared(reason(ReasonKind.SAME_AREA, contribution).setName(area),
                            other -> other.areaOrdinal() != PropertyRecord.NONE,
                            other -> other.areaOrdinal() == home.areaOrdinal());
                }
            }
            case PLACE -> near(contribution);
            default -> { }
        }
    }

    /** By an amenity that the listing has. */
    void amenity(final int bit, final double contribution) {
        if (isKnown && isWorthIt(contribution) && (home.amenities() >>> bit & 1) == 1) {
            shared(reason(ReasonKind.SAME_AMENITY, contribution).setName(name(IdKind.AMENITY, bit)),
                    other -> true, other -> (other.amenities() >>> bit & 1) == 1);
        }
    }

    private void price(final double contribution) {
        besideMean(reason(ReasonKind.PRICE_BESIDE_MEAN, contribution).setName(name(IdKind.CURRENCY, home.currencyOrdinal())),
                PropertyRecord::price, other -> other.currencyOrdinal() == home.currencyOrdinal()
                        && other.listingKind() == home.listingKind());
    }

    private void besideMean(
            final Reason.Builder reason,
            final ToDoubleFunction<PropertyRecord> measure,
            final Predicate<PropertyRecord> isComparable) {
        double sum = 0;
        int count = 0;
        for (final MetListings.Liked liked : met.liked()) {
            final double other = measure.applyAsDouble(liked.record());
            if (met.listing(liked.index()) != listing && other > 0 && isComparable.test(liked.record())) {
                sum += other;
                count++;
            }
        }
        final double own = measure.applyAsDouble(home);
        if (count > 0 && own > 0) {
            final double mean = sum / count;
            add(reason.setValue(own).setReference(mean).setTotal(count), Math.abs(own / mean - 1) <= ALIKE);
        }
    }

    private void shared(
            final Reason.Builder reason, final Predicate<PropertyRecord> isKnownOf, final Predicate<PropertyRecord> isSame) {
        int count = 0;
        int total = 0;
        for (final MetListings.Liked liked : met.liked()) {
            if (met.listing(liked.index()) != listing && isKnownOf.test(liked.record())) {
                total++;
                count += isSame.test(liked.record()) ? 1 : 0;
            }
        }
        // What most of them are like is nothing that speaks against a listing, and what none is like nothing that speaks for it.
        if (total > 0 && (reason.getContribution() > 0 ? count > 0 : 2 * count < total)) {
            add(reason.setCount(count).setTotal(total));
        }
    }

    private void near(final double contribution) {
        int nearest = -1;
        double least0 = Double.POSITIVE_INFINITY;
        for (final MetListings.Liked liked : met.liked()) {
            final double kilometres = kilometres(home, liked.record());
            if (met.listing(liked.index()) != listing && kilometres < least0) {
                least0 = kilometres;
                nearest = met.listing(liked.index());
            }
        }
        if (nearest >= 0) {
            add(reason(ReasonKind.NEAR_LIKED, contribution).setPropertyId(id(nearest)).setValue(least0));
        }
    }

    /** By the haversine formula; infinite where a place is not known. */
    private static double kilometres(final PropertyRecord a, final PropertyRecord b) {
        if (a.latitude() == PropertyRecord.UNKNOWN_COORDINATE || a.longitude() == PropertyRecord.UNKNOWN_COORDINATE
                || b.latitude() == PropertyRecord.UNKNOWN_COORDINATE || b.longitude() == PropertyRecord.UNKNOWN_COORDINATE) {
            return Double.POSITIVE_INFINITY;
        }
        final double from = radians(a.latitude());
        final double to = radians(b.latitude());
        final double north = Math.sin((to - from) / 2);
        final double east = Math.sin((radians(b.longitude()) - radians(a.longitude())) / 2);
        return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(north * north + Math.cos(from) * Math.cos(to) * east * east)));
    }

    private static double radians(final int coordinate) {
        return Math.toRadians(coordinate / TimelineRecord.COORDINATES_PER_DEGREE);
    }

    /** By the prices that the lead searched for. */
    void searchedPrice(final double contribution) {
        if (isKnown && contribution > 0 && isWorthIt(contribution) && home.price() > 0) {
            searches.byPrice().ifPresent(search -> {
                final double lowest = search.wishedMinPrice() > 0 ? search.wishedMinPrice() : 0;
                final double highest = search.wishedMaxPrice() > 0 ? search.wishedMaxPrice() : Double.POSITIVE_INFINITY;
                if (home.price() >= lowest && home.price() <= highest) {
                    final boolean hasHighest = Double.isFinite(highest);
                    // A lowest price is kept in single precision, which would make another number of a larger one.
                    if (hasHighest || lowest <= EXACT_FLOAT) {
                        add(reason(hasHighest ? ReasonKind.WITHIN_SEARCHED_PRICE : ReasonKind.FROM_SEARCHED_PRICE, contribution)
                                .setValue(home.price()).setReference(hasHighest ? highest : lowest)
                                .setOccurredAt(at(search.occurredAt())));
                    }
                }
            });
        }
    }

    /** By the bedrooms that the lead searched for. */
    void searchedBedrooms(final double contribution) {
        if (isKnown && contribution > 0 && isWorthIt(contribution) && home.bedrooms() != PropertyRecord.UNKNOWN_ROOMS) {
            searches.byBedrooms().filter(search -> home.bedrooms() >= search.bedrooms())
                    .ifPresent(search -> add(reason(ReasonKind.WITHIN_SEARCHED_BEDROOMS, contribution).setValue(home.bedrooms())
                            .setReference(search.bedrooms()).setOccurredAt(at(search.occurredAt()))));
        }
    }

    /** By the areas that the lead searched in. */
    void searchedArea(final double contribution) {
        final String area = isKnown ? name(IdKind.AREA, home.areaOrdinal()) : "";
        if (!area.isEmpty() && contribution > 0 && isWorthIt(contribution)) {
            searches.byArea(home.areaOrdinal()).ifPresent(search -> add(reason(ReasonKind.IN_SEARCHED_AREA, contribution)
                    .setName(area).setOccurredAt(at(search.occurredAt()))));
        }
    }

    /** By popularity, of all horizons together; one is named. */
    void popularity(final PopularityHorizon horizon, final double contribution) {
        // What was popular when events were last heard of says nothing of today.
        final boolean isOfNow = popularMs != NOT_OF_NOW
                && nowMs - popularMs <= Math.max(DAY_MS, horizon.halfLifeDays() * DAY_MS);
        final int[] ordinals = isOfNow ? popular.by(horizon) : NOBODY;
        for (int i = 0; i < Math.min(POPULAR, ordinals.length); i++) {
            if (ordinals[i] == listing && contribution > 0 && isWorthIt(contribution)) {
                add(reason(ReasonKind.POPULAR_LISTING, contribution).setValue(i + 1)
                        .setReference(Double.isFinite(horizon.halfLifeDays()) ? horizon.halfLifeDays() : 0));
            }
        }
    }

    /** By how new it is, which may be told where it counts nothing. */
    void freshness(final double contribution) {
        if (isKnown && contribution >= 0 && (contribution == 0 || isWorthIt(contribution))
                && home.listedAt() <= nowMs && nowMs - home.listedAt() <= NEW_MS) {
            add(reason(ReasonKind.NEW_LISTING, contribution).setOccurredAt(at(home.listedAt())));
        }
    }

    /** By a cut of the price. */
    void priceCut(final double contribution) {
        final PropertyRecord before = new PropertyRecord();
        if (isKnown && contribution > 0 && isWorthIt(contribution) && catalog.read(listing, versionMs, before)
                && catalog.readPrevious(before) && before.price() > home.price()
                && before.currencyOrdinal() == home.currencyOrdinal() && before.listingKind() == home.listingKind()) {
            add(reason(ReasonKind.CUT_PRICE, contribution).setValue(home.price()).setReference(before.price())
                    .setName(name(IdKind.CURRENCY, home.currencyOrdinal())).setOccurredAt(at(home.effectiveAt())));
        }
    }
}
