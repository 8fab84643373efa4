package dev.homing.serving.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyType;
import dev.homing.proto.v1.Reason;
import dev.homing.proto.v1.ReasonKind;
import dev.homing.proto.v1.SearchQueryDetails;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Checks reasons and their sentences against what was sent to the server, in the plainest way. */
final class SlowReasons {
    private static final Map<EventType, String> VERBS = Map.of(EventType.PROPERTY_VIEW, "viewed",
            EventType.PROPERTY_LIKE, "liked", EventType.PROPERTY_SAVE, "saved", EventType.PROPERTY_DISLIKE, "disliked");

    private final ToldMarket market;
    private final List<Event> events;
    private final Property home;
    private final Set<String> liked;

    SlowReasons(final ToldMarket market, final String lead, final String propertyId) {
        this.market = market;
        events = market.events.get(lead).stream()
                .sorted(Comparator.comparingLong(event -> event.getOccurredAt().getSeconds())).toList();
        home = market.properties.get(propertyId);
        liked = events.stream().map(Event::getPropertyId).filter(id -> !id.isEmpty() && weight(id) > 0)
                .collect(Collectors.toSet());
    }

    private double weight(final String id) {
        final long newest = events.stream().filter(event -> !event.getPropertyId().isEmpty())
                .mapToLong(event -> event.getOccurredAt().getSeconds()).max().orElse(0);
        return events.stream().filter(event -> event.getPropertyId().equals(id))
                .mapToDouble(event -> ToldMarket.WEIGHTS.get(event.getType())
                        * Math.pow(0.5, (newest - event.getOccurredAt().getSeconds()) / (30.0 * 86_400))).sum();
    }

    private List<Property> others(final Predicate<Property> isKnown) {
        return liked.stream().filter(id -> !id.equals(home.getPropertyId())).map(market.properties::get).filter(isKnown).toList();
    }

    void check(final Reason reason) {
        final double value = reason.getValue();
        switch (reason.getKind()) {
            case GOES_WITH, UNLIKE_REFUSED -> checkMet(reason);
            case PRICE_BESIDE_MEAN -> {
                checkMean(reason, Property::getPrice, other -> other.hasPrice()
                        && other.getCurrency().equals(home.getCurrency()) && other.getListingKind() == home.getListingKind());
                assertEquals(home.getCurrency(), reason.getName());
                says(reason, "At " + whole(home.getPrice()) + " " + home.getCurrency() + " it is ", "below", "above");
            }
            case SIZE_BESIDE_MEAN -> {
                checkMean(reason, Property::getSizeSqft, Property::hasSizeSqft);
                says(reason, "At " + whole(home.getSizeSqft()) + " sq ft it is ", "smaller than", "larger than");
            }
            case SAME_BEDROOMS -> {
                assertTrue(home.hasBedrooms());
                assertEquals(home.getBedrooms(), value);
                checkShared(reason, Property::hasBedrooms, other -> other.getBedrooms() == home.getBedrooms());
                says(reason, "It has " + whole(value) + (value == 1 ? " bedroom, like " : " bedrooms, like "));
            }
            case SAME_TYPE -> {
                assertNotEquals(PropertyType.PROPERTY_TYPE_UNSPECIFIED, home.getPropertyType());
                checkShared(reason, other -> other.getPropertyTypeValue() != 0,
                        other -> other.getPropertyType() == home.getPropertyType());
                says(reason, "It is of the type " + home.getPropertyType().name().replace("PROPERTY_TYPE_", "")
                        .toLowerCase(Locale.ROOT).replace('_', ' ') + ", like ");
            }
            case SAME_AREA -> {
                assertEquals(home.getAreaId(), reason.getName());
                checkShared(reason, other -> !other.getAreaId().isEmpty(), other -> other.getAreaId().equals(home.getAreaId()));
                says(reason, "It is in " + home.getAreaId() + ", like ");
            }
            case SAME_AMENITY -> {
                assertTrue(home.getAmenitiesList().contains(reason.getName()));
                checkShared(reason, other -> true, other -> other.getAmenitiesList().contains(reason.getName()));
                says(reason, "It has " + reason.getName() + ", like ");
            }
            case NEAR_LIKED -> {
                final Property nearest = others(Property::hasLatitude).stream()
                        .min(Comparator.comparingDouble(this::kilometres)).orElseThrow();
                assertEquals(nearest.getPropertyId(), reason.getPropertyId());
                assertEquals(kilometres(nearest), value, 1e-3);
                says(reason, String.format(Locale.ROOT, "It is %.1f km from ", kilometres(nearest)));
            }
            case WITHIN_SEARCHED_PRICE, FROM_SEARCHED_PRICE -> {
                final Event search = newest(one -> one.getMinPrice() > 0 || one.getMaxPrice() > 0);
                final SearchQueryDetails asked = search.getSearchQuery();
                assertTrue(home.getPrice() >= asked.getMinPrice());
                assertTrue(!asked.hasMaxPrice() || home.getPrice() <= asked.getMaxPrice());
                assertEquals(reason.getKind() == ReasonKind.WITHIN_SEARCHED_PRICE, asked.hasMaxPrice());
                assertEquals(asked.hasMaxPrice() ? asked.getMaxPrice() : asked.getMinPrice(), reason.getReference());
                assertEquals(home.getPrice(), value);
                assertEquals(search.getOccurredAt(), reason.getOccurredAt());
                says(reason, asked.hasMaxPrice() ? "within the " + whole(asked.getMaxPrice()) : "not below the "
                        + whole(asked.getMinPrice()), asked.hasMaxPrice() ? " searched for on " : " searched from on ");
                says(reason, day(search));
            }
            case WITHIN_SEARCHED_BEDROOMS -> {
                final Event search = newest(SearchQueryDetails::hasMinBedrooms);
                assertTrue(home.getBedrooms() >= search.getSearchQuery().getMinBedrooms());
                assertEquals(search.getSearchQuery().getMinBedrooms(), reason.getReference());
                assertEquals(home.getBedrooms(), value);
                says(reason, " searched for " + whole(reason.getReference()) + " or more on " + day(search));
            }
            case IN_SEARCHED_AREA -> {
                assertEquals(home.getAreaId(), reason.getName());
                final Event search = newest(one -> one.getAreaId().equals(home.getAreaId()));
                says(reason, "It is in " + home.getAreaId() + ", where ", " searched on " + day(search));
            }
            case NEW_LISTING -> {
                assertEquals(home.getListedAt(), reason.getOccurredAt());
                assertTrue(market.nowSeconds - home.getListedAt().getSeconds() <= 30 * 86_400);
                says(reason, "It is new on the market, since " + day(home.getListedAt().getSeconds()));
            }
            case CUT_PRICE -> {
                assertEquals(home.getPrice(), value);
                assertEquals(market.formerPrices.get(home.getPropertyId()), reason.getReference());
                assertEquals(market.cutAt(), reason.getOccurredAt().getSeconds());
                says(reason, "Its price was cut from " + whole(reason.getReference()) + " " + home.getCurrency() + " to "
                        + whole(value) + " " + home.getCurrency() + " on " + day(market.cutAt()));
            }
            case POPULAR_LISTING -> checkPopular(reason);
            default -> throw new AssertionError(reason.toString());
        }
    }

    private void checkMet(final Reason reason) {
        final boolean isLiked = liked.contains(reason.getPropertyId());
        assertEquals(reason.getKind() == ReasonKind.GOES_WITH, isLiked, reason::toString);
        assertNotEquals(home.getPropertyId(), reason.getPropertyId());
        final double sign = isLiked ? 1 : -1;
        final Event most = events.stream().filter(event -> event.getPropertyId().equals(reason.getPropertyId()))
                .reduce((a, b) -> sign * (ToldMarket.WEIGHTS.get(b.getType()) - ToldMarket.WEIGHTS.get(a.getType())) >= 0 ? b : a)
                .orElseThrow();
        assertEquals(most.getType(), reason.getEventType());
        assertEquals(most.getOccurredAt(), reason.getOccurredAt());
        says(reason, (isLiked ? "Goes with " : "Unlike ") + reason.getPropertyId() + ", which ",
                " " + VERBS.get(most.getType()) + " on " + day(most));
    }

    private void checkMean(
            final Reason reason, final ToDoubleFunction<Property> measure, final Predicate<Property> isComparable) {
        final List<Property> others = others(isComparable);
        assertEquals(others.size(), reason.getTotal());
        final double mean = others.stream().mapToDouble(measure).average().orElseThrow();
        assertEquals(measure.applyAsDouble(home), reason.getValue(), 1e-6 * reason.getValue());
        assertEquals(mean, reason.getReference(), 1e-6 * mean);
        final long percent = Math.abs(Math.round(100 * (measure.applyAsDouble(home) / mean - 1)));
        says(reason, percent == 0 ? "" : percent + " % ");
        says(reason, " the mean of " + homes(others.size()));
    }

    private void checkShared(final Reason reason, final Predicate<Property> isKnown, final Predicate<Property> isSame) {
        final List<Property> others = others(isKnown);
        assertEquals(others.size(), reason.getTotal());
        assertEquals(others.stream().filter(isSame).count(), reason.getCount());
        says(reason, ", like " + reason.getCount() + " of " + homes(others.size()));
    }

    private void checkPopular(final Reason reason) {
        // Weights of views, likes and saves, fading from the newest event on.
        assertTrue(reason.getValue() >= 1 && reason.getValue() <= Reasons.POPULAR);
        final double own = market.popularity(home.getPropertyId(), reason.getReference());
        final long above = market.properties.keySet().stream()
                .filter(id -> market.popularity(id, reason.getReference()) > own * (1 + 1e-9)).count();
        final long equal = market.properties.keySet().stream()
                .filter(id -> Math.abs(market.popularity(id, reason.getReference()) / own - 1) <= 1e-9).count();
        assertTrue(reason.getValue() > above && reason.getValue() <= above + equal, () -> above + " are above\n" + reason);
        says(reason, "It is number " + whole(reason.getValue()) + " in popularity ");
    }

    private Event newest(final Predicate<SearchQueryDetails> isWanted) {
        return events.stream().filter(event -> event.getType() == EventType.SEARCH_QUERY && isWanted.test(event.getSearchQuery()))
                .reduce((a, b) -> b).orElseThrow();
    }

    /** By the spherical law of cosines. */
    private double kilometres(final Property other) {
        final double a = Math.toRadians(home.getLatitude());
        final double b = Math.toRadians(other.getLatitude());
        return 6_371 * Math.acos(Math.min(1, Math.sin(a) * Math.sin(b)
                + Math.cos(a) * Math.cos(b) * Math.cos(Math.toRadians(home.getLongitude() - other.getLongitude()))));
    }

    private static String homes(final int count) {
        return count == 1 ? "the 1 home in which " : "the " + count + " homes in which ";
    }

    private static String whole(final double number) {
        return String.format(Locale.ROOT, "%,d", Math.round(number));
    }

    private static String day(final Event event) {
        return day(event.getOccurredAt().getSeconds());
    }

    private static String day(final long seconds) {
        return DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH)
                .format(Instant.ofEpochSecond(seconds).atOffset(ZoneOffset.UTC));
    }

    /** All of it, and where there are two possibilities one of them. */
    private static void says(final Reason reason, final String part) {
        assertTrue(reason.getForAgent().contains(part), () -> part + " | " + reason);
        assertTrue(reason.getForBuyer().isEmpty() || reason.getForBuyer().contains(part), () -> part + " | " + reason);
    }

    private static void says(final Reason reason, final String first, final String second) {
        says(reason, first);
        says(reason, second);
    }

    private static void says(final Reason reason, final String first, final String less, final String more) {
        says(reason, first);
        final long percent = Math.round(100 * (reason.getValue() / reason.getReference() - 1));
        if (percent != 0) {
            says(reason, percent < 0 ? less : more);
        }
    }
}
