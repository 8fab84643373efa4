package dev.homing.serving.client;

import com.google.protobuf.MessageLite;
import com.google.rpc.Status;
import java.util.List;
import java.util.Optional;

/**
 * Where messages go in batches.
 *
 * @param <M> the message
 */
public interface BatchTarget<M extends MessageLite> {
    /** Seconds that one call may take. */
    int DEADLINE_SECONDS = 60;

    /** What became of one message. */
    enum Outcome {
        /** It was not there before. */
        NEW,
        /** It changed what was there. */
        UPDATED,
        /** It was there before. */
        KNOWN,
        /** It was refused. */
        REJECTED
    }

    /**
     * What became of one message.
     *
     * @param outcome of it
     * @param error   why it was refused
     */
    record Result(Outcome outcome, Optional<Status> error) {
    }

    /**
     * Sends messages in one call.
     *
     * @param messages 1 to 5,000
     * @return one result for each, in their order
     * @throws io.grpc.StatusRuntimeException when the call as a whole failed
     */
    List<Result> send(List<M> messages);
}
