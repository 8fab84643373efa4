package dev.homing.tracking.store;

import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Turns a scan over timeline keys into one timeline for each lead: keeps the newest of each kind in a ring as they come. */
final class TimelineGathering {
    private final LeadDirectory leads;
    private final LeadIdentity identity = new LeadIdentity();
    private final long asOfMs;
    private final Timeline timeline;
    private final TimelineReader.LeadVisitor visitor;
    private final UnsafeBuffer lead = new UnsafeBuffer(new byte[TimelineKey.MAX_LENGTH]);
    private final UnsafeBuffer leadRecords;
    private final UnsafeBuffer agentRecords;
    private int leadLength = -1;
    private long erasedAt;
    private int leadEvents;
    private int agentEvents;
    private long droppedAt = Timeline.NOTHING_DROPPED;

    TimelineGathering(
            final LeadDirectory leads, final long asOfMs, final Timeline timeline, final TimelineReader.LeadVisitor visitor) {
        this.leads = leads;
        this.asOfMs = asOfMs;
        this.timeline = timeline;
        this.visitor = visitor;
        leadRecords = new UnsafeBuffer(new byte[timeline.maxLeadEvents() * TimelineRecord.LENGTH]);
        agentRecords = new UnsafeBuffer(new byte[Math.max(1, timeline.maxAgentEvents()) * TimelineRecord.LENGTH]);
    }

    void add(final DirectBuffer key, final DirectBuffer value) {
        final int length = TimelineKey.leadLength(key);
        if (length != leadLength || !isSameLead(key, length)) {
            finish();
            lead.putBytes(0, key, TimelineKey.leadOffset(), length);
            leadLength = length;
            erasedAt = leads.resolve(TimelineKey.tenant(key), lead, 0, length, identity).erasedAt();
        }
        if (TimelineKey.occurredAt(key) > asOfMs || TimelineKey.occurredAt(key) <= erasedAt) {
            return;
        }
        if (TimelineKey.kind(key) == TimelineKey.AGENT_EVENT) {
            agentRecords.putBytes(slot(agentEvents++, agentRecords), value, 0, TimelineRecord.LENGTH);
            return;
        }
        final int slot = slot(leadEvents++, leadRecords);
        if (leadEvents > timeline.maxLeadEvents()) {
            droppedAt = TimelineRecord.occurredAt(leadRecords, slot);
        }
        leadRecords.putBytes(slot, value, 0, TimelineRecord.LENGTH);
    }

    private boolean isSameLead(final DirectBuffer key, final int length) {
        for (int i = 0; i < length; i++) {
            if (key.getByte(TimelineKey.leadOffset() + i) != lead.getByte(i)) {
                return false;
            }
        }
        return true;
    }

    private static int slot(final int event, final DirectBuffer records) {
        return event % (records.capacity() / TimelineRecord.LENGTH) * TimelineRecord.LENGTH;
    }

    /** Hands the lead gathered so far to the visitor. */
    void finish() {
        if (leadEvents + agentEvents > 0) {
            timeline.clear();
            int older = leadEvents - 1;
            while (older >= 0 && timeline.prependLead(leadRecords, slot(older, leadRecords))) {
                older--;
            }
            older = agentEvents - 1;
            while (older >= 0 && timeline.prependAgent(agentRecords, slot(older, agentRecords))) {
                older--;
            }
            timeline.droppedAt(droppedAt);
            visitor.lead(lead.getStringWithoutLengthUtf8(0, leadLength), timeline);
        }
        leadEvents = 0;
        agentEvents = 0;
        droppedAt = Timeline.NOTHING_DROPPED;
    }
}
