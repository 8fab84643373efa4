package dev.homing.serving.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.homing.features.Vectors;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found, beside exact products of all listings. */
@Timeout(60)
class CandidateScorerTest {
    private static final float HIDDEN = Float.NEGATIVE_INFINITY;
    /** More than two blocks, and no multiple of anything. */
    private static final int LISTINGS = 2_600;
    private static final int WANTED = 128;

    private final SplittableRandom random = new SplittableRandom(5);
    private final OrtEnvironment environment = OnnxEnvironment.get();
    private OrtSession session;
    private QuantisedVectors quantised;
    private FloatBuffer exact;
    private FloatBuffer biases;
    private CandidateScorer scorer;

    @BeforeEach
    void open() throws OrtException {
        session = environment.createSession(TestBundle.products());
    }

    @AfterEach
    void close() throws OrtException {
        if (scorer != null) {
            scorer.close();
            quantised.close();
        }
        session.close();
    }

    /** A listing that training or the catalogue may come up with. */
    private interface Listing {
        float number(int row, int column);
    }

    private void listings(final int count, final int dimensions, final Listing listing) throws ModelException {
        exact = CandidateModel.directFloats(count * dimensions);
        biases = CandidateModel.directFloats(count);
        for (int row = 0; row < count; row++) {
            for (int column = 0; column < dimensions; column++) {
                exact.put(row * dimensions + column, listing.number(row, column));
            }
        }
        quantised = new QuantisedVectors(environment, count, dimensions);
        for (int row = 0; row < count; row++) {
            quantised.take(row, exact);
        }
        scorer = scorer(quantised, exact, biases);
    }

    private CandidateScorer scorer(final QuantisedVectors vectors, final FloatBuffer of, final FloatBuffer shown)
            throws ModelException {
        return new CandidateScorer(environment, session, vectors, of, shown);
    }

    private float[] gaussian(final int dimensions, final double size) {
        final float[] lead = new float[dimensions];
        for (int j = 0; j < dimensions; j++) {
            lead[j] = (float) (size * random.nextGaussian());
        }
        return lead;
    }

    private float score(final float[] lead, final int row) {
        final float[] listing = new float[lead.length];
        exact.get(row * lead.length, listing, 0, lead.length);
        return Vectors.product(listing, lead, lead.length);
    }

    /** The best of all, by the exact scores. */
    private List<Integer> best(final float[] lead, final int count, final FloatBuffer shown) {
        final List<Integer> rows = new ArrayList<>();
        final float[] scores = new float[quantised.rows()];
        for (int row = 0; row < quantised.rows(); row++) {
            scores[row] = score(lead, row);
            if (shown.get(row) != HIDDEN) {
                rows.add(row);
            }
        }
        rows.sort(Comparator.comparingDouble((Integer row) -> -scores[row]).thenComparing(row -> row));
        return rows.subList(0, Math.min(count, rows.size()));
    }

    /** How many of the best are found; what is found has its exact score, and is in order. */
    private int check(final float[] lead, final int count, final FloatBuffer own) throws ModelException {
        final FloatBuffer shown = own == null ? biases : own;
        final List<Integer> expected = best(lead, count, shown);
        assertEquals(expected.size(), scorer.score(lead, count, own));
        final BitSet found = new BitSet();
        for (int i = 0; i < expected.size(); i++) {
            final int row = scorer.ordinal(i);
            assertTrue(shown.get(row) != HIDDEN, "row " + row);
            assertEquals(score(lead, row), scorer.score(i), "row " + row);
            if (i > 0) {
                assertTrue(scorer.score(i) < scorer.score(i - 1)
                        || (scorer.score(i) == scorer.score(i - 1) && row > scorer.ordinal(i - 1)), "place " + i);
            }
            found.set(row);
        }
        assertEquals(expected.size(), found.cardinality(), "each of them once");
        return (int) expected.stream().filter(found::get).count();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 24, 64, 77, 200})
    void shouldFindNearlyAllOfTheBestWithTheirExactScores(final int dimensions) throws ModelException {
        // Some long and some short, as popular and unpopular ones are.
        final double[] sizes = new double[LISTINGS];
        for (int row = 0; row < LISTINGS; row++) {
            sizes[row] = Math.exp(random.nextGaussian());
        }
        listings(LISTINGS, dimensions, (row, column) -> (float) (sizes[row] * random.nextGaussian()));
        int found = 0;
        final int leads = 40;
        for (int i = 0; i < leads; i++) {
            found += check(gaussian(dimensions, 1), WANTED, null);
        }
        final double recall = found / (double) (leads * WANTED);
        assertTrue(recall >= 0.99, dimensions + " dimensions, recall " + recall);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-40, 1e-30, 1e-10, 1e10, 1e15})
    void shouldFindThemWhateverTheSizeOfNumbers(final double size) throws ModelException {
        listings(LISTINGS, 16, (row, column) -> (float) random.nextGaussian());
        final float[] lead = gaussian(16, size);
        assertTrue(check(lead, WANTED, null) >= 0.9 * WANTED, "a lead's");
        scorer.close();
        quantised.close();
        listings(LISTINGS, 16, (row, column) -> (float) (size * random.nextGaussian()));
        assertTrue(check(gaussian(16, 1), WANTED, null) >= 0.9 * WANTED, "listings'");
    }

    @Test
    void shouldFindTheFirstOnesWhereNothingIsKnown() throws ModelException {
        listings(LISTINGS, 8, (row, column) -> 0);
        assertEquals(WANTED, check(gaussian(8, 1), WANTED, null));
        assertEquals(WANTED, check(new float[8], WANTED, null));
        assertEquals(WANTED - 1, scorer.ordinal(WANTED - 1));
    }

    private FloatBuffer hideAllBut(final IntPredicate isMeant) {
        final FloatBuffer meant = CandidateModel.directFloats(quantised.rows());
        for (int row = 0; row < quantised.rows(); row++) {
            meant.put(row, isMeant.test(row) && biases.get(row) != HIDDEN ? 0 : HIDDEN);
        }
        return meant;
    }

    /** What the last call kept of those that are meant. */
    private void checkMeant(final float[] lead, final int found, final FloatBuffer meant) {
        final List<Integer> expected = best(lead, WANTED, meant);
        assertEquals(expected.size(), found);
        int hits = 0;
        for (int i = 0; i < found; i++) {
            assertEquals(0, meant.get(scorer.ordinal(i)), "row " + scorer.ordinal(i));
            assertEquals(score(lead, scorer.ordinal(i)), scorer.score(i));
            assertTrue(i == 0 || scorer.score(i) <= scorer.score(i - 1), "place " + i);
            hits += expected.contains(scorer.ordinal(i)) ? 1 : 0;
        }
        assertTrue(hits >= 0.98 * found, hits + " of " + found);
        assertEquals(score(lead, best(lead, 1, biases).get(0)), scorer.top(), "of what is not meant as well");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 40})
    void shouldKeepTheBestOfThoseThatAreMeant(final int part) throws ModelException {
        listings(LISTINGS, 24, (row, column) -> (float) random.nextGaussian());
        biases.put(5, HIDDEN);
        final FloatBuffer meant = hideAllBut(row -> row % part == 0);
        final FloatBuffer fewer = hideAllBut(row -> row % (2 * part) == 0);
        for (int i = 0; i < 20; i++) {
            final float[] lead = gaussian(24, 1);
            checkMeant(lead, scorer.score(lead, WANTED, null, meant), meant);
            checkMeant(lead, scorer.scoreAgain(lead, WANTED, fewer), fewer);
            assertEquals(0, scorer.score(lead, 0, null, meant));
            checkMeant(lead, scorer.scoreAgain(lead, WANTED, meant), meant);
        }
    }

    @Test
    void shouldFindAllThatAreMeantWhereTheseAreFew() throws ModelException {
        listings(300, 24, (row, column) -> (float) random.nextGaussian());
        final float[] lead = gaussian(24, 1);
        assertEquals(0, scorer.score(lead, WANTED, null, hideAllBut(row -> false)));
        assertEquals(3, scorer.score(lead, WANTED, null, hideAllBut(row -> row % 100 == 7)));
        assertEquals(Set.of(7, 107, 207), Set.of(scorer.ordinal(0), scorer.ordinal(1), scorer.ordinal(2)));
    }

    @Test
    void shouldLeaveOutListingsWithoutAScore() throws ModelException {
        listings(40, 3, (row, column) -> row == 7 ? Float.NaN : row == 8 ? Float.POSITIVE_INFINITY : row);
        final float[] lead = {1, -1, 1};
        assertEquals(38, scorer.score(lead, 40, null), "neither what is no number nor ∞ - ∞");
        assertEquals(39, scorer.ordinal(0));
        assertEquals(0, scorer.ordinal(37));
    }

    @Test
    void shouldLeaveOutWhatIsHiddenNowOrInBiasesOfOnesOwn() throws ModelException {
        listings(LISTINGS, 12, (row, column) -> (float) random.nextGaussian());
        final float[] lead = gaussian(12, 1);
        for (int row = 0; row < LISTINGS; row++) {
            biases.put(row, row % 3 == 0 ? HIDDEN : 0);
        }
        final FloatBuffer own = CandidateModel.directFloats(LISTINGS + 9);
        for (int row = 0; row < LISTINGS; row++) {
            own.put(row, row % 50 == 0 ? 0 : HIDDEN);
        }
        assertTrue(check(lead, WANTED, null) >= 0.99 * WANTED);
        assertEquals(LISTINGS / 50, check(lead, WANTED, own), "fewer than are wanted");
        assertTrue(check(lead, WANTED, null) >= 0.99 * WANTED, "once more");
        for (int row = 0; row < LISTINGS; row++) {
            own.put(row, HIDDEN);
        }
        assertEquals(0, scorer.score(lead, WANTED, own));
    }

    @Test
    void shouldFindAsManyAsThereAreWhereMoreAreWanted() throws ModelException {
        listings(5, 4, (row, column) -> (float) random.nextGaussian());
        assertEquals(5, check(gaussian(4, 1), CandidateScorer.MAX_RESULTS, null));
        assertEquals(1, check(gaussian(4, 1), 1, null));
    }

    @Test
    void shouldScoreChangedListingsAsTheyAre() throws ModelException {
        listings(LISTINGS, 20, (row, column) -> (float) random.nextGaussian());
        final float[] lead = gaussian(20, 1);
        for (int i = 0; i < 20; i++) {
            final int row = random.nextInt(LISTINGS);
            final float size = i % 2 == 0 ? 100 + i : -100 - i;
            for (int column = 0; column < lead.length; column++) {
                exact.put(row * lead.length + column, size * lead[column]);
            }
            quantised.take(row, exact);
            assertTrue(check(lead, WANTED, null) >= 0.99 * WANTED);
            assertEquals(size > 0, scorer.ordinal(0) == row, "listing " + row);
        }
    }

    @Test
    void shouldKeepWhatItKnowsWhereItGrows() throws ModelException {
        listings(LISTINGS, 9, (row, column) -> (float) random.nextGaussian());
        final float[] lead = gaussian(9, 1);
        final List<Integer> before = best(lead, 30, biases);
        final QuantisedVectors longer = new QuantisedVectors(environment, LISTINGS + 700, 9);
        longer.copy(quantised);
        final FloatBuffer vectors = CandidateModel.directFloats(longer.rows() * 9);
        vectors.put(0, exact, 0, LISTINGS * 9);
        final FloatBuffer shown = CandidateModel.directFloats(longer.rows());
        final int newcomer = LISTINGS + 699;
        for (int column = 0; column < 9; column++) {
            vectors.put(newcomer * 9 + column, 50 * lead[column]);
        }
        longer.take(newcomer, vectors);
        try (CandidateScorer more = scorer(longer, vectors, shown)) {
            assertEquals(31, more.score(lead, 31, null));
            assertEquals(newcomer, more.ordinal(0));
            for (int i = 0; i < 30; i++) {
                assertEquals(before.get(i), more.ordinal(i + 1));
            }
        } finally {
            longer.close();
        }
    }

    @Test
    void shouldFindTheOthersWhileSomeChange() throws Exception {
        listings(LISTINGS, 16, (row, column) -> (float) random.nextGaussian());
        final float[] lead = gaussian(16, 1);
        // Those that change are far behind before and after.
        for (int row = 0; row < LISTINGS; row += 2) {
            for (int column = 0; column < lead.length; column++) {
                exact.put(row * lead.length + column, -10 * lead[column]);
            }
            quantised.take(row, exact);
        }
        final List<Integer> expected = best(lead, 50, biases);
        final AtomicBoolean isOver = new AtomicBoolean();
        final Thread writer = new Thread(() -> {
            for (int i = 0; !isOver.get(); i++) {
                final int row = i * 2 % LISTINGS;
                for (int column = 0; column < lead.length; column++) {
                    exact.put(row * lead.length + column, (i % 2 == 0 ? -20 : -10) * lead[column]);
                }
                quantised.take(row, exact);
            }
        });
        writer.start();
        try {
            for (int call = 0; call < 2_000; call++) {
                assertEquals(50, scorer.score(lead, 50, null));
                for (int i = 0; i < 50; i++) {
                    assertEquals(expected.get(i), scorer.ordinal(i));
                }
            }
        } finally {
            isOver.set(true);
            writer.join();
        }
    }
}
