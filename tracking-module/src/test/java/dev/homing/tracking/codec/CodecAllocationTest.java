package dev.homing.tracking.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class CodecAllocationTest {
    private static final byte[] ID = "lead-4711".getBytes(StandardCharsets.UTF_8);

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
    private final EventFlyweight writer = new EventFlyweight();
    private final EventFlyweight reader = new EventFlyweight();
    private final TimelineRecord record = new TimelineRecord();
    private final Timeline timeline = new Timeline(4, 2);
    private long sum;
    private Object seen;

    @Test
    void shouldEncodeAndDecodeAnEventWithoutAllocating() {
        assertEquals(0, AllocationProbe.leastBytes(() -> {
            encode();
            if (EventFlyweight.isWellFormed(buffer, 0, writer.encodedLength())) {
                reader.wrap(buffer, 0);
                final int lead = reader.textOffset(EventFlyweight.Text.LEAD_ID);
                sum += reader.occurredAt() + reader.typeCode() + Hash64.hash(1, buffer, lead, ID.length);
                int cursor = reader.firstDetail();
                for (int i = 0; i < reader.detailCount(); i++) {
                    sum += reader.detailCode(cursor) + reader.detailLength(cursor);
                    cursor = reader.nextDetail(cursor);
                }
            }
        }));
        assertTrue(sum != 0, "nothing was read");
    }

    @Test
    void shouldPutAndReadARecordWithoutAllocating() {
        assertEquals(0, AllocationProbe.leastBytes(() -> {
            TimelineRecord.putEvent(buffer, 64, 5, 6, 7, 1, 2, 60, 3, 99, 12, 4.5);
            TimelineRecord.putAttributes(buffer, 64, 2, 500_000, 3, 4, 5, 6, 7, 8, 9);
            record.wrap(buffer, 64);
            sum += record.occurredAt() + record.sequence() + record.flags() + (long) record.price() + record.bathroomQuarters();
            timeline.clear();
            timeline.prependLead(buffer, 64);
            timeline.prependAgent(buffer, 64);
            sum += timeline.leadOffset(0) + timeline.agentOffset(0);
        }));
        assertTrue(sum != 0, "nothing was read");
    }

    @Test
    void shouldSeeTheAllocationOfATextThatBecomesAString() {
        encode();
        reader.wrap(buffer, 0);
        final long bytes = AllocationProbe.leastBytes(() -> seen = reader.text(EventFlyweight.Text.LEAD_ID));
        assertTrue(bytes >= AllocationProbe.leastOfAnObjectEach(), "bytes=" + bytes + ", last=" + seen);
    }

    private void encode() {
        writer.wrapAndBegin(buffer, 0, 3, EventType.PROPERTY_VIEW, 5, 6, 1, 2, 60, 0, 12.5);
        for (int i = 0; i < EventFlyweight.Text.COUNT; i++) {
            writer.appendText(ID, ID.length);
        }
        writer.appendDetail(DetailField.SCROLL_DEPTH, 0.5).appendDetail(DetailField.REFERRER, ID, ID.length);
    }
}
