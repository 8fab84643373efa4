package dev.homing.training;

import dev.homing.features.SignalModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What serves now, beside what would take its place: both are asked about the newest visits that neither of them has seen. The
 * new one answers as it would have from the same end of data on, with the mix and the trees that were not learned from these
 * visits.
 */
final class ActiveModel {
    /** Name of its row. */
    static final String NAME = "active_model";
    /** Name of the hybrid's row where it was asked less than what was held back. */
    static final String HYBRID_BESIDE = "hybrid_on_the_same";

    private static final int MAX_QUESTIONS = 2_000;
    /** So many questions are in memory with all their candidates, some 80 kB each. */
    private static final int ASKED_AT_ONCE = 500;

    private final SignalTrainer trainer;
    private final String schemaHash;
    private final long seed;

    /**
     * How it did.
     *
     * @param version   of the active model
     * @param whyNot    it was not asked; empty when it was
     * @param questions that both were asked
     * @param scores    of the active model, then, where what was held back is more, of the hybrid on the same questions
     * @param isOutdone whether the hybrid is worse
     */
    record Comparison(String version, String whyNot, int questions, List<Training.Score> scores, boolean isOutdone) {
        static Comparison none(final String version, final String whyNot) {
            return new Comparison(version, whyNot, 0, List.of(), false);
        }
    }

    /** What both are asked: which listings leads met, and which of these they preferred. */
    private record Exam(Cut visits, Cut preferences) {
    }

    ActiveModel(final SignalTrainer trainer, final String schemaHash, final long seed) {
        this.trainer = trainer;
        this.schemaHash = schemaHash;
        this.seed = seed;
    }

    /**
     * Compares.
     *
     * @param models of the tenant
     * @param choice that may take its place
     * @param hybrid how that did on all that was held back
     * @return nothing where no model is active
     * @throws IOException when it cannot be found out which one is
     */
    Optional<Comparison> compare(final Path models, final RecipeSearch.Choice choice, final Training.Score hybrid)
            throws IOException {
        final Path file = models.resolve(BundleWriter.ACTIVE);
        final String version = Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.UTF_8).strip() : "";
        if (version.isEmpty()) {
            return Optional.empty();
        }
        try {
            final SavedModel active = SavedModel.read(
                    models.resolve(version), schemaHash, trainer.behaviour().listingIds());
            return Optional.of(compare(active, choice, hybrid));
        } catch (final IOException e) {
            return Optional.of(Comparison.none(version, e.getMessage()));
        }
    }

    private Comparison compare(final SavedModel active, final RecipeSearch.Choice choice, final Training.Score hybrid) {
        final Behaviour behaviour = trainer.behaviour();
        final int[] all = behaviour.allEvents();
        if (!choice.hasTime()) {
            return Comparison.none(active.version(), "what was held back has no time, so it may have learned from all of it");
        }
        if (active.lastEventMs() >= behaviour.lastAt()) {
            return Comparison.none(active.version(), "it has learned from all that was held back, or could have");
        }
        final long heldBackMs = choice.proof().stream().mapToLong(asked -> asked.question().atMs()).min().orElse(Long.MIN_VALUE);
        final boolean isAll = active.lastEventMs() < heldBackMs;
        final long fromMs = isAll ? heldBackMs : active.lastEventMs() + 1;
        final boolean hasPreferences = !choice.preferences().isEmpty();
        final Exam exam = isAll
                ? new Exam(cut(all, choice.proof()), cut(all, choice.preferences()))
                : new Exam(Cut.time(behaviour, all, fromMs, Long.MAX_VALUE, Cut.Moment.VISIT).sampled(MAX_QUESTIONS, seed),
                        hasPreferences ? Cut.preferences(behaviour, all, fromMs, Long.MAX_VALUE).sampled(MAX_QUESTIONS, seed)
                                : cut(all, List.of()));
        final int questions = exam.visits().questions().size();
        if (questions < Training.MIN_VERDICT_LEADS) {
            return Comparison.none(active.version(), "only " + questions + " visits came after what it learned from");
        }
        final SignalModel signals = active.signals().withContentVectors(
                trainer.contentVectors(active.signals().content(), fromMs));
        final Training.Score other = score(NAME, exam, signals, asked -> active.ranker().scores(asked.rows()));
        if (isAll) {
            return new Comparison(active.version(), "", questions, List.of(other), hybrid.isOutdoneBy(other));
        }
        final Training.Score same = score(HYBRID_BESIDE, exam,
                trainer.train(exam.visits().kept(), fromMs, choice.proven().settings()).model(), choice.proven()::scores);
        return new Comparison(active.version(), "", questions, List.of(other, same), same.isOutdoneBy(other));
    }

    /** The same questions once more. Nothing is learned for them. */
    private static Cut cut(final int[] all, final List<Asked> asked) {
        return new Cut(all, asked.stream().map(Asked::question).toList(), all);
    }

    private Training.Score score(
            final String name, final Exam exam, final SignalModel signals, final Function<Asked, float[]> ranker) {
        return Training.Score.of(
                name, measures(exam.visits(), signals, ranker), measures(exam.preferences(), signals, ranker), seed);
    }

    private List<Measures> measures(final Cut cut, final SignalModel signals, final Function<Asked, float[]> ranker) {
        final List<Measures> measures = new ArrayList<>();
        for (int from = 0; from < cut.questions().size(); from += ASKED_AT_ONCE) {
            final int to = Math.min(cut.questions().size(), from + ASKED_AT_ONCE);
            final Cut some = new Cut(cut.kept(), cut.questions().subList(from, to), cut.popularAt());
            new Asker(trainer.behaviour(), trainer.catalog(), signals, some).ask(trainer.workers()).forEach(asked ->
                    measures.add(Measures.of(Ranking.list(asked, ranker.apply(asked)), asked.question().answers())));
        }
        return measures;
    }
}
