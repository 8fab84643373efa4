package dev.homing.tracking.store;

/** Says under which lead the timeline records of a lead's events lie. */
@FunctionalInterface
interface LeadHome {
    /**
     * Finds the lead.
     *
     * @param tenant whose
     * @param lead   as the event names it
     * @return as the timeline's key names it
     */
    byte[] of(int tenant, byte[] lead);
}
