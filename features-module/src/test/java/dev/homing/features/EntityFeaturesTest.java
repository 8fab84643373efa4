package dev.homing.features;

import static dev.homing.features.EntityStore.AS_OF;
import static dev.homing.features.EntityStore.DAY;
import static dev.homing.features.EntityStore.HOUR;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.ListingKind;
import dev.homing.tracking.PropertyStatus;
import dev.homing.tracking.PropertyType;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Random markets through a real store, against the definitions once more. */
@Timeout(120)
class EntityFeaturesTest {
    private static final int PROPERTIES = 12;
    private static final int AGENTS = 4;
    private static final int LEADS = 25;
    private static final EventType[] TYPES = {
        EventType.PROPERTY_VIEW, EventType.PROPERTY_VIEW, EventType.PROPERTY_VIEW, EventType.PROPERTY_SWIPE,
        EventType.PROPERTY_LIKE, EventType.PROPERTY_DISLIKE, EventType.PROPERTY_SAVE, EventType.PROPERTY_UNSAVE,
        EventType.PROPERTY_SHARE, EventType.BOOKING_REQUEST, EventType.TOUR_SCHEDULED, EventType.FORM_SUBMISSION,
        EventType.LEAD_INTERACTION, EventType.PAGE_VIEW, EventType.AGENT_ACTION, EventType.AGENT_INTERACTION};
    private static final EventType[] APPOINTMENTS = {EventType.TOUR_COMPLETED, EventType.BOOKING_COMPLETED};

    @TempDir
    Path folder;

    private final List<Happening> events = new ArrayList<>();
    private final List<Offer> offers = new ArrayList<>();
    private final Map<String, String> merges = new HashMap<>();
    private int defined;

    @Test
    void shouldAgreeWithTheDefinitionsOnRandomMarkets() {
        for (int seed = 0; seed < 8; seed++) {
            events.clear();
            offers.clear();
            merges.clear();
            final SplittableRandom random = new SplittableRandom(seed);
            try (EntityStore market = new EntityStore(folder.resolve("seed-" + seed))) {
                fill(market, random);
                assertAllAgree(market, seed);
                mergeSome(market, random);
                assertAllAgree(market, seed);
                eraseOne(market, random);
                assertAllAgree(market, seed);
            }
        }
        assertTrue(defined > 30_000, "values compared: " + defined);
    }

    @Test
    void shouldNotChangeByWhatHappensAfterTheInstant() {
        final SplittableRandom random = new SplittableRandom(99);
        try (EntityStore market = new EntityStore(folder)) {
            fill(market, random);
            final long asOf = AS_OF - 20 * DAY;
            final List<float[]> before = all(market, asOf);
            market.record(Stream.generate(() -> happening(random, asOf + 1 + random.nextLong(30 * DAY))).limit(500)
                    .toArray(Happening[]::new));
            for (final String property : offers.stream().filter(offer -> offer.effectiveAt <= asOf)
                    .map(offer -> offer.property).distinct().collect(Collectors.toList())) {
                market.offer(offer(random, property, AS_OF + DAY).listedAt(asOf));
            }
            market.nowMs += HOUR;
            final List<float[]> after = all(market, asOf);
            for (int i = 0; i < before.size(); i++) {
                assertArrayEquals(before.get(i), after.get(i), "entity " + i);
            }
        }
    }

    private static List<float[]> all(final EntityStore market, final long asOf) {
        final List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < PROPERTIES; i++) {
            vectors.add(market.property("p" + i, asOf));
        }
        for (int i = 0; i < AGENTS; i++) {
            vectors.add(market.agent("a" + i, asOf));
            vectors.add(market.shrunk("a" + i, asOf));
        }
        return vectors;
    }

    private void fill(final EntityStore market, final SplittableRandom random) {
        // The last one is known by events alone.
        for (int i = 0; i < PROPERTIES - 1; i++) {
            long at = AS_OF - random.nextLong(80 * DAY);
            final long listedAt = at - random.nextLong(10 * DAY);
            for (int version = random.nextInt(5); version >= 0; version--) {
                final Offer offer = offer(random, "p" + i, at).listedAt(random.nextInt(6) == 0 ? at + DAY : listedAt);
                offers.add(offer);
                at += 1 + random.nextLong(20 * DAY);
            }
        }
        market.offer(offers.toArray(Offer[]::new));
        for (int i = 0; i < PROPERTIES; i++) {
            events.add(happening(random, AS_OF - 200 * DAY).property("p" + i));
        }
        for (int i = 0; i < 1_500; i++) {
            // Many on whole hours, so that order and equal instants matter.
            final long at = AS_OF - random.nextLong(100 * DAY);
            events.add(happening(random, random.nextBoolean() ? at / HOUR * HOUR : at));
        }
        market.record(events.toArray(Happening[]::new));
    }

    private static Offer offer(final SplittableRandom random, final String property, final long at) {
        final PropertyStatus status =
                random.nextInt(3) > 0 ? PropertyStatus.ACTIVE : PropertyStatus.ofCode(1 + random.nextInt(4));
        return Offer.of(property, at).status(status)
                .price(random.nextInt(10) == 0 ? Double.NaN : 100_000 + random.nextInt(5) * 50_000)
                .area(random.nextInt(8) == 0 ? "" : random.nextInt(5) == 0 ? "98102" : "98101")
                .kind(random.nextInt(10) == 0 ? ListingKind.RENT : ListingKind.SALE)
                .currency(random.nextInt(10) == 0 ? "EUR" : "USD")
                .type(random.nextInt(10) == 0 ? PropertyType.CONDO : PropertyType.HOUSE);
    }

    private static Happening happening(final SplittableRandom random, final long at) {
        final boolean isAppointment = random.nextInt(6) == 0;
        final EventType type = isAppointment
                ? APPOINTMENTS[random.nextInt(2)] : TYPES[random.nextInt(TYPES.length)];
        final Happening event = Happening.of(type, at, "lead" + random.nextInt(LEADS))
                .property("p" + random.nextInt(PROPERTIES))
                .agent(random.nextInt(3) == 0 ? "" : "a" + random.nextInt(AGENTS))
                .session(random.nextInt(3) == 0 ? "" : "s" + random.nextInt(3));
        return switch (type) {
            case PROPERTY_VIEW -> random.nextInt(4) == 0 ? event : event.seconds(random.nextInt(90) - 10);
            case PROPERTY_SWIPE -> event.flags(
                    random.nextBoolean() ? TimelineRecord.SWIPE_LEFT_FLAG : TimelineRecord.SWIPE_RIGHT_FLAG);
            case BOOKING_REQUEST -> event.flags(random.nextInt(3) == 0 ? TimelineRecord.URGENCY_HIGH_FLAG
                    : random.nextInt(3) == 0 ? TimelineRecord.URGENCY_LOW_FLAG : 0);
            case TOUR_COMPLETED, BOOKING_COMPLETED -> event
                    .flags(random.nextInt(4) == 0 ? TimelineRecord.NOT_COMPLETED_FLAG : 0)
                    .mark(random.nextInt(3) == 0 ? Double.NaN : 1 + random.nextInt(10));
            default -> event;
        };
    }

    private void mergeSome(final EntityStore market, final SplittableRandom random) {
        for (int i = 0; i < 12; i++) {
            final String from = "lead" + random.nextInt(LEADS);
            final String into = "lead" + random.nextInt(LEADS);
            if (merges.containsKey(from) && random.nextBoolean()) {
                market.undo(from, merges.remove(from));
            } else if (!merges.containsKey(from) && !root(into).equals(from)) {
                market.merge(from, into);
                merges.put(from, into);
            }
        }
    }

    private void eraseOne(final EntityStore market, final SplittableRandom random) {
        final String lead = root("lead" + random.nextInt(LEADS));
        market.beginErasing(lead);
        if (random.nextBoolean()) {
            market.endErasing(lead);
        }
        events.removeIf(event -> root(event.lead).equals(lead));
    }

    private String root(final String lead) {
        return merges.containsKey(lead) ? root(merges.get(lead)) : lead;
    }

    private void assertAllAgree(final EntityStore market, final int seed) {
        market.nowMs += HOUR;
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 12; i++) {
            final long asOf = i == 0 ? AS_OF : AS_OF - random.nextLong(90 * DAY) / HOUR * HOUR;
            for (int property = 0; property < PROPERTIES; property++) {
                final SlowPropertyFeatures expected =
                        new SlowPropertyFeatures(events, offers, this::root, "p" + property, asOf);
                final float[] actual = market.property("p" + property, asOf);
                for (int feature = 0; feature < actual.length; feature++) {
                    assertClose(expected.value(feature), actual[feature],
                            FeatureSchema.PROPERTY.numerical().get(feature).name() + ", seed=" + seed + ", p" + property);
                }
            }
            assertAgentsAgree(market, asOf, seed);
        }
    }

    private void assertAgentsAgree(final EntityStore market, final long asOf, final int seed) {
        final Map<String, int[]> pooled = new HashMap<>();
        for (int agent = 0; agent < AGENTS; agent++) {
            new SlowAgentFeatures(events, this::root, "a" + agent, asOf / HOUR * HOUR).cases.forEach((rate, cases) ->
                    pooled.merge(rate, cases, (a, b) -> new int[] {a[0] + b[0], a[1] + b[1]}));
        }
        for (int agent = 0; agent < AGENTS; agent++) {
            final SlowAgentFeatures expected = new SlowAgentFeatures(events, this::root, "a" + agent, asOf);
            final float[] actual = market.agent("a" + agent, asOf);
            final float[] shrunk = market.shrunk("a" + agent, asOf);
            for (int feature = 0; feature < actual.length; feature++) {
                final String name = FeatureSchema.AGENT.numerical().get(feature).name();
                assertClose(expected.value(feature), actual[feature], name + ", seed=" + seed + ", a" + agent);
                final int[] own = expected.cases.get(name);
                final int[] all = pooled.get(name);
                assertClose(own == null || all[1] == 0 ? Double.NaN
                        : (own[0] + 20.0 * all[0] / all[1]) / (own[1] + 20), shrunk[feature], "shrunk " + name);
            }
        }
    }

    private void assertClose(final double expected, final float actual, final String what) {
        assertEquals(expected, actual, Double.isNaN(expected) ? 0 : 2e-6 * Math.max(1, Math.abs(expected)), what);
        defined += Double.isNaN(expected) ? 0 : 1;
    }
}
