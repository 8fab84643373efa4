package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.homing.tracking.EventType;
import dev.homing.tracking.PropertyStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From what a server wrote of lists and feedback to what a model makes of it. */
@Timeout(120)
class ImpressionsTest {
    private static final long DAY_MS = 86_400_000;
    private static final int LISTINGS = 40;
    private static final int LEADS = 540;
    private static final int SHOWN = 4;
    private static final int DAYS = 20;
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    private Path folder;

    /** A list and which of it the lead took. */
    private record Shown(int tenant, String lead, long atMs, List<Integer> listings, int taken) {
    }

    @Test
    void shouldReadWhoSawWhat() throws IOException {
        final ListLog log = new ListLog(folder);
        try (TestStore made = new TestStore(folder)) {
            final int tenant = made.tenant("default");
            final int other = made.tenant("other");
            final long at = 100 * DAY_MS;
            for (final String lead : List.of("ann", "bob", "amy", "gone")) {
                made.record(tenant, EventType.PROPERTY_VIEW, lead, "p0", at - DAY_MS);
                made.record(tenant, EventType.PROPERTY_VIEW, lead, "p2", at + 1);
            }
            made.record(tenant, EventType.PROPERTY_VIEW, "eve", "p1", at - 5);
            made.record(tenant, EventType.SEARCH_QUERY, "searcher", "", at);
            made.merge(tenant, "amy", "eve", at + 2);
            made.erase(tenant, "gone", at + 2);
            final List<String> listings = List.of("p0", "p1", "never heard of", "p2", "p3");
            final List<ListLog.Said> said = List.of(new ListLog.Said(ListLog.SEEN, "p0"), new ListLog.Said(ListLog.SEEN, "p1"),
                    new ListLog.Said(ListLog.SEEN, "never heard of"), new ListLog.Said(ListLog.CLICKED, "p2"));
            log.list(tenant, "bob", at, listings, said);
            log.list(tenant, "ann", at + DAY_MS, listings, said);
            log.list(other, "ann", at, listings, said);
            for (final String nobody : List.of("stranger", "searcher", "gone")) {
                log.list(tenant, nobody, at, listings, said);
            }
            log.list(tenant, "amy", at, listings, said);
            final Behaviour behaviour = Behaviour.read(made.store, tenant, at + DAY_MS);
            final int[] ordinals = IntStream.range(0, 3).map(i -> behaviour.listingIds().indexOf("p" + i)).toArray();
            assertEquals(3, behaviour.listCount(), "lists of leads who are there");
            final List<SeenList> lists = behaviour.lists();
            assertEquals(1, lists.size(), "of others what was not taken had been met, by another name of the lead as well");
            assertEquals(at, lists.get(0).atMs());
            assertEquals(List.of(new SeenList.Seen(ordinals[0], at, false, false),
                    new SeenList.Seen(ordinals[1], at, false, false), new SeenList.Seen(ordinals[2], at, true, false)),
                    lists.get(0).seen());
            final Question question =
                    Cut.impressions(behaviour, behaviour.allEvents(), 0, Long.MAX_VALUE).questions().get(0);
            assertEquals(List.of(ordinals[2]), IntStream.of(question.answers()).boxed().toList());
            assertEquals(List.of(ordinals[1], ordinals[2]), IntStream.of(question.among()).boxed().toList());
            assertEquals(0, Behaviour.read(made.store, tenant, at - 1).listCount(), "of a time before");
        }
    }

    /**
     * Leads take the newest of what a list shows them, and find other listings by themselves so that all in all no listing is met
     * more often than another for its age: visits say nothing of it, and the lists all.
     */
    @Test
    void shouldRankByWhatListsAloneTell() throws IOException {
        final List<Shown> lists = fill();
        final Training.Result without = train("without");
        final double before = newestFirst(without.recipe());
        final ListLog log = new ListLog(folder);
        for (final Shown list : lists) {
            final List<String> ids = list.listings().stream().map(listing -> "p" + listing).toList();
            log.list(list.tenant(), list.lead(), list.atMs(), ids, ids.stream().map(id -> new ListLog.Said(
                    id.equals("p" + list.taken()) ? ListLog.CLICKED : ListLog.SEEN, id)).toList());
        }
        final Training.Result with = train("with");
        final double after = newestFirst(with.recipe());
        assertTrue(before < 0.45, "before=" + before);
        assertTrue(after > 0.8, "after=" + after);

        assertFalse(manifest(without).has("data"));
        final JsonNode impressions = manifest(with).at("/data/impressions");
        assertEquals(LEADS, impressions.get("lists").asInt());
        assertEquals(with.impressions(), impressions.get("questions").asInt());
        assertTrue(with.impressions() >= 50, "questions=" + with.impressions());
    }

    private static JsonNode manifest(final Training.Result result) throws IOException {
        return new ObjectMapper().readTree(result.bundle().resolve("model.json").toFile());
    }

    private Training.Result train(final String models) throws IOException {
        return new Training(TrainingData.read(folder, "default", NOW),
                new Training.Options("default", NOW, 42, 4, 2, 2, Optional.of(Duration.ZERO), 5),
                (fraction, what) -> { }, new PhaseClock()).run(folder.resolve(models), NOW, true);
    }

    /** How often the newest of some listings comes first, for leads of whom nothing is known. */
    private double newestFirst(final Recipe recipe) throws IOException {
        final TrainingData read = TrainingData.read(folder, "default", NOW);
        final Behaviour behaviour = read.behaviour();
        final SplittableRandom random = new SplittableRandom(77);
        final int[] all = behaviour.allEvents();
        final List<Question> questions = new ArrayList<>();
        for (int lead = 0; lead < behaviour.leadCount(); lead++) {
            final List<Integer> shown = draw(random, SHOWN);
            questions.add(new Question(lead, 0, behaviour.lastAt() + 1,
                    ordinals(List.of(Collections.max(shown)), behaviour), ordinals(shown, behaviour)));
        }
        try (RowWorkers workers = new RowWorkers(2)) {
            final SignalTrainer trainer = new SignalTrainer(behaviour, read.catalog(), 4, 2, 42, workers);
            final TrainedSignals signals = trainer.train(all, behaviour.lastAt(), recipe.settings());
            return new Asker(behaviour, read.catalog(), signals.model(), new Cut(all, questions, all)).ask(workers).stream()
                    .filter(asked -> Ranking.list(asked, recipe.scores(asked))[0] == asked.question().answers()[0]).count()
                    / (double) questions.size();
        }
    }

    private static int[] ordinals(final List<Integer> numbers, final Behaviour behaviour) {
        return numbers.stream().mapToInt(number -> behaviour.listingIds().indexOf("p" + number)).toArray();
    }

    private static List<Integer> draw(final SplittableRandom random, final int count) {
        final List<Integer> drawn = new ArrayList<>();
        while (drawn.size() < count) {
            final int listing = random.nextInt(LISTINGS);
            if (!drawn.contains(listing)) {
                drawn.add(listing);
            }
        }
        return drawn;
    }

    /** Later listings are newer. Returns the lists that leads saw, each before all else that the lead does. */
    private List<Shown> fill() {
        final SplittableRandom random = new SplittableRandom(5);
        final long from = NOW.toEpochMilli() - DAYS * DAY_MS;
        final List<Shown> lists = new ArrayList<>();
        try (TestStore made = new TestStore(folder)) {
            final int tenant = made.tenant("default");
            for (int listing = 0; listing < LISTINGS; listing++) {
                final long listedAt = from - (LISTINGS - listing) * DAY_MS;
                made.list(tenant, "p" + listing, listedAt, listedAt, 100_000 * (1 + random.nextInt(5)),
                        1 + random.nextInt(4), PropertyStatus.ACTIVE, "area" + random.nextInt(3));
            }
            for (int lead = 0; lead < LEADS; lead++) {
                final long at = from + (long) lead * DAYS * DAY_MS / LEADS;
                final List<Integer> shown = draw(random, SHOWN);
                final int taken = Collections.max(shown);
                lists.add(new Shown(tenant, "lead" + lead, at, shown, taken));
                // The newest of n has density n u^(n-1), so with the others all of them is as often as any.
                final List<Integer> met = new ArrayList<>(List.of(taken));
                while (met.size() < SHOWN) {
                    final int listing = random.nextInt(LISTINGS);
                    if (random.nextDouble() > Math.pow((listing + 0.5) / LISTINGS, SHOWN - 1) && !shown.contains(listing)
                            && !met.contains(listing)) {
                        met.add(random.nextInt(met.size() + 1), listing);
                    }
                }
                for (int i = 0; i < met.size(); i++) {
                    made.record(tenant, EventType.PROPERTY_VIEW, "lead" + lead, "p" + met.get(i), at + 1_000L * i);
                }
            }
        }
        return lists;
    }
}
