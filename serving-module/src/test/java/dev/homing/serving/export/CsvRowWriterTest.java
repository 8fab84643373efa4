package dev.homing.serving.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CsvRowWriterTest {
    private static final List<Column> COLUMNS = List.of(new Column("name", Column.Kind.TEXT),
            new Column("value", Column.Kind.FLOAT), new Column("at", Column.Kind.TIME), new Column("is", Column.Kind.TRUTH));

    @Test
    void shouldWriteFloatsWithTheTextThatJavaGivesThem() {
        final SplittableRandom random = new SplittableRandom(1);
        assertText(0f);
        assertText(-0f);
        for (final int edge : new int[] {1, 1 << 23, 1 << 24, 9_999_999, 10_000_000, 10_000_001, Integer.MAX_VALUE}) {
            assertText(edge);
            assertText(-edge);
        }
        for (int i = 0; i < 200_000; i++) {
            assertText(random.nextInt(-20_000_000, 20_000_000));
            assertText(random.nextInt(-2_000, 2_000) / 4f);
            final float any = Float.intBitsToFloat(random.nextInt());
            assertText(Float.isFinite(any) ? any : Float.MIN_VALUE);
        }
    }

    private static void assertText(final float value) {
        final StringBuilder text = new StringBuilder();
        CsvRowWriter.append(value, text);
        assertEquals(Float.toString(value), text.toString());
        assertEquals(Float.floatToRawIntBits(value), Float.floatToRawIntBits(Float.parseFloat(text.toString())));
    }

    @Test
    void shouldWriteTheTimeOfEachRow() throws IOException {
        assertEquals("a,1.0,1970-01-01T00:00:00.000Z,true\n,,1970-01-01T00:00:00.001Z,\n,,1970-01-01T00:00:00.001Z,false\n",
                written(false, new Object[] {"a", 1f, 0L, true}, new Object[] {null, null, 1L, null},
                        new Object[] {null, null, 1L, false}));
    }

    @Test
    void shouldTellAReaderAnEmptyTextFromNone() throws IOException {
        assertEquals("\"a\",1.0,0,true\n\"\",,,\n,0.5,1,\n\"\"\"\n\",,,\n",
                written(true, new Object[] {"a", 1f, 0L, true}, new Object[] {"", null, null, null},
                        new Object[] {null, 0.5f, 1L, null}, new Object[] {"\"\n", null, null, null}));
    }

    @Test
    void shouldKnowItsLongestRowAndWhetherOneTakesSeveralLines() throws IOException {
        final StringWriter out = new StringWriter();
        final CsvRowWriter rows = new CsvRowWriter(out, COLUMNS, true);
        rows.write(new Object[] {"long", null, null, null});
        rows.write(new Object[] {"x", null, null, null});
        assertEquals("\"long\",,,\n".length(), rows.longestRow());
        assertFalse(rows.hasLineEnds());
        rows.write(new Object[] {"\r", null, null, null});
        assertTrue(rows.hasLineEnds());
    }

    private static String written(final boolean isForAReader, final Object[]... rows) throws IOException {
        final StringWriter out = new StringWriter();
        final CsvRowWriter writer = new CsvRowWriter(out, COLUMNS, isForAReader);
        for (final Object[] row : rows) {
            writer.write(row);
        }
        return out.toString();
    }
}
