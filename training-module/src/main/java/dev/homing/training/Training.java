package dev.homing.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.homing.features.FeatureSchema;
import dev.homing.features.FoldInParameters;
import dev.homing.features.PopularityHorizon;
import dev.homing.features.PopularityView;
import dev.homing.features.RankColumn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One training, from behaviour to bundle: search, evaluation on events held back, the model on everything. */
final class Training {
    /** Below this many leads a hold-out proves nothing. */
    static final int MIN_VERDICT_LEADS = 20;

    private static final DateTimeFormatter VERSION =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final double LAST_STEP = 0.9;
    private static final int FORMAT = 3;

    /**
     * What to train with.
     *
     * @param tenant     name of the tenant
     * @param asOf       the newest instant that counts
     * @param seed       of the random numbers
     * @param dimensions of a vector
     * @param iterations of the final model
     * @param threads    to use
     * @param budget     for trying settings; empty: as {@link SearchBudget#ofData} has it
     * @param keptModels how many of the newest models stay once one is activated
     * @param effort     made of the mix and the trees
     */
    record Options(String tenant, Instant asOf, long seed, int dimensions, int iterations, int threads,
            Optional<Duration> budget, int keptModels, Effort effort) {
        /** How many models stay unless said. */
        static final int DEFAULT_KEPT_MODELS = 5;

        Options(final String tenant, final Instant asOf, final long seed, final int dimensions, final int iterations,
                final int threads, final Optional<Duration> budget, final int keptModels) {
            this(tenant, asOf, seed, dimensions, iterations, threads, budget, keptModels, Effort.FULL);
        }
    }

    /**
     * How one method did on what was held back.
     *
     * @param name     of the method
     * @param measures means over the questions
     * @param ndcg10   95 % interval of the NDCG@10
     * @param preferred NDCG@10 of what was preferred among the listings that were met; NaN when that was not asked
     * @param preferred10 its 95 % interval
     */
    record Score(String name, Measures measures, Bootstrap.Interval ndcg10, double preferred, Bootstrap.Interval preferred10) {
        /**
         * Sums up.
         *
         * @param name      of the method
         * @param visits    of each question about the market
         * @param preferred of each question about what was met; empty when that was not asked
         * @param seed      of the intervals
         */
        static Score of(final String name, final List<Measures> visits, final List<Measures> preferred, final long seed) {
            return new Score(name, Ranking.mean(visits), interval(visits, seed),
                    preferred.isEmpty() ? Double.NaN : Ranking.mean(preferred).ndcg10(), interval(preferred, seed));
        }

        private static Bootstrap.Interval interval(final List<Measures> all, final long seed) {
            return Bootstrap.of(all.stream().mapToDouble(Measures::ndcg10).toArray(), seed);
        }

        /** Whether another does better in one way, and no worse in the other. */
        boolean isOutdoneBy(final Score other) {
            return (other.measures.ndcg10() > ndcg10.high() && !(other.preferred < preferred10.low()))
                    || (other.preferred > preferred10.high() && other.measures.ndcg10() >= ndcg10.low());
        }
    }

    /**
     * What came of it.
     *
     * @param version     of the model
     * @param bundle      its folder
     * @param questions   that were held back
     * @param hasTime     whether they are of held-out time, and not of each lead's last listings
     * @param scores      of the hybrid, then of each part
     * @param active      how it did beside the model that serves; none where none does
     * @param recipe      that was chosen
     * @param impressions how many questions it learned from about what leads saw of lists
     * @param refusal     why it may not serve; empty when it passed its gates
     * @param removed     versions of old models that were deleted
     */
    record Result(
            String version,
            Path bundle,
            int questions,
            boolean hasTime,
            List<Score> scores,
            Optional<ActiveModel.Comparison> active,
            Recipe recipe,
            int impressions,
            String refusal,
            List<String> removed) {
        /** Whether it may serve. */
        boolean passes() {
            return refusal.isEmpty();
        }
    }

    private final TrainingData data;
    private final Behaviour behaviour;
    private final Options options;
    private final ProgressListener progress;
    private final PhaseClock clock;
    private final TrialLog trials = new TrialLog();

    /**
     * Prepares a training.
     *
     * @param data     to learn from
     * @param options  to train with
     * @param progress hears how far it is
     * @param clock    of the phases
     */
    Training(
            final TrainingData data, final Options options, final ProgressListener progress, final PhaseClock clock) {
        this.data = data;
        behaviour = data.behaviour();
        this.options = options;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Trains and writes the bundle.
     *
     * @param modelsFolder of the tenant
     * @param now          names the model
     * @param activates    whether a model that passes the gate is made the one that serves
     * @return what came of it
     * @throws IOException when the bundle cannot be written
     */
    Result run(final Path modelsFolder, final Instant now, final boolean activates) throws IOException {
        final long startNs = System.nanoTime();
        BundleDraft.removeAbandoned(modelsFolder);
        try (RowWorkers workers = new RowWorkers(options.threads())) {
            final int[] all = behaviour.allEvents();
            final SearchBudget budget = SearchBudget.of(
                    options.budget().orElseGet(() -> SearchBudget.ofData(behaviour.eventCount())));
            final SignalTrainer trainer = new SignalTrainer(
                    behaviour, data.catalog(), options.dimensions(), options.iterations(), options.seed(), workers);
            clock.begin("choosing settings");
            final RecipeSearch.Choice choice =
                    new RecipeSearch(trainer, all, options.seed(), budget, (fraction, what) -> {
                        trials.at(fraction, what);
                        if (what.startsWith("chose ")) {
                            clock.begin("learning the mix and the trees");
                        }
                        progress.at(fraction, what);
                    }, options.effort()).run();
            clock.begin("judging");
            final List<Score> scores = scores(choice);
            progress.at(LAST_STEP, "asking the active model");
            final Optional<ActiveModel.Comparison> active =
                    new ActiveModel(trainer, data.population().schemaHash(), options.seed())
                            .compare(modelsFolder, choice, scores.get(0));
            final String refusal = choice.proof().size() < MIN_VERDICT_LEADS ? "" : refusal(scores, active);

            progress.at(LAST_STEP, "training the model");
            clock.begin("training the model");
            final Recipe recipe = choice.recipe();
            final TrainedSignals signals = trainer.train(all, behaviour.lastAt(), recipe.settings());
            clock.begin("writing the bundle");
            final BundleWriter bundle = bundle(modelsFolder, signals);
            final String version = VERSION.format(now) + "-" + bundle.contentHash(recipeBytes(recipe));
            final Map<String, String> metadata =
                    Map.of("version", version, "feature_schema_hash", data.population().schemaHash());
            bundle.add("candidates.onnx", CandidateGraph.encode(options.dimensions(), metadata));
            bundle.add("content.onnx", CandidateGraph.encode(signals.model().content().dimensions(), metadata));
            bundle.add("products.onnx", ProductGraph.encode(metadata));
            bundle.add("ranker.onnx", RankerGraph.encode(recipe, metadata));
            final Result made = new Result(version, modelsFolder.resolve(version), choice.proof().size(), choice.hasTime(),
                    scores, active, recipe, choice.impressions(), refusal, List.of());
            final ObjectNode manifest = manifest(made, now, (System.nanoTime() - startNs) / 1e9);
            ((ObjectNode) manifest.get("items")).put("lost_weight_share", signals.itemsLost());
            ((ObjectNode) manifest.get("metrics")).put("candidates_recall_at_" + CandidateRecall.BEST,
                    new CandidateRecall(behaviour, signals.model(), workers).measure());
            putTrials(manifest.putObject("search").put("budget_seconds", budget.limit().toSeconds())
                    .put("ended_by_budget", budget.wasSpent()).putArray("trials"));
            EvaluationJson.putPhases(clock.phases(), manifest.putArray("phases"));
            bundle.write(version, manifest);
            clock.end();
            if (!made.passes()) {
                return made;
            }
            if (activates) {
                bundle.activate(version);
            }
            // Where a server is to activate it, the one that serves until then stays as well, and is the previous one after that.
            return new Result(version, made.bundle(), made.questions(), made.hasTime(), scores, active, recipe,
                    made.impressions(), refusal, OldBundles.remove(modelsFolder, options.keptModels()));
        }
    }

    private BundleWriter bundle(final Path modelsFolder, final TrainedSignals signals) {
        final BundleWriter bundle = new BundleWriter(modelsFolder);
        bundle.add("listings.f32", BundleWriter.littleEndian(signals.vectors()));
        bundle.add("listings.ids", listingIds());
        bundle.add("items.csr", signals.items().array());
        bundle.add("neighbours.csr", signals.neighbours().array());
        bundle.add("content.bin", signals.model().content().encode().array());
        bundle.add("popularity.f32", BundleWriter.littleEndian(popularityAtEnd()));
        bundle.add("population.json", data.population().json());
        return bundle;
    }

    /** What tells models apart that differ in nothing but how they rank. */
    private static byte[] recipeBytes(final Recipe recipe) {
        return RankerGraph.encode(recipe, Map.of());
    }

    private List<Score> scores(final RecipeSearch.Choice choice) {
        final List<Score> scores = new ArrayList<>();
        final Function<Asked, int[]> hybrid = asked -> Ranking.list(asked, choice.proven().scores(asked));
        scores.add(score(Evaluation.HYBRID, choice, hybrid));
        for (int part = 0; part < Part.ALL.length; part++) {
            final int which = part;
            scores.add(score(Part.ALL[part].name(), choice, asked -> asked.lists()[which]));
        }
        return scores;
    }

    private Score score(final String name, final RecipeSearch.Choice choice, final Function<Asked, int[]> method) {
        return Score.of(name, measures(choice.proof(), method), measures(choice.preferences(), method), options.seed());
    }

    private static List<Measures> measures(final List<Asked> questions, final Function<Asked, int[]> method) {
        return questions.stream().map(asked -> Measures.of(method.apply(asked), asked.question().answers())).toList();
    }

    /**
     * Whether the hybrid is worse than any of its parts, or than what serves. The best of many parts is also the luckiest, so a
     * part counts as better only where its mean is above the interval of the hybrid's; and only if it does not pay for what leads
     * met with what they liked of it.
     */
    private static String refusal(final List<Score> scores, final Optional<ActiveModel.Comparison> active) {
        final List<String> reasons = new ArrayList<>();
        if (scores.stream().anyMatch(scores.get(0)::isOutdoneBy)) {
            reasons.add("one of its parts does better on this data");
        }
        active.filter(ActiveModel.Comparison::isOutdone).ifPresent(comparison -> reasons.add(
                "the active model " + comparison.version() + " does better on visits that neither has seen"));
        return String.join(", and ", reasons);
    }

    /** As of the newest event: training may look at what was imported long after it happened. */
    private float[] popularityAtEnd() {
        final PopularityView popularity =
                new PopularityHistory(behaviour, behaviour.allEvents()).before(behaviour.lastAt() + 1);
        final float[] numbers = new float[behaviour.listingCount() * PopularityHorizon.COUNT];
        for (int listing = 0; listing < behaviour.listingCount(); listing++) {
            for (final PopularityHorizon horizon : PopularityHorizon.values()) {
                numbers[listing * PopularityHorizon.COUNT + horizon.ordinal()] = (float) popularity.value(listing, horizon);
            }
        }
        return numbers;
    }

    private byte[] listingIds() {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (final String id : behaviour.listingIds()) {
            final byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
            bytes.write(utf8.length & 0xFF);
            bytes.write(utf8.length >>> 8);
            bytes.writeBytes(utf8);
        }
        return bytes.toByteArray();
    }

    private ObjectNode manifest(final Result result, final Instant now, final double seconds) {
        final ObjectNode manifest = new ObjectMapper().createObjectNode();
        manifest.put("format", FORMAT)
                .put("name", "hybrid")
                .put("version", result.version())
                .put("tenant", options.tenant())
                .put("created_at", now.toString())
                .put("as_of", options.asOf().toString())
                .put("dimensions", options.dimensions())
                .put("listing_count", behaviour.listingCount())
                .put("lead_count", behaviour.leadCount())
                .put("event_count", behaviour.eventCount())
                .put("seed", options.seed())
                .put("iterations", options.iterations())
                .put("feature_schema", FeatureSchema.LEAD.name())
                .put("feature_schema_hash", data.population().schemaHash());
        if (behaviour.listCount() > 0) {
            manifest.putObject("data").putObject("impressions")
                    .put("lists", behaviour.listCount()).put("questions", result.impressions());
        }
        putSettings(result.recipe(), manifest);
        final ObjectNode metrics = manifest.putObject("metrics");
        result.scores().forEach(score -> putScore(score, metrics));
        result.active().ifPresent(comparison -> putActive(comparison, manifest, metrics));
        metrics.put("held_out_questions", result.questions());
        manifest.put("held_out", result.hasTime() ? "newest visits" : "last listings");
        manifest.putObject("provenance")
                .put("code_version", Training.class.getModule().getDescriptor() == null ? ""
                        : Training.class.getModule().getDescriptor().rawVersion().orElse(""))
                .put("java", System.getProperty("java.version"))
                .put("first_event_at", Instant.ofEpochMilli(behaviour.firstAt()).toString())
                .put("last_event_at", Instant.ofEpochMilli(behaviour.lastAt()).toString())
                .put("train_seconds", Math.round(seconds * 10) / 10.0);
        return manifest;
    }

    private static void putActive(
            final ActiveModel.Comparison comparison, final ObjectNode manifest, final ObjectNode metrics) {
        manifest.putObject("compared_with").put("version", comparison.version()).put("questions", comparison.questions())
                .put("why_not", comparison.whyNot()).put("is_better", comparison.isOutdone());
        comparison.scores().forEach(score -> putScore(score, metrics));
    }

    private void putTrials(final ArrayNode array) {
        for (final TrialLog.Trial trial : trials.trials()) {
            array.addObject().put("signal", trial.signal()).put("share", trial.share()).put("ndcg_at_10", trial.ndcg10())
                    .put("settings", trial.settings()).put("chosen", trial.isChosen());
        }
    }

    private static void putSettings(final Recipe recipe, final ObjectNode manifest) {
        final SignalSettings settings = recipe.settings();
        final FoldInParameters factors = settings.factors();
        manifest.putObject("fold_in")
                .put("unobserved_weight", factors.unobservedWeight())
                .put("regularization", factors.regularization())
                .put("regularization_exponent", factors.regularizationExponent())
                .put("recency_half_life_days", factors.recencyHalfLifeDays());
        manifest.putObject("items")
                .put("regularization", settings.itemRegularization())
                .put("recency_half_life_days", settings.itemHalfLifeDays())
                .put("power", settings.itemPower());
        manifest.putObject("neighbours")
                .put("weighting", settings.weighting().name())
                .put("count", settings.neighbours());
        manifest.putObject("content")
                .put("unobserved_weight", settings.contentUnobserved())
                .put("evidence_weight", settings.contentEvidence().weight())
                .put("view_slope", settings.contentEvidence().viewSlope());
        final ObjectNode mix = manifest.putObject("ranker").put("trees", recipe.trees().trees().size()).putObject("mix");
        for (int column = 0; column < recipe.mix().length; column++) {
            mix.put(RankColumn.values()[column].name().toLowerCase(Locale.ROOT), recipe.mix()[column]);
        }
    }

    private static void putScore(final Score score, final ObjectNode metrics) {
        final String prefix = score.name().equals(Evaluation.HYBRID) ? "" : score.name() + "_";
        metrics.put(prefix + "ndcg_at_10", score.measures().ndcg10())
                .put(prefix + "ndcg_at_10_low", score.ndcg10().low())
                .put(prefix + "ndcg_at_10_high", score.ndcg10().high())
                .put(prefix + "recall_at_20", score.measures().recall20())
                .put(prefix + "hit_rate_at_10", score.measures().hitRate10())
                .put(prefix + "mrr_at_10", score.measures().mrr10());
        if (!Double.isNaN(score.preferred())) {
            metrics.put(prefix + "preferred_ndcg_at_10", score.preferred())
                    .put(prefix + "preferred_ndcg_at_10_low", score.preferred10().low())
                    .put(prefix + "preferred_ndcg_at_10_high", score.preferred10().high());
        }
    }
}
