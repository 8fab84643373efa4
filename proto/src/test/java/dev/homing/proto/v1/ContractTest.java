package dev.homing.proto.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the protocol's style, and the promise that nothing is taken back from clients by accident. */
class ContractTest {
    private static final String PACKAGE = "homing.v1";
    private static final String BASELINE = "/homing/v1.baseline.txt";

    @Test
    void shouldBreakNothingThatClientsHave() throws IOException {
        final List<String> now = Contract.lines();
        assertEquals(now.size(), new LinkedHashSet<>(now).size(), "a line of the contract names one thing");
        final Path written = Files.createDirectories(Path.of("target")).resolve("v1.baseline.txt");
        Files.write(written, now);
        final Set<String> gone = new LinkedHashSet<>(baseline());
        now.forEach(gone::remove);
        final Set<String> added = new LinkedHashSet<>(now);
        baseline().forEach(added::remove);
        final String howTo = "copy proto/" + written + " to proto/src/test/resources" + BASELINE + " in the same commit.\n";
        if (!gone.isEmpty()) {
            fail("The contract lost or changed what clients rely on:\n  " + String.join("\n  ", gone)
                    + (added.isEmpty() ? "" : "\nand has instead, or beside it:\n  " + String.join("\n  ", added))
                    + "\nTake the change back: add a field, a value or a call instead, and reserve what is no longer used. If "
                    + "clients must be broken all the same, say so under Breaking in CHANGELOG.md and " + howTo);
        }
        if (!added.isEmpty()) {
            fail("The contract has new parts, which are a promise from now on:\n  " + String.join("\n  ", added)
                    + "\nIf they are meant to stay, " + howTo);
        }
    }

    private static List<String> baseline() throws IOException {
        try (InputStream file = ContractTest.class.getResourceAsStream(BASELINE)) {
            assertNotNull(file, BASELINE);
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    @Test
    void shouldLookAtEveryFile() throws IOException, URISyntaxException {
        final Set<String> known = Contract.files().stream().map(FileDescriptor::getName).collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(sources())) {
            assertEquals(files.map(file -> "homing/v1/" + file.getFileName()).collect(Collectors.toCollection(TreeSet::new)),
                    new TreeSet<>(known), "add the new file to Contract.files()");
        }
        for (final FileDescriptor file : Contract.files()) {
            assertEquals(PACKAGE, file.getPackage());
            assertEquals("dev.homing.proto.v1", file.getOptions().getJavaPackage());
            assertTrue(file.getOptions().getJavaMultipleFiles(), file.getName());
        }
    }

    @Test
    void shouldNameServicesCallsAndTheirMessages() {
        assertFalse(Contract.methods().isEmpty());
        for (final ServiceDescriptor service : Contract.services()) {
            assertTrue(service.getName().matches("[A-Z][A-Za-z]+Service"), service.getFullName());
        }
        for (final MethodDescriptor method : Contract.methods()) {
            assertTrue(method.getName().matches("([A-Z][a-z]+){1,4}"), method.getFullName());
            assertEquals(PACKAGE + "." + method.getName() + "Request", method.getInputType().getFullName());
            assertEquals(PACKAGE + "." + method.getName() + "Response", method.getOutputType().getFullName());
        }
    }

    @Test
    void shouldGiveEveryEnumAZeroThatMeansNothing() {
        for (final EnumDescriptor type : Contract.enums()) {
            final String prefix = type.getName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
            final EnumValueDescriptor first = type.getValues().get(0);
            assertEquals(prefix + "_UNSPECIFIED = 0", first.getName() + " = " + first.getNumber());
            for (final EnumValueDescriptor value : type.getValues()) {
                assertTrue(value.getName().matches("[A-Z][A-Z_]*[A-Z]"), value.getFullName());
            }
            assertFalse(type.toProto().getOptions().getAllowAlias(), type.getFullName());
        }
    }

    @Test
    void shouldNameFieldsInLowerCase() {
        for (final Descriptor message : Contract.messages()) {
            for (final FieldDescriptor field : message.getFields()) {
                assertTrue(field.getName().matches("[a-z][a-z0-9]*(_[a-z0-9]+)*"), field.getFullName());
                final boolean isTime = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                        && field.getMessageType().getFullName().equals("google.protobuf.Timestamp");
                assertTrue(!isTime || field.getName().matches(".*(_at|_for|_of)"), field.getFullName() + " is a time");
                final boolean isFlag = field.getJavaType() == FieldDescriptor.JavaType.BOOLEAN;
                assertFalse(isFlag && field.getName().startsWith("is_"), field.getFullName());
            }
        }
    }

    @Test
    void shouldPageEveryList() {
        int lists = 0;
        for (final MethodDescriptor method : Contract.methods()) {
            if (method.getName().startsWith("List")) {
                lists++;
                assertType(method.getInputType(), "page_size", FieldDescriptor.Type.INT32);
                assertType(method.getInputType(), "page_token", FieldDescriptor.Type.STRING);
                assertType(method.getOutputType(), "next_page_token", FieldDescriptor.Type.STRING);
                assertEquals(1, method.getOutputType().getFields().stream().filter(FieldDescriptor::isRepeated).count(),
                        method.getFullName());
            }
        }
        assertTrue(lists > 0);
    }

    @Test
    void shouldLetMutationsBeRepeated() {
        for (final MethodDescriptor method : Contract.methods()) {
            if (method.getName().matches("(Upsert|Update|Create|Delete).*")) {
                assertType(method.getInputType(), "request_id", FieldDescriptor.Type.STRING);
            }
        }
        assertType(Event.getDescriptor(), "event_id", FieldDescriptor.Type.STRING);
    }

    @Test
    void shouldBoundEveryTextAndListThatTrackingAndTheCatalogueTake() {
        final Set<Descriptor> taken = new LinkedHashSet<>();
        Contract.services().stream().filter(service -> service.getName().matches("(Tracking|Catalog)Service"))
                .forEach(service -> service.getMethods().forEach(method -> collect(method.getInputType(), taken)));
        assertTrue(taken.containsAll(List.of(Event.getDescriptor(), Property.getDescriptor(), Lead.getDescriptor())));
        int bounded = 0;
        for (final Descriptor message : taken) {
            for (final FieldDescriptor field : message.getFields()) {
                final Rule rule = field.getOptions().getExtension(Rules.rule);
                final boolean isText = field.getJavaType() == FieldDescriptor.JavaType.STRING;
                assertEquals(isText, rule.getMaxBytes() > 0, field.getFullName() + " needs max_bytes");
                // The entries of a batch are counted by the call itself.
                assertTrue(!field.isRepeated() || rule.getMaxItems() > 0 || message.getName().startsWith("Batch"),
                        field.getFullName() + " needs max_items");
                bounded += isText ? 1 : 0;
            }
        }
        assertTrue(bounded > 30, "bounded=" + bounded);
    }

    private static void collect(final Descriptor message, final Set<Descriptor> into) {
        if (message.getFullName().startsWith(PACKAGE + ".") && into.add(message)) {
            message.getFields().stream().filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
                    .forEach(field -> collect(field.getMessageType(), into));
        }
    }

    private static void assertType(final Descriptor message, final String name, final FieldDescriptor.Type type) {
        final FieldDescriptor field = message.findFieldByName(name);
        assertNotNull(field, message.getFullName() + " has no " + name);
        assertEquals(type, field.getType(), field.getFullName());
    }

    @Test
    void shouldDocumentEverything() throws IOException, URISyntaxException {
        final List<String> bare = new ArrayList<>();
        int documented = 0;
        try (Stream<Path> files = Files.list(sources())) {
            for (final Path file : (Iterable<Path>) files.sorted()::iterator) {
                final Undocumented undocumented = Undocumented.in(Files.readAllLines(file));
                undocumented.found().forEach(what -> bare.add(file.getFileName() + ": " + what));
                documented += undocumented.documented();
            }
        }
        assertEquals(List.of(), bare, "say what it is in a comment above it");
        final int fields = Contract.messages().stream().mapToInt(message -> (int) message.getFields().stream()
                .filter(field -> field.getRealContainingOneof() == null).count()).sum();
        final int oneofs = Contract.messages().stream().mapToInt(message -> message.getRealOneofs().size()).sum();
        assertEquals(Contract.services().size() + Contract.methods().size() + Contract.messages().size() + Contract.enums().size()
                + oneofs + fields, documented, "the reader of comments must see what the compiler sees");
    }

    @Test
    void shouldSayTheStatusesOfEveryCallAndWhetherItMayBeRepeated() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(sources())) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                final StringBuilder comment = new StringBuilder();
                for (final String line : Files.readAllLines(file)) {
                    if (line.strip().startsWith("//")) {
                        comment.append(line.strip().substring(2)).append(' ');
                        continue;
                    }
                    if (line.strip().startsWith("rpc ")) {
                        assertTrue(comment.toString().contains("Status") || comment.toString().contains("Safe to retry"), line);
                        assertTrue(comment.toString().matches("(?s).*(Idempotent|Safe to retry|for Upsert).*"), line);
                    }
                    comment.setLength(0);
                }
            }
        }
    }

    /** The files as they travel with the jar. */
    private static Path sources() throws URISyntaxException {
        return Path.of(ContractTest.class.getResource("/homing/v1/event.proto").toURI()).getParent();
    }
}
