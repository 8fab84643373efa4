package dev.homing.serving.grpc;

import dev.homing.features.catalog.Catalog;
import dev.homing.proto.v1.BatchRecommendRequest;
import dev.homing.proto.v1.BatchRecommendResponse;
import dev.homing.proto.v1.SimilarPropertiesRequest;
import dev.homing.proto.v1.SimilarPropertiesResponse;
import dev.homing.serving.lead.Timelines;
import dev.homing.serving.model.Models;
import dev.homing.serving.recommend.QueryReader;
import dev.homing.serving.recommend.Recommender;
import dev.homing.serving.recommend.SimilarListings;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;

/** The calls of the recommendation service beside that for one list of one lead. */
public final class ListCalls {
    private final SimilarCalls similar;
    private final BatchCalls batches;

    /**
     * Creates the calls.
     *
     * @param reader      of requests
     * @param catalog     of listings
     * @param models      that know them
     * @param recommender ranks
     * @param timelines   of the leads
     * @param tenants     says whose they are
     * @param workers     run what takes long or waits for the disk
     */
    public ListCalls(
            final QueryReader reader,
            final Catalog catalog,
            final Models models,
            final Recommender recommender,
            final Timelines timelines,
            final Tenants tenants,
            final Executor workers) {
        final Answers answers = new Answers(reader, recommender, timelines);
        batches = new BatchCalls(answers, tenants, workers);
        similar = new SimilarCalls(reader, new SimilarListings(catalog, models), catalog, tenants, workers);
    }

    void similar(final SimilarPropertiesRequest request, final StreamObserver<SimilarPropertiesResponse> observer) {
        similar.find(request, observer);
    }

    void batch(final BatchRecommendRequest request, final StreamObserver<BatchRecommendResponse> observer) {
        batches.begin(request, observer);
    }
}
