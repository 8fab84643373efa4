package dev.homing.serving.recommend;

import dev.homing.features.catalog.TenantCatalog;
import dev.homing.serving.model.CandidateModel;
import dev.homing.serving.model.PopularListings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * What was on the market at an instant. Batches ask for many leads as of one instant, which makes it worth keeping.
 *
 * @param model        that it is for
 * @param rows         of the model's vectors
 * @param versionCount of the catalogue; a listing can be told of later than it was so
 * @param asOfMs       the instant
 * @param biases       -∞ for what was not on the market, 0 otherwise
 * @param popular      what was popular there, as the model knows it
 */
record PastMarket(
        CandidateModel model, int rows, int versionCount, long asOfMs, FloatBuffer biases, PopularListings popular) {
    static PastMarket of(final CandidateModel model, final TenantCatalog properties, final int rows, final long asOfMs) {
        final int versions = properties.versionCount();
        final FloatBuffer biases = ByteBuffer.allocateDirect(rows * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
        final int known = Math.min(rows, properties.propertyCount());
        for (int ordinal = 0; ordinal < rows; ordinal++) {
            biases.put(ordinal, ordinal < known && model.knows(ordinal, properties) && properties.isActive(ordinal, asOfMs)
                    ? 0 : Float.NEGATIVE_INFINITY);
        }
        return new PastMarket(model, rows, versions, asOfMs, biases,
                new PopularListings(properties, model::popularity, ordinal -> properties.isActive(ordinal, asOfMs)));
    }

    boolean isOf(final CandidateModel asked, final TenantCatalog properties, final int askedRows, final long askedMs) {
        return model == asked && rows == askedRows && asOfMs == askedMs && versionCount == properties.versionCount();
    }
}
