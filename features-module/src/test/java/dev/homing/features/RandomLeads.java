package dev.homing.features;

import static dev.homing.features.GoldenLead.DAY_MS;
import static dev.homing.features.GoldenLead.HOUR_MS;
import static dev.homing.features.GoldenLead.MINUTE_MS;

import dev.homing.tracking.Channel;
import dev.homing.tracking.Device;
import dev.homing.tracking.EventType;
import dev.homing.tracking.PropertyType;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Leads made of what is hard: instants on edges, equal instants, ties, properties that are half known, moving clocks. */
final class RandomLeads {
    private static final long[] EDGES = {0, DAY_MS, 2 * DAY_MS, 7 * DAY_MS, 29 * DAY_MS, 30 * DAY_MS};
    private static final long[] STEPS = {0, 0, 1, 29_999, 30_000, 30_001, 15 * MINUTE_MS, 30 * MINUTE_MS - 1, 30 * MINUTE_MS,
        30 * MINUTE_MS + 1, HOUR_MS, 6 * HOUR_MS, DAY_MS};
    private static final int[] LOCAL_HOURS = {0, 1, 6, 12, 18, 22, 23};
    private static final int[] UTC_OFFSETS = {-2_048, -1_080, -720, -300, -1, 0, 60, 120, 345, 840, 1_080, 2_047};
    private static final double[] PRICES = {250_000, 299_999.99, 300_000, 450_000.5, 600_000, 999_999.99, 1_000_000, 3e6};
    private static final double[] SECONDS = {Double.NaN, 0, 0.001, 29.99, 30, 30.000001, 59.5, 60, 60.000001, 599, 600, 700};
    private static final int[] COMPLETIONS = {0, 0, TimelineRecord.NOT_COMPLETED_FLAG};
    private static final int[] SWIPES = {TimelineRecord.SWIPE_RIGHT_FLAG, TimelineRecord.SWIPE_LEFT_FLAG};
    private static final int[] URGENCIES = {0, TimelineRecord.URGENCY_LOW_FLAG, TimelineRecord.URGENCY_HIGH_FLAG};

    private final SplittableRandom random;
    private final long asOf;
    private final List<LeadEvent> homes = new ArrayList<>();
    private final EventType[] types;
    private final int[] utcOffsets;
    private final int sessions;

    private RandomLeads(final SplittableRandom random, final long asOf, final int properties) {
        this.random = random;
        this.asOf = asOf;
        types = random.nextInt(3) > 0 ? EventType.values() : some(EventType.values(), 4);
        utcOffsets = new int[1 + random.nextInt(3)];
        for (int i = 0; i < utcOffsets.length; i++) {
            utcOffsets[i] = random.nextBoolean() ? 0 : pick(UTC_OFFSETS);
        }
        sessions = random.nextInt(4);
        final double latitude = random.nextDouble(-60, 60);
        final double longitude = random.nextBoolean() ? 180 : random.nextDouble(-180, 180);
        final double spread = random.nextInt(3) == 0 ? 1e-6 : random.nextDouble(20);
        for (int i = 0; i < properties; i++) {
            homes.add(home(latitude + spread * random.nextDouble(-1, 1), longitude + spread * random.nextDouble(-1, 1)));
        }
    }

    /** An instant that may be a midnight somewhere, or next to it. */
    static long asOf(final SplittableRandom random) {
        final long at = GoldenLead.AS_OF + random.nextLong(-400 * DAY_MS, 400 * DAY_MS);
        return switch (random.nextInt(3)) {
            case 0 -> at;
            case 1 -> at - at % DAY_MS + random.nextInt(-1, 2);
            default -> at - at % (30 * MINUTE_MS);
        };
    }

    /** A few events, some of them after the instant and some before the window. */
    static List<LeadEvent> small(final SplittableRandom random, final long asOf) {
        final RandomLeads lead = new RandomLeads(random, asOf, 1 + random.nextInt(5));
        final List<LeadEvent> events = new ArrayList<>();
        final int count = random.nextInt(15);
        long at = asOf - random.nextLong(31 * DAY_MS);
        for (int i = 0; i < count; i++) {
            final int utcOffset = pick(random, lead.utcOffsets);
            at = switch (random.nextInt(5)) {
                case 0 -> asOf - pick(random, EDGES) + random.nextInt(-1, 2);
                case 1 -> lead.localEdge(utcOffset);
                case 2 -> asOf - random.nextLong(-DAY_MS, 32 * DAY_MS);
                default -> at + pick(random, STEPS);
            };
            events.add(lead.event(at, utcOffset));
        }
        return events;
    }

    /** Up to 700 events in sittings, more than a timeline holds; none is after the instant. */
    static List<LeadEvent> large(final SplittableRandom random, final long asOf) {
        final RandomLeads lead = new RandomLeads(random, asOf, 1 + random.nextInt(120));
        final List<LeadEvent> events = new ArrayList<>();
        final int count = random.nextInt(701);
        final long longest = random.nextBoolean() ? 32 * DAY_MS : 1 + random.nextLong(40 * DAY_MS);
        long at = asOf - random.nextLong(longest);
        for (int i = 0; i < count; i++) {
            at = switch (random.nextInt(12)) {
                case 0 -> asOf - random.nextLong(longest);
                case 1 -> asOf - pick(random, EDGES) + random.nextInt(-1, 2);
                case 2 -> at + pick(random, STEPS);
                default -> at + random.nextLong(3 * MINUTE_MS);
            };
            at = Math.min(at, asOf);
            events.add(lead.event(at, pick(random, lead.utcOffsets)));
        }
        return events;
    }

    /** An instant when the local clock strikes an hour that means something, or a millisecond beside it. */
    private long localEdge(final int utcOffset) {
        final long day = (asOf / DAY_MS - random.nextInt(30)) * DAY_MS;
        return day + pick(LOCAL_HOURS) * HOUR_MS - utcOffset * MINUTE_MS + random.nextInt(-1, 2);
    }

    private LeadEvent event(final long at, final int utcOffset) {
        final LeadEvent event = LeadEvent.of(types[random.nextInt(types.length)], at).utcOffset(utcOffset)
                .session(sessions == 0 ? 0 : random.nextInt(sessions + 1))
                .device(random.nextBoolean() ? null : Device.ofCode(1 + random.nextInt(Device.COUNT)))
                .channel(random.nextBoolean() ? null : Channel.ofCode(1 + random.nextInt(Channel.COUNT)));
        switch (event.type) {
            case PROPERTY_VIEW -> event.viewed(random.nextBoolean() ? pick(SECONDS) : random.nextDouble(120));
            case PROPERTY_SWIPE -> event.flag(pick(SWIPES));
            case BOOKING_REQUEST -> event.flag(pick(URGENCIES));
            case BOOKING_COMPLETED, TOUR_COMPLETED -> event.flag(pick(COMPLETIONS));
            default -> event.viewed(random.nextInt(4) == 0 ? 45 : Double.NaN);
        }
        if (event.type.requiresProperty() || random.nextInt(4) == 0) {
            final LeadEvent home = homes.get(random.nextInt(homes.size()));
            event.property(home.property);
            if (random.nextInt(10) > 0) {
                event.takeAttributesOf(home);
                if (home.hasAttributes && random.nextInt(5) == 0) {
                    event.price(price());
                }
            }
        } else if (TimelineRecord.isWish(event.type.code()) && random.nextBoolean()) {
            event.wish(random.nextInt(2) * price(), random.nextInt(2) * price(), random.nextInt(5), random.nextInt(6) - 1);
        }
        return event;
    }

    /** Not known to the catalogue, or known with any of the attributes. */
    private LeadEvent home(final double latitude, final double longitude) {
        final LeadEvent home = LeadEvent.of(EventType.PROPERTY_VIEW, 0, homes.size() * 1_000 + 7);
        if (random.nextInt(8) == 0) {
            return home;
        }
        home.known().amenities(random.nextInt(8), random.nextInt(64));
        if (isThere()) {
            home.price(price());
        }
        if (isThere()) {
            home.propertyType(PropertyType.ofCode(1 + random.nextInt(random.nextBoolean() ? 2 : PropertyType.COUNT)));
        }
        if (isThere()) {
            home.area(random.nextInt(4) * 5);
        }
        if (isThere()) {
            home.position(latitude, longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude);
        }
        if (isThere()) {
            home.size(random.nextBoolean() ? 1_000 : random.nextDouble(300, 6_000));
        }
        if (isThere()) {
            home.rooms(random.nextInt(5), Double.NaN);
        }
        if (isThere()) {
            home.rooms(home.bedrooms, random.nextInt(4, 17) / 4.0);
        }
        if (random.nextInt(4) == 0) {
            home.amenities = 0;
        }
        return home;
    }

    private boolean isThere() {
        return random.nextInt(6) > 0;
    }

    private double price() {
        return random.nextBoolean() ? pick(PRICES) : random.nextDouble(1, 4e6);
    }

    private EventType[] some(final EventType[] all, final int most) {
        final EventType[] some = new EventType[1 + random.nextInt(most)];
        for (int i = 0; i < some.length; i++) {
            some[i] = all[random.nextInt(all.length)];
        }
        return some;
    }

    private double pick(final double[] of) {
        return of[random.nextInt(of.length)];
    }

    private int pick(final int[] of) {
        return pick(random, of);
    }

    private static int pick(final SplittableRandom random, final int[] of) {
        return of[random.nextInt(of.length)];
    }

    private static long pick(final SplittableRandom random, final long[] of) {
        return of[random.nextInt(of.length)];
    }
}
