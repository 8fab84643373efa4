package dev.homing.features;

import dev.homing.tracking.EventType;

/** How seriously the lead looks at properties: viewing times, likes, and what share goes on to the next step. */
final class InterestFeatures {
    /** Marks that are counted where a property has all of them; below, which is which. */
    private static final int[] COUNTED = {
        PropertyTable.SAVED, PropertyTable.VIEWED | PropertyTable.LIKED, PropertyTable.VIEWED | PropertyTable.SAVED,
        PropertyTable.VIEWED | PropertyTable.TOURED, PropertyTable.SAVED | PropertyTable.TOURED, PropertyTable.REVISITED};
    private static final int SAVED = 0;
    private static final int VIEWED_AND_LIKED = 1;
    private static final int VIEWED_AND_SAVED = 2;
    private static final int VIEWED_AND_TOURED = 3;
    private static final int SAVED_AND_TOURED = 4;
    private static final int REVISITED = 5;
    /** Six counts of up to 512 properties are one number. */
    private static final int COUNT_BITS = 10;
    private static final int COUNT_MASK = (1 << COUNT_BITS) - 1;
    private static final long[] COUNTS_OF_MARKS = countsOfMarks();

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
        long counts = 0;
        for (int property = 1; property <= properties.size(); property++) {
            final int marks = properties.marks(property);
            viewed += marks & PropertyTable.VIEWED;
            counts += COUNTS_OF_MARKS[marks];
        }
        final int saved = count(counts, SAVED);
        numerical[LeadFeatureSchema.VIEW_TO_LIKE_RATE] = Ratio.of(count(counts, VIEWED_AND_LIKED), viewed);
        numerical[LeadFeatureSchema.VIEW_TO_SAVE_RATE] = Ratio.of(count(counts, VIEWED_AND_SAVED), viewed);
        numerical[LeadFeatureSchema.VIEW_TO_TOUR_RATE] = Ratio.of(count(counts, VIEWED_AND_TOURED), viewed);
        numerical[LeadFeatureSchema.SAVE_TO_TOUR_RATE] = Ratio.of(count(counts, SAVED_AND_TOURED), saved);
        numerical[LeadFeatureSchema.REVISIT_RATE] = Ratio.of(count(counts, REVISITED), viewed);
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

    /** What a property with some marks adds to the counts: all at once, and without a branch, which no processor could guess. */
    private static long[] countsOfMarks() {
        final long[] counts = new long[PropertyTable.MARKS_MASK + 1];
        for (int marks = 0; marks < counts.length; marks++) {
            for (int i = 0; i < COUNTED.length; i++) {
                counts[marks] |= (marks & COUNTED[i]) == COUNTED[i] ? 1L << (i * COUNT_BITS) : 0;
            }
        }
        return counts;
    }

    private static int count(final long counts, final int which) {
        return (int) (counts >>> (which * COUNT_BITS)) & COUNT_MASK;
    }
}
