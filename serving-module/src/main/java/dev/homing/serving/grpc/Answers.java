package dev.homing.serving.grpc;

import com.google.protobuf.ByteString;
import dev.homing.proto.v1.RankingRules;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.serving.feedback.RecommendationLog;
import dev.homing.serving.ingest.Violations;
import dev.homing.serving.lead.Timelines;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.recommend.LeadMatching;
import dev.homing.serving.recommend.QueryReader;
import dev.homing.serving.recommend.RecommendQuery;
import dev.homing.serving.recommend.Recommender;
import dev.homing.tracking.codec.Timeline;
import java.util.UUID;
import org.agrona.concurrent.UnsafeBuffer;

/** Answers requests for lists on threads that may wait for the disk, for calls that ask for many. Any thread. */
final class Answers implements LeadMatching.OwnLists {
    private static final int[] NOTHING_ELSE = {};
    /** What a lead thinks of a listing has nothing to do with what the business wants of lists. */
    private static final RecommendRequest ALL = RecommendRequest.newBuilder().setLimit(Recommender.MAX_LIMIT)
            .setIncludeSeen(true).setIncludeRejected(true).setRules(RankingRules.getDefaultInstance()).build();

    private final QueryReader reader;
    private final Recommender recommender;
    private final Timelines timelines;
    private final RecommendationLog log;
    private final ThreadLocal<Timeline> scratch = ThreadLocal.withInitial(Timeline::new);

    Answers(
            final QueryReader reader, final Recommender recommender, final Timelines timelines, final RecommendationLog log) {
        this.reader = reader;
        this.recommender = recommender;
        this.timelines = timelines;
        this.log = log;
    }

    /** Checks a request that is a part of another one. */
    void check(final RecommendRequest request, final Violations violations) {
        reader.check(request, violations);
        if (!request.getRecommendationId().isEmpty()) {
            violations.add("recommendation_id", "is given; this call makes new lists");
        }
    }

    /**
     * Answers a request that was checked, and keeps the answer.
     *
     * @param tenant  whose
     * @param request without the lead
     * @param lead    its UTF-8 id
     * @param heats   whether the lead is worth a place among the hot ones: a list of all leads would cool those that are asked
     *                for one by one
     * @throws ModelException when ONNX Runtime fails
     */
    RecommendResponse answer(final int tenant, final RecommendRequest request, final byte[] lead, final boolean heats)
            throws ModelException {
        final RecommendResponse response = make(tenant, request, lead, heats);
        keep(tenant, request, lead, response);
        return response;
    }

    /** Answers a request as {@link #answer} does, for whoever may have no use for the answer. */
    RecommendResponse make(final int tenant, final RecommendRequest request, final byte[] lead, final boolean heats)
            throws ModelException {
        return list(reader.read(tenant, request, lead, System.nanoTime()), lead, heats);
    }

    /** Keeps an answer that is given. */
    void keep(final int tenant, final RecommendRequest request, final byte[] lead, final RecommendResponse response) {
        log.record(tenant, UUID.fromString(response.getRecommendationId()),
                request.toBuilder().setLeadIdBytes(ByteString.copyFrom(lead)).build(), response);
    }

    private RecommendResponse list(final RecommendQuery query, final byte[] lead, final boolean heats) throws ModelException {
        final int tenant = query.tenant();
        final Timeline timeline = scratch.get();
        final UnsafeBuffer id = new UnsafeBuffer(lead);
        if (query.asOfMs() != Recommender.NOW) {
            timelines.readAsOf(tenant, id, query.asOfMs(), timeline);
        } else if (heats) {
            timelines.read(tenant, id, timeline);
        } else if (!timelines.tryRead(tenant, id, timeline)) {
            timelines.readAsOf(tenant, id, query.asOfMs(), timeline);
        }
        return recommender.recommend(
                query, timeline, query.includeSeen() ? NOTHING_ELSE : timelines.metBefore(tenant, id, timeline));
    }

    @Override
    public boolean mayHave(final int tenant, final byte[] lead, final int ordinal) {
        return reader.hasMusts(tenant, lead, ordinal);
    }

    /** The place of a listing in a lead's own list, with what the lead has seen; 0 when it is not on the longest list. */
    @Override
    public int rank(final int tenant, final byte[] lead, final String propertyId) throws ModelException {
        final RecommendResponse list = list(reader.read(tenant, ALL, lead, System.nanoTime()), lead, false);
        for (int i = 0; i < list.getRecommendationsCount(); i++) {
            if (list.getRecommendations(i).getPropertyId().equals(propertyId)) {
                return i + 1;
            }
        }
        return 0;
    }
}
