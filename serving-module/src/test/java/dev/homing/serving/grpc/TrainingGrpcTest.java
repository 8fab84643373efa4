package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.fromNow;
import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import com.google.rpc.Code;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.CancelTrainingRequest;
import dev.homing.proto.v1.GetModelRequest;
import dev.homing.proto.v1.GetTrainingRequest;
import dev.homing.proto.v1.GetTrainingResponse;
import dev.homing.proto.v1.ListTrainingsRequest;
import dev.homing.proto.v1.ListTrainingsResponse;
import dev.homing.proto.v1.StartTrainingRequest;
import dev.homing.proto.v1.Training;
import dev.homing.serving.EngineOptions;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import dev.homing.serving.training.ScriptedTraining;
import dev.homing.serving.training.TrainingOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TrainingGrpcTest {
    private static final long MEMORY = 64L << 20;

    private final ScriptedTraining launcher = new ScriptedTraining(ScriptedTraining.PATIENT);
    @TempDir
    private Path folder;
    private TestServer server;

    @BeforeEach
    void open() {
        server = TestServer.open(EngineOptions.builder(folder).trainingMemoryBytes(MEMORY).build(), launcher);
        server.upsert(property("p1"));
        server.upsert(property("p2"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void haveEvents() {
        server.track(like("ann", "p1").setEventId("e1").setOccurredAt(fromNow(-60)));
    }

    private Training start(final StartTrainingRequest.Builder request) {
        return server.models().startTraining(request.build()).getTraining();
    }

    private GetTrainingResponse get(final String id) {
        return server.models().getTraining(GetTrainingRequest.newBuilder().setTrainingId(id).build());
    }

    private ListTrainingsResponse list(final int size, final String token) {
        return server.models().listTrainings(
                ListTrainingsRequest.newBuilder().setPageSize(size).setPageToken(token).build());
    }

    private Training cancel(final String id) {
        return server.models().cancelTraining(CancelTrainingRequest.newBuilder().setTrainingId(id).build()).getTraining();
    }

    @Test
    void shouldTrainAndServe() throws Exception {
        haveEvents();
        new TestBundle("m1").listing("p1", 0, 1, 0).listing("p2", 0, 0, 1).write(folder);
        final Training asked = start(StartTrainingRequest.newBuilder().setRequestId("r1"));
        assertEquals(Training.State.QUEUED, asked.getState());
        assertEquals(42, asked.getSeed());
        assertEquals(MEMORY, asked.getMemoryLimitBytes());
        assertFalse(asked.hasStartedAt() || asked.hasEndedAt() || asked.hasExitCode() || asked.getScheduled());
        final Process process = launcher.next();
        assertEquals(Training.State.RUNNING, get(asked.getTrainingId()).getTraining().getState());

        final Refused second = Refused.by(() -> start(StartTrainingRequest.newBuilder().setRequestId("r2")));
        assertEquals(Code.FAILED_PRECONDITION, second.code());
        assertEquals("TRAINING_UNDER_WAY", second.reason());
        assertTrue(second.message().contains(asked.getTrainingId()));
        assertEquals(asked.getTrainingId(), start(StartTrainingRequest.newBuilder().setRequestId("r1")).getTrainingId());

        process.getOutputStream().close();
        server.awaitTrainings();
        final Training ended = get(asked.getTrainingId()).getTraining();
        assertEquals(Training.State.SUCCEEDED, ended.getState(), ended.toString());
        assertTrue(ended.getActivated() && ended.hasStartedAt() && ended.hasEndedAt() && ended.hasAsOf());
        assertEquals("m1", ended.getModelVersion());
        assertEquals(1, ended.getProgress());
        assertTrue(ended.hasExitCode());
        assertTrue(server.models().getModel(GetModelRequest.newBuilder().setVersion("m1").build()).getModel().getActive());
        assertEquals(List.of(ended), list(0, "").getTrainingsList());
    }

    @Test
    void shouldLeaveTheModelAloneWhenATrainingIsKilled() throws Exception {
        haveEvents();
        new TestBundle("m0").listing("p1", 0, 1, 0).listing("p2", 0, 0, 1).write(folder);
        server.models().activateModel(ActivateModelRequest.newBuilder().setVersion("m0").build());
        final List<String> before = server.listingsFor("bob");
        final String id = start(StartTrainingRequest.newBuilder()).getTrainingId();
        launcher.next().destroyForcibly();
        server.awaitTrainings();
        final Training killed = get(id).getTraining();
        assertEquals(Training.State.FAILED, killed.getState());
        assertFalse(killed.getActivated());
        assertTrue(server.models().getModel(GetModelRequest.newBuilder().setVersion("m0").build()).getModel().getActive());
        assertEquals(before, server.listingsFor("bob"));
    }

    @Test
    void shouldFailWhenTheModelIsNotThereOrMadeForOtherData() throws Exception {
        haveEvents();
        final String missing = start(StartTrainingRequest.newBuilder()).getTrainingId();
        launcher.letGoOn();
        server.awaitTrainings();
        assertEquals(Training.State.FAILED, get(missing).getTraining().getState());
        new TestBundle("m1").listing("p1", 0, 1, 0).listing("p2", 0, 0, 1).schemaHash("another").write(folder);
        final String other = start(StartTrainingRequest.newBuilder()).getTrainingId();
        launcher.letGoOn();
        server.awaitTrainings();
        final Training refused = get(other).getTraining();
        assertEquals(Training.State.FAILED, refused.getState());
        assertEquals("m1", refused.getModelVersion());
        assertFalse(refused.getActivated() || refused.getError().isEmpty());
    }

    @Test
    void shouldHandOnWhatTheRequestSays() throws Exception {
        haveEvents();
        final Timestamp hourAgo = fromNow(-3_600);
        start(StartTrainingRequest.newBuilder().setSeed(-3).setMemoryLimitBytes(16 << 20).setAsOf(hourAgo)
                .setBudgetSeconds(90));
        launcher.letGoOn();
        final TrainingOrder order = launcher.orders().get(0);
        assertEquals(-3, order.seed());
        assertEquals(16 << 20, order.memoryLimitBytes());
        assertEquals(Optional.of(Duration.ofSeconds(90)), order.budget());
        assertEquals(90, list(0, "").getTrainings(0).getBudgetSeconds());
        assertEquals(hourAgo.getSeconds(), order.asOf().orElseThrow().getEpochSecond());
        assertEquals("default", order.tenant());
    }

    @Test
    void shouldRefuseWhatIsWrongAndSayAllOfIt() {
        haveEvents();
        final StartTrainingRequest.Builder wrong = StartTrainingRequest.newBuilder()
                .setAsOf(fromNow(3_600)).setMemoryLimitBytes((16 << 20) - 1).setRequestId("x".repeat(65));
        assertEquals(List.of("as_of", "memory_limit_bytes", "request_id"), Refused.by(() -> start(wrong)).fields());
        final Refused tooMuch = Refused.by(() -> start(StartTrainingRequest.newBuilder().setMemoryLimitBytes(MEMORY + 1)));
        assertEquals(Code.INVALID_ARGUMENT, tooMuch.code());
        assertEquals(List.of("memory_limit_bytes"), tooMuch.fields());
        assertEquals(List.of("memory_limit_bytes"),
                Refused.by(() -> start(StartTrainingRequest.newBuilder().setMemoryLimitBytes(0))).fields());
        for (final int seconds : new int[] {0, -1, 86_401}) {
            assertEquals(List.of("budget_seconds"),
                    Refused.by(() -> start(StartTrainingRequest.newBuilder().setBudgetSeconds(seconds))).fields());
        }
        assertEquals(List.of("training_id"), Refused.by(() -> get("")).fields());
        assertEquals(List.of("training_id"), Refused.by(() -> get("x".repeat(65))).fields());
        assertEquals(List.of("training_id"), Refused.by(() -> cancel("")).fields());
        assertEquals(List.of("page_size"), Refused.by(() -> list(1_001, "")).fields());
        assertEquals(List.of("page_token"), Refused.by(() -> list(0, "x")).fields());
        for (final String id : List.of("none", "../t1", "t1.json")) {
            assertEquals(Code.NOT_FOUND, Refused.by(() -> get(id)).code());
            assertEquals(Code.NOT_FOUND, Refused.by(() -> cancel(id)).code());
        }
        assertEquals(List.of(), launcher.orders());
    }

    @Test
    void shouldRefuseATenantThatHasNothingToLearnFrom() {
        final Refused refused = Refused.by(() -> start(StartTrainingRequest.newBuilder()));
        assertEquals(Code.FAILED_PRECONDITION, refused.code());
        assertEquals("NO_EVENTS", refused.reason());
        assertEquals(0, list(0, "").getTrainingsCount());
    }

    @Test
    void shouldCancel() throws Exception {
        haveEvents();
        final String id = start(StartTrainingRequest.newBuilder()).getTrainingId();
        final Process process = launcher.next();
        final Training cancelled = cancel(id);
        assertFalse(process.isAlive());
        assertEquals(Training.State.CANCELLED, cancelled.getState());
        assertEquals(cancelled, cancel(id), "again changes nothing");
        assertEquals(cancelled, get(id).getTraining());
    }

    @Test
    void shouldPageFromTheNewestOnAndShowTheLog() {
        haveEvents();
        launcher.script("echo first; echo last; exit 1");
        final String first = start(StartTrainingRequest.newBuilder()).getTrainingId();
        server.awaitTrainings();
        final String second = start(StartTrainingRequest.newBuilder()).getTrainingId();
        server.awaitTrainings();
        final ListTrainingsResponse page = list(1, "");
        assertEquals(second, page.getTrainings(0).getTrainingId());
        final ListTrainingsResponse rest = list(1, page.getNextPageToken());
        assertEquals(first, rest.getTrainings(0).getTrainingId());
        assertEquals("", rest.getNextPageToken());
        assertEquals(List.of("first", "last"), get(first).getLogLinesList());
    }

    @Test
    void shouldEndTheProcessWithTheServer() throws Exception {
        haveEvents();
        final String id = start(StartTrainingRequest.newBuilder()).getTrainingId();
        final Process process = launcher.next();
        server.close();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        server = TestServer.open(EngineOptions.builder(folder).trainingMemoryBytes(MEMORY).build(), launcher);
        final Training ended = get(id).getTraining();
        assertEquals(Training.State.CANCELLED, ended.getState());
        assertEquals("the server ended", ended.getError());
    }
}
