package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.catalog.Listing;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AttributeEncoderTest {
    private static final float[] MEANS = {(float) Math.log(200_000), (float) Math.log(1_000), 2, 1, 1980, 47, -122,
        (float) Math.log(200)};
    private static final float[] SPREADS = {(float) Math.log(2), 1, 2, 0.5f, 10, 1, 2, 1};
    private static final int TYPE_AT = 17;
    private static final int KIND_AT = 33;
    private static final int AREA_AT = 37;

    private final AttributeEncoder encoder = new AttributeEncoder(MEANS, SPREADS, new int[] {4, 9}, new int[] {1, 40, 63});

    @Test
    void shouldEncodeAListingAsWorkedOutByHand() {
        final float[] expected = new float[AREA_AT + 5];
        // Twice the price, half a spread of size, one spread of rooms, less of baths, two of years, a half north, one east.
        put(expected, 0, 1);
        put(expected, 1, 0.5f);
        put(expected, 2, 1);
        put(expected, 3, -0.5f);
        put(expected, 4, 2);
        put(expected, 5, 0.5f);
        put(expected, 6, 1);
        put(expected, 7, (float) (Math.log(2) - 0.5));
        expected[16] = 0.5f;
        expected[TYPE_AT + 3] = 1;
        expected[KIND_AT + 2] = 1;
        expected[AREA_AT + 1] = 1;
        expected[AREA_AT + 2 + 1] = 1;
        expected[AREA_AT + 2 + 2] = 1;
        assertEquals(expected.length, encoder.length());
        assertArrayEquals(expected, encode(new Listing().price(400_000).size((float) (1_000 * Math.exp(0.5))).rooms(4, 3)
                .year(2000).position(47.5, -120).kind(3, 2).area(9).amenities(1L << 40 | 1L << 63 | 1L << 7)), 1e-5f);
    }

    @Test
    void shouldTakeWhatIsNotKnownForZero() {
        assertArrayEquals(new float[encoder.length()], encode(new Listing()));
        assertArrayEquals(new float[encoder.length()], encode(new Listing().price(0).size(0).area(5)), "no logarithm");
        final float[] priceAlone = new float[encoder.length()];
        put(priceAlone, 0, -1);
        assertArrayEquals(priceAlone, encode(new Listing().price(100_000)), 1e-5f);
    }

    @Test
    void shouldNotGoFartherThanThreeSpreads() {
        final float[] high = encode(new Listing().price(1e12));
        assertEquals(3, high[0]);
        assertEquals(8, high[AttributeEncoder.MEASURES]);
        assertEquals(-3, encode(new Listing().price(1e-3))[0]);
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        final int[] none = {};
        assertThrows(IllegalArgumentException.class, () -> new AttributeEncoder(new float[7], SPREADS, none, none));
        assertThrows(IllegalArgumentException.class, () -> new AttributeEncoder(MEANS, new float[9], none, none));
        assertThrows(IllegalArgumentException.class, () -> new AttributeEncoder(MEANS, new float[8], none, none));
        assertThrows(IllegalArgumentException.class, () -> new AttributeEncoder(MEANS, SPREADS, none, new int[] {64}));
        assertThrows(IllegalArgumentException.class, () -> new AttributeEncoder(MEANS, SPREADS, none, new int[] {-1}));
        assertThrows(IllegalArgumentException.class, () -> new AttributeEncoder(MEANS, SPREADS, new int[] {2, 1}, none));
        assertThrows(IndexOutOfBoundsException.class, () ->
                encoder.encode(new Listing().record(), new double[8], new float[encoder.length() - 1]));
    }

    private static void put(final float[] numbers, final int measure, final float z) {
        numbers[measure] = z;
        numbers[AttributeEncoder.MEASURES + measure] = z * z - 1;
    }

    private float[] encode(final Listing listing) {
        final float[] numbers = new float[encoder.length()];
        Arrays.fill(numbers, 77);
        encoder.encode(listing.record(), new double[AttributeEncoder.MEASURES], numbers);
        for (final float number : numbers) {
            assertTrue(Float.isFinite(number), Arrays.toString(numbers));
        }
        return numbers;
    }
}
