package dev.homing.features;

import static dev.homing.tracking.codec.TimelineRecord.NOT_COMPLETED_FLAG;
import static dev.homing.tracking.codec.TimelineRecord.SWIPE_LEFT_FLAG;
import static dev.homing.tracking.codec.TimelineRecord.SWIPE_RIGHT_FLAG;
import static dev.homing.tracking.codec.TimelineRecord.URGENCY_HIGH_FLAG;
import static dev.homing.tracking.codec.TimelineRecord.URGENCY_LOW_FLAG;

import dev.homing.tracking.EventType;
import dev.homing.tracking.PropertyStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** {@code property-v1} once more, written down sentence by sentence over plain collections: slow, and shares no code. */
final class SlowPropertyFeatures {
    private static final double DAY_MS = 86_400_000;

    private final Map<String, Double> values = new HashMap<>();
    private final List<Happening> events;
    private final List<Offer> offers;
    private final UnaryOperator<String> root;
    private final String property;
    private final long asOf;

    /** Of a property, with all events that count, all offers in order of time, and who goes by which id. */
    SlowPropertyFeatures(
            final List<Happening> events,
            final List<Offer> offers,
            final UnaryOperator<String> root,
            final String property,
            final long asOf) {
        this.events = Happening.inOrder(events.stream()
                .filter(event -> event.property.equals(property) && event.type.isLeadEvent()));
        this.offers = offers;
        this.root = root;
        this.property = property;
        this.asOf = asOf;
        final List<Happening> window = window(asOf);
        counts(window);
        people(window);
        values.put("popularity", popularity(asOf));
        final double before = popularity(asOf - 7 * (long) DAY_MS);
        if (before > 0) {
            values.put("popularity_trend", popularity(asOf) / before);
        }
        market();
    }

    double value(final int index) {
        return values.getOrDefault(FeatureSchema.PROPERTY.numerical().get(index).name(), Double.NaN);
    }

    private List<Happening> window(final long until) {
        return events.stream().filter(event -> event.at > until - 30 * (long) DAY_MS && event.at <= until)
                .collect(Collectors.toList());
    }

    private void counts(final List<Happening> window) {
        values.put("view_count", count(window, EventType.PROPERTY_VIEW));
        values.put("save_count", count(window, EventType.PROPERTY_SAVE));
        values.put("share_count", count(window, EventType.PROPERTY_SHARE));
        values.put("tour_count", count(window, EventType.TOUR_SCHEDULED) + count(window, EventType.BOOKING_REQUEST));
        final double likes = count(window, EventType.PROPERTY_LIKE)
                + window.stream().filter(event -> event.hasFlag(SWIPE_RIGHT_FLAG)).count();
        final double dislikes = count(window, EventType.PROPERTY_DISLIKE)
                + window.stream().filter(event -> event.hasFlag(SWIPE_LEFT_FLAG)).count();
        values.put("like_count", likes);
        values.put("dislike_count", dislikes);
        values.put("like_ratio", (likes + 1) / (likes + dislikes + 2));
        window.stream().filter(event -> event.seconds > 0).mapToDouble(event -> Math.min(600, event.seconds)).average()
                .ifPresent(mean -> values.put("view_seconds_mean", mean));
    }

    private static double count(final List<Happening> window, final EventType type) {
        return window.stream().filter(event -> event.type == type).count();
    }

    private void people(final List<Happening> window) {
        final Map<String, List<Happening>> byLead = new LinkedHashMap<>();
        window.forEach(event -> byLead.computeIfAbsent(root.apply(event.lead), lead -> new ArrayList<>()).add(event));
        values.put("distinct_leads", (double) byLead.size());
        double viewers = 0;
        double savers = 0;
        double returned = 0;
        for (final List<Happening> own : byLead.values()) {
            final Set<Integer> sessionsWithViews = new HashSet<>();
            int session = 0;
            for (int i = 0; i < own.size(); i++) {
                session += i > 0 && isNewSession(own.get(i - 1), own.get(i)) ? 1 : 0;
                if (own.get(i).type == EventType.PROPERTY_VIEW) {
                    sessionsWithViews.add(session);
                }
            }
            viewers += sessionsWithViews.isEmpty() ? 0 : 1;
            returned += sessionsWithViews.size() > 1 ? 1 : 0;
            savers += own.stream().anyMatch(event -> event.type == EventType.PROPERTY_SAVE) ? 1 : 0;
        }
        if (viewers > 0) {
            values.put("save_rate", Math.min(1, savers / viewers));
            values.put("return_viewer_share", returned / viewers);
        }
    }

    private static boolean isNewSession(final Happening before, final Happening event) {
        return event.at - before.at > 30 * 60_000
                || (!before.session.isEmpty() && !event.session.isEmpty() && !before.session.equals(event.session));
    }

    private double popularity(final long until) {
        return window(until).stream()
                .mapToDouble(event -> weight(event) * Math.pow(2, -(until - event.at) / DAY_MS / 7)).sum();
    }

    private static double weight(final Happening event) {
        return switch (event.type) {
            case PROPERTY_VIEW -> event.seconds > 60 ? 1.5 : event.seconds > 30 ? 1.2 : 1;
            case PROPERTY_SWIPE -> event.hasFlag(SWIPE_LEFT_FLAG) ? -1 : 2;
            case PROPERTY_LIKE -> 2;
            case PROPERTY_DISLIKE -> -1;
            case PROPERTY_SAVE -> 3;
            case PROPERTY_UNSAVE -> -1.5;
            case PROPERTY_SHARE -> 2.5;
            case BOOKING_REQUEST -> event.hasFlag(URGENCY_HIGH_FLAG) ? 6.5 : event.hasFlag(URGENCY_LOW_FLAG) ? 4 : 5;
            case TOUR_SCHEDULED, FORM_SUBMISSION -> 4;
            case PAGE_VIEW -> 0.5;
            case LEAD_INTERACTION -> 1;
            case TOUR_COMPLETED -> event.hasFlag(NOT_COMPLETED_FLAG) ? -1 : 6;
            case BOOKING_COMPLETED -> event.hasFlag(NOT_COMPLETED_FLAG) ? -2 : 7;
            default -> throw new IllegalArgumentException(event.type + " is not generated");
        };
    }

    private void market() {
        final Offer now = versionAt(property);
        if (now == null || now.listedAt > asOf) {
            return;
        }
        final List<Offer> known = versions(property).stream().filter(offer -> offer == now || offer.effectiveAt <= asOf)
                .collect(Collectors.toList());
        long end = asOf;
        for (int i = known.size() - 1; i >= 0 && isOff(known.get(i)); i--) {
            end = Math.min(end, known.get(i).effectiveAt);
        }
        values.put("days_on_market", Math.max(0, end - now.listedAt) / DAY_MS);
        known.stream().filter(offer -> isAlike(offer, now) && !Double.isNaN(offer.price)).findFirst()
                .ifPresent(first -> values.put("price_change_ratio", now.price / first.price - 1));
        final double[] prices = offers.stream().map(offer -> offer.property).distinct().map(this::versionAt)
                .filter(other -> other.status == PropertyStatus.ACTIVE && other.listedAt <= asOf && isAlike(other, now)
                        && !now.area.isEmpty() && other.area.equals(now.area) && other.type == now.type)
                .mapToDouble(other -> other.price).filter(price -> !Double.isNaN(price)).sorted().toArray();
        if (prices.length >= 5) {
            final double median =
                    DoubleStream.of(prices[(prices.length - 1) / 2], prices[prices.length / 2]).average().orElseThrow();
            values.put("price_to_area_median", now.price / median);
        }
    }

    private static boolean isOff(final Offer offer) {
        return offer.status == PropertyStatus.SOLD || offer.status == PropertyStatus.WITHDRAWN;
    }

    private static boolean isAlike(final Offer one, final Offer other) {
        return one.kind == other.kind && one.currency.equals(other.currency);
    }

    private List<Offer> versions(final String id) {
        return offers.stream().filter(offer -> offer.property.equals(id))
                .sorted(Comparator.comparingLong(offer -> offer.effectiveAt)).collect(Collectors.toList());
    }

    private Offer versionAt(final String id) {
        final List<Offer> versions = versions(id);
        return versions.stream().filter(offer -> offer.effectiveAt <= asOf).reduce((older, newer) -> newer)
                .orElse(versions.isEmpty() ? null : versions.get(0));
    }
}
