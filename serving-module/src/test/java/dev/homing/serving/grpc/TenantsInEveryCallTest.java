package dev.homing.serving.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.grpc.AnyCall.Answer;
import dev.homing.serving.model.TestBundle;
import dev.homing.serving.training.ScriptedTraining;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Walks every call of the contract with two tenants. One has written everything there is to write; the other uses the same ids on
 * the same server, and does the same on a server that the first one never saw. Both servers must answer it alike: whatever the
 * first tenant could show through would be a difference.
 */
@Timeout(120)
class TenantsInEveryCallTest {
    /** Calls whose answers are about the server and not about a tenant. */
    private static final Map<String, String> NOT_OF_A_TENANT = Map.of(
            "ModelService/GetLatencyReport", "how fast the server is, by call; for whoever runs it",
            "MaintenanceService/CreateBackup", "the whole data folder, to a place on the server; for whoever runs it");
    /** What a server gives by its own count and clock. The place in the journal is one of all tenants. */
    private static final Set<String> OF_THE_SERVER = Set.of("sequence", "received_at", "merged_at", "undo_until_at", "erased_at",
            "recommendation_id", "next_page_token", "training_id", "requested_at", "started_at", "ended_at");
    private static final Set<String> OF_THE_CALL = Set.of("recommendation_id");
    private static final String EAST_MARK = "the-east-says";
    private static final String WEST_MARK = "the-west-says";

    private final TenantScript eastScript = new TenantScript(EAST_MARK, 111_111);
    private final TenantScript westScript = new TenantScript(WEST_MARK, 222_222);
    @TempDir
    private Path folder;
    @TempDir
    private Path otherFolder;
    private TestServer server;
    private TestServer other;
    private Map<String, MethodDescriptor<?, ?>> methods;
    private Channel east;

    @BeforeEach
    void open() throws IOException {
        ScriptedTraining.writeFailed(folder, "east", TenantScript.OLD_TRAINING, EAST_MARK);
        server = TestServer.open(folder);
        other = TestServer.open(otherFolder);
        methods = AnyCall.methods(server.engine());
        east = server.channel("east");
        writeModel(folder, "east", 1);
    }

    @AfterEach
    void close() {
        server.close();
        other.close();
    }

    @Test
    void shouldKnowEveryCallThereIs() {
        final Set<String> known = new TreeSet<>(NOT_OF_A_TENANT.keySet());
        everyCall().forEach(call -> known.add(call.method()));
        assertEquals(methods.keySet(), known, "a new call joins TenantScript, or says here why it belongs to no tenant");
        assertEquals(methods.entrySet().stream().filter(method -> isPaged(method.getValue())).map(Map.Entry::getKey).toList(),
                TenantScript.lists().stream().map(AnyCall::method).sorted().toList(), "lists have page tokens");
    }

    private List<AnyCall> everyCall() {
        final List<AnyCall> calls = new ArrayList<>(TenantScript.reads());
        calls.addAll(eastScript.writes());
        calls.addAll(eastScript.changes("leaver"));
        return calls;
    }

    private static boolean isPaged(final MethodDescriptor<?, ?> method) {
        return ((io.grpc.MethodDescriptor.PrototypeMarshaller<?>) method.getResponseMarshaller()).getMessagePrototype()
                instanceof Message message && message.getDescriptorForType().findFieldByName("next_page_token") != null;
    }

    @Test
    void shouldShowNothingOfOneTenantToAnotherAndChangeNothing() {
        letTheEastWrite();
        final List<String> before = ask(east);
        assertTrue(before.stream().filter(answer -> answer.contains(EAST_MARK)).count() > 3, "the mark is there to be seen");

        assertAnsweredAsIfAlone(TenantScript.reads());
        assertAnsweredAsIfAlone(westScript.changes("ann"));
        assertAnsweredAsIfAlone(TenantScript.reads());
        assertEquals(before, ask(east));

        writeModel(folder, "west", 5);
        writeModel(otherFolder, "west", 5);
        assertAnsweredAsIfAlone(westScript.writes());
        assertAnsweredAsIfAlone(TenantScript.reads());
        assertEquals(before, ask(east));

        assertAnsweredAsIfAlone(westScript.changes("leaver"));
        assertAnsweredAsIfAlone(TenantScript.reads());
        assertAnsweredAsIfAlone(westScript.changes("ann"));
        assertAnsweredAsIfAlone(TenantScript.reads());
        assertEquals(before, ask(east));

        // Nothing of it was true of caches alone.
        server.close();
        server = TestServer.open(folder);
        assertAnsweredAsIfAlone(TenantScript.reads());
        assertEquals(before, ask(server.channel("east")));
    }

    @Test
    void shouldNotLetOneTenantReadOnWhereAnotherStopped() {
        letTheEastWrite();
        for (final AnyCall list : TenantScript.lists()) {
            final Answer page = list.on(east, methods);
            final Message message = page.messages().get(0);
            final FieldDescriptor next = message.getDescriptorForType().findFieldByName("next_page_token");
            // A list of one entry gives no token; the second place is what it would name.
            final String token = message.getField(next).toString().isEmpty() ? "1" : message.getField(next).toString();
            final FieldDescriptor tokenField = list.request().getDescriptorForType().findFieldByName("page_token");
            assertAnsweredAsIfAlone(List.of(AnyCall.of(list.method(), list.request().toBuilder().setField(tokenField, token))));
        }
    }

    @Test
    void shouldRefuseATenantThatIsNotANameInEveryCall() {
        final Channel nobody = server.channel("Wild West");
        for (final AnyCall call : everyCall()) {
            assertEquals(List.of("homing-tenant"), Refused.in(call.on(nobody, methods).refusal()).fields(), call.method());
        }
        assertTrue(server.engine().store().tenants().isEmpty());
    }

    @Test
    void shouldTakeWhoeverSaysNothingForTheDefaultTenantInEveryCall() {
        final Channel named = server.channel(Tenants.DEFAULT);
        eastScript.writes().forEach(call -> call.on(named, methods));
        server.awaitTrainings();
        for (final AnyCall call : everyCall()) {
            if (!call.method().equals("ModelService/ActivateModel") && !call.method().equals("TrackingService/EraseLead")) {
                // The second of two equal calls, so that a write is a repeat in both.
                call.on(named, methods);
                final Set<String> moving = Set.of("received_at", "recommendation_id", "merged_at", "undo_until_at");
                assertEquals(call.on(named, methods).without(moving), call.on(server.channel(), methods).without(moving),
                        call.method());
            }
        }
    }

    private void letTheEastWrite() {
        final List<AnyCall> calls = new ArrayList<>(eastScript.writes());
        calls.addAll(eastScript.changes("leaver"));
        for (final AnyCall call : calls) {
            final Answer answer = call.on(east, methods);
            assertTrue(answer.is(Code.OK) && !answer.without(Set.of()).contains("REJECTED"),
                    () -> call.method() + ": " + answer);
        }
        server.awaitTrainings();
    }

    private List<String> ask(final Channel channel) {
        return TenantScript.reads().stream()
                .map(call -> call.method() + ": " + call.on(channel, methods).without(OF_THE_CALL)).toList();
    }

    /** Makes the calls as the west on both servers. */
    private void assertAnsweredAsIfAlone(final List<AnyCall> calls) {
        for (final AnyCall call : calls) {
            final Answer here = call.on(server.channel("west"), methods);
            final Answer alone = call.on(other.channel("west"), methods);
            assertFalse(here.is(Code.UNIMPLEMENTED), call.method());
            assertFalse(here.contains(EAST_MARK), () -> call.method() + ": " + here);
            assertEquals(alone.without(OF_THE_SERVER), here.without(OF_THE_SERVER), call.toString());
            server.awaitTrainings();
            other.awaitTrainings();
        }
    }

    private static void writeModel(final Path folder, final String tenant, final double popular) {
        new TestBundle("m1").listing("p1", popular, 1, 0).listing("p2", 0, 0, 1).listing("p3", 0, 1, 1)
                .population(TestBundle.population(popular))
                .writeInto(folder.resolve("models").resolve(tenant));
    }
}
