package dev.homing.serving.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.FeatureQuestions;
import dev.homing.features.FeatureSchema;
import dev.homing.features.LeadFeatureSchema;
import dev.homing.features.PointInTimeFeatures;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.GetLeadFeaturesRequest;
import dev.homing.proto.v1.GetLeadFeaturesResponse;
import dev.homing.proto.v1.MergeLeadsRequest;
import dev.homing.proto.v1.PropertyType;
import dev.homing.serving.EngineOptions;
import dev.homing.serving.RandomEvents;
import dev.homing.serving.Samples;
import dev.homing.serving.TestServer;
import dev.homing.serving.event.Timestamps;
import dev.homing.tracking.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day of some leads goes through a server: events of all types, late ones and ones that are ahead, listings that change, a
 * merge. What requests got, now or as of an instant, is what a training set has.
 */
@Timeout(180)
class FeatureSkewTest {
    private static final long MORNING = 1_700_000_000_000L;
    private static final long MINUTE_MS = 60_000;
    private static final long DAY_MS = 86_400_000;
    private static final int STEPS = 900;
    private static final int EARLIER_EVENTS = 950;
    private static final int QUESTIONS = 300;
    private static final int LISTINGS = 25;
    private static final String BUSY = "busy";
    private static final List<String> LEADS = List.of(BUSY, BUSY, BUSY, BUSY, "ann", "bob", "cat", "dan", "eve", "eve2");

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(11);
    private final RandomEvents events = new RandomEvents(11);
    private final AtomicLong now = new AtomicLong(MORNING);
    private final List<Answer> live = new ArrayList<>();
    private int eventCount;
    private TestServer server;

    /** What a request without as_of got. */
    private static final class Answer {
        final String lead;
        final GetLeadFeaturesResponse response;
        boolean isOutdated;

        Answer(final String lead, final GetLeadFeaturesResponse response) {
            this.lead = lead;
            this.response = response;
        }
    }

    /** A vector of a training set. */
    private static final class Vector {
        final float[] numerical;
        final boolean isTruncated;

        Vector(final float[] numerical, final boolean isTruncated) {
            this.numerical = numerical;
            this.isTruncated = isTruncated;
        }
    }

    @BeforeEach
    void replayADay() {
        server = TestServer.open(EngineOptions.of(folder.resolve("data")), now::get);
        for (int i = 0; i < LISTINGS; i++) {
            changeListing(i);
        }
        final BatchTrackEventsRequest.Builder earlier = BatchTrackEventsRequest.newBuilder();
        for (int i = 0; i < EARLIER_EVENTS; i++) {
            earlier.addEvents(event(LEADS.get(random.nextInt(LEADS.size())), MORNING - random.nextLong(25 * DAY_MS)));
        }
        assertEquals(EARLIER_EVENTS, server.tracking().batchTrackEvents(earlier.build()).getRecordedCount());
        for (int step = 0; step < STEPS; step++) {
            now.addAndGet(random.nextLong(2 * DAY_MS / STEPS));
            if (step == STEPS / 2) {
                server.tracking().mergeLeads(MergeLeadsRequest.newBuilder().setFromLeadId("eve2").setIntoLeadId("eve").build());
                live.stream().filter(answer -> answer.lead.startsWith("eve")).forEach(answer -> answer.isOutdated = true);
            } else if (random.nextInt(6) == 0) {
                changeListing(random.nextInt(LISTINGS));
            } else {
                step();
            }
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void step() {
        final String lead = LEADS.get(random.nextInt(LEADS.size()));
        final long at = switch (random.nextInt(10)) {
            case 0 -> now.get() - random.nextLong(random.nextInt(5) == 0 ? DAY_MS : 40 * MINUTE_MS);
            case 1 -> now.get() + random.nextLong(5 * MINUTE_MS);
            default -> now.get();
        };
        assertEquals(EventResult.Outcome.RECORDED, server.track(event(lead, at)).getOutcome());
        live.stream().filter(answer -> isSame(answer.lead, lead) && at <= Timestamps.ms(answer.response.getAsOf()))
                .forEach(answer -> answer.isOutdated = true);
        if (random.nextInt(4) == 0) {
            // What a request for recommendations reads stays in memory, and the next one for features reads it there.
            server.listingsFor(lead);
        }
        if (random.nextInt(2) == 0) {
            live.add(new Answer(lead, server.features().getLeadFeatures(
                    GetLeadFeaturesRequest.newBuilder().setLeadId(lead).build())));
        }
    }

    private static boolean isSame(final String lead, final String other) {
        return lead.equals(other) || (lead.startsWith("eve") && other.startsWith("eve"));
    }

    private Event.Builder event(final String lead, final long at) {
        final EventType type = EventType.forNumber(1 + random.nextInt(dev.homing.tracking.EventType.COUNT));
        return events.next(type, at).setEventId("e" + eventCount++).setLeadId(lead)
                .setPropertyId("p" + random.nextInt(LISTINGS + 3));
    }

    private void changeListing(final int listing) {
        server.upsert(Samples.property("p" + listing).setPrice(100_000 + random.nextInt(900_000))
                .setSizeSqft(500 + random.nextInt(3_000)).setBedrooms(random.nextInt(6)).setBathrooms(random.nextInt(12) / 4.0)
                .setPropertyTypeValue(random.nextInt(PropertyType.values().length - 1)).setAreaId("area" + random.nextInt(6))
                .setLatitude(47 + random.nextDouble()).setLongitude(-122 + random.nextDouble())
                .addAmenities("a" + random.nextInt(9)).addAmenities("b" + random.nextInt(9)));
    }

    @Test
    void shouldHaveInTheTrainingSetWhatARequestGotAtTheTime() {
        final FeatureQuestions.Builder questions = new FeatureQuestions.Builder();
        live.forEach(answer -> questions.add(answer.lead, Timestamps.ms(answer.response.getAsOf())));
        final Map<Integer, Vector> vectors = vectors(questions.build());
        int compared = 0;
        int truncated = 0;
        for (int i = 0; i < live.size(); i++) {
            if (!live.get(i).isOutdated) {
                assertSame(live.get(i).response, vectors.get(i));
                compared++;
                truncated += live.get(i).response.getTruncated() ? 1 : 0;
            }
        }
        assertTrue(compared > 40 && truncated > 5 && compared < live.size(), compared + ", " + truncated + " truncated");
    }

    @Test
    void shouldGetFromTheServerAndInFilesWhatTheTrainingSetHasAsOfAnyInstant() throws IOException {
        final StringBuilder file = new StringBuilder("label,lead_id,as_of\n");
        final FeatureQuestions.Builder questions = new FeatureQuestions.Builder();
        final List<GetLeadFeaturesResponse> answers = new ArrayList<>();
        for (int row = 0; row < QUESTIONS; row++) {
            final String lead = row % 50 == 0 ? "nobody" : LEADS.get(random.nextInt(LEADS.size()));
            final long asOf = MORNING - 2 * DAY_MS + random.nextLong(5 * DAY_MS);
            questions.add(lead, asOf);
            answers.add(server.features().getLeadFeatures(GetLeadFeaturesRequest.newBuilder()
                    .setLeadId(lead).setAsOf(Timestamps.timestamp(asOf)).build()));
            file.append(row).append(',').append(lead).append(',').append(Instant.ofEpochMilli(asOf)).append('\n');
        }
        final Map<Integer, Vector> vectors = vectors(questions.build());
        assertEquals(QUESTIONS, vectors.size());
        Files.writeString(folder.resolve("labels.csv"), file);
        final List<String> rows = export("training-set.csv", "--at", folder.resolve("labels.csv").toString());
        assertEquals(QUESTIONS, rows.size());
        for (final String row : rows) {
            final int label = Integer.parseInt(row.substring(0, row.indexOf(',')));
            assertSame(answers.get(label), vectors.get(label));
            assertSame(answers.get(label), vector(row.substring(row.indexOf(',') + 1)));
        }
    }

    @Test
    void shouldGetFromTheServerWhatAnExportOfAllLeadsHas() throws IOException {
        final Instant evening = Instant.ofEpochMilli(MORNING + DAY_MS / 2);
        final List<String> rows = export("leads.csv", "--as-of", evening.toString());
        assertEquals(LEADS.stream().filter(lead -> !lead.equals("eve2")).distinct().sorted().toList(),
                rows.stream().map(row -> row.substring(0, row.indexOf(','))).sorted().toList());
        for (final String row : rows) {
            assertSame(server.features().getLeadFeatures(GetLeadFeaturesRequest.newBuilder()
                    .setLeadId(row.substring(0, row.indexOf(','))).setAsOf(Timestamps.timestamp(evening.toEpochMilli()))
                    .build()), vector(row));
        }
    }

    @Test
    void shouldAnswerARequestOfNowAsLaterWhereEventsAreAhead() {
        final BatchTrackEventsRequest.Builder batch = BatchTrackEventsRequest.newBuilder();
        for (int i = 0; i < 900; i++) {
            final EventType type = i % 6 == 0 ? EventType.AGENT_ACTION : EventType.PROPERTY_LIKE;
            // The newest hundred are ahead.
            batch.addEvents(Samples.event(type, "fay", "p" + i % LISTINGS)
                    .setOccurredAt(Timestamps.timestamp(now.get() + (i - 800) * 1_000L)));
        }
        assertEquals(900, server.tracking().batchTrackEvents(batch.build()).getRecordedCount());
        server.listingsFor("fay");
        final GetLeadFeaturesResponse answer = server.features().getLeadFeatures(
                GetLeadFeaturesRequest.newBuilder().setLeadId("fay").build());
        assertEquals(512, answer.getFeatures(0).getValue());
        assertSame(answer, vectors(new FeatureQuestions.Builder().add("fay", now.get()).build()).get(0));
    }

    /** From a snapshot beside the server. */
    private Map<Integer, Vector> vectors(final FeatureQuestions questions) {
        final Map<Integer, Vector> vectors = new HashMap<>();
        try (Store snapshot = Store.openReadOnly(folder.resolve("data"));
                PointInTimeFeatures features = new PointInTimeFeatures(snapshot, snapshot.tenant("default"))) {
            features.forEach(questions, (row, numerical, categorical, isTruncated) ->
                    vectors.put(row, new Vector(numerical.clone(), isTruncated)));
        }
        return vectors;
    }

    /** The rows of an exported file, without its header. */
    private List<String> export(final String name, final String option, final String value) throws IOException {
        final Path output = folder.resolve(name);
        final CommandLineRun run = CommandLineRun.of("export", "features", "--data", folder.resolve("data").toString(),
                "--output", output.toString(), option, value);
        assertEquals(0, run.exitCode(), run.err());
        final List<String> lines = Files.readAllLines(output);
        return lines.subList(1, lines.size());
    }

    /** The vector of a row from its lead on. */
    private static Vector vector(final String row) {
        final String[] cells = row.split(",", -1);
        assertEquals(3 + LeadFeatureSchema.LENGTH + LeadFeatureSchema.CATEGORICAL_LENGTH, cells.length);
        final float[] numerical = new float[LeadFeatureSchema.LENGTH];
        for (int i = 0; i < numerical.length; i++) {
            numerical[i] = cells[3 + i].isEmpty() ? Float.NaN : Float.parseFloat(cells[3 + i]);
        }
        return new Vector(numerical, Boolean.parseBoolean(cells[2]));
    }

    private static void assertSame(final GetLeadFeaturesResponse answer, final Vector vector) {
        final float[] numerical = new float[LeadFeatureSchema.LENGTH];
        Arrays.fill(numerical, Float.NaN);
        answer.getFeaturesList().forEach(feature -> numerical[feature.getIndex()] = feature.getValue());
        for (int i = 0; i < numerical.length; i++) {
            final String what = answer.getLeadId() + " as of " + Timestamps.ms(answer.getAsOf()) + ", "
                    + FeatureSchema.LEAD.numerical().get(i).name();
            assertEquals(Float.floatToRawIntBits(numerical[i]), Float.floatToRawIntBits(vector.numerical[i]),
                    () -> what + ": " + answer);
        }
        assertEquals(answer.getTruncated(), vector.isTruncated);
    }
}
