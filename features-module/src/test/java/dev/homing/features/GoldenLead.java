package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;

/** A lead whose features a test worked out by hand: they must be what the oracle says and what the extractor says. */
final class GoldenLead {
    static final long SECOND_MS = 1_000;
    static final long MINUTE_MS = 60 * SECOND_MS;
    static final long HOUR_MS = 60 * MINUTE_MS;
    static final long DAY_MS = 24 * HOUR_MS;
    static final long AS_OF = 1_790_000_000_000L;

    private static final double ORACLE_TOLERANCE = 1e-8;
    private static final double FLOAT_TOLERANCE = 2e-7;

    private final LeadOracle oracle;
    private final LeadExtraction extracted;

    private GoldenLead(final long asOf, final List<LeadEvent> events) {
        oracle = new LeadOracle(events, asOf);
        extracted = new LeadExtraction().extract(events, asOf);
    }

    static GoldenLead of(final LeadEvent... events) {
        return at(AS_OF, List.of(events));
    }

    static GoldenLead at(final long asOf, final List<LeadEvent> events) {
        return new GoldenLead(asOf, events);
    }

    static long instant(final String text) {
        return Instant.parse(text).toEpochMilli();
    }

    GoldenLead has(final String feature, final double expected) {
        final double scale = Math.max(1, Math.abs(expected));
        assertEquals(expected, oracle.value(feature), ORACLE_TOLERANCE * scale, "oracle: " + feature);
        final float value = extracted.numerical[LeadFeatureNames.index(feature)];
        assertEquals(expected, value, FLOAT_TOLERANCE * scale, "extractor: " + feature);
        return this;
    }

    /** Says which features are missing. */
    GoldenLead lacks(final String... features) {
        for (final String feature : features) {
            assertTrue(Double.isNaN(oracle.value(feature)), "oracle: " + feature + " is there");
            assertTrue(Float.isNaN(extracted.numerical[LeadFeatureNames.index(feature)]), "extractor: " + feature + " is there");
        }
        return this;
    }

    GoldenLead prefers(final String category, final int code) {
        assertEquals(code, oracle.category(category), "oracle: " + category);
        assertEquals(code, extracted.categorical[CategoryOracle.NAMES.indexOf(category)], "extractor: " + category);
        return this;
    }

    GoldenLead isTruncated(final boolean expected) {
        assertEquals(expected, oracle.isTruncated(), "oracle");
        assertEquals(expected, extracted.isTruncated(), "extractor");
        return this;
    }
}
