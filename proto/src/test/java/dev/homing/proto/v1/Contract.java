package dev.homing.proto.v1;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.TextFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The whole public contract, as descriptors and as a text that is the same for the same contract. */
final class Contract {
    private Contract() {
    }

    /** Every file of the package: the generated outer classes, of which a test says that they are all. */
    static List<FileDescriptor> files() {
        return List.of(
                CatalogServiceOuterClass.getDescriptor(),
                EventOuterClass.getDescriptor(),
                FeatureServiceOuterClass.getDescriptor(),
                MaintenanceServiceOuterClass.getDescriptor(),
                ModelServiceOuterClass.getDescriptor(),
                RecommendationServiceOuterClass.getDescriptor(),
                Rules.getDescriptor(),
                TrackingServiceOuterClass.getDescriptor());
    }

    static List<ServiceDescriptor> services() {
        return files().stream().flatMap(file -> file.getServices().stream())
                .sorted(Comparator.comparing(ServiceDescriptor::getFullName)).toList();
    }

    static List<MethodDescriptor> methods() {
        return services().stream().flatMap(service -> service.getMethods().stream()).toList();
    }

    /** All messages, those inside others included, without the entries of maps. */
    static List<Descriptor> messages() {
        return files().stream().flatMap(file -> file.getMessageTypes().stream()).flatMap(Contract::withNested)
                .sorted(Comparator.comparing(Descriptor::getFullName)).toList();
    }

    private static Stream<Descriptor> withNested(final Descriptor message) {
        return message.getOptions().getMapEntry() ? Stream.empty()
                : Stream.concat(Stream.of(message), message.getNestedTypes().stream().flatMap(Contract::withNested));
    }

    /** All enums, those inside messages included. */
    static List<EnumDescriptor> enums() {
        return Stream.concat(files().stream().flatMap(file -> file.getEnumTypes().stream()),
                        messages().stream().flatMap(message -> message.getEnumTypes().stream()))
                .sorted(Comparator.comparing(EnumDescriptor::getFullName)).toList();
    }

    /** One line for each thing that a client can depend on, in an order that does not depend on the files. */
    static List<String> lines() {
        final List<String> lines = new ArrayList<>();
        for (final MethodDescriptor method : methods()) {
            lines.add("rpc " + method.getFullName() + "(" + (method.isClientStreaming() ? "stream " : "")
                    + method.getInputType().getFullName() + ") returns (" + (method.isServerStreaming() ? "stream " : "")
                    + method.getOutputType().getFullName() + ")");
        }
        for (final EnumDescriptor type : enums()) {
            type.getValues().stream().sorted(Comparator.comparing(EnumValueDescriptor::getNumber)).forEach(value ->
                    lines.add("enum " + type.getFullName() + "." + value.getName() + " = " + value.getNumber()));
        }
        for (final Descriptor message : messages()) {
            lines.add("message " + message.getFullName());
            message.getFields().stream().sorted(Comparator.comparing(FieldDescriptor::getNumber)).forEach(field ->
                    lines.add("field " + field.getFullName() + " = " + field.getNumber() + ": " + type(field) + rule(field)));
            message.toProto().getReservedRangeList().forEach(range ->
                    lines.add("reserved " + message.getFullName() + " " + range.getStart() + " to " + (range.getEnd() - 1)));
            message.toProto().getReservedNameList().forEach(name -> lines.add("reserved " + message.getFullName() + " " + name));
        }
        return lines;
    }

    /** What the field allows, in the words of its rule: a narrower one breaks clients as a missing field would. */
    private static String rule(final FieldDescriptor field) {
        final String rule = TextFormat.printer().shortDebugString(field.getOptions().getExtension(Rules.rule));
        return (rule.isEmpty() ? "" : " {" + rule + "}") + (field.getOptions().getDebugRedact() ? " personal" : "");
    }

    private static String type(final FieldDescriptor field) {
        if (field.isMapField()) {
            return "map<" + type(field.getMessageType().getFields().get(0)) + ", "
                    + type(field.getMessageType().getFields().get(1)) + ">";
        }
        final String type = switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getFullName();
            case ENUM -> field.getEnumType().getFullName();
            default -> field.getType().name().toLowerCase(Locale.ROOT);
        };
        final String presence = field.isRepeated() ? "repeated "
                : field.toProto().getProto3Optional() ? "optional "
                : field.getRealContainingOneof() != null ? "oneof " + field.getRealContainingOneof().getName() + " " : "";
        return presence + type;
    }
}
