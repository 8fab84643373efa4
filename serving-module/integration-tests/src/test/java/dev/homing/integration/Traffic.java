package dev.homing.integration;

import com.google.protobuf.Timestamp;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BookingRequestDetails;
import dev.homing.proto.v1.Device;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.PropertyViewDetails;
import dev.homing.proto.v1.StreamEventsRequest;
import dev.homing.proto.v1.StreamEventsResponse;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.proto.v1.TrackingServiceGrpc.TrackingServiceBlockingStub;
import dev.homing.proto.v1.TrackingServiceGrpc.TrackingServiceStub;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client that sends events of its own making, singly, in batches and in streams, and remembers every ack. What got no
 * ack when the server went away is sent again when there is one, before anything new. One thread runs it at a time; others may
 * read the acks.
 */
final class Traffic implements Runnable {
    static final int LEADS = 30;
    /** Leads that are merged into others now and then. */
    static final int VISITORS = 6;
    static final int KNOWN_PROPERTIES = 20;

    private static final Metadata.Key<String> TENANT = Metadata.Key.of("homing-tenant", Metadata.ASCII_STRING_MARSHALLER);
    private static final int DEADLINE_SECONDS = 30;
    private static final int MAX_BATCH = 120;
    private static final long DAY_MS = 86_400_000;
    /** Servers take no event that is much older than a month. */
    private static final int OLDEST_DAYS = 25;
    private static final long NEWEST_MS = System.currentTimeMillis();

    private final String name;
    private final String tenant;
    private final SplittableRandom random;
    private final Map<String, Long> acks = new ConcurrentHashMap<>();
    private final AtomicLong ackCount;
    private final Deque<List<Event>> unacked = new ArrayDeque<>();
    private TrackingServiceBlockingStub tracking;
    private TrackingServiceStub streams;
    private long made;
    private volatile boolean isEnough;
    private volatile Throwable failure;

    /**
     * Creates a client.
     *
     * @param name     begins the ids of its events
     * @param tenant   whose events
     * @param random   makes them
     * @param ackCount counts the acks, of other clients too
     */
    Traffic(final String name, final String tenant, final SplittableRandom random, final AtomicLong ackCount) {
        this.name = name;
        this.tenant = tenant;
        this.random = random;
        this.ackCount = ackCount;
    }

    String tenant() {
        return tenant;
    }

    /** The sequence of each acked event by its id. */
    Map<String, Long> acks() {
        return acks;
    }

    /** How many events were made, acked or not. */
    long made() {
        return made;
    }

    /** What went wrong that is not the end of the server. */
    Throwable failure() {
        return failure;
    }

    /** The server to send to from now on. */
    Traffic to(final ManagedChannel channel) {
        tracking = TrackingServiceGrpc.newBlockingStub(channel).withInterceptors(of(tenant));
        streams = TrackingServiceGrpc.newStub(channel).withInterceptors(of(tenant));
        isEnough = false;
        return this;
    }

    /** Makes calls those of a tenant. */
    static ClientInterceptor of(final String tenant) {
        final Metadata headers = new Metadata();
        headers.put(TENANT, tenant);
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }

    /** Ends {@link #run} after the call under way. */
    void end() {
        isEnough = true;
    }

    /** Sends until told to end or the server is gone. */
    @Override
    public void run() {
        try {
            boolean isThere = resend();
            while (isThere && !isEnough) {
                isThere = send(random.nextInt(4) > 0 ? events(1) : events(1 + random.nextInt(MAX_BATCH)));
            }
        } catch (final RuntimeException | Error e) {
            failure = e;
        }
    }

    /** Sends again what has no ack; false when the server is gone before all of it has. */
    boolean resend() {
        boolean isThere = true;
        for (int left = unacked.size(); isThere && left > 0; left--) {
            isThere = send(unacked.removeFirst());
        }
        return isThere;
    }

    private boolean send(final List<Event> events) {
        final List<Event> refused = new ArrayList<>();
        try {
            final TrackingServiceBlockingStub call = tracking.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (events.size() == 1) {
                note(events.get(0), call.trackEvent(TrackEventRequest.newBuilder().setEvent(events.get(0)).build()).getResult());
            } else if (random.nextBoolean()) {
                return stream(events);
            } else {
                final List<EventResult> results = call.batchTrackEvents(
                        BatchTrackEventsRequest.newBuilder().addAllEvents(events).build()).getResultsList();
                for (int i = 0; i < events.size(); i++) {
                    if (results.get(i).getOutcome() == EventResult.Outcome.REJECTED) {
                        refused.add(events.get(i));
                    } else {
                        note(events.get(i), results.get(i));
                    }
                }
            }
        } catch (final StatusRuntimeException e) {
            unacked.addLast(events);
            return isThere(e);
        }
        if (!refused.isEmpty()) {
            unacked.addLast(refused);
        }
        return true;
    }

    private static boolean isThere(final StatusRuntimeException failure) {
        final Status.Code code = failure.getStatus().getCode();
        if (code != Status.Code.UNAVAILABLE && code != Status.Code.RESOURCE_EXHAUSTED) {
            throw failure;
        }
        return code == Status.Code.RESOURCE_EXHAUSTED;
    }

    /** Sends events over a stream of their own; what was acked before it broke was acked. */
    private boolean stream(final List<Event> events) {
        final StreamAnswers answers = new StreamAnswers();
        final StreamObserver<StreamEventsRequest> requests =
                streams.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).streamEvents(answers);
        for (int i = 0; i < events.size(); i++) {
            requests.onNext(StreamEventsRequest.newBuilder().setSequence(i + 1).setEvent(events.get(i)).build());
        }
        requests.onCompleted();
        final Optional<StatusRuntimeException> failure = answers.await();
        final List<Event> left = new ArrayList<>(events);
        for (final StreamEventsResponse answer : answers.taken()) {
            final Event event = events.get((int) answer.getSequence() - 1);
            if (answer.getResult().getOutcome() != EventResult.Outcome.REJECTED) {
                note(event, answer.getResult());
                left.remove(event);
            }
        }
        if (!left.isEmpty()) {
            unacked.addLast(left);
        }
        return failure.isEmpty() || isThere(failure.get());
    }

    private void note(final Event event, final EventResult result) {
        final Long before = acks.put(event.getEventId(), result.getSequence());
        if (!result.getEventId().equals(event.getEventId()) || result.getSequence() < 1
                || (before != null && before != result.getSequence())) {
            throw new AssertionError(event + " was acked as " + before + " and now as " + result);
        }
        ackCount.incrementAndGet();
    }

    private List<Event> events(final int count) {
        final List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(event());
        }
        return events;
    }

    private Event event() {
        final long ageMs = random.nextLong(OLDEST_DAYS * DAY_MS);
        final EventType[] types = EventType.values();
        final EventType type = types[1 + random.nextInt(EventType.SESSION_END_VALUE)];
        final Event.Builder event = Event.newBuilder()
                .setEventId(name + "-" + made++)
                .setType(type == EventType.PROPERTY_SWIPE ? EventType.PROPERTY_VIEW : type)
                .setOccurredAt(timestamp(NEWEST_MS - ageMs))
                .setLeadId(random.nextInt(4) > 0 ? lead(random.nextInt(LEADS)) : visitor(random.nextInt(VISITORS)))
                .setPropertyId("p" + random.nextInt(2 * KNOWN_PROPERTIES))
                .setAgentId(random.nextBoolean() ? "agent-" + random.nextInt(3) : "")
                .setSessionId("s" + ageMs / 1_000_000)
                .setDevice(Device.forNumber(random.nextInt(Device.DEVICE_OTHER_VALUE + 1)))
                .setCampaignId("x".repeat(random.nextInt(100)));
        if (event.getType() == EventType.PROPERTY_VIEW) {
            event.setPropertyView(PropertyViewDetails.newBuilder().setViewSeconds(random.nextInt(200)));
        } else if (event.getType() == EventType.BOOKING_REQUEST) {
            event.setBookingRequest(BookingRequestDetails.newBuilder().setNotes("after " + random.nextInt(24)));
        }
        return event.build();
    }

    static String lead(final int number) {
        return "lead-" + number;
    }

    static String visitor(final int number) {
        return "visitor-" + number;
    }

    static Timestamp timestamp(final long ms) {
        return Timestamp.newBuilder().setSeconds(ms / 1_000).setNanos((int) (ms % 1_000) * 1_000_000).build();
    }

    /** So many days before the newest event can be. */
    static long daysBeforeNewest(final int days) {
        return NEWEST_MS - days * DAY_MS;
    }
}
