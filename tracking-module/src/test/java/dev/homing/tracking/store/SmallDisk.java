package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real file system of a few megabytes, with ballast that can be dropped. Needs Linux and the right to mount; skips if not. */
final class SmallDisk implements AutoCloseable {
    private static final String BALLAST = "ballast";
    private static final String OTHERS = "others";

    private final Path folder;

    private SmallDisk(final Path folder) {
        this.folder = folder;
    }

    static SmallDisk mount(final Path folder, final int megabytes, final int ballastMegabytes)
            throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/self/mounts")), "there are no mounts on this system");
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "none", folder.toString()),
                "this user may not mount a file system");
        final SmallDisk disk = new SmallDisk(folder);
        Files.write(folder.resolve(BALLAST), new byte[ballastMegabytes << 20]);
        return disk;
    }

    private static boolean run(final String... command) {
        try {
            final Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (final IOException e) {
            return false;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void dropBallast() throws IOException {
        Files.delete(folder.resolve(BALLAST));
    }

    /** Others fill the disk up to some room that they leave. */
    void fill(final int roomBytes) throws IOException {
        Files.write(folder.resolve(OTHERS), new byte[(int) Math.max(0, folder.toFile().getUsableSpace() - roomBytes)]);
    }

    void dropOthers() throws IOException {
        Files.delete(folder.resolve(OTHERS));
    }

    @Override
    public void close() {
        if (!run("umount", folder.toString())) {
            run("umount", "-l", folder.toString());
        }
    }
}
