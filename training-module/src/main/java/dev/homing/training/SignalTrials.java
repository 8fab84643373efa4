package dev.homing.training;

import dev.homing.features.ContentModel;
import dev.homing.features.FoldIn;
import dev.homing.features.ItemWeights;
import dev.homing.features.Signal;
import dev.homing.features.SignalModel;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;

/** Trains one signal alone with some settings, and asks it for what was held back. */
final class SignalTrials {
    private static final int ITERATIONS = 8;
    private static final int MIN_PREFERENCES = 100;

    private final SignalTrainer trainer;
    /** What was preferred of what was met; none without attributes. */
    private final Cut preferences;
    private final long asOfMs;
    private final int listings;
    /** Of the events that were asked about last: it is the same for all settings. */
    private PopularityHistory popularity;
    private int[] popularAt = {};

    SignalTrials(final SignalTrainer trainer, final Cut preferences, final long asOfMs) {
        this.trainer = trainer;
        this.preferences = preferences;
        this.asOfMs = asOfMs;
        listings = trainer.behaviour().listingCount();
    }

    /**
     * Tries settings.
     *
     * @param signal   to train
     * @param settings to train it with, as they are meant for all leads
     * @param rung     whose leads to learn from and to ask
     * @return NDCG@10 of the signal alone
     */
    double ndcg10(final Signal signal, final SignalSettings settings, final Rung rung) {
        return switch (signal) {
            case FACTORS -> factors(settings, rung);
            case ITEMS -> items(settings, rung);
            case NEIGHBOURS -> neighbours(settings, rung);
            case CONTENT -> content(settings, rung);
        };
    }

    private double factors(final SignalSettings settings, final Rung rung) {
        final AlsTrainer als = trainer.als(settings, ITERATIONS);
        final float[] vectors = als.train(
                matrix(rung, settings.factors().recencyHalfLifeDays()), iteration -> { });
        return ask(Signal.FACTORS, settings, rung.cut(), als.foldIn(vectors), FloatBuffer.wrap(vectors), noItems(), noItems());
    }

    private double items(final SignalSettings settings, final Rung rung) {
        // Products of listings are sums over leads: those of a share of the leads are a share of those of all.
        final ItemTrainer items = ItemTrainer.forTrials(settings.itemRegularization() * rung.share(), trainer.workers());
        return ask(Signal.ITEMS, settings, rung.cut(), noFactors(), FloatBuffer.allocate(listings),
                ItemWeights.of(items.train(itemMatrix(rung, settings))), noItems());
    }

    private double neighbours(final SignalSettings settings, final Rung rung) {
        final NeighbourTrainer neighbours =
                new NeighbourTrainer(settings.weighting(), settings.neighbours(), trainer.workers());
        return ask(Signal.NEIGHBOURS, settings, rung.cut(), noFactors(), FloatBuffer.allocate(listings), noItems(),
                ItemWeights.of(neighbours.train(itemMatrix(rung, settings))));
    }

    private double content(final SignalSettings settings, final Rung rung) {
        final Cut asked = preferences.questions().size() >= MIN_PREFERENCES ? preferences : rung.cut();
        final ContentModel content = trainer.content(asked.kept(), asOfMs, settings);
        return ask(Signal.CONTENT, asked, new SignalModel(noFactors(), FloatBuffer.allocate(listings), noItems(), noItems(),
                content, trainer.contentVectors(content, asOfMs), settings.itemHalfLifeDays(), settings.itemPower()));
    }

    private InteractionMatrix itemMatrix(final Rung rung, final SignalSettings settings) {
        return matrix(rung, settings.itemHalfLifeDays()).power(settings.itemPower());
    }

    /** Leads that do not take part must not count as leads who never did anything. */
    private InteractionMatrix matrix(final Rung rung, final double halfLifeDays) {
        final InteractionMatrix matrix = InteractionMatrix.of(trainer.behaviour(), rung.cut().kept(), halfLifeDays);
        return rung.isSample() ? matrix.withoutEmptyRows() : matrix;
    }

    private FoldIn noFactors() {
        return new FoldIn(SignalSettings.START.factors(), FloatBuffer.allocate(listings), listings, 1);
    }

    private ItemWeights noItems() {
        final int[][] nothing = new int[listings][0];
        return ItemWeights.of(ItemWeights.encode(nothing, new float[listings][0]));
    }

    private double ask(
            final Signal signal,
            final SignalSettings settings,
            final Cut cut,
            final FoldIn factors,
            final FloatBuffer vectors,
            final ItemWeights items,
            final ItemWeights neighbours) {
        final ContentModel none = ContentTrainer.nothing();
        return ask(signal, cut, new SignalModel(factors, vectors, items, neighbours, none,
                trainer.contentVectors(none, asOfMs), settings.itemHalfLifeDays(), settings.itemPower()));
    }

    private double ask(final Signal signal, final Cut cut, final SignalModel model) {
        if (!Arrays.equals(popularAt, cut.popularAt())) {
            popularAt = cut.popularAt();
            popularity = new PopularityHistory(trainer.behaviour(), popularAt);
        }
        final int part = Part.of(signal);
        return Ranking.part(new Asker(trainer.behaviour(), trainer.catalog(), model, cut, popularity)
                .lists(trainer.workers(), part), part).ndcg10();
    }

    /** The settings of one signal, for people. */
    static String describe(final Signal signal, final SignalSettings settings) {
        return switch (signal) {
            case FACTORS -> String.format(Locale.ROOT, "unobserved %s, regularization %s, half-life %s d",
                    settings.factors().unobservedWeight(), settings.factors().regularization(),
                    settings.factors().recencyHalfLifeDays());
            case ITEMS -> String.format(Locale.ROOT, "regularization %s, half-life %s d, power %s",
                    settings.itemRegularization(), settings.itemHalfLifeDays(), settings.itemPower());
            case NEIGHBOURS -> settings.weighting() + ", " + settings.neighbours() + " of each listing";
            case CONTENT -> "unobserved " + settings.contentUnobserved() + ", weight " + settings.contentEvidence().weight()
                    + ", view slope " + settings.contentEvidence().viewSlope();
        };
    }
}
