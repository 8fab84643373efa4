package dev.homing.serving.export;

import dev.homing.features.PointInTimeFeatures;
import dev.homing.serving.rows.QuestionFile;
import dev.homing.serving.terminal.CommandException;
import dev.homing.serving.terminal.Progress;
import dev.homing.tracking.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A training set: the vectors that a file asks for, behind what else the file says. One row for each of the file's, lead by lead
 * and in order of time.
 */
public final class PointInTimeExport implements RowSource {
    private final Store store;
    private final int tenant;
    private final QuestionFile file;
    private final Progress progress;
    private final FeatureColumns features;
    private final List<Column> columns = new ArrayList<>();
    private long count;

    /**
     * Exports vectors.
     *
     * @param store    to read
     * @param tenant   whose
     * @param file     which
     * @param progress is kept current
     * @throws CommandException when a column of the file has no name or one that the export has as well
     */
    public PointInTimeExport(final Store store, final int tenant, final QuestionFile file, final Progress progress) {
        this.store = store;
        this.tenant = tenant;
        this.file = file;
        this.progress = progress;
        features = new FeatureColumns(store, tenant);
        final Set<String> names = new HashSet<>();
        features.columns().forEach(column -> names.add(column.name()));
        for (final String name : file.furtherColumns()) {
            // Parquet's readers tell no upper case from lower case.
            if (name.isBlank() || !names.add(name.toLowerCase(Locale.ROOT))) {
                throw new CommandException("the column \"" + name + "\" cannot be carried over, because "
                        + (name.isBlank() ? "it has no name" : "the export has one of that name") + ": rename it", null);
            }
            columns.add(new Column(name, Column.Kind.TEXT));
        }
        columns.addAll(features.columns());
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public void writeTo(final RowWriter out) throws IOException {
        final Object[] values = new Object[file.furtherColumns().size() + FeatureColumns.valueCount()];
        final int further = file.furtherColumns().size();
        try (PointInTimeFeatures vectors = new PointInTimeFeatures(store, tenant)) {
            vectors.forEach(file.questions(), (row, numerical, categorical, isTruncated) -> {
                file.readFurther(row, values);
                features.put(values, further, file.questions().leadId(row), file.questions().asOfMs(row), isTruncated,
                        categorical);
                try {
                    out.write(values, numerical);
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
                progress.at((double) ++count / file.questions().size(), count, "vectors");
            });
        } catch (final UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
