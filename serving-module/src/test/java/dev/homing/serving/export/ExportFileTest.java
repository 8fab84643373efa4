package dev.homing.serving.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ExportFileTest {
    private static final String LIB = "homing.export.lib";
    private static final List<String> NAMES = List.of("rows.csv", "rows.csv.gz", "rows.jsonl", "rows.jsonl.gz", "rows.parquet");
    private static final List<Column> COLUMNS = List.of(
            new Column("number", Column.Kind.WHOLE), new Column("value", Column.Kind.FLOAT));
    /** Several batches, and several groups of rows in Parquet. */
    private static final int ROWS = 300_000;

    @TempDir
    private Path folder;

    @BeforeEach
    void nameTheLibrary() throws ClassNotFoundException {
        System.setProperty(LIB, Path.of(Class.forName("org.duckdb.DuckDBDriver")
                .getProtectionDomain().getCodeSource().getLocation().getPath()).getParent().toString());
    }

    @AfterEach
    void forgetTheLibrary() {
        System.clearProperty(LIB);
    }

    /** Of all exponents; the smallest and the largest; none. */
    private static float value(final int row) {
        final int bits = (row % 512 << 23) | new SplittableRandom(row).nextInt(1 << 23);
        final float value = Float.intBitsToFloat(row % 1_000 < 512 ? bits & 0xff80_0000 : bits);
        return Float.isFinite(value) ? value : Float.NaN;
    }

    private static RowSource source(final int rows, final Exception end) {
        return new RowSource() {
            @Override
            public List<Column> columns() {
                return COLUMNS;
            }

            @Override
            public void writeTo(final RowWriter out) throws IOException {
                final Object[] values = new Object[1];
                final float[] floats = new float[1];
                for (int row = 0; row < rows; row++) {
                    values[0] = row;
                    floats[0] = value(row);
                    out.write(values, floats);
                }
                if (end instanceof IOException e) {
                    throw e;
                }
                if (end instanceof RuntimeException e) {
                    throw e;
                }
            }
        };
    }

    private void write(final String name, final RowSource source) throws IOException {
        ExportFile.of(folder.resolve(name), Optional.empty()).orElseThrow().write(source);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldWriteTheSameBitsInTheSameOrderInEveryForm() throws IOException, SQLException {
        write("rows.csv", source(ROWS, null));
        write("rows.jsonl", source(ROWS, null));
        write("rows.parquet", source(ROWS, null));
        final List<String> csv = Files.readAllLines(folder.resolve("rows.csv"));
        final List<String> json = Files.readAllLines(folder.resolve("rows.jsonl"));
        assertEquals(ROWS + 1, csv.size());
        assertEquals(ROWS, json.size());
        int row = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT number, value FROM '"
                        + folder.resolve("rows.parquet").toString().replace("'", "''") + "'")) {
            while (found.next()) {
                final float expected = value(row);
                final boolean isThere = !Float.isNaN(expected);
                assertEquals(row, found.getLong(1));
                assertEquals(isThere ? expected : null, found.getObject(2), "of row " + row);
                final String text = csv.get(row + 1).substring(csv.get(row + 1).indexOf(',') + 1);
                assertEquals(isThere ? Float.floatToRawIntBits(expected) : 0,
                        text.isEmpty() ? 0 : Float.floatToRawIntBits(Float.parseFloat(text)), text);
                assertEquals(!isThere, text.isEmpty());
                assertEquals("{\"number\":" + row + (isThere ? ",\"value\":" + text : "") + "}", json.get(row));
                row++;
            }
        }
        assertEquals(ROWS, row);
        assertEquals(List.of("rows.csv", "rows.jsonl", "rows.parquet"), files());
    }

    @Test
    void shouldWriteNoRows() throws IOException {
        for (final String name : NAMES) {
            write(name, source(0, null));
        }
        assertEquals("number,value\n", Files.readString(folder.resolve("rows.csv")));
        assertEquals(NAMES, files());
    }

    @Test
    void shouldLeaveWhatWasThereWhenRowsCannotBeMade() throws IOException {
        for (final String name : NAMES) {
            for (final Exception failure : List.of(new IOException("gone"), new IllegalStateException("odd"))) {
                Files.writeString(folder.resolve(name), "before");
                assertSame(failure, assertThrows(Exception.class, () -> write(name, source(10_000, failure))), name);
                assertEquals("before", Files.readString(folder.resolve(name)));
                assertEquals(List.of(name), files());
            }
            Files.delete(folder.resolve(name));
        }
    }

    @Test
    void shouldLeaveNothingWhenRowsCannotBeWritten() throws IOException {
        final RowSource wrong = new RowSource() {
            @Override
            public List<Column> columns() {
                return COLUMNS;
            }

            @Override
            public void writeTo(final RowWriter out) throws IOException {
                for (int row = 0; row < ROWS; row++) {
                    out.write(new Object[] {row < ROWS / 2 ? (Object) row : "no number"}, new float[1]);
                }
            }
        };
        for (final String name : NAMES) {
            assertThrows(Exception.class, () -> write(name, wrong), name);
            assertEquals(List.of(), files());
        }
    }

    @Test
    void shouldLeaveNothingWhereTheDiskIsFull() throws IOException {
        final Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "a device of Linux");
        for (final String name : NAMES) {
            Files.createSymbolicLink(folder.resolve(name + ".part"), full);
            final IOException e = assertThrows(IOException.class, () -> write(name, source(ROWS, null)), name);
            assertTrue(e.getMessage().contains("No space left"), e.getMessage());
            assertEquals(List.of(), files());
        }
    }
}
