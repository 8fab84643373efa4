package dev.homing.serving.grpc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReliefTest {
    private static final long SOON_NS = 10_000;
    private static final long LATER_NS = 100_000;

    private final Relief relief = new Relief(2);

    @Test
    void shouldLeaveACallThatComesAlone() {
        assertFalse(relief.tryBegin(5));
        relief.answered(1_000);
        assertFalse(relief.tryBegin(1_000 + LATER_NS));
    }

    @Test
    void shouldTakeCallsThatComeAtOnceAsLongAsThereAreFew() {
        relief.answered(-7);
        assertTrue(relief.tryBegin(SOON_NS));
        assertTrue(relief.tryBegin(2 * SOON_NS));
        assertFalse(relief.tryBegin(3 * SOON_NS), "two are under way");
        relief.end();
        relief.answered(LATER_NS);
        assertTrue(relief.tryBegin(LATER_NS + SOON_NS));
        assertFalse(relief.tryBegin(LATER_NS + SOON_NS));
    }

    @Test
    void shouldNotTakeAnyWhereThereIsNoOtherProcessor() {
        final Relief none = new Relief(0);
        none.answered(1);
        assertFalse(none.tryBegin(2));
    }

    @Test
    void shouldNotMindWhatOtherThreadsAnswer() {
        CompletableFuture.runAsync(() -> relief.answered(1)).join();
        assertFalse(relief.tryBegin(2));
    }
}
