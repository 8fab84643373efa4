package dev.homing.serving.cli;

import dev.homing.tracking.store.Store;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say where a command works. */
final class ConnectionOptions {
    /** Exactly one of the two. */
    static final class Place {
        @Option(names = "--data", paramLabel = "DIR", required = true,
                description = "The data folder, which no server may have open; imports create it.")
        private Path data;

        @Option(names = "--server", paramLabel = "HOST:PORT", required = true, description = "A running server.")
        private String server;
    }

    @ArgGroup(multiplicity = "1")
    private Place place;

    @Option(names = "--tenant", paramLabel = "NAME", defaultValue = "default",
            description = "Whose data. Default: ${DEFAULT-VALUE}.")
    private String tenant;

    /** Opens the place, where a data folder must be there already. */
    Connection openExisting() {
        if (place.data != null) {
            Store.requireExisting(place.data);
        }
        return open();
    }

    /** Opens the place; a data folder is created if need be. */
    Connection open() {
        return place.data != null ? Connection.toFolder(place.data, tenant) : Connection.toServer(place.server, tenant);
    }
}
