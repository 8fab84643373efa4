package dev.homing.tracking.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private final UnsafeBuffer record = new UnsafeBuffer(new byte[2 * TimelineRecord.LENGTH]);
    private final Timeline timeline = new Timeline(3, 2);

    @Test
    void shouldKeepBothKindsApartOldestFirst() {
        for (int i = 3; i >= 1; i--) {
            assertTrue(timeline.prependLead(at(10L * i), 5));
        }
        assertTrue(timeline.prependAgent(at(7), 5));
        assertTrue(timeline.prependAgent(at(6), 5));
        assertEquals("10 20 30 | 6 7 ", describe());
        assertFalse(timeline.prependLead(at(1), 5));
        assertFalse(timeline.prependAgent(at(1), 5));
        assertEquals("10 20 30 | 6 7 ", describe(), "nothing is done without room");
    }

    @Test
    void shouldBeEmptyAfterClearing() {
        timeline.prependLead(at(1), 5);
        timeline.prependAgent(at(1), 5);
        timeline.droppedAt(9);
        assertEquals("| ", timeline.clear() == timeline ? describe() : "");
        assertEquals(Timeline.NOTHING_DROPPED, timeline.droppedAt());
    }

    @Test
    void shouldMakeRoomForRecordsThatTheCallerWrites() {
        timeline.resize(2, 1);
        timeline.buffer().putBytes(timeline.leadOffset(0), at(1), 5, TimelineRecord.LENGTH);
        timeline.buffer().putBytes(timeline.leadOffset(1), at(2), 5, TimelineRecord.LENGTH);
        timeline.buffer().putBytes(timeline.agentOffset(0), at(3), 5, TimelineRecord.LENGTH);
        assertEquals("1 2 | 3 ", describe());
        assertTrue(timeline.prependLead(at(0), 5));
        assertEquals("0 1 2 | 3 ", describe());
    }

    @Test
    void shouldRefuseBadArguments() {
        assertThrows(IllegalArgumentException.class, () -> new Timeline(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Timeline(1, -1));
        assertThrows(IllegalArgumentException.class, () -> timeline.resize(4, 0));
        assertThrows(IllegalArgumentException.class, () -> timeline.resize(0, 3));
        assertThrows(IllegalArgumentException.class, () -> timeline.resize(-1, 0));
        assertFalse(new Timeline(1, 0).prependAgent(at(1), 5));
    }

    @Test
    void shouldHoldTheNewestOfEachKindWhateverComes() {
        final SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 2_000; round++) {
            timeline.clear();
            final Deque<Long> leads = new ArrayDeque<>();
            final Deque<Long> agents = new ArrayDeque<>();
            for (int time = 20; time > 0; time--) {
                final boolean isLead = random.nextBoolean();
                final Deque<Long> kind = isLead ? leads : agents;
                final boolean hasRoom = kind.size() < (isLead ? timeline.maxLeadEvents() : timeline.maxAgentEvents());
                if (random.nextBoolean()) {
                    assertEquals(hasRoom, isLead
                            ? timeline.prependLead(at(time), 5) : timeline.prependAgent(at(time), 5));
                    if (hasRoom) {
                        kind.addFirst((long) time);
                    }
                }
            }
            assertEquals(text(leads) + "| " + text(agents), describe());
        }
    }

    private static String text(final Deque<Long> times) {
        return times.stream().map(time -> time + " ").collect(Collectors.joining());
    }

    private UnsafeBuffer at(final long occurredAt) {
        TimelineRecord.putEvent(record, 5, occurredAt, 1, 1, 0, 0, 0, 0, 0, TimelineRecord.NONE, Double.NaN);
        return record;
    }

    private String describe() {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < timeline.leadCount(); i++) {
            text.append(TimelineRecord.occurredAt(timeline.buffer(), timeline.leadOffset(i))).append(' ');
        }
        text.append("| ");
        for (int i = 0; i < timeline.agentCount(); i++) {
            text.append(TimelineRecord.occurredAt(timeline.buffer(), timeline.agentOffset(i))).append(' ');
        }
        return text.toString();
    }
}
