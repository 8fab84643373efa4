package dev.homing.serving.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.CountEventsRequest;
import dev.homing.proto.v1.CountEventsResponse;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventFilter;
import dev.homing.proto.v1.EventOutcome;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.EventTypeCount;
import dev.homing.proto.v1.ListEventsRequest;
import dev.homing.proto.v1.ListEventsResponse;
import dev.homing.proto.v1.MergeLeadsRequest;
import dev.homing.proto.v1.RecordOutcomeRequest;
import dev.homing.proto.v1.RecordedEvent;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.proto.v1.TrackingServiceGrpc.TrackingServiceBlockingStub;
import dev.homing.serving.RandomEvents;
import dev.homing.serving.Refused;
import dev.homing.serving.Samples;
import dev.homing.serving.TestServer;
import dev.homing.serving.event.Timestamps;
import dev.homing.tracking.store.Store;
import io.grpc.stub.ServerCallStreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ListEvents and CountEvents against a list of all events that the test itself goes through. */
@Timeout(120)
class EventQueriesTest {
    private static final long BEGINNING = 1_700_000_000_000L;
    private static final int SPAN_MS = 50;
    private static final int EVENTS = 400;
    private static final int QUESTIONS = 250;
    private static final int MANY = 11_000;
    private static final String[] TENANTS = {"default", "other"};

    private final Random random = new Random(5);
    private final RandomEvents events = new RandomEvents(7);
    private final Map<String, List<RecordedEvent>> recorded = new TreeMap<>();
    private TestServer server;
    private int lastId;

    @BeforeEach
    void open(@TempDir final Path folder) {
        server = TestServer.open(folder);
        for (final String tenant : TENANTS) {
            recorded.put(tenant, new ArrayList<>());
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldListAndCountWhatFitsWhateverIsAsked() {
        fill(EVENTS);
        for (int i = 0; i < QUESTIONS; i++) {
            final String tenant = TENANTS[random.nextInt(2)];
            final EventFilter filter = filter();
            final boolean isOldestFirst = random.nextBoolean();
            final boolean isWithPersonal = random.nextBoolean();
            final List<RecordedEvent> expected = expected(tenant, filter, isOldestFirst, isWithPersonal);
            final ListEventsRequest.Builder question = ListEventsRequest.newBuilder()
                    .setFilter(filter).setOldestFirst(isOldestFirst).setIncludePersonal(isWithPersonal)
                    .setPageSize(1 + random.nextInt(1 + random.nextInt(60)));
            assertEquals(expected, list(tenant, question), () -> question.toString());
            final CountEventsResponse counted = tracking(tenant).countEvents(
                    CountEventsRequest.newBuilder().setFilter(filter).build());
            assertEquals(expected.size(), counted.getCount());
            final Map<EventType, Long> byType = expected.stream().collect(Collectors.groupingBy(
                    event -> event.getEvent().getType(), TreeMap::new, Collectors.counting()));
            final List<EventTypeCount> counts = counted.getTypeCountsList();
            assertEquals(List.copyOf(byType.keySet()), counts.stream().map(EventTypeCount::getType).toList());
            assertEquals(List.copyOf(byType.values()), counts.stream().map(EventTypeCount::getCount).toList());
        }
    }

    @Test
    void shouldNeitherRepeatNorHideAnythingWhenEventsComeInBetweenPages() {
        fill(EVENTS / 4);
        for (int i = 0; i < QUESTIONS / 10; i++) {
            final EventFilter filter = filter();
            final boolean isOldestFirst = random.nextBoolean();
            final Comparator<RecordedEvent> order = order(isOldestFirst);
            final List<RecordedEvent> due = new ArrayList<>(expected("default", filter, isOldestFirst, true));
            final List<RecordedEvent> seen = new ArrayList<>();
            final ListEventsRequest.Builder question = ListEventsRequest.newBuilder().setFilter(filter)
                    .setOldestFirst(isOldestFirst).setIncludePersonal(true).setPageSize(1 + random.nextInt(4));
            do {
                final ListEventsResponse page = tracking("default").listEvents(question.build());
                seen.addAll(page.getEventsList());
                question.setPageToken(page.getNextPageToken());
                if (!page.getNextPageToken().isEmpty()) {
                    final RecordedEvent late = record("default");
                    // What comes in behind the place that the list has reached is for another question.
                    if (fits(late, filter) && (seen.isEmpty() || order.compare(seen.get(seen.size() - 1), late) < 0)) {
                        due.add(late);
                    }
                }
            } while (!question.getPageToken().isEmpty());
            due.sort(order);
            // The list may have passed keys that do not fit, and with them the place of what came in just there.
            assertTrue(due.containsAll(seen));
            final Set<RecordedEvent> missing = new HashSet<>(due);
            seen.forEach(missing::remove);
            assertEquals(Set.of(),
                    missing.stream().filter(event -> isAmongPages(event, seen, order)).collect(Collectors.toSet()));
            assertEquals(seen.stream().sorted(order).distinct().toList(), seen);
        }
    }

    /** Whether an event lies before the last one seen, so that a page must have had it. */
    private static boolean isAmongPages(
            final RecordedEvent event, final List<RecordedEvent> seen, final Comparator<RecordedEvent> order) {
        return !seen.isEmpty() && order.compare(event, seen.get(seen.size() - 1)) < 0;
    }

    @Test
    void shouldAnswerWithShortPagesRatherThanLookForLong() {
        final List<Event> batch = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            batch.add(Samples.view("ann", i == 0 ? "rare" : "p").setOccurredAt(Timestamps.timestamp(BEGINNING + i)).build());
            if (batch.size() == 1_000) {
                tracking("default").batchTrackEvents(BatchTrackEventsRequest.newBuilder().addAllEvents(batch).build());
                batch.clear();
            }
        }
        final ListEventsRequest.Builder question = ListEventsRequest.newBuilder()
                .setFilter(EventFilter.newBuilder().setLeadId("ann").setPropertyId("rare"));
        int pages = 0;
        final List<RecordedEvent> found = new ArrayList<>();
        do {
            final ListEventsResponse page = tracking("default").listEvents(question.build());
            found.addAll(page.getEventsList());
            question.setPageToken(page.getNextPageToken());
            pages++;
        } while (!question.getPageToken().isEmpty());
        assertEquals(1, found.size());
        assertTrue(pages > 2, "pages=" + pages);
        assertEquals(1, tracking("default").countEvents(
                CountEventsRequest.newBuilder().setFilter(question.getFilter()).build()).getCount());
    }

    @Test
    void shouldStopCountingWhenTheCallIsCancelled() {
        final BatchTrackEventsRequest.Builder batch = BatchTrackEventsRequest.newBuilder();
        for (int i = 0; i < 1_000; i++) {
            batch.addEvents(Samples.view("ann", "p").setOccurredAt(Timestamps.timestamp(BEGINNING + i)));
        }
        tracking("default").batchTrackEvents(batch.build());
        tracking("default").batchTrackEvents(batch.build());
        final Store store = server.engine().store();
        final EventQueries queries = new EventQueries(store, new Tenants(store, Runnable::run), Runnable::run);
        final CountEventsRequest question = CountEventsRequest.newBuilder()
                .setFilter(EventFilter.newBuilder().setPropertyId("p")).build();
        final Impatient patient = new Impatient(Integer.MAX_VALUE);
        queries.countEvents(question, patient);
        assertEquals(List.of(2_000L), patient.counts);
        final Impatient impatient = new Impatient(1);
        queries.countEvents(question, impatient);
        assertEquals(List.of(), impatient.counts, "cancelled after it had begun");
    }

    /** A call that is cancelled once it was asked so often whether it is. */
    private static final class Impatient extends ServerCallStreamObserver<CountEventsResponse> {
        private final List<Long> counts = new ArrayList<>();
        private int patience;

        Impatient(final int patience) {
            this.patience = patience;
        }

        @Override
        public boolean isCancelled() {
            return --patience < 0;
        }

        @Override
        public void onNext(final CountEventsResponse response) {
            counts.add(response.getCount());
        }

        @Override
        public void onError(final Throwable error) {
            throw new AssertionError(error);
        }

        @Override
        public void onCompleted() {
        }

        @Override
        public void setOnCancelHandler(final Runnable handler) {
        }

        @Override
        public void setCompression(final String compression) {
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setOnReadyHandler(final Runnable handler) {
        }

        @Override
        public void request(final int count) {
        }

        @Override
        public void setMessageCompression(final boolean enable) {
        }

        @Override
        public void disableAutoInboundFlowControl() {
        }
    }

    @Test
    void shouldRefuseATokenOfAnotherQuestionAndADamagedOne() {
        for (int i = 0; i < 3; i++) {
            server.track(Samples.view("ann", "p").setOccurredAt(Timestamps.timestamp(BEGINNING + i)));
            server.track(Samples.view("bob", "p").setOccurredAt(Timestamps.timestamp(BEGINNING + i)));
        }
        final ListEventsRequest.Builder question = ListEventsRequest.newBuilder()
                .setFilter(EventFilter.newBuilder().setLeadId("ann")).setPageSize(1);
        final String token = tracking("default").listEvents(question.build()).getNextPageToken();
        assertFalse(token.isEmpty());
        question.setPageToken(token).setPageSize(7).setIncludePersonal(true);
        assertEquals(2, tracking("default").listEvents(question.build()).getEventsCount(), "a page may have another size");
        for (final ListEventsRequest.Builder other : List.of(
                question.clone().setOldestFirst(true),
                question.clone().setFilter(EventFilter.newBuilder().setLeadId("bob")),
                question.clone().setFilter(EventFilter.newBuilder().setLeadId("ann").addTypes(EventType.PROPERTY_VIEW)),
                question.clone().setPageToken("7"),
                question.clone().setPageToken("!"),
                question.clone().setPageToken(token.substring(1)),
                question.clone().setPageToken(token + "AAAA"))) {
            assertEquals(List.of("page_token"), refused(other));
        }
        for (int i = 0; i < token.length(); i++) {
            final char letter = token.charAt(i) == 'A' ? 'B' : 'A';
            assertEquals(List.of("page_token"),
                    refused(question.clone().setPageToken(token.substring(0, i) + letter + token.substring(i + 1))));
        }
    }

    @Test
    void shouldNameWhatIsWrongWithAQuestion() {
        assertEquals(List.of("filter"), refused(ListEventsRequest.newBuilder()));
        assertEquals(List.of("filter"), refused(ListEventsRequest.newBuilder()
                .setFilter(EventFilter.newBuilder().addTypes(EventType.PAGE_VIEW))));
        assertEquals(List.of("filter.lead_id", "filter.types[1]", "filter.from_at", "page_size"),
                refused(ListEventsRequest.newBuilder().setPageSize(1_001).setFilter(EventFilter.newBuilder()
                        .setLeadId("x".repeat(257)).addTypesValue(1).addTypesValue(24).setFromAt(Samples.seconds(-1)))));
        assertEquals(List.of("filter.types[0]"), refused(ListEventsRequest.newBuilder().setFilter(EventFilter.newBuilder()
                .setLeadId("ann").addTypesValue(0))));
        assertEquals(List.of("filter"),
                Refused.by(() -> tracking("default").countEvents(CountEventsRequest.getDefaultInstance())).fields());
    }

    @Test
    void shouldListTheEventsOfMergedLeadsWithHowTheyTurnedOut() {
        server.track(Samples.view("visitor", "p").setEventId("e1"));
        server.track(Samples.view("ann", "p").setEventId("e2"));
        server.tracking().mergeLeads(MergeLeadsRequest.newBuilder().setFromLeadId("visitor").setIntoLeadId("ann").build());
        final EventOutcome outcome = EventOutcome.newBuilder().setKind(EventOutcome.Kind.OFFER_MADE).setValue(0.5)
                .setOccurredAt(Samples.seconds(1_700_000_000)).build();
        server.tracking().recordOutcome(RecordOutcomeRequest.newBuilder().setEventId("e1").setOutcome(outcome).build());
        for (final String id : List.of("ann", "visitor")) {
            final List<RecordedEvent> all = list("default", ListEventsRequest.newBuilder()
                    .setFilter(EventFilter.newBuilder().setLeadId(id)).setOldestFirst(true));
            assertEquals(List.of("visitor", "ann"), all.stream().map(event -> event.getEvent().getLeadId()).toList());
            assertEquals(List.of(List.of(outcome), List.of()), all.stream().map(RecordedEvent::getOutcomesList).toList());
        }
    }

    @Test
    void shouldFindNothingForATenantThatNeverWrote() {
        final ListEventsResponse page = tracking("nobody").listEvents(
                ListEventsRequest.newBuilder().setFilter(EventFilter.newBuilder().setLeadId("ann")).build());
        assertEquals(ListEventsResponse.getDefaultInstance(), page);
    }

    private List<String> refused(final ListEventsRequest.Builder question) {
        return Refused.by(() -> tracking("default").listEvents(question.build())).fields();
    }

    private void fill(final int count) {
        for (int i = 0; i < count; i++) {
            record(TENANTS[random.nextInt(2)]);
        }
    }

    /** Records a random event, often of the same instant as another, and rarely the newest. */
    private RecordedEvent record(final String tenant) {
        final EventType type = EventType.forNumber(1 + random.nextInt(dev.homing.tracking.EventType.COUNT));
        final Event.Builder event = events.next(type, BEGINNING + random.nextInt(SPAN_MS))
                .setEventId("e" + ++lastId).setLeadId(id()).setPropertyId(id());
        if (random.nextBoolean()) {
            event.setAgentId(id());
        }
        if (random.nextBoolean()) {
            event.setSessionId(id());
        }
        final EventResult result = tracking(tenant).trackEvent(
                dev.homing.proto.v1.TrackEventRequest.newBuilder().setEvent(event).build()).getResult();
        final RecordedEvent whole = RecordedEvent.newBuilder().setEvent(RandomEvents.canonical(event.build()))
                .setSequence(result.getSequence()).setReceivedAt(result.getReceivedAt()).build();
        recorded.get(tenant).add(whole);
        return whole;
    }

    /** Ids that begin alike, and mean another thing in each place. */
    private String id() {
        return List.of("a", "ab", "abc", "b").get(random.nextInt(4));
    }

    private EventFilter filter() {
        final EventFilter.Builder filter = EventFilter.newBuilder();
        final List<Consumer<String>> ids =
                List.of(filter::setLeadId, filter::setPropertyId, filter::setAgentId, filter::setSessionId);
        ids.get(random.nextInt(4)).accept(id());
        while (random.nextInt(3) == 0) {
            ids.get(random.nextInt(4)).accept(id());
        }
        while (random.nextInt(3) == 0) {
            filter.addTypesValue(1 + random.nextInt(dev.homing.tracking.EventType.COUNT));
        }
        if (random.nextInt(3) == 0) {
            filter.setFromAt(Timestamps.timestamp(BEGINNING + random.nextInt(SPAN_MS)));
        }
        if (random.nextInt(3) == 0) {
            filter.setUntilAt(Timestamps.timestamp(BEGINNING + random.nextInt(SPAN_MS)));
        }
        return filter.build();
    }

    private List<RecordedEvent> expected(
            final String tenant, final EventFilter filter, final boolean isOldestFirst, final boolean isWithPersonal) {
        return recorded.get(tenant).stream()
                .filter(event -> fits(event, filter))
                .sorted(order(isOldestFirst))
                .map(event -> isWithPersonal ? event
                        : event.toBuilder().setEvent(RandomEvents.withoutPersonal(event.getEvent())).build())
                .toList();
    }

    private static boolean fits(final RecordedEvent recorded, final EventFilter filter) {
        final Event event = recorded.getEvent();
        return isOrAny(filter.getLeadId(), event.getLeadId())
                && isOrAny(filter.getPropertyId(), event.getPropertyId())
                && isOrAny(filter.getAgentId(), event.getAgentId())
                && isOrAny(filter.getSessionId(), event.getSessionId())
                && (filter.getTypesCount() == 0 || filter.getTypesList().contains(event.getType()))
                && (!filter.hasFromAt() || ms(event) >= ms(filter.getFromAt()))
                && (!filter.hasUntilAt() || ms(event) < ms(filter.getUntilAt()));
    }

    private static boolean isOrAny(final String asked, final String is) {
        return asked.isEmpty() || asked.equals(is);
    }

    private static long ms(final Event event) {
        return ms(event.getOccurredAt());
    }

    private static long ms(final com.google.protobuf.Timestamp time) {
        return time.getSeconds() * 1_000 + time.getNanos() / 1_000_000;
    }

    private static Comparator<RecordedEvent> order(final boolean isOldestFirst) {
        final Comparator<RecordedEvent> order = Comparator.<RecordedEvent>comparingLong(event -> ms(event.getEvent()))
                .thenComparingLong(RecordedEvent::getSequence);
        return isOldestFirst ? order : order.reversed();
    }

    private List<RecordedEvent> list(
            final String tenant, final ListEventsRequest.Builder question) {
        final List<RecordedEvent> all = new ArrayList<>();
        String token = "";
        do {
            final ListEventsResponse page = tracking(tenant).listEvents(question.setPageToken(token).build());
            all.addAll(page.getEventsList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return all;
    }

    private TrackingServiceBlockingStub tracking(final String tenant) {
        return TrackingServiceGrpc.newBlockingStub(server.channel(tenant)).withDeadlineAfter(20, TimeUnit.SECONDS);
    }
}
