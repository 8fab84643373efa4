package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class MemoryNeedTest {
    private static final long MIB = 1 << 20;

    @Test
    void shouldGrowInProportionToTheEventsAndNoFaster() {
        final long few = MemoryNeed.bytes(100_000, 50_000, 10_000_000);
        final long more = MemoryNeed.bytes(100_000, 50_000, 20_000_000);
        assertEquals(160 * 10_000_000L, more - few, "of events, pairs and popularity");
        assertTrue(few > 1_500 * MIB && few < 2_500 * MIB, "few=" + few);
        assertTrue(MemoryNeed.bytes(40, 20, 320) < 16 * MIB, "the least that a server gives is enough for a few leads");
    }

    @Test
    void shouldSayHowMuchIsNeededAndWhatToDo() {
        final long need = MemoryNeed.bytes(100_000, 50_000, 10_000_000);
        MemoryNeed.check(100_000, 50_000, 10_000_000, need);
        final String refusal = assertThrows(IllegalArgumentException.class,
                () -> MemoryNeed.check(100_000, 50_000, 10_000_000, need - MIB)).getMessage();
        assertTrue(refusal.startsWith("10,000,000 events of 100,000 leads on 50,000 listings take " + comma(need / MIB)
                + " MiB of memory at least, and this process may take " + comma(need / MIB - 1) + " MiB: "), refusal);
        final long advised = Long.parseLong(refusal.replaceAll(".*HOMING_JAVA_OPTS=-Xmx([0-9]+)m.*", "$1")) * MIB;
        assertTrue(advised > need * 3 / 2 && advised <= need * 3 / 2 + 256 * MIB, refusal);
        assertTrue(refusal.contains("--training-memory"), refusal);
    }

    private static String comma(final long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
