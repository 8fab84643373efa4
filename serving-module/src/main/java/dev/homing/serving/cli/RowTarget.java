package dev.homing.serving.cli;

import com.google.rpc.Status;
import java.util.List;
import java.util.Optional;

/**
 * Where imported messages go.
 *
 * @param <M> the message
 */
interface RowTarget<M> {
    /** What became of one message. */
    enum Outcome { NEW, UPDATED, KNOWN, REJECTED }

    /** What became of one message, and why it was refused. */
    record Result(Outcome outcome, Optional<Status> error) {
    }

    /** Sends messages in one call; one result for each, in their order. */
    List<Result> send(List<M> messages);

    /** The size of a message on the wire. */
    int size(M message);
}
