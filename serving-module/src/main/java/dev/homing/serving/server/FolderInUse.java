package dev.homing.serving.server;

import dev.homing.serving.ServerAddress;
import dev.homing.tracking.store.StoreException;
import java.nio.file.Path;

/** Says who holds a data folder and what to do about it. */
public final class FolderInUse {
    private FolderInUse() {
    }

    /**
     * Makes a failure to open a folder one that says where to go.
     *
     * @param failure    to open it
     * @param dataFolder that was to be opened
     * @return the failure, with the server's address in its message if a server holds the folder
     */
    public static StoreException orElse(final StoreException failure, final Path dataFolder) {
        if (failure.reason() != StoreException.Reason.HELD) {
            return failure;
        }
        final String message = ServerAddress.read(dataFolder)
                .map(server -> dataFolder + " is served by process " + server.pid()
                        + "; use --server " + server.address() + " instead of --data")
                .orElse(dataFolder
                        + " is open in another process; wait for it to end, or use --server HOST:PORT if it is a server");
        return new StoreException(StoreException.Reason.HELD, message, failure);
    }
}
