package dev.homing.serving.backup;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file of a backup: reading and copying tell what was read, and leave it on disk and not just in memory.
 *
 * @param path   in the backup, with slashes
 * @param bytes  its length
 * @param sha256 of its content, in hex
 */
record VerifiedFile(String path, long bytes, String sha256) {
    private static final int BUFFER_BYTES = 1 << 20;

    /** Reads a file below a folder, and makes it last. */
    static VerifiedFile read(final Path folder, final String path) throws IOException {
        try (FileChannel source = FileChannel.open(folder.resolve(path), StandardOpenOption.READ)) {
            final VerifiedFile file = pass(path, source, null);
            source.force(true);
            return file;
        }
    }

    /** Copies a file below a folder to the same place below another, where it must not be yet, and makes it last. */
    static VerifiedFile copy(final Path from, final Path to, final String path) throws IOException {
        try (FileChannel source = FileChannel.open(from.resolve(path), StandardOpenOption.READ);
                FileChannel target = FileChannel.open(
                        to.resolve(path), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            final VerifiedFile file = pass(path, source, target);
            target.force(true);
            return file;
        }
    }

    // Not a direct buffer: one for each of thousands of files would be freed only when something else makes the JVM collect.
    private static VerifiedFile pass(final String path, final FileChannel source, final FileChannel target) throws IOException {
        final MessageDigest digest = sha256Digest();
        final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        long bytes = 0;
        while (source.read(buffer) >= 0) {
            buffer.flip();
            bytes += buffer.remaining();
            digest.update(buffer.duplicate());
            while (target != null && buffer.hasRemaining()) {
                target.write(buffer);
            }
            buffer.clear();
        }
        return new VerifiedFile(path, bytes, HexFormat.of().formatHex(digest.digest()));
    }

    /** Makes the names in a folder last, where the system lets a folder be opened like a file. */
    static void force(final Path folder) throws IOException {
        if (File.separatorChar == '/') {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
