package dev.homing.serving.recommend;

import dev.homing.features.EngagementWeights;
import dev.homing.features.LeadSignals;
import dev.homing.features.Signal;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.LeadMatch;
import dev.homing.proto.v1.MatchLeadsResponse;
import dev.homing.serving.model.CandidateModel;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.model.Models;
import dev.homing.serving.model.Scorer;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import dev.homing.tracking.store.EventPosition;
import dev.homing.tracking.store.EventReader;
import dev.homing.tracking.store.EventScan;
import dev.homing.tracking.store.IdKind;
import dev.homing.tracking.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Finds the leads for a listing. Those with an event on it come from the index of events; all others are looked at in the order
 * of the store, each solved once and scored against a {@linkplain ListingFit sample} of the market. For the best of them the
 * listing's place in their own list is found exactly, and that decides.
 *
 * <p>Reads the disk, and takes up to some seconds: any thread that has the time. Bounds of leads and of time keep it from more.
 */
public final class LeadMatching {
    /** The most leads that are looked at. */
    public static final int MAX_LEADS = 200_000;

    private static final int MAX_EVENTS = 10_000;
    private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long RANK_NS = TimeUnit.SECONDS.toNanos(2);
    /** Of each signal so many times more leads are ranked exactly than are wanted, and some more. */
    private static final int DEPTH_FACTOR = 2;
    private static final int DEPTH_MORE = 20;
    private static final int FUSION = 60;

    private final Store store;
    private final Catalog catalog;
    private final Models models;
    private final EngagementWeights weights;
    private final OwnLists lists;

    /** Knows the leads' own lists. */
    public interface OwnLists {
        /**
         * Whether a listing may be on a lead's own list, as far as what the lead must have says.
         *
         * @param tenant  whose
         * @param lead    the lead's UTF-8 id
         * @param ordinal of the listing
         * @return false when it lacks something
         */
        boolean mayHave(int tenant, byte[] lead, int ordinal);

        /**
         * Finds a listing in a lead's own list, with what the lead has seen.
         *
         * @param tenant     whose
         * @param lead       the lead's UTF-8 id
         * @param propertyId of the listing
         * @return 1 for the best; 0 when it is not among the {@link Recommender#MAX_LIMIT} best
         * @throws ModelException when ONNX Runtime fails
         */
        int rank(int tenant, byte[] lead, String propertyId) throws ModelException;
    }

    /**
     * A question.
     *
     * @param tenant         whose leads
     * @param ordinal        of the listing
     * @param limit          1 to {@link Recommender#MAX_LIMIT}
     * @param contactedSince nobody may have been contacted from this instant on; {@link Long#MAX_VALUE} for no such cap
     * @param maxContacts    so many contacts, or more, in the window are too many; 0 for no such cap
     * @param windowSince    begin of the window
     * @param activeSince    who did nothing from this instant on is left out
     */
    public record Question(
            int tenant, int ordinal, int limit, long contactedSince, int maxContacts, long windowSince, long activeSince) {
    }

    /**
     * Creates an instance.
     *
     * @param store   with the leads
     * @param catalog of listings
     * @param models  that know them
     * @param weights of events
     * @param lists   of the leads
     */
    public LeadMatching(
            final Store store,
            final Catalog catalog,
            final Models models,
            final EngagementWeights weights,
            final OwnLists lists) {
        this.store = store;
        this.catalog = catalog;
        this.models = models;
        this.weights = weights;
        this.lists = lists;
    }

    /**
     * Finds the leads.
     *
     * @param question what is asked
     * @return the answer
     * @throws ModelException when ONNX Runtime fails
     */
    public MatchLeadsResponse find(final Question question) throws ModelException {
        final Optional<CandidateModel> acquired = models.acquire(question.tenant());
        if (acquired.isEmpty()) {
            return new Search(question, Optional.empty()).run("");
        }
        final CandidateModel model = acquired.get();
        try {
            final Scorer scorer = model.takeScorer();
            try {
                return new Search(question, Optional.of(scorer)).run(model.manifest().version());
            } finally {
                model.giveBack(scorer);
            }
        } finally {
            model.release();
        }
    }

    /** One call. */
    private final class Search {
        private final Question question;
        private final Optional<Scorer> scorer;
        private final TenantCatalog properties;
        private final String propertyId;
        private final ListingFit fit;
        private final MatchReasons reasons;
        private final Timeline timeline = new Timeline();
        /** By the id that each lead goes by. */
        private final Set<String> seen = new HashSet<>();
        private final Map<String, ListingMeeting> meetings = new LinkedHashMap<>();
        /** In the order in which they were put forward, which decides between equals. */
        private final Map<String, Integer> ranks = new LinkedHashMap<>();
        private final List<BestLeads> bySignal = new ArrayList<>();
        private int contacted;
        private boolean isTruncated;

        Search(final Question question, final Optional<Scorer> scorer) {
            this.question = question;
            this.scorer = scorer;
            properties = catalog.tenant(question.tenant());
            propertyId = properties.ids(IdKind.PROPERTY).id(question.ordinal());
            fit = new ListingFit(properties, question.ordinal());
            reasons = new MatchReasons(properties, question.ordinal(), fit);
            for (int i = 0; i < Signal.COUNT; i++) {
                bySignal.add(new BestLeads(DEPTH_FACTOR * question.limit() + DEPTH_MORE));
            }
        }

        MatchLeadsResponse run(final String modelVersion) throws ModelException {
            final Set<String> whoMet = whoMet();
            whoMet.forEach(this::lookAtOne);
            if (scorer.isPresent() && properties.isActive(question.ordinal())) {
                lookAtAll();
                rank();
            }
            final MatchLeadsResponse.Builder response = MatchLeadsResponse.newBuilder()
                    .setPropertyId(propertyId).setModelVersion(modelVersion);
            addMatches(response);
            return response.setLookedAtCount(seen.size()).setContactedCount(contacted).setTruncated(isTruncated).build();
        }

        /** The leads with events on the listing, by the ids that they go by, of the newest events first. */
        private Set<String> whoMet() {
            final Set<String> leads = new LinkedHashSet<>();
            final EventReader reader = new EventReader(store);
            try (EventScan scan = new EventScan(store, question.tenant(), EventScan.By.PROPERTY,
                    propertyId.getBytes(StandardCharsets.UTF_8), new EventPosition(0, 0),
                    new EventPosition(Long.MAX_VALUE, 0), false)) {
                int events = 0;
                while (events < MAX_EVENTS && scan.next()) {
                    events++;
                    if (reader.read(question.tenant(), scan.position().sequence(), false)) {
                        final EventFlyweight event = reader.event();
                        leads.add(store.leads().root(question.tenant(), event.buffer().getStringWithoutLengthUtf8(
                                event.textOffset(Text.LEAD_ID), event.textLength(Text.LEAD_ID))));
                    }
                }
                isTruncated = events == MAX_EVENTS && scan.next();
            }
            return leads;
        }

        private void lookAtOne(final String lead) {
            // Erased ones have nothing to read.
            if (read(lead)) {
                lookAt(lead, timeline);
            }
        }

        private boolean read(final String lead) {
            final UnsafeBuffer id = new UnsafeBuffer(lead.getBytes(StandardCharsets.UTF_8));
            return store.timelines().read(question.tenant(), id, 0, id.capacity(), Long.MAX_VALUE, timeline);
        }

        private void lookAtAll() {
            final long untilNs = System.nanoTime() + LOOK_NS;
            final boolean isComplete = store.timelines().forEachLead(question.tenant(), Long.MAX_VALUE, new Timeline(),
                    (id, events) -> {
                        // One that was merged a moment ago may still lie under both ids.
                        final String lead = store.leads().root(question.tenant(), id);
                        if (lead.equals(id)) {
                            lookAt(lead, events);
                        }
                    }, () -> seen.size() < MAX_LEADS && System.nanoTime() - untilNs < 0);
            isTruncated = isTruncated || !isComplete;
        }

        private void lookAt(final String lead, final Timeline events) {
            if (!seen.add(lead) || !isActive(events)
                    || !lists.mayHave(question.tenant(), lead.getBytes(StandardCharsets.UTF_8), question.ordinal())) {
                return;
            }
            if (isContacted(events)) {
                contacted++;
                return;
            }
            final Optional<ListingMeeting> meeting = meeting(events);
            if (meeting.isPresent() && !(meeting.get().weight() > 0)) {
                // Who turned it down is no lead for it.
                return;
            }
            meeting.ifPresent(met -> meetings.put(lead, met));
            scorer.ifPresent(model -> score(lead, events, model.signals()));
        }

        private boolean isActive(final Timeline events) {
            return events.leadCount() > 0 && occurredAt(events, events.leadCount() - 1) >= question.activeSince();
        }

        private boolean isContacted(final Timeline events) {
            int inWindow = 0;
            boolean isRecent = false;
            for (int i = 0; i < events.agentCount(); i++) {
                final long at = TimelineRecord.occurredAt(events.buffer(), events.agentOffset(i));
                inWindow += at >= question.windowSince() ? 1 : 0;
                isRecent = isRecent || at >= question.contactedSince();
            }
            return isRecent || (question.maxContacts() > 0 && inWindow >= question.maxContacts());
        }

        private Optional<ListingMeeting> meeting(final Timeline events) {
            double sum = 0;
            double strongest = Double.NEGATIVE_INFINITY;
            int type = 0;
            int count = 0;
            int last = -1;
            for (int i = 0; i < events.leadCount(); i++) {
                final int offset = events.leadOffset(i);
                if (TimelineRecord.propertyOrdinal(events.buffer(), offset) == question.ordinal()) {
                    final double weight = weights.weight(events.buffer(), offset);
                    sum += weight;
                    if (weight >= strongest) {
                        strongest = weight;
                        type = TimelineRecord.typeCode(events.buffer(), offset);
                    }
                    count++;
                    last = i;
                }
            }
            return count == 0 ? Optional.empty() : Optional.of(new ListingMeeting(sum, type, count, occurredAt(events, last),
                    TimelineRecord.price(events.buffer(), events.leadOffset(last))));
        }

        private static long occurredAt(final Timeline events, final int i) {
            return TimelineRecord.occurredAt(events.buffer(), events.leadOffset(i));
        }

        private void score(final String lead, final Timeline events, final LeadSignals signals) {
            signals.solve(events);
            for (final Signal signal : Signal.values()) {
                final double score = switch (signal) {
                    case FACTORS -> signals.hasFactors() ? fit.deviations(signals, signal) : 0;
                    case CONTENT -> fit.deviations(signals, signal);
                    case ITEMS -> fit.part(signals.items());
                    case NEIGHBOURS -> fit.part(signals.neighbours());
                };
                if (score > 0) {
                    bySignal.get(signal.ordinal()).offer(lead, score);
                }
            }
        }

        /** The best by each signal in turn, so that the time, if it runs out, was spent on the best of all. */
        private void rank() throws ModelException {
            final Set<String> candidates = new LinkedHashSet<>(meetings.keySet());
            final List<List<String>> best = bySignal.stream().map(BestLeads::leads).toList();
            final int depth = best.stream().mapToInt(List::size).max().orElse(0);
            for (int i = 0; i < depth; i++) {
                for (final List<String> leads : best) {
                    if (i < leads.size()) {
                        candidates.add(leads.get(i));
                    }
                }
            }
            final long untilNs = System.nanoTime() + RANK_NS;
            for (final String lead : candidates) {
                if (System.nanoTime() - untilNs >= 0) {
                    isTruncated = true;
                    return;
                }
                final int rank = lists.rank(question.tenant(), lead.getBytes(StandardCharsets.UTF_8), propertyId);
                if (rank > 0) {
                    ranks.put(lead, rank);
                }
            }
        }

        private void addMatches(final MatchLeadsResponse.Builder response) {
            final Map<String, Double> scores = new HashMap<>();
            addPlaces(meetings.keySet().stream().sorted(Comparator
                    .comparingDouble((String lead) -> -meetings.get(lead).weight())
                    .thenComparingLong(lead -> -meetings.get(lead).lastAt()).thenComparing(lead -> lead)).toList(), scores);
            addPlaces(ranks.keySet().stream().sorted(
                    Comparator.comparingInt(ranks::get)).toList(), scores);
            final List<String> order = scores.keySet().stream().sorted(
                    Comparator.comparingDouble((String lead) -> -scores.get(lead)).thenComparing(lead -> lead)).toList();
            for (final String lead : order) {
                if (response.getMatchesCount() == question.limit()) {
                    return;
                }
                // Read again: it may have been erased or merged meanwhile.
                if (store.leads().root(question.tenant(), lead).equals(lead) && read(lead)) {
                    response.addMatches(LeadMatch.newBuilder().setLeadId(lead).setRank(response.getMatchesCount() + 1)
                            .setScore(scores.get(lead).floatValue()).addAllReasons(reasons.of(
                                    Optional.ofNullable(meetings.get(lead)), ranks.getOrDefault(lead, 0), scorer, timeline)));
                }
            }
        }

        private static void addPlaces(final List<String> leads, final Map<String, Double> scores) {
            for (int i = 0; i < leads.size(); i++) {
                scores.merge(leads.get(i), 1.0 / (FUSION + i + 1), Double::sum);
            }
        }
    }
}
