package dev.homing.serving.explain;

import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Optional;
import java.util.function.Predicate;

/** What a lead searched and filtered for, search by search. */
final class Searches {
    private final Timeline timeline;

    Searches(final Timeline timeline) {
        this.timeline = timeline;
    }

    /** The newest search that is as wanted. */
    private Optional<TimelineRecord> newest(final Predicate<TimelineRecord> isWanted) {
        final TimelineRecord record = new TimelineRecord();
        for (int i = timeline.leadCount() - 1; i >= 0; i--) {
            final int offset = timeline.leadOffset(i);
            if (TimelineRecord.isWish(TimelineRecord.typeCode(timeline.buffer(), offset))
                    && record.wrap(timeline.buffer(), offset).isWish() && isWanted.test(record)) {
                return Optional.of(record);
            }
        }
        return Optional.empty();
    }

    /** The newest one with a limit of the price. */
    Optional<TimelineRecord> byPrice() {
        return newest(search -> search.wishedMinPrice() > 0 || search.wishedMaxPrice() > 0);
    }

    /** The newest one with bedrooms. */
    Optional<TimelineRecord> byBedrooms() {
        return newest(search -> search.bedrooms() != TimelineRecord.UNKNOWN_ROOMS && search.bedrooms() > 0);
    }

    /** The newest one in an area. */
    Optional<TimelineRecord> byArea(final int area) {
        return newest(search -> search.areaOrdinal() != TimelineRecord.NONE && search.areaOrdinal() == area);
    }
}
