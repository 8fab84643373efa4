package dev.homing.serving.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ParquetFileTest {
    private static final String LIB = "homing.export.lib";
    private static final List<Column> COLUMNS = List.of(new Column("number", Column.Kind.WHOLE),
            new Column("value", Column.Kind.FLOAT), new Column("a \"text\"", Column.Kind.TEXT),
            new Column("at", Column.Kind.TIME), new Column("is", Column.Kind.TRUTH), new Column("double", Column.Kind.NUMBER),
            new Column("items", Column.Kind.LIST));

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

    @Test
    void shouldHoldAllValuesInEveryBit() throws IOException, SQLException {
        final SplittableRandom random = new SplittableRandom(2);
        final List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            final float any = Float.intBitsToFloat(random.nextInt());
            final double wide = Double.longBitsToDouble(random.nextLong());
            rows.add(new Object[] {(long) i, Float.isFinite(any) ? any : null, i % 5 == 0 ? null : "t" + i % 100,
                random.nextLong(4_000_000_000_000L), i % 3 == 0 ? null : (Object) (i % 3 == 1),
                Double.isFinite(wide) ? wide : null, i % 7 == 0 ? null : List.of("a" + i % 10, "b").subList(0, 1 + i % 2)});
        }
        assertHolds(rows);
    }

    /** Long ones, so that a file of them is read in several pieces. */
    @Test
    void shouldHoldTextsOfAllKinds() throws IOException, SQLException {
        final List<String> texts = new ArrayList<>(List.of("", " ", "\"", "\"\"", ",", "\n", "\r\n", "\r", "a,\"b\"\nc", "#x",
                "NULL", "\\", "\\N", "'", "\u00e9\ud83c\udfe0", " blanks ", "true", "x".repeat(70_000), "\n".repeat(100)));
        texts.add("\u00e9\n".repeat(1_500_000));
        texts.add(null);
        final List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            rows.add(new Object[] {(long) i, (float) i, i == 7 ? texts.get(texts.size() - 2)
                    : i % 20 == 0 ? null : texts.get(i % (texts.size() - 2)), 1L, true, 0.5,
                Collections.unmodifiableList(texts.subList(i % 18, Math.min(i % 18 + i % 5 + 1, 18)))});
        }
        assertHolds(rows);
    }

    private void assertHolds(final List<Object[]> rows) throws IOException, SQLException {
        final Path file = folder.resolve("it's.parquet");
        ParquetFile.write(new RowSource() {
            @Override
            public List<Column> columns() {
                return COLUMNS;
            }

            @Override
            public void writeTo(final RowWriter out) throws IOException {
                for (final Object[] row : rows) {
                    out.write(new Object[] {row[0], row[2], row[3], row[4], row[5], row[6]},
                            new float[] {row[1] == null ? Float.NaN : (float) row[1]});
                }
            }
        }, file);
        int count = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT number, value, \"a \"\"text\"\"\", epoch_ms(\"at\"), \"is\", "
                        + "\"double\", items FROM '" + file.toString().replace("'", "''") + "'")) {
            while (found.next()) {
                final Object[] row = rows.get(count);
                assertEquals(count, found.getLong(1));
                for (int i = 0; i < row.length; i++) {
                    final Object value = found.getObject(i + 1);
                    // Equal floats have equal bits here, because -0 is not 0 for it.
                    assertEquals(row[i], value instanceof Array list ? List.of((Object[]) list.getArray()) : value,
                            COLUMNS.get(i).name() + " of row " + count);
                }
                count++;
            }
        }
        assertEquals(rows.size(), count);
        assertFalse(folder.resolve("it's.parquet.rows").toFile().exists());
    }
}
