package dev.homing.serving.bench;

import dev.homing.serving.process.ChildJvm;
import dev.homing.serving.terminal.CommandException;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server process on a data folder, and the one connection to it. */
final class ServerProcess implements AutoCloseable {
    private static final int START_SECONDS = 60;
    private static final int END_SECONDS = 30;

    private final ChildJvm child;
    private final ManagedChannel channel;

    private ServerProcess(final ChildJvm child, final ManagedChannel channel) {
        this.child = child;
        this.channel = channel;
    }

    static ServerProcess start(final Path dataFolder) throws IOException {
        final ChildJvm child = ChildJvm.start(ChildJvm.server(BenchServer.MAIN, List.of(dataFolder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT));
        try {
            final BufferedReader output =
                    new BufferedReader(child.process().inputReader(StandardCharsets.UTF_8));
            final String line = CompletableFuture.supplyAsync(() -> readLine(output))
                    .completeOnTimeout("", START_SECONDS, TimeUnit.SECONDS).join();
            if (!line.startsWith(BenchServer.READY)) {
                throw new CommandException("the server of the benchmark did not start", null);
            }
            return new ServerProcess(child, NettyChannelBuilder.forTarget(line.substring(BenchServer.READY.length()))
                    .usePlaintext().build());
        } catch (final RuntimeException e) {
            child.close();
            throw e;
        }
    }

    /** The next line, empty at the end. */
    private static String readLine(final BufferedReader output) {
        try {
            final String line = output.readLine();
            return line == null ? "" : line;
        } catch (final IOException e) {
            return "";
        }
    }

    ManagedChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            child.process().getOutputStream().close();
            child.process().waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final IOException e) {
            // It has ended already, and that is what was wanted.
            return;
        } finally {
            child.close();
        }
    }
}
