package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.BatchGetLeadFeaturesRequest;
import dev.homing.proto.v1.BatchGetLeadFeaturesResponse;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.FeatureForm;
import dev.homing.proto.v1.FeatureServiceGrpc;
import dev.homing.proto.v1.GetLeadFeaturesRequest;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.serving.Engine;
import dev.homing.serving.EngineOptions;
import dev.homing.serving.Refused;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Long answers over a real connection whose window is small: what the client does not read, the server does not write. */
@Timeout(120)
class StreamingTest {
    private static final int WINDOW = 64 << 10;
    private static final int LEADS = 10_000;
    private static final int STREAMS = 8;
    private static final int DEADLINE_SECONDS = 60;
    private static final int MANY_CALLS = 200;

    private Engine engine;
    private Server server;
    private ManagedChannel channel;
    /** Messages that the server has written, of all streams. */
    private final AtomicInteger written = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(STREAMS);

    @BeforeEach
    void open(@TempDir final Path folder) throws IOException {
        engine = Engine.open(EngineOptions.of(folder));
        final NettyServerBuilder builder = NettyServerBuilder
                .forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor().flowControlWindow(WINDOW).intercept(new Counting());
        engine.services().forEach(builder::addService);
        server = builder.build().start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext().flowControlWindow(WINDOW).build();
        TrackingServiceGrpc.newBlockingStub(channel).trackEvent(TrackEventRequest.newBuilder().setEvent(Event.newBuilder()
                .setType(EventType.SEARCH_QUERY).setLeadId("lead-9999")).build());
    }

    @AfterEach
    void close() throws InterruptedException {
        channel.shutdownNow();
        server.shutdownNow();
        channel.awaitTermination(DEADLINE_SECONDS, TimeUnit.SECONDS);
        server.awaitTermination(DEADLINE_SECONDS, TimeUnit.SECONDS);
        engine.close();
    }

    /** Counts what is written to streams, and hears of their ends. */
    private final class Counting implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                final ServerCall<Q, R> call, final Metadata headers, final ServerCallHandler<Q, R> next) {
            if (!call.getMethodDescriptor().getBareMethodName().equals("BatchGetLeadFeatures")) {
                return next.startCall(call, headers);
            }
            final ServerCall<Q, R> counted = new SimpleForwardingServerCall<>(call) {
                @Override
                public void sendMessage(final R message) {
                    written.incrementAndGet();
                    super.sendMessage(message);
                }
            };
            return new io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener<>(
                    next.startCall(counted, headers)) {
                @Override
                public void onCancel() {
                    super.onCancel();
                    ended.countDown();
                }
            };
        }
    }

    /** A client that reads when it is told to. */
    private static final class Reader
            implements ClientResponseObserver<BatchGetLeadFeaturesRequest, BatchGetLeadFeaturesResponse> {
        final List<BatchGetLeadFeaturesResponse> read = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch done = new CountDownLatch(1);
        private ClientCallStreamObserver<BatchGetLeadFeaturesRequest> call;
        private volatile int stopAfter = Integer.MAX_VALUE;

        @Override
        public void beforeStart(final ClientCallStreamObserver<BatchGetLeadFeaturesRequest> stream) {
            call = stream;
            stream.disableAutoRequestWithInitial(0);
        }

        @Override
        public void onNext(final BatchGetLeadFeaturesResponse response) {
            read.add(response);
            if (read.size() == stopAfter) {
                call.cancel("enough", null);
            }
        }

        @Override
        public void onError(final Throwable failure) {
            done.countDown();
        }

        @Override
        public void onCompleted() {
            done.countDown();
        }
    }

    @Test
    void shouldHoldNoWorkerAndLittleMemoryForWhoeverDoesNotRead() throws InterruptedException {
        final List<Reader> readers = Stream.generate(this::begin).limit(STREAMS).toList();
        final int writtenUnread = writtenWhenNothingMoves();
        assertTrue(writtenUnread > 0 && writtenUnread < LEADS, "written=" + writtenUnread);

        for (final Reader reader : readers) {
            reader.call.request(LEADS + 1);
        }
        for (final Reader reader : readers) {
            assertTrue(reader.done.await(DEADLINE_SECONDS, TimeUnit.SECONDS));
            assertEquals(ids(), reader.read.stream().map(answer -> answer.getLead().getLeadId()).toList());
            assertEquals(1, reader.read.get(LEADS - 1).getLead().getPacked().getNumerical(0));
        }
    }

    @Test
    void shouldStopForWhoeverCancels() throws InterruptedException {
        final List<Reader> readers = Stream.generate(this::begin).limit(STREAMS).toList();
        for (final Reader reader : readers) {
            reader.stopAfter = 50;
            reader.call.request(LEADS + 1);
        }
        for (final Reader reader : readers) {
            assertTrue(reader.done.await(DEADLINE_SECONDS, TimeUnit.SECONDS));
        }
        assertTrue(ended.await(DEADLINE_SECONDS, TimeUnit.SECONDS), "the server hears of it");
        final int writtenInAll = writtenWhenNothingMoves();
        assertTrue(writtenInAll >= 50 * STREAMS && writtenInAll < STREAMS * LEADS / 2, "written=" + writtenInAll);
    }

    @Test
    void shouldTellWhatIsWrongInARefusalThatAClientTakes() {
        assertEquals(24, Refused.by(() -> FeatureServiceGrpc.newBlockingStub(channel).batchGetLeadFeatures(
                BatchGetLeadFeaturesRequest.newBuilder().addAllLeadIds(Collections.nCopies(LEADS, "")).build()).next())
                .fields().size());
    }

    private Reader begin() {
        final Reader reader = new Reader();
        FeatureServiceGrpc.newStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).batchGetLeadFeatures(
                BatchGetLeadFeaturesRequest.newBuilder().addAllLeadIds(ids()).setForm(FeatureForm.PACKED).build(), reader);
        return reader;
    }

    private static List<String> ids() {
        return IntStream.range(0, LEADS).mapToObj(i -> "lead-" + i).toList();
    }

    /** Has the workers answer other calls until the streams have not moved for many of them. */
    private int writtenWhenNothingMoves() {
        int before = -1;
        int now = written.get();
        for (int round = 0; round < 50 && (now == 0 || now != before); round++) {
            for (int i = 0; i < MANY_CALLS; i++) {
                FeatureServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .getLeadFeatures(GetLeadFeaturesRequest.newBuilder().setLeadId("ann").setAsOf(seconds(1)).build());
            }
            before = now;
            now = written.get();
        }
        assertEquals(before, now, "a stream that nobody reads goes on");
        return now;
    }
}
