package dev.homing.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.homing.features.FoldInParameters;
import dev.homing.features.LeadFeatureSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.function.Consumer;

/** One training, from behaviour to bundle: search, evaluation on events held back, the model on everything. */
final class Training {
    /** Below this many leads a hold-out proves nothing. */
    static final int MIN_VERDICT_LEADS = 20;

    private static final DateTimeFormatter VERSION =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final double POPULARITY_HALF_LIFE_DAYS = 7;
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
     * What came of it.
     *
     * @param version     of the model
     * @param bundle      its folder
     * @param leads       asked in the hold-out
     * @param model       its score
     * @param popularity  the score of the better of two popularity lists
     * @param parameters  that were chosen
     * @param isActivated whether it passed the gate
     */
    record Result(
            String version,
            Path bundle,
            int leads,
            HoldOut.Score model,
            HoldOut.Score popularity,
            FoldInParameters parameters,
            boolean isActivated) {
    }

    private final Behaviour behaviour;
    private final Options options;
    private final Consumer<String> progress;

    Training(final Behaviour behaviour, final Options options, final Consumer<String> progress) {
        this.behaviour = behaviour;
        this.options = options;
        this.progress = progress;
    }

    Result run(final Path modelsFolder, final Instant now) throws IOException {
        final long startNs = System.nanoTime();
        try (RowWorkers workers = new RowWorkers(options.threads())) {
            final HoldOut test = HoldOut.of(behaviour, behaviour.allEvents(), options.seed());
            final HoldOut validation = HoldOut.of(behaviour, test.kept(), options.seed());
            final FoldInParameters parameters = new ParameterSearch(
                    behaviour, validation, options.dimensions(), options.seed(), workers, progress).run();
            final AlsTrainer trainer = new AlsTrainer(
                    parameters, options.dimensions(), options.iterations(), options.seed(), workers);

            final float[] evaluated = train(trainer, test.kept(), "evaluation", parameters);
            final HoldOut.Score model = test.evaluate(trainer.foldIn(evaluated), evaluated, workers);
            final HoldOut.Score popularity = popularity(test, workers);
            final boolean isActivated = test.asked() < MIN_VERDICT_LEADS || model.ndcg() >= popularity.ndcg();

            final float[] vectors = train(trainer, behaviour.allEvents(), "model", parameters);
            final BundleWriter bundle = new BundleWriter(modelsFolder);
            bundle.add("listings.f32", BundleWriter.littleEndian(vectors));
            bundle.add("listings.ids", listingIds());
            bundle.add("popularity.f32", BundleWriter.littleEndian(popularityNow()));
            final String version = VERSION.format(now) + "-" + bundle.contentHash();
            bundle.add("candidates.onnx", CandidateGraph.encode(options.dimensions(),
                    Map.of("version", version, "feature_schema_hash", LeadFeatureSchema.hash())));
            final Result result = new Result(version, modelsFolder.resolve(version), test.asked(),
                    model, popularity, parameters, isActivated);
            bundle.write(version, manifest(result, now, (System.nanoTime() - startNs) / 1e9));
            if (isActivated) {
                bundle.activate(version);
            }
            return result;
        }
    }

    private float[] train(
            final AlsTrainer trainer, final int[] events, final String what, final FoldInParameters parameters) {
        final InteractionMatrix matrix = InteractionMatrix.of(behaviour, events, parameters.recencyHalfLifeDays());
        return trainer.train(matrix, iteration ->
                progress.accept("training (" + what + "): iteration " + iteration + " of " + options.iterations()));
    }

    /** What is popular all in all, or lately: the model must beat the better of the two. */
    private HoldOut.Score popularity(final HoldOut test, final RowWorkers workers) {
        final HoldOut.Score all = test.evaluate(
                behaviour.popularity(test.kept(), behaviour.lastAt(), Double.POSITIVE_INFINITY), workers);
        final HoldOut.Score lately = test.evaluate(
                behaviour.popularity(test.kept(), behaviour.lastAt(), POPULARITY_HALF_LIFE_DAYS), workers);
        return all.ndcg() >= lately.ndcg() ? all : lately;
    }

    private float[] popularityNow() {
        final double[] popularity = behaviour.popularity(
                behaviour.allEvents(), options.asOf().toEpochMilli(), POPULARITY_HALF_LIFE_DAYS);
        final float[] numbers = new float[popularity.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) popularity[i];
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
                .put("feature_schema", LeadFeatureSchema.NAME)
                .put("feature_schema_hash", LeadFeatureSchema.hash());
        manifest.putObject("fold_in")
                .put("unobserved_weight", result.parameters().unobservedWeight())
                .put("regularization", result.parameters().regularization())
                .put("regularization_exponent", result.parameters().regularizationExponent())
                .put("recency_half_life_days", result.parameters().recencyHalfLifeDays());
        manifest.putObject("metrics")
                .put("recall_at_20", result.model().recall())
                .put("ndcg_at_20", result.model().ndcg())
                .put("popularity_recall_at_20", result.popularity().recall())
                .put("popularity_ndcg_at_20", result.popularity().ndcg())
                .put("holdout_leads", result.leads());
        manifest.putObject("provenance")
                .put("code_version", Training.class.getModule().getDescriptor() == null ? ""
                        : Training.class.getModule().getDescriptor().rawVersion().orElse(""))
                .put("java", System.getProperty("java.version"))
                .put("first_event_at", Instant.ofEpochMilli(behaviour.firstAt()).toString())
                .put("last_event_at", Instant.ofEpochMilli(behaviour.lastAt()).toString())
                .put("train_seconds", Math.round(seconds * 10) / 10.0);
        return manifest;
    }
}
