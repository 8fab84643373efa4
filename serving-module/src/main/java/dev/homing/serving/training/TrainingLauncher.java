package dev.homing.serving.training;

import java.io.IOException;

/** Starts the process of a training. */
@FunctionalInterface
public interface TrainingLauncher {
    /**
     * Starts it. Its standard input stays open as long as this process lives; what it writes comes from one stream.
     *
     * @param order with its instant
     * @return the process, running
     * @throws IOException when it cannot be started
     */
    Process start(TrainingOrder order) throws IOException;
}
