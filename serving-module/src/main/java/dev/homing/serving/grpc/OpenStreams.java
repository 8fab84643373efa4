package dev.homing.serving.grpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The streams that stay open until somebody ends them: a server that shuts down tells them to end by themselves. Any thread.
 */
public final class OpenStreams {
    private final Set<OpenStream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean isShuttingDown;

    /** Creates the set of no streams. */
    public OpenStreams() {
    }

    /** A stream that stays open until somebody ends it. */
    interface OpenStream {
        /** Ends it in its own time. Any thread; more than once perhaps. */
        void shutDown();
    }

    /** Adds a stream, which is told at once when the server shuts down already. */
    void add(final OpenStream stream) {
        streams.add(stream);
        if (isShuttingDown) {
            stream.shutDown();
        }
    }

    /** Removes a stream that has ended. */
    void remove(final OpenStream stream) {
        streams.remove(stream);
    }

    /** Tells all streams to end, and those that are opened from now on. */
    public void shutDown() {
        isShuttingDown = true;
        streams.forEach(OpenStream::shutDown);
    }
}
