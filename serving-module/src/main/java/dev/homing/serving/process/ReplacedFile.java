package dev.homing.serving.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Small files that are replaced whole: whoever reads one, after a crash too, reads what was in it before or after. */
public final class ReplacedFile {
    private ReplacedFile() {
    }

    /**
     * Replaces a file. One writer at a time.
     *
     * @param file in a folder that exists
     * @param text goes into it in UTF-8
     * @throws IOException when it cannot be written, and is what it was before
     */
    public static void write(final Path file, final String text) throws IOException {
        final Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            final ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
