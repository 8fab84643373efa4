package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A folder, a launcher that works in it, and the rule that no JVM leaves anything in its temporary folder. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DistributionTest {
    private Path folder;
    private Launcher homing;

    @BeforeAll
    void createLauncher(@TempDir final Path given) throws IOException {
        folder = given;
        homing = new Launcher(given);
    }

    @AfterAll
    void shouldLeaveNothingBehind() throws IOException {
        assertEquals(List.of(), homing.leftovers());
    }

    /** For data folders and input files. */
    Path folder() {
        return folder;
    }

    Launcher homing() {
        return homing;
    }

    /** A copy of a public data set, which is no part of the project: without it the test does not run. */
    Path dataSet(final String name) throws IOException {
        final Path original = Path.of(System.getProperty("homing.test.data", "")).resolve(name);
        assumeTrue(Files.isReadable(original), "-Dhoming.test.data names no folder with " + name);
        final Path copy = folder.resolve(name);
        if (!Files.exists(copy)) {
            Files.write(copy, Files.readAllBytes(original));
        }
        return copy;
    }

    /** The import of the Deskdrop events, ready to be run. */
    Object[] deskdrop(final Object... place) throws IOException {
        return new Object[] {"import", "events", dataSet("deskdrop_interactions.csv.gz"),
            "--mapping", Launcher.example("deskdrop-events"), place[0], place[1]};
    }

    static ManagedChannel connect(final String address) {
        return NettyChannelBuilder.forTarget(address).usePlaintext().build();
    }
}
