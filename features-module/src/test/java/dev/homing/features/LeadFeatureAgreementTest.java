package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The extractor says what the oracle says, whatever happens. A lead that shows a difference is cut down before it is told. */
class LeadFeatureAgreementTest {
    private static final int ENOUGH_VALUES = 10;

    private final LeadExtraction extraction = new LeadExtraction();
    private final List<Set<Double>> seen =
            IntStream.range(0, LeadFeatureSchema.LENGTH).mapToObj(i -> new HashSet<Double>()).collect(Collectors.toList());
    private final List<Set<Integer>> seenCodes =
            IntStream.range(0, CategoryOracle.NAMES.size()).mapToObj(i -> new HashSet<Integer>()).collect(Collectors.toList());
    private LeadOracle oracle;
    private int truncated;

    @Test
    void shouldAgreeWithTheOracleOnSmallLeadsOnEveryEdge() {
        agree(1, 20_000, RandomLeads::small);
        for (int i = 0; i < CategoryOracle.NAMES.size(); i++) {
            assertTrue(seenCodes.get(i).contains(0) && seenCodes.get(i).size() > 4, CategoryOracle.NAMES.get(i));
        }
        for (int i = 0; i < LeadFeatureSchema.LENGTH; i++) {
            assertTrue(seen.get(i).size() > 3, LeadFeatureNames.ALL.get(i) + " was " + seen.get(i));
        }
    }

    @Test
    void shouldAgreeWithTheOracleOnLargeLeadsAlsoWhereTheCapCuts() {
        agree(2, 10_000, RandomLeads::large);
        assertTrue(truncated > 500, "truncated=" + truncated);
        for (int i = 0; i < LeadFeatureSchema.LENGTH; i++) {
            assertTrue(seen.get(i).size() > ENOUGH_VALUES, LeadFeatureNames.ALL.get(i) + " was " + seen.get(i));
        }
    }

    private void agree(final int seed, final int rounds, final BiFunction<SplittableRandom, Long, List<LeadEvent>> leads) {
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < rounds; round++) {
            final long asOf = RandomLeads.asOf(random);
            final List<LeadEvent> events = leads.apply(random, asOf);
            final List<String> differences = differences(events, asOf);
            if (!differences.isEmpty()) {
                final List<LeadEvent> fewest = cutDown(events, asOf);
                fail("round=" + round + ": " + differences + "\nas of " + asOf + " it takes no more than " + fewest.size()
                        + " events: " + differences(fewest, asOf) + fewest.stream()
                        .map(event -> "\n" + (asOf - event.at) + " ms before: " + event).collect(Collectors.joining()));
            }
            note();
        }
    }

    /** A test that draws the same again and again proves nothing: it must have seen much. */
    private void note() {
        truncated += oracle.isTruncated() ? 1 : 0;
        for (int i = 0; i < LeadFeatureSchema.LENGTH; i++) {
            seen.get(i).add(oracle.value(LeadFeatureNames.ALL.get(i)));
        }
        for (int i = 0; i < CategoryOracle.NAMES.size(); i++) {
            seenCodes.get(i).add(oracle.category(CategoryOracle.NAMES.get(i)));
        }
    }

    private List<String> differences(final List<LeadEvent> events, final long asOf) {
        oracle = new LeadOracle(events, asOf);
        extraction.extract(events, asOf);
        final List<String> differences = new ArrayList<>();
        for (int i = 0; i < LeadFeatureSchema.LENGTH; i++) {
            final String name = LeadFeatureNames.ALL.get(i);
            if (!oracle.agrees(name, extraction.numerical[i])) {
                differences.add(name + " is " + extraction.numerical[i] + " instead of " + oracle.value(name));
            }
        }
        for (int i = 0; i < CategoryOracle.NAMES.size(); i++) {
            final String name = CategoryOracle.NAMES.get(i);
            if (oracle.category(name) != extraction.categorical[i]) {
                differences.add(name + " is " + extraction.categorical[i] + " instead of " + oracle.category(name));
            }
        }
        if (oracle.isTruncated() != extraction.isTruncated()) {
            differences.add("truncated is " + extraction.isTruncated());
        }
        return differences;
    }

    /** Leaves events out, many at once and then one by one, as long as some difference remains. */
    private List<LeadEvent> cutDown(final List<LeadEvent> events, final long asOf) {
        List<LeadEvent> fewest = events;
        for (int step = Math.max(1, events.size() / 2); step > 0; step /= 2) {
            for (int from = 0; from < fewest.size();) {
                final List<LeadEvent> fewer = new ArrayList<>(fewest);
                fewer.subList(from, Math.min(from + step, fewer.size())).clear();
                if (differences(fewer, asOf).isEmpty()) {
                    from += step;
                } else {
                    fewest = fewer;
                }
            }
        }
        return fewest;
    }
}
