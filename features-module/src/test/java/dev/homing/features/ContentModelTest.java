package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.catalog.Listing;
import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ContentModelTest {
    private static final int DIMENSIONS = 11;
    private static final int LISTINGS = 40;

    private final SplittableRandom random = new SplittableRandom(21);
    private final float[] gram = gram();
    private final float[] prior = numbers(DIMENSIONS);
    private final AttributeEncoder encoder = encoder();
    private final float[] projection = numbers(encoder.length() * DIMENSIONS);
    private final ContentModel model = new ContentModel(encoder, DIMENSIONS, projection, gram, prior, 3.5f,
            new ContentEvidence(2.5f, 0.5f));

    @Test
    void shouldSolveTheFormulaWithNegativeEvidenceAndPrior() {
        final FloatBuffer vectors = FloatBuffer.wrap(numbers(LISTINGS * DIMENSIONS));
        final ContentModel.Solver solver = model.solver();
        for (int round = 0; round < 50; round++) {
            final Interactions interactions = interactions(random.nextInt(12));
            final double[][] matrix = new double[DIMENSIONS][DIMENSIONS];
            final double[] side = new double[DIMENSIONS];
            for (int i = 0; i < DIMENSIONS; i++) {
                side[i] = prior[i];
                for (int j = 0; j < DIMENSIONS; j++) {
                    matrix[i][j] = 3.5 * gram[i * DIMENSIONS + j] + (i == j ? 1 : 0);
                }
            }
            for (int k = 0; k < interactions.seenCount(); k++) {
                final int at = interactions.seen(k) * DIMENSIONS;
                final double sum = (interactions.sum(k) + 0.5 * interactions.viewLogs(k)) / interactions.recency(k);
                final double weight = 2.5 * interactions.recency(k);
                final double approval = sum / (Math.abs(sum) + 4);
                for (int i = 0; at < vectors.limit() && i < DIMENSIONS; i++) {
                    side[i] += weight * approval * vectors.get(at + i);
                    for (int j = 0; j < DIMENSIONS; j++) {
                        matrix[i][j] += weight * vectors.get(at + i) * vectors.get(at + j);
                    }
                }
            }
            final float[] x = new float[DIMENSIONS];
            solver.solve(interactions, vectors, x);
            final double[] expected = LinearSystem.solve(matrix, side);
            for (int i = 0; i < DIMENSIONS; i++) {
                assertEquals(expected[i], x[i], 1e-4, "round=" + round);
            }
        }
    }

    @Test
    void shouldProjectAttributes() {
        final Listing listing = new Listing().price(300_000).kind(2, 1).area(3).amenities(1L << 5);
        final float[] attributes = new float[encoder.length()];
        encoder.encode(listing.record(), new double[AttributeEncoder.MEASURES], attributes);
        final FloatBuffer vectors = FloatBuffer.allocate(3 * DIMENSIONS);
        model.solver().encode(listing.record(), vectors, 1);
        for (int j = 0; j < DIMENSIONS; j++) {
            double expected = 0;
            for (int i = 0; i < attributes.length; i++) {
                expected += (double) attributes[i] * projection[i * DIMENSIONS + j];
            }
            assertEquals(expected, vectors.get(DIMENSIONS + j), 1e-4);
            assertEquals(0, vectors.get(j), "another row");
            assertEquals(0, vectors.get(2 * DIMENSIONS + j), "another row");
        }
    }

    @Test
    void shouldReadWhatItWrote() {
        final ByteBuffer bytes = model.encode();
        final ContentModel read = ContentModel.of(bytes);
        assertEquals(0, bytes.position(), "the buffer is as it was");
        assertEquals(DIMENSIONS, read.dimensions());
        assertArrayEquals(model.encode().array(), read.encode().array());
        final Listing listing = new Listing().price(250_000).rooms(3, 8).area(7).amenities(1L << 60);
        assertArrayEquals(vector(model, listing), vector(read, listing));
    }

    @Test
    void shouldRefuseBytesThatAreNone() {
        assertRefused("it has 11 bytes", ByteBuffer.allocate(11));
        assertRefused("for 12 dimensions", with(0, 12));
        assertRefused("for 0 dimensions", with(0, 0));
        assertRefused("for -5 dimensions", with(0, -5));
        assertRefused("2000000000 areas", with(1, 2_000_000_000));
        assertRefused("65 amenities", with(2, 65));
        assertRefused("are not in ascending order", with(3, 8));
        assertRefused("are not all in 0..63", with(5, -1));
        assertRefused("the number NaN", with(7, Float.floatToRawIntBits(Float.NaN)));
        assertRefused("spreads[0]=0.0", with(15, 0));
        assertRefused("unobservedWeight=Infinity", with(23, Float.floatToRawIntBits(Float.POSITIVE_INFINITY)));
        assertRefused("unobservedWeight=NaN", with(23, Float.floatToRawIntBits(Float.NaN)));
        assertRefused("unobservedWeight=0.0", with(23, 0));
        assertRefused("weight=0.0", with(24, 0));
        assertRefused("weight=NaN", with(24, Float.floatToRawIntBits(Float.NaN)));
        assertRefused("viewSlope=-1.0", with(25, Float.floatToRawIntBits(-1)));
        assertRefused("the number Infinity", with(40, Float.floatToRawIntBits(Float.POSITIVE_INFINITY)));
        final ByteBuffer bytes = model.encode();
        assertRefused("for 11 dimensions", bytes.limit(bytes.limit() - 4));
    }

    @Test
    void shouldNeverFailOtherwiseWhateverTheBytes() {
        final byte[] written = model.encode().array();
        int read = 0;
        for (int round = 0; round < 5_000; round++) {
            final byte[] bytes = written.clone();
            bytes[random.nextInt(round % 2 == 0 ? 100 : bytes.length)] = (byte) random.nextInt();
            try {
                final float[] vector = vector(ContentModel.of(ByteBuffer.wrap(bytes)), new Listing().price(250_000));
                read += vector.length > 0 ? 1 : 0;
            } catch (final IllegalArgumentException e) {
                assertTrue(e.getMessage() != null, "a reason is given");
            }
        }
        assertTrue(read > 500, "read=" + read);
    }

    private static float[] vector(final ContentModel of, final Listing listing) {
        final FloatBuffer vectors = FloatBuffer.allocate(of.dimensions());
        of.solver().encode(listing.record(), vectors, 0);
        return vectors.array();
    }

    private ByteBuffer with(final int place, final int number) {
        return model.encode().putInt(place * Integer.BYTES, number);
    }

    private static void assertRefused(final String reason, final ByteBuffer bytes) {
        final String message = assertThrows(IllegalArgumentException.class, () -> ContentModel.of(bytes)).getMessage();
        assertTrue(message.contains(reason), message);
    }

    private Interactions interactions(final int count) {
        final EventType[] types =
                {EventType.PROPERTY_LIKE, EventType.PROPERTY_DISLIKE, EventType.PROPERTY_SAVE, EventType.PROPERTY_VIEW};
        final List<LeadEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // Some of the listings came after the model.
            events.add(LeadEvent.of(types[random.nextInt(4)], i * 86_400_000L, random.nextInt(LISTINGS + 5))
                    .viewed(random.nextBoolean() ? Double.NaN : random.nextDouble(400)));
        }
        return new Interactions(20).collect(LeadEvent.timeline(events, new Timeline()), EngagementWeights.defaults(), 10);
    }

    private static AttributeEncoder encoder() {
        final float[] means = new float[AttributeEncoder.MEASURES];
        final float[] spreads = new float[AttributeEncoder.MEASURES];
        means[0] = (float) Math.log(200_000);
        Arrays.fill(spreads, 1);
        return new AttributeEncoder(means, spreads, new int[] {3, 7}, new int[] {5, 60});
    }

    private float[] gram() {
        final float[] rows = numbers(20 * DIMENSIONS);
        final float[] products = new float[DIMENSIONS * DIMENSIONS];
        for (int row = 0; row < 20; row++) {
            for (int i = 0; i < products.length; i++) {
                products[i] += rows[row * DIMENSIONS + i / DIMENSIONS] * rows[row * DIMENSIONS + i % DIMENSIONS] / 20;
            }
        }
        return products;
    }

    private float[] numbers(final int count) {
        final float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }
}
