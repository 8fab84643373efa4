package dev.homing.serving.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.serving.ServerAddress;
import dev.homing.tracking.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderInUseTest {
    private final StoreException held = new StoreException(StoreException.Reason.HELD, "held", null);

    @TempDir
    private Path folder;

    @Test
    void shouldPointToTheServerThatHoldsTheFolder() throws IOException {
        final long pid = ProcessHandle.current().pid();
        new ServerAddress(pid, "127.0.0.1:8980").write(folder);
        assertEquals(Optional.of(new ServerAddress(pid, "127.0.0.1:8980")), ServerAddress.read(folder));
        final StoreException failure = FolderInUse.orElse(held, folder);
        assertEquals(folder + " is served by process " + pid + "; use --server 127.0.0.1:8980 instead of --data",
                failure.getMessage());
        assertEquals(StoreException.Reason.HELD, failure.reason());
        ServerAddress.delete(folder);
        ServerAddress.delete(folder);
        assertFalse(Files.exists(folder.resolve("server.json")));
    }

    @Test
    void shouldNotBelieveANoteOfAProcessThatIsGone() throws IOException {
        new ServerAddress(Integer.MAX_VALUE, "127.0.0.1:8980").write(folder);
        assertTrue(ServerAddress.read(folder).isEmpty());
        Files.writeString(folder.resolve("server.json"), "{half");
        assertTrue(ServerAddress.read(folder).isEmpty());
        assertTrue(FolderInUse.orElse(held, folder).getMessage().contains("wait for it to end, or use --server HOST:PORT"));
    }

    @Test
    void shouldLeaveOtherFailuresAlone() {
        final StoreException damaged = new StoreException(StoreException.Reason.CORRUPT, "damaged", null);
        assertSame(damaged, FolderInUse.orElse(damaged, folder));
    }
}
