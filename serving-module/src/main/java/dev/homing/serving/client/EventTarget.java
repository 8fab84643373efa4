package dev.homing.serving.client;

import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.TrackingServiceGrpc;
import io.grpc.Channel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Events, to the tracking service. */
public final class EventTarget implements BatchTarget<Event> {
    private final TrackingServiceGrpc.TrackingServiceBlockingStub stub;
    private final boolean isHistory;

    /**
     * Takes events to the tracking service of a channel as history: whoever brings data brings old events too.
     *
     * @param channel to the server
     */
    public EventTarget(final Channel channel) {
        this(channel, true);
    }

    /**
     * Takes events to the tracking service of a channel.
     *
     * @param channel   to the server
     * @param isHistory whether none of them is too old
     */
    public EventTarget(final Channel channel, final boolean isHistory) {
        stub = TrackingServiceGrpc.newBlockingStub(channel);
        this.isHistory = isHistory;
    }

    @Override
    public List<Result> send(final List<Event> messages) {
        return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .batchTrackEvents(BatchTrackEventsRequest.newBuilder().addAllEvents(messages).setHistory(isHistory).build())
                .getResultsList().stream().map(EventTarget::result).toList();
    }

    private static Result result(final EventResult result) {
        return switch (result.getOutcome()) {
            case RECORDED -> new Result(Outcome.NEW, Optional.empty());
            case DUPLICATE -> new Result(Outcome.KNOWN, Optional.empty());
            default -> new Result(Outcome.REJECTED, Optional.of(result.getError()));
        };
    }
}
