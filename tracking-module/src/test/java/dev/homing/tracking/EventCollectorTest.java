package dev.homing.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.codec.DetailField;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

class EventCollectorTest {
    private static final long NOW = 1_700_000_000_123L;
    private static final String LONG_ID = "x".repeat(257);
    private static final String LONG_TEXT = "x".repeat(1_025);

    private final Kept kept = new Kept();
    private final EventCollector collector = new EventCollector(kept, () -> NOW);
    private final Visitor ann = Visitor.of("ann");

    @Test
    void shouldSayTheWholeEnvelope() {
        final Visitor visitor = ann.session("s1").agent("kim").campaign("spring").about("p9").device(Device.TABLET)
                .channel(Channel.SMS).utcOffsetMinutes(-480).occurredAt(NOW - 5).eventId("e1");
        assertEquals("e1", collector.form(visitor, "contact"));
        assertEquals("FORM_SUBMISSION at -5 from 0 e1 ann p9 kim s1 spring device 3 channel 4 offset -480 form_name=contact",
                kept.only());
    }

    @Test
    void shouldTakeTheClockAndARandomIdWhereNothingIsSaid() {
        final String first = collector.sessionEnd(ann, SessionEndDetails.empty());
        assertEquals("SESSION_END at 0 from 0 " + first + " ann     device 0 channel 0 offset -32768", kept.only());
        assertEquals(4, UUID.fromString(first).version());
        assertNotEquals(first, collector.sessionEnd(ann, SessionEndDetails.empty()));
    }

    @Test
    void shouldLeaveWhatItCopiesAsItIs() {
        final Visitor inSession = ann.session("s1");
        final ViewDetails some = ViewDetails.empty().seconds(1);
        assertNotEquals(inSession, inSession.session("s2").device(Device.MOBILE));
        some.seconds(2).photos(3);
        collector.view(inSession, "p1", some);
        assertTrue(kept.only().contains(" ann p1  s1  device"), kept.only());
        assertTrue(kept.only().endsWith("viewed 1.0"), kept.only());
        kept.events.clear();
        collector.view(ann, "p1", ViewDetails.empty());
        assertTrue(kept.only().contains(" ann p1    device"), kept.only());
    }

    @Test
    void shouldLetTheLastWordHoldAndAnEmptyTextSayNothing() {
        collector.view(ann.about("p9"), "p1", ViewDetails.empty().photos(3).photos(4).referrer("a").referrer(""));
        assertTrue(kept.only().contains(" ann p1 "), kept.only());
        assertTrue(kept.only().endsWith("photos_viewed=4.0"), kept.only());
        kept.events.clear();
        collector.bookingRequest(ann, "p1", BookingRequestDetails.empty().urgency(Urgency.HIGH).urgency(Urgency.LOW));
        assertTrue(kept.only().endsWith("flags " + TimelineRecord.URGENCY_LOW_FLAG), kept.only());
        kept.events.clear();
        collector.tourCompleted(ann, "p1", TourCompletedDetails.empty().completed(false).completed(true));
        assertTrue(kept.only().endsWith("offset -32768"), kept.only());
    }

    @Test
    void shouldPutPersonalDetailsLast() {
        collector.share(ann, "p1", ShareDetails.empty().recipient("bob").method("email").recipientCount(2));
        assertTrue(kept.only().endsWith("share_method=email recipient_count=2.0 recipient=bob"), kept.only());
    }

    @Test
    void shouldCountACardClickAsAViewAndAllElseAsAnInteraction() {
        for (final CardInteraction interaction : CardInteraction.values()) {
            kept.events.clear();
            collector.card(ann, "p1", interaction, 3, 20);
            assertTrue(kept.only().startsWith(interaction == CardInteraction.CLICK ? "PROPERTY_VIEW" : "LEAD_INTERACTION"));
            assertTrue(kept.only().contains(" ann p1 "), kept.only());
            assertTrue(kept.only().endsWith(interaction == CardInteraction.CLICK
                    ? "page_source=card"
                    : "interaction=" + interaction.word() + " card_position=3.0 card_count=20.0"), kept.only());
        }
    }

    @Test
    void shouldNameEachListingOfAComparison() {
        collector.compare(ann, List.of("p1", "p2"));
        assertTrue(kept.only().endsWith("interaction=compare property_ids=p1 property_ids=p2"), kept.only());
    }

    @Test
    void shouldRefuseWrongValuesBeforeAnythingIsSent() {
        refused("lead_id=\"\"; 1 to 256", () -> Visitor.of(""));
        refused("lead_id has 257 bytes; 0 to 256", () -> Visitor.of(LONG_ID));
        refused("session_id has 257", () -> ann.session(LONG_ID));
        refused("agent_id has 257", () -> ann.agent(LONG_ID));
        refused("campaign_id has 257", () -> ann.campaign(LONG_ID));
        refused("property_id has 257", () -> ann.about(LONG_ID));
        refused("event_id has 257", () -> ann.eventId(LONG_ID));
        refused("utc_offset_minutes=1081.0; -1080.0 to 1080.0", () -> ann.utcOffsetMinutes(1_081));
        refused("occurred_at=-1; 0 to 253402300799999", () -> ann.occurredAt(-1));
        refused("occurred_at=9223372036854775807", () -> ann.occurredAt(Long.MAX_VALUE));
        refused("property_id=\"\"", () -> collector.view(ann, "", ViewDetails.empty()));
        refused("property_id has 258", () -> collector.like(ann, "\u00e9".repeat(129), LikeDetails.empty()));
        refused("agent_id=\"\"", () -> collector.agentAction(ann, "", "call", AgentDetails.empty()));
        refused("action=\"\"", () -> collector.agentAction(ann, "kim", "", AgentDetails.empty()));
        refused("interaction has 1025", () -> collector.leadInteraction(ann, LONG_TEXT, InteractionDetails.empty()));
        refused("view_seconds=-1.0; a finite number of at least 0.0", () -> ViewDetails.empty().seconds(-1));
        refused("view_seconds=NaN", () -> ViewDetails.empty().seconds(Double.NaN));
        refused("view_seconds=Infinity", () -> ViewDetails.empty().seconds(Double.POSITIVE_INFINITY));
        refused("photos_viewed=-1.0; 0.0 to", () -> ViewDetails.empty().photos(-1));
        refused("scroll_depth=1.01; 0.0 to 1.0", () -> ViewDetails.empty().scrollDepth(1.01));
        refused("rating=0.5; 1.0 to 10.0", () -> BookingCompletedDetails.empty().rating(0.5));
        refused("min_bedrooms=251.0", () -> SearchDetails.empty().minBedrooms(251));
        refused("area_id has 257", () -> SearchDetails.empty().area(LONG_ID));
        refused("notes has 1025 bytes; 0 to 1024", () -> BookingRequestDetails.empty().notes(LONG_TEXT));
        refused("requested_for=-5", () -> BookingRequestDetails.empty().requestedFor(-5));
        refused("card_position=20.0; 0.0 to 19.0", () -> collector.card(ann, "p1", CardInteraction.HOVER, 20, 20));
        refused("card_count=0.0", () -> collector.card(ann, "p1", CardInteraction.CLICK, 0, 0));
        refused("property_ids.size=1.0; 2.0 to 50.0", () -> collector.compare(ann, List.of("p1")));
        refused("property_ids.size=51.0", () -> collector.scroll(ann, Collections.nCopies(51, "p"), 0.5));
        refused("property_ids=\"\"", () -> collector.compare(ann, List.of("p1", "")));
        assertThrows(NullPointerException.class, () -> collector.view(ann, null, ViewDetails.empty()));
        assertEquals(List.of(), kept.events);
    }

    private static void refused(final String message, final Executable call) {
        final String said = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(said.startsWith(message), said);
        assertTrue(said.length() < 200, "a text that is too long is not repeated");
    }

    @Test
    void shouldHandABatchOnWholeOrNotAtAll() {
        assertThrows(IllegalArgumentException.class, () -> collector.batch(batch -> {
            batch.like(ann, "p1", LikeDetails.empty());
            batch.like(ann, "", LikeDetails.empty());
        }));
        assertEquals(List.of(), kept.events);
        final List<String> ids = collector.batch(batch -> {
            batch.like(ann.eventId("a"), "p1", LikeDetails.empty());
            assertEquals(List.of(), kept.events);
            batch.pageView(ann.eventId("b"), "/", PageViewDetails.empty());
        });
        assertEquals(List.of("a", "b"), ids);
        assertEquals(2, kept.events.size());
        assertTrue(kept.events.get(1).startsWith("PAGE_VIEW at 0 from 0 b ann "), kept.events.get(1));
        assertEquals(1, kept.flushes);
    }

    @Test
    @Timeout(60)
    void shouldKeepTheEventsOfSeveralThreadsApart() throws InterruptedException {
        final List<Thread> threads = new ArrayList<>();
        final CountDownLatch start = new CountDownLatch(1);
        for (int i = 0; i < 4; i++) {
            final String name = "lead-" + "x".repeat(50 * i);
            threads.add(new Thread(() -> {
                try {
                    start.await();
                } catch (final InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                for (int j = 0; j < 2_000; j++) {
                    collector.search(Visitor.of(name), name, SearchDetails.empty());
                }
            }));
        }
        threads.forEach(Thread::start);
        start.countDown();
        for (final Thread thread : threads) {
            thread.join();
        }
        assertEquals(8_000, kept.events.size());
        for (final String event : kept.events) {
            final String name = event.substring(event.indexOf("query=") + "query=".length());
            assertTrue(event.contains(" " + name + "     device"), event);
        }
    }

    /** Decodes what arrives; what is not an event fails the test. */
    private static final class Kept implements EventSink {
        final List<String> events = new ArrayList<>();
        int flushes;

        @Override
        public void onEvent(final DirectBuffer buffer, final int offset, final int length) {
            final UnsafeBuffer bytes = new UnsafeBuffer(new byte[length]);
            bytes.putBytes(0, buffer, offset, length);
            assertTrue(EventFlyweight.isWellFormed(bytes, 0, length));
            final EventFlyweight event = new EventFlyweight().wrap(bytes, 0);
            assertTrue(EventFlyweight.areDetails(bytes, event.firstPersonal(), length, event.personalCount()));
            final StringBuilder text = new StringBuilder().append(EventType.ofCode(event.typeCode()))
                    .append(" at ").append(event.occurredAt() - NOW).append(" from ").append(event.receivedAt() - NOW);
            for (final Text part : Text.values()) {
                text.append(' ').append(event.text(part));
            }
            text.append(" device ").append(event.deviceCode()).append(" channel ").append(event.channelCode())
                    .append(" offset ").append(event.utcOffsetMinutes());
            if (event.flags() != 0) {
                text.append(" flags ").append(event.flags());
            }
            if (!Double.isNaN(event.viewSeconds())) {
                text.append(" viewed ").append(event.viewSeconds());
            }
            int cursor = event.firstDetail();
            for (int i = event.detailCount() + event.personalCount(); i > 0; i--) {
                final DetailField field = DetailField.ofCode(event.detailCode(cursor)).orElseThrow();
                text.append(' ').append(field.fieldName()).append('=')
                        .append(field.isText() ? event.detailText(cursor) : String.valueOf(event.detailNumber(cursor)));
                cursor = event.nextDetail(cursor);
            }
            events.add(text.toString());
        }

        @Override
        public void flush() {
            flushes++;
        }

        String only() {
            assertEquals(1, new HashSet<>(events).size(), () -> "" + events);
            return events.get(0);
        }
    }
}
