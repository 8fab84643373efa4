package dev.homing.serving.ingest;

import dev.homing.tracking.store.Store;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** How far back the events of a tenant are kept, by the tenant's number. Any thread; a look-up allocates nothing. */
public final class KeptEvents {
    /** The beginning of what is kept of a tenant without a limit. */
    public static final long ALL = Long.MIN_VALUE;

    private final Store store;
    private final Retention retention;
    /** By tenant; replaced as a whole when a new tenant comes. */
    private volatile long[] keptMs = new long[0];

    /**
     * Creates the view of a store's tenants.
     *
     * @param store     with the tenants
     * @param retention their limits
     */
    public KeptEvents(final Store store, final Retention retention) {
        this.store = store;
        this.retention = retention;
    }

    /**
     * The beginning of what is kept.
     *
     * @param tenant whose; {@link Store#NO_TENANT} has no limit
     * @param nowMs  milliseconds since 1970
     * @return milliseconds since 1970; {@link #ALL} without a limit
     */
    public long fromMs(final int tenant, final long nowMs) {
        if (tenant == Store.NO_TENANT) {
            return ALL;
        }
        long[] known = keptMs;
        if (tenant >= known.length) {
            known = new long[tenant + 1];
            Arrays.fill(known, Long.MAX_VALUE);
            for (final var entry : store.tenants().entrySet()) {
                if (entry.getValue() < known.length) {
                    known[entry.getValue()] = keptMs(entry.getKey());
                }
            }
            keptMs = known;
        }
        return known[tenant] == Long.MAX_VALUE ? ALL : nowMs - known[tenant];
    }

    private long keptMs(final String tenant) {
        return retention.days(tenant).isPresent() ? TimeUnit.DAYS.toMillis(retention.days(tenant).getAsInt()) : Long.MAX_VALUE;
    }
}
