package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.codec.AllocationProbe;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the committer does once for each batch beside writing it. */
class CommitterCountersAllocationTest {
    @TempDir
    Path folder;

    private long next;
    private Object seen;

    @Test
    void shouldCountAndMarkWithoutAllocating() {
        final CommitterCounters counters = new CommitterCounters();
        try (AckedMark mark = AckedMark.open(folder)) {
            assertEquals(0, AllocationProbe.leastBytes(() -> {
                next++;
                mark.write(next, 2 * next);
                counters.onSync(next);
                counters.onBatch((int) (next & 0xFFF), 1, 2);
                counters.onFailedWrite();
                counters.onUnavailable(1);
            }));
        }
        assertEquals(next, counters.recordedCount());
        assertEquals(next, counters.syncTimes().max());
        assertEquals(new AckedMark.Point(next, 2 * next), AckedMark.read(folder).orElseThrow());
    }

    @Test
    void shouldSeeTheAllocationOfAMarkThatIsRead() {
        try (AckedMark mark = AckedMark.open(folder)) {
            mark.write(1, 2);
            final long bytes = AllocationProbe.leastBytes(() -> seen = AckedMark.read(folder));
            assertTrue(bytes >= AllocationProbe.leastOfAnObjectEach(), "bytes=" + bytes + ", last=" + seen);
        }
    }
}
