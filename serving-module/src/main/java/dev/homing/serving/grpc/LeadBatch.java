package dev.homing.serving.grpc;

import com.google.protobuf.ByteString;
import com.google.rpc.Status;
import dev.homing.proto.v1.BatchRecommendRequest;
import dev.homing.proto.v1.BatchRecommendResponse;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Violations;
import dev.homing.serving.model.ModelException;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One call of BatchRecommend. The leads are cut into groups, of which as many are under way as there are processors; each is one
 * turn on a worker, behind what else waits for one. Answers that are ready before their turn wait, so only so many groups may be
 * begun and not sent: a client that reads slowly has nobody work for it, and the memory of a call has a bound.
 *
 * <p>The lock guards which group is where; one thread at a time sends, whoever gave the first signal.
 */
final class LeadBatch {
    private static final System.Logger LOG = System.getLogger(LeadBatch.class.getName());
    /** Some milliseconds of work. */
    private static final int GROUP = 16;
    private static final int AT_ONCE = Runtime.getRuntime().availableProcessors();
    /** Groups begun and not sent, at the most: a slow one in front must not stop those behind at once. */
    private static final int AHEAD = 4 * AT_ONCE;
    /** No group. */
    private static final int NONE = -1;

    private final BatchRecommendRequest request;
    private final int tenant;
    private final Answers answers;
    private final Executor workers;
    private final ServerCallStreamObserver<BatchRecommendResponse> observer;
    private final int groups;
    private final AtomicInteger signals = new AtomicInteger();
    private volatile boolean isCancelled;
    /** Why the call ends before its last answer, or null. */
    private volatile Status failure;
    /** The sender's alone. */
    private boolean hasEnded;

    /** By number of the group, modulo its length; null until it is ready. */
    private final List<List<BatchRecommendResponse>> ready = new ArrayList<>();
    private int begun;
    private int underWay;
    private int sent;

    LeadBatch(
            final BatchRecommendRequest request,
            final int tenant,
            final Answers answers,
            final Executor workers,
            final ServerCallStreamObserver<BatchRecommendResponse> observer) {
        this.request = request;
        this.tenant = tenant;
        this.answers = answers;
        this.workers = workers;
        this.observer = observer;
        groups = (request.getLeadIdsCount() + GROUP - 1) / GROUP;
        for (int i = 0; i < AHEAD; i++) {
            ready.add(null);
        }
    }

    /** Begins to answer; in the call's method, which is where gRPC takes handlers. */
    void begin() {
        observer.setOnCancelHandler(() -> isCancelled = true);
        observer.setOnReadyHandler(this::onReady);
        if (handOut() != NONE) {
            fail();
        }
    }

    private void onReady() {
        try {
            workers.execute(() -> {
                send();
                run(handOut());
            });
        } catch (final RejectedExecutionException e) {
            fail();
        }
    }

    private void fail() {
        failure = haveWorkersEnded() ? Refusals.shuttingDown() : Refusals.overloaded();
        send();
    }

    private boolean haveWorkersEnded() {
        return workers instanceof ExecutorService service && service.isShutdown();
    }

    /** Brings as many workers as the call may have; returns a group that none would take, which the caller has to run. */
    private int handOut() {
        for (int group = claim(); group != NONE; group = claim()) {
            final int mine = group;
            try {
                workers.execute(() -> run(mine));
            } catch (final RejectedExecutionException e) {
                return group;
            }
        }
        return NONE;
    }

    /** The next group that may begin. */
    private synchronized int claim() {
        if (isCancelled || failure != null || begun == groups || underWay == AT_ONCE || begun - sent >= AHEAD) {
            return NONE;
        }
        underWay++;
        return begun++;
    }

    /** Runs a group, and further ones while no other worker takes them: the answers so far were not in vain. */
    private void run(final int first) {
        for (int group = first; group != NONE; group = handOut()) {
            if (haveWorkersEnded()) {
                failure = Refusals.shuttingDown();
            }
            try {
                final List<BatchRecommendResponse> responses = answer(group);
                synchronized (this) {
                    ready.set(group % AHEAD, responses);
                }
            } catch (final Error e) {
                failure = Refusals.internal();
                throw e;
            } finally {
                synchronized (this) {
                    underWay--;
                }
                send();
            }
        }
    }

    private List<BatchRecommendResponse> answer(final int group) {
        final int end = Math.min(request.getLeadIdsCount(), (group + 1) * GROUP);
        final List<BatchRecommendResponse> responses = new ArrayList<>(GROUP);
        for (int i = group * GROUP; i < end && !isCancelled && failure == null; i++) {
            responses.add(answerLead(i));
        }
        return responses;
    }

    private BatchRecommendResponse answerLead(final int index) {
        final ByteString lead = request.getLeadIdsBytes(index);
        final BatchRecommendResponse.Builder response = BatchRecommendResponse.newBuilder().setIndex(index);
        final Violations violations = new Violations("");
        violations.checkRequiredId("lead_ids[" + index + "]", lead);
        if (!violations.isEmpty()) {
            return response.setError(violations.status()).build();
        }
        response.setLeadIdBytes(lead);
        try {
            return response.setRecommendations(answers.answer(tenant, request.getRequest(), lead.toByteArray(), false)).build();
        } catch (final ModelException | RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "BatchRecommend failed for one lead", e);
            return response.setError(Refusals.internal()).build();
        }
    }

    /** Sends what is ready and wanted, and ends the call after the last answer. */
    private void send() {
        if (signals.getAndIncrement() != 0) {
            return;
        }
        int seen;
        do {
            seen = signals.get();
            sendReady();
        } while (signals.addAndGet(-seen) != 0);
    }

    private void sendReady() {
        while (!hasEnded && !isCancelled && failure == null && sent < groups && observer.isReady()) {
            final List<BatchRecommendResponse> next;
            synchronized (this) {
                next = ready.get(sent % AHEAD);
                if (next == null) {
                    return;
                }
                ready.set(sent % AHEAD, null);
                sent++;
            }
            next.forEach(observer::onNext);
        }
        if (hasEnded || isCancelled) {
            return;
        }
        if (failure != null) {
            hasEnded = true;
            Replies.refuse(observer, failure);
        } else if (sent == groups) {
            hasEnded = true;
            observer.onCompleted();
        }
    }
}
