package dev.homing.serving.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.homing.serving.terminal.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlternationTest {
    private final List<String> calls = new ArrayList<>();
    private long nowNs = 5;
    private final Alternation alternation = new Alternation(List.of(
            new Alternation.Turn("floor", number -> call("floor " + number, 100_000)),
            new Alternation.Turn("subject", number -> call("subject " + number, 250_000))), () -> nowNs);

    private void call(final String name, final long durationNs) {
        calls.add(name);
        nowNs += durationNs;
    }

    @Test
    void shouldAlternateBothCalls() {
        final Alternation.Measured measured = alternation.run(60, 3, Progress.of("test"));
        assertEquals(List.of("floor 0", "subject 0", "floor 1", "subject 1", "floor 2", "subject 2"), calls);
        assertEquals(3, measured.of("floor").getTotalCount());
        assertEquals(3, measured.of("subject").getTotalCount());
    }

    @Test
    void shouldMeasureEachCallAlone() {
        final Alternation.Measured measured = alternation.run(60, 10, Progress.of("test"));
        assertEquals(100_000.0, (double) measured.of("floor").getMaxValue(), 100);
        assertEquals(250_000.0, (double) measured.of("subject").getMinNonZeroValue(), 250);
        assertEquals(2.5, measured.ratio("subject", "floor", 50), 0.01);
        assertEquals(2.5, measured.ratio("subject", "floor", 99), 0.01);
        assertEquals(0.0035, measured.seconds(), 1e-9);
    }

    @Test
    void shouldEndWhenTheTimeIsOver() {
        // 0.35 ms a pair: the third pair ends behind the millisecond.
        assertEquals(3, alternation.run(0.001, Integer.MAX_VALUE, Progress.of("test")).of("subject").getTotalCount());
    }
}
