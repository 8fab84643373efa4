package dev.homing.serving.training;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Trainings that are a few lines for the shell. {@code read line} in them waits for {@link #letGoOn}, and for a signal; it is the
 * shell itself that waits, so that no process is left behind.
 */
public final class ScriptedTraining implements TrainingLauncher {
    /** Waits to be let on, then says that it made a good model. */
    public static final String PATIENT = "read line; echo '@result m1 passed'";

    private final LinkedBlockingQueue<Process> started = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<TrainingOrder> orders = new LinkedBlockingQueue<>();
    private volatile String script;

    public ScriptedTraining(final String script) {
        this.script = script;
    }

    /** Another script for the trainings to come. */
    public void script(final String next) {
        script = next;
    }

    @Override
    public Process start(final TrainingOrder order) throws IOException {
        final Process process = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
        orders.add(order);
        started.add(process);
        return process;
    }

    /** Waits for the next process to be started. */
    public Process next() throws InterruptedException {
        return started.take();
    }

    /** Waits for the next process to be started, and lets it go on. */
    public void letGoOn() throws InterruptedException, IOException {
        next().getOutputStream().close();
    }

    /** What the processes were started for. */
    public List<TrainingOrder> orders() {
        return List.copyOf(orders);
    }

    /** Writes a training that failed long ago. */
    public static void writeFailed(final Path dataFolder, final String tenant, final String id, final String error)
            throws IOException {
        final Instant at = Instant.parse("2026-11-01T00:00:00Z");
        final TrainingOrder order = new TrainingOrder(tenant, "", false, Optional.of(at), 42, TrainingMemory.MIN_BYTES,
                Optional.empty());
        new TrainingFolder(dataFolder).write(
                TrainingRecord.queued(id, order, at).started(at, 0).ended(TrainingState.FAILED, error, at));
    }

    /** Writes a training whose server is gone. */
    static void writeRunning(final Path dataFolder, final String tenant, final String id) throws IOException {
        final Instant at = Instant.parse("2026-11-01T00:00:00Z");
        final TrainingOrder order = new TrainingOrder(tenant, "r", false, Optional.of(at), 42, TrainingMemory.MIN_BYTES,
                Optional.empty());
        new TrainingFolder(dataFolder).write(TrainingRecord.queued(id, order, at).started(at, 3));
    }
}
