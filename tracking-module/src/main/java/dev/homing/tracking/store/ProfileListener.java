package dev.homing.tracking.store;

/** Hears of profiles of leads: of those that the store has, and of each that is another one, once the disk has it. */
@FunctionalInterface
public interface ProfileListener {
    /** Hears nothing. */
    ProfileListener NONE = (tenant, leadId, profile) -> { };

    /**
     * Hears of one profile.
     *
     * @param tenant  whose
     * @param leadId  the id that the profile is of
     * @param profile the bytes that are stored, not to be changed
     */
    void onProfile(int tenant, String leadId, byte[] profile);
}
