package dev.homing.serving.explain;

import static dev.homing.serving.Samples.event;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.seconds;

import dev.homing.features.AttributeEncoder;
import dev.homing.features.ContentEvidence;
import dev.homing.features.ContentModel;
import dev.homing.features.RankColumn;
import dev.homing.features.TreeModel;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.ListingKind;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyType;
import dev.homing.proto.v1.SearchQueryDetails;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A market with all that is hard to explain: listings that are half known, in two currencies, for sale and for rent; leads who
 * like, turn down and search. What was sent is kept, so that sentences can be checked against it. Models are made of random
 * numbers.
 */
final class ToldMarket {
    static final int LISTINGS = 150;
    static final int LEADS = 14;
    static final String LINEAR = "linear";
    static final String TREES = "trees";

    private static final int FACTORS = 6;
    private static final int CONTENT = 5;
    private static final String[] AREAS = {"Riverside", "Old Town", "Hill"};
    private static final String[] AMENITIES = {"parking", "garden", "pool", "lift"};
    private static final EventType[] TYPES = {EventType.PROPERTY_VIEW, EventType.PROPERTY_VIEW, EventType.PROPERTY_LIKE,
        EventType.PROPERTY_SAVE, EventType.PROPERTY_DISLIKE, EventType.SEARCH_QUERY};

    /** What an event counts. */
    static final Map<EventType, Double> WEIGHTS = Map.of(EventType.PROPERTY_VIEW, 1.0, EventType.PROPERTY_LIKE, 2.0,
            EventType.PROPERTY_SAVE, 3.0, EventType.PROPERTY_DISLIKE, -1.0);

    final Map<String, Property> properties = new LinkedHashMap<>();
    final Map<String, Double> formerPrices = new LinkedHashMap<>();
    final Map<String, List<Event>> events = new LinkedHashMap<>();
    private final Map<String, Double> popularities = new HashMap<>();
    final long nowSeconds = System.currentTimeMillis() / 1_000;
    private final TestServer server;
    private final SplittableRandom random;

    ToldMarket(final TestServer server, final long seed) {
        this.server = server;
        random = new SplittableRandom(seed);
    }

    /** A listing that a lead did nothing with but this. */
    String metBy(final String lead, final EventType type) {
        return events.get(lead).stream().map(Event::getPropertyId).filter(id -> !id.isEmpty() && events.get(lead).stream()
                .allMatch(one -> !one.getPropertyId().equals(id) || one.getType() == type)).findFirst().orElseThrow();
    }

    /** When some prices were cut. */
    long cutAt() {
        return nowSeconds - 3 * 86_400;
    }

    /** Popularity of a listing at the newest event, with a half-life; 0 for none. */
    double popularity(final String id, final double halfLifeDays) {
        return popularities.computeIfAbsent(id + " " + halfLifeDays, key -> slowPopularity(id, halfLifeDays));
    }

    private double slowPopularity(final String id, final double halfLifeDays) {
        final List<Event> all = events.values().stream().flatMap(List::stream).toList();
        final long newest = all.stream().filter(one -> !one.getPropertyId().isEmpty() && WEIGHTS.get(one.getType()) > 0)
                .mapToLong(one -> one.getOccurredAt().getSeconds()).max().orElse(0);
        return all.stream().filter(one -> one.getPropertyId().equals(id) && WEIGHTS.get(one.getType()) > 0)
                .mapToDouble(one -> WEIGHTS.get(one.getType()) * (halfLifeDays == 0 ? 1
                        : Math.pow(0.5, (newest - one.getOccurredAt().getSeconds()) / (halfLifeDays * 86_400)))).sum();
    }

    static String lead(final int i) {
        return "lead" + i;
    }

    void open(final Path folder) {
        final BatchUpsertPropertiesRequest.Builder listings = BatchUpsertPropertiesRequest.newBuilder();
        for (int i = 0; i < LISTINGS; i++) {
            final Property listing = listing(i);
            properties.put(listing.getPropertyId(), listing);
            final UpsertPropertyRequest.Builder first = UpsertPropertyRequest.newBuilder()
                    .setEffectiveAt(seconds(nowSeconds - 90 * 86_400)).setProperty(listing);
            if (i % 5 == 0 && listing.hasPrice()) {
                final double dearer = listing.getPrice() * 1.1;
                formerPrices.put(listing.getPropertyId(), dearer);
                listings.addRequests(first.clone().setProperty(listing.toBuilder().setPrice(dearer)));
                first.setEffectiveAt(seconds(cutAt()));
            }
            listings.addRequests(first);
        }
        server.catalog().batchUpsertProperties(listings.build());
        final BatchTrackEventsRequest.Builder all = BatchTrackEventsRequest.newBuilder();
        for (int i = 0; i < LEADS; i++) {
            final List<Event> ofLead = new ArrayList<>();
            final int count = i == 0 ? 0 : 1 + random.nextInt(30);
            for (int k = 0; k < count; k++) {
                ofLead.add(anEvent(lead(i), (count - k) * 40_000L));
            }
            events.put(lead(i), ofLead);
            all.addAllEvents(ofLead);
        }
        server.tracking().batchTrackEvents(all.build());
        bundle(LINEAR, TreeModel.NONE).write(folder);
        bundle(TREES, RandomTrees.of(random, 12, RankColumn.COUNT)).write(folder);
    }

    void activate(final String version) {
        server.models().activateModel(ActivateModelRequest.newBuilder().setVersion(version).build());
    }

    private Property listing(final int i) {
        final Property.Builder listing = property("h" + i).setListedAt(seconds(nowSeconds - (1 + random.nextInt(80)) * 86_400L))
                .setAgentId("agent" + i % 10)
                .setListingKind(random.nextInt(5) == 0 ? ListingKind.RENT : ListingKind.SALE)
                .setCurrency(random.nextInt(5) == 0 ? "EUR" : "USD");
        if (random.nextInt(5) > 0) {
            listing.setPrice(250_000 + 1_000 * random.nextInt(400)).setSizeSqft(600 + random.nextInt(2_000));
        }
        if (random.nextInt(5) > 0) {
            listing.setBedrooms(random.nextInt(5)).setBathrooms(1 + random.nextInt(3)).setYearBuilt(1_950 + random.nextInt(70));
        }
        if (random.nextInt(5) > 0) {
            listing.setPropertyTypeValue(1 + random.nextInt(PropertyType.PROPERTY_TYPE_OTHER.getNumber()))
                    .setAreaId(AREAS[random.nextInt(AREAS.length)]);
        }
        if (random.nextInt(5) > 0) {
            listing.setLatitude(40 + random.nextDouble()).setLongitude(-70 - random.nextDouble());
            Arrays.stream(AMENITIES).filter(amenity -> random.nextBoolean()).forEach(listing::addAmenities);
        }
        return listing.build();
    }

    private Event anEvent(final String lead, final long secondsAgo) {
        final EventType type = TYPES[random.nextInt(TYPES.length)];
        final Event.Builder event = event(type, lead, type == EventType.SEARCH_QUERY ? "" : "h" + random.nextInt(LISTINGS))
                .setOccurredAt(seconds(nowSeconds - secondsAgo));
        if (type == EventType.SEARCH_QUERY) {
            final SearchQueryDetails.Builder search = SearchQueryDetails.newBuilder();
            if (random.nextBoolean()) {
                search.setMaxPrice(300_000 + 1_000 * random.nextInt(300));
            }
            if (random.nextInt(3) == 0) {
                search.setMinPrice(200_000 + 1_000 * random.nextInt(100));
            }
            if (random.nextBoolean()) {
                search.setMinBedrooms(1 + random.nextInt(4)).setAreaId(AREAS[random.nextInt(AREAS.length)]);
            }
            event.setSearchQuery(search);
        }
        return event.build();
    }

    private TestBundle bundle(final String version, final TreeModel trees) {
        final float[] means = {12.9f, 7.2f, 2, 2, 1_985, 40.5f, -70.5f, 5.7f};
        final float[] spreads = {0.3f, 0.4f, 1.4f, 0.8f, 20, 0.3f, 0.3f, 0.5f};
        final AttributeEncoder encoder = new AttributeEncoder(means, spreads, new int[] {0, 1, 2}, new int[] {0, 1, 2, 3});
        final float[] gram = new float[CONTENT * CONTENT];
        for (int i = 0; i < CONTENT; i++) {
            gram[i * CONTENT + i] = 1;
        }
        final TestBundle bundle = new TestBundle(version).content(new ContentModel(encoder, CONTENT,
                numbers(encoder.length() * CONTENT, 0.4), gram, numbers(CONTENT, 0.3), 0.5f, new ContentEvidence(2, 0.5f)));
        // The rows of a bundle are in the order in which the store met the listings.
        for (final String id : properties.keySet()) {
            bundle.listing(id, random.nextInt(5), numbers(FACTORS, 1));
            for (int k = 0; k < 8; k++) {
                bundle.item(id, "h" + random.nextInt(LISTINGS), random.nextDouble(-0.3, 1));
                bundle.neighbour(id, "h" + random.nextInt(LISTINGS), random.nextDouble());
            }
        }
        final float[] mix = new float[RankColumn.COUNT];
        for (int column = 0; column < mix.length; column++) {
            mix[column] = (float) random.nextDouble(column < RankColumn.LINEAR_COUNT ? 0.2 : -0.2, column < 4 ? 2 : 0.5);
        }
        return bundle.file("ranker.onnx", trees.trees().isEmpty() ? TestBundle.ranker(mix) : TestBundle.ranker(mix, trees));
    }

    private float[] numbers(final int count, final double size) {
        final float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-size, size);
        }
        return numbers;
    }
}
