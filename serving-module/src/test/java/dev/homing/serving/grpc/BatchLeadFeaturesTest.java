package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.seconds;
import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.BatchGetLeadFeaturesRequest;
import dev.homing.proto.v1.BatchGetLeadFeaturesResponse;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.FeatureForm;
import dev.homing.proto.v1.GetLeadFeaturesRequest;
import dev.homing.proto.v1.GetLeadFeaturesResponse;
import dev.homing.proto.v1.MergeLeadsRequest;
import dev.homing.serving.EngineOptions;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BatchLeadFeaturesTest {
    private static final long NOW = 1_700_000_000;
    private static final int MAX_LEADS = 10_000;

    private final AtomicLong nowMs = new AtomicLong(NOW * 1_000);
    private TestServer server;

    @BeforeEach
    void open(@TempDir final Path folder) {
        server = TestServer.open(EngineOptions.of(folder), nowMs::get);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldAnswerForEachIdInOrderWhatACallForItAnswers() {
        server.track(view("ann", "p1"));
        server.track(view("ann", "p2"));
        server.track(view("bob", "p1"));
        final List<String> ids = List.of("bob", "ann", "nobody", "bob", "ann");
        for (final FeatureForm form : List.of(FeatureForm.FEATURE_FORM_UNSPECIFIED, FeatureForm.NAMED, FeatureForm.PACKED)) {
            final List<GetLeadFeaturesResponse> one = ids.stream().map(id -> server.features().getLeadFeatures(
                    GetLeadFeaturesRequest.newBuilder().setLeadId(id).setForm(form).build())).toList();
            assertEquals(one, batch(request(ids).setForm(form)), "cold and hot leads");
            assertEquals(ids, one.stream().map(GetLeadFeaturesResponse::getLeadId).toList());
        }
    }

    @Test
    void shouldAnswerTenThousandLeadsAndRefuseOneMore() {
        final List<String> ids = IntStream.range(0, MAX_LEADS).mapToObj(i -> "lead-" + i).toList();
        server.track(view("lead-9999", "p1"));
        final List<GetLeadFeaturesResponse> answers = batch(request(ids));
        assertEquals(ids, answers.stream().map(GetLeadFeaturesResponse::getLeadId).toList());
        assertEquals(0, answers.get(0).getFeatures(0).getValue());
        assertEquals(1, answers.get(9_999).getFeatures(0).getValue());
        assertEquals(List.of("lead_ids"), Refused.by(() -> batch(request(ids).addLeadIds("more"))).fields());
    }

    @Test
    void shouldRefuseAllBeforeItAnswersAny() {
        assertEquals(List.of("lead_ids"), Refused.by(() -> batch(request(List.of()))).fields());
        final List<String> ids = new ArrayList<>(IntStream.range(0, 20).mapToObj(i -> "lead-" + i).toList());
        ids.set(17, "");
        ids.set(19, "x".repeat(257));
        final Iterator<BatchGetLeadFeaturesResponse> answers =
                server.features().batchGetLeadFeatures(request(ids).setAsOf(seconds(-1)).setFormValue(3).build());
        assertEquals(List.of("lead_ids[17]", "lead_ids[19]", "as_of", "form"), Refused.by(answers::next).fields());
    }

    @Test
    void shouldSayOfManyWrongIdsWhatFitsIntoARefusal() {
        final List<String> fields = Refused.by(() -> batch(request(IntStream.range(0, MAX_LEADS).mapToObj(i -> "").toList())))
                .fields();
        assertEquals(IntStream.range(0, 24).mapToObj(i -> "lead_ids[" + i + "]").toList(), fields);
    }

    @Test
    void shouldAskAllOfOneInstant() {
        server.track(view("ann", "p1").setOccurredAt(seconds(NOW - 20)));
        server.track(view("ann", "p2").setOccurredAt(seconds(NOW - 10)));
        server.track(view("bob", "p1").setOccurredAt(seconds(NOW - 10)));
        final List<GetLeadFeaturesResponse> then = batch(request(List.of("ann", "bob")).setAsOf(seconds(NOW - 15)));
        assertEquals(List.of(1f, 0f), then.stream().map(lead -> lead.getFeatures(0).getValue()).toList());
        then.forEach(lead -> assertEquals(seconds(NOW - 15), lead.getAsOf()));

        final Iterator<BatchGetLeadFeaturesResponse> answers = server.features().batchGetLeadFeatures(
                request(IntStream.range(0, 1_000).mapToObj(i -> "ann").toList()).build());
        while (answers.hasNext()) {
            assertEquals(seconds(NOW), answers.next().getLead().getAsOf(), "though time goes by");
            nowMs.addAndGet(1_000);
        }
    }

    @Test
    void shouldNotLetEventsAfterTheInstantPushOthersOut() {
        final BatchTrackEventsRequest.Builder events = BatchTrackEventsRequest.newBuilder();
        IntStream.range(0, 512).forEach(i -> events.addEvents(view("ann", "p1").setOccurredAt(seconds(NOW - 600 + i))));
        IntStream.range(0, 7).forEach(i -> events.addEvents(view("ann", "p1").setOccurredAt(seconds(NOW + 60))));
        server.tracking().batchTrackEvents(events.build());
        for (int i = 0; i < 3; i++) {
            final GetLeadFeaturesResponse one = server.features().getLeadFeatures(
                    GetLeadFeaturesRequest.newBuilder().setLeadId("ann").build());
            assertEquals(512, one.getFeatures(0).getValue(), "a device's clock is ahead, the lead is cold and then hot");
            assertFalse(one.getTruncated());
            assertEquals(List.of(one), batch(request(List.of("ann"))));
        }
    }

    @Test
    void shouldKnowAMergedLeadByBothIds() {
        server.track(view("visitor", "p1"));
        server.track(view("ann", "p2"));
        server.tracking().mergeLeads(
                MergeLeadsRequest.newBuilder().setFromLeadId("visitor").setIntoLeadId("ann").build());
        final List<GetLeadFeaturesResponse> answers = batch(request(List.of("visitor", "ann")));
        assertEquals("visitor", answers.get(0).getLeadId(), "by the id that was asked for");
        assertEquals(2, answers.get(0).getFeatures(0).getValue());
        assertEquals(answers.get(1).toBuilder().setLeadId("visitor").build(), answers.get(0));
        for (final GetLeadFeaturesResponse answer : answers) {
            assertEquals(answer, server.features().getLeadFeatures(
                    GetLeadFeaturesRequest.newBuilder().setLeadId(answer.getLeadId()).build()));
        }
        assertTrue(answers.get(1).getFeaturesCount() > 2);
    }

    private static BatchGetLeadFeaturesRequest.Builder request(final List<String> ids) {
        return BatchGetLeadFeaturesRequest.newBuilder().addAllLeadIds(ids);
    }

    private List<GetLeadFeaturesResponse> batch(final BatchGetLeadFeaturesRequest.Builder request) {
        final List<GetLeadFeaturesResponse> answers = new ArrayList<>();
        server.features().batchGetLeadFeatures(request.build()).forEachRemaining(answer -> answers.add(answer.getLead()));
        return answers;
    }
}
