package dev.homing.tracking.store;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What the journal asks the catalogue while it takes an event in. Called by the committer thread alone.
 */
public interface PropertyCapture {
    /**
     * The ordinal of a property, given now if events name it for the first time.
     *
     * @param tenant whose
     * @param id     with the property's UTF-8 id
     * @param offset of it
     * @param length of it
     * @return 0 or more
     */
    int ordinal(int tenant, DirectBuffer id, int offset, int length);

    /**
     * The ordinal of an area, given now if a search names it for the first time.
     *
     * @param tenant whose
     * @param id     with the area's UTF-8 id
     * @param offset of it
     * @param length of it
     * @return 0 or more
     */
    int area(int tenant, DirectBuffer id, int offset, int length);

    /**
     * Notes an agent, so that there is a list of all of them.
     *
     * @param tenant whose
     * @param id     with the agent's UTF-8 id
     * @param offset of it
     * @param length of it
     */
    void agent(int tenant, DirectBuffer id, int offset, int length);

    /**
     * Completes a new timeline record with the property's attributes as of the event's time.
     *
     * @param tenant   whose
     * @param ordinal  of the property
     * @param record   with the record
     * @param position of the record
     */
    void capture(int tenant, int ordinal, MutableDirectBuffer record, int position);

    /**
     * Counts an event, for what the property is worth to people; once nothing that is left to do for the event can fail.
     *
     * @param tenant   whose
     * @param ordinal  of the property
     * @param record   with the event's timeline record
     * @param position of the record
     */
    void count(int tenant, int ordinal, DirectBuffer record, int position);

    /**
     * Adds what changed in the catalogue by the events of this batch.
     *
     * @param batch to add to
     */
    void prepare(Batch batch);
}
