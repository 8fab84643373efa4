package dev.homing.serving.process;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A folder that is gone, with all that is in it, once it is closed. */
public final class TemporaryFolder implements AutoCloseable {
    private final Path path;

    /**
     * Makes an empty folder where temporary ones are.
     *
     * @param prefix of its name
     * @throws IOException when it cannot be made
     */
    public TemporaryFolder(final String prefix) throws IOException {
        path = Files.createTempDirectory(prefix);
    }

    private TemporaryFolder(final Path path) {
        this.path = path;
    }

    /**
     * Makes a folder temporary.
     *
     * @param path of it; made if absent
     * @return a folder that may be moved away, and then stays
     * @throws IOException when it cannot be made
     */
    public static TemporaryFolder at(final Path path) throws IOException {
        return new TemporaryFolder(Files.createDirectories(path));
    }

    /**
     * Where it is.
     *
     * @return absolute
     */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            /** Whatever else writes here may take its files away itself meanwhile. */
            @Override
            public FileVisitResult visitFileFailed(final Path file, final IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(final Path folder, final IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
