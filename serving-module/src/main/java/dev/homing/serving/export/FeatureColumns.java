package dev.homing.serving.export;

import dev.homing.features.FeatureDefinition;
import dev.homing.features.FeatureSchema;
import dev.homing.serving.lead.CategoryNames;
import dev.homing.tracking.store.IdKind;
import dev.homing.tracking.store.Store;
import java.util.ArrayList;
import java.util.List;

/** The columns of {@code lead-v1} vectors: whose, as of when, whether truncated, then every feature by its name. */
final class FeatureColumns {
    private static final int BEFORE_FEATURES = 3;

    private final List<Column> columns = new ArrayList<>();
    private final int tenant;
    private final CategoryNames names;

    FeatureColumns(final Store store, final int tenant) {
        final List<String> areas = new ArrayList<>();
        store.forEachId(tenant, IdKind.AREA, (id, ordinal) -> areas.add(id));
        this.tenant = tenant;
        names = new CategoryNames((owner, ordinal) -> areas.get(ordinal));
        columns.add(new Column("lead_id", Column.Kind.TEXT));
        columns.add(new Column("as_of", Column.Kind.TIME));
        columns.add(new Column("truncated", Column.Kind.TRUTH));
        for (final FeatureDefinition feature : FeatureSchema.LEAD.numerical()) {
            columns.add(new Column(feature.name(), Column.Kind.FLOAT));
        }
        for (final FeatureDefinition feature : FeatureSchema.LEAD.categorical()) {
            columns.add(new Column(feature.name(), Column.Kind.TEXT));
        }
    }

    /** How many values of a row are none of the numbers. */
    static int valueCount() {
        return BEFORE_FEATURES + FeatureSchema.LEAD.categorical().size();
    }

    List<Column> columns() {
        return columns;
    }

    /** Puts what is not a number into a row, from a place on: whose vector, as of when, whether truncated, its categories. */
    void put(
            final Object[] row,
            final int from,
            final String lead,
            final long asOfMs,
            final boolean isTruncated,
            final int[] categorical) {
        row[from] = lead;
        row[from + 1] = asOfMs;
        row[from + 2] = isTruncated;
        int place = from + BEFORE_FEATURES;
        for (final String name : names.of(tenant, categorical)) {
            row[place++] = name.isEmpty() ? null : name;
        }
    }
}
