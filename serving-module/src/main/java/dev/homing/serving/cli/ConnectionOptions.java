package dev.homing.serving.cli;

import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say where a command works. */
final class ConnectionOptions {
    /** Exactly one of the two. */
    static final class Place {
        @Option(names = "--data", paramLabel = "DIR", required = true,
                description = "The data folder, which no server may have open; created if absent.")
        private Path data;

        @Option(names = "--server", paramLabel = "HOST:PORT", required = true, description = "A running server.")
        private String server;
    }

    @ArgGroup(multiplicity = "1")
    private Place place;

    @Option(names = "--tenant", paramLabel = "NAME", defaultValue = "default",
            description = "Whose data. Default: ${DEFAULT-VALUE}.")
    private String tenant;

    Connection open() {
        return place.data != null ? Connection.toFolder(place.data, tenant) : Connection.toServer(place.server, tenant);
    }
}
