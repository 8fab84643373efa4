package dev.homing.serving.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.homing.features.FeatureDefinition;
import dev.homing.features.FeatureSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model bundle with listing vectors of the test's own choice, in the format that training writes: the one place that says it
 * once more. The graph is {@code scores, rows = TopK(Gemm(lead, listingsᵀ, bias), k)}.
 */
public final class TestBundle {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    private final String version;
    private final List<String> ids = new ArrayList<>();
    private final List<float[]> vectors = new ArrayList<>();
    private final List<Float> popularity = new ArrayList<>();
    private String schemaHash = FeatureSchema.LEAD.hash();
    private double popularityWeight;
    private Optional<String> population = Optional.empty();

    public TestBundle(final String version) {
        this.version = version;
    }

    /** The next row; rows come in the order in which the data folder first met the listings. */
    public TestBundle listing(final String id, final double popular, final float... vector) {
        ids.add(id);
        popularity.add((float) popular);
        vectors.add(vector);
        return this;
    }

    /** Another feature schema than the server's. */
    public TestBundle schemaHash(final String hash) {
        schemaHash = hash;
        return this;
    }

    /** What the gain of popularity counts beside the product of the vectors; nothing unless said. */
    public TestBundle popularityWeight(final double weight) {
        popularityWeight = weight;
        return this;
    }

    /** The content of population.json; without one the file is not there, as before there were populations. */
    public TestBundle population(final String json) {
        population = Optional.of(json);
        return this;
    }

    /** A population in which every feature of 1,005 leads runs from 0 to 100 steps, with a deviation of 10; 5 leads have none. */
    public static String population(final double step) {
        final ObjectNode json = new ObjectMapper().createObjectNode()
                .put("format", 1).put("schema", "lead-v1").put("schema_hash", FeatureSchema.LEAD.hash());
        final ArrayNode features = json.putArray("features");
        for (final FeatureDefinition definition : FeatureSchema.LEAD.numerical()) {
            final ArrayNode quantiles = features.addObject().put("name", definition.name()).put("count", 1_000)
                    .put("missing", 5).put("mean", 50 * step).put("std", 10 * step).putArray("quantiles");
            for (int i = 0; i <= 100; i++) {
                quantiles.add(i * step);
            }
        }
        return json.toString();
    }

    /** What a bundle that cannot serve leads to. */
    public static ModelException unusable(final String why) {
        return new ModelException(why, false, null);
    }

    /** Folder of the models of the tenant "default". */
    public static Path models(final Path dataFolder) {
        return dataFolder.resolve("models").resolve("default");
    }

    /** Writes the bundle for the tenant "default". */
    public Path write(final Path dataFolder) {
        return writeInto(models(dataFolder));
    }

    /** Writes the bundle into a tenant's folder of models. */
    public Path writeInto(final Path models) {
        final int dimensions = vectors.get(0).length;
        final Map<String, byte[]> files = new LinkedHashMap<>();
        final float[] rows = new float[ids.size() * dimensions];
        final float[] popular = new float[ids.size()];
        for (int i = 0; i < ids.size(); i++) {
            System.arraycopy(vectors.get(i), 0, rows, i * dimensions, dimensions);
            popular[i] = popularity.get(i);
        }
        files.put("listings.f32", littleEndian(rows));
        files.put("listings.ids", idBytes());
        files.put("popularity.f32", littleEndian(popular));
        files.put("candidates.onnx", graph(dimensions));
        population.ifPresent(json -> files.put("population.json", json.getBytes(StandardCharsets.UTF_8)));
        try {
            final Path folder = Files.createDirectories(models.resolve(version));
            final ObjectNode manifest = manifest(dimensions);
            final ObjectNode hashes = manifest.putObject("files");
            for (final Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
                hashes.put(file.getKey(), HexFormat.of().formatHex(
                        MessageDigest.getInstance("SHA-256").digest(file.getValue())));
            }
            Files.writeString(folder.resolve("model.json"), manifest.toPrettyString());
            return folder;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private ObjectNode manifest(final int dimensions) {
        final ObjectNode manifest = new ObjectMapper().createObjectNode();
        manifest.put("format", 1)
                .put("version", version)
                .put("created_at", "2026-11-20T00:00:00Z")
                .put("as_of", "2026-11-19T00:00:00Z")
                .put("dimensions", dimensions)
                .put("listing_count", ids.size())
                .put("lead_count", 7)
                .put("seed", 42)
                .put("feature_schema_hash", schemaHash)
                .put("popularity_weight", popularityWeight);
        manifest.putObject("fold_in")
                .put("unobserved_weight", 0.01)
                .put("regularization", 0.1)
                .put("regularization_exponent", 0)
                .put("recency_half_life_days", 30);
        manifest.putObject("metrics").put("ndcg_at_20", 0.25);
        return manifest;
    }

    private byte[] idBytes() {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (final String id : ids) {
            final byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
            bytes.write(utf8.length & 0xFF);
            bytes.write(utf8.length >>> 8);
            bytes.writeBytes(utf8);
        }
        return bytes.toByteArray();
    }

    private static byte[] littleEndian(final float[] numbers) {
        final ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return bytes.array();
    }

    /** Field numbers are those of the public onnx.proto. */
    private static byte[] graph(final int dimensions) {
        final Proto graph = new Proto()
                .add(1, new Proto().text(1, "lead").text(1, "listings").text(1, "bias").text(2, "all_scores")
                        .text(3, "score").text(4, "Gemm").add(5, integer("transB", 1)))
                .add(1, new Proto().text(1, "all_scores").text(1, "k").text(2, "scores").text(2, "rows")
                        .text(3, "rank").text(4, "TopK")
                        .add(5, integer("axis", 1)).add(5, integer("largest", 1)).add(5, integer("sorted", 1)))
                .text(2, "candidates")
                .add(11, tensor("lead", FLOAT, number(1), number(dimensions)))
                .add(11, tensor("listings", FLOAT, name("listings"), number(dimensions)))
                .add(11, tensor("bias", FLOAT, number(1), name("listings")))
                .add(11, tensor("k", INT64, number(1)))
                .add(12, tensor("scores", FLOAT, number(1), name("k")))
                .add(12, tensor("rows", INT64, number(1), name("k")));
        return new Proto().number(1, 8).add(7, graph).add(8, new Proto().number(2, 17)).bytes().toByteArray();
    }

    private static Proto integer(final String name, final long value) {
        return new Proto().text(1, name).number(3, value).number(20, 2);
    }

    private static Proto number(final int size) {
        return new Proto().number(1, size);
    }

    private static Proto name(final String name) {
        return new Proto().text(2, name);
    }

    private static Proto tensor(final String name, final int elementType, final Proto... dimensions) {
        final Proto shape = new Proto();
        for (final Proto dimension : dimensions) {
            shape.add(1, dimension);
        }
        return new Proto().text(1, name)
                .add(2, new Proto().add(1, new Proto().number(1, elementType).add(2, shape)));
    }

    /** A message written field by field. */
    private static final class Proto {
        private final UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();

        Proto text(final int number, final String text) {
            return field(number, Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(text)));
        }

        Proto number(final int number, final long value) {
            return field(number, Field.newBuilder().addVarint(value));
        }

        Proto add(final int number, final Proto message) {
            return field(number, Field.newBuilder().addLengthDelimited(message.bytes()));
        }

        private Proto field(final int number, final Field.Builder field) {
            fields.mergeField(number, field.build());
            return this;
        }

        ByteString bytes() {
            return fields.build().toByteString();
        }
    }
}
