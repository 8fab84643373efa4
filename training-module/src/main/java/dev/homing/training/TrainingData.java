package dev.homing.training;

import dev.homing.features.LeadFeatureOptions;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.tracking.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What a training reads of a data folder, at one instant, also beside a running server.
 *
 * @param behaviour  of leads
 * @param catalog    of listings, with all their versions
 * @param population of lead features
 */
record TrainingData(Behaviour behaviour, TenantCatalog catalog, LeadPopulation population) {
    /**
     * Reads.
     *
     * @param data   folder
     * @param tenant its name
     * @param asOf   events after this instant do not exist
     * @throws IOException when there is no such tenant, or nothing to learn from
     */
    static TrainingData read(final Path data, final String tenant, final Instant asOf) throws IOException {
        try (Store store = Store.openReadOnly(data)) {
            final int number = store.tenant(tenant);
            if (number == Store.NO_TENANT) {
                throw new IOException("there is no tenant " + tenant + " in " + data + "; there are " + store.tenants().keySet());
            }
            final Behaviour behaviour = Behaviour.read(store, number, asOf.toEpochMilli());
            if (behaviour.eventCount() == 0) {
                throw new IOException("there are no events on listings in " + data + " up to " + asOf + ": import some first");
            }
            final Catalog catalog = new Catalog(LeadFeatureOptions.load(store.folder()).weights()).load(store);
            // As of the newest event, as popularity is: what was imported long after it happened would be no population any more.
            return new TrainingData(behaviour, catalog.tenant(number), LeadPopulation.read(store, number, behaviour.lastAt()));
        }
    }
}
