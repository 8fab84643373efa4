package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import dev.homing.tracking.store.Batch;
import dev.homing.tracking.store.Committer;
import dev.homing.tracking.store.EventApplier;
import dev.homing.tracking.store.PropertyCapture;
import dev.homing.tracking.store.Store;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PointInTimeFeaturesTest {
    private static final long BEGIN = 1_700_000_000_000L;
    private static final long DAY_MS = 86_400_000;
    private static final int DAYS = 90;
    private static final int EVENTS = 6_000;
    private static final int LEADS = 12;
    private static final int QUESTIONS = 600;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(5);
    private final LeadFeatureExtractor extractor = new LeadFeatureExtractor();
    private final Timeline timeline = new Timeline();
    private final float[] expected = new float[LeadFeatureSchema.LENGTH];
    private final int[] expectedCodes = new int[LeadFeatureSchema.CATEGORICAL_LENGTH];

    /** Lead 0 has half of the events, so that some of its vectors are truncated. */
    @BeforeEach
    void fill() {
        final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(
                new UnsafeBuffer(ByteBuffer.allocateDirect((1 << 20) + RingBufferDescriptor.TRAILER_LENGTH)));
        final ExpandableArrayBuffer message = new ExpandableArrayBuffer();
        final EventFlyweight event = new EventFlyweight();
        try (Store store = Store.open(folder)) {
            final Committer committer = new Committer(store, store, ring, (correlation, outcome) -> { }, error -> {
                throw new IllegalStateException(error);
            }, SystemNanoClock.INSTANCE);
            committer.register(new EventApplier(store, committer.sequence(), new Listings(),
                    (tenant, lead, offset, length, record, recordOffset) -> { }, 0));
            final int tenant = store.tenantOrCreate("default");
            for (int i = 0; i < EVENTS; i++) {
                final EventType type = EventType.ofCode(1 + random.nextInt(EventType.COUNT));
                final long at = instant();
                event.wrapAndBegin(message, Committer.CORRELATION_LENGTH, tenant, type, at, at, random.nextInt(5),
                        random.nextInt(8), random.nextInt(600), random.nextInt(32), random.nextInt(90));
                for (final String text : new String[] {
                        "e" + i, leadId(random.nextInt(2) * random.nextInt(LEADS)), "" + random.nextInt(30), "",
                        "s" + random.nextInt(3), ""}) {
                    event.appendText(text.getBytes(StandardCharsets.US_ASCII), text.length());
                }
                while (!ring.write(EventFlyweight.TEMPLATE_ID, message, 0,
                        Committer.CORRELATION_LENGTH + event.encodedLength())) {
                    committer.doWork();
                }
            }
            while (committer.doWork() > 0) {
                Thread.onSpinWait();
            }
            committer.onClose();
        }
    }

    @Test
    void shouldGiveTheVectorOfEveryInstantInEveryBit() {
        final FeatureQuestions questions = questions();
        final int[] answers = new int[QUESTIONS];
        final int[] truncated = new int[2];
        try (Store snapshot = Store.openReadOnly(folder);
                PointInTimeFeatures features = new PointInTimeFeatures(snapshot, 0)) {
            features.forEach(questions, (row, numerical, categorical, isTruncated) -> {
                answers[row]++;
                truncated[isTruncated ? 1 : 0]++;
                assertVector(snapshot, questions, row, numerical, categorical, isTruncated);
            });
        }
        final int[] once = new int[QUESTIONS];
        Arrays.fill(once, 1);
        assertArrayEquals(once, answers);
        assertTrue(truncated[0] > 0 && truncated[1] > 0, Arrays.toString(truncated));
    }

    /** Then only one window of a history is read, in which the longest has half of the events. */
    @Test
    void shouldGiveTheVectorOfOneInstantOfEachLeadInEveryBit() {
        final int[] truncated = new int[2];
        try (Store snapshot = Store.openReadOnly(folder);
                PointInTimeFeatures features = new PointInTimeFeatures(snapshot, 0)) {
            for (int day = -1; day <= DAYS + 40; day++) {
                final FeatureQuestions.Builder builder = new FeatureQuestions.Builder();
                for (int lead = 0; lead <= LEADS; lead++) {
                    builder.add(leadId(lead), day < 0 ? Long.MIN_VALUE + 1_000L * lead : BEGIN + day * DAY_MS + lead);
                }
                final FeatureQuestions questions = builder.build();
                features.forEach(questions, (row, numerical, categorical, isTruncated) -> {
                    truncated[isTruncated ? 1 : 0]++;
                    assertVector(snapshot, questions, row, numerical, categorical, isTruncated);
                });
            }
        }
        assertTrue(truncated[0] > 0 && truncated[1] > 0, Arrays.toString(truncated));
    }

    @Test
    void shouldGiveTheSameInPartsAsInOnePiece() {
        final FeatureQuestions questions = questions();
        final float[][] whole = new float[QUESTIONS][];
        final float[][] parts = new float[QUESTIONS][];
        try (Store snapshot = Store.openReadOnly(folder);
                PointInTimeFeatures features = new PointInTimeFeatures(snapshot, 0)) {
            features.forEach(questions, (row, numerical, categorical, isTruncated) -> whole[row] = numerical.clone());
            for (int from = QUESTIONS - 7; from > -7; from -= 7) {
                features.forEach(questions, Math.max(0, from), from + 7,
                        (row, numerical, categorical, isTruncated) -> parts[row] = numerical.clone());
            }
            assertThrows(IndexOutOfBoundsException.class, () -> features.forEach(questions, 0, QUESTIONS + 1,
                    (row, numerical, categorical, isTruncated) -> { }));
        }
        for (int row = 0; row < QUESTIONS; row++) {
            assertBits(whole[row], parts[row], "row " + row);
        }
    }

    /** Among them leads that nobody knows and instants before and after all events. */
    private FeatureQuestions questions() {
        final FeatureQuestions.Builder questions = new FeatureQuestions.Builder();
        for (int i = 0; i < QUESTIONS; i++) {
            questions.add(leadId(random.nextInt(2) * random.nextInt(LEADS + 2)), switch (random.nextInt(20)) {
                case 0 -> 0;
                case 1 -> BEGIN + 10 * DAYS * DAY_MS;
                default -> instant();
            });
        }
        return questions.build();
    }

    private void assertVector(
            final Store snapshot,
            final FeatureQuestions questions,
            final int row,
            final float[] numerical,
            final int[] categorical,
            final boolean isTruncated) {
        final byte[] id = questions.leadId(row).getBytes(StandardCharsets.UTF_8);
        snapshot.timelines().read(0, new UnsafeBuffer(id), 0, id.length, questions.asOfMs(row), timeline);
        extractor.extract(timeline, questions.asOfMs(row), expected, expectedCodes);
        final String what = questions.leadId(row) + " as of " + questions.asOfMs(row);
        assertBits(expected, numerical, what);
        assertArrayEquals(expectedCodes, categorical, what);
        assertEquals(extractor.truncated(), isTruncated, what);
    }

    private static void assertBits(final float[] expected, final float[] found, final String what) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(Float.floatToRawIntBits(expected[i]), Float.floatToRawIntBits(found[i]),
                    what + ", " + FeatureSchema.LEAD.numerical().get(i).name());
        }
    }

    private long instant() {
        return BEGIN + random.nextLong(DAYS * DAY_MS);
    }

    private static String leadId(final int lead) {
        return "l".repeat(1 + lead % 3) + lead;
    }

    /** Listings that are numbers, whose price another event finds changed. */
    private static final class Listings implements PropertyCapture {
        private int captures;

        @Override
        public int ordinal(final int tenant, final DirectBuffer id, final int offset, final int length) {
            return Integer.parseInt(id.getStringWithoutLengthAscii(offset, length));
        }

        @Override
        public int area(final int tenant, final DirectBuffer id, final int offset, final int length) {
            return 0;
        }

        @Override
        public void agent(final int tenant, final DirectBuffer id, final int offset, final int length) {
        }

        @Override
        public void capture(final int tenant, final int ordinal, final MutableDirectBuffer record, final int position) {
            TimelineRecord.putAttributes(record, position, 1 + ordinal % 8, 100_000 + 7_001.5 * ordinal + 100 * captures++,
                    ordinal, ordinal % 5, 475_000_000 + 1_000 * ordinal, -1_222_000_000, 900 + 10 * ordinal, ordinal % 6,
                    ordinal % 9);
        }

        @Override
        public void count(final int tenant, final int ordinal, final DirectBuffer record, final int position) {
        }

        @Override
        public void prepare(final Batch batch) {
        }
    }
}
