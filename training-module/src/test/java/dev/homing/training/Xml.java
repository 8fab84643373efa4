package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a page is well-formed: tags that match, attributes in quotes, nothing that would have to be escaped. */
final class Xml {
    private static final Pattern TOKEN = Pattern.compile("<([a-z][a-z0-9]*)((?: [a-zA-Z0-9-]+=\"[^\"<]*\")*)(/?)>"
            + "|</([a-z][a-z0-9]*)>|[^<>&]+|&(?:amp|lt|gt|quot);");

    private Xml() {
    }

    static void check(final String page) {
        assertTrue(page.startsWith("<!DOCTYPE html>\n"));
        final Matcher matcher = TOKEN.matcher(page);
        final Deque<String> open = new ArrayDeque<>();
        int at = page.indexOf('\n');
        while (at < page.length()) {
            assertTrue(matcher.find(at) && matcher.start() == at,
                    "not well-formed: " + page.substring(at, Math.min(page.length(), at + 80)));
            if (matcher.group(1) != null && matcher.group(3).isEmpty()) {
                open.push(matcher.group(1));
            } else if (matcher.group(4) != null) {
                assertEquals(open.pop(), matcher.group(4));
            }
            at = matcher.end();
        }
        assertTrue(open.isEmpty());
    }
}
