package dev.homing.serving.grpc;

import dev.homing.serving.ingest.Violations;

/**
 * A page of a list (AIP-158): the token is where the next page begins.
 *
 * @param from      first entry
 * @param to        behind the last entry
 * @param nextToken of the page after it, empty at the end
 */
record Page(int from, int to, String nextToken) {
    private static final int MAX_SIZE = 1_000;

    static Page of(final int size, final String token, final int defaultSize, final int count, final Violations violations) {
        violations.checkRange("page_size", size, 0, MAX_SIZE);
        int from = 0;
        if (!token.isEmpty()) {
            try {
                from = Integer.parseInt(token);
            } catch (final NumberFormatException e) {
                from = -1;
            }
            if (from < 0 || from > count) {
                violations.add("page_token", "is \"" + token + "\", which no answer gave");
                from = 0;
            }
        }
        final int to = (int) Math.min((long) from + (size <= 0 ? defaultSize : size), count);
        return new Page(from, to, to == count ? "" : Integer.toString(to));
    }
}
