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

    /** A line and what ended it; its text is null when its bytes are no UTF-8 or too many. */
    record Line(long number, String text, String end, String problem) {
    }

    private final InputStream input;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final Deque<Line> returned = new ArrayDeque<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long number;

    LineReader(final InputStream input) {
        this.input = input;
    }

    /** The next line without its end, or null at the end of the file. */
    Line read() throws IOException {
        if (!returned.isEmpty()) {
            return returned.pop();
        }
        bytes.reset();
        boolean isTooLong = false;
        int next = input.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            if (bytes.size() < MAX_LINE_BYTES) {
                bytes.write(next);
            } else {
                isTooLong = true;
            }
            next = input.read();
        }
        number++;
        if (isTooLong) {
            return new Line(number, null, "", "the line has more than " + MAX_LINE_BYTES + " bytes");
        }
        try {
            String text = decoder.decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
            if (number == 1 && text.startsWith("\uFEFF")) {
                text = text.substring(1);
            }
            return text.endsWith("\r")
                    ? new Line(number, text.substring(0, text.length() - 1), "\r\n", "") : new Line(number, text, "\n", "");
        } catch (final CharacterCodingException e) {
            return new Line(number, null, "", "the line is not UTF-8");
        }
    }

    /** Takes a line back, to be read again next. */
    void giveBack(final Line line) {
        returned.push(line);
    }
}
