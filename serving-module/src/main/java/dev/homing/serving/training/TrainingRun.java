package dev.homing.serving.training;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One training that is queued or runs: what is known of it, its process and its log. One thread runs it; any thread may look at
 * it and cancel it.
 */
final class TrainingRun {
    private final Executor afterGrace;
    private final List<Consumer<TrainingRecord>> waiting = new ArrayList<>();
    private TrainingRecord record;
    private Optional<TrainingLog> log = Optional.empty();
    private Optional<Process> process = Optional.empty();
    private Optional<SupervisedLine.Result> result = Optional.empty();
    private Optional<String> cancelled = Optional.empty();
    private String lastLine = "";
    private boolean isDecided;

    /**
     * Creates it.
     *
     * @param record  QUEUED
     * @param graceMs how long a process may take to end when it is asked to
     */
    TrainingRun(final TrainingRecord record, final int graceMs) {
        this.record = record;
        afterGrace = CompletableFuture.delayedExecutor(graceMs, TimeUnit.MILLISECONDS);
    }

    synchronized TrainingRecord record() {
        return record;
    }

    /** The newest lines of the log, oldest first. */
    synchronized List<String> logLines() {
        return log.map(TrainingLog::newest).orElse(List.of());
    }

    /** Has somebody hear of the end, on the thread that ends it or on this one. */
    void whenEnded(final Consumer<TrainingRecord> listener) {
        synchronized (this) {
            if (!record.state().hasEnded()) {
                waiting.add(listener);
                return;
            }
        }
        listener.accept(record());
    }

    /** Begins, unless it was cancelled before. */
    synchronized boolean begin(final Instant now, final long newestEvent) {
        if (cancelled.isPresent()) {
            return false;
        }
        record = record.started(now, newestEvent);
        return true;
    }

    /**
     * Has the process started and follows it to its end.
     *
     * @return its exit code
     */
    int run(final TrainingLauncher launcher, final TrainingLog into) throws IOException, InterruptedException {
        final Process started = launcher.start(record().order());
        try {
            attach(started, into);
            final OutputLines lines = new OutputLines(started.getInputStream());
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                hear(line.get(), into);
            }
            final int code = started.waitFor();
            synchronized (this) {
                record = record.exited(code);
            }
            return code;
        } finally {
            started.destroyForcibly();
        }
    }

    private synchronized void attach(final Process started, final TrainingLog into) {
        process = Optional.of(started);
        log = Optional.of(into);
        if (cancelled.isPresent()) {
            endProcess();
        }
    }

    private synchronized void hear(final String line, final TrainingLog into) {
        final Optional<SupervisedLine.Progress> progress = SupervisedLine.progress(line);
        final Optional<SupervisedLine.Result> written = SupervisedLine.result(line);
        if (progress.isPresent()) {
            record = record.at(progress.get().fraction(), progress.get().phase());
        } else if (written.isPresent()) {
            result = written;
            record = record.wrote(written.get().version());
        } else if (!line.isEmpty()) {
            into.add(line);
            if (!TrainingExit.isReason(lastLine) || TrainingExit.isReason(line)) {
                lastLine = line;
            }
        }
    }

    /** The model that it wrote. */
    synchronized Optional<SupervisedLine.Result> result() {
        return result;
    }

    /** Why it failed, from what it wrote. */
    synchronized String reason(final int exitCode) {
        return TrainingExit.reason(exitCode, record.order().memoryLimitBytes(), lastLine);
    }

    /**
     * Cancels it, if it has not come to its end.
     *
     * @param why for people
     * @return whether it had not begun, so that nobody but the caller will end it
     */
    synchronized boolean cancel(final String why) {
        if (isDecided || cancelled.isPresent()) {
            return false;
        }
        cancelled = Optional.of(why);
        endProcess();
        return record.state() == TrainingState.QUEUED;
    }

    private void endProcess() {
        // By its handle, because a process that is destroyed itself has its streams closed, while it is still being read.
        final Optional<ProcessHandle> running = process.map(Process::toHandle);
        running.ifPresent(ProcessHandle::destroy);
        running.ifPresent(handle -> afterGrace.execute(handle::destroyForcibly));
    }

    /**
     * The end of cancelling: from here on it is too late.
     *
     * @return why it was cancelled; empty when it was not
     */
    synchronized Optional<String> decide() {
        isDecided = true;
        return cancelled;
    }

    /**
     * Sets how it ended.
     *
     * @return who wants to hear of it
     */
    synchronized List<Consumer<TrainingRecord>> ended(final TrainingRecord last) {
        record = last;
        return List.copyOf(waiting);
    }
}
