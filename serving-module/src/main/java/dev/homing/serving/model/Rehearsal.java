package dev.homing.serving.model;

/**
 * Asks a model what was asked lately, before it serves: so that its first requests find everything in memory, and one that cannot
 * answer does not serve at all. Who knows what was asked also knows whether somebody is asking.
 */
@FunctionalInterface
public interface Rehearsal {
    /** Without anything to ask. */
    Rehearsal NONE = (tenant, model) -> { };

    /**
     * Asks; may wait for the disk.
     *
     * @param tenant whose model it is to be
     * @param model  loaded, told of all listings, and retained
     * @throws ModelException when it cannot answer
     */
    void run(int tenant, CandidateModel model) throws ModelException;

    /**
     * Whether requests are under way, to which loading and rehearsing give way.
     *
     * @return false where nobody knows
     */
    default boolean isBusy() {
        return false;
    }
}
