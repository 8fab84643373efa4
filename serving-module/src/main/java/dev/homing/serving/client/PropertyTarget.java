package dev.homing.serving.client;

import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.CatalogServiceGrpc;
import dev.homing.proto.v1.PropertyResult;
import dev.homing.proto.v1.UpsertPropertyRequest;
import io.grpc.Channel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Listings, to the catalogue. */
public final class PropertyTarget implements BatchTarget<UpsertPropertyRequest> {
    private final CatalogServiceGrpc.CatalogServiceBlockingStub stub;

    /**
     * Takes listings to the catalogue of a channel.
     *
     * @param channel to the server
     */
    public PropertyTarget(final Channel channel) {
        stub = CatalogServiceGrpc.newBlockingStub(channel);
    }

    @Override
    public List<Result> send(final List<UpsertPropertyRequest> messages) {
        return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .batchUpsertProperties(BatchUpsertPropertiesRequest.newBuilder().addAllRequests(messages).build())
                .getResultsList().stream().map(PropertyTarget::result).toList();
    }

    private static Result result(final PropertyResult result) {
        return switch (result.getOutcome()) {
            case CREATED -> new Result(Outcome.NEW, Optional.empty());
            case UPDATED -> new Result(Outcome.UPDATED, Optional.empty());
            case UNCHANGED -> new Result(Outcome.KNOWN, Optional.empty());
            default -> new Result(Outcome.REJECTED, Optional.of(result.getError()));
        };
    }
}
