package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.catalog.Listing;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SignalTermsTest {
    private static final long DAY_MS = 86_400_000;
    private static final EventType[] TYPES =
            {EventType.PROPERTY_VIEW, EventType.PROPERTY_LIKE, EventType.PROPERTY_DISLIKE, EventType.PAGE_VIEW};

    private final SplittableRandom random = new SplittableRandom(11);
    private final EngagementWeights weights = EngagementWeights.defaults();
    private final SignalFixture fixture = new SignalFixture(4);
    private final LeadSignals signals = new LeadSignals(fixture.model, weights);

    @Test
    void shouldAddUpToEveryScore() {
        double most = 0;
        for (int round = 0; round < 100; round++) {
            signals.solve(lead());
            final SignalTerms terms = new SignalTerms(signals);
            final double[] each = new double[terms.count() + 3];
            Arrays.fill(each, 9);
            for (final Signal signal : Signal.values()) {
                for (int listing = 0; listing < SignalFixture.LISTINGS + 3; listing++) {
                    final double prior = terms.of(signal, listing, each);
                    final double sum = Arrays.stream(each, 0, terms.count()).sum();
                    assertEquals(signals.score(signal, listing), prior + sum, 1e-5, signal + " of " + listing);
                    assertTrue(signal == Signal.CONTENT || prior == 0);
                    most = Math.max(most, Math.abs(sum));
                }
            }
        }
        assertTrue(most > 0.5, "most=" + most);
    }

    @Test
    void shouldSayWhatEachListingAddsToTheRightSideAlone() {
        for (int round = 0; round < 30; round++) {
            final Timeline timeline = lead();
            signals.solve(timeline);
            final SignalTerms terms = new SignalTerms(signals);
            final double[] each = new double[terms.count()];
            final Interactions liked = new Interactions(100).collect(timeline, weights, 30);
            for (int k = 0; k < liked.count(); k++) {
                if (liked.ordinal(k) < SignalFixture.LISTINGS) {
                    final double[] alone = solveFactors(liked, k);
                    final int target = random.nextInt(SignalFixture.LISTINGS);
                    terms.of(Signal.FACTORS, target, each);
                    double expected = 0;
                    for (int j = 0; j < alone.length; j++) {
                        expected += fixture.vectors[target * alone.length + j] * alone[j];
                    }
                    assertEquals(expected, each[indexOf(terms, liked.ordinal(k))], 1e-6);
                }
            }
        }
    }

    /** The lead's vector if the right side had one of the listings only, by elimination. */
    private double[] solveFactors(final Interactions liked, final int only) {
        final int size = SignalFixture.FACTORS;
        final double[][] matrix = new double[size][size];
        final double[] side = new double[size];
        int observed = 0;
        for (int k = 0; k < liked.count(); k++) {
            observed += liked.ordinal(k) < SignalFixture.LISTINGS ? 1 : 0;
        }
        for (int r = 0; r < size; r++) {
            matrix[r][r] = 0.1 * (observed + 0.1 * SignalFixture.LISTINGS);
            for (int c = 0; c < size; c++) {
                for (int listing = 0; listing < SignalFixture.LISTINGS; listing++) {
                    matrix[r][c] += 0.1 * product(listing, r, c);
                }
                for (int k = 0; k < liked.count(); k++) {
                    if (liked.ordinal(k) < SignalFixture.LISTINGS) {
                        matrix[r][c] += liked.weight(k) * product(liked.ordinal(k), r, c);
                    }
                }
            }
            side[r] = liked.weight(only) * fixture.vectors[liked.ordinal(only) * size + r];
        }
        return LinearSystem.solve(matrix, side);
    }

    private double product(final int listing, final int r, final int c) {
        final int at = listing * SignalFixture.FACTORS;
        return (double) fixture.vectors[at + r] * fixture.vectors[at + c];
    }

    private static int indexOf(final SignalTerms terms, final int listing) {
        for (int i = 0; i < terms.count(); i++) {
            if (terms.listing(i) == listing) {
                return i;
            }
        }
        throw new AssertionError("the lead met " + listing);
    }

    @Test
    void shouldSplitAScoreByContentByAttribute() {
        final float[] ones = new float[AttributeEncoder.MEASURES];
        Arrays.fill(ones, 1);
        final float[] means = {13, 7, 3, 2, 1_990, 10, 20, 6};
        final AttributeEncoder encoder = new AttributeEncoder(means, ones, new int[] {2, 5}, new int[] {0, 7, 63});
        final ContentModel content = new ContentModel(encoder, SignalFixture.CONTENT,
                numbers(encoder.length() * SignalFixture.CONTENT), new float[SignalFixture.CONTENT * SignalFixture.CONTENT],
                numbers(SignalFixture.CONTENT), 1, new ContentEvidence(2, 1));
        final FloatBuffer vectors = FloatBuffer.allocate(SignalFixture.LISTINGS * SignalFixture.CONTENT);
        final List<Listing> listings = new ArrayList<>();
        for (int i = 0; i < SignalFixture.LISTINGS; i++) {
            listings.add(listing());
            content.solver().encode(listings.get(i).record(), vectors, i);
        }
        final SignalModel known = new SignalModel(fixture.model.factors(), fixture.model.vectors(), fixture.model.items(),
                fixture.model.neighbours(), content, vectors, 12, 0.5);
        final LeadSignals tastes = new LeadSignals(known, weights);
        final Set<ListingAttribute> seen = EnumSet.noneOf(ListingAttribute.class);
        final Set<Integer> amenities = new TreeSet<>();
        for (int round = 0; round < 20; round++) {
            tastes.solve(lead());
            final SignalTerms terms = new SignalTerms(tastes);
            for (int i = 0; i < SignalFixture.LISTINGS; i++) {
                final double[] sum = new double[1];
                final int listing = i;
                terms.byAttribute(listings.get(i).record(), (attribute, amenity, value) -> {
                    sum[0] += value;
                    seen.add(attribute);
                    assertEquals(attribute == ListingAttribute.AMENITY, amenity >= 0);
                    assertTrue(amenity < 0 || (listings.get(listing).record().amenities() >>> amenity & 1) == 1);
                    amenities.add(amenity);
                });
                assertEquals(tastes.score(Signal.CONTENT, i), sum[0], 1e-4 * (1 + Math.abs(sum[0])), "listing " + i);
            }
        }
        assertEquals(EnumSet.allOf(ListingAttribute.class), seen);
        assertEquals(Set.of(-1, 0, 7, 63), amenities);
    }

    @Test
    void shouldGiveAnAttributeWhatItsOwnNumbersAdd() {
        final float[] ones = new float[AttributeEncoder.MEASURES];
        Arrays.fill(ones, 1);
        final AttributeEncoder encoder = new AttributeEncoder(new float[AttributeEncoder.MEASURES], ones, new int[0], new int[0]);
        final float[] projection = new float[encoder.length()];
        projection[2] = 1;
        projection[AttributeEncoder.MEASURES + 2] = 10;
        final ContentModel content = new ContentModel(
                encoder, 1, projection, new float[1], new float[] {0.5f}, 1, new ContentEvidence(2, 1));
        final FloatBuffer vectors = FloatBuffer.allocate(1);
        final Listing two = new Listing().rooms(2, PropertyRecord.UNKNOWN_ROOMS).price(100);
        content.solver().encode(two.record(), vectors, 0);
        final LeadSignals tastes = new LeadSignals(new SignalModel(fixture.model.factors(), fixture.model.vectors(),
                fixture.model.items(), fixture.model.neighbours(), content, vectors, 12, 0.5), weights);
        tastes.solve(LeadEvent.timeline(List.of(), new Timeline()));
        final List<String> found = new ArrayList<>();
        new SignalTerms(tastes).byAttribute(two.record(), (attribute, amenity, value) -> found.add(attribute + " " + value));
        assertEquals(List.of("BEDROOMS " + 0.5 * (2 + 10 * 3)), found, "2 bedrooms and their square, times a taste of 1/2");
    }

    private Listing listing() {
        final Listing listing = new Listing().kind(1 + random.nextInt(8), 1 + random.nextInt(2));
        if (random.nextInt(4) > 0) {
            listing.price(random.nextDouble(1e5, 1e6)).size((float) random.nextDouble(500, 3_000)).area(random.nextInt(7));
        }
        if (random.nextInt(4) > 0) {
            listing.rooms(random.nextInt(6), random.nextInt(12)).year(random.nextInt(1_950, 2_020));
        }
        return random.nextInt(4) == 0 ? listing
                : listing.position(random.nextDouble(9, 11), random.nextDouble(19, 21)).amenities(random.nextLong());
    }

    private float[] numbers(final int count) {
        final float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }

    private Timeline lead() {
        final List<LeadEvent> events = new ArrayList<>();
        final int count = random.nextInt(25);
        for (int i = 0; i < count; i++) {
            final EventType type = TYPES[random.nextInt(TYPES.length)];
            final LeadEvent event = LeadEvent.of(type, random.nextLong(60 * DAY_MS));
            events.add(type == EventType.PAGE_VIEW ? event : event.property(random.nextInt(SignalFixture.LISTINGS + 4)));
        }
        return LeadEvent.timeline(events, new Timeline());
    }
}
