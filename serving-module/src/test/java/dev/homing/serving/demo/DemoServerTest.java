package dev.homing.serving.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DemoServerTest {
    @TempDir
    private Path folder;

    @Test
    void shouldServeWhatIsImported() throws BindException {
        final MarketHistory history = Markets.HISTORY;
        try (DemoServer server = new DemoServer(folder, 0)) {
            final DemoImport target = new DemoImport(server.channel());
            target.changes(history.changes());
            target.events(history.events());

            final Panel.Verdict verdict = new Panel(server.channel(), history, new Cast(history)).ask();

            assertTrue(verdict.leads() > 30, verdict.toString());
            assertEquals(1 + 4 * verdict.leads(), verdict.calls());
            assertEquals(verdict.popular(), verdict.recommended(), "without a model there is popularity alone");
            assertTrue(verdict.unseen() > 0.05 && verdict.unseen() <= 0.1, verdict.toString());
            assertEquals(5, RecommendationServiceGrpc.newBlockingStub(server.channel()).withDeadlineAfter(30, TimeUnit.SECONDS)
                    .recommend(RecommendRequest.newBuilder().setLeadId("anybody").setLimit(5).build())
                    .getRecommendationsCount());
        }
    }

    @Test
    void shouldSayWhatToDoWhenThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final BindException failure =
                    assertThrows(BindException.class, () -> new DemoServer(folder, taken.getLocalPort()).close());
            assertTrue(failure.getMessage().contains("--port 0"), failure.getMessage());
        }
    }
}
