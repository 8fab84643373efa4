package dev.homing.serving.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.homing.features.FoldInParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a bundle says of itself in its {@code model.json}.
 *
 * @param version          of the model
 * @param createdAt        when it was trained
 * @param asOf             the newest instant that training looked at
 * @param dimensions       length of a vector
 * @param listingCount     how many listings it ranks
 * @param leadCount        how many leads it learned from
 * @param seed             of the random numbers
 * @param schemaHash       of the feature schema it was made for
 * @param foldIn           how a lead's vector is solved
 * @param itemHalfLifeDays after how many days an event counts half, for all signals but factors
 * @param itemPower        the power to which a lead's weight on a listing is taken for items and neighbours
 * @param metrics          of the evaluation, by name
 * @param files            SHA-256 in hex, by file name
 */
public record ModelManifest(
        String version,
        Instant createdAt,
        Instant asOf,
        int dimensions,
        int listingCount,
        int leadCount,
        long seed,
        String schemaHash,
        FoldInParameters foldIn,
        double itemHalfLifeDays,
        double itemPower,
        Map<String, Double> metrics,
        Map<String, String> files) {
    /** Name of the file. */
    static final String FILE = "model.json";

    private static final int FORMAT = 3;
    private static final int MAX_DIMENSIONS = 4_096;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads the manifest in a bundle's folder. */
    static ModelManifest read(final Path folder) throws ModelException {
        final Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new ModelException("there is no model " + folder.getFileName(), true, null);
        }
        try {
            final JsonNode json = JSON.readTree(Files.readAllBytes(file));
            final int format = json.path("format").asInt();
            if (format != FORMAT) {
                throw new ModelException(file + " has format " + format + "; this version reads format " + FORMAT, null);
            }
            return of(json);
        } catch (final IOException | IllegalArgumentException | DateTimeException e) {
            throw new ModelException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    private static ModelManifest of(final JsonNode json) {
        final JsonNode foldIn = json.required("fold_in");
        final Map<String, Double> metrics = new LinkedHashMap<>();
        json.path("metrics").properties().forEach(entry -> metrics.put(entry.getKey(), entry.getValue().asDouble()));
        final Map<String, String> files = new LinkedHashMap<>();
        json.required("files").properties().forEach(entry -> files.put(entry.getKey(), entry.getValue().asText()));
        final int dimensions = json.required("dimensions").asInt();
        final int listings = json.required("listing_count").asInt();
        final JsonNode items = json.required("items");
        final double halfLife = items.required("recency_half_life_days").asDouble();
        final double power = items.required("power").asDouble(-1);
        if (dimensions < 1 || dimensions > MAX_DIMENSIONS || listings < 1
                || !(halfLife > 0 && power >= 0 && power <= 1)) {
            throw new IllegalArgumentException("dimensions=" + dimensions + ", listing_count=" + listings
                    + ", items.recency_half_life_days=" + halfLife + ", items.power=" + power);
        }
        return new ModelManifest(
                json.required("version").asText(),
                Instant.parse(json.required("created_at").asText()),
                Instant.parse(json.required("as_of").asText()),
                dimensions,
                listings,
                json.path("lead_count").asInt(),
                json.path("seed").asLong(),
                json.required("feature_schema_hash").asText(),
                new FoldInParameters(
                        (float) foldIn.required("unobserved_weight").asDouble(),
                        (float) foldIn.required("regularization").asDouble(),
                        (float) foldIn.required("regularization_exponent").asDouble(),
                        (float) foldIn.required("recency_half_life_days").asDouble()),
                halfLife,
                power,
                metrics,
                files);
    }
}
