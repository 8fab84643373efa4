package dev.homing.features;

import dev.homing.tracking.codec.Timeline;
import java.util.Arrays;

/**
 * One lead's {@linkplain Signal signals} for any listing: solved from the lead's timeline, at request time and in training alike.
 * One instance belongs to one thread and is solved again for each lead.
 */
public final class LeadSignals {
    /** How many of the listings that the lead met last are put forward to be ranked where they may be listed again. */
    public static final int MET_CANDIDATES = 100;

    private final SignalModel model;
    private final EngagementWeights weights;
    private final FoldIn.Solver factorSolver;
    private final ContentModel.Solver contentSolver;
    private final Interactions interactions = new Interactions(Timeline.DEFAULT_MAX_LEAD_EVENTS);
    /** The same as those of the factors where events fade as fast. */
    private final Interactions itemInteractions;
    private final float[] factors;
    private final float[] content;
    private final RowProducts factorProducts;
    private final RowProducts contentProducts;
    private final int[] listings = new int[Timeline.DEFAULT_MAX_LEAD_EVENTS];
    private final float[] amounts = new float[Timeline.DEFAULT_MAX_LEAD_EVENTS];
    private final int[] one = new int[1];
    private final float[] ofOne = new float[1];
    private final SparseScores items = new SparseScores();
    private final SparseScores neighbours = new SparseScores();
    private boolean hasFactors;

    /**
     * Creates an instance.
     *
     * @param model   of listings
     * @param weights of events
     */
    public LeadSignals(final SignalModel model, final EngagementWeights weights) {
        this.model = model;
        this.weights = weights;
        itemInteractions = model.itemHalfLifeDays() == model.factors().parameters().recencyHalfLifeDays()
                ? interactions : new Interactions(Timeline.DEFAULT_MAX_LEAD_EVENTS);
        factorSolver = model.factors().solver();
        contentSolver = model.content().solver();
        factors = new float[model.factors().dimensions()];
        content = new float[model.content().dimensions()];
        factorProducts = new RowProducts(factors.length);
        contentProducts = new RowProducts(content.length);
    }

    /**
     * Solves for a lead.
     *
     * @param timeline of the lead, all of which counts
     */
    public void solve(final Timeline timeline) {
        begin(timeline);
        solveContent();
        solveOthers();
    }

    /**
     * Takes what a lead did, to be solved by {@link #solveContent} and {@link #solveOthers}, each once, in any order and also at
     * the same time.
     *
     * @param timeline of the lead, all of which counts
     */
    public void begin(final Timeline timeline) {
        interactions.collect(timeline, weights, model.factors().parameters().recencyHalfLifeDays());
        if (itemInteractions != interactions) {
            itemInteractions.collect(timeline, weights, model.itemHalfLifeDays());
        }
    }

    /** Solves for what the lead likes by attributes. */
    public void solveContent() {
        contentSolver.solve(itemInteractions, model.contentVectors(), content);
    }

    /** Solves for what the lead likes by factors, items and neighbours. */
    public void solveOthers() {
        hasFactors = factorSolver.solve(interactions, factors);
        items.clear();
        neighbours.clear();
        final int liked = itemInteractions.count();
        for (int i = 0; i < liked; i++) {
            listings[i] = itemInteractions.ordinal(i);
            amounts[i] = (float) Math.pow(itemInteractions.weight(i), model.itemPower());
        }
        model.items().add(listings, amounts, liked, items);
        model.neighbours().add(listings, amounts, liked, neighbours);
    }

    /**
     * Whether the factors know any of the lead's listings.
     *
     * @return false when all scores by factors are 0
     */
    public boolean hasFactors() {
        return hasFactors;
    }

    /**
     * The lead's listings, with weights as the factors see them.
     *
     * @return filled by {@link #solve}
     */
    public Interactions interactions() {
        return interactions;
    }

    /** What all leads share. */
    SignalModel model() {
        return model;
    }

    /** The lead's listings, with weights as all signals but the factors see them; the same listings in the same order. */
    Interactions itemInteractions() {
        return itemInteractions;
    }

    /**
     * The lead's vector of factors.
     *
     * @return filled by {@link #solve}, not a copy
     */
    public float[] factorVector() {
        return factors;
    }

    /**
     * The lead's vector of taste for attributes.
     *
     * @return filled by {@link #solve}, not a copy
     */
    public float[] contentVector() {
        return content;
    }

    /**
     * Scores by items.
     *
     * @return filled by {@link #solve}
     */
    public SparseScores items() {
        return items;
    }

    /**
     * Scores by neighbours.
     *
     * @return filled by {@link #solve}
     */
    public SparseScores neighbours() {
        return neighbours;
    }

    /**
     * What a signal says of a listing.
     *
     * @param signal  which
     * @param ordinal of any listing
     * @return its score, 0 when it has nothing to say
     */
    public float score(final Signal signal, final int ordinal) {
        one[0] = ordinal;
        scores(signal, one, 0, 1, ofOne);
        return ofOne[0];
    }

    /**
     * What a signal says of listings.
     *
     * @param signal   which
     * @param ordinals of any listings
     * @param from     the first of them
     * @param to       after the last
     * @param into     gets a score at the place of each, 0 where the signal has nothing to say
     */
    public void scores(
            final Signal signal, final int[] ordinals, final int from, final int to, final float[] into) {
        switch (signal) {
            case FACTORS -> {
                if (hasFactors) {
                    factorProducts.compute(model.vectors(), ordinals, from, to, factors, into);
                } else {
                    Arrays.fill(into, from, to, 0);
                }
            }
            case ITEMS -> items.scores(ordinals, from, to, into);
            case NEIGHBOURS -> neighbours.scores(ordinals, from, to, into);
            case CONTENT -> contentProducts.compute(model.contentVectors(), ordinals, from, to, content, into);
        }
    }
}
