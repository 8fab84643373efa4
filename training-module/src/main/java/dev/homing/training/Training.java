package dev.homing.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.homing.features.FeatureSchema;
import dev.homing.features.FoldInParameters;
import dev.homing.features.LogPopularity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** One training, from behaviour to bundle: search, evaluation on events held back, the model on everything. */
final class Training {
    /** Below this many leads a hold-out proves nothing. */
    static final int MIN_VERDICT_LEADS = 20;

    private static final DateTimeFormatter VERSION =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int FORMAT = 1;

    /**
     * What to train with.
     *
     * @param tenant     name of the tenant
     * @param asOf       the newest instant that counts
     * @param seed       of the random numbers
     * @param dimensions of a vector
     * @param iterations of the final model
     * @param threads    to use
     */
    record Options(String tenant, Instant asOf, long seed, int dimensions, int iterations, int threads) {
    }

    /**
     * The scores in the hold-out.
     *
     * @param model             factors and popularity in the mix that was chosen
     * @param factors           without popularity
     * @param recentPopularity  that fades, of the moment
     * @param totalPopularity   of all time before the moment
     */
    record Scores(
            HoldOut.Score model, HoldOut.Score factors, HoldOut.Score recentPopularity, HoldOut.Score totalPopularity) {
        /** Whether the model is worth having beside lists that are the same for everybody. */
        boolean isModelBest() {
            return model.ndcg() > Math.max(recentPopularity.ndcg(), totalPopularity.ndcg());
        }
    }

    /**
     * What came of it.
     *
     * @param version     of the model
     * @param bundle      its folder
     * @param leads       asked in the hold-out
     * @param scores      in it
     * @param choice      of parameters
     * @param passes      whether it passed the gate, and so may serve
     */
    record Result(
            String version,
            Path bundle,
            int leads,
            Scores scores,
            ParameterSearch.Choice choice,
            boolean passes) {
    }

    private final Behaviour behaviour;
    private final LeadPopulation population;
    private final Options options;
    private final ProgressListener progress;

    Training(
            final Behaviour behaviour,
            final LeadPopulation population,
            final Options options,
            final ProgressListener progress) {
        this.behaviour = behaviour;
        this.population = population;
        this.options = options;
        this.progress = progress;
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
        try (RowWorkers workers = new RowWorkers(options.threads())) {
            final PopularityHistory popularity = new PopularityHistory(behaviour);
            final HoldOut test = HoldOut.of(behaviour, popularity, behaviour.allEvents(), options.seed());
            final HoldOut validation = HoldOut.of(behaviour, popularity, test.kept(), options.seed());
            final ParameterSearch.Choice choice = new ParameterSearch(
                    behaviour, validation, options.dimensions(), options.seed(), workers,
                    (fraction, what) -> progress.at(fraction * ParameterSearch.WORK / work(), what)).run();
            final AlsTrainer trainer = new AlsTrainer(
                    choice.factors(), options.dimensions(), options.iterations(), options.seed(), workers);
            final Scores scores = evaluate(test, trainer, choice, workers);
            final boolean passes = test.leads() < MIN_VERDICT_LEADS || scores.isModelBest();

            final float[] vectors = train(trainer, behaviour.allEvents(), "training the model", options.iterations(), choice);
            final BundleWriter bundle = new BundleWriter(modelsFolder);
            bundle.add("listings.f32", BundleWriter.littleEndian(vectors));
            bundle.add("listings.ids", listingIds());
            bundle.add("popularity.f32", BundleWriter.littleEndian(popularityAtEnd(popularity)));
            bundle.add("population.json", population.json());
            final String version = VERSION.format(now) + "-" + bundle.contentHash();
            bundle.add("candidates.onnx", CandidateGraph.encode(options.dimensions(),
                    Map.of("version", version, "feature_schema_hash", population.schemaHash())));
            final Result result = new Result(
                    version, modelsFolder.resolve(version), test.leads(), scores, choice, passes);
            bundle.write(version, manifest(result, now, (System.nanoTime() - startNs) / 1e9));
            if (passes && activates) {
                bundle.activate(version);
            }
            return result;
        }
    }

    private Scores evaluate(
            final HoldOut test, final AlsTrainer trainer, final ParameterSearch.Choice choice, final RowWorkers workers) {
        final float[] vectors = train(trainer, test.kept(), "training for the evaluation", 0, choice);
        final HoldOut.Score[] scores = test.evaluate(
                trainer.foldIn(vectors), vectors, List.of(choice.mix(), new HoldOut.Mix(1, 0)), workers);
        return new Scores(
                scores[0], scores[1], test.evaluateRecentPopularity(workers), test.evaluateTotalPopularity(workers));
    }

    /** All of a training, in iterations of a factorisation. */
    private double work() {
        return ParameterSearch.WORK + 2.0 * options.iterations();
    }

    private float[] train(
            final AlsTrainer trainer,
            final int[] events,
            final String what,
            final int iterationsBefore,
            final ParameterSearch.Choice choice) {
        final InteractionMatrix matrix = InteractionMatrix.of(behaviour, events, choice.factors().recencyHalfLifeDays());
        final double before = ParameterSearch.WORK + iterationsBefore;
        return trainer.train(matrix, iteration -> progress.at((before + iteration) / work(), what));
    }

    /** As of the newest event: training may look at what was imported long after it happened. */
    private float[] popularityAtEnd(final PopularityHistory popularity) {
        final float[] numbers = new float[behaviour.listingCount()];
        for (int listing = 0; listing < numbers.length; listing++) {
            numbers[listing] = (float) LogPopularity.value(
                    popularity.logBefore(listing, behaviour.lastAt() + 1), behaviour.lastAt());
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
                .put("name", "factors")
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
                .put("feature_schema_hash", population.schemaHash())
                .put("popularity_weight", result.choice().popularityWeight());
        final FoldInParameters factors = result.choice().factors();
        manifest.putObject("fold_in")
                .put("unobserved_weight", factors.unobservedWeight())
                .put("regularization", factors.regularization())
                .put("regularization_exponent", factors.regularizationExponent())
                .put("recency_half_life_days", factors.recencyHalfLifeDays());
        final ObjectNode metrics = manifest.putObject("metrics");
        putScore("", result.scores().model(), metrics);
        putScore("factors_", result.scores().factors(), metrics);
        putScore("recent_popularity_", result.scores().recentPopularity(), metrics);
        putScore("total_popularity_", result.scores().totalPopularity(), metrics);
        metrics.put("held_out_leads", result.leads());
        manifest.putObject("provenance")
                .put("code_version", Training.class.getModule().getDescriptor() == null ? ""
                        : Training.class.getModule().getDescriptor().rawVersion().orElse(""))
                .put("java", System.getProperty("java.version"))
                .put("first_event_at", Instant.ofEpochMilli(behaviour.firstAt()).toString())
                .put("last_event_at", Instant.ofEpochMilli(behaviour.lastAt()).toString())
                .put("train_seconds", Math.round(seconds * 10) / 10.0);
        return manifest;
    }

    private static void putScore(final String prefix, final HoldOut.Score score, final ObjectNode metrics) {
        metrics.put(prefix + "recall_at_20", score.recall()).put(prefix + "ndcg_at_20", score.ndcg());
    }
}
