package dev.homing.serving.grpc;

import com.google.protobuf.ByteString;
import com.google.rpc.Status;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.IdDictionary;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.BatchUpsertLeadsRequest;
import dev.homing.proto.v1.BatchUpsertLeadsResponse;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.BatchUpsertPropertiesResponse;
import dev.homing.proto.v1.CatalogServiceGrpc;
import dev.homing.proto.v1.GetLeadRequest;
import dev.homing.proto.v1.GetLeadResponse;
import dev.homing.proto.v1.GetPropertyRequest;
import dev.homing.proto.v1.GetPropertyResponse;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.LeadResult;
import dev.homing.proto.v1.PropertyResult;
import dev.homing.proto.v1.UpdatePropertyStatusRequest;
import dev.homing.proto.v1.UpdatePropertyStatusResponse;
import dev.homing.proto.v1.UpsertLeadRequest;
import dev.homing.proto.v1.UpsertLeadResponse;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.proto.v1.UpsertPropertyResponse;
import dev.homing.serving.event.Timestamps;
import dev.homing.serving.ingest.Intake;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Submission;
import dev.homing.serving.lead.LeadProfiles;
import dev.homing.tracking.store.IdKind;
import dev.homing.tracking.store.Outcome;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;

/** Keeps the listings and the profiles of leads. Listings are read from memory, profiles from the store. */
public final class CatalogGrpc extends CatalogServiceGrpc.CatalogServiceImplBase {
    private final Intake intake;
    private final Catalog catalog;
    private final LeadProfiles profiles;
    private final Tenants tenants;
    private final Executor workers;

    /**
     * Creates the service.
     *
     * @param intake   takes changes in
     * @param catalog  to read
     * @param profiles to read
     * @param tenants  says whose it is
     * @param workers  encode and answer batches, and wait for the disk
     */
    public CatalogGrpc(
            final Intake intake,
            final Catalog catalog,
            final LeadProfiles profiles,
            final Tenants tenants,
            final Executor workers) {
        this.intake = intake;
        this.catalog = catalog;
        this.profiles = profiles;
        this.tenants = tenants;
        this.workers = workers;
    }

    @Override
    public void upsertProperty(final UpsertPropertyRequest request, final StreamObserver<UpsertPropertyResponse> observer) {
        Replies.mayBeCancelled(observer);
        final List<UpsertPropertyRequest> requests = List.of(request);
        tenants.forWriting(observer, () -> intake.isAnyPropertyRight(requests), tenant ->
                intake.upsertProperties(tenant, requests, position -> "", submission ->
                        Replies.answer(observer, submission, () ->
                                UpsertPropertyResponse.newBuilder().setResult(result(submission, 0)).build())));
    }

    @Override
    public void updatePropertyStatus(
            final UpdatePropertyStatusRequest request, final StreamObserver<UpdatePropertyStatusResponse> observer) {
        Replies.mayBeCancelled(observer);
        intake.updateStatus(tenants.number(), request, submission -> Replies.answer(observer, submission, () ->
                UpdatePropertyStatusResponse.newBuilder().setResult(result(submission, 0)).build()));
    }

    @Override
    public void upsertLead(final UpsertLeadRequest request, final StreamObserver<UpsertLeadResponse> observer) {
        Replies.mayBeCancelled(observer);
        final List<UpsertLeadRequest> requests = List.of(request);
        tenants.forWriting(observer, () -> intake.isAnyLeadRight(requests), tenant ->
                intake.upsertLeads(tenant, requests, position -> "", submission ->
                        Replies.answer(observer, submission, () ->
                                UpsertLeadResponse.newBuilder().setResult(leadResult(submission, 0)).build())));
    }

    @Override
    public void batchUpsertProperties(
            final BatchUpsertPropertiesRequest request, final StreamObserver<BatchUpsertPropertiesResponse> observer) {
        Replies.mayBeCancelled(observer);
        final List<UpsertPropertyRequest> requests = request.getRequestsList();
        if (isNoBatch(requests, observer)) {
            return;
        }
        tenants.forWriting(observer, () -> intake.isAnyPropertyRight(requests), tenant -> Replies.goOn(workers, observer, () ->
                intake.upsertProperties(tenant, requests, position -> "requests[" + position + "].", submission ->
                        Replies.answerOn(workers, observer, () -> response(submission)))));
    }

    @Override
    public void batchUpsertLeads(
            final BatchUpsertLeadsRequest request, final StreamObserver<BatchUpsertLeadsResponse> observer) {
        Replies.mayBeCancelled(observer);
        final List<UpsertLeadRequest> requests = request.getRequestsList();
        if (isNoBatch(requests, observer)) {
            return;
        }
        tenants.forWriting(observer, () -> intake.isAnyLeadRight(requests), tenant -> Replies.goOn(workers, observer, () ->
                intake.upsertLeads(tenant, requests, position -> "requests[" + position + "].", submission ->
                        Replies.answerOn(workers, observer, () -> {
                            final BatchUpsertLeadsResponse.Builder response = BatchUpsertLeadsResponse.newBuilder();
                            IntStream.range(0, submission.count())
                                    .forEach(i -> response.addResults(leadResult(submission, i)));
                            return response.build();
                        }))));
    }

    private static boolean isNoBatch(final List<?> requests, final StreamObserver<?> observer) {
        if (!requests.isEmpty() && requests.size() <= TrackingGrpc.MAX_BATCH) {
            return false;
        }
        Replies.refuse(observer, Refusals.invalid("requests",
                "has " + requests.size() + " entries; 1 to " + TrackingGrpc.MAX_BATCH + " are allowed"));
        return true;
    }

    private static LeadResult leadResult(final Submission submission, final int position) {
        final LeadResult.Builder result = LeadResult.newBuilder().setLeadId(submission.id(position));
        final Optional<Status> refusal = submission.refusal(position);
        if (refusal.isPresent()) {
            return result.setOutcome(LeadResult.Outcome.REJECTED).setError(refusal.get()).build();
        }
        return result.setOutcome(switch (Outcome.code(submission.outcome(position))) {
            case Outcome.RECORDED -> LeadResult.Outcome.CREATED;
            case Outcome.UPDATED -> LeadResult.Outcome.UPDATED;
            default -> LeadResult.Outcome.UNCHANGED;
        }).build();
    }

    private static BatchUpsertPropertiesResponse response(final Submission submission) {
        final BatchUpsertPropertiesResponse.Builder response = BatchUpsertPropertiesResponse.newBuilder();
        final int[] counts = new int[PropertyResult.Outcome.values().length];
        for (int i = 0; i < submission.count(); i++) {
            final PropertyResult result = result(submission, i);
            counts[result.getOutcomeValue()]++;
            response.addResults(result);
        }
        return response.setCreatedCount(counts[PropertyResult.Outcome.CREATED_VALUE])
                .setUpdatedCount(counts[PropertyResult.Outcome.UPDATED_VALUE])
                .setUnchangedCount(counts[PropertyResult.Outcome.UNCHANGED_VALUE])
                .setRejectedCount(counts[PropertyResult.Outcome.REJECTED_VALUE])
                .build();
    }

    private static PropertyResult result(final Submission submission, final int position) {
        final PropertyResult.Builder result = PropertyResult.newBuilder().setPropertyId(submission.id(position));
        final Optional<Status> refusal = submission.refusal(position);
        if (refusal.isPresent()) {
            return result.setOutcome(PropertyResult.Outcome.REJECTED).setError(refusal.get()).build();
        }
        return result.setOutcome(switch (Outcome.code(submission.outcome(position))) {
            case Outcome.RECORDED -> PropertyResult.Outcome.CREATED;
            case Outcome.UPDATED -> PropertyResult.Outcome.UPDATED;
            default -> PropertyResult.Outcome.UNCHANGED;
        }).build();
    }

    @Override
    public void getProperty(final GetPropertyRequest request, final StreamObserver<GetPropertyResponse> observer) {
        if (Replies.isInvalid(request, observer)) {
            return;
        }
        final long asOf = request.hasAsOf() ? Timestamps.ms(request.getAsOf()) : Long.MAX_VALUE;
        final TenantCatalog properties = catalog.tenant(tenants.number());
        final ByteString id = request.getPropertyIdBytes();
        final int ordinal = properties.ids(IdKind.PROPERTY).find(new UnsafeBuffer(id.toByteArray()), 0, id.size());
        final PropertyRecord record = new PropertyRecord();
        if (ordinal == IdDictionary.NONE || !properties.read(ordinal, asOf, record)) {
            Replies.refuse(observer, Refusals.notFound("property", request.getPropertyId()));
            return;
        }
        Replies.answer(observer, PropertyMessages.response(properties, record));
    }

    @Override
    public void getLead(final GetLeadRequest request, final StreamObserver<GetLeadResponse> observer) {
        Replies.mayBeCancelled(observer);
        if (Replies.isInvalid(request, observer)) {
            return;
        }
        final int tenant = tenants.number();
        Replies.goOn(workers, observer, () -> {
            final Optional<Lead> lead = profiles.find(tenant, request.getLeadId());
            if (lead.isPresent()) {
                Replies.answer(observer, GetLeadResponse.newBuilder().setLead(lead.get()).build());
            } else {
                Replies.refuse(observer, Refusals.notFound("lead", request.getLeadId()));
            }
        });
    }
}
