package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.EngagementWeights;
import dev.homing.features.RankColumn;
import dev.homing.features.catalog.Catalog;
import dev.homing.tracking.EventType;
import dev.homing.tracking.PropertyStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Questions to signals that were trained on a real store. */
@Timeout(60)
class AskerTest {
    private static final long DAY_MS = 86_400_000;
    private static final int LISTINGS = 40;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(19);
    private final long[] soldAt = new long[LISTINGS];

    @Test
    void shouldNeverPutForwardWhatWasSeenSoldOrNotYetKnown() {
        try (TestStore made = fill(); RowWorkers workers = new RowWorkers(2)) {
            final Behaviour behaviour = Behaviour.read(made.store, made.tenant("default"), Long.MAX_VALUE);
            final SignalTrainer trainer =
                    new SignalTrainer(behaviour, made.catalog.tenant(made.tenant("default")), 8, 3, 1, workers);
            final int[] known = behaviour.allEvents();
            final Cut cut = Cut.time(behaviour, known, behaviour.quantile(known, 0.5), Long.MAX_VALUE, Cut.Moment.VISIT);
            final TrainedSignals signals = trainer.train(known, behaviour.lastAt(), SignalSettings.START);
            final List<Asked> asked = new Asker(behaviour, trainer.catalog(), signals.model(), cut).ask(workers);
            assertEquals(cut.questions().size(), asked.size());
            final PopularityHistory history = new PopularityHistory(behaviour, cut.popularAt());
            int offered = 0;
            for (final Asked one : asked) {
                final Question question = one.question();
                final List<Integer> all = new ArrayList<>(IntStream.of(one.candidates()).boxed().toList());
                for (final int[] list : one.lists()) {
                    assertTrue(list.length <= Asker.LIST);
                    IntStream.of(list).forEach(listing -> assertTrue(all.contains(listing), "a list is of candidates"));
                }
                assertEquals(all.size(), all.stream().distinct().count(), "each once");
                for (int event = 0; event < question.history(); event++) {
                    assertFalse(all.contains(behaviour.listing(question.lead(), event)), "seen");
                }
                for (final int listing : one.candidates()) {
                    final int number = Integer.parseInt(behaviour.listingIds().get(listing).substring(1));
                    assertTrue(soldAt[number] > question.atMs(), () -> "p" + number + " is sold");
                    assertTrue(number % 2 == 0 || history.firstAt(listing) < question.atMs(), "nobody knew of it");
                    assertTrue(number % 2 == 1 || listedAt(number) <= question.atMs(), "not on the market yet");
                    offered++;
                }
                assertEquals(all.size() * RankColumn.COUNT, one.rows().length);
                for (final float value : one.rows()) {
                    assertTrue(Float.isFinite(value));
                }
                for (int i = 0; i < all.size(); i++) {
                    final int listing = all.get(i);
                    assertEquals(IntStream.of(question.answers()).anyMatch(answer -> answer == listing), one.isAnswer()[i]);
                }
            }
            assertTrue(offered > 500, "offered=" + offered);
        }
    }

    @Test
    void shouldAskAboutWhatWasMetAlone() {
        try (TestStore made = fill(); RowWorkers workers = new RowWorkers(2)) {
            final Behaviour behaviour = Behaviour.read(made.store, made.tenant("default"), Long.MAX_VALUE);
            final SignalTrainer trainer =
                    new SignalTrainer(behaviour, made.catalog.tenant(made.tenant("default")), 8, 3, 1, workers);
            final int[] known = behaviour.allEvents();
            final Cut visits = Cut.time(behaviour, known, behaviour.quantile(known, 0.5), Long.MAX_VALUE, Cut.Moment.VISIT);
            final TrainedSignals signals = trainer.train(known, behaviour.lastAt(), SignalSettings.START);
            final List<Asked> market = new Asker(behaviour, trainer.catalog(), signals.model(), visits).ask(workers);
            final List<Question> narrowed = visits.questions().stream().map(question -> new Question(
                    question.lead(), question.history(), question.atMs(), question.answers(), question.answers())).toList();
            final List<Asked> few = new Asker(behaviour, trainer.catalog(), signals.model(),
                    new Cut(visits.kept(), narrowed, visits.popularAt())).ask(workers);
            int compared = 0;
            for (int i = 0; i < few.size(); i++) {
                final Asked one = few.get(i);
                final List<Integer> answers = IntStream.of(one.question().answers()).boxed().toList();
                final List<Integer> candidates = IntStream.of(market.get(i).candidates()).boxed().toList();
                for (int k = 0; k < one.candidates().length; k++) {
                    assertTrue(answers.contains(one.candidates()[k]));
                    final int place = candidates.indexOf(one.candidates()[k]);
                    for (int column = 0; place >= 0 && column < RankColumn.COUNT; column++) {
                        assertEquals(market.get(i).rows()[place * RankColumn.COUNT + column],
                                one.rows()[k * RankColumn.COUNT + column], "the row that it would have among all");
                        compared++;
                    }
                }
            }
            assertTrue(compared > 500, "compared=" + compared);
        }
    }

    @Test
    void shouldPutForwardWhatWasMetWhereItIsAskedAbout() {
        try (TestStore made = fill(); RowWorkers workers = new RowWorkers(2)) {
            final Behaviour behaviour = Behaviour.read(made.store, made.tenant("default"), Long.MAX_VALUE);
            final SignalTrainer trainer =
                    new SignalTrainer(behaviour, made.catalog.tenant(made.tenant("default")), 8, 3, 1, workers);
            final int[] known = behaviour.allEvents();
            final Cut cut = Cut.returns(behaviour, known, behaviour.quantile(known, 0.5), Long.MAX_VALUE);
            final TrainedSignals signals = trainer.train(known, behaviour.lastAt(), SignalSettings.START);
            int met = 0;
            int listed = 0;
            for (final Asked one : new Asker(behaviour, trainer.catalog(), signals.model(), cut).ask(workers)) {
                final List<Integer> all = IntStream.of(one.candidates()).boxed().toList();
                assertEquals(all.size(), all.stream().distinct().count(), "each once");
                final int first = behaviour.listing(one.question().lead(), 0);
                listed += (int) Stream.of(one.lists()).filter(list -> IntStream.of(list).anyMatch(i -> i == first)).count();
                for (int event = 0; event < one.question().history(); event++) {
                    final int listing = behaviour.listing(one.question().lead(), event);
                    final int place = all.indexOf(listing);
                    final int number = Integer.parseInt(behaviour.listingIds().get(listing).substring(1));
                    assertEquals(soldAt[number] > one.question().atMs()
                            && (number % 2 == 1 || listedAt(number) <= one.question().atMs()), place >= 0, () -> "p" + number);
                    if (place >= 0) {
                        assertEquals(-1, one.rows()[place * RankColumn.COUNT + RankColumn.MET.ordinal()]);
                        met++;
                    }
                }
            }
            assertTrue(met > 100, "met=" + met);
            assertTrue(listed > 10, "the parts have such listings on their own lists as well, listed=" + listed);
        }
    }

    @Test
    void shouldPutForwardWhatWasMetThoughNothingSpeaksForIt() {
        final int half = 150;
        final Leads leads = new Leads(2 * half);
        for (int lead = 0; lead < 40; lead++) {
            leads.lead();
            for (int i = 0; i < 60; i++) {
                leads.viewed((lead % 2) * half + random.nextInt(half - 1), (1 + i) * DAY_MS);
            }
        }
        final int forgotten = 2 * half - 1;
        leads.lead().viewed(forgotten, 1);
        final Behaviour behaviour = leads.lead().did(EventType.PROPERTY_DISLIKE, forgotten, DAY_MS)
                .viewed(0, 2 * DAY_MS).viewed(1, 3 * DAY_MS).viewed(2, 50 * DAY_MS).behaviour();
        try (RowWorkers workers = new RowWorkers(1)) {
            final SignalTrainer trainer = new SignalTrainer(
                    behaviour, new Catalog(EngagementWeights.defaults()).tenant(0), 4, 3, 1, workers);
            final int lead = behaviour.leadCount() - 1;
            final Question again = new Question(lead, 3, 50 * DAY_MS, new int[] {2}, Question.THE_MARKET, true);
            final Question anew = new Question(lead, 3, 50 * DAY_MS, new int[] {2});
            final int[] known = behaviour.allEvents();
            final TrainedSignals signals = trainer.train(known, behaviour.lastAt(), SignalSettings.START);
            final List<Asked> asked = new Asker(behaviour, trainer.catalog(), signals.model(),
                    new Cut(known, List.of(again, anew), known)).ask(workers);
            assertTrue(IntStream.of(asked.get(0).candidates()).anyMatch(listing -> listing == forgotten));
            assertTrue(asked.get(0).candidates().length < 2 * half, "not because all are");
            assertFalse(IntStream.of(asked.get(1).candidates()).anyMatch(listing -> listing == forgotten));
        }
    }

    @Test
    void shouldChooseTheSameRecipeWhateverTheThreads() {
        try (TestStore made = fill()) {
            final Behaviour behaviour = Behaviour.read(made.store, made.tenant("default"), Long.MAX_VALUE);
            final RecipeSearch.Choice one = choose(made, behaviour, 1);
            final RecipeSearch.Choice two = choose(made, behaviour, 2);
            assertEquals(one.recipe().settings(), two.recipe().settings());
            assertEquals(IntStream.range(0, one.recipe().mix().length).mapToObj(i -> one.recipe().mix()[i]).toList(),
                    IntStream.range(0, two.recipe().mix().length).mapToObj(i -> two.recipe().mix()[i]).toList());
            assertEquals(one.proof().size(), two.proof().size());
            for (int i = 0; i < one.proof().size(); i++) {
                assertEquals(List.of(IntStream.of(one.proof().get(i).candidates()).boxed().toList()),
                        List.of(IntStream.of(two.proof().get(i).candidates()).boxed().toList()));
            }
        }
    }

    private static RecipeSearch.Choice choose(final TestStore made, final Behaviour behaviour, final int threads) {
        try (RowWorkers workers = new RowWorkers(threads)) {
            return new RecipeSearch(
                    new SignalTrainer(behaviour, made.catalog.tenant(made.tenant("default")), 4, 2, 1, workers),
                    behaviour.allEvents(), 1, SearchBudget.of(Duration.ofMinutes(10)), (fraction, what) -> { }).run();
        }
    }

    private static long listedAt(final int number) {
        return (1 + number % 7 * 4L) * DAY_MS;
    }

    /** Even listings are in the catalogue, come one after the other, and some are sold; of odd ones only events know. */
    private TestStore fill() {
        final TestStore made = new TestStore(folder);
        final int tenant = made.tenant("default");
        for (int number = 0; number < LISTINGS; number++) {
            soldAt[number] = Long.MAX_VALUE;
            if (number % 2 == 0) {
                made.list(tenant, "p" + number, listedAt(number), 100_000 * (1 + number % 5), 1 + number % 4,
                        PropertyStatus.ACTIVE, "area" + number % 3);
                if (number % 3 == 0) {
                    soldAt[number] = listedAt(number) + (10 + number / 2) * DAY_MS;
                    made.list(tenant, "p" + number, soldAt[number], 100_000 * (1 + number % 5), 1 + number % 4,
                            PropertyStatus.SOLD, "area" + number % 3);
                }
            }
        }
        for (int lead = 0; lead < 30; lead++) {
            long atMs = random.nextLong(10 * DAY_MS);
            for (int event = 0; event < 8; event++) {
                atMs += random.nextLong(9 * DAY_MS);
                made.record(tenant, EventType.PROPERTY_VIEW, "lead" + lead, "p" + random.nextInt(LISTINGS), atMs);
            }
        }
        return made;
    }
}
