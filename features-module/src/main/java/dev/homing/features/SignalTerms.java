package dev.homing.features;

import dev.homing.features.catalog.PropertyRecord;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * What a lead's {@linkplain Signal signals} of a listing are made of: terms that add up to {@link LeadSignals#score}, one for
 * each listing that the lead met.
 *
 * <p>Scores by items and neighbours are sums over the lead's listings to begin with. Vectors are solutions of {@code A x = b}
 * where each listing {@code y} that the lead met adds {@code w·y} to {@code b}, so that a listing's score {@code v·x} is the sum
 * of {@code w · (A⁻¹v)·y} over them, {@code A} being symmetric; how a met listing changes {@code A} is shared by all terms.
 * Computed in double precision, so that terms differ from what a score in single precision is made of by the rounding of the
 * latter.
 *
 * <p>Made for one lead once its signals are solved, and valid until they are solved again. One thread.
 */
public final class SignalTerms {
    private final LeadSignals signals;
    private final SignalModel model;
    private final Interactions met;
    private final Interactions itemMet;
    private final ExactEquations factors;
    private final ExactEquations content;
    private final double[] itemAmounts;
    private final double[] factorWeights;
    private final double[] contentTargets;

    /**
     * Prepares the terms of one lead.
     *
     * @param solved signals of the lead
     */
    public SignalTerms(final LeadSignals solved) {
        signals = solved;
        model = solved.model();
        met = solved.interactions();
        itemMet = solved.itemInteractions();
        factors = new ExactEquations(model.factors().dimensions());
        content = new ExactEquations(model.content().dimensions());
        itemAmounts = new double[met.seenCount()];
        factorWeights = new double[met.seenCount()];
        contentTargets = new double[met.seenCount()];
        prepareItems();
        if (solved.hasFactors()) {
            prepareFactors();
        }
        prepareContent();
    }

    private void prepareItems() {
        for (int i = 0, k = 0; k < itemMet.count(); i++) {
            // Both are in the order in which the lead met them first.
            if (itemMet.seen(i) == itemMet.ordinal(k)) {
                itemAmounts[i] = (float) Math.pow(itemMet.weight(k++), model.itemPower());
            }
        }
    }

    private void prepareFactors() {
        final FoldIn foldIn = model.factors();
        int observed = 0;
        for (int i = 0, k = 0; k < met.count(); i++) {
            if (met.seen(i) == met.ordinal(k)) {
                if (foldIn.knows(met.ordinal(k))) {
                    factorWeights[i] = met.weight(k);
                    observed++;
                }
                k++;
            }
        }
        factors.begin(foldIn.gram(), foldIn.parameters().unobservedWeight(), foldIn.diagonal(observed));
        for (int i = 0; i < factorWeights.length; i++) {
            if (factorWeights[i] > 0) {
                factors.add(model.vectors(), met.seen(i), factorWeights[i]);
            }
        }
        factors.factorise();
    }

    private void prepareContent() {
        final ContentModel taste = model.content();
        final int rows = model.contentVectors().limit() / taste.dimensions();
        content.begin(taste.gram(), taste.unobservedWeight(), 1);
        for (int i = 0; i < contentTargets.length; i++) {
            final float weight = taste.evidence().weight(itemMet, i);
            if (weight > 0 && itemMet.seen(i) < rows) {
                content.add(model.contentVectors(), itemMet.seen(i), weight);
                contentTargets[i] = weight * taste.evidence().approval(itemMet, i);
            }
        }
        content.factorise();
    }

    /**
     * How many listings the lead met.
     *
     * @return how many terms there are
     */
    public int count() {
        return met.seenCount();
    }

    /**
     * A listing that the lead met.
     *
     * @param i 0 to {@link #count()} - 1
     * @return its ordinal
     */
    public int listing(final int i) {
        return met.seen(i);
    }

    /**
     * Whether what the lead did with a listing speaks for it.
     *
     * @param i 0 to {@link #count()} - 1
     * @return false when all of it adds up to nothing or less
     */
    public boolean isLiked(final int i) {
        return met.sum(i) > 0;
    }

    /**
     * What a signal's score of a listing is made of.
     *
     * @param signal  which
     * @param ordinal of any listing
     * @param terms   gets one for each listing that the lead met
     * @return what no listing that the lead met is the reason for: the taste of the average lead
     */
    public double of(final Signal signal, final int ordinal, final double[] terms) {
        Arrays.fill(terms, 0, count(), 0);
        return switch (signal) {
            case ITEMS -> ofItems(model.items(), ordinal, terms);
            case NEIGHBOURS -> ofItems(model.neighbours(), ordinal, terms);
            case FACTORS -> ofFactors(ordinal, terms);
            case CONTENT -> ofContent(ordinal, terms);
        };
    }

    private double ofItems(final ItemWeights weights, final int ordinal, final double[] terms) {
        for (int i = 0; i < count(); i++) {
            if (itemAmounts[i] > 0) {
                terms[i] = itemAmounts[i] * weights.weight(met.seen(i), ordinal);
            }
        }
        return 0;
    }

    private double ofFactors(final int ordinal, final double[] terms) {
        final FloatBuffer vectors = model.vectors();
        if (signals.hasFactors() && ordinal < vectors.limit() / model.factors().dimensions()) {
            addProducts(factors.solve(vectors, ordinal), vectors, factorWeights, terms);
        }
        return 0;
    }

    private double ofContent(final int ordinal, final double[] terms) {
        final FloatBuffer vectors = model.contentVectors();
        final int dimensions = model.content().dimensions();
        if (ordinal >= vectors.limit() / dimensions) {
            return 0;
        }
        final double[] solution = content.solve(vectors, ordinal);
        addProducts(solution, vectors, contentTargets, terms);
        double prior = 0;
        for (int j = 0; j < dimensions; j++) {
            prior += solution[j] * model.content().prior()[j];
        }
        return prior;
    }

    private void addProducts(
            final double[] solution, final FloatBuffer vectors, final double[] targets, final double[] terms) {
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] != 0) {
                double product = 0;
                for (int j = 0; j < solution.length; j++) {
                    product += solution[j] * vectors.get(met.seen(i) * solution.length + j);
                }
                terms[i] = targets[i] * product;
            }
        }
    }

    /** Takes what one attribute adds to a score by content. */
    @FunctionalInterface
    public interface AttributeTerms {
        /**
         * Takes a term.
         *
         * @param attribute which
         * @param amenity   bit of the amenity, -1 for all other attributes
         * @param value     of the term; not 0
         */
        void add(ListingAttribute attribute, int amenity, double value);
    }

    /**
     * What a score by content is made of, attribute by attribute: {@code Σ aᵢ · (Pᵢ·x)} over the numbers of the listing.
     *
     * @param listing as the catalogue has it now, which is what its vector was made of
     * @param into    gets what is not 0, each attribute and each amenity once, in the order of {@link ListingAttribute}
     */
    public void byAttribute(final PropertyRecord listing, final AttributeTerms into) {
        final ContentModel taste = model.content();
        final AttributeEncoder encoder = taste.encoder();
        final float[] numbers = new float[encoder.length()];
        encoder.encode(listing, new double[AttributeEncoder.MEASURES], numbers);
        final double[] sums = new double[ListingAttribute.COUNT];
        final double[] amenities = new double[Long.SIZE];
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] != 0) {
                final double term = numbers[i] * taste.product(i, signals.contentVector());
                if (encoder.attribute(i) == ListingAttribute.AMENITY) {
                    amenities[encoder.amenity(i)] = term;
                } else {
                    sums[encoder.attribute(i).ordinal()] += term;
                }
            }
        }
        for (final ListingAttribute attribute : ListingAttribute.values()) {
            if (sums[attribute.ordinal()] != 0) {
                into.add(attribute, -1, sums[attribute.ordinal()]);
            }
        }
        for (int bit = 0; bit < amenities.length; bit++) {
            if (amenities[bit] != 0) {
                into.add(ListingAttribute.AMENITY, bit, amenities[bit]);
            }
        }
    }
}
