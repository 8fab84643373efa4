package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.ItemWeights;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class NeighbourTrainerTest {
    private static final int LISTINGS = 30;
    private static final long DAY_MS = 86_400_000;

    @ParameterizedTest
    @EnumSource
    void shouldCountAsASlowReferenceDoes(final NeighbourTrainer.Weighting weighting) {
        final InteractionMatrix matrix = TestBehaviour.matrix(TestBehaviour.random(LISTINGS, 80, 9, 6));
        final double[][] expected = cosines(weighted(matrix, weighting));
        try (RowWorkers workers = new RowWorkers(2)) {
            final ItemWeights all = ItemWeights.of(new NeighbourTrainer(weighting, LISTINGS, workers).train(matrix));
            final ItemWeights few = ItemWeights.of(new NeighbourTrainer(weighting, 4, workers).train(matrix));
            for (int target = 0; target < LISTINGS; target++) {
                final int of = target;
                for (int source = 0; source < LISTINGS; source++) {
                    assertEquals(source == target ? 0 : expected[source][target], all.weight(source, target), 1e-5);
                }
                final List<Integer> kept = IntStream.range(0, LISTINGS).filter(source -> few.weight(source, of) != 0)
                        .boxed().collect(Collectors.toList());
                final List<Double> best = IntStream.range(0, LISTINGS).filter(source -> source != of)
                        .mapToObj(source -> expected[source][of]).filter(value -> value > 0)
                        .sorted(Comparator.reverseOrder()).limit(4).toList();
                assertEquals(best.size(), kept.size());
                assertTrue(kept.stream().allMatch(source -> expected[source][of] >= best.get(best.size() - 1) - 1e-5));
            }
        }
    }

    @Test
    void shouldStayFiniteWhereEventsFadedLongAgo() {
        final Behaviour behaviour = new Leads(4)
                .lead().viewed(0, 0).viewed(1, 0).viewed(2, 600 * DAY_MS)
                .lead().viewed(2, 0).viewed(3, 700 * DAY_MS)
                .behaviour();
        final InteractionMatrix matrix = InteractionMatrix.of(behaviour, behaviour.allEvents(), 7);
        try (RowWorkers workers = new RowWorkers(1)) {
            final ItemWeights items = ItemWeights.of(
                    new NeighbourTrainer(NeighbourTrainer.Weighting.COSINE, 10, workers).train(matrix));
            assertEquals(1, items.weight(0, 1), 1e-5);
        }
    }

    private static double[][] weighted(final InteractionMatrix matrix, final NeighbourTrainer.Weighting weighting) {
        final double[][] x = new double[matrix.rowCount()][matrix.columnCount()];
        final double[] leadsOf = new double[matrix.columnCount()];
        for (int lead = 0; lead < x.length; lead++) {
            for (int i = matrix.start(lead); i < matrix.end(lead); i++) {
                x[lead][matrix.column(i)] = matrix.weight(i);
                leadsOf[matrix.column(i)]++;
            }
        }
        final double mean = (double) matrix.size() / x.length;
        for (int lead = 0; lead < x.length; lead++) {
            final double length = matrix.end(lead) - matrix.start(lead);
            for (int listing = 0; listing < leadsOf.length; listing++) {
                final double rarity = Math.log(1 + x.length / (1 + leadsOf[listing]));
                x[lead][listing] *= switch (weighting) {
                    case COSINE -> 1;
                    case TF_IDF -> rarity;
                    case BM25 -> rarity * 2.2 / (1 + 1.2 * (0.25 + 0.75 * length / mean));
                };
            }
        }
        return x;
    }

    private static double[][] cosines(final double[][] x) {
        final double[][] cosines = new double[LISTINGS][LISTINGS];
        for (int i = 0; i < LISTINGS; i++) {
            for (int j = 0; j < LISTINGS; j++) {
                double dot = 0;
                double first = 0;
                double second = 0;
                for (final double[] lead : x) {
                    dot += lead[i] * lead[j];
                    first += lead[i] * lead[i];
                    second += lead[j] * lead[j];
                }
                cosines[i][j] = dot == 0 ? 0 : dot / Math.sqrt(first * second);
            }
        }
        return cosines;
    }
}
