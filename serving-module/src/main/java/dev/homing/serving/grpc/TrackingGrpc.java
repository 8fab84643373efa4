package dev.homing.serving.grpc;

import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BatchTrackEventsResponse;
import dev.homing.proto.v1.CountEventsRequest;
import dev.homing.proto.v1.CountEventsResponse;
import dev.homing.proto.v1.Durability;
import dev.homing.proto.v1.EraseLeadRequest;
import dev.homing.proto.v1.EraseLeadResponse;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventOutcome;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.ExportLeadRequest;
import dev.homing.proto.v1.ExportLeadResponse;
import dev.homing.proto.v1.ListEventsRequest;
import dev.homing.proto.v1.ListEventsResponse;
import dev.homing.proto.v1.MergeLeadsRequest;
import dev.homing.proto.v1.MergeLeadsResponse;
import dev.homing.proto.v1.RecordOutcomeRequest;
import dev.homing.proto.v1.RecordOutcomeResponse;
import dev.homing.proto.v1.StreamEventsRequest;
import dev.homing.proto.v1.StreamEventsResponse;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackEventResponse;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.serving.feedback.RecommendationLog;
import dev.homing.serving.ingest.Intake;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Submission;
import dev.homing.serving.lead.CategoryNames;
import dev.homing.tracking.store.Outcome;
import dev.homing.tracking.store.Store;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.Executor;

/** Records events and reads them back. Single events are encoded on the event loop; batches, which take longer, on a worker. */
public final class TrackingGrpc extends TrackingServiceGrpc.TrackingServiceImplBase {
    /** The most messages of a batch call. */
    static final int MAX_BATCH = 1_000;

    private final Intake intake;
    private final Tenants tenants;
    private final OpenStreams streams;
    private final PendingBytes pendingBytes;
    private final Executor workers;
    private final EventQueries queries;
    private final LeadRecords leads;

    /**
     * Creates the service.
     *
     * @param intake       takes events in
     * @param tenants      says whose they are
     * @param streams      end when the server does
     * @param pendingBytes counts the messages of streams
     * @param workers      encode and answer batches, and answer streams
     * @param store        with what was recorded
     * @param log          of what was recommended
     * @param names        of the categories of leads
     */
    public TrackingGrpc(
            final Intake intake,
            final Tenants tenants,
            final OpenStreams streams,
            final PendingBytes pendingBytes,
            final Executor workers,
            final Store store,
            final RecommendationLog log,
            final CategoryNames names) {
        this.intake = intake;
        this.tenants = tenants;
        this.streams = streams;
        this.pendingBytes = pendingBytes;
        this.workers = workers;
        queries = new EventQueries(store, tenants, workers);
        leads = new LeadRecords(intake, store, log, names, tenants, workers);
    }

    @Override
    public void trackEvent(final TrackEventRequest request, final StreamObserver<TrackEventResponse> observer) {
        Replies.mayBeCancelled(observer);
        if (isWrong(request.getDurability(), request.getDurabilityValue(), observer)) {
            return;
        }
        final List<Event> events = List.of(request.getEvent());
        tenants.forWriting(observer, () -> intake.isAnyRight(events, false), tenant ->
                intake.trackEvents(tenant, events, false, request.getDurability(),
                        position -> "event.", submission -> Replies.answer(observer, submission, () ->
                        TrackEventResponse.newBuilder().setResult(EventResults.of(submission, 0)).build())));
    }

    @Override
    public void batchTrackEvents(
            final BatchTrackEventsRequest request, final StreamObserver<BatchTrackEventsResponse> observer) {
        Replies.mayBeCancelled(observer);
        final List<Event> events = request.getEventsList();
        if (events.isEmpty() || events.size() > MAX_BATCH) {
            Replies.refuse(observer, Refusals.invalid("events",
                    "has " + events.size() + " entries; 1 to " + MAX_BATCH + " are allowed"));
            return;
        }
        if (isWrong(request.getDurability(), request.getDurabilityValue(), observer)) {
            return;
        }
        tenants.forWriting(observer, () -> intake.isAnyRight(events, request.getHistory()), tenant ->
                Replies.goOn(workers, observer, () -> intake.trackEvents(
                        tenant, events, request.getHistory(), request.getDurability(),
                        position -> "events[" + position + "].", submission ->
                        // Not on the committer thread, which has the next batch to write.
                        Replies.answerOn(workers, observer, () -> response(submission)))));
    }

    @Override
    public void recordOutcome(final RecordOutcomeRequest request, final StreamObserver<RecordOutcomeResponse> observer) {
        Replies.mayBeCancelled(observer);
        intake.recordOutcome(tenants.number(), request, submission -> Replies.answer(observer, submission, () ->
                response(request.getOutcome(), submission.outcome(0))));
    }

    private static RecordOutcomeResponse response(final EventOutcome sent, final long outcome) {
        return RecordOutcomeResponse.newBuilder()
                .setChanged(Outcome.code(outcome) != Outcome.DUPLICATE)
                .setOutcome(sent.toBuilder().setOccurredAt(Replies.timestamp(Outcome.value(outcome))))
                .build();
    }

    @Override
    public void listEvents(final ListEventsRequest request, final StreamObserver<ListEventsResponse> observer) {
        queries.listEvents(request, observer);
    }

    @Override
    public void countEvents(final CountEventsRequest request, final StreamObserver<CountEventsResponse> observer) {
        queries.countEvents(request, observer);
    }

    @Override
    public void mergeLeads(final MergeLeadsRequest request, final StreamObserver<MergeLeadsResponse> observer) {
        leads.merge(request, observer);
    }

    @Override
    public void exportLead(final ExportLeadRequest request, final StreamObserver<ExportLeadResponse> observer) {
        leads.export(request, observer);
    }

    @Override
    public void eraseLead(final EraseLeadRequest request, final StreamObserver<EraseLeadResponse> observer) {
        leads.erase(request, observer);
    }

    @Override
    public StreamObserver<StreamEventsRequest> streamEvents(final StreamObserver<StreamEventsResponse> observer) {
        return EventStream.open(intake, tenants, streams, pendingBytes, workers, observer);
    }

    private static boolean isWrong(final Durability durability, final int code, final StreamObserver<?> observer) {
        if (durability == Durability.UNRECOGNIZED) {
            Replies.refuse(observer, Refusals.unknownCode("durability", code));
        }
        return durability == Durability.UNRECOGNIZED;
    }

    private static BatchTrackEventsResponse response(final Submission submission) {
        final BatchTrackEventsResponse.Builder response = BatchTrackEventsResponse.newBuilder();
        int recorded = 0;
        int duplicates = 0;
        for (int i = 0; i < submission.count(); i++) {
            final EventResult result = EventResults.of(submission, i);
            switch (result.getOutcome()) {
                case RECORDED, QUEUED -> recorded++;
                case DUPLICATE -> duplicates++;
                default -> { }
            }
            response.addResults(result);
        }
        return response.setRecordedCount(recorded)
                .setDuplicateCount(duplicates)
                .setRejectedCount(submission.count() - recorded - duplicates)
                .build();
    }
}
