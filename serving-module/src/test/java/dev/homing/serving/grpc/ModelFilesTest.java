package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.rpc.Code;
import dev.homing.features.RankColumn;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.ListModelsRequest;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a model when its files do. */
@Timeout(60)
class ModelFilesTest {
    private static final int LISTINGS = 200;

    @TempDir
    private Path folder;
    private TestServer server;

    @BeforeEach
    void open() {
        server = TestServer.open(folder);
        for (int i = 0; i < LISTINGS; i++) {
            server.upsert(property("p" + i).setBedrooms(i % 6));
        }
        server.track(like("ann", "p5"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldGoOnWithAModelWhoseFilesAreDeleted() throws IOException {
        bundle("m1").write(folder);
        activate("m1");
        final List<String> before = listings(20);
        final List<String> all = listings(500);
        final Path bundle = TestBundle.models(folder).resolve("m1");
        // No scorer has been made for answers of such a length yet.
        try (Stream<Path> files = Files.list(bundle)) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
        }
        Files.delete(bundle);
        assertEquals(before, listings(20));
        assertEquals(all, listings(500));
        assertEquals(before.subList(0, 3), listings(3));
        server.engine().pollModels();
        for (int i = 0; i < 2 * LISTINGS; i++) {
            server.upsert(property("n" + i).setBedrooms(0));
        }
        server.status(before.get(0), PropertyStatus.SOLD);
        assertFalse(listings(500).contains(before.get(0)));
        assertEquals("m1", server.recommend(RecommendRequest.newBuilder().setLeadId("ann")).getModelVersion());
        assertEquals(0, server.models().listModels(ListModelsRequest.getDefaultInstance()).getModelsCount());
    }

    @Test
    void shouldWriteDownWhichModelServedBefore() throws IOException {
        bundle("m1").write(folder);
        bundle("m2").write(folder);
        activate("m1");
        assertFalse(Files.exists(TestBundle.models(folder).resolve("PREVIOUS")), "none did");
        activate("m2");
        assertEquals("m1\n", Files.readString(TestBundle.models(folder).resolve("PREVIOUS")));
        activate("m2");
        assertEquals("m1\n", Files.readString(TestBundle.models(folder).resolve("PREVIOUS")));
        activate("m1");
        assertEquals("m2\n", Files.readString(TestBundle.models(folder).resolve("PREVIOUS")), "back, and forth again");
    }

    @Test
    void shouldRefuseAFileThatIsLargerThanItMayBe() throws IOException {
        final Path file = bundle("m1").write(folder).resolve("items.csr");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << Integer.SIZE);
        }
        final Refused refused = Refused.by(() -> activate("m1"));
        assertEquals(Code.FAILED_PRECONDITION, refused.code());
        assertEquals("model m1 is damaged: items.csr: it has 4294967296 bytes, and a file of a model may have 2 GiB",
                refused.message());
    }

    private static TestBundle bundle(final String version) {
        final TestBundle bundle = new TestBundle(version).bedrooms().weight(RankColumn.CONTENT, 0.5)
                .weight(RankColumn.ITEMS, 0.3).item("p5", "p7", 1).neighbour("p5", "p9", 1);
        for (int i = 0; i < LISTINGS; i++) {
            bundle.listing("p" + i, 0, i % 7, i % 3 + 1);
        }
        return bundle;
    }

    private void activate(final String version) {
        server.models().activateModel(ActivateModelRequest.newBuilder().setVersion(version).build());
    }

    private List<String> listings(final int limit) {
        return TestServer.ids(server.recommend(RecommendRequest.newBuilder().setLeadId("ann").setLimit(limit)));
    }
}
