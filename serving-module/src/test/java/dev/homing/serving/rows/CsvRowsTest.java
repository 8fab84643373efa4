package dev.homing.serving.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvRowsTest {
    @Test
    void shouldReadPlainAndQuotedFields() throws IOException {
        assertEquals(List.of("2: [1, two]", "3: [a,b, say \"hi\"]", "4: [, ]"),
                read("x,y\n1,two\n\"a,b\",\"say \"\"hi\"\"\"\n\"\",\n"));
    }

    @Test
    void shouldReadFilesOfOtherSystems() throws IOException {
        assertEquals(List.of("2: [1, 2]", "4: [3, 4]"), read("\uFEFFx,y\r\n1,2\r\n\r\n3,4"),
                "mark, CRLF, empty line, no last end");
        assertEquals(List.of("x", "y"), rows("\uFEFFx,y\r\n").columns());
    }

    @Test
    void shouldReadAFieldOfSeveralLines() throws IOException {
        assertEquals(List.of("2: [1, a\nb\r\n\nc]", "6: [2, d]"), read("x,y\n1,\"a\nb\r\n\nc\"\n2,d\n"));
    }

    @Test
    void shouldBreakJustTheLineWhoseQuoteIsNotClosed() throws IOException {
        final List<String> read = read("x,y\n1,\"open\n2,b\n3,c\n");
        assertEquals(List.of("2: a quote is opened and not closed <1,\"open>", "3: [2, b]", "4: [3, c]"), read);
        assertEquals(List.of("2: the line is not CSV: Unexpected character after closing quote: 'c' (0x63) <1,\"open>",
                        "3: [2, b]", "4: a quote is opened and not closed <3,\"c>"),
                read("x,y\n1,\"open\n2,b\n3,\"c\n"), "also where a later line opens one: together they are no row");
        final List<String> many = read("x,y\n1,\"open\n" + "2,b\n".repeat(200));
        assertEquals(201, many.size(), "however far the file goes on");
        assertEquals("202: [2, b]", many.get(200));
    }

    @Test
    void shouldBreakARowOfTheWrongWidth() throws IOException {
        assertEquals(List.of("2: the row has 1 fields, the header 2 <1>", "3: the row has 3 fields, the header 2 <1,2,3>",
                "4: [5, 6]"), read("x,y\n1\n1,2,3\n5,6\n"));
    }

    @Test
    void shouldBreakALineThatIsNotText() throws IOException {
        final byte[] bytes = "x,y\n1,\u00e9\n2,b\n".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(List.of("2: the line is not UTF-8 <>", "3: [2, b]"), read(bytes));
    }

    @Test
    void shouldRefuseAFileWithoutAHeader() {
        assertTrue(assertThrows(IOException.class, () -> rows("")).getMessage().contains("no header"));
        assertTrue(assertThrows(IOException.class, () -> rows("  \n1,2\n")).getMessage().contains("no header"));
        assertTrue(assertThrows(IOException.class, () -> rows("x,y,x\n")).getMessage().contains("twice"));
        assertEquals("the header line is not CSV: Unexpected character after closing quote: 'b' (0x62)",
                assertThrows(IOException.class, () -> rows("x,\"a\"b\n")).getMessage());
    }

    private static CsvRows rows(final String text) throws IOException {
        return new CsvRows(new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static List<String> read(final String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> read(final byte[] bytes) throws IOException {
        return all(new CsvRows(new LineReader(new ByteArrayInputStream(bytes))));
    }

    /** Every row, good or broken. */
    static List<String> all(final RowReader rows) throws IOException {
        final List<String> read = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            try {
                final Row row = rows.next();
                if (row == null) {
                    return read;
                }
                read.add(row.line() + ": " + row.values().values());
            } catch (final BrokenRowException e) {
                read.add(e.line() + ": " + e.getMessage() + " <" + e.text() + ">");
            }
        }
        throw new AssertionError("the reading does not end: " + read);
    }
}
