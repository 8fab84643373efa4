package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HotTimelinesTest {
    private static final int MAX_LEAD = 20;
    private static final int MAX_AGENT = 5;

    /** What the store would have: all records, in order of time. */
    private final Map<String, List<byte[]>> stored = new HashMap<>();
    private final Timeline timeline = new Timeline(MAX_LEAD, MAX_AGENT);
    private long sequence;

    @Test
    void shouldMissThenHitThenKnowWhatWasAppended() {
        final HotTimelines hot = new HotTimelines(1 << 20, MAX_LEAD, MAX_AGENT);
        record(hot, "ann", EventType.PROPERTY_VIEW, 100);
        assertEquals(HotTimelines.MISS, hot.tryRead(0, utf8("ann"), 0, 3, timeline));
        assertEquals("100", read(hot, "ann"));
        record(hot, "ann", EventType.PROPERTY_VIEW, 200);
        record(hot, "ann", EventType.AGENT_ACTION, 150);
        assertEquals(HotTimelines.HIT, hot.tryRead(0, utf8("ann"), 0, 3, timeline));
        assertEquals("100,200|150", describe(timeline));
        assertEquals(HotTimelines.MISS, hot.tryRead(1, utf8("ann"), 0, 3, timeline), "of another tenant");
    }

    @Test
    void shouldKeepTheNewestAndSayWhatItDropped() {
        final HotTimelines hot = new HotTimelines(1 << 20, MAX_LEAD, MAX_AGENT);
        read(hot, "ann");
        for (int i = 1; i <= 3 * MAX_LEAD; i++) {
            record(hot, "ann", EventType.PROPERTY_VIEW, i);
            record(hot, "ann", EventType.AGENT_INTERACTION, i);
            hot.tryRead(0, utf8("ann"), 0, 3, timeline);
            assertEquals(expected("ann"), describe(timeline));
        }
        assertEquals(2 * MAX_LEAD, timeline.droppedAt());
        assertEquals(1, hot.missCount());
    }

    @Test
    void shouldLoadAgainWhenAnEventComesLate() {
        final HotTimelines hot = new HotTimelines(1 << 20, MAX_LEAD, MAX_AGENT);
        read(hot, "ann");
        record(hot, "ann", EventType.PROPERTY_VIEW, 200);
        record(hot, "ann", EventType.PROPERTY_VIEW, 100);
        assertEquals(HotTimelines.MISS, hot.tryRead(0, utf8("ann"), 0, 3, timeline));
        assertEquals("100,200", read(hot, "ann"));
    }

    @Test
    void shouldLoadAgainWhatWasEvicted() {
        final HotTimelines hot = new HotTimelines(1 << 20, MAX_LEAD, MAX_AGENT);
        record(hot, "ann", EventType.PROPERTY_VIEW, 100);
        record(hot, "bob", EventType.PROPERTY_VIEW, 100);
        read(hot, "ann");
        read(hot, "bob");
        stored.get("ann").clear();
        hot.evict(1, utf8("ann"), 0, 3);
        hot.evict(0, utf8("nobody"), 0, 6);
        assertEquals("100", read(hot, "ann"), "of another tenant and another lead");
        hot.evict(0, utf8("ann"), 0, 3);
        assertEquals(HotTimelines.MISS, hot.tryRead(0, utf8("ann"), 0, 3, timeline));
        assertEquals("", read(hot, "ann"));
        assertEquals(HotTimelines.HIT, hot.tryRead(0, utf8("bob"), 0, 3, timeline));
        assertEquals(0, hot.evictionCount(), "it made room for nobody");
    }

    @Test
    void shouldIgnoreAnEventThatTheLoaderSawAlready() {
        final HotTimelines hot = new HotTimelines(1 << 20, MAX_LEAD, MAX_AGENT);
        final UnsafeBuffer record = store("ann", EventType.PROPERTY_VIEW, 100);
        read(hot, "ann");
        hot.append(0, utf8("ann"), 0, 3, record, 0);
        assertEquals("100", read(hot, "ann"));
    }

    @Test
    void shouldMakeRoomAndNeverMixLeadsUp() {
        final HotTimelines hot = new HotTimelines(16 * 6 * 512, MAX_LEAD, MAX_AGENT);
        final SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 40_000; i++) {
            final String lead = "lead" + random.nextInt(300);
            if (random.nextBoolean()) {
                final EventType type = random.nextInt(4) == 0 ? EventType.AGENT_ACTION : EventType.PROPERTY_LIKE;
                record(hot, lead, type, random.nextInt(50) == 0 ? random.nextInt(Math.max(1, i)) : i);
            } else {
                assertEquals(expected(lead), read(hot, lead));
                assertEquals(droppedAt(lead), timeline.droppedAt());
            }
        }
        assertTrue(hot.evictionCount() > 1_000, "evictions=" + hot.evictionCount());
        assertTrue(hot.hitCount() > 100, "hits=" + hot.hitCount());
    }

    @Test
    void shouldBoundTheNumberOfLeadsThatDoNotExist() {
        final HotTimelines hot = new HotTimelines(16 * 4 * 512, MAX_LEAD, MAX_AGENT);
        for (int i = 0; i < 10_000; i++) {
            assertEquals("", read(hot, "nobody" + i));
        }
        assertTrue(hot.size() <= 16 * 4, "size=" + hot.size());
    }

    @Test
    @Timeout(60)
    void shouldShowEveryReaderAConsistentTimelineWhileEventsAreAppended() throws InterruptedException {
        final HotTimelines hot = new HotTimelines(16 * 8 * 512, MAX_LEAD, MAX_AGENT);
        final AtomicReference<String> wrong = new AtomicReference<>();
        final AtomicBoolean isDone = new AtomicBoolean();
        final List<Thread> readers = new ArrayList<>();
        for (int r = 0; r < 3; r++) {
            final SplittableRandom random = new SplittableRandom(r);
            readers.add(new Thread(() -> {
                final Timeline mine = new Timeline(MAX_LEAD, MAX_AGENT);
                while (!isDone.get() && wrong.get() == null) {
                    final UnsafeBuffer lead = utf8("lead" + random.nextInt(40));
                    if (hot.tryRead(0, lead, 0, lead.capacity(), mine) != HotTimelines.HIT) {
                        hot.read(0, lead, 0, lead.capacity(), this::load, mine);
                    }
                    for (int i = 1; i < mine.leadCount(); i++) {
                        final long before = TimelineRecord.sequence(mine.buffer(), mine.leadOffset(i - 1));
                        final long after = TimelineRecord.sequence(mine.buffer(), mine.leadOffset(i));
                        if (after <= before) {
                            wrong.set("sequence " + after + " after " + before);
                        }
                    }
                }
            }));
        }
        readers.forEach(Thread::start);
        final SplittableRandom random = new SplittableRandom(9);
        for (int i = 1; i <= 20_000; i++) {
            record(hot, "lead" + random.nextInt(40), EventType.PROPERTY_VIEW, i);
        }
        isDone.set(true);
        for (final Thread reader : readers) {
            reader.join();
        }
        assertEquals(null, wrong.get());
        for (int i = 0; i < 40; i++) {
            assertEquals(expected("lead" + i), read(hot, "lead" + i));
        }
    }

    private void record(final HotTimelines hot, final String lead, final EventType type, final long at) {
        final UnsafeBuffer record = store(lead, type, at);
        hot.append(0, utf8(lead), 0, utf8(lead).capacity(), record, 0);
    }

    private synchronized UnsafeBuffer store(final String lead, final EventType type, final long at) {
        final UnsafeBuffer record = new UnsafeBuffer(new byte[TimelineRecord.LENGTH]);
        TimelineRecord.putEvent(record, 0, at, ++sequence, type.code(), 0, 0, 0, 0, 0, -1, Double.NaN);
        final List<byte[]> records = stored.computeIfAbsent(lead, key -> new ArrayList<>());
        records.add(record.byteArray());
        records.sort(Comparator.comparingLong(bytes -> TimelineRecord.occurredAt(new UnsafeBuffer(bytes), 0)));
        return record;
    }

    private synchronized boolean load(
            final int tenant, final DirectBuffer lead, final int offset, final int length, final Timeline into) {
        into.clear();
        final List<byte[]> records = stored.getOrDefault(lead.getStringWithoutLengthUtf8(offset, length), List.of());
        for (int i = records.size() - 1; i >= 0; i--) {
            final UnsafeBuffer record = new UnsafeBuffer(records.get(i));
            if (!EventType.isLeadEvent(TimelineRecord.typeCode(record, 0))) {
                into.prependAgent(record, 0);
            } else if (!into.prependLead(record, 0) && into.droppedAt() == Timeline.NOTHING_DROPPED) {
                into.droppedAt(TimelineRecord.occurredAt(record, 0));
            }
        }
        return !records.isEmpty();
    }

    private String read(final HotTimelines hot, final String lead) {
        hot.read(0, utf8(lead), 0, utf8(lead).capacity(), this::load, timeline);
        return describe(timeline);
    }

    private String expected(final String lead) {
        final Timeline expected = new Timeline(MAX_LEAD, MAX_AGENT);
        load(0, utf8(lead), 0, utf8(lead).capacity(), expected);
        return describe(expected);
    }

    private long droppedAt(final String lead) {
        final Timeline expected = new Timeline(MAX_LEAD, MAX_AGENT);
        load(0, utf8(lead), 0, utf8(lead).capacity(), expected);
        return expected.droppedAt();
    }

    private static String describe(final Timeline timeline) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < timeline.leadCount(); i++) {
            text.append(i == 0 ? "" : ",").append(TimelineRecord.occurredAt(timeline.buffer(), timeline.leadOffset(i)));
        }
        for (int i = 0; i < timeline.agentCount(); i++) {
            text.append(i == 0 ? "|" : ",").append(TimelineRecord.occurredAt(timeline.buffer(), timeline.agentOffset(i)));
        }
        return text.toString();
    }

    private static UnsafeBuffer utf8(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
}
