package dev.homing.features;

import dev.homing.tracking.EventType;

/** How seriously the lead looks at properties: viewing times, likes, and what share goes on to the next step. */
final class InterestFeatures {
    private final LeadEvents events;

    InterestFeatures(final LeadEvents events) {
        this.events = events;
    }

    /** Also without any events. */
    void putLikes(final float[] numerical) {
        final int likes = events.count(EventKind.LIKE) + events.count(EventKind.SWIPE_RIGHT);
        final int dislikes = events.count(EventKind.DISLIKE) + events.count(EventKind.SWIPE_LEFT);
        final double ratio = (likes + 1.0) / (likes + dislikes + 2.0);
        numerical[LeadFeatureSchema.LIKE_RATIO] = (float) ratio;
        numerical[LeadFeatureSchema.DECISION_CONFIDENCE] = (float) Math.abs(2 * ratio - 1);
    }

    void put(final PropertyTable properties, final float[] numerical) {
        putViews(numerical);
        int viewed = 0;
        int saved = 0;
        int viewedLiked = 0;
        int viewedSaved = 0;
        int viewedToured = 0;
        int savedToured = 0;
        int revisited = 0;
        for (int property = 1; property <= properties.size(); property++) {
            final int marks = properties.marks(property);
            final int isViewed = has(marks, PropertyTable.VIEWED);
            final int isSaved = has(marks, PropertyTable.SAVED);
            final int isToured = has(marks, PropertyTable.TOURED);
            viewed += isViewed;
            saved += isSaved;
            viewedLiked += isViewed & has(marks, PropertyTable.LIKED);
            viewedSaved += isViewed & isSaved;
            viewedToured += isViewed & isToured;
            savedToured += isSaved & isToured;
            revisited += has(marks, PropertyTable.REVISITED);
        }
        numerical[LeadFeatureSchema.VIEW_TO_LIKE_RATE] = Ratio.of(viewedLiked, viewed);
        numerical[LeadFeatureSchema.VIEW_TO_SAVE_RATE] = Ratio.of(viewedSaved, viewed);
        numerical[LeadFeatureSchema.VIEW_TO_TOUR_RATE] = Ratio.of(viewedToured, viewed);
        numerical[LeadFeatureSchema.SAVE_TO_TOUR_RATE] = Ratio.of(savedToured, saved);
        numerical[LeadFeatureSchema.REVISIT_RATE] = Ratio.of(revisited, viewed);
        numerical[LeadFeatureSchema.EXPLORATION_RATIO] = Ratio.of(viewed, events.count(EventType.PROPERTY_VIEW));
        numerical[LeadFeatureSchema.BOOKING_FOLLOW_THROUGH] =
                Math.min(1, Ratio.of(events.count(EventKind.BOOKING_COMPLETED), events.count(EventType.BOOKING_REQUEST)));
        numerical[LeadFeatureSchema.SEARCH_REFINEMENT_RATE] =
                Ratio.of(events.count(EventType.FILTER_APPLIED), events.count(EventType.SEARCH_QUERY));
    }

    private void putViews(final float[] numerical) {
        numerical[LeadFeatureSchema.VIEW_SECONDS_TOTAL] = (float) events.viewSeconds();
        if (events.timedViews() > 0) {
            numerical[LeadFeatureSchema.VIEW_SECONDS_MEAN] = (float) (events.viewSeconds() / events.timedViews());
            numerical[LeadFeatureSchema.VIEW_SECONDS_MAX] = events.longestViewSeconds();
        }
    }

    /** 1 or 0, without a branch: which marks a property has no processor can guess. */
    private static int has(final int marks, final int mark) {
        return (marks & mark) / mark;
    }
}
