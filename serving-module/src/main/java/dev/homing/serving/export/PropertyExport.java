package dev.homing.serving.export;

import dev.homing.features.EngagementWeights;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.Property;
import dev.homing.serving.grpc.PropertyMessages;
import dev.homing.serving.terminal.Progress;
import dev.homing.tracking.store.Store;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** All versions of a tenant's listings, in the columns that an import of properties takes: by listing, the oldest first. */
public final class PropertyExport implements RowSource {
    private static final String EFFECTIVE_AT = "effective_at";

    private final TenantCatalog catalog;
    private final long asOfMs;
    private final Progress progress;
    private final MessageColumns columns = new MessageColumns();

    /** A version and since when it holds. */
    private record Version(Property property, long effectiveAt) {
    }

    /**
     * Exports listings.
     *
     * @param store    to read
     * @param tenant   whose
     * @param asOfMs   later versions do not exist
     * @param progress is kept current
     */
    public PropertyExport(final Store store, final int tenant, final long asOfMs, final Progress progress) {
        catalog = new Catalog(EngagementWeights.defaults()).load(store).tenant(tenant);
        this.asOfMs = asOfMs;
        this.progress = progress;
        Property.getDescriptor().getFields().forEach(field -> columns.add(Column.of(field)));
        columns.add(new Column(EFFECTIVE_AT, Column.Kind.TIME));
    }

    @Override
    public List<Column> columns() {
        return columns.columns();
    }

    @Override
    public void writeTo(final RowWriter out) throws IOException {
        final PropertyRecord record = new PropertyRecord();
        final Deque<Version> newestLast = new ArrayDeque<>();
        long count = 0;
        for (int ordinal = 0; ordinal < catalog.propertyCount(); ordinal++) {
            if (!catalog.read(ordinal, record)) {
                continue;
            }
            do {
                if (record.effectiveAt() <= asOfMs) {
                    newestLast.push(new Version(PropertyMessages.property(catalog, record), record.effectiveAt()));
                }
            } while (catalog.readPrevious(record));
            while (!newestLast.isEmpty()) {
                final Version version = newestLast.pop();
                columns.begin();
                columns.put(version.property);
                // The order in which the catalogue met them is not that of an import.
                if (version.property.getAmenitiesCount() > 0) {
                    columns.put("amenities", version.property.getAmenitiesList().stream().sorted().toList());
                }
                columns.put(EFFECTIVE_AT, version.effectiveAt);
                out.write(columns.row(), RowWriter.NO_FLOATS);
                progress.at((double) ordinal / catalog.propertyCount(), ++count, "versions");
            }
        }
    }
}
