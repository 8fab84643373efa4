package dev.homing.serving.bench;

import com.google.protobuf.Timestamp;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyType;
import dev.homing.proto.v1.PropertyViewDetails;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A market that a seed makes: listings in areas that differ in price, and leads who each look around one or two areas at a price
 * level of their own, so that there is something to learn.
 */
final class SyntheticMarket {
    private static final int AREAS = 70;
    private static final int MIN_EVENTS = 10;
    private static final int MORE_EVENTS = 60;
    private static final double MAX_AGE_DAYS = 60;
    private static final double MS_PER_DAY = 86_400_000;
    private static final double LISTED_DAYS_AGO = 90;

    private static final double LATITUDE = 47.5;
    private static final double LONGITUDE = -122.2;
    private static final double AREA_SPREAD_DEGREES = 0.25;
    private static final double LISTING_SPREAD_DEGREES = 0.02;
    private static final double MEDIAN_PRICE = 450_000;
    private static final double SQFT_PER_ROOM = 550;

    private static final double HOME_AREA_SHARE = 0.7;
    private static final double SECOND_AREA_SHARE = 0.25;
    private static final double TASTE_WIDTH = 0.08;
    private static final double LIKE_SHARE = 0.15;
    private static final double SAVE_SHARE = 0.1;

    private final List<Property> listings = new ArrayList<>();
    private final List<List<Property>> byArea = new ArrayList<>();
    private final int leads;
    private final long seed;
    private final long nowMs;

    SyntheticMarket(final int listingCount, final int leads, final long seed, final long nowMs) {
        this.leads = leads;
        this.seed = seed;
        this.nowMs = nowMs;
        final SplittableRandom random = new SplittableRandom(seed);
        final double[][] areas = new double[AREAS][];
        for (int area = 0; area < AREAS; area++) {
            areas[area] = new double[] {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
            byArea.add(new ArrayList<>());
        }
        for (int i = 0; i < listingCount; i++) {
            // Every area has some, and the first ones have more.
            final int area = i < AREAS ? i : (int) (AREAS * random.nextDouble() * random.nextDouble());
            final Property listing = listing(i, area, areas[area], random);
            listings.add(listing);
            byArea.get(area).add(listing);
        }
        byArea.removeIf(List::isEmpty);
        byArea.forEach(area -> area.sort(Comparator.comparingDouble(Property::getPrice)));
    }

    private Property listing(final int number, final int area, final double[] character, final SplittableRandom random) {
        final int bedrooms = 1 + random.nextInt(5);
        final double size = SQFT_PER_ROOM * bedrooms * (0.8 + 0.4 * random.nextDouble());
        final double price = MEDIAN_PRICE * Math.exp(0.4 * character[2] + 0.15 * random.nextGaussian()) * bedrooms / 3;
        return Property.newBuilder()
                .setPropertyId("listing-" + number)
                .setPrice(Math.rint(price))
                .setCurrency("USD")
                .setSizeSqft(Math.rint(size))
                .setBedrooms(bedrooms)
                .setBathrooms(1 + bedrooms / 2)
                .setPropertyTypeValue(PropertyType.HOUSE_VALUE + random.nextInt(4))
                .setAreaId("area-" + area)
                .setLatitude(LATITUDE + AREA_SPREAD_DEGREES * character[0] + LISTING_SPREAD_DEGREES * random.nextGaussian())
                .setLongitude(LONGITUDE + AREA_SPREAD_DEGREES * character[1] + LISTING_SPREAD_DEGREES * random.nextGaussian())
                .setYearBuilt(1920 + random.nextInt(100))
                .setListedAt(timestamp(nowMs - (long) (LISTED_DAYS_AGO * MS_PER_DAY)))
                .build();
    }

    List<Property> listings() {
        return listings;
    }

    List<String> leadIds() {
        return IntStream.range(0, leads).mapToObj(lead -> "lead-" + lead).toList();
    }

    /** What a lead did, oldest first; the same on every call. */
    List<Event> events(final int lead) {
        final SplittableRandom random = new SplittableRandom(seed + 1 + lead);
        final List<Property> home = byArea.get(random.nextInt(byArea.size()));
        final List<Property> second = byArea.get(random.nextInt(byArea.size()));
        final double taste = random.nextDouble();
        final double[] agesDays = random.doubles(MIN_EVENTS + random.nextInt(MORE_EVENTS + 1)).sorted().toArray();
        final List<Event> events = new ArrayList<>(agesDays.length);
        for (int i = 0; i < agesDays.length; i++) {
            final double where = random.nextDouble();
            final List<Property> area = where < HOME_AREA_SHARE ? home
                    : where < HOME_AREA_SHARE + SECOND_AREA_SHARE ? second : byArea.get(random.nextInt(byArea.size()));
            final double place = taste + TASTE_WIDTH * random.nextGaussian();
            final Property listing = area.get((int) (Math.min(Math.max(place, 0), 1) * (area.size() - 1)));
            final long at = nowMs - (long) (MAX_AGE_DAYS * MS_PER_DAY * agesDays[agesDays.length - 1 - i]);
            events.add(event("lead-" + lead, i, at, listing, random));
        }
        return events;
    }

    private static Event event(
            final String lead, final int number, final long at, final Property listing, final SplittableRandom random) {
        final Event.Builder event = Event.newBuilder()
                .setEventId(lead + "-" + number)
                .setLeadId(lead)
                .setPropertyId(listing.getPropertyId())
                .setOccurredAt(timestamp(at));
        final double what = random.nextDouble();
        if (what < LIKE_SHARE) {
            event.setType(EventType.PROPERTY_LIKE);
        } else if (what < LIKE_SHARE + SAVE_SHARE) {
            event.setType(EventType.PROPERTY_SAVE);
        } else {
            event.setType(EventType.PROPERTY_VIEW)
                    .setPropertyView(PropertyViewDetails.newBuilder().setViewSeconds(5 + random.nextInt(100)));
        }
        return event.build();
    }

    static Timestamp timestamp(final long ms) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(ms, 1_000L)).setNanos((int) Math.floorMod(ms, 1_000L) * 1_000_000).build();
    }
}
