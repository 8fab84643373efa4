package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PhaseClockTest {
    @Test
    void shouldTellOfEachPhaseThatEndsAndSumUpThoseOfOneName() {
        final List<PhaseClock.Phase> heard = new ArrayList<>();
        final PhaseClock clock = new PhaseClock(heard::add);
        clock.begin("one");
        clock.begin("other");
        clock.begin("one");
        assertEquals(List.of("one", "other"), heard.stream().map(PhaseClock.Phase::name).toList(), "the third has not ended");
        clock.end();
        clock.end();
        assertEquals(List.of("one", "other", "one"), heard.stream().map(PhaseClock.Phase::name).toList());
        assertEquals(List.of("one", "other"), clock.phases().stream().map(PhaseClock.Phase::name).toList());
        assertEquals(heard.get(0).seconds() + heard.get(2).seconds(), clock.phases().get(0).seconds());
        assertEquals(Math.max(heard.get(0).heapBytes(), heard.get(2).heapBytes()), clock.phases().get(0).heapBytes());
        assertEquals(heard.get(2).processBytes(), clock.phases().get(0).processBytes());
        assertTrue(heard.get(0).heapBytes() > 0);
    }

    @Test
    void shouldSayWhatIsKnownOfMemory() {
        assertEquals("asking: 1.5 s, heap up to 3 MiB, process up to 1,024 MiB",
                new PhaseClock.Phase("asking", 1.5, 3 << 20, OptionalLong.of(1 << 30)).toString());
        assertEquals("asking: 1.5 s, heap up to 3 MiB",
                new PhaseClock.Phase("asking", 1.5, 3 << 20, OptionalLong.empty()).toString());
    }
}
