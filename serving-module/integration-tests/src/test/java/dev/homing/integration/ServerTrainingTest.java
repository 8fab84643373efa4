package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.homing.proto.v1.CancelTrainingRequest;
import dev.homing.proto.v1.Feedback;
import dev.homing.proto.v1.GetTrainingRequest;
import dev.homing.proto.v1.ListModelsRequest;
import dev.homing.proto.v1.ListTrainingsRequest;
import dev.homing.proto.v1.Model;
import dev.homing.proto.v1.ModelServiceGrpc;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.RecordFeedbackRequest;
import dev.homing.proto.v1.StartTrainingRequest;
import dev.homing.proto.v1.Training;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Trainings that a server starts: the real process, what it makes, and all the ways in which it ends. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServerTrainingTest extends DistributionTest {
    private static final int DEADLINE_SECONDS = 60;
    /** A training is nice to whatever else the machine has to do, other tests among it. */
    private static final int TRAINING_SECONDS = 240;
    private static final int LISTINGS = 120;
    private static final int LEADS = 120;
    private static final int EVENTS = 30;
    private static final int GROUPS = 12;
    private static final long NEWEST = Instant.parse("2026-11-20T12:00:00Z").getEpochSecond();
    private static final int SPAN_SECONDS = 40 * 86_400;
    private static final long LITTLE_MEMORY = 16L << 20;

    private Path data;
    private String firstModel = "";

    /** A server and a client of it. */
    private final class Serving implements AutoCloseable {
        final Running server;
        final ManagedChannel channel;

        Serving(final Object... further) throws IOException, InterruptedException {
            final Object[] command = Stream.concat(
                    Stream.of("serve", "--data", data, "--port", 0), Stream.of(further)).toArray();
            // ONNX Runtime tidies up when a JVM exits, and a server that is told to end halts: its temporary folder is its own.
            final Path temporary = Files.createDirectories(folder().resolve("server-tmp"));
            server = homing().start(Map.of("HOMING_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary + Launcher.FIRST_COMPILER),
                    Launcher.program(), command);
            channel = connect(server.address());
        }

        ModelServiceGrpc.ModelServiceBlockingStub models() {
            return ModelServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }

        Training start(final StartTrainingRequest.Builder request) {
            return models().startTraining(request.build()).getTraining();
        }

        Training await(final String id, final Predicate<Training> condition) throws InterruptedException {
            final Deadline deadline = new Deadline(TRAINING_SECONDS, "training " + id);
            while (true) {
                final Training now = models().getTraining(
                        GetTrainingRequest.newBuilder().setTrainingId(id).build()).getTraining();
                if (condition.test(now)) {
                    return now;
                }
                deadline.pause();
            }
        }

        Training awaitEnd(final String id) throws InterruptedException {
            return await(id, Training::hasEndedAt);
        }

        /** The process of a training that is at work, with most of it ahead. */
        ProcessHandle processOf(final String id) throws InterruptedException {
            final Training running = await(id, training -> training.hasEndedAt() || training.getProgress() > 0);
            assertEquals(Training.State.RUNNING, running.getState(), running.toString());
            final List<ProcessHandle> children = server.process().children().toList();
            assertEquals(1, children.size(), "the training's process, which is the server's own child");
            return children.get(0);
        }

        String activeModel() {
            return models().listModels(ListModelsRequest.getDefaultInstance()).getModelsList().stream()
                    .filter(Model::getActive).map(Model::getVersion).findFirst().orElse("");
        }

        RecommendResponse recommend() {
            return RecommendationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .recommend(RecommendRequest.newBuilder().setLeadId("lead-1").build());
        }

        /** All of a list is seen, and nothing comes of it. */
        void see(final RecommendResponse list) {
            final RecordFeedbackRequest.Builder request =
                    RecordFeedbackRequest.newBuilder().setRecommendationId(list.getRecommendationId());
            list.getRecommendationsList().forEach(one -> request.addFeedback(
                    Feedback.newBuilder().setKind(Feedback.Kind.IMPRESSION).setPropertyId(one.getPropertyId())));
            RecommendationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .recordFeedback(request.build());
        }

        @Override
        public void close() {
            channel.shutdownNow();
            server.close();
        }
    }

    @BeforeAll
    void importAll() throws IOException, InterruptedException {
        data = folder().resolve("data");
        homing().succeed("import", "events", events(), "--data", data);
    }

    /** Each lead looks at one group of listings nine times out of ten. */
    private Path events() throws IOException {
        final SplittableRandom random = new SplittableRandom(11);
        final StringBuilder csv = new StringBuilder("event_type,occurred_at,lead_id,property_id\n");
        for (int lead = 0; lead < LEADS; lead++) {
            for (int event = 0; event < EVENTS; event++) {
                final int group = random.nextInt(10) == 0 ? random.nextInt(GROUPS) : lead % GROUPS;
                csv.append("PROPERTY_VIEW,").append(NEWEST - random.nextInt(SPAN_SECONDS)).append(",lead-").append(lead)
                        .append(",p").append(random.nextInt(LISTINGS / GROUPS) * GROUPS + group).append('\n');
            }
        }
        return Files.writeString(folder().resolve("events.csv"), csv);
    }

    @Test
    @Order(1)
    void shouldTrainAndServeTheModel() throws IOException, InterruptedException {
        try (Serving serving = new Serving()) {
            assertEquals("", serving.activeModel());
            serving.see(serving.recommend());
            final Training asked = serving.start(StartTrainingRequest.newBuilder().setRequestId("first").setSeed(7));
            final Training ended = serving.awaitEnd(asked.getTrainingId());
            assertEquals(Training.State.SUCCEEDED, ended.getState(), ended.toString());
            assertTrue(ended.getActivated(), ended.toString());
            firstModel = ended.getModelVersion();
            assertEquals(firstModel, serving.activeModel());
            assertEquals(firstModel + "\n", Files.readString(data.resolve("models/default/ACTIVE")));
            assertEquals(firstModel, serving.recommend().getModelVersion());
            final List<String> log = serving.models().getTraining(
                    GetTrainingRequest.newBuilder().setTrainingId(asked.getTrainingId()).build()).getLogLinesList();
            assertTrue(log.stream().anyMatch(line -> line.startsWith("hybrid ")), log.toString());
            assertTrue(log.stream().noneMatch(line -> line.startsWith("@")), log.toString());
            assertTrue(log.stream().anyMatch(line -> line.startsWith("recommended lists that leads saw: 1,")), log.toString());
            assertEquals(asked.getTrainingId(),
                    serving.start(StartTrainingRequest.newBuilder().setRequestId("first")).getTrainingId());
            assertEquals(0, serving.server.terminate().exitCode());
        }
    }

    @Test
    @Order(2)
    void shouldGoOnServingWhateverHappensToATraining() throws IOException, InterruptedException {
        try (Serving serving = new Serving()) {
            final RecommendResponse before = serving.recommend();
            assertEquals(firstModel, before.getModelVersion());

            final String killed = serving.start(StartTrainingRequest.newBuilder()).getTrainingId();
            assertTrue(serving.processOf(killed).destroyForcibly());
            final Training failed = serving.awaitEnd(killed);
            assertEquals(Training.State.FAILED, failed.getState());
            assertEquals(137, failed.getExitCode());
            assertTrue(failed.getError().contains("signal 9"), failed.getError());

            final Training full = serving.awaitEnd(serving.start(
                    StartTrainingRequest.newBuilder().setMemoryLimitBytes(LITTLE_MEMORY)).getTrainingId());
            assertEquals(Training.State.FAILED, full.getState());
            assertTrue(full.getError().contains("memory"), full.getError());

            final String unwanted = serving.start(StartTrainingRequest.newBuilder()).getTrainingId();
            final ProcessHandle process = serving.processOf(unwanted);
            final Training cancelled = serving.models().cancelTraining(
                    CancelTrainingRequest.newBuilder().setTrainingId(unwanted).build()).getTraining();
            assertEquals(Training.State.CANCELLED, cancelled.getState());
            assertFalse(process.isAlive());

            final Training none = serving.awaitEnd(serving.start(StartTrainingRequest.newBuilder()
                    .setAsOf(Timestamp.newBuilder().setSeconds(1_000))).getTrainingId());
            assertEquals(Training.State.FAILED, none.getState());
            assertTrue(none.getError().startsWith("there are no events on listings"), none.getError());

            assertEquals(firstModel, serving.activeModel());
            assertEquals(before.getRecommendationsList().stream().map(found -> found.getPropertyId()).toList(),
                    serving.recommend().getRecommendationsList().stream().map(found -> found.getPropertyId()).toList());
            assertEquals(0, serving.server.terminate().exitCode());
        }
    }

    @Test
    @Order(3)
    void shouldEndTheTrainingWithTheServerHoweverThatEnds()
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        final String stopped;
        try (Serving serving = new Serving()) {
            stopped = serving.start(StartTrainingRequest.newBuilder()).getTrainingId();
            final ProcessHandle process = serving.processOf(stopped);
            assertEquals(0, serving.server.terminate().exitCode());
            assertFalse(process.isAlive(), "the server waits for it");
        }
        final String orphaned;
        try (Serving serving = new Serving()) {
            final Training known = serving.awaitEnd(stopped);
            assertEquals(Training.State.CANCELLED, known.getState());
            assertEquals("the server ended", known.getError());
            orphaned = serving.start(StartTrainingRequest.newBuilder()).getTrainingId();
            final ProcessHandle process = serving.processOf(orphaned);
            serving.server.kill();
            process.onExit().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
        assertEquals(List.of(firstModel), bundles(), "it did not end because it was done");
        try (Serving serving = new Serving()) {
            final Training left = serving.awaitEnd(orphaned);
            assertEquals(Training.State.FAILED, left.getState());
            assertTrue(left.getError().contains("the server ended"), left.getError());
            assertEquals(firstModel, serving.activeModel());
            assertEquals(0, serving.server.terminate().exitCode());
        }
    }

    private List<String> bundles() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("models/default"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("2")).sorted().toList();
        }
    }

    @Test
    @Order(4)
    void shouldTrainByItselfWhenTheModelIsOld() throws IOException, InterruptedException {
        // The trainings of the tests before would put it off, and so would the model that they made.
        deleteAll(data.resolve("trainings"));
        final Path manifest = data.resolve("models/default").resolve(firstModel).resolve("model.json");
        Files.writeString(manifest, Files.readString(manifest)
                .replaceFirst("\"created_at\" : \"[^\"]*\"", "\"created_at\" : \"2026-01-01T00:00:00Z\""));
        try (Serving serving = new Serving("--retrain-every", "7d", "--training-memory", 512 << 20)) {
            final Deadline deadline = new Deadline(DEADLINE_SECONDS, "a training by schedule");
            while (serving.models().listTrainings(ListTrainingsRequest.getDefaultInstance()).getTrainingsCount() == 0) {
                deadline.pause();
            }
            final Training scheduled = serving.models().listTrainings(ListTrainingsRequest.getDefaultInstance()).getTrainings(0);
            assertTrue(scheduled.getScheduled());
            assertEquals(512 << 20, scheduled.getMemoryLimitBytes());
            final Training ended = serving.awaitEnd(scheduled.getTrainingId());
            assertEquals(Training.State.SUCCEEDED, ended.getState(), ended.toString());
            assertNotEquals(firstModel, ended.getModelVersion());
            // What leads do here is drawn by lot: whether the hybrid beats each of its parts on it is as well.
            assertEquals(ended.getActivated() ? ended.getModelVersion() : firstModel, serving.activeModel());
            assertEquals(0, serving.server.terminate().exitCode());
        }
    }

    private static void deleteAll(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
        }
    }

    @Test
    @Order(5)
    void shouldRefuseOptionsThatMakeNoSense() throws IOException, InterruptedException {
        for (final String[] option : new String[][] {
            {"--retrain-every", "10s"}, {"--retrain-every", "often"}, {"--training-memory", "1000"}}) {
            final Finished refused = homing().run("serve", "--data", data, "--port", 0, option[0], option[1]);
            assertEquals(2, refused.exitCode(), refused.toString());
            assertTrue(refused.err().contains(option[1]) && refused.err().contains("is allowed"), refused.toString());
        }
    }
}
