package dev.homing.tracking.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.homing.tracking.EventType;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class LeadHistoryTest {
    private final LeadHistory history = new LeadHistory();

    @Test
    void shouldKeepEveryEventHoweverManyThereAre() {
        for (int i = 0; i < 5_000; i++) {
            history.appendLead(record(EventType.PAGE_VIEW, 10L * i), 0);
        }
        for (int i = 0; i < 3_000; i++) {
            history.appendAgent(record(EventType.AGENT_ACTION, i), 0);
        }
        assertEquals(5_000, history.leadCount());
        assertEquals(3_000, history.agentCount());
        for (int i = 0; i < 5_000; i++) {
            assertEquals(10L * i, TimelineRecord.occurredAt(history.buffer(), history.leadOffset(i)));
            assertEquals(10L * i, RecordFields.occurredAt(history.records(), history.leadOffset(i)));
        }
        for (int i = 0; i < 3_000; i++) {
            assertEquals(i, TimelineRecord.occurredAt(history.buffer(), history.agentOffset(i)));
        }
        assertEquals(0, history.clear().leadCount() + history.agentCount());
    }

    @Test
    void shouldCountWhatHadHappenedAtAnInstant() {
        assertEquals(0, history.leadCountAsOf(Long.MAX_VALUE));
        for (final long at : new long[] {100, 200, 200, 200, 300}) {
            history.appendLead(record(EventType.PAGE_VIEW, at), 0);
        }
        history.appendAgent(record(EventType.AGENT_ACTION, 150), 0);
        final long[] instants = {Long.MIN_VALUE, 99, 100, 199, 200, 299, 300, Long.MAX_VALUE};
        final int[] counts = {0, 0, 1, 1, 4, 4, 5, 5};
        for (int i = 0; i < instants.length; i++) {
            assertEquals(counts[i], history.leadCountAsOf(instants[i]), "as of " + instants[i]);
        }
        assertEquals(0, history.agentCountAsOf(149));
        assertEquals(1, history.agentCountAsOf(150));
    }

    @Test
    void shouldRefuseALeadEventBehindAnAgentEvent() {
        history.appendAgent(record(EventType.AGENT_ACTION, 1), 0);
        assertThrows(IllegalStateException.class, () -> history.appendLead(record(EventType.PAGE_VIEW, 2), 0));
    }

    private static UnsafeBuffer record(final EventType type, final long at) {
        final UnsafeBuffer record = new UnsafeBuffer(new byte[TimelineRecord.LENGTH]);
        TimelineRecord.putEvent(record, 0, at, 1, type.code(), 0, 0, 0, 0, 0, TimelineRecord.NONE, Double.NaN);
        return record;
    }
}
