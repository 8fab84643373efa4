package dev.homing.serving.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    @Test
    void shouldCountLinesAndNeedNoLastEnd() throws IOException {
        final LineReader reader = reader("a\r\n\nb\rc".getBytes(StandardCharsets.UTF_8));
        assertEquals(new LineReader.Line(1, "a", "\r\n", ""), reader.read());
        assertEquals(new LineReader.Line(2, "", "\n", ""), reader.read());
        assertEquals(new LineReader.Line(3, "b\rc", "\n", ""), reader.read());
        assertNull(reader.read());
        assertNull(reader.read());
        assertNull(reader(new byte[0]).read());
    }

    @Test
    void shouldTakeTheMarkForNoneOfTheTextInTheFirstLineAlone() throws IOException {
        final LineReader reader = reader("\uFEFFa\n\uFEFFb\n".getBytes(StandardCharsets.UTF_8));
        assertEquals("a", reader.read().text());
        assertEquals("\uFEFFb", reader.read().text());
    }

    @Test
    void shouldSayWhichLineIsNoText() throws IOException {
        final LineReader reader = reader(new byte[] {'a', '\n', (byte) 0xC3, '\n', 'b', '\n'});
        reader.read();
        assertEquals(new LineReader.Line(2, null, "", "the line is not UTF-8"), reader.read());
        assertEquals(new LineReader.Line(3, "b", "\n", ""), reader.read());
    }

    @Test
    void shouldKeepNoMoreOfAHugeLineThanTheLimit() throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("x".repeat(LineReader.MAX_LINE_BYTES).getBytes(StandardCharsets.UTF_8));
        bytes.write('\n');
        bytes.writeBytes("x".repeat(LineReader.MAX_LINE_BYTES + 1).getBytes(StandardCharsets.UTF_8));
        bytes.write('\n');
        bytes.write('b');
        final LineReader reader = reader(bytes.toByteArray());
        assertEquals(LineReader.MAX_LINE_BYTES, reader.read().text().length());
        assertEquals(new LineReader.Line(2, null, "", "the line has more than 1048576 bytes"), reader.read());
        assertEquals("b", reader.read().text());
    }

    @Test
    void shouldReadLinesWhereverTheBufferEnds() throws IOException {
        final StringBuilder text = new StringBuilder();
        for (int length = 0; text.length() < 400_000; length = (length * 7 + 3) % 3_001) {
            text.append("\u00E9\uFFFD".repeat(length)).append(length % 2 == 0 ? "\n" : "\r\n");
        }
        final LineReader reader = reader(text.toString().getBytes(StandardCharsets.UTF_8));
        for (final String expected : text.toString().split("\r?\n", -1)) {
            final LineReader.Line line = reader.read();
            assertEquals(expected, line == null ? "" : line.text());
        }
        assertNull(reader.read());
    }

    @Test
    void shouldReadReturnedLinesAgainInTheirOrder() throws IOException {
        final LineReader reader = reader("a\nb\nc".getBytes(StandardCharsets.UTF_8));
        final LineReader.Line first = reader.read();
        final LineReader.Line second = reader.read();
        reader.giveBack(second);
        reader.giveBack(first);
        assertEquals(first, reader.read());
        assertEquals(second, reader.read());
        assertEquals(3, reader.read().number());
    }

    private static LineReader reader(final byte[] bytes) {
        return new LineReader(new ByteArrayInputStream(bytes));
    }
}
