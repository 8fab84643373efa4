package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class HotTimelinesAllocationTest {
    private static final int MAX_LEAD = 50;
    private static final int MAX_AGENT = 10;

    private final HotTimelines hot = new HotTimelines(1 << 20, MAX_LEAD, MAX_AGENT);
    private final UnsafeBuffer lead = new UnsafeBuffer("lead-17".getBytes(StandardCharsets.UTF_8));
    private final UnsafeBuffer record = new UnsafeBuffer(new byte[TimelineRecord.LENGTH]);
    private final Timeline timeline = new Timeline(MAX_LEAD, MAX_AGENT);
    private long sequence;
    private Object seen;

    @Test
    void shouldAppendAndReadWithoutAllocating() {
        loadNothing();
        assertEquals(0, AllocationProbe.leastBytes(() -> {
            append(EventType.PROPERTY_VIEW);
            append(EventType.AGENT_ACTION);
            hot.tryRead(0, lead, 0, lead.capacity(), timeline);
        }));
        assertEquals(MAX_LEAD, timeline.leadCount(), "nothing was read");
        assertEquals(MAX_AGENT, timeline.agentCount());
        assertEquals(sequence, TimelineRecord.sequence(timeline.buffer(), timeline.agentOffset(MAX_AGENT - 1)));
    }

    @Test
    void shouldSeeTheAllocationOfAReadThatAllocates() {
        loadNothing();
        final long bytes = AllocationProbe.leastBytes(() -> {
            seen = new UnsafeBuffer(lead);
            hot.tryRead(0, lead, 0, lead.capacity(), timeline);
        });
        assertTrue(bytes >= AllocationProbe.leastOfAnObjectEach(), "bytes=" + bytes + ", last=" + seen);
    }

    private void loadNothing() {
        hot.read(0, lead, 0, lead.capacity(), (tenant, id, offset, length, into) -> false, timeline);
    }

    private void append(final EventType type) {
        sequence++;
        TimelineRecord.putEvent(record, 0, sequence, sequence, type.code(), 0, 0, 0, 0, 0, 1, 5);
        hot.append(0, lead, 0, lead.capacity(), record, 0);
    }
}
