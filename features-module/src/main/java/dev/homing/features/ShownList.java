package dev.homing.features;

import dev.homing.tracking.store.RecommendationEntry;
import dev.homing.tracking.store.RecommendationFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A list that a lead was recommended and saw something of, read from a server's log of lists and feedback.
 *
 * @param leadId of the lead, as it was sent
 * @param atMs   when the list was made, milliseconds since 1970
 * @param seen   what the lead saw of it, best first; never empty
 */
public record ShownList(String leadId, long atMs, List<Seen> seen) {
    // Numbers of fields and values in recommendation_service.proto.
    private static final int REQUEST_LEAD_ID = 1;
    private static final int RESPONSE_RECOMMENDATIONS = 4;
    private static final int RECOMMENDATION_PROPERTY_ID = 1;
    private static final int REQUEST_FEEDBACK = 2;
    private static final int FEEDBACK_KIND = 1;
    private static final int FEEDBACK_PROPERTY_ID = 2;
    private static final int FEEDBACK_OCCURRED_AT = 3;
    private static final int KIND_CLICK = 2;
    private static final int KIND_LIKE = 3;
    private static final int KIND_DISMISS = 4;
    private static final int TIMESTAMP_SECONDS = 1;
    private static final int TIMESTAMP_NANOS = 2;

    private static final long MS_PER_SECOND = 1_000;
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long UNKNOWN = Long.MAX_VALUE;

    /**
     * A listing on the list that the lead saw: that was said of it, or it was clicked, liked or dismissed.
     *
     * @param propertyId  of the listing
     * @param atMs        when first, milliseconds since 1970: as it was said, or when the list was made, which is never later
     * @param isTaken     whether the lead clicked or liked it
     * @param isDismissed whether the lead wants no more of it
     */
    public record Seen(String propertyId, long atMs, boolean isTaken, boolean isDismissed) {
        /**
         * Says what a lead did with a listing.
         *
         * @param propertyId  of the listing
         * @param atMs        when it was seen first, milliseconds since 1970
         * @param isTaken     whether the lead clicked or liked it
         * @param isDismissed whether the lead wants no more of it
         * @throws NullPointerException without an id
         */
        public Seen {
            Objects.requireNonNull(propertyId, "propertyId");
        }

        private Seen and(final Seen other) {
            return new Seen(propertyId, Math.min(atMs, other.atMs), isTaken || other.isTaken, isDismissed || other.isDismissed);
        }

        private Seen on(final long listMs) {
            return new Seen(propertyId, atMs == UNKNOWN ? listMs : Math.max(listMs, atMs), isTaken, isDismissed);
        }
    }

    /**
     * Says what a lead saw of a list.
     *
     * @param leadId of the lead
     * @param atMs   when the list was made, milliseconds since 1970
     * @param seen   best first
     * @throws NullPointerException without an id, or what was seen
     */
    public ShownList {
        Objects.requireNonNull(leadId, "leadId");
        seen = List.copyOf(seen);
    }

    /**
     * Reads the lists of a tenant of which anything was seen up to an instant, also while a server writes. Feedback that does not
     * say when it happened counts as of the instant of its list. What is no message of the protocol is left out.
     *
     * @param data    folder of the server
     * @param tenant  whose
     * @param untilMs later lists do not exist for the answer, nor what is said to have happened later
     * @param lists   gets one after the other, in the order of the log
     * @throws IOException when the disk refuses it
     */
    public static void read(final Path data, final int tenant, final long untilMs, final Consumer<ShownList> lists)
            throws IOException {
        RecommendationFiles.of(data).forEach(untilMs, file -> {
            // Feedback is small and there is little of it; most lists come to nothing, and are never held.
            final Map<UUID, Map<String, Seen>> seen = new HashMap<>();
            file.forEach(entry -> {
                if (is(entry, RecommendationEntry.FEEDBACK, tenant, untilMs)) {
                    feedback(entry, untilMs).forEach(one -> seen.computeIfAbsent(entry.id(), id -> new LinkedHashMap<>())
                            .merge(one.propertyId(), one, Seen::and));
                }
            });
            if (seen.isEmpty()) {
                return;
            }
            file.forEach(entry -> {
                if (is(entry, RecommendationEntry.ANSWER, tenant, untilMs)) {
                    final Map<String, Seen> ofList = seen.remove(entry.id());
                    if (ofList != null) {
                        list(entry, ofList).ifPresent(lists);
                    }
                }
            });
        });
    }

    private static boolean is(final RecommendationEntry entry, final byte kind, final int tenant, final long untilMs) {
        return entry.kind() == kind && entry.tenant() == tenant && RecommendationFiles.ms(entry.id()) <= untilMs;
    }

    private static Optional<ShownList> list(final RecommendationEntry entry, final Map<String, Seen> seen) {
        final long atMs = RecommendationFiles.ms(entry.id());
        final List<Seen> inOrder = new ArrayList<>(seen.size());
        try {
            for (final WireMessage one : WireMessage.all(WireMessage.of(entry.answer()), RESPONSE_RECOMMENDATIONS)) {
                final Seen found = seen.get(WireMessage.text(one, RECOMMENDATION_PROPERTY_ID));
                if (found != null) {
                    inOrder.add(found.on(atMs));
                }
            }
            final String lead = WireMessage.text(WireMessage.of(entry.request()), REQUEST_LEAD_ID);
            return inOrder.isEmpty() ? Optional.empty() : Optional.of(new ShownList(lead, atMs, inOrder));
        } catch (final IllegalArgumentException e) {
            // The checksum is right and the message is not: whoever wrote this was not a server.
            return Optional.empty();
        }
    }

    private static List<Seen> feedback(final RecommendationEntry entry, final long untilMs) {
        try {
            final List<Seen> found = new ArrayList<>();
            for (final WireMessage one : WireMessage.all(WireMessage.of(entry.request()), REQUEST_FEEDBACK)) {
                final Seen seen = seen(one);
                if (seen.atMs() == UNKNOWN || seen.atMs() <= untilMs) {
                    found.add(seen);
                }
            }
            return found;
        } catch (final IllegalArgumentException e) {
            return List.of();
        }
    }

    private static Seen seen(final WireMessage feedback) {
        final String property = WireMessage.text(feedback, FEEDBACK_PROPERTY_ID);
        final long[] kind = {0};
        final long[] atMs = {UNKNOWN};
        feedback.forEach(field -> {
            if (field == FEEDBACK_KIND) {
                kind[0] = feedback.integer();
            } else if (field == FEEDBACK_OCCURRED_AT) {
                atMs[0] = ms(feedback.message());
            }
        });
        return new Seen(property, atMs[0], kind[0] == KIND_CLICK || kind[0] == KIND_LIKE, kind[0] == KIND_DISMISS);
    }

    private static long ms(final WireMessage timestamp) {
        final long[] ms = {0};
        timestamp.forEach(field -> {
            if (field == TIMESTAMP_SECONDS) {
                ms[0] += timestamp.integer() * MS_PER_SECOND;
            } else if (field == TIMESTAMP_NANOS) {
                ms[0] += timestamp.integer() / NANOS_PER_MS;
            }
        });
        return ms[0];
    }
}
