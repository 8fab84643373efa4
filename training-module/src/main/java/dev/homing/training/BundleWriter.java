package dev.homing.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a model bundle: into a folder that nobody looks at, every file synced, then renamed. A crash in between leaves no
 * bundle, and a server never sees half of one.
 */
final class BundleWriter {
    /** File that names the model that serves. */
    static final String ACTIVE = "ACTIVE";
    /** File that names the one that served before. */
    static final String PREVIOUS = "PREVIOUS";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /**
     * Begins an empty bundle.
     *
     * @param folder of the tenant's models
     */
    BundleWriter(final Path folder) {
        this.folder = folder;
    }

    void add(final String name, final byte[] content) {
        files.put(name, content);
    }

    static byte[] littleEndian(final float[] numbers) {
        final ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return bytes.array();
    }

    /** A name for the content of all files so far, and of something more. */
    String contentHash(final byte[] more) {
        final MessageDigest digest = sha256();
        digest.update(more);
        files.forEach((name, content) -> digest.update(content));
        return HexFormat.of().formatHex(digest.digest(), 0, 4);
    }

    /** Writes the bundle with a manifest, to which the hashes of the files are added. */
    Path write(final String version, final ObjectNode manifest) throws IOException {
        final ObjectNode hashes = manifest.putObject("files");
        files.forEach((name, content) -> hashes.put(name, HexFormat.of().formatHex(sha256().digest(content))));
        final Path bundle = folder.resolve(version);
        try (BundleDraft draft = BundleDraft.begin(folder, version)) {
            for (final Map.Entry<String, byte[]> file : files.entrySet()) {
                writeSynced(draft.folder().resolve(file.getKey()), file.getValue());
            }
            writeSynced(draft.folder().resolve("model.json"), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
            syncFolder(draft.folder());
            Files.move(draft.folder(), bundle, StandardCopyOption.ATOMIC_MOVE);
        }
        syncFolder(folder);
        return bundle;
    }

    /** Makes a bundle the one that serves, and writes down which one did before. */
    void activate(final String version) throws IOException {
        final Path active = folder.resolve(ACTIVE);
        final String before = Files.isRegularFile(active) ? Files.readString(active, StandardCharsets.UTF_8).strip() : "";
        if (!before.isEmpty() && !before.equals(version)) {
            name(PREVIOUS, before);
        }
        name(ACTIVE, version);
        syncFolder(folder);
    }

    private void name(final String file, final String version) throws IOException {
        final Path draft = folder.resolve(file + ".tmp");
        writeSynced(draft, (version + "\n").getBytes(StandardCharsets.US_ASCII));
        Files.move(draft, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes names last, where the system lets a folder be opened like a file. */
    private static void syncFolder(final Path folder) throws IOException {
        if (File.separatorChar == '/') {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void writeSynced(final Path file, final byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            final ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    static byte[] sha256(final ByteBuffer content) {
        final MessageDigest digest = sha256();
        digest.update(content);
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
