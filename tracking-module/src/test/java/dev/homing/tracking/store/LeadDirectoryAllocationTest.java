package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.codec.AllocationProbe;
import dev.homing.tracking.codec.LeadMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeadDirectoryAllocationTest {
    @TempDir
    private Path folder;

    private final UnsafeBuffer known = new UnsafeBuffer("known".getBytes(StandardCharsets.US_ASCII));
    private final UnsafeBuffer merged = new UnsafeBuffer("merged".getBytes(StandardCharsets.US_ASCII));
    private final LeadIdentity identity = new LeadIdentity();
    private long sum;
    private Object seen;

    @Test
    void shouldResolveWithoutAllocatingAndSeeTheAllocationOfAName() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            journal.life(0, LeadMessage.MERGE, 1, "merged", "known");
            assertEquals(0, AllocationProbe.leastBytes(() -> {
                sum += store.leads().resolve(0, known, 0, known.capacity(), identity).length();
                sum += store.leads().resolve(0, merged, 0, merged.capacity(), identity).length();
            }));
            assertEquals(0, sum % (2L * known.capacity()), "the merged lead goes by the known one");
            final long bytes = AllocationProbe.leastBytes(() -> seen = store.leads().root(0, "known"));
            assertTrue(bytes >= AllocationProbe.leastOfAnObjectEach(), "bytes=" + bytes + ", last=" + seen);
        }
    }
}
