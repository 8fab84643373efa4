package dev.homing.serving.demo;

import dev.homing.serving.Engine;
import dev.homing.serving.EngineOptions;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.server.HomingServer;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.BindException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real server on a port of this machine, and a client's connection to it. */
final class DemoServer implements AutoCloseable {
    private static final int CLOSE_SECONDS = 5;

    private final Engine engine;
    private final HomingServer server;
    private final ManagedChannel channel;

    /**
     * Starts a server.
     *
     * @param dataFolder to serve
     * @param port       0 for any free one
     * @throws BindException when the port is taken
     */
    DemoServer(final Path dataFolder, final int port) throws BindException {
        engine = Engine.open(EngineOptions.of(dataFolder));
        try {
            server = new HomingServer(engine, port);
        } catch (final BindException e) {
            engine.close();
            throw e;
        }
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    }

    int port() {
        return server.port();
    }

    Channel channel() {
        return channel;
    }

    /** What each signal of the model that serves would recommend alone. */
    SignalsAlone signals() throws ModelException {
        return new SignalsAlone(engine.store(), engine.models());
    }

    @Override
    public void close() {
        channel.shutdown();
        try {
            if (!channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                channel.shutdownNow();
            }
        } catch (final InterruptedException e) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
        server.close();
        engine.close();
    }
}
