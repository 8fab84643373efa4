package dev.homing.features;

import dev.homing.tracking.codec.LeadHistory;
import dev.homing.tracking.store.LeadHistories;
import dev.homing.tracking.store.Store;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The vectors of leads as they were: for any list of leads and instants those that a request with that {@code as_of} gets, in
 * every bit, because the same extractor reads the same records. What a training set is made of.
 *
 * <p>Each lead is read once, however many instants are asked about, and of it what lies in their windows. One instance belongs to
 * one thread; several share the work by ranges of {@link #forEach(FeatureQuestions, int, int, FeatureVisitor)}.
 */
public final class PointInTimeFeatures implements AutoCloseable {
    private final LeadHistories histories;
    private final LeadFeatureExtractor extractor;
    private final LeadHistory history = new LeadHistory();
    private final UnsafeBuffer id = new UnsafeBuffer(0, 0);
    private final float[] numerical = new float[LeadFeatureSchema.LENGTH];
    private final int[] categorical = new int[LeadFeatureSchema.CATEGORICAL_LENGTH];

    /**
     * Creates a reader of vectors with the options of the snapshot's data folder.
     *
     * @param snapshot that nobody writes to
     * @param tenant   whose
     */
    public PointInTimeFeatures(final Store snapshot, final int tenant) {
        this(snapshot, tenant, new LeadFeatureExtractor(LeadFeatureOptions.load(snapshot.folder())));
    }

    /**
     * Creates a reader of vectors.
     *
     * @param snapshot  that nobody writes to
     * @param tenant    whose
     * @param extractor of this reader alone
     */
    public PointInTimeFeatures(final Store snapshot, final int tenant, final LeadFeatureExtractor extractor) {
        this.extractor = Objects.requireNonNull(extractor, "extractor");
        histories = snapshot.timelines().histories(tenant);
    }

    /** Sees vectors. */
    @FunctionalInterface
    public interface FeatureVisitor {
        /**
         * Sees one vector.
         *
         * @param row         of the questions
         * @param numerical   in the order of the schema, NaN where there is nothing to say; valid during the call
         * @param categorical in the order of the schema, 0 where there is nothing to say; valid during the call
         * @param isTruncated whether the lead had more events in the window than count
         */
        void vector(int row, float[] numerical, int[] categorical, boolean isTruncated);
    }

    /**
     * Answers all questions.
     *
     * @param questions in any order
     * @param visitor   sees one vector for each, lead by lead in the order of the store and within a lead in order of time
     */
    public void forEach(final FeatureQuestions questions, final FeatureVisitor visitor) {
        forEach(questions, 0, questions.size(), visitor);
    }

    /**
     * Answers a part of the questions, for whoever has several threads.
     *
     * @param questions in any order
     * @param from      how many of the answers of all questions come before the first of this part
     * @param to        how many there are up to the end of this part
     * @param visitor   sees one vector for each, in the same order
     */
    public void forEach(final FeatureQuestions questions, final int from, final int to, final FeatureVisitor visitor) {
        Objects.checkFromToIndex(from, to, questions.size());
        int lead = -1;
        for (int place = from; place < to; place++) {
            final int row = questions.rowAt(place);
            if (questions.leadOf(row) != lead) {
                lead = questions.leadOf(row);
                read(questions, lead, place, to);
            }
            extractor.extract(history, questions.asOfMs(row), numerical, categorical);
            visitor.vector(row, numerical, categorical, extractor.truncated());
        }
    }

    /** Reads what the vectors of a lead's rows from a place on are made of. */
    private void read(final FeatureQuestions questions, final int lead, final int place, final int to) {
        int last = place;
        while (last + 1 < to && questions.leadOf(questions.rowAt(last + 1)) == lead) {
            last++;
        }
        id.wrap(questions.id(lead));
        histories.read(id, 0, id.capacity(), extractor.windowBeginMs(questions.asOfMs(questions.rowAt(place))),
                questions.asOfMs(questions.rowAt(last)), history);
    }

    @Override
    public void close() {
        histories.close();
    }
}
