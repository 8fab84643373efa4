package dev.homing.serving.client;

import static dev.homing.serving.Samples.property;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.TextFormat;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.FeatureValue;
import dev.homing.proto.v1.GetLeadFeaturesRequest;
import dev.homing.serving.TestServer;
import dev.homing.serving.event.EventMessages;
import dev.homing.serving.event.Timestamps;
import dev.homing.tracking.AgentDetails;
import dev.homing.tracking.BookingCancelledDetails;
import dev.homing.tracking.BookingCompletedDetails;
import dev.homing.tracking.BookingRequestDetails;
import dev.homing.tracking.CardInteraction;
import dev.homing.tracking.Channel;
import dev.homing.tracking.Device;
import dev.homing.tracking.DislikeDetails;
import dev.homing.tracking.EmailClickedDetails;
import dev.homing.tracking.EmailOpenedDetails;
import dev.homing.tracking.EventCollector;
import dev.homing.tracking.EventType;
import dev.homing.tracking.FilterDetails;
import dev.homing.tracking.InteractionDetails;
import dev.homing.tracking.LikeDetails;
import dev.homing.tracking.PageViewDetails;
import dev.homing.tracking.SaveDetails;
import dev.homing.tracking.SearchDetails;
import dev.homing.tracking.SessionEndDetails;
import dev.homing.tracking.SessionStartDetails;
import dev.homing.tracking.ShareDetails;
import dev.homing.tracking.SwipeDetails;
import dev.homing.tracking.SwipeDirection;
import dev.homing.tracking.TourCompletedDetails;
import dev.homing.tracking.TourScheduledDetails;
import dev.homing.tracking.UnsaveDetails;
import dev.homing.tracking.Urgency;
import dev.homing.tracking.ViewDetails;
import dev.homing.tracking.Visitor;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.store.Family;
import dev.homing.tracking.store.Store;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class GrpcEventSinkTest {
    private static final long NOW = 1_700_000_000_123L;
    private static final String ID_MAX = "\u00e9".repeat(128);
    private static final String TEXT_MAX = "\u00e9".repeat(512);
    private static final String COMMON = "device: TABLET channel: SMS campaign_id: \"c\" utc_offset_minutes: -480";

    @TempDir
    Path folder;

    private final Answers answers = new Answers();
    private final Visitor ann = Visitor.of("ann").session("s1").device(Device.TABLET).channel(Channel.SMS).campaign("c")
            .utcOffsetMinutes(-480);
    /** By what the collector is to say, in the words of the protocol. */
    private final Map<String, Function<EventCollector, String>> said = new HashMap<>();

    @Test
    void shouldHaveTheServerHearWhatEachCollectorWasTold() {
        sayEverything();
        final Map<String, String> expected = new HashMap<>();
        try (TestServer server = TestServer.open(folder)) {
            server.upsert(property("p1"));
            final EventCollector collector = collector(server, 1);
            said.forEach((event, collect) -> expected.put(collect.apply(collector), event));
            assertEquals(List.of(), answers.refused);
            assertEquals(said.size(), answers.recorded);
            final Map<String, Float> features = features(server);
            assertEquals(said.size() - 2, features.get("event_count"), "all but those of the agent");
            for (final EventType type : EventType.values()) {
                final String feature = type.lowerCaseName() + "_count";
                final boolean tookPlace = type != EventType.BOOKING_COMPLETED && type != EventType.TOUR_COMPLETED;
                assertTrue(!features.containsKey(feature) || features.get(feature) >= 1 == tookPlace, feature);
            }
            assertEquals(6, features.get("lead_interaction_count"), "a chat, a comparison, a scroll, three things with a card");
            assertEquals(2, features.get("property_view_count"), "a view and the click on a card");
            assertEquals(1, features.get("booking_cancelled_count"));
        }
        final Map<String, Event> journal = journal();
        assertEquals(expected.keySet(), journal.keySet());
        expected.forEach((id, text) -> assertEquals(parsed(text).setEventId(id).build(), journal.get(id)));
        assertEquals(EventType.COUNT, journal.values().stream().map(Event::getType).distinct().count());
    }

    private void sayEverything() {
        say("type: PROPERTY_VIEW property_id: 'p1' property_view { view_seconds: 42 photos_viewed: 3 scroll_depth: 0.5"
                + " referrer: 'r' page_source: 'map' }", to -> to.view(ann, "p1", ViewDetails.empty()
                .seconds(42).photos(3).scrollDepth(0.5).referrer("r").pageSource("map")));
        say("type: PROPERTY_SWIPE property_id: 'p1' property_swipe { direction: LEFT swipe_velocity: 1.5 }",
                to -> to.swipe(ann, "p1", SwipeDirection.LEFT, SwipeDetails.empty().velocity(1.5)));
        say("type: PROPERTY_LIKE property_id: 'p1' property_like { referrer: 'r' }",
                to -> to.like(ann, "p1", LikeDetails.empty().referrer("r")));
        say("type: PROPERTY_DISLIKE property_id: 'p1' property_dislike { reason: 'dark' }",
                to -> to.dislike(ann, "p1", DislikeDetails.empty().reason("dark")));
        say("type: PROPERTY_SAVE property_id: 'p1' property_save { list_name: 'l' }",
                to -> to.save(ann, "p1", SaveDetails.empty().list("l")));
        say("type: PROPERTY_UNSAVE property_id: 'p1' property_unsave { list_name: 'l' reason: 'sold' }",
                to -> to.unsave(ann, "p1", UnsaveDetails.empty().list("l").reason("sold")));
        say("type: PROPERTY_SHARE property_id: 'p1' property_share { share_method: 'link' recipient_count: 2 recipient: 'bob' }",
                to -> to.share(ann, "p1", ShareDetails.empty().method("link").recipientCount(2).recipient("bob")));
        say("type: BOOKING_REQUEST property_id: 'p1' booking_request { urgency: HIGH requested_for { seconds: 1800000000"
                + " nanos: 5000000 } booking_type: 'call' notes: 'n' }", to -> to.bookingRequest(ann, "p1",
                BookingRequestDetails.empty().urgency(Urgency.HIGH).requestedFor(1_800_000_000_005L).type("call").notes("n")));
        say("type: BOOKING_COMPLETED property_id: 'p1' booking_completed { completed: false rating: 1 completed_at { seconds: 9 }"
                + " feedback: 'f' request_event_id: 'e' }", to -> to.bookingCompleted(ann, "p1", BookingCompletedDetails.empty()
                .completed(false).rating(1).completedAt(9_000).feedback("f").requestEventId("e")));
        say("type: BOOKING_CANCELLED property_id: 'p1' booking_cancelled { reason: 'r' request_event_id: 'e' }",
                to -> to.bookingCancelled(ann, "p1", BookingCancelledDetails.empty().reason("r").requestEventId("e")));
        say("type: TOUR_SCHEDULED property_id: 'p1' tour_scheduled { scheduled_for { seconds: 1800000000 } tour_type: 't' }",
                to -> to.tourScheduled(ann, "p1", TourScheduledDetails.empty().scheduledFor(1_800_000_000_000L).type("t")));
        say("type: TOUR_COMPLETED property_id: 'p1' tour_completed { completed: false interest: 10 duration_seconds: 60"
                + " notes: 'n' }",
                to -> to.tourCompleted(ann, "p1",
                        TourCompletedDetails.empty().completed(false).interest(10).seconds(60).notes("n")));
        say("type: AGENT_ACTION agent_id: 'kim' agent_action { action: 'a' duration_seconds: 5 data: 'd' }",
                to -> to.agentAction(ann, "kim", "a", AgentDetails.empty().seconds(5).data("d")));
        say("type: AGENT_INTERACTION agent_id: 'kim' property_id: 'p2' agent_interaction { interaction: 'call' data: 'd' }",
                to -> to.agentInteraction(ann.about("p2"), "kim", "call", AgentDetails.empty().data("d")));
        say("type: LEAD_INTERACTION lead_interaction { interaction: 'chat' duration_seconds: 7 scroll_depth: 1 data: 'd' }",
                to -> to.leadInteraction(ann, "chat", InteractionDetails.empty().seconds(7).scrollDepth(1).data("d")));
        say("type: SEARCH_QUERY search_query { query: 'q' min_price: 1 max_price: 2 min_bedrooms: 250 area_id: 'a'"
                + " result_count: 3 filters: 'f' }", to -> to.search(ann, "q", SearchDetails.empty()
                .minPrice(1).maxPrice(2).minBedrooms(250).area("a").resultCount(3).filters("f")));
        say("type: FILTER_APPLIED filter_applied { filter_name: 'n' filter_value: 'v' min_price: 1 max_price: 2 min_bedrooms: 0"
                + " area_id: 'a' result_count: 3 previous_result_count: 4 }", to -> to.filter(ann, "n", "v", FilterDetails.empty()
                .minPrice(1).maxPrice(2).minBedrooms(0).area("a").resultCount(3).previousResultCount(4)));
        say("type: FORM_SUBMISSION form_submission { form_name: 'f' }", to -> to.form(ann, "f"));
        say("type: EMAIL_OPENED email_opened { email_id: 'm' subject: 's' }",
                to -> to.emailOpened(ann, "m", EmailOpenedDetails.empty().subject("s")));
        say("type: EMAIL_CLICKED email_clicked { email_id: 'm' url: 'u' link_type: 'l' }",
                to -> to.emailClicked(ann, "m", EmailClickedDetails.empty().url("u").linkType("l")));
        say("type: PAGE_VIEW page_view { url: 'u' duration_seconds: 3 referrer: 'r' }",
                to -> to.pageView(ann, "u", PageViewDetails.empty().seconds(3).referrer("r")));
        say("type: SESSION_START session_start { referrer: 'r' user_agent: 'u' }",
                to -> to.sessionStart(ann, SessionStartDetails.empty().referrer("r").userAgent("u")));
        say("type: SESSION_END session_end { duration_seconds: 60 page_views: 3 property_views: 2 }",
                to -> to.sessionEnd(ann, SessionEndDetails.empty().seconds(60).pageViews(3).propertyViews(2)));
        say("type: PROPERTY_VIEW property_id: 'p1' property_view { page_source: 'card' }",
                to -> to.card(ann, "p1", CardInteraction.CLICK, 0, 20));
        for (final String word : List.of("hover", "expand", "collapse")) {
            say("type: LEAD_INTERACTION property_id: 'p1' lead_interaction { interaction: '" + word
                    + "' card_position: 0 card_count: 20 }", to -> to.card(ann, "p1",
                    CardInteraction.valueOf(word.toUpperCase(Locale.ROOT)), 0, 20));
        }
        say("type: LEAD_INTERACTION lead_interaction { interaction: 'compare' property_ids: 'p1' property_ids: 'p2' }",
                to -> to.compare(ann, List.of("p1", "p2")));
        say("type: LEAD_INTERACTION lead_interaction { interaction: 'scroll' scroll_depth: 0.25 property_ids: 'p1' }",
                to -> to.scroll(ann, List.of("p1"), 0.25));
    }

    private void say(final String event, final Function<EventCollector, String> collect) {
        said.put(event, collect);
    }

    private static Event.Builder parsed(final String text) {
        final Event.Builder event = Event.newBuilder();
        try {
            TextFormat.merge(text + " lead_id: 'ann' session_id: 's1' occurred_at { seconds: 1700000000 nanos: 123000000 } "
                    + COMMON, event);
        } catch (final TextFormat.ParseException e) {
            throw new AssertionError(text, e);
        }
        return event;
    }

    @Test
    void shouldSayNothingThatTheServerRefusesAtTheEndOfEachRange() {
        final Visitor full = Visitor.of(ID_MAX).session(ID_MAX).campaign(ID_MAX).utcOffsetMinutes(1_080).occurredAt(0);
        try (TestServer server = TestServer.open(folder)) {
            final EventCollector collector = collector(server, GrpcEventSink.MAX_BATCH);
            final List<String> ids = collector.batch(to -> {
                to.view(full.eventId(ID_MAX), ID_MAX, ViewDetails.empty().seconds(Double.MAX_VALUE).photos(Integer.MAX_VALUE)
                        .scrollDepth(1).referrer(TEXT_MAX).pageSource(TEXT_MAX));
                to.swipe(full, "p", SwipeDirection.RIGHT, SwipeDetails.empty().velocity(Double.MAX_VALUE));
                to.share(full, "p", ShareDetails.empty().method(TEXT_MAX).recipient(TEXT_MAX).recipientCount(0));
                to.bookingRequest(full, "p", BookingRequestDetails.empty().requestedFor(253_402_300_799_999L).notes(TEXT_MAX));
                to.bookingCompleted(full, "p", BookingCompletedDetails.empty().completedAt(0).rating(10).requestEventId(ID_MAX));
                to.tourCompleted(full, "p", TourCompletedDetails.empty().interest(1).seconds(0));
                to.agentAction(full, ID_MAX, TEXT_MAX, AgentDetails.empty().data(TEXT_MAX).seconds(Double.MAX_VALUE));
                to.search(full.utcOffsetMinutes(-1_080), "", SearchDetails.empty().minPrice(0).maxPrice(Double.MAX_VALUE)
                        .minBedrooms(0).area(ID_MAX).filters(TEXT_MAX));
                to.filter(full, TEXT_MAX, TEXT_MAX, FilterDetails.empty().minBedrooms(250).previousResultCount(0));
                to.emailClicked(full, TEXT_MAX, EmailClickedDetails.empty().url(TEXT_MAX).linkType(TEXT_MAX));
                to.card(full, "p", CardInteraction.HOVER, Integer.MAX_VALUE - 1, Integer.MAX_VALUE);
                to.compare(full, Collections.nCopies(50, ID_MAX));
                to.scroll(full, List.of(), 0);
                to.leadInteraction(full, TEXT_MAX, InteractionDetails.empty().scrollDepth(0));
                to.sessionEnd(full, SessionEndDetails.empty());
            });
            assertEquals(List.of(), answers.refused);
            assertEquals(ids.size(), answers.recorded);
        }
    }

    @Test
    void shouldKeepBackWhatIsNoFullBatchUntilItIsFlushed() {
        try (TestServer server = TestServer.open(folder)) {
            final GrpcEventSink sink = new GrpcEventSink(server.channel(), 3, answers);
            final EventCollector collector = new EventCollector(sink, () -> NOW);
            for (int i = 0; i < 5; i++) {
                collector.pageView(ann.eventId("e" + i % 4), "/", PageViewDetails.empty());
            }
            assertEquals(3, answers.recorded);
            sink.close();
            assertEquals(4, answers.recorded);
            assertEquals(1, answers.known, "the same id again");
            sink.close();
            assertEquals(5, answers.recorded + answers.known);
        }
        assertThrows(IllegalArgumentException.class, () -> new GrpcEventSink(null, 1_001, answers));
        assertThrows(IllegalArgumentException.class, () -> new GrpcEventSink(null, 0, answers));
    }

    @Test
    void shouldHandBackTheEventsOfACallThatFailedToBeSentAgain() {
        final List<Event> lost = new ArrayList<>();
        try (TestServer nobody = TestServer.of(List.of(), () -> { })) {
            collector(nobody, 1).like(ann, "p1", LikeDetails.empty());
            assertEquals(Status.Code.UNIMPLEMENTED, answers.failures.get(0).getStatus().getCode());
            lost.addAll(answers.unanswered);
        }
        try (TestServer server = TestServer.open(folder)) {
            new GrpcEventSink(server.channel(), 1, answers).send(lost);
            assertEquals(1, answers.recorded);
            assertEquals(1, features(server).get("property_like_count"));
        }
    }

    private EventCollector collector(final TestServer server, final int batch) {
        return new EventCollector(new GrpcEventSink(server.channel(), batch, answers), () -> NOW);
    }

    private static Map<String, Float> features(final TestServer server) {
        return server.features().getLeadFeatures(GetLeadFeaturesRequest.newBuilder().setLeadId("ann")
                        .setAsOf(Timestamps.timestamp(NOW)).build())
                .getFeaturesList().stream().collect(Collectors.toMap(FeatureValue::getName, FeatureValue::getValue));
    }

    /** What lies on the disk, with what is personal, by the events' ids. */
    private Map<String, Event> journal() {
        final Map<String, Event> events = new HashMap<>();
        final byte[] all = {};
        try (Store store = Store.openReadOnly(folder)) {
            final Map<String, byte[]> personal = new HashMap<>();
            store.scan(Family.PERSONAL, all, (key, value) -> {
                personal.put(hex(key), bytes(value));
                return true;
            });
            store.scan(Family.EVENTS, all, (key, value) -> {
                final byte[] extra = personal.getOrDefault(hex(key), all);
                final UnsafeBuffer whole = new UnsafeBuffer(new byte[value.capacity() + extra.length]);
                whole.putBytes(0, value, 0, value.capacity());
                whole.putBytes(value.capacity(), extra);
                final Event event = EventMessages.message(new EventFlyweight().wrap(whole, 0), true);
                events.put(event.getEventId(), event);
                return true;
            });
        }
        return events;
    }

    private static byte[] bytes(final DirectBuffer buffer) {
        final byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    private static String hex(final DirectBuffer key) {
        return HexFormat.of().formatHex(bytes(key));
    }

    private static final class Answers implements GrpcEventSink.Listener {
        final List<String> refused = new ArrayList<>();
        final List<Event> unanswered = new ArrayList<>();
        final List<StatusRuntimeException> failures = new ArrayList<>();
        int recorded;
        int known;

        @Override
        public void onResult(final Event event, final BatchTarget.Result result) {
            switch (result.outcome()) {
                case NEW -> recorded++;
                case KNOWN -> known++;
                default -> refused.add(result.error().map(com.google.rpc.Status::getMessage).orElse("") + " " + event.getType());
            }
        }

        @Override
        public void onFailure(final List<Event> events, final StatusRuntimeException failure) {
            unanswered.addAll(events);
            failures.add(failure);
        }
    }
}
