package dev.homing.serving.bench;

import dev.homing.features.HotTimelines;
import dev.homing.features.LeadFeatureExtractor;
import dev.homing.features.LeadFeatureSchema;
import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/** One lead's history that a seed makes, and the works on it, a few milliseconds each in turn: all meet the same machine. */
final class FeatureWork {
    private static final long NOW_MS = 1_764_000_000_000L;
    private static final long SPAN_MS = TimeUnit.DAYS.toMillis(29);
    private static final int LISTINGS = 60;
    private static final int EVENTS_OF_A_SESSION = 12;
    private static final int ROUND_EVENTS = 100_000;
    private static final int MAX_ROUNDS = 100_000;
    private static final EventType[] TYPES = {
        EventType.PROPERTY_VIEW, EventType.PROPERTY_VIEW, EventType.PROPERTY_VIEW, EventType.PROPERTY_LIKE,
        EventType.PROPERTY_SAVE, EventType.SEARCH_QUERY, EventType.PROPERTY_DISLIKE, EventType.PAGE_VIEW};

    private final int events;
    private final Timeline timeline;
    private final Timeline read = new Timeline();
    private final UnsafeBuffer lead = new UnsafeBuffer(new byte[] {'l', 'e', 'a', 'd'});
    private final HotTimelines hot =
            new HotTimelines(16 << 20, Timeline.DEFAULT_MAX_LEAD_EVENTS, Timeline.DEFAULT_MAX_AGENT_EVENTS);
    private final Map<String, float[]> finished = new HashMap<>();
    private final LeadFeatureExtractor extractor = new LeadFeatureExtractor();
    private final float[] numerical = new float[LeadFeatureSchema.LENGTH];
    private final int[] categorical = new int[LeadFeatureSchema.CATEGORICAL_LENGTH];
    private long sink;

    FeatureWork(final int events, final long seed) {
        this.events = events;
        timeline = history(events, new SplittableRandom(seed));
        hot.read(0, lead, 0, lead.capacity(), (tenant, id, offset, length, into) -> {
            into.resize(events, 0);
            into.buffer().putBytes(
                    into.leadOffset(0), timeline.buffer(), timeline.leadOffset(0), events * TimelineRecord.LENGTH);
            return true;
        }, read);
        extractor.extract(timeline, NOW_MS, numerical, categorical);
        for (int i = 0; i < 1_000; i++) {
            finished.put("lead-" + i, numerical.clone());
        }
    }

    private static Timeline history(final int events, final SplittableRandom random) {
        final Timeline timeline = new Timeline().resize(events, 0);
        long at = NOW_MS - SPAN_MS;
        for (int i = 0; i < events; i++) {
            at += i % EVENTS_OF_A_SESSION == 0
                    ? SPAN_MS * EVENTS_OF_A_SESSION / (events + 2 * EVENTS_OF_A_SESSION) : 2_000 + random.nextInt(90_000);
            final EventType type = TYPES[random.nextInt(TYPES.length)];
            final int listing = type.requiresProperty() ? random.nextInt(LISTINGS) : TimelineRecord.NONE;
            final int offset = timeline.leadOffset(i);
            TimelineRecord.putEvent(timeline.buffer(), offset, at, i + 1, type.code(),
                    1 + random.nextInt(3), 1 + random.nextInt(2), -480, 0, 1 + i / EVENTS_OF_A_SESSION, listing,
                    random.nextDouble(90));
            if (listing != TimelineRecord.NONE) {
                TimelineRecord.putAttributes(timeline.buffer(), offset, 1 + listing % 3, 200_000 + 10_000.0 * listing,
                        0b1011_0100_1101L << listing % 8, listing % 7, 475_000_000 + 10_000 * listing,
                        -1_222_000_000 + 7_000 * listing, 1_000 + 20 * listing, 1 + listing % 5, 4 + listing % 8);
            }
        }
        return timeline;
    }

    /** Does all works in turn and takes of each the median over the rounds. */
    FeaturesReport.Line run(final double seconds) {
        final Runnable[] works = {this::pass, this::extract, this::readAndExtract, this::lookUp};
        final double[][] ns = new double[works.length][MAX_ROUNDS];
        final int repeats = Math.max(1, ROUND_EVENTS / events);
        final long endNs = System.nanoTime() + (long) (seconds * 1e9);
        int rounds = 0;
        while (rounds < MAX_ROUNDS && System.nanoTime() < endNs) {
            for (int work = 0; work < works.length; work++) {
                final long beginNs = System.nanoTime();
                for (int i = 0; i < repeats; i++) {
                    works[work].run();
                }
                ns[work][rounds] = (double) (System.nanoTime() - beginNs) / repeats;
            }
            rounds++;
        }
        final double[] medians = new double[works.length];
        for (int work = 0; work < works.length; work++) {
            Arrays.sort(ns[work], 0, rounds);
            medians[work] = ns[work][rounds / 2];
        }
        return new FeaturesReport.Line(events, rounds, medians[0], medians[1], medians[2], medians[3], sink);
    }

    private void pass() {
        final int from = timeline.leadOffset(0);
        for (int i = from; i < from + events * TimelineRecord.LENGTH; i += Long.BYTES) {
            sink += timeline.buffer().getLong(i);
        }
    }

    private void extract() {
        extractor.extract(timeline, NOW_MS, numerical, categorical);
        sink += Float.floatToRawIntBits(numerical[0]);
    }

    private void readAndExtract() {
        hot.tryRead(0, lead, 0, lead.capacity(), read);
        extractor.extract(read, NOW_MS, numerical, categorical);
        sink += Float.floatToRawIntBits(numerical[0]);
    }

    private void lookUp() {
        System.arraycopy(finished.get("lead-77"), 0, numerical, 0, numerical.length);
        sink += Float.floatToRawIntBits(numerical[0]);
    }
}
