package dev.homing.serving.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.homing.serving.client.BatchTarget;
import dev.homing.serving.rows.BrokenRowException;
import dev.homing.serving.rows.Row;
import dev.homing.serving.rows.RowConverter;
import dev.homing.serving.rows.RowException;
import dev.homing.serving.rows.RowFile;
import dev.homing.serving.rows.RowMapping;
import dev.homing.serving.terminal.CommandException;
import dev.homing.serving.terminal.Progress;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends the rows of a file in batches, one after the other while the next one is read: the order of the file is that of the
 * journal, so that the same file makes the same data and the same model everywhere. What the server has no room for is sent
 * again, with pauses that grow; what it refuses is written down with the field that is to blame.
 *
 * @param <M> the message of a row
 */
final class RowImport<M extends MessageLite> {
    private static final int MAX_BATCH_ROWS = 1_000;
    private static final int MAX_BATCH_BYTES = 1 << 20;
    /** A batch that is being sent, and the next. */
    private static final int BATCHES_AHEAD = 2;
    private static final long MIN_PAUSE_MS = 50;
    private static final long MAX_PAUSE_MS = 2_000;
    private static final int MAX_ATTEMPTS = 45;
    /** A server that was never reached is not one that is busy or starts again: more likely the address is wrong. */
    private static final int MAX_FIRST_ATTEMPTS = 5;
    private static final int ATTEMPTS_BEFORE_NOTE = 5;

    /** A row and its message. */
    private record Item<M>(Row row, M message) {
    }

    private final RowConverter<M> converter;
    private final RowMapping mapping;
    private final BatchTarget<M> target;
    private final RejectedRows rejected;
    private final Progress progress;
    /** Written by the sender, read by whoever waited for its end; so are the others without a lock. */
    private final long[] outcomes = new long[BatchTarget.Outcome.values().length];
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    /** Why the server did not take what is sent again. */
    private String waitReason = "";
    private boolean isWaitNoted;
    private boolean hasReached;
    private long rows;

    RowImport(
            final RowConverter<M> converter,
            final RowMapping mapping,
            final BatchTarget<M> target,
            final RejectedRows rejected,
            final Progress progress) {
        this.converter = converter;
        this.mapping = mapping;
        this.target = target;
        this.rejected = rejected;
        this.progress = progress;
    }

    /** Imports a file to its end, or to where it cannot be read any more: what came before is imported all the same. */
    void run(final RowFile file, final String unit) throws IOException {
        final ExecutorService sender = Executors.newSingleThreadExecutor(task -> {
            final Thread thread = new Thread(task, "homing-import");
            thread.setDaemon(true);
            return thread;
        });
        final Semaphore room = new Semaphore(BATCHES_AHEAD);
        try {
            List<Item<M>> batch = new ArrayList<>();
            int bytes = 0;
            try {
                Item<M> item = next(file);
                while (item != null && failure.get() == null) {
                    batch.add(item);
                    bytes += item.message().getSerializedSize();
                    if (batch.size() == MAX_BATCH_ROWS || bytes >= MAX_BATCH_BYTES) {
                        submit(batch, sender, room);
                        batch = new ArrayList<>();
                        bytes = 0;
                    }
                    progress.at(file.progress(), rows, unit);
                    item = next(file);
                }
            } finally {
                if (!batch.isEmpty()) {
                    submit(batch, sender, room);
                }
            }
        } finally {
            sender.shutdown();
            awaitAll(sender);
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private void awaitAll(final ExecutorService sender) {
        try {
            while (!sender.awaitTermination(1, TimeUnit.MINUTES)) {
                Thread.onSpinWait();
            }
        } catch (final InterruptedException e) {
            sender.shutdownNow();
            fail(e);
        }
    }

    private void fail(final InterruptedException e) {
        failure.compareAndSet(null, new CommandException("interrupted; import the same file again to go on", e));
        Thread.currentThread().interrupt();
    }

    /** The next row that makes a message, or null at the end. */
    private Item<M> next(final RowFile file) throws IOException {
        while (true) {
            try {
                final Row row = file.rows().next();
                if (row == null) {
                    return null;
                }
                rows++;
                try {
                    return new Item<>(row, converter.convert(mapping, row));
                } catch (final RowException e) {
                    rejected.add(row, e.field(), e.getMessage());
                }
            } catch (final BrokenRowException e) {
                rows++;
                rejected.addBroken(e.line(), e.text(), e.getMessage());
            }
        }
    }

    private void submit(final List<Item<M>> batch, final ExecutorService sender, final Semaphore room) {
        room.acquireUninterruptibly();
        sender.execute(() -> {
            try {
                if (failure.get() == null) {
                    send(batch);
                }
            } catch (final RuntimeException e) {
                failure.compareAndSet(null, e);
            } catch (final IOException e) {
                failure.compareAndSet(null, new CommandException("cannot write " + rejected.file() + ": " + e.getMessage(), e));
            } catch (final InterruptedException e) {
                fail(e);
            } finally {
                room.release();
            }
        });
    }

    private void send(final List<Item<M>> batch) throws IOException, InterruptedException {
        List<Item<M>> remaining = batch;
        long pauseMs = MIN_PAUSE_MS;
        String reason = "";
        for (int attempt = 0; attempt < (hasReached ? MAX_ATTEMPTS : MAX_FIRST_ATTEMPTS) && failure.get() == null; attempt++) {
            try {
                final List<Item<M>> again = settle(remaining, target.send(remaining.stream().map(Item::message).toList()));
                hasReached = true;
                isWaitNoted = false;
                if (again.isEmpty()) {
                    return;
                }
                // Some found room, so it goes on: patience begins anew.
                attempt = again.size() < remaining.size() ? 0 : attempt;
                reason = waitReason;
                remaining = again;
            } catch (final StatusRuntimeException e) {
                if (!isWorthRetrying(e.getStatus().getCode().value())) {
                    throw e;
                }
                // A call that was cut off had a server too.
                if (!Statuses.isOutOfReach(e.getStatus())) {
                    hasReached = true;
                }
                reason = Statuses.explain(e.getStatus());
            }
            if (attempt == ATTEMPTS_BEFORE_NOTE && !isWaitNoted) {
                isWaitNoted = true;
                progress.note("waiting: " + reason);
            }
            TimeUnit.MILLISECONDS.sleep(pauseMs);
            pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS);
        }
        throw new CommandException(hasReached
                ? reason + "; import the same file again to go on, what was taken is not taken twice"
                : reason, null);
    }

    private static boolean isWorthRetrying(final int code) {
        return code == Code.RESOURCE_EXHAUSTED_VALUE || code == Code.UNAVAILABLE_VALUE
                || code == Code.DEADLINE_EXCEEDED_VALUE;
    }

    /** Counts results; returns what must be sent again. */
    private List<Item<M>> settle(final List<Item<M>> sent, final List<BatchTarget.Result> results) throws IOException {
        final List<Item<M>> again = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            final BatchTarget.Result result = results.get(i);
            if (result.error().isPresent() && isWorthRetrying(result.error().get().getCode())) {
                again.add(sent.get(i));
                // What comes behind is advice that is followed here.
                waitReason = result.error().get().getMessage().split(";", 2)[0];
                continue;
            }
            outcomes[result.outcome().ordinal()]++;
            if (result.error().isPresent()) {
                rejected.add(sent.get(i).row(), field(result.error().get()), result.error().get().getMessage());
            }
        }
        return again;
    }

    private static String field(final Status status) {
        try {
            for (final var detail : status.getDetailsList()) {
                if (detail.is(BadRequest.class) && detail.unpack(BadRequest.class).getFieldViolationsCount() > 0) {
                    final String path = detail.unpack(BadRequest.class).getFieldViolations(0).getField();
                    return path.substring(path.lastIndexOf('.') + 1);
                }
            }
        } catch (final InvalidProtocolBufferException e) {
            return "";
        }
        return "";
    }

    long rows() {
        return rows;
    }

    long count(final BatchTarget.Outcome outcome) {
        return outcomes[outcome.ordinal()];
    }
}
