package dev.homing.serving.cli;

import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.CatalogServiceGrpc;
import dev.homing.proto.v1.PropertyResult;
import dev.homing.proto.v1.UpsertPropertyRequest;
import io.grpc.Channel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Listings, to the catalogue. */
final class PropertyTarget implements RowTarget<UpsertPropertyRequest> {
    private final CatalogServiceGrpc.CatalogServiceBlockingStub stub;

    PropertyTarget(final Channel channel) {
        stub = CatalogServiceGrpc.newBlockingStub(channel);
    }

    @Override
    public List<Result> send(final List<UpsertPropertyRequest> messages) {
        return stub.withDeadlineAfter(EventTarget.DEADLINE_SECONDS, TimeUnit.SECONDS)
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

    @Override
    public int size(final UpsertPropertyRequest message) {
        return message.getSerializedSize();
    }
}
