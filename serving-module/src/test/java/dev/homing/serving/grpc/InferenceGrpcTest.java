package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.property;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import dev.homing.features.RankColumn;
import dev.homing.proto.inference.GRPCInferenceServiceGrpc;
import dev.homing.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.homing.proto.inference.InferParameter;
import dev.homing.proto.inference.InferTensorContents;
import dev.homing.proto.inference.ModelInferRequest;
import dev.homing.proto.inference.ModelInferRequest.InferInputTensor;
import dev.homing.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import dev.homing.proto.inference.ModelInferResponse;
import dev.homing.proto.inference.ModelMetadataRequest;
import dev.homing.proto.inference.ModelMetadataResponse;
import dev.homing.proto.inference.ModelMetadataResponse.TensorMetadata;
import dev.homing.proto.inference.ModelReadyRequest;
import dev.homing.proto.inference.ServerLiveRequest;
import dev.homing.proto.inference.ServerMetadataRequest;
import dev.homing.proto.inference.ServerReadyRequest;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InferenceGrpcTest {
    private static final int DEADLINE_SECONDS = 20;
    @TempDir
    private static Path folder;
    private static TestServer server;
    private static GRPCInferenceServiceBlockingStub inference;

    @BeforeAll
    static void open() {
        server = TestServer.open(folder);
        List.of("p1", "p2", "p3").forEach(id -> server.upsert(property(id)));
        server.status("p3", PropertyStatus.SOLD);
        bundle("m1").write(folder);
        new TestBundle("m2").listing("p1", 0, 0, 1).listing("p2", 0, 1, 0).listing("p3", 0, 1, 1).write(folder);
        server.models().activateModel(ActivateModelRequest.newBuilder().setVersion("m1").build());
        inference = stub(server.channel());
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static TestBundle bundle(final String version) {
        return new TestBundle(version).listing("p1", 0, 1, 0).listing("p2", 0, 0, 1).listing("p3", 0, 1, 1)
                .weight(RankColumn.ITEMS, 0.5);
    }

    private static GRPCInferenceServiceBlockingStub stub(final Channel channel) {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void shouldSayThatTheServerIsThere() {
        assertTrue(inference.serverLive(ServerLiveRequest.getDefaultInstance()).getLive());
        assertTrue(inference.serverReady(ServerReadyRequest.getDefaultInstance()).getReady());
        assertEquals("homing", inference.serverMetadata(ServerMetadataRequest.getDefaultInstance()).getName());
        assertFalse(inference.serverMetadata(ServerMetadataRequest.getDefaultInstance()).getVersion().isEmpty());
    }

    @Test
    void shouldSayWhichModelsAreReady() throws IOException {
        for (final String name : List.of("candidates", "content", "ranker")) {
            assertTrue(isReady(inference, name, ""), name);
            assertTrue(isReady(inference, name, "m1"), name);
            assertTrue(isReady(inference, name, "m2"), "not active, and loaded for whoever asks");
        }
        Files.write(bundle("damaged").write(folder).resolve("ranker.onnx"), new byte[3]);
        assertFalse(isReady(inference, "ranker", "damaged"));
        final Refused damaged = Refused.by(() -> inference.modelInfer(leads().setModelVersion("damaged").build()));
        assertEquals(Code.FAILED_PRECONDITION, damaged.code());
        assertTrue(damaged.message().contains("ranker.onnx"), damaged.message());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> isReady(inference, "rankers", "")).code());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> isReady(inference, "ranker", "m3")).code());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> isReady(inference, "ranker", "../m1")).code());
        assertEquals(List.of("name", "version"), Refused.by(() -> isReady(inference, "", "v".repeat(65))).fields());
    }

    @Test
    void shouldHaveTheModelsOfTheCallsTenantAlone() {
        final GRPCInferenceServiceBlockingStub other = stub(server.channel("other"));
        assertFalse(isReady(other, "ranker", ""));
        assertEquals(Code.NOT_FOUND, Refused.by(() -> isReady(other, "ranker", "m1")).code());
        assertEquals("NO_MODEL", Refused.by(() -> metadata(other, "ranker")).reason());
        assertEquals("NO_MODEL", Refused.by(() -> other.modelInfer(leads().build())).reason());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> other.modelInfer(leads().setModelVersion("m1").build())).code());
    }

    @Test
    void shouldDescribeWhatAModelTakesAndGives() {
        final ModelMetadataResponse candidates = metadata(inference, "candidates");
        assertEquals("candidates", candidates.getName());
        assertEquals("onnx_onnxv1", candidates.getPlatform());
        assertTrue(candidates.getVersionsList().containsAll(List.of("m2", "m1")), candidates.toString());
        assertEquals(List.of("lead FP32 [1, 2]", "listings FP32 [-1, 2]", "bias FP32 [1, -1]", "k INT64 [1]"),
                candidates.getInputsList().stream().map(InferenceGrpcTest::text).toList());
        assertEquals(List.of("scores FP32 [1, -1]", "rows INT64 [1, -1]"),
                candidates.getOutputsList().stream().map(InferenceGrpcTest::text).toList());
        assertEquals(List.of("rows FP32 [-1, " + RankColumn.COUNT + "]"),
                metadata(inference, "ranker").getInputsList().stream().map(InferenceGrpcTest::text).toList());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> metadata(inference, "listings")).code());
    }

    @Test
    void shouldFindCandidatesAmongTheModelsOwnListings() {
        final ModelInferResponse typed = inference.modelInfer(leads().setId("call-7").build());
        assertEquals("candidates m1 call-7", typed.getModelName() + " " + typed.getModelVersion() + " " + typed.getId());
        assertEquals(List.of("scores", "rows"),
                typed.getOutputsList().stream().map(ModelInferResponse.InferOutputTensor::getName).toList());
        assertEquals(List.of(1L, 2L), typed.getOutputs(0).getShapeList());
        assertEquals(List.of(3f, 2f), typed.getOutputs(0).getContents().getFp32ContentsList());
        assertEquals(List.of(1L, 0L), typed.getOutputs(1).getContents().getInt64ContentsList(), "the third is not active");
        assertEquals(0, typed.getRawOutputContentsCount());

        final ModelInferResponse raw = inference.modelInfer(rawLeads().build());
        assertEquals(List.of(bytes(3f, 2f), bytes(1L, 0L)), raw.getRawOutputContentsList());
        assertTrue(raw.getOutputsList().stream().noneMatch(ModelInferResponse.InferOutputTensor::hasContents));
        assertEquals("FP32 INT64", raw.getOutputs(0).getDatatype() + " " + raw.getOutputs(1).getDatatype());
    }

    @Test
    void shouldTakeListingsOfTheClient() {
        final ModelInferResponse answer = inference.modelInfer(leads()
                .addInputs(floats("listings", List.of(4L, 2L), 1, 1, 5, 0, 0, 5, 9, 9))
                .addInputs(floats("bias", List.of(1L, 4L), 0, 0, 0, Float.NEGATIVE_INFINITY)).build());
        assertEquals(List.of(2L, 1L), answer.getOutputs(1).getContents().getInt64ContentsList());
        assertEquals(List.of(15f, 10f), answer.getOutputs(0).getContents().getFp32ContentsList());
    }

    @Test
    void shouldAnswerWithTheVersionAndTheOutputsThatAreAskedFor() {
        final ModelInferResponse answer =
                inference.modelInfer(leads().setModelVersion("m2").addOutputs(output("rows")).build());
        assertEquals("m2", answer.getModelVersion());
        assertEquals(1, answer.getOutputsCount());
        assertEquals(List.of(0L, 1L), answer.getOutputs(0).getContents().getInt64ContentsList(), "the other way round");
        final ModelInferResponse turned =
                inference.modelInfer(rawLeads().addOutputs(output("rows")).addOutputs(output("scores")).build());
        assertEquals(List.of(bytes(1L, 0L), bytes(3f, 2f)), turned.getRawOutputContentsList());
    }

    @Test
    void shouldRankRows() {
        final float[] rows = new float[3 * RankColumn.COUNT];
        rows[RankColumn.FACTORS.ordinal()] = 2;
        rows[RankColumn.COUNT + RankColumn.ITEMS.ordinal()] = 8;
        final ModelInferResponse answer = inference.modelInfer(ModelInferRequest.newBuilder().setModelName("ranker")
                .addInputs(floats("rows", List.of(3L, (long) RankColumn.COUNT), rows)).build());
        assertEquals(List.of(3L, 1L), answer.getOutputs(0).getShapeList());
        assertEquals(List.of(2f, 4f, 0f), answer.getOutputs(0).getContents().getFp32ContentsList());
    }

    @Test
    void shouldRefuseWhatIsNotAsTheModelNeedsIt() {
        final Map<String, Consumer<ModelInferRequest.Builder>> wrong = new LinkedHashMap<>();
        wrong.put("inputs: have no lead (FP32 [1,2])", request -> request.removeInputs(0));
        wrong.put("inputs[0].name: is \"leads\"; the model takes lead (FP32 [1,2]), listings (FP32 [-1,2])",
                request -> request.getInputsBuilder(0).setName("leads"));
        wrong.put("inputs[0].name: is \"" + "x".repeat(64) + "…\";",
                request -> request.getInputsBuilder(0).setName("x".repeat(9_999)));
        wrong.put("inputs[2].name: is \"lead\" once more", request -> request.addInputs(request.getInputs(0)));
        wrong.put("inputs[0].datatype: of lead is \"FP64\"; FP32 is needed",
                request -> request.getInputsBuilder(0).setDatatype("FP64"));
        wrong.put("inputs[1].datatype: of k is \"\"; INT64 is needed", request -> request.getInputsBuilder(1).clearDatatype());
        wrong.put("inputs[0].shape: of lead has 1 dimensions; [1,2] is needed",
                request -> request.getInputsBuilder(0).clearShape().addShape(2));
        wrong.put("inputs[0].shape: of lead is [2,1]; [1,2] is needed",
                request -> request.getInputsBuilder(0).clearShape().addShape(2).addShape(1));
        wrong.put("inputs[0].contents: of lead has 3 numbers in fp32_contents; 2 are needed",
                request -> request.getInputsBuilder(0).getContentsBuilder().addFp32Contents(1));
        wrong.put("inputs[0].contents: of lead has 0 numbers in fp32_contents; 2 are needed",
                request -> request.getInputsBuilder(0).clearContents());
        wrong.put("inputs[1].contents: of k has 1 numbers in int64_contents and 1 in others",
                request -> request.getInputsBuilder(1).getContentsBuilder().addIntContents(1));
        wrong.put("inputs[0].parameters: of lead name shared memory", request -> request.getInputsBuilder(0)
                .putParameters("shared_memory_region", InferParameter.newBuilder().setStringParam("r").build()));
        wrong.put("raw_input_contents: has 1 entries; one for each of the 2 inputs",
                request -> request.addRawInputContents(bytes(1f, 2f)));
        wrong.put("inputs[0].contents: of lead are there beside raw_input_contents",
                request -> request.addRawInputContents(bytes(1f, 2f)).addRawInputContents(bytes(1L)));
        wrong.put("outputs[0].name: is \"row\"; the model gives scores, rows", request -> request.addOutputs(output("row")));
        wrong.put("outputs[1].name: is \"rows\" once more",
                request -> request.addOutputs(output("rows")).addOutputs(output("rows")));
        wrong.put("outputs[0].parameters: have classification", request -> request.addOutputs(output("rows").toBuilder()
                .putParameters("classification", InferParameter.newBuilder().setInt64Param(3).build())));
        wrong.put("inputs: have k = 0; 1 to 3 is allowed", request -> request.setInputs(1, rowsWanted(0)));
        wrong.put("inputs: have k = -1;", request -> request.setInputs(1, rowsWanted(-1)));
        wrong.put("inputs: have k = 4; 1 to 3 is allowed", request -> request.setInputs(1, rowsWanted(4)));
        wrong.put("inputs: have k = " + Long.MAX_VALUE, request -> request.setInputs(1, rowsWanted(Long.MAX_VALUE)));
        wrong.put("inputs[2].shape: of bias is [1,2], with 2 listings; the other inputs have 3",
                request -> request.addInputs(floats("bias", List.of(1L, 2L), 0, 0)));
        wrong.put("id: has 257 characters", request -> request.setId("i".repeat(257)));
        wrong.put("model_name: is required", ModelInferRequest.Builder::clearModelName);
        wrong.forEach((message, change) -> {
            final ModelInferRequest.Builder request = leads();
            change.accept(request);
            final Refused refused = Refused.by(() -> inference.modelInfer(request.build()));
            assertEquals(Code.INVALID_ARGUMENT, refused.code(), message);
            assertTrue(refused.message().contains(message), () -> refused.message() + "\n  instead of " + message);
        });
        assertEquals(List.of(3f, 2f), inference.modelInfer(leads().build()).getOutputs(0).getContents().getFp32ContentsList());
    }

    @Test
    void shouldRefuseHostileShapesBeforeMemoryIsTaken() {
        final List<List<Long>> shapes = List.of(List.of(-1L, 2L), List.of(0L, 2L), List.of(Long.MIN_VALUE, 2L),
                List.of(Long.MAX_VALUE, 2L), List.of(1L << 62, 2L), List.of((1L << 32) + 1, 2L), List.of(1L << 31, 2L),
                List.of((1L << 19) + 1, 2L), List.of(), Collections.nCopies(100_000, 1L));
        for (final List<Long> shape : shapes) {
            final InferInputTensor listings = floats("listings", shape, 1, 2);
            assertEquals(List.of("inputs[2].shape"),
                    Refused.by(() -> inference.modelInfer(leads().addInputs(listings).build())).fields().subList(0, 1),
                    () -> shape.size() + " " + shape.subList(0, Math.min(2, shape.size())));
            final ModelInferRequest.Builder raw = rawLeads().addInputs(listings.toBuilder().clearContents())
                    .addRawInputContents(bytes(1f, 2f));
            assertEquals(List.of("inputs[2].shape"), Refused.by(() -> inference.modelInfer(raw.build())).fields().subList(0, 1));
        }
        // The largest that is allowed, of which just the shape is sent.
        final int rows = (4 << 20) / (RankColumn.COUNT * Float.BYTES);
        final ModelInferRequest.Builder promise = ModelInferRequest.newBuilder().setModelName("ranker")
                .addInputs(floats("rows", List.of((long) rows, (long) RankColumn.COUNT)).toBuilder().clearContents())
                .addRawInputContents(bytes(1f, 2f));
        final String needed =
                "raw_input_contents[0]: of rows has 8 bytes; " + rows * RankColumn.COUNT * Float.BYTES + " are needed";
        final Refused refused = Refused.by(() -> inference.modelInfer(promise.build()));
        assertTrue(refused.message().contains(needed), refused.message());
    }

    private static boolean isReady(final GRPCInferenceServiceBlockingStub stub, final String name, final String version) {
        return stub.modelReady(ModelReadyRequest.newBuilder().setName(name).setVersion(version).build()).getReady();
    }

    private static ModelMetadataResponse metadata(final GRPCInferenceServiceBlockingStub stub, final String name) {
        return stub.modelMetadata(ModelMetadataRequest.newBuilder().setName(name).build());
    }

    private static String text(final TensorMetadata tensor) {
        return tensor.getName() + " " + tensor.getDatatype() + " " + tensor.getShapeList();
    }

    /** The two listings that a lead likes best, who likes the second dimension more than the first. */
    private static ModelInferRequest.Builder leads() {
        return ModelInferRequest.newBuilder().setModelName("candidates")
                .addInputs(floats("lead", List.of(1L, 2L), 2, 3)).addInputs(rowsWanted(2));
    }

    private static ModelInferRequest.Builder rawLeads() {
        final ModelInferRequest.Builder request = leads();
        request.getInputsBuilderList().forEach(InferInputTensor.Builder::clearContents);
        return request.addRawInputContents(bytes(2f, 3f)).addRawInputContents(bytes(2L));
    }

    private static InferInputTensor rowsWanted(final long count) {
        return InferInputTensor.newBuilder().setName("k").setDatatype("INT64").addShape(1)
                .setContents(InferTensorContents.newBuilder().addInt64Contents(count)).build();
    }

    private static InferInputTensor floats(final String name, final List<Long> shape, final float... numbers) {
        final InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (final float number : numbers) {
            contents.addFp32Contents(number);
        }
        return InferInputTensor.newBuilder().setName(name).setDatatype("FP32").addAllShape(shape).setContents(contents).build();
    }

    private static InferRequestedOutputTensor output(final String name) {
        return InferRequestedOutputTensor.newBuilder().setName(name).build();
    }

    private static ByteString bytes(final float... numbers) {
        final ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return ByteString.copyFrom(bytes);
    }

    private static ByteString bytes(final long... numbers) {
        final ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(numbers);
        return ByteString.copyFrom(bytes);
    }
}
