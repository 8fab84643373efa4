package dev.homing.serving.grpc;

import dev.homing.proto.v1.Durability;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.Feedback;
import dev.homing.proto.v1.FeedbackResult;
import dev.homing.proto.v1.PropertyDislikeDetails;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.RecordFeedbackRequest;
import dev.homing.proto.v1.RecordFeedbackResponse;
import dev.homing.serving.feedback.RecommendationLog;
import dev.homing.serving.ingest.Intake;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Submission;
import dev.homing.serving.ingest.Violations;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;

/** What leads did with their lists, and lists again that were given before; on workers, since both read the log. */
public final class FeedbackCalls {
    private static final System.Logger LOG = System.getLogger(FeedbackCalls.class.getName());

    private final RecommendationLog log;
    private final Intake intake;
    private final Tenants tenants;
    private final Executor workers;

    /**
     * Creates the calls.
     *
     * @param log     of lists
     * @param intake  takes the events
     * @param tenants says whose they are
     * @param workers run what waits for the disk
     */
    public FeedbackCalls(final RecommendationLog log, final Intake intake, final Tenants tenants, final Executor workers) {
        this.log = log;
        this.intake = intake;
        this.tenants = tenants;
        this.workers = workers;
    }

    /** Answers with a list that was given before. */
    void again(final RecommendRequest request, final StreamObserver<RecommendResponse> observer) {
        final Violations violations = new Violations("");
        final Optional<UUID> id = id(request.getRecommendationId(), violations);
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        final int tenant = tenants.number();
        Replies.goOn(workers, observer, () -> {
            final Optional<RecommendationLog.Answer> found = find(tenant, id.orElseThrow(), observer);
            if (found.isPresent() && found.get().request().getLeadId().equals(request.getLeadId())) {
                Replies.answer(observer, found.get().response());
            } else if (found.isPresent()) {
                Replies.refuse(observer, Refusals.notFound("recommendation", request.getRecommendationId()));
            }
        });
    }

    /** Records feedback. */
    void record(final RecordFeedbackRequest request, final StreamObserver<RecordFeedbackResponse> observer) {
        final Violations violations = new Violations("");
        violations.check(request, intake.clock().time());
        final Optional<UUID> id = id(request.getRecommendationId(), violations);
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        Replies.mayBeCancelled(observer);
        final int tenant = tenants.number();
        Replies.goOn(workers, observer, () -> find(tenant, id.orElseThrow(), observer)
                .ifPresent(answer -> record(tenant, id.get(), answer, request, observer)));
    }

    private static Optional<UUID> id(final String text, final Violations violations) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (final IllegalArgumentException e) {
            violations.add("recommendation_id", "is \"" + text + "\"; the id of an answer of Recommend is allowed");
            return Optional.empty();
        }
    }

    /** The list of an id; none when the call was refused. */
    private Optional<RecommendationLog.Answer> find(final int tenant, final UUID id, final StreamObserver<?> observer) {
        try {
            final Optional<RecommendationLog.Answer> found = log.find(tenant, id);
            if (found.isEmpty()) {
                Replies.refuse(observer, Refusals.notFound("recommendation", id.toString()));
            }
            return found;
        } catch (final IOException e) {
            fail(e, observer);
            return Optional.empty();
        }
    }

    private static void fail(final IOException e, final StreamObserver<?> observer) {
        LOG.log(System.Logger.Level.ERROR, e.getMessage(), e);
        Replies.refuse(observer, Refusals.internal());
    }

    private void record(
            final int tenant,
            final UUID id,
            final RecommendationLog.Answer answer,
            final RecordFeedbackRequest request,
            final StreamObserver<RecordFeedbackResponse> observer) {
        final Map<String, Integer> ranks = new HashMap<>();
        for (final Recommendation each : answer.response().getRecommendationsList()) {
            ranks.put(each.getPropertyId(), each.getRank());
        }
        final Violations violations = new Violations("");
        final List<Event> events = new ArrayList<>();
        final List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < request.getFeedbackCount(); i++) {
            final Feedback feedback = request.getFeedback(i);
            if (!ranks.containsKey(feedback.getPropertyId())) {
                violations.add("feedback[" + i + "].property_id", "is not on the list");
            } else if (feedback.getKind() != Feedback.Kind.IMPRESSION) {
                events.add(event(id, answer.request().getLeadId(), feedback));
                positions.add(i);
            }
        }
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        try {
            log.record(tenant, id, request);
        } catch (final IOException e) {
            fail(e, observer);
            return;
        }
        final RecordFeedbackResponse.Builder response = RecordFeedbackResponse.newBuilder()
                .setLeadId(answer.request().getLeadId()).setModelVersion(answer.response().getModelVersion());
        for (final Feedback feedback : request.getFeedbackList()) {
            response.addResults(FeedbackResult.newBuilder().setRank(ranks.get(feedback.getPropertyId())));
        }
        if (events.isEmpty()) {
            Replies.answer(observer, response.build());
            return;
        }
        intake.trackEvents(tenant, events, false, Durability.DURABLE, position -> "feedback[" + positions.get(position) + "].",
                submission -> Replies.answerOn(workers, observer, () -> with(response, positions, submission)));
    }

    private static RecordFeedbackResponse with(
            final RecordFeedbackResponse.Builder response, final List<Integer> positions, final Submission submission) {
        for (int i = 0; i < submission.count(); i++) {
            response.getResultsBuilder(positions.get(i)).setEvent(EventResults.of(submission, i));
        }
        return response.build();
    }

    /** The same feedback has the same event id, however long the listing's id is. */
    private static Event event(final UUID id, final String lead, final Feedback feedback) {
        final Event.Builder event = Event.newBuilder()
                .setEventId(id + "/" + feedback.getKind() + "/"
                        + UUID.nameUUIDFromBytes(feedback.getPropertyId().getBytes(StandardCharsets.UTF_8)))
                .setLeadId(lead)
                .setPropertyId(feedback.getPropertyId());
        if (feedback.hasOccurredAt()) {
            event.setOccurredAt(feedback.getOccurredAt());
        }
        switch (feedback.getKind()) {
            case LIKE -> event.setType(EventType.PROPERTY_LIKE);
            case DISMISS -> event.setType(EventType.PROPERTY_DISLIKE)
                    .setPropertyDislike(PropertyDislikeDetails.newBuilder().setReason(feedback.getReason()));
            default -> event.setType(EventType.PROPERTY_VIEW);
        }
        return event.build();
    }
}
