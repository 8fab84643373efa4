package dev.homing.serving.server;

import dev.homing.serving.Engine;
import dev.homing.tracking.store.CommitterState;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * An engine on a loopback port, with health and reflection.
 *
 * <p>Handlers run on the event loops: none of them blocks, what must wait moves itself to a worker. Health says NOT_SERVING while
 * the store refuses writes and while the server shuts down; the log says why, once for each change.
 */
public final class HomingServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HomingServer.class.getName());
    private static final int MAX_MESSAGE_BYTES = 4 << 20;
    /** Of one connection; calls beyond it wait at the client. */
    private static final int MAX_CONCURRENT_CALLS = 1_024;
    /** Bytes of one call, and of one connection, that the server takes before it has read the ones before. */
    private static final int FLOW_CONTROL_WINDOW = 256 << 10;
    private static final int MAX_HEADER_BYTES = 8 << 10;
    private static final int DRAIN_SECONDS = 10;
    private static final int WATCH_INTERVAL_MS = 1_000;

    private final Engine engine;
    private final Server server;
    private final HealthStatusManager health = new HealthStatusManager();
    /** The watch's own. */
    private CommitterState.Kind seen = CommitterState.Kind.RUNNING;
    private final ScheduledFuture<?> watching;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        final Thread thread = new Thread(task, "homing-watch");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Starts a server.
     *
     * @param engine to serve; the caller closes it after the server
     * @param port   on the loopback address, 0 for any free one
     * @throws BindException when the port is taken or not allowed
     */
    public HomingServer(final Engine engine, final int port) throws BindException {
        this(engine, port, List.of());
    }

    /**
     * Starts a server with services beside those of the engine.
     *
     * @param engine to serve; the caller closes it after the server
     * @param port   on the loopback address, 0 for any free one
     * @param beside the engine's services
     * @throws BindException when the port is taken or not allowed
     */
    public HomingServer(final Engine engine, final int port, final List<ServerServiceDefinition> beside) throws BindException {
        this.engine = engine;
        final NettyServerBuilder builder = NettyServerBuilder
                .forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .directExecutor()
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .maxInboundMetadataSize(MAX_HEADER_BYTES)
                .maxConcurrentCallsPerConnection(MAX_CONCURRENT_CALLS)
                .flowControlWindow(FLOW_CONTROL_WINDOW)
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance());
        engine.services().forEach(builder::addService);
        beside.forEach(builder::addService);
        try {
            server = builder.build().start();
        } catch (final IOException e) {
            final Throwable reason = e.getCause() == null ? e : e.getCause();
            final BindException failure = new BindException("cannot listen on 127.0.0.1:" + port + " (" + reason.getMessage()
                    + "); choose another port with --port N, or any free one with --port 0");
            failure.initCause(e);
            throw failure;
        }
        watching = watch.scheduleWithFixedDelay(this::watch, WATCH_INTERVAL_MS, WATCH_INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    private void watch() {
        noteChange(engine.committerState());
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
                engine.isWritable() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
        try {
            engine.pollModels();
        } catch (final RuntimeException e) {
            // An exception would end the watch for good.
            LOG.log(System.Logger.Level.ERROR, "cannot look for new models", e);
        }
    }

    private void noteChange(final CommitterState state) {
        if (state.kind() == seen) {
            return;
        }
        seen = state.kind();
        if (state.isRunning()) {
            LOG.log(System.Logger.Level.INFO, "serving again: the disk takes writes");
        } else {
            LOG.log(System.Logger.Level.ERROR, "not serving, reads go on: " + state.reason()
                    + (state.isSuspended() ? "; trying again every second" : "; the server needs a restart"));
        }
    }

    /**
     * Where the server listens.
     *
     * @return a free port if 0 was asked for
     */
    public int port() {
        return server.getPort();
    }

    /** Refuses new calls and waits a while for those under way; calls that take longer are cut off. */
    @Override
    public void close() {
        health.enterTerminalState();
        watching.cancel(true);
        watch.shutdownNow();
        server.shutdown();
        engine.endStreams();
        try {
            if (!server.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                // The engine is closed next, and no call may be inside it then.
                server.shutdownNow().awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS);
            }
        } catch (final InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
