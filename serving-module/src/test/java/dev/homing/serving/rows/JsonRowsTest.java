package dev.homing.serving.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonRowsTest {
    @Test
    void shouldReadFlatObjects() throws IOException {
        assertEquals(List.of("1: [ann, 1.5, true, 1700000000000]", "3: [a;b, é]", "4: []"), read(
                "{\"lead\":\"ann\",\"n\":1.5,\"b\":true,\"t\":1700000000000,\"none\":null}\n\n"
                        + "{\"tags\":[\"a\",\"b\"],\"x\":\"\\u00e9\"}\r\n{}"));
        assertEquals(List.of(), new JsonRows(new LineReader(new ByteArrayInputStream(new byte[0]))).columns());
    }

    @Test
    void shouldBreakALineOfAnythingElse() throws IOException {
        final List<String> read = read(
                "[1]\n{\"a\":\n\"text\"\n{\"a\":{\"b\":1}}\n{\"a\":[{\"b\":1}]}\n{\"a\":[[1]]}\n{\"a\":1}");
        assertEquals(7, read.size());
        assertEquals("1: the line is not a JSON object <[1]>", read.get(0));
        assertTrue(read.get(1).startsWith("2: the line is not JSON: "), read.get(1));
        assertEquals("3: the line is not a JSON object <\"text\">", read.get(2));
        for (int i = 3; i < 6; i++) {
            assertTrue(read.get(i).startsWith((i + 1) + ": \"a\" is nested; only flat rows are allowed <{"), read.get(i));
        }
        assertEquals("7: [1]", read.get(6));
    }

    @Test
    void shouldDropNothingWithoutAWord() throws IOException {
        final List<String> read = read("{\"a\":1} {\"a\":2}\n{\"a\":1,\"a\":2}\n{\"a\":3}\n");
        assertEquals(3, read.size());
        assertTrue(read.get(0).startsWith("1: the line is not JSON: "), "two objects in one line: " + read.get(0));
        assertTrue(read.get(1).startsWith("2: the line is not JSON: "), "two values of one key: " + read.get(1));
        assertEquals("3: [3]", read.get(2));
    }

    private static List<String> read(final String text) throws IOException {
        return CsvRowsTest.all(new JsonRows(new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))));
    }
}
