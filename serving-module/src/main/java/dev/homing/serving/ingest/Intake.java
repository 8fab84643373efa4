package dev.homing.serving.ingest;

import com.google.rpc.Status;
import dev.homing.features.catalog.PropertyMessage;
import dev.homing.proto.v1.Durability;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.RecordOutcomeRequest;
import dev.homing.proto.v1.StreamEventsRequest;
import dev.homing.proto.v1.UpdatePropertyStatusRequest;
import dev.homing.proto.v1.UpsertLeadRequest;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.LeadMessage;
import dev.homing.tracking.codec.OutcomeMessage;
import dev.homing.tracking.codec.ProfileMessage;
import dev.homing.tracking.store.CommitterState;
import dev.homing.tracking.store.Outcome;
import dev.homing.tracking.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.agrona.concurrent.EpochClock;

/**
 * Takes changes in: checks each message, puts it into the ring, and completes the call when the last of its messages is on disk
 * (or in the ring, when the client asked for no more) or refused. Of {@link Store#NO_TENANT} nothing that a message could name is
 * there. Any thread; never blocks.
 */
public final class Intake {
    private static final System.Logger LOG = System.getLogger(Intake.class.getName());

    private final Ring ring;
    private final Supplier<CommitterState> committer;
    private final EpochClock clock;
    private final long maxAgeMs;
    private final KeptEvents kept;
    private final ThreadLocal<EventEncoder> eventEncoders = ThreadLocal.withInitial(EventEncoder::new);
    private final ThreadLocal<PropertyEncoder> propertyEncoders = ThreadLocal.withInitial(PropertyEncoder::new);
    private final ThreadLocal<LeadEncoder> leadEncoders = ThreadLocal.withInitial(LeadEncoder::new);

    /**
     * Creates an intake.
     *
     * @param ring      to put messages into
     * @param committer says whether what is in the ring is going to be written
     * @param clock     of receipt
     * @param maxAgeMs  events older than this are taken as history alone
     * @param kept      events that are not kept are not taken
     */
    public Intake(
            final Ring ring,
            final Supplier<CommitterState> committer,
            final EpochClock clock,
            final long maxAgeMs,
            final KeptEvents kept) {
        this.ring = ring;
        this.committer = committer;
        this.clock = clock;
        this.maxAgeMs = maxAgeMs;
        this.kept = kept;
    }

    /**
     * The clock of receipt.
     *
     * @return what now is
     */
    public EpochClock clock() {
        return clock;
    }

    /** Checks and measures the message of a position; 0 when it violates something. */
    @FunctionalInterface
    private interface Preparation {
        int prepare(int position, Submission submission, Violations violations);
    }

    /**
     * Whether one of some events at least is what it must be: nothing else is worth a tenant of its own.
     *
     * @param events    1 or more
     * @param isHistory whether they come from another system
     * @return false when {@link #trackEvents} would refuse them all
     */
    public boolean isAnyRight(final List<Event> events, final boolean isHistory) {
        final EventEncoder encoder = new EventEncoder();
        final long now = clock.time();
        return events.stream().anyMatch(event -> isRight(violations ->
                prepare(encoder, Store.NO_TENANT, event, isHistory, now, violations)));
    }

    /**
     * Whether the event of a stream is what it must be.
     *
     * @param request with the event
     * @return false when {@link #tryTrack} would refuse it
     */
    public boolean isRight(final StreamEventsRequest request) {
        return request.getDurability() != Durability.UNRECOGNIZED
                && isAnyRight(List.of(request.getEvent()), request.getHistory());
    }

    /**
     * Whether one of some properties at least is what it must be.
     *
     * @param requests 1 or more
     * @return false when {@link #upsertProperties} would refuse them all
     */
    public boolean isAnyPropertyRight(final List<UpsertPropertyRequest> requests) {
        final PropertyEncoder encoder = new PropertyEncoder();
        return requests.stream().anyMatch(request -> isRight(violations ->
                encoder.prepare(request, Store.NO_TENANT, clock.time(), violations)));
    }

    /**
     * Whether one of some profiles of leads at least is what it must be.
     *
     * @param requests 1 or more
     * @return false when {@link #upsertLeads} would refuse them all
     */
    public boolean isAnyLeadRight(final List<UpsertLeadRequest> requests) {
        final LeadEncoder encoder = new LeadEncoder();
        return requests.stream().anyMatch(request -> isRight(violations ->
                encoder.prepare(request, Store.NO_TENANT, clock.time(), violations)));
    }

    private static boolean isRight(final Consumer<Violations> preparation) {
        final Violations violations = new Violations("");
        preparation.accept(violations);
        return violations.isEmpty();
    }

    /**
     * Records events.
     *
     * @param tenant       whose
     * @param events       1 or more
     * @param isHistory    whether they come from another system, where none is too old
     * @param durability   what the answer is to mean
     * @param prefix       of field paths, by position
     * @param whenComplete continues; on the committer thread or on this one
     */
    public void trackEvents(
            final int tenant,
            final List<Event> events,
            final boolean isHistory,
            final Durability durability,
            final IntFunction<String> prefix,
            final Consumer<Submission> whenComplete) {
        final EventEncoder encoder = eventEncoders.get();
        final Submission submission = new Submission(events.size(), clock.time(), "event", prefix, whenComplete);
        submit(tenant, submission, isAwaited(durability), EventFlyweight.TEMPLATE_ID, encoder, (position, sent, violations) -> {
            final int length = prepare(encoder, tenant, events.get(position), isHistory, sent.receivedAt(), violations);
            sent.id(position, encoder.eventId());
            return length;
        });
    }

    /**
     * Records the next event of a stream, whose window has room. One for which the ring has none is refused only when the stream
     * waits for no ack: otherwise there is going to be room.
     *
     * @param tenant  whose
     * @param request with the event
     * @param window  gets the event, and its answer when there is one
     * @return false, with nothing done, when it should be tried again after the next ack
     */
    public boolean tryTrack(final int tenant, final StreamEventsRequest request, final EventWindow window) {
        final EventEncoder encoder = eventEncoders.get();
        final Violations violations = new Violations("event.");
        final long now = clock.time();
        final boolean isAwaited = isAwaited(request.getDurability());
        // Looked at first: an ack that comes meanwhile tells the stream to try again.
        final boolean mayWait = window.isWaiting();
        window.add(request.getSequence(), request.getEvent().getEventId(), now);
        if (request.getDurability() == Durability.UNRECOGNIZED) {
            window.refuse(Refusals.unknownCode("durability", request.getDurabilityValue()));
            return true;
        }
        try {
            final int length = prepare(encoder, tenant, request.getEvent(), request.getHistory(), now, violations);
            window.id(encoder.eventId());
            if (!violations.isEmpty()) {
                window.refuse(violations.status());
            } else if (tenant == Store.NO_TENANT) {
                window.refuse(Refusals.busy());
            } else if (!isAwaited && !committer.get().isRunning()) {
                window.refuse(Refusals.unavailable(committer.get().kind()));
            } else if (!window.tryOffer(isAwaited, length, encoder)) {
                if (mayWait) {
                    window.takeBack();
                    return false;
                }
                window.refuse(ring.isClosed() ? Refusals.shuttingDown() : Refusals.busy());
            }
        } catch (final RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "an event cannot be encoded", e);
            window.refuse(Refusals.internal());
        }
        return true;
    }

    /**
     * The window of a new stream.
     *
     * @param whenAcked hears that there are answers; on the committer thread, so it must not do more than pass it on
     * @return empty when too many calls wait
     */
    public Optional<EventWindow> openWindow(final Runnable whenAcked) {
        return EventWindow.open(ring, whenAcked);
    }

    private int prepare(
            final EventEncoder encoder,
            final int tenant,
            final Event event,
            final boolean isHistory,
            final long now,
            final Violations violations) {
        if (event.hasOccurredAt()) {
            violations.checkKept("occurred_at", event.getOccurredAt(), now, kept.fromMs(tenant, now));
        }
        return encoder.prepare(event, tenant, now, isHistory ? Long.MIN_VALUE : now - maxAgeMs, violations);
    }

    private static boolean isAwaited(final Durability durability) {
        return durability != Durability.ACCEPTED;
    }

    /**
     * Creates or replaces properties.
     *
     * @param tenant       whose
     * @param requests     1 or more
     * @param prefix       of field paths, by position
     * @param whenComplete continues; on the committer thread or on this one
     */
    public void upsertProperties(
            final int tenant,
            final List<UpsertPropertyRequest> requests,
            final IntFunction<String> prefix,
            final Consumer<Submission> whenComplete) {
        final PropertyEncoder encoder = propertyEncoders.get();
        final Submission submission = new Submission(requests.size(), clock.time(), "property", prefix, whenComplete);
        submit(tenant, submission, true, PropertyMessage.TEMPLATE_ID, encoder, (position, sent, violations) -> {
            final UpsertPropertyRequest request = requests.get(position);
            sent.id(position, request.getProperty().getPropertyId());
            return encoder.prepare(request, tenant, sent.receivedAt(), violations);
        });
    }

    /**
     * Changes the status of a property.
     *
     * @param tenant       whose
     * @param request      what to change
     * @param whenComplete continues; on the committer thread or on this one
     */
    public void updateStatus(
            final int tenant, final UpdatePropertyStatusRequest request, final Consumer<Submission> whenComplete) {
        final PropertyEncoder encoder = propertyEncoders.get();
        final Submission submission = new Submission(1, clock.time(), "property", position -> "", whenComplete);
        submit(tenant, submission, true, PropertyMessage.TEMPLATE_ID, encoder, (position, sent, violations) -> {
            sent.id(position, request.getPropertyId());
            return encoder.prepare(request, tenant, sent.receivedAt(), violations);
        });
    }

    /**
     * Says how an event turned out.
     *
     * @param tenant       whose
     * @param request      the event and its outcome
     * @param whenComplete continues; on the committer thread or on this one
     */
    public void recordOutcome(
            final int tenant, final RecordOutcomeRequest request, final Consumer<Submission> whenComplete) {
        final OutcomeEncoder encoder = new OutcomeEncoder(request, tenant);
        final Submission submission = new Submission(1, clock.time(), "event", position -> "", whenComplete);
        submit(tenant, submission, true, OutcomeMessage.TEMPLATE_ID, encoder, (position, sent, violations) -> {
            sent.id(position, request.getEventId());
            return encoder.prepare(sent.receivedAt(), violations);
        });
    }

    /**
     * Creates or replaces profiles of leads.
     *
     * @param tenant       whose
     * @param requests     1 or more
     * @param prefix       of field paths, by position
     * @param whenComplete continues; on the committer thread or on this one
     */
    public void upsertLeads(
            final int tenant,
            final List<UpsertLeadRequest> requests,
            final IntFunction<String> prefix,
            final Consumer<Submission> whenComplete) {
        final LeadEncoder encoder = leadEncoders.get();
        final Submission submission = new Submission(requests.size(), clock.time(), "lead", prefix, whenComplete);
        submit(tenant, submission, true, ProfileMessage.TEMPLATE_ID, encoder, (position, sent, violations) -> {
            final UpsertLeadRequest request = requests.get(position);
            sent.id(position, request.getLead().getLeadId());
            return encoder.prepare(request, tenant, sent.receivedAt(), violations);
        });
    }

    /**
     * Changes what is held about a lead.
     *
     * @param tenant       whose
     * @param kind         a kind of {@link LeadMessage}
     * @param first        text of the message, checked before
     * @param second       text of the message, checked before
     * @param whenComplete continues; on the committer thread or on this one
     */
    public void changeLead(
            final int tenant,
            final int kind,
            final byte[] first,
            final byte[] second,
            final Consumer<Submission> whenComplete) {
        final Submission submission = new Submission(1, clock.time(), "lead", position -> "", whenComplete);
        submission.id(0, new String(first, StandardCharsets.UTF_8));
        submit(tenant, submission, true, LeadMessage.TEMPLATE_ID,
                (buffer, offset) -> LeadMessage.put(buffer, offset, tenant, kind, submission.receivedAt(), first, second),
                (position, sent, violations) -> LeadMessage.lengthOf(first, second));
    }

    private void submit(
            final int tenant,
            final Submission submission,
            final boolean isAwaited,
            final int messageType,
            final RingEncoder encoder,
            final Preparation preparation) {
        final int slot = isAwaited ? ring.tryEnter(submission) : Ring.NOBODY;
        final int count = submission.count();
        for (int position = 0; position < count; position++) {
            final Status refusal = offer(tenant, submission, position, slot, messageType, encoder, preparation);
            final boolean isLast = refusal != null
                    ? submission.refuse(position, refusal)
                    : !isAwaited && submission.onOutcome(position, Outcome.QUEUED);
            if (isLast) {
                if (Ring.isEntered(slot)) {
                    ring.leave(slot);
                }
                submission.complete();
            }
        }
    }

    /** Puts a message into the ring; null, or why it is not there. */
    private Status offer(
            final int tenant,
            final Submission submission,
            final int position,
            final int slot,
            final int messageType,
            final RingEncoder encoder,
            final Preparation preparation) {
        final Violations violations = new Violations(submission.prefix(position));
        try {
            final int length = preparation.prepare(position, submission, violations);
            if (!violations.isEmpty()) {
                return violations.status();
            }
            if (tenant == Store.NO_TENANT) {
                return Refusals.notFound(submission.what(), submission.id(position));
            }
            if (slot == Ring.NOBODY && !committer.get().isRunning()) {
                // Those who wait hear it from the committer; nobody else would.
                return Refusals.unavailable(committer.get().kind());
            }
            if (!Ring.isEntered(slot) || !ring.tryOffer(messageType, slot, position, length, encoder)) {
                return ring.isClosed() ? Refusals.shuttingDown() : Refusals.busy();
            }
            return null;
        } catch (final RuntimeException e) {
            // A fault of ours in one message must not leave the others, and the call, without an end.
            LOG.log(System.Logger.Level.ERROR, "a message cannot be encoded", e);
            return Refusals.internal();
        }
    }
}
