package dev.homing.features;

import dev.homing.features.catalog.TenantCatalog;
import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Activity;
import dev.homing.tracking.codec.ActivityRecord;
import dev.homing.tracking.codec.TimelineRecord;
import dev.homing.tracking.store.LeadRoots;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * Computes {@code property-v1} in one pass over what happened to a property. Lead events alone count; what an agent did about the
 * property says nothing of its worth to people. A merged lead is one lead, as of now: merges have no history.
 *
 * <p>No clock. Scratch grows with the distinct leads of the window and with the listings of the property's area; nothing is
 * allocated once it has grown. One instance belongs to one thread.
 */
public final class PropertyFeatureExtractor {
    private static final long DAY_MS = 86_400_000;
    private static final long WINDOW_MS = 30 * DAY_MS;
    private static final long TREND_MS = 7 * DAY_MS;
    /** How far back events are looked at: popularity of seven days ago has a window of its own. */
    static final long REACH_MS = WINDOW_MS + TREND_MS;
    private static final long SESSION_GAP_MS = 30 * 60_000;
    private static final EventType[] TYPES = EventType.values();

    private static final int VIEWED = 1;
    private static final int SAVED = 1 << 1;
    /** In the session that the lead is in. */
    private static final int VIEWED_NOW = 1 << 2;
    /** In two sessions or more. */
    private static final int RETURNED = 1 << 3;

    private static final int VIEW = EventType.PROPERTY_VIEW.code();
    private static final int SAVE = EventType.PROPERTY_SAVE.code();

    private final EngagementWeights weights;
    private final LeadTable leads = new LeadTable();
    private final FadingSum popularity = new FadingSum();
    private final FadingSum popularityBefore = new FadingSum();
    private final MarketFeatures market = new MarketFeatures();
    private final int[] counts = new int[EventType.COUNT + 1];
    private int likes;
    private int dislikes;
    private double viewSeconds;
    private int timedViews;

    /**
     * Creates an extractor.
     *
     * @param weights of events, for popularity
     */
    public PropertyFeatureExtractor(final EngagementWeights weights) {
        this.weights = weights;
    }

    /**
     * Computes a vector.
     *
     * @param activity on the property, that of 37 days up to the instant at least
     * @param roots    the tenant's merged and erased leads, asked for after the activity was read
     * @param catalog  the tenant's properties
     * @param ordinal  of the property
     * @param asOfMs   the instant, milliseconds since 1970; what is later does not exist
     * @param features is filled: at least {@link PropertyFeatureSchema#LENGTH} slots, NaN where there is nothing to say
     */
    public void extract(
            final Activity activity,
            final LeadRoots roots,
            final TenantCatalog catalog,
            final int ordinal,
            final long asOfMs,
            final float[] features) {
        clear(asOfMs);
        final DirectBuffer buffer = activity.buffer();
        for (int i = 0; i < activity.count(); i++) {
            final int offset = activity.offset(i);
            final long occurredAt = activity.occurredAt(i);
            final int type = ActivityRecord.typeCode(buffer, offset);
            final long lead = ActivityRecord.leadHash(buffer, offset);
            if (EventType.isLeadEvent(type) && !roots.isErased(lead, occurredAt)) {
                final float amount = ActivityRecord.amount(buffer, offset);
                final int flags = ActivityRecord.flags(buffer, offset);
                final long micros = weights.micros(type, flags, amount);
                popularity.add(occurredAt, micros);
                popularityBefore.add(occurredAt, micros);
                if (occurredAt > asOfMs - WINDOW_MS && occurredAt <= asOfMs) {
                    count(type, flags, amount);
                    addToLead(roots.root(lead), type, occurredAt, ActivityRecord.sessionHash(buffer, offset));
                }
            }
        }
        Arrays.fill(features, 0, PropertyFeatureSchema.LENGTH, Float.NaN);
        put(features);
        market.put(catalog, ordinal, asOfMs, features);
    }

    private void clear(final long asOfMs) {
        leads.clear();
        popularity.clear(asOfMs - WINDOW_MS, asOfMs);
        popularityBefore.clear(asOfMs - REACH_MS, asOfMs - TREND_MS);
        Arrays.fill(counts, 0);
        likes = 0;
        dislikes = 0;
        viewSeconds = 0;
        timedViews = 0;
    }

    private void count(final int type, final int flags, final float amount) {
        counts[type]++;
        switch (TYPES[type - 1]) {
            case PROPERTY_LIKE -> likes++;
            case PROPERTY_DISLIKE -> dislikes++;
            case PROPERTY_SWIPE -> {
                likes += (flags & TimelineRecord.SWIPE_RIGHT_FLAG) == 0 ? 0 : 1;
                dislikes += (flags & TimelineRecord.SWIPE_LEFT_FLAG) == 0 ? 0 : 1;
            }
            case PROPERTY_VIEW -> {
                // Not when it is NaN either.
                if (amount > 0) {
                    viewSeconds += amount;
                    timedViews++;
                }
            }
            default -> { }
        }
    }

    private void addToLead(final long root, final int type, final long occurredAt, final long session) {
        final int known = leads.size();
        final int i = leads.add(root);
        final boolean isOther = session != 0 && leads.session(i) != 0 && session != leads.session(i);
        if (i == known || isOther || occurredAt - leads.time(i) > SESSION_GAP_MS) {
            leads.unmark(i, VIEWED_NOW);
        }
        leads.time(i, occurredAt);
        leads.session(i, session);
        if (type == SAVE) {
            leads.mark(i, SAVED);
        } else if (type == VIEW) {
            if (leads.isMarked(i, VIEWED) && !leads.isMarked(i, VIEWED_NOW)) {
                leads.mark(i, RETURNED);
            }
            leads.mark(i, VIEWED | VIEWED_NOW);
        }
    }

    private void put(final float[] features) {
        final double viewers = leads.count(VIEWED);
        features[PropertyFeatureSchema.VIEW_COUNT] = counts[VIEW];
        features[PropertyFeatureSchema.DISTINCT_LEADS] = leads.size();
        features[PropertyFeatureSchema.LIKE_COUNT] = likes;
        features[PropertyFeatureSchema.DISLIKE_COUNT] = dislikes;
        features[PropertyFeatureSchema.SAVE_COUNT] = counts[SAVE];
        features[PropertyFeatureSchema.SHARE_COUNT] = counts[EventType.PROPERTY_SHARE.code()];
        features[PropertyFeatureSchema.TOUR_COUNT] =
                counts[EventType.TOUR_SCHEDULED.code()] + counts[EventType.BOOKING_REQUEST.code()];
        features[PropertyFeatureSchema.SAVE_RATE] = Math.min(1, Ratio.of(leads.count(SAVED), viewers));
        features[PropertyFeatureSchema.LIKE_RATIO] = (float) ((likes + 1.0) / (likes + dislikes + 2.0));
        features[PropertyFeatureSchema.VIEW_SECONDS_MEAN] = Ratio.of(viewSeconds, timedViews);
        features[PropertyFeatureSchema.RETURN_VIEWER_SHARE] = Ratio.of(leads.count(RETURNED), viewers);
        features[PropertyFeatureSchema.POPULARITY] = (float) popularity.value();
        final double before = popularityBefore.value();
        features[PropertyFeatureSchema.POPULARITY_TREND] =
                before > 0 ? (float) (popularity.value() / before) : Float.NaN;
    }
}
