package dev.homing.serving.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ReferenceTest {
    @Test
    void shouldTellThePartThatIsNoBetter() {
        final Reference reference = new Reference(new double[] {3, 1, 2, 4});

        assertEquals(0, reference.standing(0.5));
        assertEquals(0.5, reference.standing(2.5));
        assertEquals(0.5, reference.standing(3));
        assertEquals(1, reference.standing(9));
    }

    @Test
    void shouldPraiseAnythingWhenThereIsNothingToCompareWith() {
        assertEquals(1, new Reference(new double[0]).standing(-5));
    }
}
