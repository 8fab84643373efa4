package dev.homing.features;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A model of made-up numbers, and the same numbers as plain arrays. */
final class SignalFixture {
    static final int LISTINGS = 60;
    static final int FACTORS = 7;
    static final int CONTENT = 5;

    final float[] vectors;
    final float[] contentVectors;
    final float[][] items = new float[LISTINGS][LISTINGS];
    final float[][] neighbours = new float[LISTINGS][LISTINGS];
    final SignalModel model;
    private final SplittableRandom random;

    SignalFixture(final long seed) {
        random = new SplittableRandom(seed);
        vectors = numbers(LISTINGS * FACTORS);
        contentVectors = numbers(LISTINGS * CONTENT);
        final float[] ones = new float[AttributeEncoder.MEASURES];
        Arrays.fill(ones, 1);
        final AttributeEncoder encoder =
                new AttributeEncoder(new float[AttributeEncoder.MEASURES], ones, new int[0], new int[0]);
        final FloatBuffer factors = direct(vectors);
        model = new SignalModel(new FoldIn(new FoldInParameters(0.1f, 0.1f, 1, 30), factors, LISTINGS, FACTORS), factors,
                weights(items), weights(neighbours),
                new ContentModel(encoder, CONTENT, new float[encoder.length() * CONTENT], new float[CONTENT * CONTENT],
                        numbers(CONTENT), 1, new ContentEvidence(2, 1)), direct(contentVectors), 12, 0.5);
    }

    private static FloatBuffer direct(final float[] numbers) {
        final FloatBuffer buffer =
                ByteBuffer.allocateDirect(numbers.length * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
        buffer.put(numbers).flip();
        return buffer;
    }

    private ItemWeights weights(final float[][] dense) {
        final int[][] targets = new int[LISTINGS][];
        final float[][] weights = new float[LISTINGS][];
        for (int listing = 0; listing < LISTINGS; listing++) {
            targets[listing] = random.ints(6, 0, LISTINGS).distinct().sorted().toArray();
            weights[listing] = numbers(targets[listing].length);
            for (int i = 0; i < targets[listing].length; i++) {
                dense[listing][targets[listing][i]] = weights[listing][i];
            }
        }
        return ItemWeights.of(ItemWeights.encode(targets, weights));
    }

    private float[] numbers(final int count) {
        final float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }
}
