package dev.homing.serving.client;

import dev.homing.proto.v1.BatchUpsertLeadsRequest;
import dev.homing.proto.v1.CatalogServiceGrpc;
import dev.homing.proto.v1.LeadResult;
import dev.homing.proto.v1.UpsertLeadRequest;
import io.grpc.Channel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Profiles of leads, to the catalogue. */
public final class LeadTarget implements BatchTarget<UpsertLeadRequest> {
    private final CatalogServiceGrpc.CatalogServiceBlockingStub stub;

    /**
     * Takes profiles to the catalogue of a channel.
     *
     * @param channel to the server
     */
    public LeadTarget(final Channel channel) {
        stub = CatalogServiceGrpc.newBlockingStub(channel);
    }

    @Override
    public List<Result> send(final List<UpsertLeadRequest> messages) {
        return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .batchUpsertLeads(BatchUpsertLeadsRequest.newBuilder().addAllRequests(messages).build())
                .getResultsList().stream().map(LeadTarget::result).toList();
    }

    private static Result result(final LeadResult result) {
        return switch (result.getOutcome()) {
            case CREATED -> new Result(Outcome.NEW, Optional.empty());
            case UPDATED -> new Result(Outcome.UPDATED, Optional.empty());
            case UNCHANGED -> new Result(Outcome.KNOWN, Optional.empty());
            default -> new Result(Outcome.REJECTED, Optional.of(result.getError()));
        };
    }
}
