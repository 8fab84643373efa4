package dev.homing.training;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes a page that is well-formed XML and HTML at once. What it is given is text, never markup. */
final class Markup {
    private static final char REPLACEMENT = '\uFFFD';

    private final StringBuilder text = new StringBuilder("<!DOCTYPE html>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * Begins an element.
     *
     * @param name       of it
     * @param attributes names and values in turn
     */
    Markup begin(final String name, final String... attributes) {
        text.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            text.append('"');
        }
        text.append('>');
        open.push(name);
        return this;
    }

    /** Ends the element begun last. */
    Markup end() {
        text.append("</").append(open.pop()).append(">\n");
        return this;
    }

    Markup text(final String content) {
        escape(content);
        return this;
    }

    /** A whole element with nothing but text. */
    Markup element(final String name, final String content, final String... attributes) {
        return begin(name, attributes).text(content).end();
    }

    /** An element that HTML knows to be empty. */
    Markup empty(final String name, final String... attributes) {
        begin(name, attributes);
        text.setLength(text.length() - 1);
        text.append("/>\n");
        open.pop();
        return this;
    }

    private void escape(final String content) {
        content.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                default -> text.appendCodePoint(isAllowed(point) ? point : REPLACEMENT);
            }
        });
    }

    /** Char of XML 1.0, without the carriage return, which parsers change. */
    private static boolean isAllowed(final int point) {
        return point == '\t' || point == '\n' || (point >= ' ' && point < Character.MIN_SURROGATE)
                || (point > Character.MAX_SURROGATE && point < 0xFFFE) || point >= Character.MIN_SUPPLEMENTARY_CODE_POINT;
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("open=" + open);
        }
        return text.toString();
    }
}
