package dev.homing.serving.recommend;

import dev.homing.features.NearestListings;
import dev.homing.features.SignalModel;
import java.nio.FloatBuffer;

/**
 * How alike two listings are: the cosine of their vectors of attributes where the model knows attributes, of their factors
 * otherwise; 0 where it knows nothing. One instance belongs to one thread.
 */
final class Similarity {
    private NearestListings nearest = new NearestListings(1);
    private FloatBuffer vectors;

    /** Looks at the vectors of a model. */
    void begin(final SignalModel model, final boolean hasContent) {
        vectors = hasContent ? model.contentVectors() : model.vectors();
        final int dimensions = hasContent ? model.content().dimensions() : model.factors().dimensions();
        if (nearest.dimensions() != dimensions) {
            nearest = new NearestListings(dimensions);
        }
    }

    /** Chooses the listing that others are compared with. */
    void to(final int ordinal) {
        nearest.begin(vectors, ordinal);
    }

    /** The cosine of another listing and the one that was chosen, -1 to 1. */
    float of(final int ordinal) {
        return nearest.cosine(vectors, ordinal);
    }
}
