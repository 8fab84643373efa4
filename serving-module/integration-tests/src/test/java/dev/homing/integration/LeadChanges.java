package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.homing.proto.v1.CatalogServiceGrpc;
import dev.homing.proto.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import dev.homing.proto.v1.EraseLeadRequest;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventOutcome;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.MergeLeadsRequest;
import dev.homing.proto.v1.RecordOutcomeRequest;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.proto.v1.TrackingServiceGrpc.TrackingServiceBlockingStub;
import dev.homing.proto.v1.UpsertLeadRequest;
import dev.homing.tracking.store.EventOutcomes;
import dev.homing.tracking.store.Store;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * A client of one tenant that changes what is held about leads: it merges visitors, who have events of {@link Traffic}, and
 * undoes that; writes profiles and outcomes; and lets leads come and be erased. It remembers of each thing what it may be: what
 * was acked last, and beside it whatever was sent since and got no ack. One thread at a time.
 */
final class LeadChanges implements Runnable {
    private static final int DEADLINE_SECONDS = 30;
    private static final int KINDS_OF_CHANGES = 6;
    private static final String LEAVER = "leaver-";
    private static final int LEAVERS = 3;
    private static final String NOTHING = "";
    private static final String THERE = "there";

    private final String tenant;
    private final SplittableRandom random;
    private final Map<String, Set<String>> merges = new TreeMap<>();
    private final Map<String, Set<String>> profiles = new TreeMap<>();
    private final Map<String, Set<String>> outcomes = new TreeMap<>();
    private final Map<String, Set<String>> events = new TreeMap<>();
    /** Sequences of acked events of leads that may leave, by event. */
    private final Map<String, Long> sequences = new HashMap<>();
    private TrackingServiceBlockingStub tracking;
    private CatalogServiceBlockingStub catalog;
    private int changes;
    private volatile boolean isEnough;
    private volatile Throwable failure;

    LeadChanges(final String tenant, final SplittableRandom random) {
        this.tenant = tenant;
        this.random = random;
    }

    String tenant() {
        return tenant;
    }

    /** What went wrong that is not the end of the server. */
    Throwable failure() {
        return failure;
    }

    /** The server to send to from now on. */
    LeadChanges to(final ManagedChannel channel) {
        final ClientInterceptor header = Traffic.of(tenant);
        tracking = TrackingServiceGrpc.newBlockingStub(channel).withInterceptors(header);
        catalog = CatalogServiceGrpc.newBlockingStub(channel).withInterceptors(header);
        isEnough = false;
        return this;
    }

    /** Ends {@link #run} after the call under way. */
    void end() {
        isEnough = true;
    }

    /** Sends until told to end or the server is gone. */
    @Override
    public void run() {
        try {
            while (!isEnough && change()) {
                changes++;
            }
        } catch (final RuntimeException | Error e) {
            failure = e;
        }
    }

    private boolean change() {
        return switch (random.nextInt(KINDS_OF_CHANGES)) {
            case 0 -> merge(Traffic.visitor(random.nextInt(Traffic.VISITORS)));
            case 1 -> writeProfile();
            case 2 -> recordOutcome();
            case 3 -> random.nextInt(3) > 0 || erase(leaver());
            default -> track(leaver());
        };
    }

    private String leaver() {
        return LEAVER + random.nextInt(LEAVERS);
    }

    private boolean merge(final String visitor) {
        final Set<String> now = merges.computeIfAbsent(visitor, id -> new TreeSet<>(Set.of(NOTHING)));
        final String into = now.stream().filter(id -> !id.equals(NOTHING)).findFirst().orElse(NOTHING);
        final boolean isUndone = !into.equals(NOTHING) && (now.size() == 1 || random.nextBoolean());
        // Features are compared of every third lead, from the first on, which are therefore left alone.
        final String wanted = into.equals(NOTHING) ? Traffic.lead(1 + 3 * random.nextInt(Traffic.LEADS / 3)) : into;
        final Status.Code fine = isUndone && now.size() > 1 ? Status.Code.FAILED_PRECONDITION : Status.Code.OK;
        return attempt(merges, visitor, isUndone ? NOTHING : wanted, fine,
                () -> tracking().mergeLeads(MergeLeadsRequest.newBuilder()
                        .setFromLeadId(visitor).setIntoLeadId(wanted).setUndo(isUndone).build()));
    }

    private boolean writeProfile() {
        final String lead = random.nextBoolean() ? leaver() : Traffic.lead(random.nextInt(Traffic.LEADS));
        final String name = "name-" + random.nextInt();
        return attempt(profiles, lead, name, Status.Code.OK, () -> catalog.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .upsertLead(UpsertLeadRequest.newBuilder()
                        .setLead(Lead.newBuilder().setLeadId(alias(lead)).setName(name)).build()));
    }

    /** A visitor that certainly goes by a lead, if there is one; the lead itself otherwise. */
    private String alias(final String lead) {
        return merges.entrySet().stream().filter(merge -> merge.getValue().equals(Set.of(lead)))
                .map(Map.Entry::getKey).findFirst().orElse(lead);
    }

    private boolean recordOutcome() {
        final List<String> there = events.entrySet().stream()
                .filter(event -> event.getValue().equals(Set.of(THERE))).map(Map.Entry::getKey).toList();
        if (there.isEmpty()) {
            return true;
        }
        final String event = there.get(random.nextInt(there.size()));
        final int value = 1 + random.nextInt(1_000);
        return attempt(outcomes, event, Integer.toString(value), Status.Code.OK, () -> tracking().recordOutcome(
                RecordOutcomeRequest.newBuilder().setEventId(event).setOutcome(EventOutcome.newBuilder()
                        .setKind(EventOutcome.Kind.COMPLETED).setValue(value)).build()));
    }

    private boolean track(final String lead) {
        final String id = lead + "/" + tenant + "/" + events.size();
        final Event event = Event.newBuilder().setEventId(id).setType(EventType.PAGE_VIEW).setLeadId(lead)
                .setAgentId("agent-1").setSessionId(id).build();
        // It is refused in the very millisecond of an erasure.
        final boolean isThere = attempt(events, id, THERE, Status.Code.FAILED_PRECONDITION, () -> sequences.put(id,
                tracking().trackEvent(TrackEventRequest.newBuilder().setEvent(event).build()).getResult().getSequence()));
        if (isThere && !sequences.containsKey(id)) {
            events.get(id).add(NOTHING);
        }
        return isThere;
    }

    private boolean erase(final String lead) {
        final List<String> gone = events.keySet().stream().filter(id -> id.startsWith(lead + "/")).toList();
        gone.forEach(id -> events.get(id).add(NOTHING));
        gone.forEach(id -> outcomes.computeIfPresent(id, (event, values) -> with(values, NOTHING)));
        final boolean[] isAcked = {false};
        final boolean isThere = attempt(profiles, lead, NOTHING, Status.Code.NOT_FOUND, () -> {
            tracking().eraseLead(EraseLeadRequest.newBuilder().setLeadId(lead).build());
            isAcked[0] = true;
        });
        if (isAcked[0]) {
            gone.forEach(id -> events.put(id, new TreeSet<>(Set.of(NOTHING))));
            gone.forEach(outcomes::remove);
        }
        return isThere;
    }

    private static Set<String> with(final Set<String> values, final String more) {
        values.add(more);
        return values;
    }

    /** Makes a call that makes a thing something else, or may be refused because it is; false when the server is gone. */
    private boolean attempt(
            final Map<String, Set<String>> things,
            final String thing,
            final String value,
            final Status.Code fine,
            final Runnable call) {
        things.computeIfAbsent(thing, id -> new TreeSet<>(Set.of(NOTHING))).add(value);
        try {
            call.run();
            things.put(thing, new TreeSet<>(Set.of(value)));
            return true;
        } catch (final StatusRuntimeException e) {
            final Status.Code code = e.getStatus().getCode();
            if (code == fine) {
                things.put(thing, new TreeSet<>(Set.of(value)));
                return true;
            }
            if (code != Status.Code.UNAVAILABLE && code != Status.Code.RESOURCE_EXHAUSTED) {
                throw e;
            }
            return code == Status.Code.RESOURCE_EXHAUSTED;
        }
    }

    private TrackingServiceBlockingStub tracking() {
        return tracking.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** Whether the event of an id may have been removed. */
    static boolean mayLeave(final String eventId) {
        return eventId.startsWith(LEAVER);
    }

    /** What a store holds that it cannot. */
    List<String> contradictions(final Store store, final Set<String> journal) {
        final int number = store.tenant(tenant);
        final List<String> found = new ArrayList<>();
        compare(found, "merge of ", merges, visitor ->
                store.leads().merge(number, visitor).map(merge -> merge.into()).orElse(NOTHING));
        compare(found, "profile of ", profiles, lead ->
                store.leads().profile(number, lead).map(LeadChanges::name).orElse(NOTHING));
        compare(found, "outcome of ", outcomes, event -> {
            final StringBuilder value = new StringBuilder();
            EventOutcomes.forEach(store, number, sequences.get(event), (kind, at, worth) -> value.append((int) worth));
            return value.toString();
        });
        compare(found, "event ", events, event -> journal.contains(tenant + "/" + event) ? THERE : NOTHING);
        return found;
    }

    /** Finds the value of a thing in a store. */
    @FunctionalInterface
    private interface Reader {
        String read(String thing);
    }

    private static void compare(
            final List<String> found, final String what, final Map<String, Set<String>> things, final Reader reader) {
        things.forEach((thing, values) -> {
            final String value = reader.read(thing);
            if (!values.contains(value)) {
                found.add(what + thing + " is " + value + " and can be " + values);
            }
        });
    }

    private static String name(final ByteBuffer profile) {
        try {
            return Lead.parseFrom(profile).getName();
        } catch (final InvalidProtocolBufferException e) {
            throw new IllegalStateException("not a profile", e);
        }
    }

    /** Makes sure that there was something to look at. */
    void assertWorked() {
        assertTrue(changes > 0 && !merges.isEmpty() && !events.isEmpty(), tenant + " had " + changes + " changes");
    }
}
