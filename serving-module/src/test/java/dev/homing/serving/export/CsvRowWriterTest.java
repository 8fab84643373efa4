package dev.homing.serving.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.homing.serving.terminal.CommandException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CsvRowWriterTest {
    private static final List<Column> COLUMNS = List.of(new Column("name", Column.Kind.TEXT),
            new Column("value", Column.Kind.FLOAT), new Column("at", Column.Kind.TIME), new Column("is", Column.Kind.TRUTH));

    @Test
    void shouldWriteWhatEachColumnHas() throws IOException {
        assertEquals("""
                name,value,at,is
                a,1.0,1970-01-01T00:00:00.000Z,true
                ,,1970-01-01T00:00:00.001Z,
                ,-0.0,1970-01-01T00:00:00.001Z,false
                """,
                written(new Row("a", 1, 0L, true), new Row(null, Float.NaN, 1L, null), new Row(null, -0f, 1L, false)));
    }

    @Test
    void shouldWriteTheTimesOfAllDays() throws IOException {
        final SplittableRandom random = new SplittableRandom(3);
        final long lastMs = 253_402_300_799_999L;
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final CsvRowWriter rows = new CsvRowWriter(out, List.of(new Column("at", Column.Kind.TIME)));
        final StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            final long ms = switch (i % 4) {
                case 0 -> random.nextLong(lastMs);
                case 1 -> random.nextLong(200_000_000) - 100_000_000;
                case 2 -> 86_400_000L * random.nextInt(-2, 3) - i % 3;
                default -> random.nextBoolean() ? lastMs : -random.nextLong(60_000_000_000_000L);
            };
            rows.write(new Object[] {ms}, RowWriter.NO_FLOATS);
            expected.append(CsvRowWriter.time(ms)).append('\n');
        }
        rows.end();
        assertEquals(expected.toString(), out.toString(UTF_8));
    }

    @Test
    void shouldQuoteWhatAnImportWouldReadOtherwise() throws IOException {
        for (final String plain : List.of("", "a b", "\u00e9\ud83c\udfe0", "'", ";", "\u00a0")) {
            assertEquals("name,value,at,is\n" + plain + ",,,\n", written(new Row(plain, Float.NaN, null, null)));
        }
        for (final String quoted : List.of(",", "a\nb", "\r", "a\rb", " a", "a\t", "\u2003x", "\u00e9,")) {
            assertEquals("name,value,at,is\n\"" + quoted + "\",,,\n", written(new Row(quoted, Float.NaN, null, null)));
        }
        assertEquals("name,value,at,is\n\"\"\"\",,,\n", written(new Row("\"", Float.NaN, null, null)));
    }

    @Test
    void shouldRefuseTextsOfMoreLinesThanARecordMayHave() throws IOException {
        assertTrue(written(new Row("\n".repeat(60), 0, null, null), new Row("\n", 0, null, null)).length() > 60);
        final Row tooLong = new Row("\n".repeat(61), 0, null, null);
        assertThrows(CommandException.class, () -> written(tooLong));
    }

    /** What JSON lines say of a float and what CSV says are the same text. */
    @Test
    void shouldWriteFloatsAsJsonLinesDo() throws IOException {
        final SplittableRandom random = new SplittableRandom(4);
        final ObjectMapper mapper = new ObjectMapper();
        for (int i = 0; i < 1_000; i++) {
            final float any = Float.intBitsToFloat(random.nextInt());
            final float value = Float.isFinite(any) ? any : i;
            final StringWriter json = new StringWriter();
            final JsonRowWriter lines = new JsonRowWriter(json, COLUMNS);
            lines.write(new Object[] {"x", null, null}, new float[] {value});
            lines.end();
            final JsonNode line = mapper.readTree(json.toString());
            assertEquals(value, line.get("value").floatValue());
            assertEquals("{\"name\":\"x\",\"value\":" + written(new Row("x", value, null, null)).split("[\n,]", -1)[5] + "}\n",
                    json.toString());
        }
    }

    private record Row(String name, float value, Long at, Boolean is) {
    }

    private static String written(final Row... rows) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final CsvRowWriter writer = new CsvRowWriter(out, COLUMNS);
        writer.begin();
        for (final Row row : rows) {
            writer.write(new Object[] {row.name, row.at, row.is}, new float[] {row.value});
        }
        writer.end();
        return out.toString(UTF_8);
    }
}
