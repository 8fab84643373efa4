package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ItemWeightsTest {
    private static final int[][] TARGETS = {{1, 2}, {}, {0}};
    private static final float[][] WEIGHTS = {{0.5f, -1}, {}, {2}};

    @Test
    void shouldAnswerAsADenseMatrixDoes() {
        final SplittableRandom random = new SplittableRandom(11);
        final SparseScores scores = new SparseScores();
        for (int round = 0; round < 200; round++) {
            final int listings = 1 + random.nextInt(30);
            final float[][] dense = new float[listings][listings];
            final ItemWeights items = ItemWeights.of(encode(dense, random));
            assertEquals(listings, items.listingCount());
            scores.clear();
            final float[] sums = new float[listings];
            final int[] liked = random.ints(5, 0, listings).toArray();
            final float[] amounts = new float[liked.length];
            for (int i = 0; i < liked.length; i++) {
                amounts[i] = random.nextInt(1, 4);
                for (int target = 0; target < listings; target++) {
                    sums[target] += amounts[i] * dense[liked[i]][target];
                }
            }
            items.add(liked, amounts, liked.length, scores);
            for (int listing = 0; listing < listings; listing++) {
                assertEquals(sums[listing], scores.score(listing), 1e-5f);
                for (int target = 0; target < listings; target++) {
                    assertEquals(dense[listing][target], items.weight(listing, target));
                }
            }
        }
    }

    @Test
    void shouldKnowNothingOfListingsThatCameLater() {
        final ItemWeights items = ItemWeights.of(ItemWeights.encode(TARGETS, WEIGHTS));
        final SparseScores scores = new SparseScores();
        scores.clear();
        items.add(new int[] {3, 1_000}, new float[] {1, 1}, 2, scores);
        assertEquals(0, scores.count());
        assertEquals(0, items.weight(3, 0));
        assertEquals(0, items.weight(0, 3));
        assertEquals(3, items.size());
    }

    @Test
    void shouldAddListsLongAndShortInTheirOrder() {
        final SplittableRandom random = new SplittableRandom(12);
        final int listings = 3_000;
        final int[][] targets = new int[listings][];
        final float[][] weights = new float[listings][];
        for (int listing = 0; listing < listings; listing++) {
            // Most are short, one is longer than what is taken at once, and some have nothing.
            final int length = listing == 7 ? listings : random.nextInt(listing % 10 == 0 ? 900 : 60);
            targets[listing] = random.ints(0, listings).distinct().limit(length).sorted().toArray();
            weights[listing] = new float[length];
            for (int i = 0; i < length; i++) {
                weights[listing][i] = (float) random.nextDouble(-1, 1);
            }
        }
        final ItemWeights items = ItemWeights.of(ItemWeights.encode(targets, weights));
        final int[] liked = random.ints(200, 0, listings).toArray();
        liked[100] = 7;
        final float[] amounts = new float[liked.length];
        final float[] sums = new float[listings];
        for (int i = 0; i < liked.length; i++) {
            amounts[i] = (float) random.nextDouble();
            for (int j = 0; j < targets[liked[i]].length; j++) {
                sums[targets[liked[i]][j]] += amounts[i] * weights[liked[i]][j];
            }
        }
        final SparseScores scores = new SparseScores();
        items.add(liked, amounts, liked.length, scores);
        for (int listing = 0; listing < listings; listing++) {
            assertEquals(sums[listing], scores.score(listing), "the same order, so the same to the bit");
        }
    }

    @Test
    void shouldReadBytesFromTheMiddleOfABufferWhateverItsOrder() {
        final ByteBuffer bytes = ItemWeights.encode(TARGETS, WEIGHTS);
        final ByteBuffer padded = ByteBuffer.allocateDirect(bytes.remaining() + 24);
        padded.position(12).put(bytes.duplicate()).flip().position(12);
        final ItemWeights items = ItemWeights.of(padded.order(ByteOrder.BIG_ENDIAN));
        assertEquals(-1, items.weight(0, 2));
        assertEquals(2, items.weight(2, 0));
        assertEquals(12, padded.position(), "the buffer is as it was");
    }

    @Test
    void shouldRefuseBytesThatAreNone() {
        assertRefused("it has 7 bytes", ByteBuffer.allocate(7));
        final ByteBuffer bytes = ItemWeights.encode(TARGETS, WEIGHTS);
        assertRefused("for 3 listings and 3 weights", bytes.duplicate().limit(bytes.limit() - 1));
        assertRefused("for -1 listings", with(0, -1));
        assertRefused("and -1 weights", with(1, -1));
        assertRefused("for 4 listings", with(0, 4));
        assertRefused("the list of listing 0 begins at 1", with(2, 1));
        assertRefused("the list of listing 1 begins at 4", with(3, 4));
        assertRefused("the list of listing 2 begins at 1", with(4, 1));
        assertRefused("the list of listing 3 begins at 2", with(5, 2));
        assertRefused("for listing -1", with(6, -1));
        assertRefused("for listing 3 of 3", with(8, 3));
        assertRefused("weight 1 is NaN", with(10, Float.floatToRawIntBits(Float.NaN)));
        assertRefused("weight 2 is Infinity", with(11, Float.floatToRawIntBits(Float.POSITIVE_INFINITY)));
    }

    @Test
    void shouldRefuseLengthsThatOverflow() {
        final ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(Integer.MAX_VALUE).putInt(1 << 30).flip();
        assertRefused("it has 8 bytes, for 2147483647 listings", bytes);
    }

    @Test
    void shouldNeverFailOtherwiseWhateverTheBytes() {
        final SplittableRandom random = new SplittableRandom(3);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            final ByteBuffer bytes = ItemWeights.encode(TARGETS, WEIGHTS);
            final int place = random.nextInt(bytes.capacity());
            bytes.put(place, (byte) random.nextInt());
            try {
                final ItemWeights items = ItemWeights.of(bytes);
                final SparseScores scores = new SparseScores();
                scores.clear();
                items.add(new int[] {0, 1, 2}, new float[] {1, 1, 1}, items.listingCount(), scores);
                read++;
            } catch (final IllegalArgumentException e) {
                assertTrue(e.getMessage() != null, "a reason is given");
            }
        }
        assertTrue(read > 1_000, "read=" + read);
    }

    private static ByteBuffer with(final int place, final int number) {
        final ByteBuffer bytes = ItemWeights.encode(TARGETS, WEIGHTS);
        return bytes.putInt(place * Integer.BYTES, number);
    }

    private static void assertRefused(final String reason, final ByteBuffer bytes) {
        final String message = assertThrows(IllegalArgumentException.class, () -> ItemWeights.of(bytes)).getMessage();
        assertTrue(message.contains(reason), message);
    }

    private static ByteBuffer encode(final float[][] dense, final SplittableRandom random) {
        final int[][] targets = new int[dense.length][];
        final float[][] weights = new float[dense.length][];
        for (int listing = 0; listing < dense.length; listing++) {
            targets[listing] = random.ints(random.nextInt(10), 0, dense.length).distinct().sorted().toArray();
            weights[listing] = new float[targets[listing].length];
            for (int i = 0; i < weights[listing].length; i++) {
                weights[listing][i] = (float) random.nextDouble(-1, 1);
                dense[listing][targets[listing][i]] = weights[listing][i];
            }
        }
        return ItemWeights.encode(targets, weights);
    }
}
