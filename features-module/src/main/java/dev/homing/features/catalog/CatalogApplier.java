package dev.homing.features.catalog;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.homing.features.catalog.PropertyMessage.Text;
import dev.homing.tracking.store.Applier;
import dev.homing.tracking.store.Batch;
import dev.homing.tracking.store.IdKind;
import dev.homing.tracking.store.Outcome;
import dev.homing.tracking.store.RequestIds;
import dev.homing.tracking.store.Store;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.IntArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Applies changes of the catalogue. A change that says what is so already, or whose request id is known, changes nothing.
 */
public final class CatalogApplier implements Applier {
    private static final byte REQUEST_KIND = 2;

    private final Catalog catalog;
    private final StatusListener listener;
    private final RequestIds requestIds;
    private final PropertyMessage message = new PropertyMessage();
    private final PropertyRecord before = new PropertyRecord();
    private final PropertyRecord after = new PropertyRecord();
    private final UnsafeBuffer version = new UnsafeBuffer(new byte[PropertyRecord.LENGTH]);
    private final UnsafeBuffer one = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer other = new UnsafeBuffer(0, 0);
    private final IntArrayList changedTenants = new IntArrayList();
    private final IntArrayList changedProperties = new IntArrayList();

    /**
     * Creates an applier.
     *
     * @param store    to look known request ids up in
     * @param catalog  to change
     * @param listener hears of each changed property
     */
    public CatalogApplier(final Store store, final Catalog catalog, final StatusListener listener) {
        this.catalog = catalog;
        this.listener = listener;
        requestIds = new RequestIds(store, REQUEST_KIND);
    }

    @Override
    public int messageType() {
        return PropertyMessage.TEMPLATE_ID;
    }

    @Override
    public long stage(final MutableDirectBuffer buffer, final int offset, final int length, final Batch batch) {
        message.wrap(buffer, offset);
        final int requestLength = message.textLength(Text.REQUEST_ID);
        if (requestLength > 0 && requestIds.find(message.tenant(), buffer, message.textOffset(Text.REQUEST_ID), requestLength)
                != RequestIds.UNSEEN) {
            return Outcome.of(Outcome.DUPLICATE, 0);
        }
        final TenantCatalog tenant = catalog.tenantForWriting(message.tenant());
        version.putBytes(0, buffer, offset + PropertyMessage.RECORD_OFFSET, PropertyRecord.LENGTH);
        final long outcome = message.kind() == PropertyMessage.STATUS
                ? stageStatus(tenant, buffer, batch)
                : stageUpsert(tenant, buffer, batch);
        final int code = Outcome.code(outcome);
        if (requestLength > 0 && code != Outcome.NOT_FOUND && code != Outcome.LIMIT_REACHED) {
            requestIds.stage(message.tenant(), buffer, message.textOffset(Text.REQUEST_ID), requestLength, 0, batch);
        }
        return outcome;
    }

    private long stageStatus(final TenantCatalog tenant, final MutableDirectBuffer buffer, final Batch batch) {
        final int ordinal = tenant.ids(IdKind.PROPERTY)
                .find(buffer, message.textOffset(Text.PROPERTY_ID), message.textLength(Text.PROPERTY_ID));
        after.wrap(version, 0);
        final long effectiveAt = after.effectiveAt();
        final int status = after.status();
        if (ordinal == IdDictionary.NONE || !tenant.read(ordinal, effectiveAt, before)) {
            return Outcome.of(Outcome.NOT_FOUND, 0);
        }
        version.putBytes(0, before.buffer(), before.offset(), PropertyRecord.LENGTH);
        version.putLong(PropertyRecord.EFFECTIVE_AT_FIELD_OFFSET, effectiveAt, LITTLE_ENDIAN);
        version.putByte(PropertyRecord.STATUS_FIELD_OFFSET, (byte) status);
        return put(tenant, ordinal, true, batch);
    }

    private long stageUpsert(final TenantCatalog tenant, final MutableDirectBuffer buffer, final Batch batch) {
        final IdDictionary amenities = tenant.ids(IdKind.AMENITY);
        if (amenities.size() + newAmenities(amenities, buffer) > TenantCatalog.MAX_AMENITIES) {
            return Outcome.of(Outcome.LIMIT_REACHED, TenantCatalog.MAX_AMENITIES);
        }
        final int ordinal = ordinal(tenant, IdKind.PROPERTY, Text.PROPERTY_ID, buffer);
        putOrdinal(tenant, IdKind.AREA, Text.AREA_ID, PropertyRecord.AREA_ORDINAL_FIELD_OFFSET, buffer);
        putOrdinal(tenant, IdKind.AGENT, Text.AGENT_ID, PropertyRecord.AGENT_ORDINAL_FIELD_OFFSET, buffer);
        putOrdinal(tenant, IdKind.MARKET, Text.MARKET, PropertyRecord.MARKET_ORDINAL_FIELD_OFFSET, buffer);
        putOrdinal(tenant, IdKind.CURRENCY, Text.CURRENCY, PropertyRecord.CURRENCY_ORDINAL_FIELD_OFFSET, buffer);
        long bits = 0;
        for (int i = 0; i < message.amenityCount(); i++) {
            bits |= 1L << tenant.ordinal(IdKind.AMENITY, buffer, message.amenityOffset(i), message.amenityLength(i));
        }
        version.putLong(PropertyRecord.AMENITIES_FIELD_OFFSET, bits, LITTLE_ENDIAN);

        after.wrap(version, 0);
        final boolean isKnown = tenant.read(ordinal, after.effectiveAt(), before);
        if (after.listedAt() == PropertyMessage.NOT_GIVEN) {
            version.putLong(PropertyRecord.LISTED_AT_FIELD_OFFSET,
                    isKnown ? before.listedAt() : after.effectiveAt(), LITTLE_ENDIAN);
        }
        return put(tenant, ordinal, isKnown, batch);
    }

    private long put(final TenantCatalog tenant, final int ordinal, final boolean isKnown, final Batch batch) {
        version.putInt(PropertyRecord.PROPERTY_ORDINAL_FIELD_OFFSET, ordinal, LITTLE_ENDIAN);
        version.putInt(PropertyRecord.PREVIOUS_ROW_FIELD_OFFSET, PropertyRecord.NONE, LITTLE_ENDIAN);
        after.wrap(version, 0);
        if (isKnown && before.saysTheSameAs(after)) {
            return Outcome.of(Outcome.DUPLICATE, 0);
        }
        Catalog.putVersion(message.tenant(), tenant, ordinal, after, batch);
        changedTenants.addInt(message.tenant());
        changedProperties.addInt(ordinal);
        return Outcome.of(isKnown ? Outcome.UPDATED : Outcome.RECORDED, 0);
    }

    private int newAmenities(final IdDictionary amenities, final MutableDirectBuffer buffer) {
        int count = 0;
        for (int i = 0; i < message.amenityCount(); i++) {
            if (amenities.find(buffer, message.amenityOffset(i), message.amenityLength(i)) == IdDictionary.NONE
                    && !isSaidBefore(i, buffer)) {
                count++;
            }
        }
        return count;
    }

    private boolean isSaidBefore(final int amenity, final MutableDirectBuffer buffer) {
        one.wrap(buffer, message.amenityOffset(amenity), message.amenityLength(amenity));
        for (int i = 0; i < amenity; i++) {
            other.wrap(buffer, message.amenityOffset(i), message.amenityLength(i));
            if (one.equals(other)) {
                return true;
            }
        }
        return false;
    }

    private int ordinal(final TenantCatalog tenant, final IdKind kind, final Text text, final MutableDirectBuffer buffer) {
        return tenant.ordinal(kind, buffer, message.textOffset(text), message.textLength(text));
    }

    private void putOrdinal(
            final TenantCatalog tenant, final IdKind kind, final Text text, final int field, final MutableDirectBuffer buffer) {
        if (message.textLength(text) > 0) {
            version.putInt(field, ordinal(tenant, kind, text, buffer), LITTLE_ENDIAN);
        }
    }

    @Override
    public void prepare(final Batch batch) {
        catalog.prepare(batch);
    }

    @Override
    public void committed() {
        requestIds.committed();
        for (int i = 0; i < changedProperties.size(); i++) {
            final int tenant = changedTenants.getInt(i);
            final int ordinal = changedProperties.getInt(i);
            listener.onStatus(tenant, ordinal, catalog.tenant(tenant).isActive(ordinal));
        }
        changedTenants.clear();
        changedProperties.clear();
    }
}
