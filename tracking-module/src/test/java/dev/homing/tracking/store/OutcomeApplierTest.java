package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.OutcomeMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeApplierTest {
    private static final int COMPLETED = 1;
    private static final int LOST = 7;
    private static final long NOW = OutcomeMessage.NOT_GIVEN;

    @TempDir
    Path folder;

    private Store store;
    private Journal journal;
    private long receivedAt = 1_000;
    private long correlation = 1_000_000;

    @BeforeEach
    void open() {
        store = Store.open(folder);
        journal = new Journal(store);
        journal.committer.register(new OutcomeApplier(store));
        journal.record(0, "e1", EventType.TOUR_SCHEDULED, "ann", "p1", 500);
    }

    @AfterEach
    void close() {
        journal.close();
        store.close();
        assertEquals(List.of(), journal.errors);
    }

    @Test
    void shouldHoldOneOutcomeOfEachKind() {
        assertOutcome(Outcome.RECORDED, 700, record(0, "e1", LOST, 700, Double.NaN));
        assertOutcome(Outcome.RECORDED, 600, record(0, "e1", COMPLETED, 600, 0.5));
        assertEquals(List.of("1 at 600: 0.5", "7 at 700: NaN"), held(0, 1));
        assertEquals(List.of(), held(0, 2));
        assertEquals(List.of(), held(1, 1));
    }

    @Test
    void shouldChangeNothingWhenTheSameIsSaidAgainAndReplaceWhatIsSaidOtherwise() {
        record(0, "e1", COMPLETED, 600, 0.5);
        assertOutcome(Outcome.DUPLICATE, 600, record(0, "e1", COMPLETED, 600, 0.5));
        assertOutcome(Outcome.UPDATED, 601, record(0, "e1", COMPLETED, 601, 0.5));
        assertOutcome(Outcome.UPDATED, 601, record(0, "e1", COMPLETED, 601, 0.75));
        assertEquals(List.of("1 at 601: 0.75"), held(0, 1));
        assertOutcome(Outcome.UPDATED, 601, record(0, "e1", COMPLETED, 601, Double.NaN));
        assertOutcome(Outcome.DUPLICATE, 601, record(0, "e1", COMPLETED, 601, Double.NaN));
        assertEquals(List.of("1 at 601: NaN"), held(0, 1));
    }

    @Test
    void shouldKeepTheTimeThatIsHeldWhenNoneIsSaid() {
        receivedAt = 1_000;
        assertOutcome(Outcome.RECORDED, 1_000, record(0, "e1", COMPLETED, NOW, 1));
        receivedAt = 2_000;
        assertOutcome(Outcome.DUPLICATE, 1_000, record(0, "e1", COMPLETED, NOW, 1));
        assertOutcome(Outcome.UPDATED, 1_000, record(0, "e1", COMPLETED, NOW, 2));
        assertOutcome(Outcome.RECORDED, 2_000, record(0, "e1", LOST, NOW, 2));
        assertOutcome(Outcome.UPDATED, 300, record(0, "e1", COMPLETED, 300, 2));
        assertOutcome(Outcome.DUPLICATE, 300, record(0, "e1", COMPLETED, NOW, 2));
        assertEquals(List.of("1 at 300: 2.0", "7 at 2000: 2.0"), held(0, 1));
    }

    @Test
    void shouldFindOnlyEventsOfTheTenant() {
        assertOutcome(Outcome.NOT_FOUND, 0, record(0, "e2", COMPLETED, 600, 1));
        assertOutcome(Outcome.NOT_FOUND, 0, record(1, "e1", COMPLETED, 600, 1));
        journal.record(1, "e1", EventType.TOUR_SCHEDULED, "ann", "p1", 500);
        assertOutcome(Outcome.RECORDED, 600, record(1, "e1", COMPLETED, 600, 1));
        assertEquals(List.of(), held(0, 1));
        assertEquals(List.of("1 at 600: 1.0"), held(1, 2));
    }

    @Test
    void shouldSeeAnEventThatIsInFlightWithItAndTheOutcomesOfItsBatch() {
        final long event = journal.offer(0, "e2", EventType.TOUR_SCHEDULED, "ann", "p1", 500);
        final long first = offer(0, "e2", COMPLETED, 600, 1);
        final long again = offer(0, "e2", COMPLETED, 600, 1);
        final long other = offer(0, "e2", COMPLETED, 601, 1);
        drain(other);
        assertOutcome(Outcome.RECORDED, 2, journal.acks.get(event));
        assertOutcome(Outcome.RECORDED, 600, journal.acks.get(first));
        assertOutcome(Outcome.DUPLICATE, 600, journal.acks.get(again));
        assertOutcome(Outcome.UPDATED, 601, journal.acks.get(other));
        assertEquals(List.of("1 at 601: 1.0"), held(0, 2));
    }

    @Test
    void shouldKnowOutcomesAfterARestart() {
        record(0, "e1", COMPLETED, NOW, 1);
        close();
        store = Store.open(folder);
        journal = new Journal(store);
        journal.committer.register(new OutcomeApplier(store));
        receivedAt = 5_000;
        assertOutcome(Outcome.DUPLICATE, 1_000, record(0, "e1", COMPLETED, NOW, 1));
    }

    @Test
    void shouldSayThatAStoredOutcomeIsDamaged() {
        final Batch batch = store.newBatch();
        final byte[] key = EventOutcomes.key(0, 1, (byte) COMPLETED);
        new StagedValues(store, Family.OUTCOMES).stage(key, new byte[3], batch);
        store.write(batch, 1);
        batch.close();
        assertEquals(StoreException.Reason.CORRUPT, assertThrows(StoreException.class, () -> held(0, 1)).reason());
    }

    private long record(final int tenant, final String event, final int kind, final long occurredAt, final double value) {
        final long sent = offer(tenant, event, kind, occurredAt, value);
        drain(sent);
        return journal.acks.get(sent);
    }

    private long offer(final int tenant, final String event, final int kind, final long occurredAt, final double value) {
        final byte[] id = event.getBytes(StandardCharsets.UTF_8);
        final UnsafeBuffer message =
                new UnsafeBuffer(new byte[Committer.CORRELATION_LENGTH + OutcomeMessage.FIXED_LENGTH + id.length]);
        message.putLong(0, ++correlation);
        OutcomeMessage.put(message, Committer.CORRELATION_LENGTH, tenant, kind, receivedAt, occurredAt, value, id);
        assertTrue(journal.ring.write(OutcomeMessage.TEMPLATE_ID, message, 0, message.capacity()));
        return correlation;
    }

    private void drain(final long last) {
        for (int i = 0; i < 10 && !journal.acks.containsKey(last); i++) {
            journal.committer.doWork();
        }
        assertNotNull(journal.acks.get(last));
    }

    private List<String> held(final int tenant, final long sequence) {
        final List<String> found = new ArrayList<>();
        EventOutcomes.forEach(store, tenant, sequence,
                (kind, occurredAt, value) -> found.add(kind + " at " + occurredAt + ": " + value));
        return found;
    }

    private static void assertOutcome(final int code, final long value, final long outcome) {
        assertEquals(code + " " + value, Outcome.code(outcome) + " " + Outcome.value(outcome));
    }
}
