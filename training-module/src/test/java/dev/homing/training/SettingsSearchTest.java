package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.EngagementWeights;
import dev.homing.features.FoldInParameters;
import dev.homing.features.Signal;
import dev.homing.features.catalog.Catalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SettingsSearchTest {
    private static final List<Double> HALF_LIVES = List.of(7.0, 30.0, 180.0, 100_000.0);

    private final TrialLog log = new TrialLog();
    private final List<Double> fractions = new ArrayList<>();

    private SignalSettings search(final Behaviour behaviour) {
        try (RowWorkers workers = new RowWorkers(2)) {
            final SignalTrainer trainer = new SignalTrainer(
                    behaviour, new Catalog(EngagementWeights.defaults()).tenant(0), 8, 2, 1, workers);
            return new SettingsSearch(trainer, behaviour.allEvents(), 1_000, 1, SearchBudget.of(Duration.ofMinutes(10)),
                    (fraction, what) -> {
                        fractions.add(fraction);
                        log.at(fraction, what);
                    }).run();
        }
    }

    @Test
    void shouldTryMuchOnFewLeadsAndTheBestOfItOnAll() {
        // 4,000 leads with some 80,000 events, of which a third is enough to begin with.
        final SignalSettings chosen = search(TestBehaviour.clusters(8, 30, 500, 20, 4));
        for (final Signal signal : new Signal[] {Signal.ITEMS, Signal.NEIGHBOURS, Signal.FACTORS}) {
            final List<TrialLog.Trial> trials = log.trials().stream()
                    .filter(trial -> trial.signal().equalsIgnoreCase(signal.name())).toList();
            final List<TrialLog.Trial> few = trials.stream().filter(trial -> trial.share() < 1).toList();
            final List<TrialLog.Trial> everyOnAll = trials.stream().filter(trial -> trial.share() == 1).toList();
            assertEquals(trials, concat(few, everyOnAll), "few leads first");
            final int survivors = Math.max(4, (few.size() + 2) / 3);
            final List<TrialLog.Trial> all = everyOnAll.subList(0, survivors);
            assertTrue(everyOnAll.size() == survivors || signal == Signal.FACTORS, signal + " of " + few.size());
            final double worst = few.stream().filter(trial -> all.stream()
                            .anyMatch(survivor -> survivor.settings().equals(trial.settings())))
                    .mapToDouble(TrialLog.Trial::ndcg10).min().orElseThrow();
            assertTrue(few.stream().filter(trial -> trial.ndcg10() > worst).count() < all.size(), "the best survive");
            final TrialLog.Trial winner = trials.stream().filter(TrialLog.Trial::isChosen).findFirst().orElseThrow();
            assertEquals(everyOnAll.stream().max(Comparator.comparingDouble(TrialLog.Trial::ndcg10)).orElseThrow().ndcg10(),
                    winner.ndcg10());
            assertEquals(1, winner.share());
            assertEquals(SignalTrials.describe(signal, chosen), winner.settings());
        }
        final int halfLife = HALF_LIVES.indexOf((double) chosen.factors().recencyHalfLifeDays());
        for (int i = Math.max(0, halfLife - 1); i <= Math.min(HALF_LIVES.size() - 1, halfLife + 1); i++) {
            final String neighbour = SignalTrials.describe(Signal.FACTORS, chosen.with(new FoldInParameters(
                    chosen.factors().unobservedWeight(), chosen.factors().regularization(), 1,
                    HALF_LIVES.get(i).floatValue())));
            assertTrue(log.trials().stream().anyMatch(trial -> trial.share() == 1 && trial.settings().equals(neighbour)),
                    neighbour + " on all leads");
        }
        assertTrue(log.trials().stream().anyMatch(trial -> trial.share() > 0.3 && trial.share() < 0.5));
    }

    @Test
    void shouldChooseAmongTrialsOnTheMostLeads() {
        log.at(0, TrialLog.line(Signal.ITEMS, 0.125, 0.9, "few"));
        log.at(0, TrialLog.line(Signal.ITEMS, 1, 0.4, "all"));
        log.at(0, TrialLog.line(Signal.ITEMS, 1, 0.3, "worse"));
        assertEquals(List.of(new TrialLog.Trial("items", 0.125, 0.9, "few", false),
                new TrialLog.Trial("items", 1, 0.4, "all", true),
                new TrialLog.Trial("items", 1, 0.3, "worse", false)), log.trials());
    }

    @Test
    void shouldTryAllOnAllLeadsWhereThereAreFew() {
        search(TestBehaviour.clusters(4, 15, 10, 8, 4));
        assertTrue(log.trials().stream().allMatch(trial -> trial.share() == 1));
        assertTrue(log.trials().size() > 10, () -> "trials=" + log.trials().size());
    }

    @Test
    void shouldComeForwardWithEachTrialAndNeverGoBack() {
        search(TestBehaviour.clusters(4, 15, 10, 8, 4));
        for (int i = 1; i < fractions.size(); i++) {
            assertTrue(fractions.get(i) > fractions.get(i - 1), "fractions=" + fractions);
        }
        assertTrue(fractions.get(0) > 0);
        assertTrue(fractions.get(fractions.size() - 1) <= SearchProgress.SHARE, "fractions=" + fractions);
    }

    private static List<TrialLog.Trial> concat(final List<TrialLog.Trial> one, final List<TrialLog.Trial> other) {
        final List<TrialLog.Trial> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }
}
