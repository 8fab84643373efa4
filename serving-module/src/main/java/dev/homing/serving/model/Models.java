package dev.homing.serving.model;

import dev.homing.features.EngagementWeights;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.StatusListener;
import dev.homing.tracking.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.concurrent.EpochClock;

/** The models of all tenants. Any thread. */
public final class Models implements ModelSource, StatusListener, AutoCloseable {
    private static final String FOLDER = "models";

    private final Path folder;
    private final Store store;
    private final Catalog catalog;
    private final String schemaHash;
    private final EngagementWeights weights;
    private final EpochClock clock;
    private final Map<Integer, TenantModels> tenants = new ConcurrentHashMap<>();
    private volatile Rehearsal rehearsal = Rehearsal.NONE;

    /**
     * Loads every tenant's active model.
     *
     * @param dataFolder with the models
     * @param store      with the tenants
     * @param catalog    whose ordinals are the models' rows
     * @param schemaHash of the feature schema that this server computes
     * @param weights    of events
     * @param clock      says what now is, for popularity
     */
    public Models(
            final Path dataFolder,
            final Store store,
            final Catalog catalog,
            final String schemaHash,
            final EngagementWeights weights,
            final EpochClock clock) {
        folder = dataFolder.resolve(FOLDER);
        this.store = store;
        this.catalog = catalog;
        this.schemaHash = schemaHash;
        this.weights = weights;
        this.clock = clock;
        poll();
    }

    /**
     * Has models rehearse from now on, before they serve.
     *
     * @param next of all models that are made active
     */
    public void rehearseWith(final Rehearsal next) {
        rehearsal = next;
    }

    /** Looks for models that were made active meanwhile, and lets popularity count as it is now. */
    public void poll() {
        store.tenants().forEach((name, number) -> models(name, number).poll());
    }

    private TenantModels models(final String name, final int number) {
        return tenants.computeIfAbsent(number,
                key -> new TenantModels(
                        number, folder.resolve(name), () -> catalog.tenant(number), schemaHash, weights, clock, () -> rehearsal));
    }

    private Optional<TenantModels> models(final String tenant) {
        final int number = store.tenant(tenant);
        return number == Store.NO_TENANT ? Optional.empty() : Optional.of(models(tenant, number));
    }

    @Override
    public Optional<CandidateModel> acquire(final int tenant) {
        final TenantModels models = tenants.get(tenant);
        return models == null ? Optional.empty() : models.acquire();
    }

    /**
     * Takes a model of a tenant by its version; the caller releases it. One that does not serve is loaded, which reads the disk,
     * and stays in memory for a minute after it was last taken, unless another one is asked for.
     *
     * @param tenant  its name
     * @param version of the model
     * @return never null
     * @throws ModelException when it is not there, or cannot serve
     */
    public CandidateModel acquire(final String tenant, final String version) throws ModelException {
        return models(tenant).orElseThrow(() -> missing(version)).acquire(version);
    }

    /**
     * Takes the model that serves a tenant; the caller releases it.
     *
     * @param tenant its name
     * @return empty while there is none
     */
    public Optional<CandidateModel> acquire(final String tenant) {
        return models(tenant).flatMap(TenantModels::acquire);
    }

    /**
     * The population of the model that serves a tenant. Whoever writes one answer with it asks once, so that a model that is
     * switched meanwhile does not show in half of the answer.
     *
     * @param tenant its number
     * @return empty while no model serves, and when the model has no population
     */
    public Optional<Population> population(final int tenant) {
        final TenantModels models = tenants.get(tenant);
        return models == null ? Optional.empty() : models.population();
    }

    /**
     * Lists a tenant's models.
     *
     * @param tenant its name
     * @return newest first
     * @throws IOException when the folder cannot be read
     */
    public List<ModelManifest> list(final String tenant) throws IOException {
        final Optional<TenantModels> models = models(tenant);
        return models.isEmpty() ? List.of() : models.get().list();
    }

    /**
     * Version of the model that serves a tenant.
     *
     * @param tenant its name
     * @return empty while there is none
     */
    public String activeVersion(final String tenant) {
        return models(tenant).map(TenantModels::activeVersion).orElse("");
    }

    /**
     * Reads what a model says of itself.
     *
     * @param tenant  its name
     * @param version of the model
     * @return its manifest
     * @throws ModelException when it is not there or damaged
     */
    public ModelManifest manifest(final String tenant, final String version) throws ModelException {
        return models(tenant).orElseThrow(() -> missing(version)).manifest(version);
    }

    /**
     * Makes a model the one that serves; reads all of it before anything changes.
     *
     * @param tenant  its name
     * @param version of the model
     * @return its manifest
     * @throws ModelException when it cannot serve; the one before goes on
     */
    public ModelManifest activate(final String tenant, final String version) throws ModelException {
        return models(tenant).orElseThrow(() -> missing(version)).activate(version);
    }

    /**
     * Makes the model serve that served before; reads all of it before anything changes.
     *
     * @param tenant its name
     * @param from   the version that shall serve no longer; where another one does, nothing changes. Empty: whichever serves
     * @return the manifest of the model that serves
     * @throws ModelException when there is none, which then is {@linkplain ModelException#isMissing missing}, or it cannot serve
     */
    public ModelManifest rollback(final String tenant, final String from) throws ModelException {
        return models(tenant).orElseThrow(() -> new ModelException("the tenant has no models", true, null)).rollback(from);
    }

    private static ModelException missing(final String version) {
        return new ModelException("there is no model " + version, true, null);
    }

    @Override
    public void onStatus(final int tenant, final int ordinal, final boolean isActive) {
        final TenantModels models = tenants.get(tenant);
        if (models != null) {
            models.onChange(ordinal);
        }
    }

    /** Frees all models; nobody may be scoring any more. A rehearsal under way is waited for: it reads the store. */
    @Override
    public void close() {
        rehearsal = Rehearsal.NONE;
        tenants.values().forEach(TenantModels::close);
    }
}
