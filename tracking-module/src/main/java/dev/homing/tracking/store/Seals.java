package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Up to which instant anything of a tenant is sealed, and what ends the seal of a lead: whoever stages a change of a timeline
 * says so here. An event that is newer than all seals, as nearly all are when they come in, costs one comparison.
 *
 * <p>Instants only ever rise, and before the batch is written that makes them matter, so that a batch which never reaches the
 * disk costs removals without need and nothing else. Committer thread only, once the store is open.
 */
final class Seals {
    private static final long NOTHING = Long.MIN_VALUE;
    private static final String PREFIX = "sealed/";

    private final Store store;
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[Long.BYTES]);
    private long[] untilMsByTenant = {};

    Seals(final Store store) {
        this.store = store;
    }

    /** Reads what a tenant has on disk. */
    void load(final int tenant) {
        final byte[] until = store.get(Family.META, key(tenant));
        if (until != null) {
            raise(tenant, ByteBuffer.wrap(until).getLong());
        }
    }

    private static byte[] key(final int tenant) {
        return (PREFIX + tenant).getBytes(StandardCharsets.US_ASCII);
    }

    /** The last millisecond that anything of a tenant is sealed until. */
    long untilMs(final int tenant) {
        return tenant < untilMsByTenant.length ? untilMsByTenant[tenant] : NOTHING;
    }

    private void raise(final int tenant, final long untilMs) {
        final int known = untilMsByTenant.length;
        if (tenant >= known) {
            untilMsByTenant = Arrays.copyOf(untilMsByTenant, tenant + 1);
            Arrays.fill(untilMsByTenant, known, tenant + 1, NOTHING);
        }
        untilMsByTenant[tenant] = Math.max(untilMsByTenant[tenant], untilMs);
    }

    /** Stages that something of a tenant is sealed until an instant; with the seals, in their batch. */
    void stage(final int tenant, final long untilMs, final Batch batch) {
        if (untilMs > untilMs(tenant)) {
            raise(tenant, untilMs);
        }
        // Also when it is known: the batch that said so first may have been given up.
        final byte[] key = key(tenant);
        batch.key().putBytes(0, key);
        value.putLong(0, untilMs(tenant), BIG_ENDIAN);
        batch.put(Family.META, key.length, value, 0, Long.BYTES);
    }

    /** Stages the end of a lead's seal if a change of its timeline at an instant may be one of what is sealed. */
    void onChange(
            final int tenant,
            final long occurredAt,
            final DirectBuffer lead,
            final int offset,
            final int length,
            final Batch batch) {
        if (occurredAt <= untilMs(tenant)) {
            batch.delete(Family.HISTORIES, TimelineKey.putLead(batch.key(), tenant, lead, offset, length));
        }
    }
}
