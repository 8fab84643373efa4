package dev.homing.serving.client;

import dev.homing.proto.v1.Event;
import dev.homing.serving.event.EventMessages;
import dev.homing.tracking.EventSink;
import dev.homing.tracking.codec.EventFlyweight;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Sends what collectors say to a server, in batches and on the thread that completes one: who collects faster than the server
 * answers waits for it, and nothing is dropped. Any thread.
 *
 * <p>What became of each event, the listener hears. A call that failed may have been carried out all the same; to {@link #send}
 * its events again is harmless, since each has its id.
 */
public final class GrpcEventSink implements EventSink, AutoCloseable {
    /** The most events of a batch. */
    public static final int MAX_BATCH = 1_000;

    /** Hears what became of the events. On the thread that sent them. */
    public interface Listener {
        /**
         * The server answered.
         *
         * @param event  that was sent
         * @param result of it
         */
        void onResult(Event event, BatchTarget.Result result);

        /**
         * The server did not answer.
         *
         * @param events  that were sent
         * @param failure of the call
         */
        void onFailure(List<Event> events, StatusRuntimeException failure);
    }

    private final BatchTarget<Event> target;
    private final int batch;
    private final Listener listener;
    private final EventFlyweight reader = new EventFlyweight();
    private List<Event> kept = new ArrayList<>();

    /**
     * Sends to the server of a channel.
     *
     * @param channel  to the server; the tenant is its matter
     * @param batch    how many events make a call: 1 sends each at once, up to {@link #MAX_BATCH} keeps that many less one back
     *                 until {@link #flush}
     * @param listener hears what became of them
     */
    public GrpcEventSink(final Channel channel, final int batch, final Listener listener) {
        if (batch < 1 || batch > MAX_BATCH) {
            throw new IllegalArgumentException("batch=" + batch + "; 1 to " + MAX_BATCH + " is allowed");
        }
        target = new EventTarget(channel, false);
        this.batch = batch;
        this.listener = listener;
    }

    @Override
    public void onEvent(final DirectBuffer buffer, final int offset, final int length) {
        final List<Event> full;
        synchronized (reader) {
            kept.add(EventMessages.message(reader.wrap(buffer, offset), true));
            full = kept.size() < batch ? List.of() : takeKept();
        }
        send(full);
    }

    @Override
    public void flush() {
        final List<Event> rest;
        synchronized (reader) {
            rest = takeKept();
        }
        send(rest);
    }

    private List<Event> takeKept() {
        final List<Event> taken = kept;
        kept = new ArrayList<>();
        return taken;
    }

    /**
     * Sends events: those of a call that failed, say.
     *
     * @param events any number
     */
    public void send(final List<Event> events) {
        for (int from = 0; from < events.size(); from += MAX_BATCH) {
            call(events.subList(from, Math.min(events.size(), from + MAX_BATCH)));
        }
    }

    private void call(final List<Event> events) {
        final List<BatchTarget.Result> results;
        try {
            results = target.send(events);
        } catch (final StatusRuntimeException e) {
            listener.onFailure(events, e);
            return;
        }
        for (int i = 0; i < results.size(); i++) {
            listener.onResult(events.get(i), results.get(i));
        }
    }

    /** Sends what is kept back. The channel stays open: it is its owner's. */
    @Override
    public void close() {
        flush();
    }
}
