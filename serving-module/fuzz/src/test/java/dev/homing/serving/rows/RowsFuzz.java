package dev.homing.serving.rows;

import com.google.protobuf.MessageLite;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads all rows of a file and makes messages of them: each row is broken, or refused with its field, or converted. */
final class RowsFuzz {
    private static final List<RowConverter<? extends MessageLite>> CONVERTERS =
            List.of(new EventRows(), new PropertyRows("port-alder"));

    /** Opens the rows of a file. */
    @FunctionalInterface
    interface Opening {
        RowReader rows(LineReader lines) throws IOException;
    }

    private RowsFuzz() {
    }

    static void run(final byte[] bytes, final Opening opening) {
        final RowReader rows;
        try {
            rows = opening.rows(new LineReader(new ByteArrayInputStream(bytes)));
        } catch (final IOException e) {
            return;
        }
        // A broken record gives its later lines back, each of which may be broken once more.
        for (int i = 0; i <= bytes.length; i++) {
            final Optional<Row> row;
            try {
                row = next(rows);
            } catch (final BrokenRowException e) {
                if (e.line() < 1) {
                    throw new IllegalStateException("line=" + e.line(), e);
                }
                continue;
            } catch (final IOException e) {
                throw new IllegalStateException("bytes in memory can be read", e);
            }
            if (row.isEmpty()) {
                return;
            }
            for (final RowConverter<?> converter : CONVERTERS) {
                convert(converter, row.get());
            }
        }
        throw new IllegalStateException("the reading does not end");
    }

    private static Optional<Row> next(final RowReader rows) throws BrokenRowException, IOException {
        return Optional.ofNullable(rows.next());
    }

    private static void convert(final RowConverter<?> converter, final Row row) {
        try {
            converter.convert(RowMapping.identity(converter.fields()), row);
        } catch (final RowException e) {
            if (!converter.fields().contains(e.field())) {
                throw new IllegalStateException("field=" + e.field() + " is none", e);
            }
        }
    }
}
