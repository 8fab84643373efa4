package dev.homing.serving.grpc;

import com.google.protobuf.Duration;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.IdDictionary;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.MatchLeadsRequest;
import dev.homing.proto.v1.MatchLeadsResponse;
import dev.homing.serving.event.Timestamps;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Violations;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.recommend.LeadMatching;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;

/** Answers MatchLeads, one call after the other on a thread of their own: they take long, and others need the workers. */
final class MatchCalls {
    private static final System.Logger LOG = System.getLogger(MatchCalls.class.getName());
    private static final int DEFAULT_LIMIT = 20;
    private static final long DEFAULT_WINDOW_MS = TimeUnit.DAYS.toMillis(7);
    private static final long MAX_DAYS = 3_650;
    private static final int NANOS_PER_MS = 1_000_000;
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private final LeadMatching matching;
    private final Catalog catalog;
    private final Tenants tenants;
    private final Executor thread;
    private final EpochClock clock;

    MatchCalls(
            final LeadMatching matching,
            final Catalog catalog,
            final Tenants tenants,
            final Executor thread,
            final EpochClock clock) {
        this.matching = matching;
        this.catalog = catalog;
        this.tenants = tenants;
        this.thread = thread;
        this.clock = clock;
    }

    void match(final MatchLeadsRequest request, final StreamObserver<MatchLeadsResponse> observer) {
        final long nowMs = clock.time();
        final Violations violations = new Violations("");
        violations.check(request, nowMs);
        check("not_contacted_for", request.getNotContactedFor(), violations);
        check("contact_window", request.getContactWindow(), violations);
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        final int tenant = tenants.number();
        final TenantCatalog properties = catalog.tenant(tenant);
        final int ordinal = properties.find(request.getPropertyId());
        if (ordinal == IdDictionary.NONE) {
            Replies.refuse(observer, Refusals.notFound("property", request.getPropertyId()));
            return;
        }
        final LeadMatching.Question question = new LeadMatching.Question(tenant, ordinal,
                request.getLimit() == 0 ? DEFAULT_LIMIT : request.getLimit(),
                request.hasNotContactedFor() ? nowMs - ms(request.getNotContactedFor()) : Long.MAX_VALUE,
                request.getMaxContacts(),
                nowMs - (request.hasContactWindow() ? ms(request.getContactWindow()) : DEFAULT_WINDOW_MS),
                request.hasMinActiveAt() ? Timestamps.ms(request.getMinActiveAt()) : Long.MIN_VALUE);
        Replies.mayBeCancelled(observer);
        Replies.goOn(thread, observer, () -> {
            try {
                Replies.answer(observer, matching.find(question));
            } catch (final ModelException e) {
                LOG.log(System.Logger.Level.ERROR, "MatchLeads failed", e);
                Replies.refuse(observer, Refusals.internal());
            }
        });
    }

    private static void check(final String field, final Duration duration, final Violations violations) {
        if (duration.getSeconds() < 0 || duration.getSeconds() > TimeUnit.DAYS.toSeconds(MAX_DAYS)
                || duration.getNanos() < 0 || duration.getNanos() >= NANOS_PER_SECOND) {
            violations.add(field, "is " + duration.getSeconds() + " s; 0 s to " + MAX_DAYS + " days is allowed");
        }
    }

    private static long ms(final Duration duration) {
        return TimeUnit.SECONDS.toMillis(duration.getSeconds()) + duration.getNanos() / NANOS_PER_MS;
    }
}
