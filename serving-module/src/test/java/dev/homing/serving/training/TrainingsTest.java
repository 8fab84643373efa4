package dev.homing.serving.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.serving.model.TestBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class TrainingsTest {
    private static final long NOW = Instant.parse("2026-11-24T12:00:00Z").toEpochMilli();
    private static final long NEWEST = 17;
    private static final int LONG_GRACE_MS = 50_000;
    private static final int SHORT_GRACE_MS = 20;

    private final AtomicLong clock = new AtomicLong(NOW);
    private final ScriptedTraining launcher = new ScriptedTraining(ScriptedTraining.PATIENT);
    private final List<String> activated = Collections.synchronizedList(new ArrayList<>());
    private final List<Trainings> opened = new ArrayList<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    @TempDir
    private Path folder;

    @AfterEach
    void close() throws InterruptedException {
        opened.forEach(Trainings::close);
        thread.shutdown();
        assertTrue(thread.awaitTermination(30, TimeUnit.SECONDS), "no training outlives its server");
    }

    private Trainings open(final TrainingLauncher processes, final Trainings.Activation activation, final int graceMs) {
        final Trainings trainings =
                new Trainings(folder, processes, activation, tenant -> NEWEST, clock::get, thread, graceMs);
        opened.add(trainings);
        return trainings;
    }

    private Trainings open() {
        return open(launcher, (tenant, version) -> activated.add(tenant + " " + version), LONG_GRACE_MS);
    }

    private static TrainingOrder order(final String tenant, final String requestId) {
        return new TrainingOrder(tenant, requestId, false, Optional.empty(), 7, TrainingMemory.MIN_BYTES, Optional.empty());
    }

    /** Runs one training to its end. */
    private TrainingRecord run(final Trainings trainings) throws Exception {
        final TrainingRecord training = trainings.start(order("east", ""));
        thread.submit(() -> { }).get();
        return trainings.find("east", training.id()).orElseThrow();
    }

    @Test
    void shouldMakeTheModelServeOnceTheProcessHasEndedWell() throws Exception {
        launcher.script("echo hello; echo '@progress 0.2500 reading events'; read line; echo 'good bye' >&2; "
                + "echo '@result m7 passed'");
        final Trainings trainings = open();
        final TrainingRecord asked = trainings.start(order("east", "r1"));
        assertEquals(TrainingState.QUEUED, asked.state());
        assertEquals(Instant.ofEpochMilli(NOW), asked.requestedAt());
        final Process process = launcher.next();
        await(() -> trainings.find("east", asked.id()).orElseThrow().progress() > 0);
        final TrainingRecord running = trainings.find("east", asked.id()).orElseThrow();
        assertEquals(TrainingState.RUNNING, running.state());
        assertEquals(0.25, running.progress());
        assertEquals("reading events", running.phase());
        assertEquals(List.of("hello"), trainings.logLines(running));
        assertEquals(Optional.of(Instant.ofEpochMilli(NOW)), running.order().asOf(), "the start's, since none was said");
        assertEquals(List.of(), activated, "not before its end");

        clock.addAndGet(1_000);
        process.getOutputStream().close();
        thread.submit(() -> { }).get();
        final TrainingRecord ended = trainings.find("east", asked.id()).orElseThrow();
        assertEquals(TrainingState.SUCCEEDED, ended.state(), ended.toString());
        assertEquals(List.of("east m7"), activated);
        assertTrue(ended.isActivated());
        assertEquals("m7", ended.modelVersion());
        assertEquals(1, ended.progress());
        assertEquals(OptionalInt.of(0), ended.exitCode());
        assertEquals(Optional.of(Instant.ofEpochMilli(NOW + 1_000)), ended.endedAt());
        assertEquals(NEWEST, ended.newestEvent());
        assertEquals(List.of("hello", "good bye"), trainings.logLines(ended));
        assertEquals("hello\ngood bye\n", Files.readString(folder.resolve("trainings/" + asked.id() + ".log")));

        final Trainings later = open();
        assertEquals(List.of(ended), later.list("east"), "known after a restart");
        assertEquals(List.of("hello", "good bye"), later.logLines(ended));
    }

    /** Asks for the end of a training, which completes with the training as it ended. */
    private static CompletableFuture<TrainingRecord> cancel(final Trainings trainings, final TrainingRecord training) {
        final CompletableFuture<TrainingRecord> end = new CompletableFuture<>();
        assertTrue(trainings.cancel(training.order().tenant(), training.id(), end::complete));
        return end;
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds();
    }

    /** The class's time limit bounds it. */
    private static void await(final Condition condition) {
        while (!condition.holds()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldLeaveAModelAloneThatDoesNotPass() throws Exception {
        launcher.script("echo '@result m7 failed'");
        final TrainingRecord ended = run(open());
        assertEquals(TrainingState.SUCCEEDED, ended.state());
        assertFalse(ended.isActivated());
        assertEquals("m7", ended.modelVersion());
        assertEquals(List.of(), activated);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            echo 'homing train: there are no events'; echo more; exit 1 | FAILED    | 1   | ''   | there are no events
            echo one; echo two; exit 9                                  | FAILED    | 9   | ''   | it ended with exit code 9: two
            exit 3                                                      | FAILED    | 3   | ''   | out of memory
            kill -9 $$                                                  | FAILED    | 137 | ''   | killed by signal 9
            kill -15 $$                                                 | CANCELLED | 143 | ''   | killed by signal 15
            exit 0                                                      | FAILED    | 0   | ''   | it ended without a model
            echo '@result m7 passed'; exit 1                            | FAILED    | 1   | 'm7' | it ended with exit code 1
            echo '@result ../m7 passed'                                 | FAILED    | 0   | ''   | it ended without a model
            """)
    void shouldFailWithoutTouchingWhatServes(
            final String script, final TrainingState state, final int exitCode, final String model, final String error)
            throws Exception {
        launcher.script(script);
        final Trainings trainings = open();
        final TrainingRecord ended = run(trainings);
        assertEquals(state, ended.state());
        assertEquals(OptionalInt.of(exitCode), ended.exitCode());
        assertEquals(model, ended.modelVersion());
        assertTrue(ended.error().contains(error), ended.error());
        assertFalse(ended.isActivated());
        assertEquals(List.of(), activated);

        launcher.script("echo '@result m8 passed'");
        assertEquals(TrainingState.SUCCEEDED, run(trainings).state(), "the next one runs");
    }

    @Test
    void shouldFailWhenTheModelCannotServeOrTheProcessCannotBeStarted() throws Exception {
        launcher.script("echo '@result m7 passed'");
        final TrainingRecord unusable = run(open(launcher, (tenant, version) -> {
            throw TestBundle.unusable("m7 is damaged");
        }, LONG_GRACE_MS));
        assertEquals(TrainingState.FAILED, unusable.state());
        assertEquals("m7 is damaged", unusable.error());

        final TrainingRecord unstarted = run(open(order -> {
            throw new IOException("no such program");
        }, (tenant, version) -> activated.add(version), LONG_GRACE_MS));
        assertEquals(TrainingState.FAILED, unstarted.state());
        assertEquals("its process cannot be run: no such program", unstarted.error());
        assertEquals(OptionalInt.empty(), unstarted.exitCode());

        final TrainingRecord broken = run(open(order -> {
            throw new IllegalStateException("broken");
        }, (tenant, version) -> activated.add(version), LONG_GRACE_MS));
        assertEquals(TrainingState.FAILED, broken.state());
        assertEquals(List.of(), activated);
    }

    @Test
    void shouldRunOneAtATimeAndOneOfATenant() throws Exception {
        final Trainings trainings = open();
        final TrainingRecord east = trainings.start(order("east", "r1"));
        final TrainingRecord west = trainings.start(order("west", "r1"));
        assertEquals(east.id(), assertThrows(UnderWayException.class, () -> trainings.start(order("east", "r2"))).trainingId());
        assertEquals(west.id(), assertThrows(UnderWayException.class, () -> trainings.start(order("west", ""))).trainingId());
        assertEquals(east.id(), trainings.start(order("east", "r1")).id(), "the same request");
        assertEquals(west.id(), trainings.start(order("west", "r1")).id(), "the same request of another tenant");

        final Process first = launcher.next();
        assertEquals(TrainingState.QUEUED, trainings.find("west", west.id()).orElseThrow().state());
        assertEquals(List.of("east"), launcher.orders().stream().map(TrainingOrder::tenant).toList());
        first.getOutputStream().close();
        launcher.letGoOn();
        thread.submit(() -> { }).get();
        assertEquals(List.of("east m1", "west m1"), activated);
        assertEquals(TrainingState.SUCCEEDED, trainings.start(order("east", "r1")).state(), "the same request, ended by now");
        assertEquals(Optional.empty(), trainings.find("west", east.id()));
        assertFalse(trainings.cancel("west", east.id(), ended -> { }));
        assertEquals(List.of(west.id()), trainings.list("west").stream().map(TrainingRecord::id).toList());
    }

    @Test
    void shouldCancelWhatRunsAndWhatWaits() throws Exception {
        final Trainings trainings = open();
        final TrainingRecord east = trainings.start(order("east", ""));
        final TrainingRecord west = trainings.start(order("west", ""));
        final Process process = launcher.next();

        final TrainingRecord queued = cancel(trainings, west).join();
        assertEquals(TrainingState.CANCELLED, queued.state());
        assertEquals(Optional.empty(), queued.startedAt());
        assertTrue(process.isAlive(), "of the other one");

        final CompletableFuture<TrainingRecord> end = cancel(trainings, east);
        final TrainingRecord cancelled = end.join();
        assertEquals(TrainingState.CANCELLED, cancelled.state());
        assertEquals("on request", cancelled.error());
        assertEquals(OptionalInt.of(143), cancelled.exitCode());
        assertFalse(process.isAlive());
        assertEquals(cancelled, cancel(trainings, east).join(), "again changes nothing");

        thread.submit(() -> { }).get();
        assertEquals(1, launcher.orders().size(), "what was cancelled in the queue is never started");
        assertEquals(List.of(), activated);
    }

    @Test
    void shouldKillAProcessThatDoesNotEndWhenAskedTo() throws Exception {
        launcher.script("trap '' TERM; echo ready; while true; do read line; done");
        final Trainings trainings =
                open(launcher, (tenant, version) -> activated.add(version), SHORT_GRACE_MS);
        final TrainingRecord training = trainings.start(order("east", ""));
        await(() -> !lines(trainings, training).isEmpty());
        final TrainingRecord cancelled = cancel(trainings, training).join();
        assertEquals(TrainingState.CANCELLED, cancelled.state());
        assertEquals(OptionalInt.of(137), cancelled.exitCode());
    }

    private static List<String> lines(final Trainings trainings, final TrainingRecord training) {
        try {
            return trainings.logLines(training);
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldNotServeTheModelOfACancelledTrainingThatEndsWell() throws Exception {
        launcher.script("trap 'echo @result m1 passed; exit 0' TERM; echo ready; while true; do read line; done");
        final Trainings trainings = open();
        final TrainingRecord training = trainings.start(order("east", ""));
        await(() -> !lines(trainings, training).isEmpty());
        // A shell that waits for a line ends its trap only once it has one.
        final Process process = launcher.next();
        final CompletableFuture<TrainingRecord> end = cancel(trainings, training);
        process.getOutputStream().close();
        final TrainingRecord cancelled = end.join();
        assertEquals(TrainingState.CANCELLED, cancelled.state());
        assertEquals("m1", cancelled.modelVersion());
        assertFalse(cancelled.isActivated());
        assertEquals(List.of(), activated);
    }

    @Test
    void shouldEndEverythingWithTheServer() throws Exception {
        final Trainings trainings = open();
        trainings.start(order("east", ""));
        trainings.start(order("west", ""));
        final Process process = launcher.next();
        trainings.close();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        thread.submit(() -> { }).get();
        for (final String tenant : List.of("east", "west")) {
            final TrainingRecord ended = trainings.list(tenant).get(0);
            assertEquals(TrainingState.CANCELLED, ended.state());
            assertEquals("the server ended", ended.error());
        }
        assertThrows(RejectedExecutionException.class, () -> trainings.start(order("north", "")));
        assertEquals(1, launcher.orders().size());
    }

    @Test
    void shouldSayThatWhatAKilledServerLeftHasFailed() throws IOException {
        ScriptedTraining.writeRunning(folder, "east", "t1");
        Files.writeString(folder.resolve("trainings/t2.json"), "{\"tenant\":\"east\"}");
        Files.writeString(folder.resolve("trainings/t3.json"), "half of");
        final List<TrainingRecord> found = open().list("east");
        assertEquals(1, found.size(), "what cannot be read is left out");
        assertEquals(TrainingState.FAILED, found.get(0).state());
        assertEquals("the server ended before the training did", found.get(0).error());
        assertEquals(found, open().list("east"), "and written down");
    }

    @Test
    void shouldKeepTheNewestOfEachTenant() throws Exception {
        launcher.script("echo '@result m1 failed'");
        final Trainings trainings = open();
        final TrainingRecord other = trainings.start(order("west", ""));
        final List<String> ids = new ArrayList<>();
        for (int i = 0; i < Trainings.KEPT + 3; i++) {
            clock.addAndGet(1_000);
            ids.add(0, run(trainings).id());
        }
        assertEquals(ids.subList(0, Trainings.KEPT), trainings.list("east").stream().map(TrainingRecord::id).toList());
        assertEquals(List.of(other.id()), trainings.list("west").stream().map(TrainingRecord::id).toList());
        try (Stream<Path> files = Files.list(folder.resolve("trainings"))) {
            assertEquals(2 * (Trainings.KEPT + 1), files.count(), "a record and a log of each");
        }
        assertEquals(ids.subList(0, Trainings.KEPT), open().list("east").stream().map(TrainingRecord::id).toList());
    }
}
