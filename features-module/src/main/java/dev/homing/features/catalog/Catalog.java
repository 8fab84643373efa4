package dev.homing.features.catalog;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.homing.features.EngagementWeights;
import dev.homing.features.PopularityHorizon;
import dev.homing.tracking.codec.TimelineRecord;
import dev.homing.tracking.store.Batch;
import dev.homing.tracking.store.Family;
import dev.homing.tracking.store.IdKind;
import dev.homing.tracking.store.PropertyCapture;
import dev.homing.tracking.store.Store;
import dev.homing.tracking.store.StoreException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.IntArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The properties of all tenants, loaded from the store when it opens. The committer thread writes; any thread reads.
 */
public final class Catalog implements PropertyCapture {
    private static final TenantCatalog NOTHING = new TenantCatalog();
    private static final IdKind[] KINDS = IdKind.values();
    private static final PopularityHorizon[] HORIZONS = PopularityHorizon.values();
    private static final int NEWEST_EVENT_AT_OFFSET = PopularityHorizon.COUNT * Double.BYTES;
    private static final int POPULARITY_LENGTH = NEWEST_EVENT_AT_OFFSET + Long.BYTES;

    private final EngagementWeights weights;
    private final PropertyRecord version = new PropertyRecord();
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[POPULARITY_LENGTH]);
    private final UnsafeBuffer id = new UnsafeBuffer(0, 0);
    private volatile TenantCatalog[] tenants = new TenantCatalog[0];

    /**
     * Creates an empty catalogue; {@link #load} it before anybody writes.
     *
     * @param weights of events, for popularity
     */
    public Catalog(final EngagementWeights weights) {
        this.weights = weights;
    }

    /**
     * Reads everything that a store has.
     *
     * @param store to read
     * @return this
     */
    public Catalog load(final Store store) {
        for (final int tenant : store.tenants().values()) {
            load(store, tenant, tenantForWriting(tenant));
        }
        return this;
    }

    private static void load(final Store store, final int tenant, final TenantCatalog into) {
        final byte[] prefix = ByteBuffer.allocate(Integer.BYTES).putInt(tenant).array();
        store.scan(Family.DICTIONARIES, prefix, (key, id) -> {
            final byte[] bytes = new byte[id.capacity()];
            id.getBytes(0, bytes);
            into.loadId(kindOf(store, key.getByte(Integer.BYTES)), bytes);
            return true;
        });
        final PropertyRecord record = new PropertyRecord();
        store.scan(Family.PROPERTIES, prefix, (key, bytes) -> {
            if (bytes.capacity() != PropertyRecord.LENGTH) {
                throw corrupt(store, "a property version has " + bytes.capacity() + " bytes");
            }
            final int ordinal = key.getInt(Integer.BYTES, BIG_ENDIAN);
            requireKnown(store, into, ordinal);
            into.addVersion(ordinal, record.wrap(bytes, 0));
            return true;
        });
        store.scan(Family.POPULARITY, prefix, (key, bytes) -> {
            final int ordinal = key.getInt(Integer.BYTES, BIG_ENDIAN);
            requireKnown(store, into, ordinal);
            if (bytes.capacity() != POPULARITY_LENGTH) {
                throw corrupt(store, "the popularity of property " + ordinal + " has " + bytes.capacity() + " bytes");
            }
            for (final PopularityHorizon horizon : HORIZONS) {
                into.loadPopularity(ordinal, horizon, bytes.getDouble(horizon.ordinal() * Double.BYTES, LITTLE_ENDIAN));
            }
            into.loadNewestEventAt(bytes.getLong(NEWEST_EVENT_AT_OFFSET, LITTLE_ENDIAN));
            return true;
        });
    }

    private static IdKind kindOf(final Store store, final byte code) {
        for (final IdKind kind : IdKind.values()) {
            if (kind.code() == code) {
                return kind;
            }
        }
        throw corrupt(store, "a dictionary has the unknown kind " + code);
    }

    private static void requireKnown(final Store store, final TenantCatalog catalog, final int ordinal) {
        if (ordinal < 0 || ordinal >= catalog.ids(IdKind.PROPERTY).size()) {
            throw corrupt(store, "property " + ordinal + " has no id");
        }
    }

    private static StoreException corrupt(final Store store, final String what) {
        return new StoreException(StoreException.Reason.CORRUPT,
                "The catalogue in " + store.folder() + " is damaged: " + what, null);
    }

    /**
     * The properties of a tenant.
     *
     * @param tenant its number, also one that does not exist
     * @return never null; without properties when there are none
     */
    public TenantCatalog tenant(final int tenant) {
        final TenantCatalog[] current = tenants;
        return tenant >= 0 && tenant < current.length ? current[tenant] : NOTHING;
    }

    TenantCatalog tenantForWriting(final int tenant) {
        final TenantCatalog[] current = tenants;
        if (tenant < current.length) {
            return current[tenant];
        }
        final TenantCatalog[] more = Arrays.copyOf(current, tenant + 1);
        for (int i = current.length; i <= tenant; i++) {
            more[i] = new TenantCatalog();
        }
        tenants = more;
        return more[tenant];
    }

    @Override
    public int ordinal(final int tenant, final DirectBuffer propertyId, final int offset, final int length) {
        return tenantForWriting(tenant).ordinal(IdKind.PROPERTY, propertyId, offset, length);
    }

    @Override
    public int area(final int tenant, final DirectBuffer areaId, final int offset, final int length) {
        return tenantForWriting(tenant).ordinal(IdKind.AREA, areaId, offset, length);
    }

    @Override
    public void agent(final int tenant, final DirectBuffer agentId, final int offset, final int length) {
        tenantForWriting(tenant).ordinal(IdKind.AGENT, agentId, offset, length);
    }

    @Override
    public void capture(final int tenant, final int ordinal, final MutableDirectBuffer record, final int position) {
        final TenantCatalog catalog = tenantForWriting(tenant);
        if (catalog.read(ordinal, TimelineRecord.occurredAt(record, position), version)) {
            TimelineRecord.putAttributes(record, position, version.propertyType(), version.price(), version.amenities(),
                    version.areaOrdinal(), version.latitude(), version.longitude(), version.size(), version.bedrooms(),
                    version.bathroomQuarters());
        }
    }

    @Override
    public void count(final int tenant, final int ordinal, final DirectBuffer record, final int position) {
        final double weight = weights.weight(record, position);
        if (weight > 0) {
            tenantForWriting(tenant).addPopularity(ordinal, weight, TimelineRecord.occurredAt(record, position));
        }
    }

    @Override
    public void prepare(final Batch batch) {
        final TenantCatalog[] current = tenants;
        for (int tenant = 0; tenant < current.length; tenant++) {
            putIds(tenant, current[tenant], batch);
            putPopularity(tenant, current[tenant], batch);
        }
    }

    private void putIds(final int tenant, final TenantCatalog catalog, final Batch batch) {
        for (final IdKind kind : KINDS) {
            final IdDictionary ids = catalog.ids(kind);
            for (int ordinal = catalog.storedIds(kind); ordinal < ids.size(); ordinal++) {
                batch.key().putInt(0, tenant, BIG_ENDIAN);
                batch.key().putByte(Integer.BYTES, kind.code());
                batch.key().putInt(Integer.BYTES + 1, ordinal, BIG_ENDIAN);
                id.wrap(ids.bytes(ordinal));
                batch.put(Family.DICTIONARIES, Integer.BYTES + 1 + Integer.BYTES, id, 0, id.capacity());
            }
            catalog.idsStored(kind);
        }
    }

    private void putPopularity(final int tenant, final TenantCatalog catalog, final Batch batch) {
        final IntArrayList changes = catalog.popularityChanges();
        for (int i = 0; i < changes.size(); i++) {
            final int ordinal = changes.getInt(i);
            batch.key().putInt(0, tenant, BIG_ENDIAN);
            batch.key().putInt(Integer.BYTES, ordinal, BIG_ENDIAN);
            for (final PopularityHorizon horizon : HORIZONS) {
                value.putDouble(horizon.ordinal() * Double.BYTES, catalog.logPopularity(ordinal, horizon), LITTLE_ENDIAN);
            }
            value.putLong(NEWEST_EVENT_AT_OFFSET, catalog.newestEventAt(), LITTLE_ENDIAN);
            batch.put(Family.POPULARITY, 2 * Integer.BYTES, value, 0, POPULARITY_LENGTH);
        }
        catalog.popularityStored();
    }

    /** Adds a version to the batch and to memory. */
    static void putVersion(
            final int tenant, final TenantCatalog catalog, final int ordinal, final PropertyRecord version, final Batch batch) {
        batch.key().putInt(0, tenant, BIG_ENDIAN);
        batch.key().putInt(Integer.BYTES, ordinal, BIG_ENDIAN);
        // The sign is flipped so that times before 1970 sort before those after.
        batch.key().putLong(2 * Integer.BYTES, version.effectiveAt() ^ Long.MIN_VALUE, BIG_ENDIAN);
        batch.put(Family.PROPERTIES, 2 * Integer.BYTES + Long.BYTES, version.buffer(), version.offset(), PropertyRecord.LENGTH);
        catalog.addVersion(ordinal, version);
    }
}
