package dev.homing.serving.cli;

import dev.homing.serving.Engine;
import dev.homing.serving.EngineOptions;
import dev.homing.serving.grpc.Tenants;
import dev.homing.serving.server.FolderInUse;
import dev.homing.serving.terminal.CommandException;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.Store;
import dev.homing.tracking.store.StoreException;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A way to the services: of a server on the network, or of an engine that this process opens on a data folder. Either way the
 * caller has a channel, so that a command is written once.
 */
final class Connection implements AutoCloseable {
    private static final int CLOSE_SECONDS = 10;

    private final String tenant;
    private final ManagedChannel managed;
    private final Optional<Server> server;
    private final Optional<Engine> engine;

    private Connection(
            final String tenant, final ManagedChannel managed, final Optional<Server> server, final Optional<Engine> engine) {
        this.tenant = tenant;
        this.managed = managed;
        this.server = server;
        this.engine = engine;
    }

    /** Connects to a server; nothing is sent before the first call. */
    static Connection toServer(final String address, final String tenant) {
        return new Connection(tenant, NettyChannelBuilder.forTarget(address).usePlaintext().build(),
                Optional.empty(), Optional.empty());
    }

    /** Opens a data folder in this process. */
    static Connection toFolder(final Path dataFolder, final String tenant) {
        final Engine engine;
        try {
            engine = Engine.open(EngineOptions.of(dataFolder));
        } catch (final StoreException e) {
            throw FolderInUse.orElse(e, dataFolder);
        }
        try {
            final String name = InProcessServerBuilder.generateName();
            final InProcessServerBuilder builder = InProcessServerBuilder.forName(name).directExecutor();
            engine.services().forEach(builder::addService);
            final Server server = builder.build().start();
            final ManagedChannel channel = InProcessChannelBuilder.forName(name).directExecutor().build();
            return new Connection(tenant, channel, Optional.of(server), Optional.of(engine));
        } catch (final IOException e) {
            engine.close();
            throw new CommandException("cannot open " + dataFolder + ": " + e.getMessage(), e);
        }
    }

    /** Where calls go, with the tenant in their headers. */
    Channel channel() {
        final Metadata headers = new Metadata();
        headers.put(Tenants.HEADER, tenant);
        return ClientInterceptors.intercept(managed, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** All leads that have events, in the order of the store; empty for a server, which does not list them. */
    Optional<List<String>> leads(final long asOfMs) {
        return engine.map(opened -> {
            final int number = opened.store().tenant(tenant);
            if (number == Store.NO_TENANT) {
                throw new CommandException("there is no tenant " + tenant + " in " + opened.store().folder() + "; there are "
                        + opened.store().tenants().keySet(), null);
            }
            final List<String> leads = new ArrayList<>();
            opened.store().timelines().forEachLead(number, asOfMs, new Timeline(1, 1), (lead, timeline) -> leads.add(lead));
            return leads;
        });
    }

    /** After an import of events: has the histories of a folder's leads sealed; a server does that by itself. */
    void sealHistories() {
        try {
            if (engine.isPresent()) {
                engine.get().sealHistories();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        managed.shutdown();
        server.ifPresent(Server::shutdown);
        try {
            managed.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            if (server.isPresent()) {
                server.get().awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        engine.ifPresent(Engine::close);
    }
}
