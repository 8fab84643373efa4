package dev.homing.serving.rows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Reads UTF-8 lines one by one, says which are malformed instead of patching them, and takes lines back. */
final class LineReader {
    /** The longest line. */
    static final int MAX_LINE_BYTES = 1 << 20;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final char REPLACEMENT = '\uFFFD';

    /** A line and what ended it; its text is null when its bytes are no UTF-8 or too many. */
    record Line(long number, String text, String end, String problem) {
    }

    private final InputStream input;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final Deque<Line> returned = new ArrayDeque<>();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private long number;

    LineReader(final InputStream input) {
        this.input = input;
    }

    /** The next line without its end, or null at the end of the file. */
    Line read() throws IOException {
        if (!returned.isEmpty()) {
            return returned.pop();
        }
        if (isAtEnd()) {
            return null;
        }
        number++;
        int end = endOfLine();
        if (end < limit) {
            // Most lines lie in the buffer whole.
            final int begin = position;
            position = end + 1;
            return line(buffer, begin, end);
        }
        final ByteArrayOutputStream parts = new ByteArrayOutputStream();
        boolean isTooLong = false;
        do {
            end = endOfLine();
            final int length = Math.min(end - position, MAX_LINE_BYTES - parts.size());
            isTooLong |= length < end - position;
            parts.write(buffer, position, length);
            position = Math.min(limit, end + 1);
        } while (end == limit && !isAtEnd());
        if (isTooLong) {
            return new Line(number, null, "", "the line has more than " + MAX_LINE_BYTES + " bytes");
        }
        return line(parts.toByteArray(), 0, parts.size());
    }

    private boolean isAtEnd() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(0, input.read(buffer, 0, buffer.length));
        }
        return position == limit;
    }

    private int endOfLine() {
        int end = position;
        while (end < limit && buffer[end] != '\n') {
            end++;
        }
        return end;
    }

    private Line line(final byte[] bytes, final int begin, final int end) {
        String text = new String(bytes, begin, end - begin, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0 && !isText(bytes, begin, end)) {
            return new Line(number, null, "", "the line is not UTF-8");
        }
        if (number == 1 && text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        return text.endsWith("\r")
                ? new Line(number, text.substring(0, text.length() - 1), "\r\n", "") : new Line(number, text, "\n", "");
    }

    /** Whether the replacement characters of a text are its own, and not what Java makes of bytes that are none. */
    private boolean isText(final byte[] bytes, final int begin, final int end) {
        try {
            decoder.decode(ByteBuffer.wrap(bytes, begin, end - begin));
            return true;
        } catch (final CharacterCodingException e) {
            return false;
        }
    }

    /** Takes a line back, to be read again next. */
    void giveBack(final Line line) {
        returned.push(line);
    }
}
