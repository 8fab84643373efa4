package dev.homing.tracking.store;

import dev.homing.tracking.codec.DetailField;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.TimelineRecord;

/** What a search or filter asks for, read from the event's details. One instance belongs to one thread; allocates nothing. */
final class Wish {
    private double minPrice;
    private double maxPrice;
    private int minBedrooms;
    private int areaOffset;
    private int areaLength;

    /** Reads an event's details; of a field that is there twice the last one counts. */
    void read(final EventFlyweight event) {
        minPrice = Double.NaN;
        maxPrice = Double.NaN;
        minBedrooms = TimelineRecord.UNKNOWN_ROOMS;
        areaOffset = 0;
        areaLength = 0;
        int cursor = event.firstDetail();
        for (int i = event.detailCount(); i > 0; i--) {
            final int code = event.detailCode(cursor);
            if (code == DetailField.MIN_PRICE.code()) {
                minPrice = event.detailNumber(cursor);
            } else if (code == DetailField.MAX_PRICE.code()) {
                maxPrice = event.detailNumber(cursor);
            } else if (code == DetailField.MIN_BEDROOMS.code()) {
                minBedrooms = rooms(event.detailNumber(cursor));
            } else if (code == DetailField.AREA_ID.code()) {
                areaOffset = event.detailOffset(cursor);
                areaLength = event.detailLength(cursor);
            }
            cursor = event.nextDetail(cursor);
        }
    }

    /** Two and a half are three at least. */
    private static int rooms(final double fewest) {
        return fewest >= 0 && fewest < TimelineRecord.UNKNOWN_ROOMS - 1 ? (int) Math.ceil(fewest) : TimelineRecord.UNKNOWN_ROOMS;
    }

    /** NaN when not asked for. */
    double minPrice() {
        return minPrice;
    }

    /** NaN when not asked for. */
    double maxPrice() {
        return maxPrice;
    }

    /** {@link TimelineRecord#UNKNOWN_ROOMS} when not asked for. */
    int minBedrooms() {
        return minBedrooms;
    }

    /** Where the area's id begins in the event's buffer. */
    int areaOffset() {
        return areaOffset;
    }

    /** 0 when none was asked for. */
    int areaLength() {
        return areaLength;
    }
}
