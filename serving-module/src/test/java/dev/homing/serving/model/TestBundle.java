package dev.homing.serving.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.homing.features.AttributeEncoder;
import dev.homing.features.ContentEvidence;
import dev.homing.features.ContentModel;
import dev.homing.features.FeatureDefinition;
import dev.homing.features.FeatureSchema;
import dev.homing.features.ItemWeights;
import dev.homing.features.PopularityHorizon;
import dev.homing.features.RankColumn;
import dev.homing.features.TreeModel;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A model bundle with listing vectors of the test's own choice, in the format that training writes: the one place that says it
 * once more. Candidates are {@code scores, rows = TopK(Gemm(lead, listingsᵀ, bias), k)}, and the ranker is a weighted sum of its
 * columns: of factors alone, unless said.
 */
public final class TestBundle {
    private static final int FLOAT = 1;
    private static final int UINT8 = 2;
    private static final int INT8 = 3;
    private static final int INT64 = 7;
    private static final double HALF_LIFE_DAYS = 30;
    /** Place among the measures of a listing. */
    private static final int BEDROOMS = 2;

    private final String version;
    private final List<String> ids = new ArrayList<>();
    private final List<float[]> vectors = new ArrayList<>();
    private final List<Float> popularity = new ArrayList<>();
    private String schemaHash = FeatureSchema.LEAD.hash();
    private final float[] mix = new float[RankColumn.COUNT];
    private final Map<String, Map<String, SortedMap<String, Float>>> weights = new HashMap<>();
    private final Map<String, byte[]> replaced = new HashMap<>();
    private final Set<String> unnamed = new HashSet<>();
    private ContentModel content = contentless();
    private Optional<String> population = Optional.empty();

    public TestBundle(final String version) {
        this.version = version;
        mix[RankColumn.FACTORS.ordinal()] = 1;
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

    /** What popularity counts, as a part of the most popular listing's; nothing unless said. */
    public TestBundle popularityWeight(final double weight) {
        return weight(RankColumn.POPULARITY_WEEK, weight);
    }

    /** What a column counts for the ranker. */
    public TestBundle weight(final RankColumn column, final double weight) {
        mix[column.ordinal()] = (float) weight;
        return this;
    }

    /** How much liking a listing speaks for another, by items. */
    public TestBundle item(final String liked, final String target, final double weight) {
        return weight("items.csr", liked, target, weight);
    }

    /** How much liking a listing speaks for another, by neighbours. */
    public TestBundle neighbour(final String liked, final String target, final double weight) {
        return weight("neighbours.csr", liked, target, weight);
    }

    private TestBundle weight(final String file, final String liked, final String target, final double weight) {
        weights.computeIfAbsent(file, name -> new HashMap<>())
                .computeIfAbsent(liked, id -> new TreeMap<>()).put(target, (float) weight);
        return this;
    }

    /** A taste for bedrooms, of which the average listing has 3, with a deviation of 1; without it listings have no vectors. */
    public TestBundle bedrooms() {
        final AttributeEncoder encoder = encoder(3);
        final float[] projection = new float[2 * encoder.length()];
        projection[2 * BEDROOMS] = 1;
        content = new ContentModel(encoder, 2, projection, new float[] {1, 0, 0, 1}, new float[2], 0.01f,
                new ContentEvidence(2.5f, 0.5f));
        return this;
    }

    /** A taste of the test's own choice. */
    public TestBundle content(final ContentModel model) {
        content = model;
        return this;
    }

    private static ContentModel contentless() {
        final AttributeEncoder encoder = encoder(0);
        return new ContentModel(encoder, 1, new float[encoder.length()], new float[1], new float[1], 0.01f,
                new ContentEvidence(2.5f, 0.5f));
    }

    private static AttributeEncoder encoder(final float meanBedrooms) {
        final float[] spreads = new float[AttributeEncoder.MEASURES];
        Arrays.fill(spreads, 1);
        final float[] means = new float[AttributeEncoder.MEASURES];
        means[BEDROOMS] = meanBedrooms;
        return new AttributeEncoder(means, spreads, new int[0], new int[0]);
    }

    /** What content.bin says, to be damaged. */
    public byte[] content() {
        return content.encode().array();
    }

    /** Another content of a file, whose hash the manifest gives. */
    public TestBundle file(final String name, final byte[] bytes) {
        replaced.put(name, bytes);
        return this;
    }

    /** A file that the manifest does not name. */
    public TestBundle unnamed(final String name) {
        unnamed.add(name);
        return this;
    }

    /** A graph of candidates for vectors of a length. */
    public static byte[] candidates(final int dimensions) {
        return graph(dimensions);
    }

    /** A ranker that weighs these columns. */
    public static byte[] ranker(final float... mix) {
        final Proto graph = new Proto()
                .add(1, new Proto().text(1, "rows").text(1, "mix").text(2, "scores").text(3, "mix").text(4, "MatMul"))
                .text(2, "ranker")
                .add(5, new Proto().number(1, mix.length).number(1, 1).number(2, FLOAT).text(8, "mix")
                        .bytes(9, littleEndian(mix)))
                .add(11, tensor("rows", FLOAT, name("candidates"), number(mix.length)))
                .add(12, tensor("scores", FLOAT, name("candidates"), number(1)));
        return model(graph);
    }

    /** A ranker that weighs these columns, and adds what trees say of them. */
    public static byte[] ranker(final float[] mix, final TreeModel trees) {
        final Proto graph = new Proto()
                .add(1, new Proto().text(1, "rows").text(1, "mix").text(2, "mixed").text(3, "mix").text(4, "MatMul"))
                .add(1, trees(trees))
                .add(1, new Proto().text(1, "mixed").text(1, "corrected").text(2, "scores").text(3, "sum").text(4, "Add"))
                .text(2, "ranker")
                .add(5, new Proto().number(1, mix.length).number(1, 1).number(2, FLOAT).text(8, "mix")
                        .bytes(9, littleEndian(mix)))
                .add(11, tensor("rows", FLOAT, name("candidates"), number(mix.length)))
                .add(12, tensor("scores", FLOAT, name("candidates"), number(1)));
        return new Proto().number(1, 8).add(7, graph).add(8, new Proto().number(2, 17))
                .add(8, new Proto().text(1, "ai.onnx.ml").number(2, 3)).bytes().toByteArray();
    }

    private static Proto trees(final TreeModel model) {
        final Proto treeIds = new Proto().text(1, "nodes_treeids").number(20, 7);
        final Proto nodeIds = new Proto().text(1, "nodes_nodeids").number(20, 7);
        final Proto columns = new Proto().text(1, "nodes_featureids").number(20, 7);
        final Proto thresholds = new Proto().text(1, "nodes_values").number(20, 6);
        final Proto modes = new Proto().text(1, "nodes_modes").number(20, 8);
        final Proto left = new Proto().text(1, "nodes_truenodeids").number(20, 7);
        final Proto right = new Proto().text(1, "nodes_falsenodeids").number(20, 7);
        final Proto leafTrees = new Proto().text(1, "target_treeids").number(20, 7);
        final Proto leafNodes = new Proto().text(1, "target_nodeids").number(20, 7);
        final Proto targets = new Proto().text(1, "target_ids").number(20, 7);
        final Proto leaves = new Proto().text(1, "target_weights").number(20, 6);
        for (int tree = 0; tree < model.trees().size(); tree++) {
            final TreeModel.Tree one = model.trees().get(tree);
            final int inner = one.columns().length;
            for (int node = 0; node < inner + one.leaves().length; node++) {
                final boolean isInner = node < inner;
                treeIds.number(8, tree);
                nodeIds.number(8, node);
                modes.text(9, isInner ? "BRANCH_LEQ" : "LEAF");
                columns.number(8, isInner ? one.columns()[node] : 0);
                thresholds.real(7, isInner ? one.thresholds()[node] : 0);
                left.number(8, isInner ? place(one.left()[node], inner) : 0);
                right.number(8, isInner ? place(one.right()[node], inner) : 0);
                if (!isInner) {
                    leafTrees.number(8, tree);
                    leafNodes.number(8, node);
                    targets.number(8, 0);
                    leaves.real(7, one.leaves()[node - inner]);
                }
            }
        }
        final Proto node = new Proto().text(1, "rows").text(2, "corrected").text(3, "correct").text(4, "TreeEnsembleRegressor")
                .text(7, "ai.onnx.ml").add(5, integer("n_targets", 1));
        for (final Proto attribute : List.of(treeIds, nodeIds, columns, thresholds, modes, left, right, leafTrees, leafNodes,
                targets, leaves)) {
            node.add(5, attribute);
        }
        return node;
    }

    private static int place(final int child, final int inner) {
        return child >= 0 ? child : inner + ~child;
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
        final float[] popular = new float[ids.size() * PopularityHorizon.COUNT];
        for (int i = 0; i < ids.size(); i++) {
            System.arraycopy(vectors.get(i), 0, rows, i * dimensions, dimensions);
            Arrays.fill(popular, i * PopularityHorizon.COUNT, (i + 1) * PopularityHorizon.COUNT, popularity.get(i));
        }
        files.put("listings.f32", littleEndian(rows));
        files.put("listings.ids", idBytes());
        files.put("popularity.f32", littleEndian(popular));
        files.put("items.csr", items("items.csr"));
        files.put("neighbours.csr", items("neighbours.csr"));
        files.put("content.bin", content.encode().array());
        files.put("candidates.onnx", graph(dimensions));
        files.put("content.onnx", graph(content.dimensions()));
        files.put("products.onnx", products());
        files.put("ranker.onnx", ranker(mix));
        files.putAll(replaced);
        population.ifPresent(json -> files.put("population.json", json.getBytes(StandardCharsets.UTF_8)));
        try {
            final Path folder = Files.createDirectories(models.resolve(version));
            final ObjectNode manifest = manifest(dimensions);
            final ObjectNode hashes = manifest.putObject("files");
            for (final Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
                if (unnamed.contains(file.getKey())) {
                    continue;
                }
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

    private byte[] items(final String file) {
        final int[][] targets = new int[ids.size()][];
        final float[][] amounts = new float[ids.size()][];
        for (int i = 0; i < targets.length; i++) {
            final SortedMap<Integer, Float> list = new TreeMap<>();
            weights.getOrDefault(file, Map.of()).getOrDefault(ids.get(i), new TreeMap<>())
                    .forEach((target, weight) -> list.put(ids.indexOf(target), weight));
            targets[i] = list.keySet().stream().mapToInt(Integer::intValue).toArray();
            amounts[i] = new float[list.size()];
            int place = 0;
            for (final float weight : list.values()) {
                amounts[i][place++] = weight;
            }
        }
        return ItemWeights.encode(targets, amounts).array();
    }

    private ObjectNode manifest(final int dimensions) {
        final ObjectNode manifest = new ObjectMapper().createObjectNode();
        manifest.put("format", 3)
                .put("version", version)
                .put("created_at", "2026-11-20T00:00:00Z")
                .put("as_of", "2026-11-19T00:00:00Z")
                .put("dimensions", dimensions)
                .put("listing_count", ids.size())
                .put("lead_count", 7)
                .put("seed", 42)
                .put("feature_schema_hash", schemaHash);
        manifest.putObject("fold_in")
                .put("unobserved_weight", 0.01)
                .put("regularization", 0.1)
                .put("regularization_exponent", 0)
                .put("recency_half_life_days", HALF_LIFE_DAYS);
        manifest.putObject("items").put("recency_half_life_days", HALF_LIFE_DAYS).put("power", 1);
        manifest.putObject("metrics").put("ndcg_at_10", 0.25);
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
        return model(graph);
    }

    /** The graph of products of quantised vectors. */
    public static byte[] products() {
        return model(new Proto()
                .add(1, new Proto().text(1, "lead").text(1, "listings").text(2, "integers")
                        .text(3, "multiply").text(4, "MatMulInteger"))
                .add(1, new Proto().text(1, "integers").text(2, "products")
                        .text(3, "convert").text(4, "Cast").add(5, integer("to", FLOAT)))
                .text(2, "products")
                .add(11, tensor("lead", UINT8, name("leads"), name("dimensions")))
                .add(11, tensor("listings", INT8, name("dimensions"), name("listings")))
                .add(12, tensor("products", FLOAT, name("leads"), name("listings"))));
    }

    private static byte[] model(final Proto graph) {
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

        Proto bytes(final int number, final byte[] bytes) {
            return field(number, Field.newBuilder().addLengthDelimited(ByteString.copyFrom(bytes)));
        }

        Proto number(final int number, final long value) {
            return field(number, Field.newBuilder().addVarint(value));
        }

        Proto real(final int number, final float value) {
            return field(number, Field.newBuilder().addFixed32(Float.floatToRawIntBits(value)));
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
