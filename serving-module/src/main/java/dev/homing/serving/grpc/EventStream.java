package dev.homing.serving.grpc;

import com.google.rpc.Status;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.StreamEventsRequest;
import dev.homing.proto.v1.StreamEventsResponse;
import dev.homing.serving.ingest.EventWindow;
import dev.homing.serving.ingest.Intake;
import dev.homing.serving.ingest.Refusals;
import dev.homing.tracking.store.Store;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One call of StreamEvents.
 *
 * <p>Messages arrive on the event loop, acks on the committer thread, which must lose no time. Each of them only leaves what it
 * has and signals; whoever gives the first signal has the work done that there is: the event loop does it itself, for the
 * committer a worker does. More signals meanwhile mean another round, on a worker, so that no stream keeps a thread to itself.
 * So one thread at a time works, and the fields below {@code signals} need no more than that.
 */
final class EventStream implements StreamObserver<StreamEventsRequest>, OpenStreams.OpenStream {
    /** The most messages that were asked for and are not in the window yet: all that a stream holds while the ring is full. */
    private static final int MAX_ASKED = 64;

    private final Intake intake;
    private final Tenants tenants;
    /** The tenant's. */
    private final String name = Tenants.name();
    private final OpenStreams streams;
    private final PendingBytes pendingBytes;
    private final Executor workers;
    private final ServerCallStreamObserver<StreamEventsResponse> observer;
    private final Queue<StreamEventsRequest> arrived = new ConcurrentLinkedQueue<>();
    private volatile boolean hasHalfClosed;
    private volatile boolean isCancelled;
    /** Why the stream is to end before the client ends it, or null. */
    private volatile Status reason;
    private final AtomicInteger signals = new AtomicInteger();

    /** Whether a worker creates the tenant, which the first event that is right does. */
    private volatile boolean isCreating;
    private volatile EventWindow window;
    private int tenant = Store.NO_TENANT;
    private int asked;
    private long lastNumber;
    private boolean isOver;

    private EventStream(
            final Intake intake,
            final Tenants tenants,
            final OpenStreams streams,
            final PendingBytes pendingBytes,
            final Executor workers,
            final ServerCallStreamObserver<StreamEventsResponse> observer) {
        this.intake = intake;
        this.tenants = tenants;
        this.streams = streams;
        this.pendingBytes = pendingBytes;
        this.workers = workers;
        this.observer = observer;
    }

    /** Begins a stream; in the RPC's method. */
    static StreamObserver<StreamEventsRequest> open(
            final Intake intake,
            final Tenants tenants,
            final OpenStreams streams,
            final PendingBytes pendingBytes,
            final Executor workers,
            final StreamObserver<StreamEventsResponse> observer) {
        final EventStream stream = new EventStream(
                intake, tenants, streams, pendingBytes, workers, (ServerCallStreamObserver<StreamEventsResponse>) observer);
        stream.observer.disableAutoRequest();
        stream.observer.setOnReadyHandler(stream::signal);
        stream.observer.setOnCancelHandler(stream::cancel);
        stream.begin();
        return stream;
    }

    private void begin() {
        if (!pendingBytes.tryAcquire(EventWindow.LENGTH)) {
            Replies.refuse(observer, Refusals.overloaded());
            return;
        }
        final Optional<EventWindow> opened = intake.openWindow(this::signalFromCommitter);
        if (opened.isEmpty()) {
            pendingBytes.release(EventWindow.LENGTH);
            Replies.refuse(observer, Refusals.busy());
            return;
        }
        window = opened.get();
        streams.add(this);
        signal();
    }

    @Override
    public void onNext(final StreamEventsRequest request) {
        if (pendingBytes.tryAcquire(request.getSerializedSize())) {
            arrived.add(request);
            signal();
        } else {
            end(Refusals.overloaded());
        }
    }

    @Override
    public void onCompleted() {
        hasHalfClosed = true;
        signal();
    }

    @Override
    public void onError(final Throwable error) {
        cancel();
    }

    @Override
    public void shutDown() {
        end(Refusals.shuttingDown());
    }

    private void cancel() {
        isCancelled = true;
        signal();
    }

    private void end(final Status status) {
        reason = status;
        signal();
    }

    private void signal() {
        if (signals.getAndIncrement() == 0) {
            work();
        }
    }

    private void signalFromCommitter() {
        if (signals.getAndIncrement() == 0 && !isHandedOver()) {
            work();
        }
    }

    /** Whether a worker does the work from here on; when they take nothing, this thread does, rather than nobody. */
    private boolean isHandedOver() {
        try {
            workers.execute(this::work);
            return true;
        } catch (final RejectedExecutionException e) {
            return false;
        }
    }

    private void work() {
        int left;
        do {
            final int seen = signals.get();
            if (!Replies.orRefuse(observer, this::advance) && !isOver) {
                finish();
            }
            left = signals.addAndGet(-seen);
        } while (left != 0 && !isHandedOver());
    }

    /** Does what there is to do. Looks at why the stream may end before it looks at what is left. */
    private void advance() {
        final Status because = reason;
        final boolean isComplete = hasHalfClosed;
        if (window == null) {
            return;
        }
        if (isCancelled && !isOver) {
            finish();
        }
        if (isOver || because != null) {
            dropArrived();
        }
        if (isOver) {
            return;
        }
        answer();
        takeArrived();
        answer();
        if (window.isEmpty() && because != null) {
            finish();
            Replies.refuse(observer, because);
        } else if (window.isEmpty() && isComplete && arrived.isEmpty()) {
            finish();
            observer.onCompleted();
        } else if (reason == null && !isComplete) {
            ask();
        }
    }

    private void answer() {
        while (window.isAnswered() && observer.isReady()) {
            final EventResult result =
                    EventResults.of(window.id(), window.receivedAt(), window.refusal(), window.outcome());
            final StreamEventsResponse response =
                    StreamEventsResponse.newBuilder().setSequence(window.number()).setResult(result).build();
            window.removeFirst();
            observer.onNext(response);
        }
    }

    private void takeArrived() {
        StreamEventsRequest next = arrived.peek();
        while (next != null && window.room() > 0 && reason == null) {
            if (next.getSequence() <= lastNumber) {
                end(Refusals.invalid("sequence", "is " + next.getSequence() + " after " + lastNumber
                        + "; 1 or more, and more than in the message before, is allowed"));
                return;
            }
            if (isTenantAwaited(next) || !intake.tryTrack(tenant, next, window)) {
                return;
            }
            lastNumber = next.getSequence();
            dropFirst();
            next = arrived.peek();
        }
    }

    /** Whether an event has to wait for its tenant, which does not exist yet; one that is wrong makes none. */
    private boolean isTenantAwaited(final StreamEventsRequest next) {
        if (tenant == Store.NO_TENANT) {
            tenant = tenants.number(name);
        }
        if (tenant != Store.NO_TENANT || !intake.isRight(next)) {
            return false;
        }
        if (!isCreating) {
            isCreating = true;
            createTenant();
        }
        return true;
    }

    private void createTenant() {
        try {
            workers.execute(() -> {
                if (!Replies.orRefuse(observer, () -> tenants.create(name, number -> { }, this::end))) {
                    cancel();
                }
                isCreating = false;
                signal();
            });
        } catch (final RejectedExecutionException e) {
            end(Refusals.overloaded());
        }
    }

    private void dropFirst() {
        pendingBytes.release(arrived.remove().getSerializedSize());
        asked--;
    }

    private void dropArrived() {
        while (!arrived.isEmpty()) {
            dropFirst();
        }
    }

    /** Asks for more messages, several at a time, as long as the client takes its answers. */
    private void ask() {
        final int more = Math.min(MAX_ASKED, window.room()) - asked;
        if (more >= MAX_ASKED / 2 || (more > 0 && asked == 0)) {
            if (observer.isReady()) {
                asked += more;
                observer.request(more);
            }
        }
    }

    private void finish() {
        isOver = true;
        streams.remove(this);
        window.close();
        pendingBytes.release(EventWindow.LENGTH);
        dropArrived();
    }
}
