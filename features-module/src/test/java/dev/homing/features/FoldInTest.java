package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldInTest {
    private static final FoldInParameters PARAMETERS = new FoldInParameters(0.1f, 0.02f, 0.8f, 90);

    private final SplittableRandom random = new SplittableRandom(13);

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 16, 64})
    void shouldGiveWhatTheClosedFormGives(final int dimensions) {
        // More rows than a block of the Gram matrix, and not a multiple of it.
        final int listings = 2 * FoldIn.GRAM_BLOCK_ROWS + 77;
        final float[] vectors = randomVectors(listings, dimensions);
        final FoldIn.Solver solver = foldIn(vectors, dimensions).solver();
        final float[] x = new float[dimensions];
        for (int lead = 0; lead < 20; lead++) {
            final Interactions interactions = randomLead(1 + lead * 2, listings);
            assertTrue(solver.solve(interactions, x));
            assertClose(naive(interactions, vectors, dimensions, listings), x);
        }
    }

    @Test
    void shouldReadDirectMemoryAsItReadsAnArray() {
        final int dimensions = 8;
        final float[] vectors = randomVectors(50, dimensions);
        final FloatBuffer direct = ByteBuffer.allocateDirect(vectors.length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(vectors).rewind();
        final Interactions lead = randomLead(7, 50);
        final float[] expected = new float[dimensions];
        final float[] x = new float[dimensions];
        foldIn(vectors, dimensions).solver().solve(lead, expected);
        new FoldIn(PARAMETERS, direct, 50, dimensions).solver().solve(lead, x);
        assertArrayEquals(expected, x);
    }

    @Test
    void shouldIgnoreListingsThatTheModelDoesNotKnow() {
        final int dimensions = 6;
        final float[] vectors = randomVectors(20, dimensions);
        final FoldIn foldIn = foldIn(vectors, dimensions);
        final float[] expected = new float[dimensions];
        final float[] x = new float[dimensions];
        assertTrue(foldIn.solver().solve(likes(3, 4), expected));
        assertTrue(foldIn.solver().solve(likes(3, 20, 4, 1_000_000), x), "20 and more came after the training");
        assertArrayEquals(expected, x);
        assertFalse(foldIn.knows(20));
        assertFalse(foldIn.knows(Integer.MAX_VALUE));
    }

    @Test
    void shouldAnswerZerosForALeadOfWhoseListingsItKnowsNone() {
        final FoldIn foldIn = foldIn(randomVectors(5, 4), 4);
        final float[] x = {1, 2, 3, 4};
        assertFalse(foldIn.solver().solve(likes(5, 6), x));
        assertArrayEquals(new float[4], x);
        Arrays.fill(x, 9);
        assertFalse(foldIn.solver().solve(likes(), x));
        assertArrayEquals(new float[4], x);
    }

    @Test
    void shouldKnowNothingOfARowOfZeros() {
        final int dimensions = 5;
        final float[] vectors = randomVectors(10, dimensions);
        Arrays.fill(vectors, 7 * dimensions, 8 * dimensions, 0);
        final FoldIn foldIn = foldIn(vectors, dimensions);
        final float[] x = new float[dimensions];
        assertFalse(foldIn.knows(7));
        assertTrue(foldIn.knows(8));
        assertFalse(foldIn.solver().solve(likes(7), x));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f})
    void shouldNotLetOneBrokenRowSpoilTheOthers(final float broken) {
        final int dimensions = 5;
        final float[] vectors = randomVectors(10, dimensions);
        // The last row, so that nothing overwrites what it leaves in the system.
        vectors[9 * dimensions + 2] = broken;
        final FoldIn foldIn = foldIn(vectors, dimensions);
        assertFalse(foldIn.knows(9));
        final float[] x = new float[dimensions];
        assertTrue(foldIn.solver().solve(likes(1, 9, 2), x));
        Arrays.fill(vectors, 9 * dimensions, 10 * dimensions, 0);
        assertClose(naive(likes(1, 2), vectors, dimensions, 10), x);
    }

    @Test
    void shouldLeaveNothingOfALeadBehind() {
        final int dimensions = 9;
        final float[] vectors = randomVectors(60, dimensions);
        final FoldIn foldIn = foldIn(vectors, dimensions);
        final FoldIn.Solver reused = foldIn.solver();
        for (int lead = 0; lead < 200; lead++) {
            final Interactions interactions = randomLead(1 + random.nextInt(20), 60);
            final float[] expected = new float[dimensions];
            final float[] x = new float[dimensions];
            foldIn.solver().solve(interactions, expected);
            reused.solve(interactions, x);
            assertArrayEquals(expected, x, "to the bit");
        }
    }

    @Test
    void shouldMoveTheVectorTowardsAListingThatTheLeadLikes() {
        final int dimensions = 8;
        final float[] vectors = randomVectors(100, dimensions);
        final FoldIn.Solver solver = foldIn(vectors, dimensions).solver();
        final float[] before = new float[dimensions];
        final float[] after = new float[dimensions];
        solver.solve(likes(1, 2, 3), before);
        solver.solve(likes(1, 2, 3, 42), after);
        assertTrue(product(after, vectors, 42) > product(before, vectors, 42) + 0.1);
    }

    @Test
    void shouldGiveWayAfterEachFewRows() {
        final int rows = 2 * FoldIn.GRAM_BLOCK_ROWS + 1;
        final float[] vectors = new float[rows * 4];
        Arrays.fill(vectors, 0.5f);
        final AtomicInteger pauses = new AtomicInteger();
        new FoldIn(PARAMETERS, FloatBuffer.wrap(vectors), rows, 4, pauses::incrementAndGet);
        assertEquals(3, pauses.get());
    }

    @Test
    void shouldRefuseBadArguments() {
        final FloatBuffer twelve = FloatBuffer.allocate(12);
        assertThrows(IllegalArgumentException.class, () -> new FoldIn(PARAMETERS, twelve, 4, 4));
        assertThrows(IllegalArgumentException.class, () -> new FoldIn(PARAMETERS, twelve, -1, 4));
        assertThrows(IllegalArgumentException.class, () -> new FoldIn(PARAMETERS, twelve, 3, 0));
        assertThrows(NullPointerException.class, () -> new FoldIn(null, twelve, 3, 4));
        assertThrows(NullPointerException.class, () -> new FoldIn(PARAMETERS, null, 3, 4));
        assertFalse(new FoldIn(PARAMETERS, twelve, 0, 4).solver().solve(likes(0), new float[4]), "a model may be empty");
    }

    private static FoldIn foldIn(final float[] vectors, final int dimensions) {
        return new FoldIn(PARAMETERS, FloatBuffer.wrap(vectors), vectors.length / dimensions, dimensions);
    }

    /** The formula of the class comment, summed up as it stands there. */
    private static double[] naive(
            final Interactions interactions, final float[] vectors, final int dimensions, final int listings) {
        final double[][] matrix = new double[dimensions][dimensions];
        final double[] side = new double[dimensions];
        for (int listing = 0; listing < listings; listing++) {
            addProduct(matrix, PARAMETERS.unobservedWeight(), vectors, listing * dimensions);
        }
        for (int i = 0; i < interactions.count(); i++) {
            final int at = interactions.ordinal(i) * dimensions;
            addProduct(matrix, interactions.weight(i), vectors, at);
            for (int j = 0; j < dimensions; j++) {
                side[j] += (double) interactions.weight(i) * vectors[at + j];
            }
        }
        for (int j = 0; j < dimensions; j++) {
            matrix[j][j] += 0.02 * Math.pow(interactions.count() + 0.1 * listings, 0.8);
        }
        return LinearSystem.solve(matrix, side);
    }

    private static void addProduct(final double[][] matrix, final double factor, final float[] vectors, final int at) {
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix.length; j++) {
                matrix[i][j] += factor * vectors[at + i] * vectors[at + j];
            }
        }
    }

    private static void assertClose(final double[] expected, final float[] x) {
        final double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        for (int j = 0; j < expected.length; j++) {
            assertEquals(expected[j], x[j], 1e-4 * largest, "j=" + j);
        }
    }

    private static double product(final float[] x, final float[] vectors, final int listing) {
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            sum += (double) x[j] * vectors[listing * x.length + j];
        }
        return sum;
    }

    private static Interactions likes(final int... ordinals) {
        final List<LeadEvent> events = new ArrayList<>();
        for (final int ordinal : ordinals) {
            events.add(LeadEvent.of(EventType.PROPERTY_LIKE, 1, ordinal));
        }
        return collect(events);
    }

    private Interactions randomLead(final int events, final int listings) {
        final EventType[] types = {EventType.PROPERTY_VIEW, EventType.PROPERTY_LIKE, EventType.PROPERTY_SAVE};
        final List<LeadEvent> list = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            list.add(LeadEvent.of(types[random.nextInt(types.length)], i * 86_400_000L, random.nextInt(listings)));
        }
        return collect(list);
    }

    private static Interactions collect(final List<LeadEvent> events) {
        return new Interactions(Timeline.DEFAULT_MAX_LEAD_EVENTS).collect(
                LeadEvent.timeline(events, new Timeline()), EngagementWeights.defaults(), PARAMETERS.recencyHalfLifeDays());
    }

    private float[] randomVectors(final int rows, final int dimensions) {
        final float[] vectors = new float[rows * dimensions];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = (float) (random.nextGaussian() / Math.sqrt(dimensions));
        }
        return vectors;
    }
}
