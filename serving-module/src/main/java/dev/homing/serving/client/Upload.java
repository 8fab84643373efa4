package dev.homing.serving.client;

import com.google.protobuf.MessageLite;
import com.google.rpc.Status;
import dev.homing.serving.terminal.CommandException;
import dev.homing.serving.terminal.Progress;
import java.util.List;
import java.util.Optional;

/** Sends messages that are known to be right, one batch after the other with progress shown; the first refusal is a failure. */
public final class Upload {
    private static final int BATCH = 1_000;

    private Upload() {
    }

    /**
     * Sends messages.
     *
     * @param target   where to
     * @param messages in their order
     * @param what     is being done, for people
     * @param unit     of the messages, for people
     * @param <M>      the message
     * @return the seconds that it took
     * @throws CommandException when one was refused
     */
    public static <M extends MessageLite> double all(
            final BatchTarget<M> target, final List<M> messages, final String what, final String unit) {
        try (Progress progress = Progress.of(what)) {
            for (int from = 0; from < messages.size(); from += BATCH) {
                final int to = Math.min(messages.size(), from + BATCH);
                final Optional<Status> refusal = target.send(messages.subList(from, to)).stream()
                        .flatMap(result -> result.error().stream()).findFirst();
                if (refusal.isPresent()) {
                    throw new CommandException(what + ": the server refused one: " + refusal.get().getMessage(), null);
                }
                progress.at((double) to / messages.size(), to, unit);
            }
            return progress.seconds();
        }
    }
}
