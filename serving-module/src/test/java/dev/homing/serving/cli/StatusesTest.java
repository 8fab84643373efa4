package dev.homing.serving.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class StatusesTest {
    @Test
    void shouldTellAServerOutOfReachFromOneThatIsLost() {
        assertTrue(Statuses.isOutOfReach(Status.UNAVAILABLE.withCause(new ConnectException("refused"))));
        assertTrue(Statuses.isOutOfReach(Status.UNAVAILABLE.withCause(
                new RuntimeException("wrapped", new UnknownHostException("nowhere")))));
        assertFalse(Statuses.isOutOfReach(Status.UNAVAILABLE.withCause(new IOException("Connection reset by peer"))));
        assertFalse(Statuses.isOutOfReach(Status.UNAVAILABLE.withDescription("the server shuts down")));
    }

    @Test
    void shouldSayWhatToDoOrWhatTheServerSaid() {
        assertEquals("cannot reach the server (refused); check that it runs at this address",
                Statuses.explain(Status.UNAVAILABLE.withCause(new ConnectException("refused"))));
        assertEquals("the server answered NOT_FOUND: no model", Statuses.explain(Status.NOT_FOUND.withDescription("no model")));
        assertEquals("the server answered INTERNAL", Statuses.explain(Status.INTERNAL));
    }
}
