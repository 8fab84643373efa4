package dev.homing.features.catalog;

/** Hears when a property may be recommended and when not any more. Called by the committer thread; must not block for long. */
@FunctionalInterface
public interface StatusListener {
    /**
     * Hears of one property, after the disk has the change and before its ack.
     *
     * @param tenant   whose
     * @param ordinal  of the property
     * @param isActive whether it may be recommended
     */
    void onStatus(int tenant, int ordinal, boolean isActive);
}
