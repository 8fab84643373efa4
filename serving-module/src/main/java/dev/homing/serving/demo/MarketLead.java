package dev.homing.serving.demo;

import dev.homing.proto.v1.Channel;
import dev.homing.proto.v1.Device;

/**
 * Somebody who looks for a home.
 *
 * @param id            as in {@code lead-0137}
 * @param taste         hidden
 * @param joinedDay     of the history on which the search begins
 * @param givesUpDay    on which it ends at the latest
 * @param visitsPerDay  expected, below 1
 * @param peakHour      local hour around which visits happen
 * @param device        mostly used
 * @param channel       mostly used
 * @param curiosity     0 to 1: how much is looked at that does not fit
 * @param expressivity  around 1: how readily a like or a save is given
 * @param readsMail     0 to 1: how often a mail is opened
 */
record MarketLead(
        String id,
        Taste taste,
        int joinedDay,
        int givesUpDay,
        double visitsPerDay,
        double peakHour,
        Device device,
        Channel channel,
        double curiosity,
        double expressivity,
        double readsMail) {
}
