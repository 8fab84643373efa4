package dev.homing.serving.demo;

import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.homing.features.Signal;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.model.TestBundle;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ann likes one listing, and each signal says something of another; all would have her take one that is sold. */
@Timeout(60)
class SignalsAloneTest {
    @TempDir
    private Path folder;
    private TestServer server;

    @BeforeEach
    void open() {
        server = TestServer.open(folder);
        server.upsert(property("liked").setBedrooms(5));
        server.upsert(property("sold").setBedrooms(9));
        for (final String id : List.of("factors", "items", "neighbours")) {
            server.upsert(property(id));
        }
        server.upsert(property("content").setBedrooms(4));
        server.upsert(property("more-content").setBedrooms(5));
        server.status("sold", PropertyStatus.SOLD);
        server.track(like("ann", "liked"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldRankByOneSignalWhatIsOnTheMarketAndNew() throws ModelException {
        final TestBundle bundle = new TestBundle("m1").bedrooms()
                .listing("liked", 0, 1, 0).listing("sold", 0, 2, 0).listing("factors", 0, 1, 0)
                .listing("items", 0, 0, 1).listing("neighbours", 0, 0, 1).listing("content", 0, 0, 1)
                .listing("more-content", 0, 0, 1)
                .item("liked", "sold", 3).item("liked", "items", 2)
                .neighbour("liked", "sold", 3).neighbour("liked", "neighbours", 2);
        server.models().activateModel(
                ActivateModelRequest.newBuilder().setVersion(bundle.write(folder).getFileName().toString()).build());

        try (SignalsAlone signals = signals()) {
            assertEquals(List.of("factors"), signals.best(Signal.FACTORS, "ann", 10));
            assertEquals(List.of("items"), signals.best(Signal.ITEMS, "ann", 10));
            assertEquals(List.of("neighbours"), signals.best(Signal.NEIGHBOURS, "ann", 10));
            assertEquals(List.of("more-content", "content"), signals.best(Signal.CONTENT, "ann", 10));
            assertEquals(List.of("more-content"), signals.best(Signal.CONTENT, "ann", 1));
            assertEquals(List.of(), signals.best(Signal.ITEMS, "somebody-new", 10));
        }
    }

    @Test
    void shouldSayWhenThereIsNoModel() {
        assertEquals("no model serves", assertThrows(IllegalStateException.class, () -> signals().close()).getMessage());
    }

    private SignalsAlone signals() throws ModelException {
        return new SignalsAlone(server.engine().store(), server.engine().models());
    }
}
