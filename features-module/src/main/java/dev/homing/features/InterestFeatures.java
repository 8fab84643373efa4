package dev.homing.features;

import dev.homing.tracking.EventType;
import java.util.Arrays;

/** How seriously the lead looks at properties: viewing times, likes, and what share goes on to the next step. */
final class InterestFeatures {
    private final LeadEvents events;
    private final int[] markCounts = new int[PropertyTable.MARKS];

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
        Arrays.fill(markCounts, 0);
        for (int i = 0; i < properties.size(); i++) {
            markCounts[properties.marks(i)]++;
        }
        final int viewed = having(PropertyTable.VIEWED);
        final int saved = having(PropertyTable.SAVED);
        numerical[LeadFeatureSchema.VIEW_TO_LIKE_RATE] = Ratio.of(having(PropertyTable.VIEWED | PropertyTable.LIKED), viewed);
        numerical[LeadFeatureSchema.VIEW_TO_SAVE_RATE] = Ratio.of(having(PropertyTable.VIEWED | PropertyTable.SAVED), viewed);
        numerical[LeadFeatureSchema.VIEW_TO_TOUR_RATE] = Ratio.of(having(PropertyTable.VIEWED | PropertyTable.TOURED), viewed);
        numerical[LeadFeatureSchema.SAVE_TO_TOUR_RATE] = Ratio.of(having(PropertyTable.SAVED | PropertyTable.TOURED), saved);
        numerical[LeadFeatureSchema.REVISIT_RATE] = Ratio.of(having(PropertyTable.REVISITED), viewed);
        numerical[LeadFeatureSchema.EXPLORATION_RATIO] = Ratio.of(viewed, events.count(EventType.PROPERTY_VIEW));
        numerical[LeadFeatureSchema.BOOKING_FOLLOW_THROUGH] =
                Math.min(1, Ratio.of(events.count(EventKind.BOOKING_COMPLETED), events.count(EventType.BOOKING_REQUEST)));
        numerical[LeadFeatureSchema.SEARCH_REFINEMENT_RATE] =
                Ratio.of(events.count(EventType.FILTER_APPLIED), events.count(EventType.SEARCH_QUERY));
    }

    private void putViews(final float[] numerical) {
        int timed = 0;
        double seconds = 0;
        float longest = 0;
        for (int i = 0; i < events.count(); i++) {
            if (events.kind(i) <= EventKind.VERY_LONG_VIEW.ordinal()) {
                final float viewed = events.viewSeconds(i);
                // False for NaN.
                if (viewed > 0) {
                    timed++;
                    seconds += viewed;
                    longest = Math.max(longest, viewed);
                }
            }
        }
        numerical[LeadFeatureSchema.VIEW_SECONDS_TOTAL] = (float) seconds;
        if (timed > 0) {
            numerical[LeadFeatureSchema.VIEW_SECONDS_MEAN] = (float) (seconds / timed);
            numerical[LeadFeatureSchema.VIEW_SECONDS_MAX] = longest;
        }
    }

    /** How many properties have all of some marks. */
    private int having(final int wanted) {
        int count = 0;
        for (int marks = wanted; marks < markCounts.length; marks++) {
            count += (marks & wanted) == wanted ? markCounts[marks] : 0;
        }
        return count;
    }
}
