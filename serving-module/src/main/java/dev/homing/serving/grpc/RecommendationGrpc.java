package dev.homing.serving.grpc;

import dev.homing.features.catalog.IdDictionary;
import dev.homing.proto.v1.BatchRecommendRequest;
import dev.homing.proto.v1.BatchRecommendResponse;
import dev.homing.proto.v1.ExplainRecommendationRequest;
import dev.homing.proto.v1.ExplainRecommendationResponse;
import dev.homing.proto.v1.GetRankingRulesRequest;
import dev.homing.proto.v1.GetRankingRulesResponse;
import dev.homing.proto.v1.MatchLeadsRequest;
import dev.homing.proto.v1.MatchLeadsResponse;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.RecordFeedbackRequest;
import dev.homing.proto.v1.RecordFeedbackResponse;
import dev.homing.proto.v1.SetRankingRulesRequest;
import dev.homing.proto.v1.SetRankingRulesResponse;
import dev.homing.proto.v1.SimilarPropertiesRequest;
import dev.homing.proto.v1.SimilarPropertiesResponse;
import dev.homing.proto.v1.WatchRecommendationsRequest;
import dev.homing.proto.v1.WatchRecommendationsResponse;
import dev.homing.serving.explain.Explanations;
import dev.homing.serving.feedback.RecommendationLog;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Violations;
import dev.homing.serving.latency.LatencyRecorder;
import dev.homing.serving.latency.Stopwatch;
import dev.homing.serving.lead.Timelines;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.recommend.QueryReader;
import dev.homing.serving.recommend.RecentLeads;
import dev.homing.serving.recommend.RecommendQuery;
import dev.homing.serving.recommend.Recommender;
import dev.homing.tracking.codec.Timeline;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Finds listings for a lead: a hot one on the event loop; a cold one, one with a long past or another instant on a worker, which
 * may read the disk. Of calls that come together some go to workers as well, so that one connection is more than one thread's.
 */
public final class RecommendationGrpc extends RecommendationServiceGrpc.RecommendationServiceImplBase {
    private static final System.Logger LOG = System.getLogger(RecommendationGrpc.class.getName());
    private static final int[] NOTHING_ELSE = {};

    private final QueryReader reader;
    private final Recommender recommender;
    private final RecentLeads recent;
    private final Timelines timelines;
    private final Tenants tenants;
    private final Executor workers;
    private final ListCalls lists;
    private final FeedbackCalls feedback;
    private final RuleCalls rules;
    private final RecommendationLog log;
    private final Stopwatch timelineStage;
    private final Relief relief = Relief.ofProcessors();
    private final ThreadLocal<Timeline> scratch = ThreadLocal.withInitial(Timeline::new);

    /**
     * Creates the service.
     *
     * @param reader      of requests
     * @param recommender ranks
     * @param recent      takes note of who asks
     * @param timelines   of the leads
     * @param tenants     says whose they are
     * @param workers     run what waits for the disk
     * @param lists       answers the other calls
     * @param feedback    hears what became of lists
     * @param rules       of the tenants
     * @param log         keeps the lists
     * @param latency     gets the stage timeline
     */
    public RecommendationGrpc(
            final QueryReader reader,
            final Recommender recommender,
            final RecentLeads recent,
            final Timelines timelines,
            final Tenants tenants,
            final Executor workers,
            final ListCalls lists,
            final FeedbackCalls feedback,
            final RuleCalls rules,
            final RecommendationLog log,
            final LatencyRecorder latency) {
        this.reader = reader;
        this.recommender = recommender;
        this.recent = recent;
        this.timelines = timelines;
        this.tenants = tenants;
        this.workers = workers;
        this.lists = lists;
        this.feedback = feedback;
        this.rules = rules;
        this.log = log;
        timelineStage = latency.stage("timeline");
    }

    @Override
    public void recommend(final RecommendRequest request, final StreamObserver<RecommendResponse> observer) {
        final long startNs = System.nanoTime();
        final Violations violations = new Violations("");
        reader.check(request, violations);
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        if (!request.getRecommendationId().isEmpty()) {
            feedback.again(request, observer);
            return;
        }
        final int tenant = tenants.number();
        final UnsafeBuffer lead = new UnsafeBuffer(request.getLeadIdBytes().toByteArray());
        final RecommendQuery query = reader.read(tenant, request, lead.byteArray(), startNs);
        if (query.isNow()) {
            recent.note(tenant, lead.byteArray());
        }
        final boolean isPlain = query.asOfMs() == Recommender.NOW && !request.getExplain();
        if (isPlain && relief.tryBegin(startNs)) {
            Replies.mayBeCancelled(observer);
            if (tryHandOver(request, query, lead, observer)) {
                return;
            }
        }
        if (isPlain && timelines.tryRead(tenant, lead, scratch.get())
                && (query.includeSeen() || scratch.get().droppedAt() == Timeline.NOTHING_DROPPED)) {
            answer(request, query, NOTHING_ELSE, Explanations.NONE, observer);
            relief.answered(System.nanoTime());
            return;
        }
        Replies.mayBeCancelled(observer);
        Replies.goOn(workers, observer, () -> {
            final int[] metBefore = readTimeline(query, lead);
            answer(request, query, metBefore, request.getExplain() ? Explanations.ofAll() : Explanations.NONE, observer);
        });
    }

    private boolean tryHandOver(
            final RecommendRequest request,
            final RecommendQuery query,
            final UnsafeBuffer lead,
            final StreamObserver<RecommendResponse> observer) {
        try {
            workers.execute(() -> {
                try {
                    if (!Replies.isCancelled(observer)) {
                        Replies.orRefuse(observer,
                                () -> answer(request, query, readTimeline(query, lead), Explanations.NONE, observer));
                    }
                } finally {
                    relief.end();
                }
            });
            return true;
        } catch (final RejectedExecutionException e) {
            // This thread can do it as well.
            relief.end();
            return false;
        }
    }

    @Override
    public void similarProperties(
            final SimilarPropertiesRequest request, final StreamObserver<SimilarPropertiesResponse> observer) {
        lists.similar(request, observer);
    }

    @Override
    public void batchRecommend(
            final BatchRecommendRequest request, final StreamObserver<BatchRecommendResponse> observer) {
        lists.batch(request, observer);
    }

    @Override
    public void watchRecommendations(
            final WatchRecommendationsRequest request, final StreamObserver<WatchRecommendationsResponse> observer) {
        lists.watch(request, observer);
    }

    @Override
    public void matchLeads(final MatchLeadsRequest request, final StreamObserver<MatchLeadsResponse> observer) {
        lists.match(request, observer);
    }

    @Override
    public void recordFeedback(final RecordFeedbackRequest request, final StreamObserver<RecordFeedbackResponse> observer) {
        feedback.record(request, observer);
    }

    @Override
    public void getRankingRules(
            final GetRankingRulesRequest request, final StreamObserver<GetRankingRulesResponse> observer) {
        rules.get(observer);
    }

    @Override
    public void setRankingRules(
            final SetRankingRulesRequest request, final StreamObserver<SetRankingRulesResponse> observer) {
        rules.update(request, observer);
    }

    @Override
    public void explainRecommendation(
            final ExplainRecommendationRequest request, final StreamObserver<ExplainRecommendationResponse> observer) {
        final long startNs = System.nanoTime();
        final Violations violations = new Violations("");
        violations.checkRequiredId("property_id", request.getPropertyIdBytes());
        final Violations ofRequest = new Violations("request.");
        reader.check(request.getRequest(), ofRequest);
        if (!request.getRequest().getRecommendationId().isEmpty()) {
            ofRequest.add("recommendation_id", "is not allowed: lists that were given are not explained");
        }
        violations.addAll(ofRequest);
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        final int tenant = tenants.number();
        final int listing = recommender.listing(tenant, request.getPropertyId());
        if (listing == IdDictionary.NONE) {
            Replies.refuse(observer, Refusals.notFound("property", request.getPropertyId()));
            return;
        }
        Replies.mayBeCancelled(observer);
        Replies.goOn(workers, observer, () -> {
            final UnsafeBuffer lead = new UnsafeBuffer(request.getRequest().getLeadIdBytes().toByteArray());
            final RecommendQuery query = reader.read(tenant, request.getRequest(), lead.byteArray(), startNs);
            final int[] metBefore = readTimeline(query, lead);
            final Explanations explanations = Explanations.of(listing);
            try {
                Replies.answer(observer,
                        explanations.report(recommender.recommend(query, scratch.get(), metBefore, explanations)));
            } catch (final ModelException e) {
                LOG.log(System.Logger.Level.ERROR, "ExplainRecommendation failed", e);
                Replies.refuse(observer, Refusals.internal());
            }
        });
    }

    /** Reads the lead's timeline, waiting for the disk; returns what the lead met before all that it holds. */
    private int[] readTimeline(final RecommendQuery query, final UnsafeBuffer lead) {
        if (query.asOfMs() == Recommender.NOW) {
            timelines.read(query.tenant(), lead, scratch.get());
        } else {
            timelines.readAsOf(query.tenant(), lead, query.asOfMs(), scratch.get());
        }
        return query.includeSeen() ? NOTHING_ELSE : timelines.metBefore(query.tenant(), lead, scratch.get());
    }

    private void answer(
            final RecommendRequest request,
            final RecommendQuery query,
            final int[] metBefore,
            final Explanations explanations,
            final StreamObserver<RecommendResponse> observer) {
        timelineStage.recordSince(query.startNs());
        try {
            final RecommendResponse response = recommender.recommend(query, scratch.get(), metBefore, explanations);
            log.record(query.tenant(), query.id(), request,
                    explanations.areWanted() ? Explanations.without(response) : response);
            Replies.answer(observer, response);
        } catch (final ModelException e) {
            LOG.log(System.Logger.Level.ERROR, "Recommend failed", e);
            Replies.refuse(observer, Refusals.internal());
        }
    }
}
