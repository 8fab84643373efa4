package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.GetLatencyReportRequest;
import dev.homing.proto.v1.LatencySummary;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models take turns while leads ask. With {@code -Dhoming.swaps=1000} it is a test of memory as well, with a market of
 * {@code -Dhoming.swap.listings}: what the process has in between is printed.
 */
@Timeout(900)
class ModelSwapTest {
    private static final int SWAPS = Integer.getInteger("homing.swaps", 50);
    private static final int LISTINGS = Integer.getInteger("homing.swap.listings", 40);
    private static final int DIMENSIONS = 64;
    private static final int CLIENTS = 3;
    private static final int BATCH = 1_000;
    private static final int LEADS = 8;
    private static final int DEADLINE_SECONDS = 60;
    /** Memory is looked at so often. */
    private static final int PARTS = 5;

    @TempDir
    private Path folder;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicLong answers = new AtomicLong();
    private final Semaphore answered = new Semaphore(0);
    private final Set<String> versions = ConcurrentHashMap.newKeySet();

    @Test
    void shouldSwapModelsWithoutAFailedRequest() throws Exception {
        try (TestServer server = TestServer.open(folder)) {
            list(server);
            bundle("m0", 0).write(folder);
            bundle("m1", 1).write(folder);
            for (int lead = 0; lead < LEADS; lead++) {
                server.track(like("lead-" + lead, "p2"));
            }
            activate(server, 0);
            final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
            try {
                final List<Future<?>> ends = new ArrayList<>();
                for (int client = 0; client < CLIENTS; client++) {
                    ends.add(clients.submit(() -> ask(server)));
                }
                for (int part = 0; part < PARTS; part++) {
                    swap(server, part * SWAPS / PARTS + 1, (part + 1) * SWAPS / PARTS);
                    System.out.printf("after %,d swaps of models of %,d listings and %,d answers: %s%n",
                            (part + 1) * SWAPS / PARTS, LISTINGS, answers.get(), memory());
                }
                final boolean haveFailed = isOver.getAndSet(true);
                await(ends);
                assertFalse(haveFailed, "a client ended by itself");
            } finally {
                isOver.set(true);
                clients.shutdownNow();
            }
            assertEquals(Set.of("m0", "m1"), versions);
            final LatencySummary rehearsals = server.models()
                    .getLatencyReport(GetLatencyReportRequest.getDefaultInstance()).getSummariesList().stream()
                    .filter(summary -> summary.getName().equals("stage/rehearsal")).findFirst().orElseThrow();
            assertTrue(rehearsals.getCount() >= SWAPS, rehearsals.toString());
        }
    }

    private static void await(final List<Future<?>> ends)
            throws InterruptedException, ExecutionException, TimeoutException {
        for (final Future<?> end : ends) {
            end.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Asks until all is over; whatever fails ends it. */
    private Void ask(final TestServer server) {
        try {
            askOn(server);
        } finally {
            isOver.set(true);
            answered.release(CLIENTS);
        }
        return null;
    }

    private void askOn(final TestServer server) {
        while (!isOver.get()) {
            final RecommendResponse answer = server.recommend(
                    RecommendRequest.newBuilder().setLeadId("lead-" + answers.get() % LEADS).setLimit(2));
            // Each model has a favourite of its own, so an answer of both would show.
            assertEquals(answer.getModelVersion().equals("m0") ? "p0" : "p1", TestServer.ids(answer).get(0));
            versions.add(answer.getModelVersion());
            answers.incrementAndGet();
            answered.release();
        }
    }

    private void swap(final TestServer server, final int from, final int to) throws InterruptedException {
        for (int swap = from; swap <= to && !isOver.get(); swap++) {
            activate(server, swap % 2);
            // Each model gets to answer before it goes.
            answered.drainPermits();
            assertTrue(isOver.get() || answered.tryAcquire(CLIENTS, DEADLINE_SECONDS, TimeUnit.SECONDS), "clients wait");
        }
    }

    private static void activate(final TestServer server, final int model) {
        assertTrue(server.models().activateModel(
                ActivateModelRequest.newBuilder().setVersion("m" + model).build()).getModel().getActive());
    }

    private static void list(final TestServer server) {
        for (int from = 0; from < LISTINGS; from += BATCH) {
            final BatchUpsertPropertiesRequest.Builder batch = BatchUpsertPropertiesRequest.newBuilder();
            for (int i = from; i < Math.min(LISTINGS, from + BATCH); i++) {
                batch.addRequests(UpsertPropertyRequest.newBuilder().setProperty(property("p" + i)));
            }
            server.catalog().batchUpsertProperties(batch.build());
        }
    }

    /** A model that recommends one listing before all others to whoever likes the third. */
    private static TestBundle bundle(final String version, final int favourite) {
        final TestBundle bundle = new TestBundle(version);
        for (int i = 0; i < LISTINGS; i++) {
            final float[] vector = new float[DIMENSIONS];
            // What the others are like says nothing about what is liked here.
            vector[i == favourite || i == 2 ? 0 : 1 + i % (DIMENSIONS - 1)] = i == favourite ? 4 : 1;
            bundle.listing("p" + i, 0, vector);
        }
        return bundle;
    }

    private static String memory() throws IOException {
        // The second one finds what the first one's cleaners have let go.
        System.gc();
        System.gc();
        final long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
        final Path status = Path.of("/proc/self/status");
        final String resident = !Files.isReadable(status) ? "unknown" : Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:")).map(line -> line.replaceAll("\\D", "")).findFirst().orElse("unknown");
        return "resident " + resident + " kB, heap " + (ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 10)
                + " kB, direct buffers " + (direct >> 10) + " kB";
    }
}
