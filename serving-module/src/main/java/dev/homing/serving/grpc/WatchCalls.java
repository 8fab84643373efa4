package dev.homing.serving.grpc;

import com.google.protobuf.Duration;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.WatchRecommendationsRequest;
import dev.homing.proto.v1.WatchRecommendationsResponse;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Violations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;

/** Begins calls of WatchRecommendations. */
final class WatchCalls {
    private static final long DEFAULT_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long MIN_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MAX_INTERVAL_NS = TimeUnit.HOURS.toNanos(1);
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private final Watch.Tools tools;

    WatchCalls(final Watch.Tools tools) {
        this.tools = tools;
    }

    void begin(
            final WatchRecommendationsRequest request, final StreamObserver<WatchRecommendationsResponse> observer) {
        final RecommendRequest asked = request.getRequest();
        final long intervalNs = request.hasMinInterval() ? ns(request.getMinInterval()) : DEFAULT_INTERVAL_NS;
        if (intervalNs < MIN_INTERVAL_NS || intervalNs > MAX_INTERVAL_NS) {
            Replies.refuse(observer, Refusals.invalid(
                    "min_interval", "is " + intervalNs / 1e9 + " s; 0.01 s to 3600 s is allowed"));
            return;
        }
        final Violations violations = new Violations("request.");
        tools.answers().check(asked, violations);
        if (asked.hasAsOf()) {
            violations.add("as_of", "is given; what is watched is the present");
        }
        if (violations.isEmpty()) {
            new Watch(tools, asked, intervalNs, (ServerCallStreamObserver<WatchRecommendationsResponse>) observer).begin();
        } else {
            Replies.refuse(observer, violations.status());
        }
    }

    /** Nanoseconds, as many as fit; negative when the duration is none. */
    private static long ns(final Duration duration) {
        if (duration.getNanos() < 0 || duration.getNanos() >= NANOS_PER_SECOND) {
            return -1;
        }
        final long seconds = Math.max(-1, Math.min(duration.getSeconds(), TimeUnit.DAYS.toSeconds(1)));
        return TimeUnit.SECONDS.toNanos(seconds) + duration.getNanos();
    }
}
