package dev.homing.training;

import dev.homing.features.ContentModel;
import dev.homing.features.ItemWeights;
import dev.homing.features.SignalModel;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Trains all signals on some of the events. */
final class SignalTrainer {
    private final Behaviour behaviour;
    private final TenantCatalog catalog;
    private final int dimensions;
    private final int iterations;
    private final long seed;
    private final RowWorkers workers;

    SignalTrainer(
            final Behaviour behaviour,
            final TenantCatalog catalog,
            final int dimensions,
            final int iterations,
            final long seed,
            final RowWorkers workers) {
        this.behaviour = behaviour;
        this.catalog = catalog;
        this.dimensions = dimensions;
        this.iterations = iterations;
        this.seed = seed;
        this.workers = workers;
    }

    Behaviour behaviour() {
        return behaviour;
    }

    TenantCatalog catalog() {
        return catalog;
    }

    RowWorkers workers() {
        return workers;
    }

    /**
     * Trains all.
     *
     * @param kept     how many of each lead's events may be learned from
     * @param asOfMs   whose attributes count
     * @param settings of the signals
     */
    TrainedSignals train(final int[] kept, final long asOfMs, final SignalSettings settings) {
        final AlsTrainer als = als(settings, iterations);
        final float[] vectors = factors(als, kept, settings);
        final ItemTrainer itemTrainer = new ItemTrainer(settings.itemRegularization(), workers);
        final ByteBuffer items = itemTrainer.train(itemMatrix(kept, settings));
        final ByteBuffer neighbours = neighbours(kept, settings);
        final ContentModel content = content(kept, asOfMs, settings);
        return new TrainedSignals(new SignalModel(als.foldIn(vectors), FloatBuffer.wrap(vectors), ItemWeights.of(items),
                ItemWeights.of(neighbours), content, contentVectors(content, asOfMs),
                settings.itemHalfLifeDays(), settings.itemPower()), vectors, items, neighbours, itemTrainer.lostShare());
    }

    AlsTrainer als(final SignalSettings settings, final int count) {
        return new AlsTrainer(settings.factors(), dimensions, count, seed, workers);
    }

    float[] factors(final AlsTrainer als, final int[] kept, final SignalSettings settings) {
        return als.train(InteractionMatrix.of(behaviour, kept, settings.factors().recencyHalfLifeDays()), iteration -> { });
    }

    ByteBuffer items(final int[] kept, final SignalSettings settings) {
        return new ItemTrainer(settings.itemRegularization(), workers).train(itemMatrix(kept, settings));
    }

    ByteBuffer neighbours(final int[] kept, final SignalSettings settings) {
        return new NeighbourTrainer(settings.weighting(), settings.neighbours(), workers).train(itemMatrix(kept, settings));
    }

    private InteractionMatrix itemMatrix(final int[] kept, final SignalSettings settings) {
        return InteractionMatrix.of(behaviour, kept, settings.itemHalfLifeDays()).power(settings.itemPower());
    }

    ContentModel content(final int[] kept, final long asOfMs, final SignalSettings settings) {
        return new ContentTrainer(behaviour, catalog, asOfMs, workers)
                .train(kept, settings.itemHalfLifeDays(), settings.contentUnobserved(), settings.contentEvidence());
    }

    FloatBuffer contentVectors(final ContentModel content, final long asOfMs) {
        final FloatBuffer vectors = FloatBuffer.allocate(behaviour.listingCount() * content.dimensions());
        final ContentModel.Solver solver = content.solver();
        final PropertyRecord record = new PropertyRecord();
        for (int listing = 0; listing < behaviour.listingCount(); listing++) {
            if (catalog.read(listing, asOfMs, record)) {
                solver.encode(record, vectors, listing);
            }
        }
        return vectors;
    }
}
