package dev.homing.serving.export;

import dev.homing.features.LeadFeatureExtractor;
import dev.homing.features.LeadFeatureOptions;
import dev.homing.features.LeadFeatureSchema;
import dev.homing.serving.terminal.Progress;
import dev.homing.tracking.codec.LeadHistory;
import dev.homing.tracking.store.LeadHistories;
import dev.homing.tracking.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The vector of every lead that has events up to an instant, as of that instant. Takes the memory of the events that a lead has
 * in the window, and reads hardly any others.
 */
public final class LeadFeatureExport implements RowSource {
    private final Store store;
    private final int tenant;
    private final long asOfMs;
    private final Progress progress;
    private final FeatureColumns columns;
    private final LeadFeatureExtractor extractor;
    private final float[] numerical = new float[LeadFeatureSchema.LENGTH];
    private final int[] categorical = new int[LeadFeatureSchema.CATEGORICAL_LENGTH];
    private long count;

    /**
     * Exports vectors.
     *
     * @param store    to read
     * @param tenant   whose
     * @param asOfMs   later events do not exist
     * @param progress is kept current
     */
    public LeadFeatureExport(final Store store, final int tenant, final long asOfMs, final Progress progress) {
        this.store = store;
        this.tenant = tenant;
        this.asOfMs = asOfMs;
        this.progress = progress;
        columns = new FeatureColumns(store, tenant);
        extractor = new LeadFeatureExtractor(LeadFeatureOptions.load(store.folder()));
    }

    @Override
    public List<Column> columns() {
        return columns.columns();
    }

    @Override
    public void writeTo(final RowWriter out) throws IOException {
        final Object[] row = new Object[FeatureColumns.valueCount()];
        try (LeadHistories histories = store.timelines().histories(tenant)) {
            histories.forEach(extractor.windowBeginMs(asOfMs), asOfMs, new LeadHistory(), (lead, history) -> {
                extractor.extract(history, asOfMs, numerical, categorical);
                columns.put(row, 0, lead, asOfMs, extractor.truncated(), categorical);
                try {
                    out.write(row, numerical);
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
                progress.at(0, ++count, "leads");
            });
        } catch (final UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
