package dev.homing.training;

import dev.homing.features.BestListings;
import dev.homing.features.EngagementWeights;
import dev.homing.features.Interactions;
import dev.homing.features.LeadSignals;
import dev.homing.features.PopularityHorizon;
import dev.homing.features.RankColumn;
import dev.homing.features.RankRows;
import dev.homing.features.Signal;
import dev.homing.features.SignalModel;
import dev.homing.features.SparseScores;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.tracking.codec.Timeline;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Asks questions of trained signals: what would each have put forward, from what a server knew at that instant? Listings that the
 * lead had met are not asked about unless the question is about them too, nor are those that were not on the market.
 */
final class Asker {
    /** Length of the list of each part. */
    static final int LIST = 20;

    /** How many candidates each part puts forward at most. */
    private static final int[] CANDIDATES = candidates();
    private static final int MOST_CANDIDATES = Arrays.stream(CANDIDATES).sum() + LeadSignals.MET_CANDIDATES;
    private static final int ALL_PARTS = -1;
    private static final long NEVER = Long.MIN_VALUE;
    /** Instead of those that a question is about. */
    private static final int[] ALL_LISTINGS = {};
    /** For so many leads listings are scored together. */
    private static final int AT_ONCE = 8;

    private final Behaviour behaviour;
    private final TenantCatalog catalog;
    private final EngagementWeights weights;
    private final SignalModel model;
    private final Cut cut;
    private final PopularityHistory popularity;

    Asker(final Behaviour behaviour, final TenantCatalog catalog, final SignalModel model, final Cut cut) {
        this(behaviour, catalog, model, cut, new PopularityHistory(behaviour, cut.popularAt()));
    }

    /** With the popularity of the cut, for whoever asks more than once. */
    Asker(
            final Behaviour behaviour,
            final TenantCatalog catalog,
            final SignalModel model,
            final Cut cut,
            final PopularityHistory popularity) {
        this.behaviour = behaviour;
        this.catalog = catalog;
        this.model = model;
        this.cut = cut;
        weights = behaviour.weights();
        this.popularity = popularity;
    }

    private static int[] candidates() {
        final int[] counts = new int[Part.ALL.length];
        Arrays.fill(counts, PopularityHorizon.CANDIDATES);
        for (final Signal signal : Signal.values()) {
            counts[Part.of(signal)] = signal.candidates();
        }
        return counts;
    }

    /** Asks for the lists of the parts and for candidates with their rows. */
    List<Asked> ask(final RowWorkers workers) {
        return ask(workers, ALL_PARTS, true);
    }

    /** Asks for the list of one part alone; those of others are empty. */
    List<Asked> lists(final RowWorkers workers, final int part) {
        return ask(workers, part, false);
    }

    private List<Asked> ask(final RowWorkers workers, final int wanted, final boolean withRows) {
        final Asked[] asked = new Asked[cut.questions().size()];
        workers.forEach(asked.length, () -> {
            final Desk desk = new Desk(wanted);
            return (from, to) -> {
                for (int first = from; first < to; first += AT_ONCE) {
                    desk.ask(first, Math.min(to, first + AT_ONCE), withRows, asked);
                }
            };
        });
        return List.of(asked);
    }

    /** What one thread works with. */
    private final class Desk {
        private final Timeline timeline = new Timeline();
        private final LeadSignals signals = new LeadSignals(model, weights);
        private final RankRows rows = new RankRows(weights, MOST_CANDIDATES);
        private final PropertyRecord record = new PropertyRecord();
        private final BestListings[] best = new BestListings[CANDIDATES.length];
        private final float[] tops = new float[CANDIDATES.length];
        private final int[] places = new int[behaviour.listingCount()];
        private final boolean[] isOnMarket = new boolean[behaviour.listingCount()];
        /** The listings that are, in ascending order. */
        private final int[] market = new int[behaviour.listingCount()];
        private int marketCount;
        /** By signal, of some leads, of every listing; null for signals that do not score all of them. */
        private final float[][][] scores = new float[Signal.COUNT][][];
        private final MatrixProducts[] products = new MatrixProducts[Signal.COUNT];
        private final float[][][] vectors = new float[Signal.COUNT][AT_ONCE][];
        private final boolean[] isOffered = new boolean[behaviour.listingCount()];
        private final int[] candidateOf = new int[behaviour.listingCount()];
        private final int wanted;
        /** When the whole market was looked at last, if that is still what is known of it. */
        private long atMs = NEVER;

        Desk(final int wanted) {
            this.wanted = wanted;
            for (int i = 0; i < best.length; i++) {
                best[i] = new BestListings(CANDIDATES[i]);
            }
            Arrays.fill(candidateOf, -1);
        }

        /** Asks a few questions. */
        void ask(final int from, final int to, final boolean withRows, final Asked[] into) {
            final List<Question> some = cut.questions().subList(from, to);
            if (withRows || some.stream().anyMatch(question -> question.among().length == 0)) {
                for (int i = 0; i < some.size(); i++) {
                    solve(some.get(i));
                    vectors[Signal.FACTORS.ordinal()][i] = signals.factorVector().clone();
                    vectors[Signal.CONTENT.ordinal()][i] = signals.contentVector().clone();
                }
                scoreAll(Signal.FACTORS, model.vectors(), some.size());
                scoreAll(Signal.CONTENT, model.contentVectors(), some.size());
            }
            for (int i = from; i < to; i++) {
                into[i] = ask(cut.questions().get(i), i - from, withRows);
            }
        }

        private void scoreAll(final Signal signal, final FloatBuffer matrix, final int count) {
            if (isWanted(Part.of(signal)) && isDense(signal)) {
                final int which = signal.ordinal();
                final int dimensions = vectors[which][0].length;
                if (scores[which] == null) {
                    scores[which] = new float[AT_ONCE][behaviour.listingCount()];
                    products[which] = new MatrixProducts(dimensions);
                }
                products[which].compute(matrix, Math.min(behaviour.listingCount(), matrix.limit() / dimensions),
                        vectors[which], count, scores[which]);
            }
        }

        private boolean isDense(final Signal signal) {
            return signal == Signal.FACTORS || model.content().dimensions() > 1;
        }

        private void solve(final Question question) {
            behaviour.timeline(question.lead(), question.history(), question.atMs(), timeline);
            signals.solve(timeline);
        }

        private Asked ask(final Question question, final int place, final boolean withRows) {
            solve(question);
            final boolean isAboutMarket = question.among().length == 0;
            final int[] among = isAboutMarket || withRows ? ALL_LISTINGS : question.among();
            look(question.atMs(), among);
            Arrays.fill(tops, Float.NEGATIVE_INFINITY);
            for (final BestListings list : best) {
                list.clear();
            }
            Arrays.fill(isOffered, isAboutMarket);
            for (int i = 0; isAboutMarket && !question.isAgain() && i < signals.interactions().seenCount(); i++) {
                isOffered[signals.interactions().seen(i)] = false;
            }
            for (final int listing : question.among()) {
                isOffered[listing] = true;
            }
            offerDense(place, among);
            if (isWanted(Part.of(Signal.ITEMS))) {
                offerSparse(Signal.ITEMS, signals.items());
            }
            if (isWanted(Part.of(Signal.NEIGHBOURS))) {
                offerSparse(Signal.NEIGHBOURS, signals.neighbours());
            }
            return collect(question, withRows);
        }

        /** What was on the market at an instant, and how popular. */
        private void look(final long instantMs, final int[] among) {
            for (final int listing : among) {
                look(listing, instantMs);
            }
            if (among.length > 0) {
                atMs = NEVER;
            } else if (instantMs != atMs) {
                atMs = instantMs;
                marketCount = 0;
                for (int listing = 0; listing < places.length; listing++) {
                    look(listing, instantMs);
                    if (isOnMarket[listing]) {
                        market[marketCount++] = listing;
                    }
                }
            }
        }

        private void look(final int listing, final long instantMs) {
            places[listing] = popularity.placeBefore(listing, instantMs);
            // What only events know of is not known before the first of them.
            isOnMarket[listing] = catalog.isActive(listing, instantMs)
                    && (places[listing] >= 0 || catalog.read(listing, instantMs, record));
        }

        private void offerDense(final int place, final int[] among) {
            if (signals.hasFactors() && isWanted(Part.of(Signal.FACTORS))) {
                offer(Signal.FACTORS, place, among);
            }
            if (isDense(Signal.CONTENT) && isWanted(Part.of(Signal.CONTENT))) {
                offer(Signal.CONTENT, place, among);
            }
            if (wanted == ALL_PARTS) {
                for (final PopularityHorizon horizon : PopularityHorizon.values()) {
                    offerAll(horizon);
                }
            }
        }

        private void offer(final Signal signal, final int place, final int[] among) {
            if (among.length > 0) {
                for (final int listing : among) {
                    if (isOnMarket[listing]) {
                        offer(Part.of(signal), listing, signals.score(signal, listing));
                    }
                }
                return;
            }
            final float[] all = scores[signal.ordinal()][place];
            for (int i = 0; i < marketCount; i++) {
                offer(Part.of(signal), market[i], all[market[i]]);
            }
        }

        private void offerAll(final PopularityHorizon horizon) {
            for (int i = 0; i < marketCount; i++) {
                if (places[market[i]] >= 0) {
                    offer(Part.of(horizon), market[i], log(market[i], horizon));
                }
            }
        }

        private boolean isWanted(final int part) {
            return wanted == ALL_PARTS || wanted == part;
        }

        /** The logarithm of popularity at the instant. */
        private float log(final int listing, final PopularityHorizon horizon) {
            return (float) (popularity.log(places[listing], horizon) - horizon.periods(atMs));
        }

        private void offerSparse(final Signal signal, final SparseScores scores) {
            for (int i = 0; i < scores.count(); i++) {
                final int listing = scores.ordinal(i);
                if (isOnMarket[listing]) {
                    offer(Part.of(signal), listing, scores.score(listing));
                }
            }
        }

        private void offer(final int part, final int listing, final float score) {
            tops[part] = Math.max(tops[part], score);
            if (isOffered[listing]) {
                best[part].offer(listing, score);
            }
        }

        private Asked collect(final Question question, final boolean withRows) {
            int count = 0;
            final int[] all = new int[MOST_CANDIDATES];
            final int[][] lists = new int[best.length][];
            for (int part = 0; part < best.length; part++) {
                final int found = best[part].sort();
                lists[part] = new int[Math.min(LIST, found)];
                for (int i = 0; i < found; i++) {
                    final int listing = best[part].ordinal(i);
                    if (i < LIST) {
                        lists[part][i] = listing;
                    }
                    if (candidateOf[listing] < 0) {
                        candidateOf[listing] = count;
                        all[count++] = listing;
                    }
                }
            }
            if (question.isAgain()) {
                count = addMet(all, count);
            }
            final boolean[] isAnswer = new boolean[count];
            for (final int answer : question.answers()) {
                if (candidateOf[answer] >= 0) {
                    isAnswer[candidateOf[answer]] = true;
                }
            }
            final int[] candidates = Arrays.copyOf(all, count);
            for (final int listing : candidates) {
                candidateOf[listing] = -1;
            }
            return new Asked(question, candidates, withRows ? rows(candidates) : new float[0], isAnswer, lists);
        }

        /** The listings that the lead met last are candidates as well. */
        private int addMet(final int[] all, final int found) {
            int count = found;
            final Interactions met = signals.interactions();
            for (int i = met.seenCount() - 1; i >= Math.max(0, met.seenCount() - LeadSignals.MET_CANDIDATES); i--) {
                final int listing = met.seen(i);
                if (isOnMarket[listing] && candidateOf[listing] < 0) {
                    candidateOf[listing] = count;
                    all[count++] = listing;
                }
            }
            return count;
        }

        private float[] rows(final int[] candidates) {
            rows.begin(signals, timeline, (listing, horizon) ->
                    horizon.value(popularity.log(places[listing], horizon), atMs), catalog, atMs, atMs);
            for (final Signal signal : Signal.values()) {
                rows.top(signal, tops[Part.of(signal)]);
            }
            for (final PopularityHorizon horizon : PopularityHorizon.values()) {
                rows.top(horizon, Math.pow(2, tops[Part.of(horizon)]));
            }
            final float[] values = new float[candidates.length * RankColumn.COUNT];
            rows.fill(candidates, candidates.length);
            for (int i = 0; i < candidates.length; i++) {
                rows.row(i, values, i * RankColumn.COUNT);
            }
            return values;
        }
    }
}
