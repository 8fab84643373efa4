package dev.homing.serving.recommend;

import dev.homing.features.EngagementWeights;
import dev.homing.features.Interactions;
import dev.homing.features.LeadSignals;
import dev.homing.features.PopularityHorizon;
import dev.homing.features.PopularityNow;
import dev.homing.features.PopularityView;
import dev.homing.features.RankRows;
import dev.homing.features.Signal;
import dev.homing.features.SparseScores;
import dev.homing.features.catalog.IdDictionary;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.LeftOut;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.RecommendationSource;
import dev.homing.serving.explain.Explanations;
import dev.homing.serving.model.CandidateModel;
import dev.homing.serving.model.CandidateScorer;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.model.PopularListings;
import dev.homing.serving.model.Scorer;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.IdKind;
import java.nio.FloatBuffer;
import java.util.concurrent.Executor;
import java.util.function.IntPredicate;

/** One request that a model answers, with what all its steps need. */
final class Ranking {
    /** Of a filter that leaves no more, all are ranked. */
    static final int FEW = 512;
    private static final int HIDDEN = Float.floatToRawIntBits(Float.NEGATIVE_INFINITY);
    private static final PopularityHorizon[] HORIZONS = PopularityHorizon.values();

    private final RecommendQuery query;
    private final CandidateModel model;
    private final TenantCatalog properties;
    private final Scratch here;
    private final Timeline timeline;
    private final Eligibility eligibility;
    private final Stages stages;
    private final long nowMs;
    private final Executor others;
    private final long instantMs;
    private final PopularityView popularity;
    private FloatBuffer biases;
    private PopularListings popular;
    private RecommendResponse.Builder response;
    /** -∞ for what the filter or the lead leaves out; null where there is no filter. */
    private FloatBuffer meant;
    /** How many there are that nothing leaves out, then. */
    private int left;
    private boolean isForked;
    private int contentFound;

    Ranking(
            final RecommendQuery query,
            final CandidateModel model,
            final TenantCatalog properties,
            final Scratch here,
            final Timeline timeline,
            final int[] metBefore,
            final Stages stages,
            final long nowMs,
            final Executor others) {
        this.others = others;
        this.query = query;
        this.model = model;
        this.properties = properties;
        this.here = here;
        this.timeline = timeline;
        this.stages = stages;
        this.nowMs = nowMs;
        eligibility = new Eligibility(query, properties, metBefore);
        if (query.isNow()) {
            instantMs = properties.popularityAt(nowMs);
            popularity = new PopularityNow(properties, instantMs);
        } else {
            instantMs = query.asOfMs();
            popularity = model::popularity;
        }
    }

    void run(
            final RecommendResponse.Builder answer,
            final EngagementWeights weights,
            final Explanations explanations) throws ModelException {
        response = answer;
        final Scorer scorer = model.takeScorer();
        try {
            final long startNs = System.nanoTime();
            scorer.signals().begin(timeline);
            eligibility.met(scorer.signals().interactions());
            look(scorer.listingRows());
            if (!query.filter().isAll()) {
                left = mark(scorer.listingRows(), ordinal -> true);
                meant = here.ownBiases(scorer.listingRows());
            }
            if (model.hasContent() && query.leftNs() == RecommendQuery.UNLIMITED) {
                // Half of what there is to do before anything can be ranked.
                isForked = true;
                here.fork.begin(others, () -> {
                    scorer.signals().solveContent();
                    contentFound = score(Signal.CONTENT, scorer.content(), scorer.signals().contentVector());
                });
            } else {
                scorer.signals().solveContent();
            }
            scorer.signals().solveOthers();
            stages.foldIn().recordSince(startNs);
            final long solvedNs = System.nanoTime();
            final boolean isKnown = collect(scorer);
            stages.candidates().recordSince(solvedNs);
            final int ranked = rank(scorer);
            select(scorer, ranked);
            // The lists of popular ones may be a second old, and those the first events ever are not in them yet.
            boolean isPopular = popular.by(PopularityHorizon.EVER).length > 0;
            final IdDictionary ids = properties.ids(IdKind.PROPERTY);
            for (int rank = 0; rank < here.selection.count(); rank++) {
                final int ordinal = here.shortlist.ordinal(here.selection.place(rank));
                Recommender.add(ids.id(ordinal), here.selection, rank, response);
                isPopular = isPopular || popularity.value(ordinal, PopularityHorizon.EVER) > 0;
            }
            response.setModelVersion(model.manifest().version()).setSource(isKnown ? RecommendationSource.MODEL
                    : here.selection.isPreferred() ? RecommendationSource.PREFERENCES
                    : isPopular ? RecommendationSource.POPULARITY : RecommendationSource.NEWEST);
            if (explanations.areWanted()) {
                new ExplainedAnswer(query, properties, here, eligibility, nowMs)
                        .withModel(model, scorer, popular, instantMs, ranked, weights, timeline, explanations, response);
            }
        } finally {
            here.fork.end();
            model.giveBack(scorer);
        }
    }

    /** Finds out what is on the market, and what is popular there. */
    private void look(final int rows) {
        if (query.isNow()) {
            popular = model.popular();
        } else {
            final PastMarket past = here.pastMarket(model, properties, rows, query.asOfMs());
            biases = past.biases();
            popular = past.popular();
        }
    }

    /** Lets every signal put listings forward, and tells the ranker what the best score of each is. */
    private boolean collect(final Scorer scorer) throws ModelException {
        final LeadSignals signals = scorer.signals();
        here.shortlist.clear(Math.max(properties.propertyCount(), model.manifest().listingCount()));
        scorer.rows().begin(signals, timeline, popularity, properties, instantMs, query.asOfMs());
        collectPins();
        final int pinned = here.shortlist.count();
        boolean hasScored = false;
        if (signals.hasFactors() && hasTimeFor(stages.factorsCost(), LeftOut.CANDIDATES_BY_FACTORS)) {
            final long startNs = System.nanoTime();
            collectDense(Signal.FACTORS, scorer.factors(),
                    score(Signal.FACTORS, scorer.factors(), signals.factorVector()), scorer.rows());
            stages.factorsCost().add(System.nanoTime() - startNs);
            hasScored = true;
        }
        collectSparse(Signal.ITEMS, signals.items(), scorer.rows());
        collectSparse(Signal.NEIGHBOURS, signals.neighbours(), scorer.rows());
        final boolean isKnown = here.shortlist.count() > pinned || (hasScored && meant != null)
                || scorer.rows().hasWishes() || (model.hasContent() && eligibility.met().seenCount() > 0);
        if (model.hasContent() && hasTimeFor(stages.contentCost(), LeftOut.CANDIDATES_BY_CONTENT)) {
            final long startNs = System.nanoTime();
            if (isForked) {
                here.fork.join();
            } else {
                contentFound = score(Signal.CONTENT, scorer.content(), signals.contentVector());
            }
            collectDense(Signal.CONTENT, scorer.content(), contentFound, scorer.rows());
            stages.contentCost().add(System.nanoTime() - startNs);
        }
        for (final PopularityHorizon horizon : HORIZONS) {
            collectPopular(horizon, scorer.rows());
        }
        if (query.includeSeen()) {
            collectMet(signals.interactions());
        }
        if (meant != null && left <= FEW) {
            addFew(left);
        }
        if (!query.preferences().isEmpty()) {
            collectPreferred(scorer);
        }
        if (query.exploration() > 0) {
            put(properties.best(Recommender.EXPLORED, ordinal -> 0,
                    ordinal -> isLittleSeen(ordinal) && eligibility.admits(ordinal)));
        }
        fillUp();
        return isKnown;
    }

    private boolean hasTimeFor(final StageCost cost, final LeftOut what) {
        if (query.leftNs() > cost.expectedNs()) {
            return true;
        }
        response.addLeftOut(what);
        return false;
    }

    /** A pin is for those who have seen the listing too. */
    private void collectPins() {
        for (final ListRules.Pin pin : query.rules().pins()) {
            if (eligibility.admitsPinned(pin.ordinal())) {
                here.shortlist.add(pin.ordinal());
            }
        }
    }

    /** Finds as many of the best as it takes to have as many as are wanted that the lead may see. */
    private int score(final Signal signal, final CandidateScorer scorer, final float[] vector) throws ModelException {
        if (meant != null) {
            // Of few all are candidates.
            return scorer.score(vector, left > FEW ? wanted(signal) : 0, biases, meant);
        }
        return scorer.score(
                vector, Math.min(CandidateScorer.MAX_RESULTS, wanted(signal) + eligibility.mostUnwanted()), biases);
    }

    private int wanted(final Signal signal) {
        return Math.max(query.limit(), depth(signal));
    }

    private int depth(final Signal signal) {
        return query.isPlain() ? signal.candidates() : signal.moreCandidates();
    }

    private void collectDense(final Signal signal, final CandidateScorer best, final int found, final RankRows rows) {
        rows.top(signal, best.top());
        take(signal, best, found, rows);
    }

    private void take(final Signal signal, final CandidateScorer best, final int found, final RankRows rows) {
        final int wanted = wanted(signal);
        int taken = 0;
        for (int i = 0; i < found && taken < wanted; i++) {
            if (eligibility.admits(best.ordinal(i))) {
                if (here.shortlist.add(best.ordinal(i))) {
                    rows.known(signal, here.shortlist.count() - 1, best.score(i));
                }
                taken++;
            }
        }
    }

    private void collectSparse(final Signal signal, final SparseScores scores, final RankRows rows) {
        float top = 0;
        here.bySignal.clear(wanted(signal));
        // Back from what the lead's newest events speak for, which is mostly the best: the others are in vain, and seen to be.
        for (int i = scores.count() - 1; i >= 0; i--) {
            final int ordinal = scores.ordinal(i);
            final float score = scores.scoreAt(i);
            // Thousands have a score and few of them matter; only for these is it worth while to look at the listing itself.
            if ((score > top || score >= here.bySignal.least()) && eligibility.isShown(ordinal)) {
                top = Math.max(top, score);
                if (meant == null ? eligibility.isMeant(ordinal) && eligibility.isNew(ordinal) : meant.get(ordinal) == 0) {
                    here.bySignal.offer(ordinal, score);
                }
            }
        }
        rows.top(signal, top);
        final int found = here.bySignal.sort();
        for (int i = 0; i < Math.min(found, depth(signal)); i++) {
            here.shortlist.add(here.bySignal.ordinal(i));
        }
    }

    private void collectPopular(final PopularityHorizon horizon, final RankRows rows) {
        final int[] ordinals = popular.by(horizon);
        rows.top(horizon, ordinals.length == 0 ? 0 : popularity.value(ordinals[0], horizon));
        final int wanted = query.isPlain() ? PopularityHorizon.CANDIDATES : PopularityHorizon.MORE_CANDIDATES;
        int taken = 0;
        for (int i = 0; i < ordinals.length && taken < wanted; i++) {
            if (eligibility.admits(ordinals[i])) {
                here.shortlist.add(ordinals[i]);
                taken++;
            }
        }
    }

    private void collectMet(final Interactions met) {
        for (int i = met.seenCount() - 1; i >= Math.max(0, met.seenCount() - LeadSignals.MET_CANDIDATES); i--) {
            if (eligibility.admits(met.seen(i))) {
                here.shortlist.add(met.seen(i));
            }
        }
    }

    /** Looks at every listing: hides what is not wanted from all signals, keeps a few of the others, and counts these. */
    private int mark(final int rows, final IntPredicate isWanted) {
        final long[] bits = here.bits(rows);
        eligibility.mark(bits);
        int count = 0;
        for (int word = 0; word < bits.length; word++) {
            for (long rest = bits[word]; rest != 0; rest &= rest - 1) {
                final int ordinal = word * Long.SIZE + Long.numberOfTrailingZeros(rest);
                if (ordinal >= rows || !model.knows(ordinal, properties) || !isWanted.test(ordinal)) {
                    bits[word] ^= Long.lowestOneBit(rest);
                } else if (count++ < FEW) {
                    here.few[count - 1] = ordinal;
                }
            }
        }
        final FloatBuffer own = here.ownBiases(rows);
        for (int from = 0; from < rows; from += here.marks.length) {
            final int to = Math.min(rows, from + here.marks.length);
            for (int ordinal = from; ordinal < to; ordinal++) {
                final int none = (int) (bits[ordinal / Long.SIZE] >>> ordinal & 1) - 1;
                here.marks[ordinal - from] = Float.intBitsToFloat(none & HIDDEN);
            }
            own.put(from, here.marks, 0, to - from);
        }
        return count;
    }

    private void addFew(final int count) {
        for (int i = 0; i < count; i++) {
            // One that changed while all were looked at may fit neither before nor after.
            if (eligibility.admits(here.few[i])) {
                here.shortlist.add(here.few[i]);
            }
        }
    }

    /** Puts the best of some listings forward, or all where these are few. */
    private void collectFiltered(final Scorer scorer, final IntPredicate isWanted) {
        final int count = mark(scorer.listingRows(), isWanted);
        if (count <= FEW) {
            addFew(count);
            return;
        }
        final FloatBuffer own = here.ownBiases(scorer.listingRows());
        final LeadSignals signals = scorer.signals();
        if (signals.hasFactors() && !response.getLeftOutList().contains(LeftOut.CANDIDATES_BY_FACTORS)) {
            collectFrom(own, Signal.FACTORS, scorer.factors(), signals.factorVector(), scorer.rows());
        }
        if (model.hasContent() && !response.getLeftOutList().contains(LeftOut.CANDIDATES_BY_CONTENT)) {
            collectFrom(own, Signal.CONTENT, scorer.content(), signals.contentVector(), scorer.rows());
        }
    }

    private void collectFrom(
            final FloatBuffer own,
            final Signal signal,
            final CandidateScorer best,
            final float[] vector,
            final RankRows rows) {
        take(signal, best, best.scoreAgain(vector, wanted(signal), own), rows);
    }

    /** Where too few fit all that the lead states, looks at every listing: for the best that fit all, then for what fits most. */
    private void collectPreferred(final Scorer scorer) {
        int fitting = 0;
        for (int i = 0; i < here.shortlist.count(); i++) {
            fitting += eligibility.preferredShare(here.shortlist.ordinal(i)) == 1 ? 1 : 0;
        }
        if (fitting < query.limit()) {
            collectFiltered(scorer, ordinal -> eligibility.preferredShare(ordinal) == 1);
            put(properties.best(query.limit(), ordinal -> Preferences.before(
                    eligibility.preferredShare(ordinal), weekly(ordinal)), eligibility::admits));
        }
    }

    /** A list is as long as was asked for, if there is anything to fill it with: the popular ones, then the newest. */
    private void fillUp() {
        if (here.shortlist.count() < query.limit()) {
            put(properties.best(query.limit(), this::weekly, eligibility::admits));
        }
    }

    private double weekly(final int ordinal) {
        return popularity.order(ordinal, PopularityHorizon.WEEK);
    }

    private void put(final int[] ordinals) {
        for (final int ordinal : ordinals) {
            here.shortlist.add(ordinal);
        }
    }

    private boolean isLittleSeen(final int ordinal) {
        return popularity.value(ordinal, PopularityHorizon.EVER) < Recommender.LITTLE_SEEN;
    }

    /** Scores the candidates, or as many as there is time for. */
    private int rank(final Scorer scorer) throws ModelException {
        final long startNs = System.nanoTime();
        final int count = affordable(here.shortlist.count());
        if (count == 0) {
            for (int i = 0; i < here.shortlist.count(); i++) {
                here.selection.score(i, -i);
            }
            return here.shortlist.count();
        }
        final int[] ordinals = here.shortlist.ordinals();
        here.fork.begin(others, () -> scorer.rows().fillSignals(ordinals, count));
        scorer.rows().fillOthers(ordinals, count);
        here.fork.join();
        stages.rows().recordSince(startNs);
        final long filledNs = System.nanoTime();
        scorer.ranker().score(scorer.rows().columns(), count);
        stages.rank().recordSince(filledNs);
        stages.rowCost().add((System.nanoTime() - startNs) / count);
        for (int i = 0; i < count; i++) {
            here.selection.score(i, scorer.ranker().scoreOf(i));
        }
        return count;
    }

    private int affordable(final int count) {
        final long left = query.leftNs();
        final long each = Math.max(1, stages.rowCost().expectedNs());
        if (left == RecommendQuery.UNLIMITED || left / each >= count) {
            return count;
        }
        // Those are first whom a pin or the lead's own signals put forward.
        if (left / each >= Math.min(count, query.limit())) {
            response.addLeftOut(LeftOut.SOME_CANDIDATES);
            return (int) (left / each);
        }
        response.addLeftOut(LeftOut.RANKING);
        return 0;
    }

    private void select(final Scorer scorer, final int ranked) {
        final long startNs = System.nanoTime();
        Similarity similarity = null;
        if (query.diversity() > 0 && hasTimeFor(stages.selectionCost(), LeftOut.DIVERSITY)) {
            similarity = here.similarity;
            similarity.begin(scorer.model(), model.hasContent());
        }
        here.selection.choose(here.shortlist, ranked, query, properties, similarity, this::isLittleSeen);
        if (!query.isPlain()) {
            stages.selection().recordSince(startNs);
        }
        if (similarity != null) {
            stages.selectionCost().add(System.nanoTime() - startNs);
        }
    }
}
