package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import dev.homing.tracking.codec.LeadMessage;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random lives of a few leads in two tenants, beside a model that knows nothing of timelines: ids that go by others, tombstones,
 * and the events that should be there. The timelines must be what a replay of the remaining journal under these rules gives.
 */
@Timeout(120)
class LeadHistoriesTest {
    private static final int LEADS = 7;
    private static final int STEPS = 400;

    /** One tenant as it should be. */
    private static final class Model {
        final Map<String, String> into = new HashMap<>();
        final Map<String, Long> erasedAt = new HashMap<>();
        /** By sequence: lead that was sent, and time. */
        final Map<Long, String> leadOf = new TreeMap<>();
        final Map<Long, Long> timeOf = new HashMap<>();

        String root(final String id) {
            return into.containsKey(id) ? root(into.get(id)) : id;
        }

        long closedUntil(final String id) {
            final long own = erasedAt.getOrDefault(id, Long.MIN_VALUE);
            return into.containsKey(id) ? Math.max(own, closedUntil(into.get(id))) : own;
        }

        boolean isBelow(final String id, final String above) {
            return into.containsKey(id) && (into.get(id).equals(above) || isBelow(into.get(id), above));
        }

        /** Sequences by the id that their leads go by, and when they happened. */
        Map<String, Map<Long, Long>> timelines() {
            final Map<String, Map<Long, Long>> timelines = new TreeMap<>();
            leadOf.forEach((sequence, lead) ->
                    timelines.computeIfAbsent(root(lead), key -> new TreeMap<>()).put(sequence, timeOf.get(sequence)));
            return timelines;
        }
    }

    private final Model[] models = {new Model(), new Model()};
    private Store store;
    private Journal journal;
    private long clock = 1_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldHoldTheTimelinesThatAReplayOfTheJournalGives(final long seed, @TempDir final Path folder) {
        final Random random = new Random(seed);
        store = Store.open(folder);
        try {
            journal = new Journal(store);
            store.tenantOrCreate("one");
            store.tenantOrCreate("two");
            for (int step = 0; step < STEPS; step++) {
                clock += random.nextInt(20);
                act(random.nextInt(2), random);
                if (step % 10 == 0) {
                    check();
                }
                if (random.nextInt(100) == 0) {
                    journal.close();
                    store.close();
                    store = Store.open(folder);
                    journal = new Journal(store);
                }
            }
            check();
            assertEquals(List.of(), StoreCheck.run(store, (fraction, looked) -> { }).findings());
            assertTrue(journal.errors.isEmpty(), journal.errors.toString());
        } finally {
            journal.close();
            store.close();
        }
    }

    private void act(final int tenant, final Random random) {
        final Model model = models[tenant];
        final String lead = "l" + random.nextInt(LEADS);
        final String other = "l" + random.nextInt(LEADS);
        switch (random.nextInt(12)) {
            case 0, 1 -> merge(tenant, model, lead, other);
            case 2, 3 -> undo(tenant, model, lead, model.into.getOrDefault(lead, other));
            case 4 -> erase(tenant, model, lead);
            case 5 -> expire(tenant, model, clock - 100 - random.nextInt(300));
            default -> record(tenant, model, lead, clock + 10 - (random.nextInt(3) == 0 ? random.nextInt(200) : 0), random);
        }
    }

    private void record(final int tenant, final Model model, final String lead, final long at, final Random random) {
        final EventType type = random.nextInt(4) == 0 ? EventType.AGENT_ACTION : EventType.PROPERTY_VIEW;
        final long outcome = journal.record(tenant, "e" + clock + "-" + random.nextLong(), type, lead, "p", at);
        if (at <= model.closedUntil(lead)) {
            assertEquals(Outcome.LEAD_ERASED, Outcome.code(outcome));
        } else {
            assertEquals(Outcome.RECORDED, Outcome.code(outcome));
            model.leadOf.put(Outcome.value(outcome), lead);
            model.timeOf.put(Outcome.value(outcome), at);
        }
    }

    private void merge(final int tenant, final Model model, final String from, final String into) {
        final long outcome = journal.life(tenant, LeadMessage.MERGE, clock, from, into);
        if (model.into.containsKey(from)) {
            assertEquals(model.root(from).equals(model.root(into)) && !model.isBelow(into, from)
                    ? Outcome.DUPLICATE : Outcome.MERGE_REFUSED, Outcome.code(outcome));
        } else if (model.root(into).equals(from)) {
            assertEquals(MergeRefusal.MERGED_OTHER_WAY_ROUND.outcome(), outcome);
        } else if (model.timelines().getOrDefault(from, Map.of()).values().stream()
                .anyMatch(at -> at <= model.closedUntil(into))) {
            assertEquals(Outcome.LEAD_ERASED, Outcome.code(outcome));
        } else {
            assertEquals(Outcome.of(Outcome.RECORDED, model.timelines().getOrDefault(from, Map.of()).size()), outcome);
            model.into.put(from, into);
        }
    }

    private void undo(final int tenant, final Model model, final String from, final String into) {
        final long outcome = journal.life(tenant, LeadMessage.UNDO, clock, from, into);
        if (into.equals(model.into.get(from))) {
            model.into.remove(from);
            assertEquals(Outcome.of(Outcome.UPDATED, model.timelines().getOrDefault(from, Map.of()).size()), outcome);
        } else {
            assertEquals(MergeRefusal.NOT_MERGED.outcome(), outcome);
        }
    }

    private void erase(final int tenant, final Model model, final String lead) {
        final String root = model.root(lead);
        final List<String> all = new ArrayList<>(List.of(root));
        model.into.keySet().stream().filter(id -> model.isBelow(id, root)).forEach(all::add);
        final Map<Long, Long> events = model.timelines().getOrDefault(root, Map.of());
        final long outcome = journal.erase(tenant, lead, clock);
        if (events.isEmpty() && all.size() == 1) {
            assertEquals(model.erasedAt.containsKey(root) ? Outcome.DUPLICATE : Outcome.NOT_FOUND, Outcome.code(outcome));
            return;
        }
        assertEquals(Outcome.of(Outcome.RECORDED, all.size() - 1), outcome);
        final long erasedAt = events.values().stream().reduce(clock, Math::max);
        events.keySet().forEach(model.leadOf::remove);
        all.forEach(id -> model.erasedAt.put(id, erasedAt));
        all.forEach(model.into::remove);
    }

    private void expire(final int tenant, final Model model, final long before) {
        final int size = model.leadOf.size();
        model.leadOf.keySet().removeIf(sequence -> model.timeOf.get(sequence) < before);
        assertEquals(size - model.leadOf.size(), journal.remove(tenant, OldEvents.ofTenant(store, tenant, before, 3)));
    }

    private void check() {
        for (int tenant = 0; tenant < models.length; tenant++) {
            assertEquals(models[tenant].timelines(), timelines(tenant));
            assertEquals(models[tenant].leadOf, journaled(tenant));
            for (int lead = 0; lead < LEADS; lead++) {
                assertEquals(models[tenant].root("l" + lead), store.leads().root(tenant, "l" + lead));
            }
        }
    }

    private Map<String, Map<Long, Long>> timelines(final int tenant) {
        final Map<String, Map<Long, Long>> timelines = new TreeMap<>();
        store.scan(Family.TIMELINES, TimelineKey.ofTenant(tenant), (key, value) -> {
            final String lead = key.getStringWithoutLengthUtf8(TimelineKey.leadOffset(), TimelineKey.leadLength(key));
            assertEquals(TimelineRecord.sequence(value, 0), TimelineKey.sequence(key));
            timelines.computeIfAbsent(lead, id -> new TreeMap<>())
                    .put(TimelineKey.sequence(key), TimelineKey.occurredAt(key));
            return true;
        });
        return timelines;
    }

    private Map<Long, String> journaled(final int tenant) {
        final Map<Long, String> leads = new TreeMap<>();
        final EventFlyweight event = new EventFlyweight();
        store.scan(Family.EVENTS, TimelineKey.ofTenant(tenant), (key, value) -> {
            event.wrap(value, 0);
            leads.put(event.sequence(), event.text(Text.LEAD_ID));
            return true;
        });
        return leads;
    }
}
