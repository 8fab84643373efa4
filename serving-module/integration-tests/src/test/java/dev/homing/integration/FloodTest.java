package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A small server under far more than it takes: some 10,000 events in flight and always more to come, where the ring has room for
 * some 300. A minute of it: {@code mvn verify -Dhoming.flood.seconds=60 -Dtest=FloodTest
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@EnabledOnOs(OS.LINUX)
class FloodTest extends DistributionTest {
    private static final int SHORT_SECONDS = 6;
    private static final int SECONDS = Integer.getInteger("homing.flood.seconds", SHORT_SECONDS);
    private static final int DRAIN_SECONDS = 120;
    private static final int HEALTH_DEADLINE_SECONDS = 20;
    /** Generous: who comes back to a full ring may find it full many times, and the machine may have other work. */
    private static final double MAX_ACK_SECONDS = 60;
    private static final int MIN_SAMPLES = 3;
    /** What the live heap may differ between two halves of the same load: the requests under way are now more, now fewer. */
    private static final long HEAP_MARGIN_MIB = 48;
    /** What the memory of the process may: the write buffers of the store fill and empty. */
    private static final long RESIDENT_MARGIN_MIB = 160;
    private static final Pattern HEAP_USED = Pattern.compile("(?:PSYoungGen|ParOldGen) +total \\d+K, used (\\d+)K");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern JOURNAL = Pattern.compile("(?m)^([\\d,]+) events?$");

    /** Of the server: what is live on the heap, and what the process has in all. */
    private record Memory(long heapMib, long residentMib) {
        Memory max(final long otherHeapMib, final long otherResidentMib) {
            return new Memory(Math.max(heapMib, otherHeapMib), Math.max(residentMib, otherResidentMib));
        }
    }

    @Test
    void shouldKeepItsMemoryAndLoseNothingUnderAFlood() throws IOException, InterruptedException {
        final Path data = folder().resolve("flooded");
        final long created;
        final Map<String, String> small =
                Map.of("HOMING_JAVA_OPTS", "-Xmx256m -Djava.io.tmpdir=" + folder().resolve("tmp"));
        try (Running server = homing().start(small, Launcher.program(),
                "serve", "--data", data, "--port", 0, "--ring-length", 64 << 10, "--max-pending-bytes", 4 << 20)) {
            final String address = server.address();
            try (Flood flood = new Flood(address)) {
                flood.singles(800);
                flood.batches(20);
                flood.stream();
                flood.stream();
                flood.unread(30);
                final Memory first = peak(server.process(), address);
                final long acked = flood.acked();
                final Memory second = peak(server.process(), address);
                assertTrue(flood.acked() > acked, "it works on");
                flood.drain(DRAIN_SECONDS);
                final String figures = String.format(java.util.Locale.ROOT,
                        "%,d events, %,d refusals; p99 of acks %.2f s; first half: %s; second half: %s",
                        flood.created(), flood.refused(), flood.ackSeconds(0.99), first, second);
                if (SECONDS != SHORT_SECONDS) {
                    System.out.println(figures);
                }
                assertTrue(flood.refused() > 1_000, figures);
                assertTrue(second.heapMib() <= first.heapMib() + HEAP_MARGIN_MIB, figures);
                assertTrue(second.residentMib() <= first.residentMib() + RESIDENT_MARGIN_MIB, figures);
                assertTrue(flood.ackSeconds(0.99) <= MAX_ACK_SECONDS, figures);
                created = flood.created();
            }
            checkHealth(address);
            final Finished ended = server.terminate();
            assertEquals(0, ended.exitCode(), ended.toString());
            assertEquals("", ended.err());
        }
        final Finished looked = homing().succeed("doctor", "--data", data);
        final MatchResult journal = JOURNAL.matcher(looked.out()).results().findFirst().orElseThrow();
        assertEquals(created, Long.parseLong(journal.group(1).replace(",", "")), looked.toString());
    }

    /** The most memory in half of the time, all along of which it is well. */
    private static Memory peak(final Process server, final String address) throws IOException, InterruptedException {
        final long endNs = System.nanoTime() + SECONDS * 500_000_000L;
        Memory peak = new Memory(0, 0);
        for (int samples = 0; samples < MIN_SAMPLES || System.nanoTime() < endNs; samples++) {
            checkHealth(address);
            peak = peak.max(heap(server) >> 20, resident(server) >> 20);
        }
        return peak;
    }

    private static void checkHealth(final String address) {
        final ManagedChannel channel = connect(address);
        try {
            assertEquals(ServingStatus.SERVING, HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(HEALTH_DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance()).getStatus());
        } finally {
            channel.shutdownNow();
        }
    }

    /** Bytes that are live: what is left after a full collection. */
    private static long heap(final Process server) throws IOException, InterruptedException {
        jcmd(server, "GC.run");
        final String info = jcmd(server, "GC.heap_info");
        final long used = HEAP_USED.matcher(info).results().mapToLong(match -> Long.parseLong(match.group(1))).sum();
        assertTrue(used > 0, info);
        return used << 10;
    }

    private static String jcmd(final Process server, final String command) throws IOException, InterruptedException {
        final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(server.pid()), command).redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    private static long resident(final Process server) throws IOException {
        final String status = Files.readString(Path.of("/proc", Long.toString(server.pid()), "status"));
        return Long.parseLong(RESIDENT.matcher(status).results().findFirst().orElseThrow().group(1)) << 10;
    }
}
