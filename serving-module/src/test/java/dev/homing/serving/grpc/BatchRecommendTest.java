package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchRecommendRequest;
import dev.homing.proto.v1.BatchRecommendResponse;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Thirty listings that point in as many directions, and sixty leads who like one of them each. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchRecommendTest {
    private static final int LISTINGS = 30;
    private static final int LEADS = 60;

    private TestServer server;

    @BeforeAll
    void open(@TempDir final Path folder) {
        server = TestServer.open(folder);
        final TestBundle bundle = new TestBundle("m1");
        for (int i = 0; i < LISTINGS; i++) {
            server.upsert(property("p" + i));
            bundle.listing("p" + i, 0, (float) Math.cos(i * 0.2), (float) Math.sin(i * 0.2));
        }
        for (int i = 0; i < LEADS; i++) {
            server.track(like("lead-" + i, "p" + i % LISTINGS).setOccurredAt(seconds(1_700_000_000)));
        }
        bundle.write(folder);
        assertTrue(server.models().activateModel(
                ActivateModelRequest.newBuilder().setVersion("m1").build()).getModel().getActive());
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void shouldAnswerForEachLeadInOrderWhatACallForItAnswers() {
        final List<String> leads = new ArrayList<>(IntStream.range(0, 500).mapToObj(i -> "lead-" + i * 7 % 70).toList());
        for (final RecommendRequest request : List.of(
                RecommendRequest.newBuilder().setLimit(3).build(),
                RecommendRequest.newBuilder().setLimit(500).setIncludeSeen(true).build(),
                RecommendRequest.newBuilder().setAsOf(seconds(1_699_999_999)).build(),
                RecommendRequest.getDefaultInstance())) {
            final List<BatchRecommendResponse> answers = batch(leads, request);
            assertEquals(leads, answers.stream().map(BatchRecommendResponse::getLeadId).toList());
            assertEquals(IntStream.range(0, leads.size()).boxed().toList(),
                    answers.stream().map(BatchRecommendResponse::getIndex).toList());
            for (int i = 0; i < 70; i++) {
                assertEquals(nameless(server.recommend(request.toBuilder().setLeadId(leads.get(i)))),
                        nameless(answers.get(i).getRecommendations()), leads.get(i));
            }
        }
    }

    @Test
    void shouldRefuseAWrongLeadInItsOwnAnswer() {
        final List<BatchRecommendResponse> answers =
                batch(List.of("lead-1", "", "x".repeat(257), "lead-2"), RecommendRequest.getDefaultInstance());
        assertEquals(4, answers.size());
        assertTrue(answers.get(0).hasRecommendations());
        assertTrue(answers.get(3).hasRecommendations());
        for (int i = 1; i < 3; i++) {
            final Refused refused = Refused.in(answers.get(i).getError());
            assertEquals(Code.INVALID_ARGUMENT, refused.code());
            assertEquals(List.of("lead_ids[" + i + "]"), refused.fields());
        }
    }

    @Test
    void shouldRefuseWhatIsWrongOfAll() {
        assertEquals(List.of("lead_ids"),
                Refused.by(() -> batch(List.of(), RecommendRequest.getDefaultInstance())).fields());
        final List<String> tooMany = IntStream.range(0, 100_001).mapToObj(Integer::toString).toList();
        assertEquals(List.of("lead_ids"),
                Refused.by(() -> batch(tooMany, RecommendRequest.getDefaultInstance())).fields());
        assertEquals(List.of("request.lead_id", "request.limit", "request.as_of"), Refused.by(() -> batch(List.of("ann"),
                RecommendRequest.newBuilder().setLeadId("ann").setLimit(501).setAsOf(seconds(-1)).build())).fields());
    }

    @Test
    void shouldWaitForAReaderWhoTakesOneAtATimeAndStopWhenItCancels() throws InterruptedException {
        final int wanted = 300;
        final AtomicInteger taken = new AtomicInteger();
        final CountDownLatch isOver = new CountDownLatch(1);
        final BatchRecommendRequest request = BatchRecommendRequest.newBuilder()
                .addAllLeadIds(IntStream.range(0, 100_000).mapToObj(i -> "lead-" + i % LEADS).toList())
                .setRequest(RecommendRequest.newBuilder().setLimit(1)).build();
        RecommendationServiceGrpc.newStub(server.channel()).batchRecommend(request,
                new ClientResponseObserver<BatchRecommendRequest, BatchRecommendResponse>() {
                    private ClientCallStreamObserver<BatchRecommendRequest> call;

                    @Override
                    public void beforeStart(final ClientCallStreamObserver<BatchRecommendRequest> stream) {
                        call = stream;
                        stream.disableAutoRequestWithInitial(1);
                    }

                    @Override
                    public void onNext(final BatchRecommendResponse answer) {
                        assertEquals(taken.getAndIncrement(), answer.getIndex());
                        if (taken.get() == wanted) {
                            call.cancel("enough", null);
                        } else {
                            call.request(1);
                        }
                    }

                    @Override
                    public void onError(final Throwable error) {
                        isOver.countDown();
                    }

                    @Override
                    public void onCompleted() {
                        isOver.countDown();
                    }
                });
        assertTrue(isOver.await(20, TimeUnit.SECONDS));
        assertEquals(wanted, taken.get());
        // All workers are free again: nothing of the call is left that would keep one.
        assertEquals(LEADS, batch(IntStream.range(0, LEADS).mapToObj(i -> "lead-" + i).toList(),
                RecommendRequest.getDefaultInstance()).size());
    }

    private List<BatchRecommendResponse> batch(final List<String> leads, final RecommendRequest request) {
        final List<BatchRecommendResponse> answers = new ArrayList<>();
        server.recommendations().batchRecommend(
                        BatchRecommendRequest.newBuilder().addAllLeadIds(leads).setRequest(request).build())
                .forEachRemaining(answers::add);
        return answers;
    }

    private static RecommendResponse nameless(final RecommendResponse response) {
        return response.toBuilder().clearRecommendationId().build();
    }
}
