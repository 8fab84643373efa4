package dev.homing.features;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Activity;
import dev.homing.tracking.codec.ActivityRecord;
import dev.homing.tracking.codec.TimelineRecord;
import dev.homing.tracking.store.LeadRoots;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * Computes {@code agent-v1} in one pass over the events that carry an agent, newest first. A merged lead is one lead, as of now:
 * merges have no history.
 *
 * <p>A lead's form, booking request or lead interaction is answered by the agent's next action or interaction for that lead, in
 * order of (occurred at, sequence), when that comes within 7 days and not after the instant. Several requests before one answer
 * are all answered by it, each after a time of its own: every one of them waited. What is not answered by then has no time, and
 * does not count as slow either.
 *
 * <p>No clock. Scratch grows with the distinct leads and the answers of the window; nothing is allocated once it has grown. One
 * instance belongs to one thread.
 */
public final class AgentFeatureExtractor {
    private static final long DAY_MS = 86_400_000;
    private static final long HOUR_MS = 3_600_000;
    private static final double MINUTE_MS = 60_000;
    /** How far back events are looked at. */
    static final long WINDOW_MS = 90 * DAY_MS;
    private static final long RECENT_MS = 7 * DAY_MS;
    private static final long ANSWER_MS = 7 * DAY_MS;
    private static final EventType[] TYPES = EventType.values();

    /** Whether the agent did something for the lead later than what is looked at; then the time of the lead is when. */
    private static final int ANSWERED = 1;
    private static final int TOURED = 1 << 1;
    private static final int BOOKED = 1 << 2;
    private static final int RECENT = 1 << 3;

    private final LeadTable leads = new LeadTable();
    private final Median responses = new Median();
    private final int[] counts = new int[EventType.COUNT + 1];
    private final int[] successes = new int[AgentFeatureSchema.RATE_COUNT];
    private final int[] cases = new int[AgentFeatureSchema.RATE_COUNT];
    private int quickResponses;
    private int missedTours;
    private int missedBookings;
    private double interest;
    private int interests;
    private double rating;
    private int ratings;

    /** Creates an extractor. */
    public AgentFeatureExtractor() {
    }

    /**
     * Computes a vector.
     *
     * @param activity that carries the agent, of 90 days up to the instant at least
     * @param roots    the tenant's merged and erased leads, asked for after the activity was read
     * @param asOfMs   the instant, milliseconds since 1970; what is later does not exist
     * @param features is filled: at least {@link AgentFeatureSchema#LENGTH} slots, NaN where there is nothing to say
     */
    public void extract(final Activity activity, final LeadRoots roots, final long asOfMs, final float[] features) {
        clear();
        final DirectBuffer buffer = activity.buffer();
        for (int i = activity.count() - 1; i >= 0; i--) {
            final int offset = activity.offset(i);
            final long occurredAt = activity.occurredAt(i);
            final long lead = ActivityRecord.leadHash(buffer, offset);
            if (occurredAt > asOfMs - WINDOW_MS && occurredAt <= asOfMs && !roots.isErased(lead, occurredAt)) {
                final int known = leads.add(roots.root(lead));
                if (occurredAt > asOfMs - RECENT_MS) {
                    leads.mark(known, RECENT);
                }
                add(known, TYPES[ActivityRecord.typeCode(buffer, offset) - 1], occurredAt,
                        (ActivityRecord.flags(buffer, offset) & TimelineRecord.NOT_COMPLETED_FLAG) != 0,
                        ActivityRecord.amount(buffer, offset));
            }
        }
        countCases();
        put(features);
    }

    private void clear() {
        leads.clear();
        responses.clear();
        Arrays.fill(counts, 0);
        quickResponses = 0;
        missedTours = 0;
        missedBookings = 0;
        interest = 0;
        interests = 0;
        rating = 0;
        ratings = 0;
    }

    private void add(
            final int lead, final EventType type, final long occurredAt, final boolean isMissed, final float amount) {
        counts[type.code()]++;
        switch (type) {
            case AGENT_INTERACTION, AGENT_ACTION -> {
                leads.mark(lead, ANSWERED);
                leads.time(lead, occurredAt);
            }
            case FORM_SUBMISSION, LEAD_INTERACTION -> addRequest(lead, occurredAt);
            case BOOKING_REQUEST -> {
                leads.mark(lead, BOOKED);
                addRequest(lead, occurredAt);
            }
            case TOUR_SCHEDULED -> leads.mark(lead, TOURED);
            case TOUR_COMPLETED -> {
                if (isMissed) {
                    missedTours++;
                } else if (!Float.isNaN(amount)) {
                    interest += amount;
                    interests++;
                }
            }
            case BOOKING_COMPLETED -> {
                if (isMissed) {
                    missedBookings++;
                } else if (!Float.isNaN(amount)) {
                    rating += amount;
                    ratings++;
                }
            }
            default -> { }
        }
    }

    private void addRequest(final int lead, final long occurredAt) {
        final long response = leads.time(lead) - occurredAt;
        if (leads.isMarked(lead, ANSWERED) && response <= ANSWER_MS) {
            responses.add((double) response);
            quickResponses += response <= HOUR_MS ? 1 : 0;
        }
    }

    private void countCases() {
        final int tours = counts[EventType.TOUR_COMPLETED.code()];
        final int toured = leads.count(TOURED);
        count(0, quickResponses, responses.size());
        count(1, tours - missedTours, tours);
        count(2, toured, leads.size());
        count(3, leads.count(TOURED | BOOKED), toured);
    }

    private void count(final int rate, final int rateSuccesses, final int rateCases) {
        successes[rate] = rateSuccesses;
        cases[rate] = rateCases;
    }

    private void put(final float[] features) {
        features[AgentFeatureSchema.LEAD_COUNT] = leads.size();
        features[AgentFeatureSchema.INTERACTION_COUNT] =
                counts[EventType.AGENT_INTERACTION.code()] + counts[EventType.AGENT_ACTION.code()];
        features[AgentFeatureSchema.RESPONSE_MINUTES_MEDIAN] = (float) (responses.value() / MINUTE_MS);
        features[AgentFeatureSchema.TOUR_SCHEDULED_COUNT] = counts[EventType.TOUR_SCHEDULED.code()];
        features[AgentFeatureSchema.TOUR_COMPLETED_COUNT] = counts[EventType.TOUR_COMPLETED.code()] - missedTours;
        features[AgentFeatureSchema.TOUR_INTEREST_MEAN] = Ratio.of(interest, interests);
        features[AgentFeatureSchema.BOOKING_REQUEST_COUNT] = counts[EventType.BOOKING_REQUEST.code()];
        features[AgentFeatureSchema.BOOKING_COMPLETED_COUNT] = counts[EventType.BOOKING_COMPLETED.code()] - missedBookings;
        features[AgentFeatureSchema.BOOKING_RATING_MEAN] = Ratio.of(rating, ratings);
        features[AgentFeatureSchema.LEADS_SILENT_7D] = leads.size() - leads.count(RECENT);
        for (int rate = 0; rate < AgentFeatureSchema.RATE_COUNT; rate++) {
            features[AgentFeatureSchema.rate(rate)] = Ratio.of(successes[rate], cases[rate]);
        }
    }

    /**
     * How often a rate's event came true in the last vector.
     *
     * @param rate 0 to {@link AgentFeatureSchema#RATE_COUNT} - 1
     * @return 0 to {@link #cases}
     */
    public int successes(final int rate) {
        return successes[rate];
    }

    /**
     * How often a rate's event could have come true in the last vector.
     *
     * @param rate 0 to {@link AgentFeatureSchema#RATE_COUNT} - 1
     * @return 0 or more
     */
    public int cases(final int rate) {
        return cases[rate];
    }
}
