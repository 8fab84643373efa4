package dev.homing.serving.demo;

import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.PropertyDislikeDetails;
import dev.homing.proto.v1.PropertyLikeDetails;
import dev.homing.proto.v1.PropertySaveDetails;
import dev.homing.proto.v1.PropertyShareDetails;
import dev.homing.proto.v1.PropertyViewDetails;

/** A look at one home and what comes of it: the better the impression, the longer the look and the likelier a like or a save. */
final class Look {
    /** The longest look with all that comes of it. */
    static final long MAX_MS = 900_000L;

    private static final int MAX_SECONDS = 600;
    private static final double LIKE_THRESHOLD = 0.86;
    private static final double SAVE_THRESHOLD = 0.91;
    private static final double STEEPNESS = 0.04;
    private static final double DISLIKE_THRESHOLD = 0.55;
    private static final int PHOTOS = 24;

    private final Hunt hunt;
    private final Dice dice;
    private final Mood mood;
    private final String sessionId;

    Look(final Hunt hunt, final Mood mood, final String sessionId) {
        this.hunt = hunt;
        this.mood = mood;
        this.sessionId = sessionId;
        dice = hunt.dice();
    }

    /** Looks at a home; tells when the lead has turned away from it. Nothing happens from {@code endMs} on. */
    long at(final Offer offer, final String referrer, final long fromMs, final long endMs) {
        final double impression = hunt.standing(offer) + mood.cheer() + dice.normal(0, mood.noise());
        hunt.remember(offer, impression);
        final double seconds = Math.min(MAX_SECONDS, dice.around(14 * Math.exp(1.4 * impression) * mood.patience(), 0.5));
        final double part = Math.min(1, seconds / 90);
        hunt.log(fromMs, inVisit(EventType.PROPERTY_VIEW, offer).setPropertyView(PropertyViewDetails.newBuilder()
                .setViewSeconds(Math.round(seconds * 10) / 10.0)
                .setPhotosViewed((int) Math.round(PHOTOS * part * dice.between(0.4, 1.0)))
                .setScrollDepth(Math.round(100 * part) / 100.0).setReferrer(referrer)));
        offer.warm(1);
        long nowMs = fromMs + (long) (1_000 * seconds);
        if (nowMs + 3 * 8_000 < endMs && offer.isActiveAt(nowMs + 3 * 8_000) && hunt.judge(offer)) {
            nowMs = react(offer, impression, nowMs);
        }
        return nowMs + dice.between(1_000L, 6_000L);
    }

    private long react(final Offer offer, final double impression, final long fromMs) {
        final double readiness = Math.min(1.6, hunt.lead().expressivity());
        long nowMs = fromMs;
        final boolean isLiked = dice.chance(0.24 * readiness * beyond(LIKE_THRESHOLD, impression));
        if (isLiked) {
            hunt.log(nowMs, inVisit(EventType.PROPERTY_LIKE, offer)
                    .setPropertyLike(PropertyLikeDetails.newBuilder().setReferrer("home-page")));
            offer.warm(2);
            nowMs += dice.between(1_000L, 8_000L);
        }
        final boolean isSaved = dice.chance((isLiked ? 0.4 : 0.1) * readiness * beyond(SAVE_THRESHOLD, impression));
        if (isSaved) {
            hunt.log(nowMs, inVisit(EventType.PROPERTY_SAVE, offer)
                    .setPropertySave(PropertySaveDetails.newBuilder().setListName("favourites")));
            hunt.favourites().add(offer);
            offer.warm(3);
            nowMs += dice.between(1_000L, 8_000L);
        }
        if ((isLiked || isSaved) && dice.chance(0.2)) {
            hunt.log(nowMs, inVisit(EventType.PROPERTY_SHARE, offer).setPropertyShare(PropertyShareDetails.newBuilder()
                    .setShareMethod(dice.chance(0.6) ? "link" : "email").setRecipientCount(dice.between(1, 3))));
        } else if (impression < DISLIKE_THRESHOLD && dice.chance(0.35 * readiness)) {
            hunt.log(nowMs, inVisit(EventType.PROPERTY_DISLIKE, offer)
                    .setPropertyDislike(PropertyDislikeDetails.newBuilder().setReason(reason(offer))));
        }
        return nowMs;
    }

    private String reason(final Offer offer) {
        if (offer.price() > 1.15 * hunt.lead().taste().budget()) {
            return "too expensive";
        }
        return offer.listing().sizeSqft() < 0.8 * hunt.lead().taste().sizeSqft() ? "too small" : "not for me";
    }

    private static double beyond(final double threshold, final double impression) {
        return 1 / (1 + Math.exp((threshold - impression) / STEEPNESS));
    }

    private Event.Builder inVisit(final EventType type, final Offer offer) {
        return hunt.event(type, offer).setSessionId(sessionId);
    }
}
