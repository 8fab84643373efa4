package dev.homing.serving.bench;

import dev.homing.serving.Engine;
import dev.homing.serving.EngineOptions;
import dev.homing.serving.server.HomingServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The server process of a benchmark: that of {@code homing serve}, and the empty call. It ends when its standard input does, and
 * so also when the benchmark is killed.
 */
public final class BenchServer {
    static final String MAIN = "dev.homing.serving/" + BenchServer.class.getName();
    static final String READY = "listening on ";

    private BenchServer() {
    }

    /**
     * Serves.
     *
     * @param arguments the data folder
     * @throws IOException when there is no port to be had
     */
    public static void main(final String[] arguments) throws IOException {
        try (Engine engine = Engine.open(EngineOptions.of(Path.of(arguments[0])));
                HomingServer server = new HomingServer(engine, 0, List.of(EmptyCall.service()))) {
            System.out.println(READY + "127.0.0.1:" + server.port());
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
    }
}
