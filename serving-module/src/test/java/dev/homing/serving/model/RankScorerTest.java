package dev.homing.serving.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.homing.features.RankColumn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankScorerTest {
    private OrtSession session;
    private RankScorer scorer;

    @BeforeEach
    void open() throws OrtException {
        final float[] mix = new float[RankColumn.COUNT];
        mix[0] = 2;
        mix[RankColumn.COUNT - 1] = -1;
        session = OnnxEnvironment.get().createSession(TestBundle.ranker(mix));
        scorer = new RankScorer(OnnxEnvironment.get(), session);
    }

    @AfterEach
    void close() throws OrtException {
        scorer.close();
        session.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 128, 129, 256, 257, 512, 513, 1_280, CandidateModel.MAX_CANDIDATES})
    void shouldScoreEachRowWhateverLiesPastThem(final int count) throws ModelException {
        for (int i = 0; i < scorer.rows().capacity(); i++) {
            scorer.rows().put(i, Float.NaN);
        }
        fill(count, 3);
        scorer.score(count);
        for (int row = 0; row < count; row++) {
            assertEquals(2 * (row + 3) - 0.5f * row, scorer.scoreOf(row), 1e-3, "row " + row);
        }
    }

    @Test
    void shouldScoreWhatTheRowsAreNowInEveryCallOfEverySize() throws ModelException {
        int base = 0;
        for (final int count : new int[] {65, 1, 600, 64, 65, CandidateModel.MAX_CANDIDATES, 1}) {
            fill(count, base);
            scorer.score(count);
            for (int row = 0; row < count; row++) {
                assertEquals(2 * (row + base) - 0.5f * row, scorer.scoreOf(row), 1e-3, count + " rows, row " + row);
            }
            base++;
        }
    }

    private void fill(final int count, final int base) {
        for (int row = 0; row < count; row++) {
            scorer.rows().put(row * RankColumn.COUNT, row + base);
            scorer.rows().put(row * RankColumn.COUNT + RankColumn.COUNT - 1, 0.5f * row);
            for (int column = 1; column < RankColumn.COUNT - 1; column++) {
                scorer.rows().put(row * RankColumn.COUNT + column, column);
            }
        }
    }
}
