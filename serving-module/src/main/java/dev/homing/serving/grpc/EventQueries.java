package dev.homing.serving.grpc;

import dev.homing.proto.v1.CountEventsRequest;
import dev.homing.proto.v1.CountEventsResponse;
import dev.homing.proto.v1.EventFilter;
import dev.homing.proto.v1.EventTypeCount;
import dev.homing.proto.v1.ListEventsRequest;
import dev.homing.proto.v1.ListEventsResponse;
import dev.homing.proto.v1.RecordedEvent;
import dev.homing.serving.event.EventSearch;
import dev.homing.serving.event.PageToken;
import dev.homing.serving.ingest.FieldRule;
import dev.homing.serving.ingest.Violations;
import dev.homing.tracking.EventType;
import dev.homing.tracking.store.EventPosition;
import dev.homing.tracking.store.Store;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Answers questions for recorded events, on workers: all of them wait for the disk. */
final class EventQueries {
    /** What one page may take: 50,000 keys, or a tenth of that in events. Beyond, the page is short. */
    private static final int MAX_COST = 50_000;
    private static final int DEFAULT_PAGE_SIZE = 100;
    /** How many keys are counted between two looks whether anybody still wants to know. */
    private static final int KEYS_PER_LOOK = 1_024;

    private final Store store;
    private final Tenants tenants;
    private final Executor workers;

    EventQueries(final Store store, final Tenants tenants, final Executor workers) {
        this.store = store;
        this.tenants = tenants;
        this.workers = workers;
    }

    void listEvents(final ListEventsRequest request, final StreamObserver<ListEventsResponse> observer) {
        final int tenant = tenants.number();
        final Violations violations = new Violations("");
        FieldRule.checkAll(request, "", 0, violations);
        check(request.getFilter(), violations);
        final PageToken tokens = new PageToken(tenant, request.getFilter(), request.getOldestFirst());
        final Optional<EventPosition> after =
                request.getPageToken().isEmpty() ? Optional.empty() : tokens.position(request.getPageToken());
        if (!request.getPageToken().isEmpty() && after.isEmpty()) {
            violations.add("page_token", "is not one that an answer to this question gave");
        }
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        Replies.mayBeCancelled(observer);
        Replies.goOn(workers, observer, () -> {
            try (EventSearch search = new EventSearch(
                    store, tenant, request.getFilter(), request.getOldestFirst(), after)) {
                Replies.answer(observer, page(search, request, tokens));
            }
        });
    }

    private ListEventsResponse page(final EventSearch search, final ListEventsRequest request, final PageToken tokens) {
        final int size = request.getPageSize() == 0 ? DEFAULT_PAGE_SIZE : request.getPageSize();
        final List<RecordedEvent> events = new ArrayList<>();
        String next = "";
        while (search.next()) {
            // Looked at only once there is a key behind, so that the last page knows that it is.
            if (events.size() == size || search.cost() > MAX_COST) {
                return ListEventsResponse.newBuilder().addAllEvents(events).setNextPageToken(next).build();
            }
            if (search.fits()) {
                search.read(request.getIncludePersonal(), events);
            }
            next = tokens.of(search.position());
        }
        return ListEventsResponse.newBuilder().addAllEvents(events).build();
    }

    void countEvents(final CountEventsRequest request, final StreamObserver<CountEventsResponse> observer) {
        final int tenant = tenants.number();
        final Violations violations = new Violations("");
        FieldRule.checkAll(request, "", 0, violations);
        check(request.getFilter(), violations);
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        Replies.mayBeCancelled(observer);
        Replies.goOn(workers, observer, () -> {
            final long[] counts = new long[EventType.COUNT + 1];
            try (EventSearch search = new EventSearch(store, tenant, request.getFilter(), true, Optional.empty())) {
                for (long keys = 1; search.next(); keys++) {
                    if (keys % KEYS_PER_LOOK == 0 && Replies.isCancelled(observer)) {
                        return;
                    }
                    counts[search.fits() ? search.typeCode() : 0]++;
                }
            }
            Replies.answer(observer, response(counts));
        });
    }

    private static CountEventsResponse response(final long[] counts) {
        final CountEventsResponse.Builder response = CountEventsResponse.newBuilder();
        long all = 0;
        for (int code = 1; code < counts.length; code++) {
            if (counts[code] > 0) {
                response.addTypeCounts(EventTypeCount.newBuilder().setTypeValue(code).setCount(counts[code]));
                all += counts[code];
            }
        }
        return response.setCount(all).build();
    }

    private static void check(final EventFilter filter, final Violations violations) {
        if (filter.getLeadId().isEmpty() && filter.getPropertyId().isEmpty()
                && filter.getAgentId().isEmpty() && filter.getSessionId().isEmpty()) {
            violations.add("filter", "names no lead, property, agent or session; at least one of them is required");
        }
        final int unspecified = filter.getTypesValueList().indexOf(0);
        if (unspecified >= 0) {
            violations.add("filter.types[" + unspecified + "]", "is 0, which is not a type");
        }
    }
}
