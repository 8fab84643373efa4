package dev.homing.training;

import dev.homing.features.AttributeEncoder;
import dev.homing.features.ContentEvidence;
import dev.homing.features.ContentModel;
import dev.homing.features.Interactions;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Learns how leads' tastes for attributes are distributed, by expectation and maximisation (Zhang and Koren 2007, "Efficient
 * Bayesian Hierarchical User Modeling for Recommendation Systems"): each lead's taste given the distribution, then the
 * distribution given the tastes.
 */
final class ContentTrainer {
    private static final int MAX_AREAS = 40;
    private static final int MAX_LEADS = 1_000;
    private static final int ROUNDS = 6;
    private static final int MAX_DIMENSIONS = 96;
    private static final double FIRST_VARIANCE = 0.1;
    /** Of how many leads with the first variance the prior is worth: few leads must not make it certain. */
    private static final double PRIOR_LEADS = 5;
    private static final double SMALLEST_VARIANCE = 1e-4;
    private static final double RARE = 0.02;
    /** Whose tastes are summed by one thread: sums are rounded the same however many threads there are. */
    private static final int LEADS_AT_ONCE = 32;

    private final Behaviour behaviour;
    private final TenantCatalog catalog;
    private final long asOfMs;
    private final RowWorkers workers;

    /**
     * Creates a trainer.
     *
     * @param behaviour of leads
     * @param catalog   of the listings
     * @param asOfMs    whose attributes count
     * @param workers   who compute
     */
    ContentTrainer(
            final Behaviour behaviour, final TenantCatalog catalog, final long asOfMs, final RowWorkers workers) {
        this.workers = workers;
        this.behaviour = behaviour;
        this.catalog = catalog;
        this.asOfMs = asOfMs;
    }

    /** Attributes of the listings that have any, and what all those on the market have in common. */
    private static final class Attributes {
        final float[][] rows;
        final double[][] gram;
        final int length;

        Attributes(final int listings, final int length) {
            rows = new float[listings][];
            gram = new double[length][length];
            this.length = length;
        }
    }

    /** A model that knows nothing, where no listing has attributes. */
    static ContentModel nothing() {
        final float[] ones = new float[AttributeEncoder.MEASURES];
        Arrays.fill(ones, 1);
        final AttributeEncoder encoder =
                new AttributeEncoder(new float[AttributeEncoder.MEASURES], ones, new int[0], new int[0]);
        return new ContentModel(encoder, 1, new float[encoder.length()], new float[1], new float[1], 1,
                new ContentEvidence(1, 0));
    }

    /**
     * Learns.
     *
     * @param kept             how many of each lead's events count
     * @param halfLifeDays     after how many days an event counts half
     * @param unobservedWeight what all listings weigh that a lead did not meet
     * @param evidence         what events say
     */
    ContentModel train(
            final int[] kept, final double halfLifeDays, final double unobservedWeight, final ContentEvidence evidence) {
        final AttributeEncoder encoder = encoder();
        if (encoder == null) {
            return nothing();
        }
        final Attributes attributes = attributes(encoder);
        final List<Lead> leads = sampleLeads(kept, halfLifeDays, evidence, attributes);
        final int length = attributes.length;
        double[] mean = new double[length];
        double[][] covariance = new double[length][length];
        for (int i = 0; i < length; i++) {
            covariance[i][i] = FIRST_VARIANCE / length;
        }
        for (int round = 0; round < ROUNDS && !leads.isEmpty(); round++) {
            final double[][] precision = Cholesky.inverse(covariance);
            final double[] pull = Cholesky.product(precision, mean);
            final Tastes all = new Tastes(length);
            final Tastes[] some = new Tastes[(leads.size() + LEADS_AT_ONCE - 1) / LEADS_AT_ONCE];
            workers.forEachOne(some.length, i -> {
                some[i] = new Tastes(length);
                for (final Lead lead : leads.subList(
                        i * LEADS_AT_ONCE, Math.min(leads.size(), (i + 1) * LEADS_AT_ONCE))) {
                    expect(attributes, lead, unobservedWeight, precision, pull, some[i]);
                }
            });
            Arrays.stream(some).forEach(all::add);
            mean = maximise(all.sums, all.squares, leads.size());
            covariance = all.squares;
        }
        return project(encoder, attributes, mean, covariance, unobservedWeight, evidence);
    }

    /** Expected tastes of leads, summed, and their squares with the spread around them. */
    private static final class Tastes {
        final double[] sums;
        final double[][] squares;

        Tastes(final int length) {
            sums = new double[length];
            squares = new double[length][length];
        }

        void add(final Tastes others) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += others.sums[i];
                for (int j = 0; j < sums.length; j++) {
                    squares[i][j] += others.squares[i][j];
                }
            }
        }
    }

    /** Adds one lead's expected taste and the spread around it. */
    private static void expect(
            final Attributes attributes,
            final Lead lead,
            final double unobservedWeight,
            final double[][] precision,
            final double[] pull,
            final Tastes into) {
        final int length = attributes.length;
        // The lower triangle of it.
        final double[][] system = new double[length][length];
        final double[] right = pull.clone();
        for (int i = 0; i < length; i++) {
            for (int j = 0; j <= i; j++) {
                system[i][j] = precision[i][j] + unobservedWeight * attributes.gram[i][j];
            }
        }
        final int[] present = new int[length];
        for (int k = 0; k < lead.listings().length; k++) {
            final float[] row = attributes.rows[lead.listings()[k]];
            final double weight = lead.weights()[k];
            int count = 0;
            for (int i = 0; i < length; i++) {
                if (row[i] != 0) {
                    present[count++] = i;
                    right[i] += weight * lead.approvals()[k] * row[i];
                    for (int j = 0; j < count; j++) {
                        system[i][present[j]] += weight * row[i] * row[present[j]];
                    }
                }
            }
        }
        final double[][] spread = Cholesky.inverse(system);
        final double[] taste = Cholesky.product(spread, right);
        for (int i = 0; i < length; i++) {
            into.sums[i] += taste[i];
            for (int j = 0; j < length; j++) {
                into.squares[i][j] += spread[i][j] + taste[i] * taste[j];
            }
        }
    }

    /** Turns sums into the mean, and squares into the covariance. */
    private static double[] maximise(final double[] sums, final double[][] squares, final int leads) {
        final int length = sums.length;
        final double[] mean = new double[length];
        for (int i = 0; i < length; i++) {
            mean[i] = sums[i] / leads;
        }
        for (int i = 0; i < length; i++) {
            for (int j = 0; j < length; j++) {
                squares[i][j] = (squares[i][j] - leads * mean[i] * mean[j] + (i == j ? PRIOR_LEADS * FIRST_VARIANCE / length : 0))
                        / (leads + PRIOR_LEADS);
            }
            squares[i][i] += SMALLEST_VARIANCE / length;
        }
        return mean;
    }

    /** Rotates and scales attributes so that tastes have the identity for their covariance, and leaves out what hardly varies. */
    private static ContentModel project(
            final AttributeEncoder encoder,
            final Attributes attributes,
            final double[] mean,
            final double[][] covariance,
            final double unobservedWeight,
            final ContentEvidence evidence) {
        final int length = attributes.length;
        final int dimensions = Math.min(MAX_DIMENSIONS, length);
        final SymmetricEigen eigen = new SymmetricEigen(flat(covariance), length);
        final int[] order = IntStream.range(0, length).boxed()
                .sorted(Comparator.comparingDouble(i -> -eigen.value(i))).mapToInt(Integer::intValue).toArray();
        final double[][] map = new double[length][dimensions];
        final float[] prior = new float[dimensions];
        for (int d = 0; d < dimensions; d++) {
            final double root = Math.sqrt(Math.max(SMALLEST_VARIANCE / length, eigen.value(order[d])));
            double projected = 0;
            for (int i = 0; i < length; i++) {
                map[i][d] = eigen.vector(order[d])[i] * root;
                projected += eigen.vector(order[d])[i] * mean[i] / root;
            }
            prior[d] = (float) projected;
        }
        final float[] projection = new float[length * dimensions];
        final double[][] half = new double[length][dimensions];
        for (int i = 0; i < length; i++) {
            for (int d = 0; d < dimensions; d++) {
                projection[i * dimensions + d] = (float) map[i][d];
                for (int j = 0; j < length; j++) {
                    half[j][d] += attributes.gram[j][i] * map[i][d];
                }
            }
        }
        final float[] gram = new float[dimensions * dimensions];
        for (int a = 0; a < dimensions; a++) {
            for (int b = 0; b < dimensions; b++) {
                double sum = 0;
                for (int i = 0; i < length; i++) {
                    sum += map[i][a] * half[i][b];
                }
                gram[a * dimensions + b] = (float) sum;
            }
        }
        return new ContentModel(encoder, dimensions, projection, gram, prior, (float) unobservedWeight, evidence);
    }

    private static double[] flat(final double[][] matrix) {
        final double[] flat = new double[matrix.length * matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            System.arraycopy(matrix[i], 0, flat, i * matrix.length, matrix.length);
        }
        return flat;
    }

    /** Scales, areas and amenities as the catalogue has them; null when it has no attributes at all. */
    private AttributeEncoder encoder() {
        final PropertyRecord record = new PropertyRecord();
        final double[] measures = new double[AttributeEncoder.MEASURES];
        final double[][] sums = new double[AttributeEncoder.MEASURES][3];
        final Map<Integer, Integer> areas = new TreeMap<>();
        final int[] amenities = new int[Long.SIZE];
        int count = 0;
        for (int listing = 0; listing < behaviour.listingCount(); listing++) {
            if (catalog.read(listing, asOfMs, record)) {
                count++;
                AttributeEncoder.measure(record, measures);
                for (int i = 0; i < measures.length; i++) {
                    if (!Double.isNaN(measures[i])) {
                        sums[i][0]++;
                        sums[i][1] += measures[i];
                        sums[i][2] += measures[i] * measures[i];
                    }
                }
                if (record.areaOrdinal() != TimelineRecord.NONE) {
                    areas.merge(record.areaOrdinal(), 1, Integer::sum);
                }
                for (long bits = record.amenities(); bits != 0; bits &= bits - 1) {
                    amenities[Long.numberOfTrailingZeros(bits)]++;
                }
            }
        }
        return count == 0 ? null : encoder(count, sums, areas, amenities);
    }

    private static AttributeEncoder encoder(
            final int count, final double[][] sums, final Map<Integer, Integer> areas, final int[] amenities) {
        final float[] means = new float[sums.length];
        final float[] spreads = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            final double mean = sums[i][0] == 0 ? 0 : sums[i][1] / sums[i][0];
            final double variance = sums[i][0] == 0 ? 0 : sums[i][2] / sums[i][0] - mean * mean;
            means[i] = (float) mean;
            spreads[i] = (float) (variance > 1e-9 * (1 + mean * mean) ? Math.sqrt(variance) : 1);
        }
        final int[] common = areas.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry::getKey))
                .limit(MAX_AREAS).mapToInt(Map.Entry::getKey).sorted().toArray();
        final int[] telling = IntStream.range(0, amenities.length)
                .filter(bit -> amenities[bit] > RARE * count && amenities[bit] < (1 - RARE) * count).toArray();
        return new AttributeEncoder(means, spreads, common, telling);
    }

    private Attributes attributes(final AttributeEncoder encoder) {
        final Attributes attributes = new Attributes(behaviour.listingCount(), encoder.length());
        final PropertyRecord record = new PropertyRecord();
        final double[] scratch = new double[AttributeEncoder.MEASURES];
        int count = 0;
        for (int listing = 0; listing < attributes.rows.length; listing++) {
            if (catalog.read(listing, asOfMs, record)) {
                final float[] row = new float[attributes.length];
                encoder.encode(record, scratch, row);
                attributes.rows[listing] = row;
                count++;
                for (int i = 0; i < row.length; i++) {
                    if (row[i] != 0) {
                        for (int j = 0; j < row.length; j++) {
                            attributes.gram[i][j] += row[i] * row[j];
                        }
                    }
                }
            }
        }
        for (final double[] row : attributes.gram) {
            for (int j = 0; j < row.length; j++) {
                row[j] /= Math.max(1, count);
            }
        }
        return attributes;
    }

    /** What one lead made of the listings that it met. */
    private record Lead(int[] listings, float[] weights, float[] approvals) {
        Lead first(final int count) {
            return new Lead(
                    Arrays.copyOf(listings, count), Arrays.copyOf(weights, count), Arrays.copyOf(approvals, count));
        }
    }

    /** Evenly from all leads who met listings with attributes. */
    private List<Lead> sampleLeads(
            final int[] kept, final double halfLifeDays, final ContentEvidence evidence, final Attributes attributes) {
        final List<Lead> leads = new ArrayList<>();
        final Timeline scratch = new Timeline();
        final Interactions interactions = new Interactions(Timeline.DEFAULT_MAX_LEAD_EVENTS);
        final int step = Math.max(1, behaviour.leadCount() / MAX_LEADS);
        for (int number = 0; number < behaviour.leadCount(); number += step) {
            behaviour.interactions(number, kept[number], halfLifeDays, scratch, interactions);
            final int met = interactions.seenCount();
            final Lead lead = new Lead(new int[met], new float[met], new float[met]);
            int count = 0;
            for (int i = 0; i < met; i++) {
                if (attributes.rows[interactions.seen(i)] != null && evidence.weight(interactions, i) > 0) {
                    lead.listings()[count] = interactions.seen(i);
                    lead.weights()[count] = evidence.weight(interactions, i);
                    lead.approvals()[count++] = evidence.approval(interactions, i);
                }
            }
            if (count > 0) {
                leads.add(lead.first(count));
            }
        }
        return leads;
    }
}
