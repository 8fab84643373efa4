package dev.homing.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.homing.features.ContentModel;
import dev.homing.features.FoldIn;
import dev.homing.features.FoldInParameters;
import dev.homing.features.ItemWeights;
import dev.homing.features.Ranker;
import dev.homing.features.RankerReader;
import dev.homing.features.SignalModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * The model of a bundle, to be asked what one that is being trained is asked.
 *
 * @param version     of the model
 * @param lastEventMs when the newest event that it learned from happened, milliseconds since 1970
 * @param signals     without vectors of what listings are like, which depend on when is asked
 * @param ranker      of their candidates
 */
record SavedModel(String version, long lastEventMs, SignalModel signals, Ranker ranker) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 3;

    /**
     * Reads a bundle. Its files are mapped, not copied.
     *
     * @param folder     of the bundle
     * @param schemaHash of the features that are computed now
     * @param listingIds of the store, in the order of its ordinals
     * @throws IOException when it cannot be asked; the message says why
     */
    static SavedModel read(final Path folder, final String schemaHash, final List<String> listingIds) throws IOException {
        if (!Files.isRegularFile(folder.resolve("model.json"))) {
            throw new IOException("it is not there");
        }
        try {
            final JsonNode manifest = JSON.readTree(folder.resolve("model.json").toFile());
            if (manifest.path("format").asInt() != FORMAT) {
                throw new IOException("it has format " + manifest.path("format").asInt() + " instead of " + FORMAT);
            }
            if (!manifest.path("feature_schema_hash").asText().equals(schemaHash)) {
                throw new IOException("it was trained for another feature schema");
            }
            return read(folder, manifest, listingIds);
        } catch (final IllegalArgumentException | DateTimeException e) {
            throw new IOException("its model.json is damaged: " + e.getMessage(), e);
        }
    }

    private static SavedModel read(final Path folder, final JsonNode manifest, final List<String> listingIds) throws IOException {
        final int count = manifest.required("listing_count").asInt();
        final int dimensions = manifest.required("dimensions").asInt();
        final FloatBuffer vectors = part(folder, manifest, "listings.f32", ByteBuffer::asFloatBuffer);
        if (count < 1 || dimensions < 1 || vectors.limit() != (long) count * dimensions) {
            throw new IOException("its listings.f32 has " + vectors.limit() + " numbers, for " + count + " listings and "
                    + dimensions + " dimensions");
        }
        part(folder, manifest, "listings.ids", ids -> requireSame(ids, count, listingIds));
        final JsonNode foldIn = manifest.required("fold_in");
        final FoldInParameters parameters = new FoldInParameters(number(foldIn, "unobserved_weight"),
                number(foldIn, "regularization"), number(foldIn, "regularization_exponent"),
                number(foldIn, "recency_half_life_days"));
        final JsonNode items = manifest.required("items");
        final SignalModel signals = new SignalModel(new FoldIn(parameters, vectors, count, dimensions), vectors,
                part(folder, manifest, "items.csr", ItemWeights::of), part(folder, manifest, "neighbours.csr", ItemWeights::of),
                part(folder, manifest, "content.bin", ContentModel::of), FloatBuffer.allocate(0),
                items.required("recency_half_life_days").asDouble(), items.required("power").asDouble());
        return new SavedModel(manifest.required("version").asText(),
                Instant.parse(manifest.required("provenance").required("last_event_at").asText()).toEpochMilli(), signals,
                part(folder, manifest, "ranker.onnx", bytes -> {
                    final byte[] content = new byte[bytes.remaining()];
                    bytes.get(content);
                    return RankerReader.read(content);
                }));
    }

    private static float number(final JsonNode json, final String name) {
        return (float) json.required(name).asDouble();
    }

    private static <T> T part(
            final Path folder, final JsonNode manifest, final String name, final Function<ByteBuffer, T> reader)
            throws IOException {
        try (FileChannel channel = FileChannel.open(folder.resolve(name), StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new IOException("its " + name + " has more than 2 GiB");
            }
            final ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()).order(ByteOrder.LITTLE_ENDIAN);
            final String hash = HexFormat.of().formatHex(BundleWriter.sha256(bytes.duplicate()));
            if (!hash.equals(manifest.required("files").path(name).asText())) {
                throw new IOException("its " + name + " is damaged");
            }
            return reader.apply(bytes);
        } catch (final IllegalArgumentException e) {
            throw new IOException("its " + name + " is damaged: " + e.getMessage(), e);
        }
    }

    /** Rows are ordinals, which only mean something in the store that they were trained from. */
    private static boolean requireSame(final ByteBuffer ids, final int count, final List<String> listingIds) {
        for (int row = 0; row < count; row++) {
            final int length = ids.remaining() < Short.BYTES ? -1 : ids.getShort() & 0xFFFF;
            if (length < 0 || length > ids.remaining()) {
                throw new IllegalArgumentException("it ends in row " + row + " of " + count);
            }
            final byte[] utf8 = new byte[length];
            ids.get(utf8);
            final String id = new String(utf8, StandardCharsets.UTF_8);
            if (row >= listingIds.size() || !listingIds.get(row).equals(id)) {
                throw new IllegalArgumentException("listing " + row + " is \"" + id + "\", so it is of another data folder");
            }
        }
        return true;
    }
}
