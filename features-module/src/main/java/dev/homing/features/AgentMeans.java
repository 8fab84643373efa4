package dev.homing.features;

import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.concurrent.EpochClock;

/**
 * The rates of all agents of a tenant together, as of the beginning of an hour (UTC), and what they make of one agent's: of few
 * cases a rate says little, so each is drawn towards that of all as if the agent had {@value #PRIOR_CASES} more cases at it.
 *
 * <p>Computing them reads the events of 90 days of every agent. They are kept for 64 tenants and hours, and computed again after
 * ten minutes, since late events, merges and erasures change also what was. Whoever asks for what another thread computes waits
 * for that. Any thread.
 */
public final class AgentMeans {
    /** Cases that each agent is given at the rate of all. */
    public static final int PRIOR_CASES = 20;

    private static final int MAX_ENTRIES = 64;
    private static final long MAX_AGE_MS = 600_000;
    private static final long HOUR_MS = 3_600_000;

    private final EpochClock clock;
    private final Map<Key, Entry> entries = new LinkedHashMap<>(MAX_ENTRIES, 0.75f, true);

    private record Key(int tenant, long hour) {
    }

    /** The means of one hour, computed under its own lock. */
    private static final class Entry {
        private double[] means;
        private long computedAt;
    }

    /** Computes the means of all agents. */
    @FunctionalInterface
    interface Pooling {
        /** The share of successes among the cases of all agents, for each rate; NaN where there is no case. */
        double[] means(int tenant, long asOfMs);
    }

    /**
     * Creates an empty cache.
     *
     * @param clock says how old a mean is
     */
    public AgentMeans(final EpochClock clock) {
        this.clock = clock;
    }

    /** The means as of the beginning of an instant's hour; not to be changed. */
    double[] of(final int tenant, final long asOfMs, final Pooling pooling) {
        final long hour = Math.floorDiv(asOfMs, HOUR_MS);
        final Entry entry;
        synchronized (entries) {
            entry = entries.computeIfAbsent(new Key(tenant, hour), key -> new Entry());
            if (entries.size() > MAX_ENTRIES) {
                entries.remove(entries.keySet().iterator().next());
            }
        }
        synchronized (entry) {
            final long nowMs = clock.time();
            final long ageMs = nowMs - entry.computedAt;
            if (entry.means == null || ageMs < 0 || ageMs >= MAX_AGE_MS) {
                entry.means = pooling.means(tenant, hour * HOUR_MS);
                entry.computedAt = nowMs;
            }
            return entry.means;
        }
    }

    /** A rate drawn towards the mean; NaN without a mean. */
    static float shrunk(final int successes, final int cases, final double mean) {
        return Double.isNaN(mean) ? Float.NaN : (float) ((successes + PRIOR_CASES * mean) / (cases + PRIOR_CASES));
    }
}
