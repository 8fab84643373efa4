package dev.homing.proto.v1;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Services, calls, messages, enums, oneofs and fields of a .proto file that have no comment above them. Fields of a oneof and
 * values of an enum need none: what holds for all of them stands above the oneof and the enum.
 *
 * @param found      what has none
 * @param documented how many have one
 */
record Undocumented(List<String> found, int documented) {
    private static final Pattern BLOCK = Pattern.compile("(service|message|enum|oneof|extend) ([\\w.]+) \\{.*");
    private static final Pattern CALL = Pattern.compile("rpc (\\w+)\\(.*");
    private static final Pattern FIELD = Pattern.compile("(?:optional |repeated )?[\\w.]+(?:<.*>)? (\\w+) = \\d+(?: \\[.*])?;");

    static Undocumented in(final List<String> lines) {
        final List<String> found = new ArrayList<>();
        final Deque<String> blocks = new ArrayDeque<>();
        int documented = 0;
        boolean hasComment = false;
        for (final String raw : lines) {
            final String line = raw.strip();
            if (line.startsWith("//")) {
                hasComment = true;
                continue;
            }
            final String inside = blocks.isEmpty() ? "" : blocks.peek();
            final String name = declared(line, inside);
            if (!name.isEmpty() && hasComment) {
                documented++;
            } else if (!name.isEmpty()) {
                found.add(name);
            }
            final Matcher block = BLOCK.matcher(line);
            if (block.matches() && !line.endsWith("}")) {
                blocks.push(block.group(1));
            } else if (line.equals("}")) {
                blocks.pop();
            }
            hasComment = false;
        }
        return new Undocumented(found, documented);
    }

    private static String declared(final String line, final String inside) {
        final Matcher block = BLOCK.matcher(line);
        if (block.matches()) {
            return block.group(1).equals("extend") ? "" : line;
        }
        return CALL.matcher(line).matches() || (inside.equals("message") && FIELD.matcher(line).matches()) ? line : "";
    }
}
