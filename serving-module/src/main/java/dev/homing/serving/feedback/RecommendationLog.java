package dev.homing.serving.feedback;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.RecordFeedbackRequest;
import dev.homing.tracking.store.RecommendationEntry;
import dev.homing.tracking.store.RecommendationFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * What was recommended to whom, with scores and propensities, and what was said of it: in files of its own beside the store, so
 * that nothing of it is in the way of events. Answers are written by one thread behind the callers, who wait for nothing: when it
 * does not keep up or the disk refuses, answers are lost and counted, and given all the same. Feedback is on the disk before it
 * is acked. Any thread calls.
 */
public final class RecommendationLog implements AutoCloseable {
    /** Folder in the data folder. */
    public static final String FOLDER = RecommendationFiles.FOLDER;

    private static final System.Logger LOG = System.getLogger(RecommendationLog.class.getName());
    private static final int QUEUE_LENGTH = 16_384;
    private static final int MAX_BATCH = 1_024;
    /** Whoever gives an answer does not wake the writing thread, which costs a system call; it looks by itself. */
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long FULL_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long FORCE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLEANING_MS = 600_000;
    private static final long MS_PER_DAY = 86_400_000;
    private static final long WAIT_SECONDS = 30;
    private static final long ERASE_SECONDS = 600;
    private static final byte[] NOTHING = {};

    private final LogSegments segments;
    private final int days;
    private final EpochClock clock;
    private final ManyToOneConcurrentArrayQueue<Work> queue = new ManyToOneConcurrentArrayQueue<>(QUEUE_LENGTH);
    private final AtomicLong lost = new AtomicLong();
    private final Thread writer;
    private volatile boolean isClosed;
    private long cleanedAtMs = Long.MIN_VALUE;
    private long forcedNs;
    private long toldLost;
    private boolean isFailing;

    /** Something for the writing thread. */
    @FunctionalInterface
    private interface Work {
        void run(LogSegments segments) throws IOException;
    }

    /** Work that somebody waits for. */
    private static final class Awaited<T> implements Work {
        final CompletableFuture<T> result = new CompletableFuture<>();
        final boolean isDurable;
        private final Step<T> step;
        private T found;

        Awaited(final Step<T> step, final boolean isDurable) {
            this.step = step;
            this.isDurable = isDurable;
        }

        @Override
        public void run(final LogSegments segments) throws IOException {
            found = step.run(segments);
        }

        void done() {
            result.complete(found);
        }
    }

    /** What somebody waits for. */
    @FunctionalInterface
    private interface Step<T> {
        T run(LogSegments segments) throws IOException;
    }

    /**
     * An answer as it was given.
     *
     * @param request  that it was the answer to
     * @param response with its id
     */
    public record Answer(RecommendRequest request, RecommendResponse response) {
    }

    /**
     * Opens a log.
     *
     * @param dataFolder of the server
     * @param days       for how long answers are kept; 0 keeps none
     * @param clock      says what now is
     */
    public RecommendationLog(final Path dataFolder, final int days, final EpochClock clock) {
        segments = new LogSegments(dataFolder.resolve(FOLDER), LogSegments.WINDOW);
        this.days = days;
        this.clock = clock;
        writer = new Thread(this::write, "homing-recommendation-log");
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Keeps an answer; waits for nothing.
     *
     * @param tenant   whose; of one that does not exist nothing is kept
     * @param id       of the answer
     * @param request  as it came
     * @param response as it is given
     */
    public void record(final int tenant, final UUID id, final RecommendRequest request, final RecommendResponse response) {
        if (days == 0 || tenant < 0) {
            return;
        }
        // Bytes are made on the writing thread: both messages never change.
        if (!queue.offer(files -> files.append(new RecommendationEntry(
                RecommendationEntry.ANSWER, tenant, id, request.toByteArray(), response.toByteArray())))) {
            lost.incrementAndGet();
        }
    }

    /**
     * How many answers were not kept, since the server started.
     *
     * @return 0 or more
     */
    public long lostCount() {
        return lost.get();
    }

    /**
     * Finds an answer that was given before this call.
     *
     * @param tenant whose
     * @param id     of the answer
     * @return none when it is not kept (any more)
     * @throws IOException when the disk cannot be read
     */
    public Optional<Answer> find(final int tenant, final UUID id) throws IOException {
        await(files -> true, false, WAIT_SECONDS);
        for (final RecommendationEntry entry : segments.find(tenant, id)) {
            if (entry.kind() == RecommendationEntry.ANSWER) {
                return Optional.of(new Answer(RecommendRequest.parseFrom(entry.request()),
                        RecommendResponse.parseFrom(entry.answer())));
            }
        }
        return Optional.empty();
    }

    /**
     * The feedback on an answer, in the order in which it came.
     *
     * @param tenant whose
     * @param id     of the answer
     * @return as it was sent, what was sent twice is there twice
     * @throws IOException when the disk cannot be read
     */
    public List<RecordFeedbackRequest> feedback(final int tenant, final UUID id) throws IOException {
        await(files -> true, false, WAIT_SECONDS);
        final List<RecordFeedbackRequest> found = new ArrayList<>();
        for (final RecommendationEntry entry : segments.find(tenant, id)) {
            if (entry.kind() == RecommendationEntry.FEEDBACK) {
                found.add(RecordFeedbackRequest.parseFrom(entry.request()));
            }
        }
        return found;
    }

    /**
     * Keeps feedback; when this returns it is on the disk.
     *
     * @param tenant  whose
     * @param id      of the answer
     * @param request as it came
     * @throws IOException when the disk refuses it
     */
    public void record(final int tenant, final UUID id, final RecordFeedbackRequest request) throws IOException {
        await(files -> {
            files.append(new RecommendationEntry(RecommendationEntry.FEEDBACK, tenant, id, request.toByteArray(), NOTHING));
            return true;
        }, true, WAIT_SECONDS);
    }

    /**
     * Forgets what was recommended to leads; when this returns nothing of it is on the disk. Takes as long as reading the whole
     * log.
     *
     * @param tenant whose
     * @param leads  ids
     * @return how many entries were removed
     * @throws IOException when the disk refuses it
     */
    public int erase(final int tenant, final Set<String> leads) throws IOException {
        return await(files -> {
            final Set<UUID> answers = new HashSet<>();
            // Feedback does not name the lead, and comes behind its answer.
            return files.removeIf(entry -> {
                if (entry.tenant() != tenant) {
                    return false;
                }
                if (entry.kind() == RecommendationEntry.ANSWER && leads.contains(leadOf(entry))) {
                    answers.add(entry.id());
                }
                return answers.contains(entry.id());
            });
        }, true, ERASE_SECONDS);
    }

    private static String leadOf(final RecommendationEntry entry) {
        try {
            return RecommendRequest.parseFrom(entry.request()).getLeadId();
        } catch (final InvalidProtocolBufferException e) {
            return "";
        }
    }

    private <T> T await(final Step<T> step, final boolean isDurable, final long seconds) throws IOException {
        final Awaited<T> work = new Awaited<>(step, isDurable);
        final long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try {
            while (isClosed || !queue.offer(work)) {
                if (isClosed || System.nanoTime() - untilNs >= 0) {
                    throw new IOException("the log of recommendations is closed or does not keep up");
                }
                LockSupport.parkNanos(FULL_NS);
            }
            LockSupport.unpark(writer);
            return work.result.get(untilNs - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (final ExecutionException e) {
            throw new IOException("the log of recommendations cannot be written: " + e.getCause().getMessage(), e.getCause());
        } catch (final TimeoutException e) {
            throw new IOException("the log of recommendations does not keep up", e);
        }
    }

    private void write() {
        final List<Work> batch = new ArrayList<>();
        while (!isClosed || !queue.isEmpty()) {
            if (queue.drainTo(batch, MAX_BATCH) == 0) {
                LockSupport.parkNanos(IDLE_NS);
            }
            run(batch);
            batch.clear();
            clean();
        }
        try {
            segments.close();
        } catch (final IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the log of recommendations cannot be closed: " + e.getMessage());
        }
    }

    private void run(final List<Work> batch) {
        final List<Awaited<?>> waiting = new ArrayList<>();
        boolean isAwaitedOnDisk = false;
        for (final Work work : batch) {
            try {
                work.run(segments);
                if (work instanceof Awaited<?> awaited) {
                    waiting.add(awaited);
                    isAwaitedOnDisk |= awaited.isDurable;
                } else {
                    isFailing = false;
                }
            } catch (final IOException | RuntimeException e) {
                fail(work, e);
            }
        }
        try {
            final long nowNs = System.nanoTime();
            if (isAwaitedOnDisk || nowNs - forcedNs >= FORCE_NS) {
                forcedNs = nowNs;
                segments.force();
            }
            waiting.forEach(Awaited::done);
        } catch (final IOException e) {
            waiting.forEach(work -> fail(work, e));
        }
    }

    private void fail(final Work work, final Exception reason) {
        if (work instanceof Awaited<?> awaited) {
            awaited.result.completeExceptionally(reason);
        } else {
            lost.incrementAndGet();
        }
        if (!isFailing) {
            isFailing = true;
            LOG.log(System.Logger.Level.ERROR, "recommendations are not kept: " + reason.getMessage());
        }
    }

    private void clean() {
        final long now = clock.time();
        if (cleanedAtMs == Long.MIN_VALUE || now - cleanedAtMs >= CLEANING_MS) {
            cleanedAtMs = now;
            final long lostBefore = toldLost;
            toldLost = lost.get();
            if (toldLost > lostBefore) {
                LOG.log(System.Logger.Level.WARNING, toldLost - lostBefore
                        + " recommendations were given and not kept: the log does not keep up, or the disk refuses it");
            }
            try {
                segments.removeBefore(now - days * MS_PER_DAY);
            } catch (final IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "old recommendations are not removed: " + e.getMessage());
            }
        }
    }

    /** Writes what is waiting, and ends. */
    @Override
    public void close() {
        isClosed = true;
        LockSupport.unpark(writer);
        try {
            writer.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
