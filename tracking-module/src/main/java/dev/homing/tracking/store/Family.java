package dev.homing.tracking.store;

import java.nio.charset.StandardCharsets;

/** The column families of the store. Keys of all but {@link #META} begin with the tenant (int32, big endian). */
public enum Family {
    /** Format, sequence, tenants and how far histories are sealed. RocksDB wants its default family to exist, so it has a use. */
    META("default"),
    /** Journal: sequence (int64, big endian) to event. */
    EVENTS("events"),
    /** One record for each event under its lead; see {@link TimelineKey}. */
    TIMELINES("timelines"),
    /** Ids of events and requests to the answer they got: what makes a retry harmless. */
    REQUEST_IDS("request_ids"),
    /** Property versions: ordinal (int32), effective at (int64, sign flipped) to attributes. */
    PROPERTIES("properties"),
    /** Dictionaries: kind (byte), ordinal (int32) to id. */
    DICTIONARIES("dictionaries"),
    /** Popularity of properties: ordinal (int32) to its logarithm (float64) and the newest event of the tenant then (int64). */
    POPULARITY("popularity"),
    /** Events by property, agent and session; see {@link TimelineKey}; the value is an ActivityRecord. */
    EVENT_INDEX("event_index"),
    /** Personal details of events, apart from the journal: sequence (int64) to details. */
    PERSONAL("personal"),
    /** How events turned out; see {@link EventOutcomes}. */
    OUTCOMES("outcomes"),
    /** Profiles, merges and tombstones of leads: kind (byte), id. */
    LEADS("leads"),
    /** Copies of timelines in one piece each, for reading many; see {@link SealedHistory}. */
    HISTORIES("histories");

    private final String columnFamily;

    Family(final String columnFamily) {
        this.columnFamily = columnFamily;
    }

    byte[] columnFamilyName() {
        return columnFamily.getBytes(StandardCharsets.US_ASCII);
    }
}
