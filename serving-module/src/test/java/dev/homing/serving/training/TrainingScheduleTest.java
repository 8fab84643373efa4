package dev.homing.serving.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trainings run on the thread that looks, so that each has ended when the look has. */
@Timeout(60)
class TrainingScheduleTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration DAY = Duration.ofHours(24);
    private static final String GOOD = "echo '@result m1 passed'";

    private final AtomicLong clock = new AtomicLong(START.toEpochMilli());
    private final ScriptedTraining launcher = new ScriptedTraining(GOOD);
    private final Map<String, Long> newestEvents = new TreeMap<>(Map.of("east", 5L));
    private final Map<String, Instant> newestModels = new HashMap<>();
    @TempDir
    private Path folder;

    private TrainingSchedule schedule(final Executor thread) {
        final Trainings trainings = new Trainings(
                folder, launcher, (tenant, version) -> { }, newestEvents::get, clock::get, thread);
        return new TrainingSchedule(DAY, TrainingMemory.MIN_BYTES, trainings,
                tenant -> Optional.ofNullable(newestModels.get(tenant)), newestEvents::keySet, newestEvents::get, clock::get);
    }

    private TrainingSchedule schedule() {
        return schedule(Runnable::run);
    }

    private void at(final Duration sinceStart) {
        clock.set(START.plus(sinceStart).toEpochMilli());
    }

    /** Looks, and says whose trainings that began. */
    private List<String> look(final TrainingSchedule schedule) throws IOException {
        final int before = launcher.orders().size();
        schedule.look();
        return launcher.orders().stream().skip(before).map(TrainingOrder::tenant).toList();
    }

    @Test
    void shouldTrainAnIntervalAfterTheStartWhenThereIsNoModel() throws IOException {
        try (TrainingSchedule schedule = schedule()) {
            assertEquals(List.of(), look(schedule));
            at(DAY.minusMillis(1));
            assertEquals(List.of(), look(schedule));
            at(DAY);
            assertEquals(List.of("east"), look(schedule));
            final TrainingOrder order = launcher.orders().get(0);
            assertTrue(order.isScheduled());
            assertEquals(TrainingMemory.MIN_BYTES, order.memoryLimitBytes());
            assertEquals(TrainingOrder.DEFAULT_SEED, order.seed());
            assertEquals(List.of(), look(schedule), "once");
        }
    }

    @Test
    void shouldTrainAtOnceWhenTheModelIsOlderThanThat() throws IOException {
        newestModels.put("east", START.minus(DAY));
        newestModels.put("west", START.minus(DAY).plusMillis(1));
        newestEvents.put("west", 7L);
        try (TrainingSchedule schedule = schedule()) {
            assertEquals(List.of("east"), look(schedule));
            at(Duration.ofMillis(1));
            assertEquals(List.of("west"), look(schedule));
        }
    }

    @Test
    void shouldWaitAgainWhereSomebodyTrainedByHandMeanwhile() throws IOException {
        try (TrainingSchedule schedule = schedule()) {
            assertEquals(List.of(), look(schedule));
            newestModels.put("east", START.plus(Duration.ofHours(10)));
            at(DAY);
            assertEquals(List.of(), look(schedule));
            at(DAY.plusHours(10));
            assertEquals(List.of("east"), look(schedule));
        }
    }

    @Test
    void shouldSkipWhatHasNoNewEventsSinceItsLastGoodTraining() throws IOException {
        try (TrainingSchedule schedule = schedule()) {
            look(schedule);
            at(DAY);
            assertEquals(List.of("east"), look(schedule));
            at(DAY.multipliedBy(2));
            assertEquals(List.of(), look(schedule), "nothing new");
            newestEvents.put("east", 6L);
            assertEquals(List.of(), look(schedule), "asked again an interval later");
            at(DAY.multipliedBy(3));
            assertEquals(List.of("east"), look(schedule));
        }
    }

    @Test
    void shouldNeverTrainOnNothing() throws IOException {
        newestEvents.put("east", 0L);
        newestModels.put("east", START.minus(DAY));
        try (TrainingSchedule schedule = schedule()) {
            assertEquals(List.of(), look(schedule));
        }
    }

    @Test
    void shouldTryAgainAnIntervalAfterAFailure() throws IOException {
        launcher.script("exit 1");
        try (TrainingSchedule schedule = schedule()) {
            look(schedule);
            at(DAY);
            assertEquals(List.of("east"), look(schedule));
            at(DAY.plusHours(23));
            assertEquals(List.of(), look(schedule));
            at(DAY.multipliedBy(2));
            assertEquals(List.of("east"), look(schedule));
        }
        // An attempt counts after a restart too.
        try (TrainingSchedule schedule = schedule()) {
            at(DAY.multipliedBy(3).minusMillis(1));
            assertEquals(List.of(), look(schedule));
            at(DAY.multipliedBy(3));
            assertEquals(List.of("east"), look(schedule));
        }
    }

    @Test
    void shouldNeverOverlapWithATrainingThatIsUnderWay() throws IOException {
        try (TrainingSchedule schedule = schedule(task -> { })) {
            look(schedule);
            at(DAY);
            look(schedule);
            at(DAY.multipliedBy(2));
            look(schedule);
            at(DAY.multipliedBy(3));
            look(schedule);
        }
        assertEquals(List.of(), launcher.orders(), "the thread runs none");
        final Trainings left = new Trainings(
                folder, launcher, (tenant, version) -> { }, newestEvents::get, clock::get, Runnable::run);
        assertEquals(1, left.list("east").size());
    }
}
