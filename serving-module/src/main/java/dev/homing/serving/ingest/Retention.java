package dev.homing.serving.ingest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * How long the events of each tenant are kept, by when they happened. Immutable.
 *
 * @param days   by name of tenant, 1 to 36,500
 * @param others of all other tenants; empty: for good
 */
public record Retention(Map<String, Integer> days, OptionalInt others) {
    private static final Pattern LIMIT = Pattern.compile("(?:([a-z0-9-]{1,63})=)?([0-9]{1,5})");
    private static final int MAX_DAYS = 36_500;

    /** Checks the numbers. */
    public Retention {
        days = Map.copyOf(days);
        days.forEach((tenant, limit) -> check(tenant + "=" + limit, limit));
        others.ifPresent(limit -> check(Integer.toString(limit), limit));
    }

    private static void check(final String text, final int limit) {
        if (limit < 1 || limit > MAX_DAYS) {
            throw new IllegalArgumentException("retention=" + text + ": 1 to " + MAX_DAYS + " days are allowed");
        }
    }

    /**
     * Everything is kept.
     *
     * @return no limits
     */
    public static Retention none() {
        return new Retention(Map.of(), OptionalInt.empty());
    }

    /**
     * Reads limits as the command line says them.
     *
     * @param limits each TENANT=DAYS, or DAYS for all other tenants
     * @return the same limits
     */
    public static Retention parse(final List<String> limits) {
        final Map<String, Integer> days = new HashMap<>();
        OptionalInt others = OptionalInt.empty();
        for (final String limit : limits) {
            final var parts = LIMIT.matcher(limit);
            if (!parts.matches()) {
                throw new IllegalArgumentException("retention=" + limit + ": DAYS or TENANT=DAYS is allowed");
            }
            final int number = Integer.parseInt(parts.group(2));
            if (parts.group(1) == null ? others.isPresent() : days.put(parts.group(1), number) != null) {
                throw new IllegalArgumentException("retention=" + limit + ": there is another limit for the same tenants");
            }
            others = parts.group(1) == null ? OptionalInt.of(number) : others;
        }
        return new Retention(days, others);
    }

    /**
     * The limit of a tenant.
     *
     * @param tenant its name
     * @return in days; empty: for good
     */
    public OptionalInt days(final String tenant) {
        final Integer own = days.get(tenant);
        return own == null ? others : OptionalInt.of(own);
    }
}
