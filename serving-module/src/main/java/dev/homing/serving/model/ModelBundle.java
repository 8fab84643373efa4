package dev.homing.serving.model;

import dev.homing.features.ContentModel;
import dev.homing.features.ItemWeights;
import dev.homing.features.PopularityHorizon;
import dev.homing.features.catalog.IdDictionary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A bundle, of which nothing is used before all of it is checked. Its files are mapped and not copied: what is read in place
 * takes no memory that the system could not have back, and stays when the bundle is deleted. Nobody writes into a bundle that is
 * there: training gives a folder its name when all of it is written.
 */
final class ModelBundle {
    /** Graph that finds candidates by factors. */
    static final String GRAPH = "candidates.onnx";
    /** Graph that finds candidates by attributes. */
    static final String CONTENT_GRAPH = "content.onnx";
    /** Graph of products of quantised vectors, which serve to find candidates of any signal. */
    static final String PRODUCT_GRAPH = "products.onnx";
    /** Graph that ranks candidates. */
    static final String RANKER_GRAPH = "ranker.onnx";

    private static final String GRAPH_ENDING = ".onnx";
    private static final String VECTORS = "listings.f32";
    private static final String IDS = "listings.ids";
    private static final String POPULARITY = "popularity.f32";
    private static final String ITEMS = "items.csr";
    private static final String NEIGHBOURS = "neighbours.csr";
    private static final String CONTENT = "content.bin";
    private static final int HASHED_AT_ONCE = 1 << 16;

    private final Path folder;
    private final Throttle throttle;
    private final ModelManifest manifest;
    private final byte[] graph;
    private final byte[] contentGraph;
    private final byte[] productGraph;
    private final byte[] rankerGraph;
    private final ItemWeights items;
    private final ItemWeights neighbours;
    private final ContentModel content;
    private final FloatBuffer vectors;
    private final FloatBuffer popularity;
    private final Optional<Population> population;

    /**
     * Reads and checks a bundle.
     *
     * @param folder     of the bundle
     * @param schemaHash of the feature schema that this server computes
     * @param properties whose ordinals are the rows
     * @param throttle   of the work
     */
    ModelBundle(final Path folder, final String schemaHash, final IdDictionary properties, final Throttle throttle)
            throws ModelException {
        this.folder = folder;
        this.throttle = throttle;
        manifest = ModelManifest.read(folder);
        if (!folder.endsWith(manifest.version())) {
            throw new ModelException("model " + folder.getFileName() + " is damaged: its model.json says that it is "
                    + manifest.version(), null);
        }
        if (!manifest.schemaHash().equals(schemaHash)) {
            throw new ModelException("model " + manifest.version() + " was trained for the feature schema "
                    + manifest.schemaHash() + ", this server computes " + schemaHash + ": train again", null);
        }
        graph = bytes(read(GRAPH, -1));
        vectors = read(VECTORS, (long) manifest.listingCount() * manifest.dimensions() * Float.BYTES).asFloatBuffer();
        popularity = read(POPULARITY, (long) manifest.listingCount() * PopularityHorizon.COUNT * Float.BYTES).asFloatBuffer();
        items = readItems(ITEMS);
        neighbours = readItems(NEIGHBOURS);
        content = readContent();
        contentGraph = bytes(read(CONTENT_GRAPH, -1));
        productGraph = bytes(read(PRODUCT_GRAPH, -1));
        rankerGraph = bytes(read(RANKER_GRAPH, -1));
        checkIds(read(IDS, -1), properties);
        // Bundles of before there were populations are as good as ever.
        population = manifest.files().containsKey(Population.FILE) ? Optional.of(readPopulation()) : Optional.empty();
    }

    /** The name by which clients ask for a graph. */
    static String graphName(final String file) {
        return file.substring(0, file.length() - GRAPH_ENDING.length());
    }

    ModelManifest manifest() {
        return manifest;
    }

    byte[] graph() {
        return graph;
    }

    /** Row major, direct. */
    FloatBuffer vectors() {
        return vectors;
    }

    /** One number for each row and horizon. */
    FloatBuffer popularity() {
        return popularity;
    }

    ItemWeights items() {
        return items;
    }

    ItemWeights neighbours() {
        return neighbours;
    }

    ContentModel content() {
        return content;
    }

    byte[] contentGraph() {
        return contentGraph;
    }

    byte[] productGraph() {
        return productGraph;
    }

    byte[] rankerGraph() {
        return rankerGraph;
    }

    private ItemWeights readItems(final String name) throws ModelException {
        final ByteBuffer bytes = read(name, -1);
        try {
            final ItemWeights weights = ItemWeights.of(bytes, throttle::giveWay);
            if (weights.listingCount() != manifest.listingCount()) {
                throw new IllegalArgumentException(
                        "it is of " + weights.listingCount() + " listings instead of " + manifest.listingCount());
            }
            return weights;
        } catch (final IllegalArgumentException e) {
            throw damaged(name, e.getMessage(), e);
        }
    }

    private ContentModel readContent() throws ModelException {
        final ByteBuffer bytes = read(CONTENT, -1);
        try {
            return ContentModel.of(bytes);
        } catch (final IllegalArgumentException e) {
            throw damaged(CONTENT, e.getMessage(), e);
        }
    }

    /** Of the features of the leads that the model was trained on. */
    Optional<Population> population() {
        return population;
    }

    private Population readPopulation() throws ModelException {
        final byte[] content = bytes(read(Population.FILE, -1));
        try {
            return Population.of(manifest.version(), manifest.schemaHash(), content);
        } catch (final IOException | IllegalArgumentException e) {
            throw damaged(Population.FILE, e.getMessage(), e);
        }
    }

    private static byte[] bytes(final ByteBuffer buffer) {
        final byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private ByteBuffer read(final String name, final long expectedLength) throws ModelException {
        final Path file = folder.resolve(name);
        final String expectedHash = manifest.files().get(name);
        if (expectedHash == null) {
            throw damaged(name, "model.json does not name it", null);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            final long length = channel.size();
            if (length > Integer.MAX_VALUE) {
                throw damaged(name, "it has " + length + " bytes, and a file of a model may have 2 GiB", null);
            }
            if (expectedLength >= 0 && length != expectedLength) {
                throw damaged(name, "it has " + length + " bytes instead of " + expectedLength, null);
            }
            final ByteBuffer bytes =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, length).order(ByteOrder.LITTLE_ENDIAN);
            final String hash = sha256(bytes.duplicate());
            if (!hash.equals(expectedHash)) {
                throw damaged(name, "its SHA-256 is " + hash + ", model.json says " + expectedHash, null);
            }
            return bytes;
        } catch (final IOException e) {
            throw damaged(name, String.valueOf(e.getMessage()), e);
        }
    }

    private String sha256(final ByteBuffer bytes) {
        try {
            final MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int from = 0; from < bytes.capacity(); from += HASHED_AT_ONCE) {
                digest.update(bytes.slice(from, Math.min(HASHED_AT_ONCE, bytes.capacity() - from)));
                throttle.giveWay();
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Rows are ordinals, which only mean something in the store that they were trained from. */
    private void checkIds(final ByteBuffer ids, final IdDictionary properties) throws ModelException {
        final UnsafeBuffer buffer = new UnsafeBuffer(ids);
        int position = 0;
        for (int row = 0; row < manifest.listingCount(); row++) {
            final int length = position + Short.BYTES <= buffer.capacity()
                    ? buffer.getShort(position, ByteOrder.LITTLE_ENDIAN) & 0xFFFF : buffer.capacity();
            position += Short.BYTES;
            if (position + length > buffer.capacity()) {
                throw damaged(IDS, "it ends in row " + row + " of " + manifest.listingCount(), null);
            }
            if (properties.find(buffer, position, length) != row) {
                throw new ModelException("model " + manifest.version() + " was trained from another data folder: its listing "
                        + row + " is \"" + buffer.getStringWithoutLengthUtf8(position, length) + "\"", null);
            }
            position += length;
            throttle.giveWay();
        }
    }

    private ModelException damaged(final String name, final String why, final Throwable cause) {
        return new ModelException("model " + folder.getFileName() + " is damaged: " + name + ": " + why, cause);
    }
}
