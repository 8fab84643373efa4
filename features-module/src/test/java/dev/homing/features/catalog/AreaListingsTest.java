package dev.homing.features.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AreaListingsTest {
    private final AreaListings areas = new AreaListings();

    @Test
    void shouldListEachPropertyOnceInEachAreaThroughGrowth() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 100; i++) {
                areas.add(i % 3, i);
            }
        }
        areas.add(40, 7);
        areas.add(PropertyRecord.NONE, 8);
        assertEquals(IntStream.range(0, 34).mapToObj(i -> 3 * i).collect(Collectors.toList()), in(0));
        assertEquals(33, in(1).size());
        assertEquals(List.of(7), in(40));
        for (final int nothing : new int[] {-1, 3, 39, 41, 1_000}) {
            assertEquals(List.of(), in(nothing), "area=" + nothing);
        }
    }

    private List<Integer> in(final int area) {
        return IntStream.range(0, areas.count(area)).mapToObj(i -> areas.ordinal(area, i)).collect(Collectors.toList());
    }
}
