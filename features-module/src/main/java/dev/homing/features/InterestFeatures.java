package dev.homing.features;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.TimelineRecord;

/** How seriously the lead looks at properties: viewing times, likes, and what share goes on to the next step. */
final class InterestFeatures {
    private static final int VIEW = EventType.PROPERTY_VIEW.code();
    private static final int LIKE = EventType.PROPERTY_LIKE.code();
    private static final int SWIPE = EventType.PROPERTY_SWIPE.code();
    private static final int SAVE = EventType.PROPERTY_SAVE.code();
    private static final int TOUR_SCHEDULED = EventType.TOUR_SCHEDULED.code();
    private static final int BOOKING_REQUEST = EventType.BOOKING_REQUEST.code();

    private int timedViews;
    private double seconds;
    private float longest;

    void clear() {
        timedViews = 0;
        seconds = 0;
        longest = 0;
    }

    void add(final PassedEvent event, final PropertyTable properties) {
        final int type = event.typeCode();
        // False for NaN.
        if (type == VIEW && event.viewSeconds() > 0) {
            timedViews++;
            seconds += event.viewSeconds();
            longest = Math.max(longest, event.viewSeconds());
        }
        if (!event.hasProperty()) {
            return;
        }
        if (type == VIEW) {
            properties.view(event.property(), event.session());
        } else if (type == LIKE || (type == SWIPE && !event.hasFlag(TimelineRecord.SWIPE_LEFT_FLAG))) {
            properties.mark(event.property(), PropertyTable.LIKED);
        } else if (type == SAVE) {
            properties.mark(event.property(), PropertyTable.SAVED);
        } else if (type == TOUR_SCHEDULED || type == BOOKING_REQUEST) {
            properties.mark(event.property(), PropertyTable.TOURED);
        }
    }

    /** Also without any events. */
    static void putLikes(final EventCounts counts, final float[] numerical) {
        final int rightSwipes = counts.of(EventType.PROPERTY_SWIPE) - counts.leftSwipes();
        final int likes = counts.of(EventType.PROPERTY_LIKE) + rightSwipes;
        final int dislikes = counts.of(EventType.PROPERTY_DISLIKE) + counts.leftSwipes();
        final double ratio = (likes + 1.0) / (likes + dislikes + 2.0);
        numerical[LeadFeatureSchema.LIKE_RATIO] = (float) ratio;
        numerical[LeadFeatureSchema.DECISION_CONFIDENCE] = (float) Math.abs(2 * ratio - 1);
    }

    void put(final EventCounts counts, final PropertyTable properties, final float[] numerical) {
        numerical[LeadFeatureSchema.VIEW_SECONDS_TOTAL] = (float) seconds;
        if (timedViews > 0) {
            numerical[LeadFeatureSchema.VIEW_SECONDS_MEAN] = (float) (seconds / timedViews);
            numerical[LeadFeatureSchema.VIEW_SECONDS_MAX] = longest;
        }
        final int viewed = properties.count(PropertyTable.VIEWED);
        final int saved = properties.count(PropertyTable.SAVED);
        // A share of nothing is 0 / 0, which is NaN.
        numerical[LeadFeatureSchema.VIEW_TO_LIKE_RATE] =
                share(properties.count(PropertyTable.VIEWED | PropertyTable.LIKED), viewed);
        numerical[LeadFeatureSchema.VIEW_TO_SAVE_RATE] =
                share(properties.count(PropertyTable.VIEWED | PropertyTable.SAVED), viewed);
        numerical[LeadFeatureSchema.VIEW_TO_TOUR_RATE] =
                share(properties.count(PropertyTable.VIEWED | PropertyTable.TOURED), viewed);
        numerical[LeadFeatureSchema.SAVE_TO_TOUR_RATE] =
                share(properties.count(PropertyTable.SAVED | PropertyTable.TOURED), saved);
        numerical[LeadFeatureSchema.REVISIT_RATE] = share(properties.count(PropertyTable.REVISITED), viewed);
        numerical[LeadFeatureSchema.EXPLORATION_RATIO] = share(viewed, counts.of(EventType.PROPERTY_VIEW));
        numerical[LeadFeatureSchema.BOOKING_FOLLOW_THROUGH] =
                Math.min(1, share(counts.of(EventType.BOOKING_COMPLETED), counts.of(EventType.BOOKING_REQUEST)));
        numerical[LeadFeatureSchema.SEARCH_REFINEMENT_RATE] = counts.of(EventType.SEARCH_QUERY) == 0 ? Float.NaN
                : share(counts.of(EventType.FILTER_APPLIED), counts.of(EventType.SEARCH_QUERY));
    }

    private static float share(final int part, final int whole) {
        return (float) ((double) part / whole);
    }
}
