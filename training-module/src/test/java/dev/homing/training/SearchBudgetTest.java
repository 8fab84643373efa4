package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SearchBudgetTest {
    @Test
    void shouldGrowWithTheDataUpToTenMinutes() {
        assertEquals(Duration.ofSeconds(30), SearchBudget.ofData(0));
        assertEquals(Duration.ofSeconds(30), SearchBudget.ofData(999));
        assertEquals(Duration.ofSeconds(91), SearchBudget.ofData(61_000));
        assertEquals(Duration.ofSeconds(599), SearchBudget.ofData(569_999));
        assertEquals(Duration.ofMinutes(10), SearchBudget.ofData(570_000));
        assertEquals(Duration.ofMinutes(10), SearchBudget.ofData(Long.MAX_VALUE));
    }

    @Test
    void shouldBeSpentWhenItsTimeIsUpAndSayThatSomebodyWasTold() {
        final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 1);
        final SearchBudget budget = new SearchBudget(Duration.ofNanos(10), nowNs::get);
        assertEquals(Duration.ofNanos(10), budget.limit());
        nowNs.addAndGet(9);
        assertFalse(budget.isSpent());
        nowNs.addAndGet(1);
        assertFalse(budget.wasSpent(), "nobody has asked");
        assertTrue(budget.isSpent());
        assertTrue(budget.wasSpent());
    }

    @Test
    void shouldLeaveSomethingOfItForOthers() {
        final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 1);
        final SearchBudget budget = new SearchBudget(Duration.ofNanos(100), nowNs::get);
        budget.beginPart(0.4);
        nowNs.addAndGet(39);
        assertFalse(budget.isSpent());
        assertFalse(budget.wasSpent());
        nowNs.addAndGet(1);
        assertTrue(budget.isSpent());
        budget.beginPart(0.5);
        assertFalse(budget.isSpent(), "the others have their part");
        assertTrue(budget.wasSpent(), "somebody was told");
        nowNs.addAndGet(20);
        budget.beginPart(1);
        nowNs.addAndGet(39);
        assertFalse(budget.isSpent(), "what was not spent is left to those who come after");
        nowNs.addAndGet(1);
        assertTrue(budget.isSpent());
        budget.beginPart(1);
        assertTrue(budget.isSpent(), "nothing is left");
    }
}
