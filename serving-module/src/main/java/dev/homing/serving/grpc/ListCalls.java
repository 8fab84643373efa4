package dev.homing.serving.grpc;

import dev.homing.features.EngagementWeights;
import dev.homing.features.catalog.Catalog;
import dev.homing.proto.v1.BatchRecommendRequest;
import dev.homing.proto.v1.BatchRecommendResponse;
import dev.homing.proto.v1.MatchLeadsRequest;
import dev.homing.proto.v1.MatchLeadsResponse;
import dev.homing.proto.v1.SimilarPropertiesRequest;
import dev.homing.proto.v1.SimilarPropertiesResponse;
import dev.homing.proto.v1.WatchRecommendationsRequest;
import dev.homing.proto.v1.WatchRecommendationsResponse;
import dev.homing.serving.feedback.RecommendationLog;
import dev.homing.serving.lead.Timelines;
import dev.homing.serving.model.Models;
import dev.homing.serving.recommend.LeadMatching;
import dev.homing.serving.recommend.QueryReader;
import dev.homing.serving.recommend.Recommender;
import dev.homing.serving.recommend.SimilarListings;
import dev.homing.tracking.store.Store;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;
import org.agrona.concurrent.EpochClock;

/** The calls of the recommendation service beside that for one list of one lead. */
public final class ListCalls {
    private final SimilarCalls similar;
    private final BatchCalls batches;
    private final WatchCalls watching;
    private final MatchCalls matching;

    /**
     * Creates the calls.
     *
     * @param reader      of requests
     * @param catalog     of listings
     * @param models      that know them
     * @param recommender ranks
     * @param timelines   of the leads
     * @param log         keeps lists
     * @param store       with the leads
     * @param weights     of events
     * @param watches     that are open
     * @param streams     that are to end with the server
     * @param tenants     says whose they are
     * @param workers     run what takes long or waits for the disk
     * @param matcher     finds leads for listings, one call after the other
     * @param clock       says what now is
     */
    public ListCalls(
            final QueryReader reader,
            final Catalog catalog,
            final Models models,
            final Recommender recommender,
            final Timelines timelines,
            final RecommendationLog log,
            final Store store,
            final EngagementWeights weights,
            final Watches watches,
            final OpenStreams streams,
            final Tenants tenants,
            final Executor workers,
            final Executor matcher,
            final EpochClock clock) {
        final Answers answers = new Answers(reader, recommender, timelines, log);
        batches = new BatchCalls(answers, tenants, workers);
        watching = new WatchCalls(new Watch.Tools(watches, answers, tenants, store.leads(), catalog, streams));
        matching = new MatchCalls(
                new LeadMatching(store, catalog, models, weights, answers), catalog, tenants, matcher, clock);
        similar = new SimilarCalls(reader, new SimilarListings(catalog, models), catalog, tenants, workers);
    }

    void similar(final SimilarPropertiesRequest request, final StreamObserver<SimilarPropertiesResponse> observer) {
        similar.find(request, observer);
    }

    void batch(final BatchRecommendRequest request, final StreamObserver<BatchRecommendResponse> observer) {
        batches.begin(request, observer);
    }

    void watch(
            final WatchRecommendationsRequest request, final StreamObserver<WatchRecommendationsResponse> observer) {
        watching.begin(request, observer);
    }

    void match(final MatchLeadsRequest request, final StreamObserver<MatchLeadsResponse> observer) {
        matching.match(request, observer);
    }
}
