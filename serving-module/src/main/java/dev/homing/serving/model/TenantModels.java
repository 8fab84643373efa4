package dev.homing.serving.model;

import dev.homing.features.EngagementWeights;
import dev.homing.features.PopularityNow;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.serving.process.ReplacedFile;
import dev.homing.tracking.store.IdKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.agrona.concurrent.EpochClock;

/**
 * One tenant's models: those on disk and the one that serves.
 *
 * <p>The file {@code ACTIVE} says which one serves; training replaces it beside a running server, which looks at it every second.
 */
final class TenantModels {
    private static final System.Logger LOG = System.getLogger(TenantModels.class.getName());
    private static final String ACTIVE_FILE = "ACTIVE";
    private static final String PREVIOUS_FILE = "PREVIOUS";
    private static final int LISTINGS_AT_ONCE = 64;
    /** For how long a model that does not serve stays in memory after somebody asked for it. */
    private static final long KEPT_ON_REQUEST_MS = 60_000;
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}");

    private final int tenant;
    private final Path folder;
    private final Supplier<TenantCatalog> catalog;
    private final String schemaHash;
    private final EngagementWeights weights;
    private final EpochClock clock;
    private final Supplier<Rehearsal> rehearsal;
    /** Held while models are told of listings. */
    private final Object listingLock = new Object();
    private volatile CandidateModel active;
    /** One that does not serve, for whoever asks for it by its version: one at a time. */
    private volatile CandidateModel onRequest;
    private volatile long requestedMs;
    /** One that is being told of all listings, and must not miss what changes meanwhile; null while there is none. */
    private CandidateModel loading;
    /** Models that nobody finds any more, but some request may still use. */
    private final List<CandidateModel> retired = new ArrayList<>();
    private String lastFailed = "";

    TenantModels(
            final int tenant,
            final Path folder,
            final Supplier<TenantCatalog> catalog,
            final String schemaHash,
            final EngagementWeights weights,
            final EpochClock clock,
            final Supplier<Rehearsal> rehearsal) {
        this.tenant = tenant;
        this.folder = folder;
        this.catalog = catalog;
        this.schemaHash = schemaHash;
        this.weights = weights;
        this.clock = clock;
        this.rehearsal = rehearsal;
    }

    /** The model that serves, to be released; none while there is none. */
    Optional<CandidateModel> acquire() {
        CandidateModel current = active;
        while (current != null && !current.tryRetain()) {
            current = active;
        }
        return Optional.ofNullable(current);
    }

    /** A model by its version, to be released: if it does not serve, it is loaded beside the one that does. */
    CandidateModel acquire(final String version) throws ModelException {
        CandidateModel found = retained(version);
        if (found == null) {
            synchronized (this) {
                found = retained(version);
                if (found == null) {
                    final CandidateModel loaded = load(folderOf(version));
                    final CandidateModel before = onRequest;
                    synchronized (listingLock) {
                        onRequest = loaded;
                        loading = null;
                    }
                    // Nobody can have retired it: that takes this lock.
                    loaded.tryRetain();
                    found = loaded;
                    retire(before);
                }
            }
        }
        requestedMs = clock.time();
        return found;
    }

    private CandidateModel retained(final String version) {
        for (final CandidateModel candidate : new CandidateModel[] {active, onRequest}) {
            if (candidate != null && candidate.manifest().version().equals(version) && candidate.tryRetain()) {
                return candidate;
            }
        }
        return null;
    }

    /** Frees a model, which may be null, as soon as nobody uses it, and those that could not be freed before. */
    private void retire(final CandidateModel model) {
        if (model != null) {
            model.release();
            retired.add(model);
        }
        retired.removeIf(CandidateModel::tryFree);
    }

    /** Frees the model that was asked for, once nobody has for a while. */
    private void forget(final long afterMs) {
        final CandidateModel current = onRequest;
        if (current != null && clock.time() - requestedMs >= afterMs) {
            synchronized (listingLock) {
                onRequest = null;
            }
            retire(current);
        }
    }

    String activeVersion() {
        final CandidateModel current = active;
        return current == null ? "" : current.manifest().version();
    }

    /** The population of the model that serves; none while there is none. */
    Optional<Population> population() {
        final CandidateModel current = active;
        return current == null ? Optional.empty() : current.population();
    }

    /** All models on disk that can be read, newest first. */
    List<ModelManifest> list() throws IOException {
        final List<ModelManifest> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> entries = Files.list(folder)) {
                for (final Path entry : (Iterable<Path>) entries::iterator) {
                    if (isVersion(entry.getFileName().toString()) && Files.isDirectory(entry)) {
                        readInto(entry, found);
                    }
                }
            }
        }
        found.sort(Comparator.comparing(ModelManifest::version).reversed());
        return found;
    }

    private static void readInto(final Path entry, final List<ModelManifest> found) {
        try {
            found.add(ModelManifest.read(entry));
        } catch (final ModelException e) {
            LOG.log(System.Logger.Level.WARNING, "left out of the list of models: " + e.getMessage());
        }
    }

    ModelManifest manifest(final String version) throws ModelException {
        return ModelManifest.read(folderOf(version));
    }

    /** Loads a model, makes it the one that serves, and writes that down. */
    synchronized ModelManifest activate(final String version) throws ModelException {
        final Path bundle = folderOf(version);
        if (!version.equals(activeVersion())) {
            switchTo(rehearsed(load(bundle)));
        }
        try {
            writeActive(version);
        } catch (final IOException e) {
            throw new ModelException("model " + version + " serves now, but " + folder.resolve(ACTIVE_FILE)
                    + " cannot be written: " + e.getMessage(), e);
        }
        return manifest(version);
    }

    /** Goes back to the model before, unless {@code from} is a version and not the one that serves. */
    synchronized ModelManifest rollback(final String from) throws ModelException {
        final String serving = activeVersion();
        if (!from.isEmpty() && !from.equals(serving) && !serving.isEmpty()) {
            return manifest(serving);
        }
        final String previous;
        try {
            previous = named(PREVIOUS_FILE);
        } catch (final IOException e) {
            throw new ModelException(folder.resolve(PREVIOUS_FILE) + " cannot be read: " + e.getMessage(), e);
        }
        if (previous.isEmpty() || previous.equals(serving)) {
            throw new ModelException("no model served before " + (serving.isEmpty() ? "" : "model " + serving), true, null);
        }
        if (!Files.isDirectory(folderOf(previous))) {
            throw new ModelException("model " + previous + ", which served before, is gone", null);
        }
        return activate(previous);
    }

    /** Follows the file that says which model serves, and the popularity of the listings. */
    synchronized void poll() {
        followActiveFile();
        forget(KEPT_ON_REQUEST_MS);
        retire(null);
        final CandidateModel current = active;
        if (current != null) {
            refreshPopular(current);
        }
    }

    private void followActiveFile() {
        final Path file = folder.resolve(ACTIVE_FILE);
        String wanted = "";
        try {
            wanted = named(ACTIVE_FILE);
            if (wanted.isEmpty() || wanted.equals(activeVersion()) || wanted.equals(lastFailed)) {
                return;
            }
            switchTo(rehearsed(load(folderOf(wanted))));
            lastFailed = "";
            LOG.log(System.Logger.Level.INFO, "model " + wanted + " serves now");
        } catch (final IOException | ModelException e) {
            lastFailed = wanted;
            LOG.log(System.Logger.Level.ERROR, "cannot serve the model that " + file + " names, "
                    + (active == null ? "so recommendations are by popularity: " : "so " + activeVersion() + " goes on: ")
                    + e.getMessage());
        }
    }

    private CandidateModel load(final Path bundle) throws ModelException {
        final TenantCatalog properties = catalog.get();
        final Throttle throttle = new Throttle(() -> rehearsal.get().isBusy());
        final CandidateModel model = new CandidateModel(
                new ModelBundle(bundle, schemaHash, properties.ids(IdKind.PROPERTY), throttle),
                properties.propertyCount(), weights, throttle);
        synchronized (listingLock) {
            loading = model;
        }
        for (int from = 0; from < properties.propertyCount(); from += LISTINGS_AT_ONCE) {
            // The committer waits for a few listings and not for all of them.
            synchronized (listingLock) {
                for (int i = from; i < Math.min(from + LISTINGS_AT_ONCE, properties.propertyCount()); i++) {
                    model.update(i, properties);
                }
            }
            throttle.giveWay();
        }
        refreshPopular(model);
        return model;
    }

    /** A model that has answered what was asked lately; one that cannot is freed instead. */
    private CandidateModel rehearsed(final CandidateModel model) throws ModelException {
        try {
            rehearsal.get().run(tenant, model);
            return model;
        } catch (final ModelException | RuntimeException e) {
            synchronized (listingLock) {
                loading = null;
            }
            retire(model);
            throw new ModelException("model " + model.manifest().version() + " cannot answer what was asked lately: "
                    + e.getMessage(), e);
        }
    }

    private void switchTo(final CandidateModel next) {
        final CandidateModel before;
        synchronized (listingLock) {
            before = active;
            active = next;
            loading = null;
        }
        retire(before);
    }

    /** Lets popularity move with events and time. */
    private void refreshPopular(final CandidateModel model) {
        final TenantCatalog properties = catalog.get();
        model.popular(new PopularListings(properties,
                new PopularityNow(properties, properties.popularityAt(clock.time())), properties::isActive));
    }

    /** A listing is not what it was. */
    void onChange(final int ordinal) {
        synchronized (listingLock) {
            final TenantCatalog properties = catalog.get();
            if (active != null) {
                active.update(ordinal, properties);
            }
            if (onRequest != null) {
                onRequest.update(ordinal, properties);
            }
            if (loading != null) {
                loading.update(ordinal, properties);
            }
        }
    }

    private static boolean isVersion(final String name) {
        return VERSION.matcher(name).matches();
    }

    private Path folderOf(final String version) throws ModelException {
        if (!isVersion(version)) {
            throw new ModelException("there is no model " + version, true, null);
        }
        return folder.resolve(version);
    }

    /** As training writes it: first which model served before, so that there is always one to go back to. */
    private void writeActive(final String version) throws IOException {
        final String before = named(ACTIVE_FILE);
        if (before.equals(version)) {
            return;
        }
        if (!before.isEmpty()) {
            ReplacedFile.write(folder.resolve(PREVIOUS_FILE), before + "\n");
        }
        ReplacedFile.write(folder.resolve(ACTIVE_FILE), version + "\n");
    }

    /** The version that a file names; empty without one. */
    private String named(final String file) throws IOException {
        final Path path = folder.resolve(file);
        return Files.isRegularFile(path) ? Files.readString(path).strip() : "";
    }

    synchronized void close() {
        forget(Long.MIN_VALUE);
        final CandidateModel current = active;
        active = null;
        retire(current);
    }
}
