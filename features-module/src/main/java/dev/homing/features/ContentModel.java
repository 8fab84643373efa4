package dev.homing.features;

import dev.homing.features.catalog.PropertyRecord;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Taste for what listings are like, rather than for listings: a listing has a vector as soon as it has attributes, and a lead's
 * vector is solved from the attributes of what the lead liked and turned down.
 *
 * <p>A hierarchical linear model (Zhang and Koren 2007, "Efficient Bayesian Hierarchical User Modeling for Recommendation
 * Systems"): leads' tastes are drawn from a distribution that training learns. Attributes are projected so that this distribution
 * has the identity for its covariance; then {@code (α·G + Σ w·y·yᵀ + I) x = Σ w·a·y + μ}, where {@code μ} is the taste of the
 * average lead, {@code G} the mean of {@code y·yᵀ} over listings on the market, {@code w} the {@linkplain ContentEvidence weight}
 * of a listing that the lead met and {@code a} how far its approval of it went.
 *
 * <p>This is what threads share; each solves with a {@link Solver} of its own.
 */
public final class ContentModel {
    private static final int HEADER_INTS = 3;
    private static final int MAX_DIMENSIONS = 1_024;
    private static final int MAX_AREAS = 65_536;

    private final AttributeEncoder encoder;
    private final int dimensions;
    private final float[] projection;
    private final float[] gram;
    private final float[] prior;
    private final float unobservedWeight;
    private final ContentEvidence evidence;

    /**
     * Creates a model.
     *
     * @param encoder          of listings
     * @param dimensions       of a vector
     * @param projection       from attributes to vectors, dimensions numbers for each number of the encoder
     * @param gram             G, dimensions × dimensions
     * @param prior            μ
     * @param unobservedWeight α, more than 0: what all listings together weigh that the lead did not meet
     * @param evidence         what events say
     */
    public ContentModel(
            final AttributeEncoder encoder,
            final int dimensions,
            final float[] projection,
            final float[] gram,
            final float[] prior,
            final float unobservedWeight,
            final ContentEvidence evidence) {
        this.encoder = Objects.requireNonNull(encoder, "encoder");
        this.dimensions = dimensions;
        this.projection = projection.clone();
        this.gram = gram.clone();
        this.prior = prior.clone();
        this.unobservedWeight = unobservedWeight;
        this.evidence = Objects.requireNonNull(evidence, "evidence");
        if (dimensions < 1 || projection.length != encoder.length() * dimensions || gram.length != dimensions * dimensions
                || prior.length != dimensions || !(unobservedWeight > 0 && unobservedWeight < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("dimensions=" + dimensions + ", projection.length=" + projection.length
                    + ", gram.length=" + gram.length + ", prior.length=" + prior.length + ", unobservedWeight="
                    + unobservedWeight + " do not fit together");
        }
    }

    /**
     * The length of a vector.
     *
     * @return 1 or more
     */
    public int dimensions() {
        return dimensions;
    }

    AttributeEncoder encoder() {
        return encoder;
    }

    ContentEvidence evidence() {
        return evidence;
    }

    float unobservedWeight() {
        return unobservedWeight;
    }

    /** Not a copy. */
    float[] gram() {
        return gram;
    }

    /** Not a copy. */
    float[] prior() {
        return prior;
    }

    /** What a lead's vector makes of 1 of a number of the encoder. */
    double product(final int number, final float[] lead) {
        double sum = 0;
        for (int j = 0; j < dimensions; j++) {
            sum += (double) projection[number * dimensions + j] * lead[j];
        }
        return sum;
    }

    /**
     * Writes the model.
     *
     * @return little endian: dimensions, how many areas and amenities have numbers of their own, those, means, spreads, α, the
     *         weight and the view slope of evidence, the projection, G and μ
     */
    public ByteBuffer encode() {
        final int[] areas = encoder.areas();
        final int[] amenities = encoder.amenities();
        final ByteBuffer bytes = ByteBuffer.allocate(length(dimensions, areas.length, amenities.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(dimensions).putInt(areas.length).putInt(amenities.length);
        put(areas, bytes);
        put(amenities, bytes);
        put(encoder.means(), bytes);
        put(encoder.spreads(), bytes);
        bytes.putFloat(unobservedWeight).putFloat(evidence.weight()).putFloat(evidence.viewSlope());
        put(projection, bytes);
        put(gram, bytes);
        put(prior, bytes);
        return bytes.flip();
    }

    /**
     * Reads a model.
     *
     * @param content as {@link #encode} wrote it
     * @return the model
     * @throws IllegalArgumentException when it is none
     */
    public static ContentModel of(final ByteBuffer content) {
        final ByteBuffer bytes = content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < HEADER_INTS * Integer.BYTES) {
            throw new IllegalArgumentException("it has " + bytes.remaining() + " bytes");
        }
        final int size = bytes.remaining();
        final int count = bytes.getInt();
        final int areaCount = bytes.getInt();
        final int amenityCount = bytes.getInt();
        if (count < 1 || count > MAX_DIMENSIONS || areaCount < 0 || areaCount > MAX_AREAS || amenityCount < 0
                || amenityCount > Long.SIZE || size != length(count, areaCount, amenityCount)) {
            throw new IllegalArgumentException("it has " + size + " bytes, for " + count + " dimensions, " + areaCount
                    + " areas and " + amenityCount + " amenities");
        }
        final int[] areas = ints(areaCount, bytes);
        final int[] amenities = ints(amenityCount, bytes);
        final AttributeEncoder attributes = new AttributeEncoder(
                floats(AttributeEncoder.MEASURES, bytes), floats(AttributeEncoder.MEASURES, bytes), areas, amenities);
        final float alpha = bytes.getFloat();
        final ContentEvidence evidence = new ContentEvidence(bytes.getFloat(), bytes.getFloat());
        return new ContentModel(attributes, count, floats(attributes.length() * count, bytes), floats(count * count, bytes),
                floats(count, bytes), alpha, evidence);
    }

    private static int length(final int dimensions, final int areas, final int amenities) {
        final int attributes = AttributeEncoder.length(areas, amenities);
        return Integer.BYTES * (HEADER_INTS + areas + amenities)
                + Float.BYTES * (2 * AttributeEncoder.MEASURES + 3 + dimensions * (attributes + dimensions + 1));
    }

    private static void put(final int[] numbers, final ByteBuffer bytes) {
        for (final int number : numbers) {
            bytes.putInt(number);
        }
    }

    private static void put(final float[] numbers, final ByteBuffer bytes) {
        for (final float number : numbers) {
            bytes.putFloat(number);
        }
    }

    private static int[] ints(final int count, final ByteBuffer bytes) {
        final int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = bytes.getInt();
        }
        return numbers;
    }

    private static float[] floats(final int count, final ByteBuffer bytes) {
        final float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = bytes.getFloat();
            if (!Float.isFinite(numbers[i])) {
                throw new IllegalArgumentException("it has the number " + numbers[i]);
            }
        }
        return numbers;
    }

    /**
     * Creates what one thread computes with.
     *
     * @return a new one
     */
    public Solver solver() {
        return new Solver();
    }

    /** Computes vectors of listings and leads for one thread; allocates nothing after construction. */
    public final class Solver {
        private final NormalEquations equations = new NormalEquations(dimensions);
        private final double[] measures = new double[AttributeEncoder.MEASURES];
        private final float[] attributes = new float[encoder.length()];
        private final float[] vector = new float[dimensions];

        private Solver() {
        }

        /**
         * Computes the vector of a listing.
         *
         * @param listing of the catalogue
         * @param vectors row major
         * @param row     to fill
         */
        public void encode(final PropertyRecord listing, final FloatBuffer vectors, final int row) {
            encoder.encode(listing, measures, attributes);
            Arrays.fill(vector, 0);
            for (int i = 0; i < attributes.length; i++) {
                if (attributes[i] != 0) {
                    addScaled(projection, i * dimensions, attributes[i], vector);
                }
            }
            vectors.put(row * dimensions, vector, 0, dimensions);
        }

        private static void addScaled(final float[] from, final int offset, final float factor, final float[] into) {
            for (int j = 0; j < into.length; j++) {
                into[j] += factor * from[offset + j];
            }
        }

        /**
         * Solves for a lead's vector.
         *
         * @param interactions of the lead
         * @param vectors      of the listings, row major, zeros where nothing is known
         * @param x            is filled from index 0; the taste of the average lead where nothing is known
         */
        public void solve(final Interactions interactions, final FloatBuffer vectors, final float[] x) {
            equations.begin(gram, unobservedWeight, 1);
            equations.addToRightSide(prior, 1);
            final int rows = vectors.limit() / dimensions;
            for (int i = 0; i < interactions.seenCount(); i++) {
                final int listing = interactions.seen(i);
                final float weight = evidence.weight(interactions, i);
                if (weight > 0 && listing < rows) {
                    vectors.get(listing * dimensions, equations.claimRow(), 0, dimensions);
                    equations.commitRow(weight, evidence.approval(interactions, i));
                }
            }
            equations.solve(x, 0);
        }
    }
}
