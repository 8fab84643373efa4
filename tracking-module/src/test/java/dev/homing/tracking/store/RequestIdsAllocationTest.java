package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.codec.AllocationProbe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestIdsAllocationTest {
    private static final int LENGTH = 16;

    @TempDir
    Path folder;

    private final UnsafeBuffer id = new UnsafeBuffer("event-0123456789".getBytes(StandardCharsets.US_ASCII));
    private long next;
    private long sum;
    private Object seen;

    @Test
    void shouldFindAndStageWithoutAllocating() {
        try (Store store = Store.open(folder); Batch batch = store.newBatch()) {
            final RequestIds ids = new RequestIds(store, (byte) 1);
            assertEquals(0, AllocationProbe.leastBytes(() -> {
                id.putLong(0, ++next);
                sum += ids.find(0, id, 0, LENGTH);
                ids.stage(0, id, 0, LENGTH, next, batch);
                sum += ids.find(0, id, 0, LENGTH);
                if (next % 100 == 0) {
                    batch.clear();
                    ids.committed();
                }
            }));
            assertEquals(next * (next + 1) / 2 + next * RequestIds.UNSEEN, sum, "nothing was found");
        }
    }

    @Test
    void shouldSeeTheAllocationOfAReadThatReturnsAnArray() {
        try (Store store = Store.open(folder)) {
            store.tenantOrCreate("default");
            final byte[] key = "tenant/default".getBytes(StandardCharsets.US_ASCII);
            final long bytes = AllocationProbe.leastBytes(() -> seen = store.get(Family.META, key));
            assertTrue(bytes >= AllocationProbe.leastOfAnObjectEach(), "bytes=" + bytes + ", last=" + seen);
        }
    }
}
