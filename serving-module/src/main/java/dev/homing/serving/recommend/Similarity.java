package dev.homing.serving.recommend;

import dev.homing.features.SignalModel;
import java.nio.FloatBuffer;

/**
 * How alike two listings are: the cosine of their vectors of attributes where the model knows attributes, of their factors
 * otherwise; 0 where it knows nothing. One instance belongs to one thread.
 */
final class Similarity {
    private FloatBuffer vectors = FloatBuffer.allocate(0);
    private int dimensions = 1;

    /** Looks at the vectors of a model. */
    void begin(final SignalModel model, final boolean hasContent) {
        vectors = hasContent ? model.contentVectors() : model.vectors();
        dimensions = hasContent ? model.content().dimensions() : model.factors().dimensions();
    }

    /** The cosine of two listings, -1 to 1. */
    float of(final int ordinal, final int other) {
        final int count = vectors.limit() / dimensions;
        if (ordinal >= count || other >= count) {
            return 0;
        }
        float product = 0;
        float square = 0;
        float otherSquare = 0;
        for (int i = 0; i < dimensions; i++) {
            final float a = vectors.get(ordinal * dimensions + i);
            final float b = vectors.get(other * dimensions + i);
            product += a * b;
            square += a * a;
            otherSquare += b * b;
        }
        return product == 0 ? 0 : product / (float) Math.sqrt((double) square * otherSquare);
    }
}
