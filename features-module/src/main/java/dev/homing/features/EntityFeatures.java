package dev.homing.features;

import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.IdDictionary;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.tracking.codec.Activity;
import dev.homing.tracking.store.ActivityScan;
import dev.homing.tracking.store.EventScan.By;
import dev.homing.tracking.store.IdKind;
import dev.homing.tracking.store.LeadRoots;
import dev.homing.tracking.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads and computes the features of properties and agents. Waits for the disk: one leap, and one step for each event of the
 * window, of which the newest 100,000 count.
 *
 * <p>The reading bounds it: a step takes about a microsecond also when all is in memory, and extraction a tenth of that. So
 * 10,000 events take some 10 ms, and the most that count 0.1 s. The means of all agents, once for each hour that is asked about
 * and again after ten minutes, take as long as the events of all of them.
 *
 * <p>One instance belongs to one thread; its scratch grows to at most some 10 MB, and 8 to 16 bytes for each listing of the
 * largest area.
 */
public final class EntityFeatures {
    private final Store store;
    private final Catalog catalog;
    private final AgentMeans means;
    private final ActivityScan scan;
    private final Activity activity;
    private final PropertyFeatureExtractor properties;
    private final AgentFeatureExtractor agents = new AgentFeatureExtractor();
    private final float[] anyAgent = new float[AgentFeatureSchema.LENGTH];
    private boolean isTruncated;

    /**
     * Creates a reader.
     *
     * @param store   with the events
     * @param catalog with the properties
     * @param weights of events
     * @param means   of all agents, shared by all threads
     */
    public EntityFeatures(
            final Store store, final Catalog catalog, final EngagementWeights weights, final AgentMeans means) {
        this(store, catalog, weights, means, Activity.DEFAULT_MAX_EVENTS);
    }

    EntityFeatures(
            final Store store,
            final Catalog catalog,
            final EngagementWeights weights,
            final AgentMeans means,
            final int maxEvents) {
        this.store = store;
        this.catalog = catalog;
        this.means = means;
        scan = new ActivityScan(store);
        activity = new Activity(maxEvents);
        properties = new PropertyFeatureExtractor(weights);
    }

    /**
     * Computes {@code property-v1}.
     *
     * @param tenant   whose
     * @param property its UTF-8 id, all of it
     * @param asOfMs   what is later does not exist
     * @param features is filled: at least {@link PropertyFeatureSchema#LENGTH} slots, NaN where there is nothing to say
     * @return false, with nothing filled, when neither the catalogue nor an event ever named the property
     */
    public boolean property(final int tenant, final DirectBuffer property, final long asOfMs, final float[] features) {
        final TenantCatalog listings = catalog.tenant(tenant);
        final int ordinal = listings.ids(IdKind.PROPERTY).find(property, 0, property.capacity());
        if (ordinal == IdDictionary.NONE) {
            return false;
        }
        scan.read(tenant, By.PROPERTY, property, asOfMs - PropertyFeatureExtractor.REACH_MS, asOfMs, activity);
        isTruncated = activity.isTruncated();
        properties.extract(activity, roots(tenant), listings, ordinal, asOfMs, features);
        return true;
    }

    /**
     * Computes {@code agent-v1}.
     *
     * @param tenant   whose
     * @param agent    its UTF-8 id, all of it; also of nobody
     * @param asOfMs   what is later does not exist
     * @param features is filled: at least {@link AgentFeatureSchema#LENGTH} slots, NaN where there is nothing to say
     * @param shrunk   is filled: at least as many slots, the rates among the features drawn towards the {@link AgentMeans}, NaN
     *                 elsewhere
     */
    public void agent(
            final int tenant, final DirectBuffer agent, final long asOfMs, final float[] features, final float[] shrunk) {
        // First, since it goes through the same scratch.
        final double[] ofAll = means.of(tenant, asOfMs, this::pooled);
        readAgent(tenant, agent, asOfMs, features);
        isTruncated = activity.isTruncated();
        Arrays.fill(shrunk, 0, AgentFeatureSchema.LENGTH, Float.NaN);
        for (int rate = 0; rate < AgentFeatureSchema.RATE_COUNT; rate++) {
            shrunk[AgentFeatureSchema.rate(rate)] =
                    AgentMeans.shrunk(agents.successes(rate), agents.cases(rate), ofAll[rate]);
        }
    }

    private void readAgent(final int tenant, final DirectBuffer agent, final long asOfMs, final float[] features) {
        scan.read(tenant, By.AGENT, agent, asOfMs - AgentFeatureExtractor.WINDOW_MS, asOfMs, activity);
        agents.extract(activity, roots(tenant), asOfMs, features);
    }

    /** Those of after the reading: whatever erasure has begun to remove events that were read is known to them. */
    private LeadRoots roots(final int tenant) {
        return store.leads().roots(tenant);
    }

    /** One leap and one pass for each agent that ever was named. */
    private double[] pooled(final int tenant, final long asOfMs) {
        final double[] successes = new double[AgentFeatureSchema.RATE_COUNT];
        final double[] cases = new double[AgentFeatureSchema.RATE_COUNT];
        final IdDictionary ids = catalog.tenant(tenant).ids(IdKind.AGENT);
        final int count = ids.size();
        for (int ordinal = 0; ordinal < count; ordinal++) {
            final byte[] agent = ids.id(ordinal).getBytes(StandardCharsets.UTF_8);
            readAgent(tenant, new UnsafeBuffer(agent), asOfMs, anyAgent);
            for (int rate = 0; rate < AgentFeatureSchema.RATE_COUNT; rate++) {
                successes[rate] += agents.successes(rate);
                cases[rate] += agents.cases(rate);
            }
        }
        for (int rate = 0; rate < AgentFeatureSchema.RATE_COUNT; rate++) {
            successes[rate] /= cases[rate];
        }
        return successes;
    }

    /**
     * Whether the last vector is without the oldest events of its window, because there are more than count.
     *
     * @return true when it is
     */
    public boolean isTruncated() {
        return isTruncated;
    }
}
