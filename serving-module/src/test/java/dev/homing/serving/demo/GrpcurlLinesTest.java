package dev.homing.serving.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.homing.proto.v1.CatalogServiceOuterClass;
import dev.homing.proto.v1.FeatureServiceOuterClass;
import dev.homing.proto.v1.ModelServiceOuterClass;
import dev.homing.proto.v1.RecommendationServiceOuterClass;
import dev.homing.proto.v1.TrackingServiceOuterClass;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GrpcurlLinesTest {
    private static final Pattern LINE =
            Pattern.compile("  grpcurl -plaintext (?:-d '(.*)' )?127\\.0\\.0\\.1:1234 (?:(list)|(\\S+)/(\\S+))");
    private static final List<FileDescriptor> FILES = List.of(
            CatalogServiceOuterClass.getDescriptor(), FeatureServiceOuterClass.getDescriptor(),
            ModelServiceOuterClass.getDescriptor(), RecommendationServiceOuterClass.getDescriptor(),
            TrackingServiceOuterClass.getDescriptor());

    @Test
    void shouldCallWhatTheProtocolHas() throws IOException {
        int calls = 0;
        final List<String> lines = GrpcurlLines.of(1234, "lead-0001", "kestrel-hill-0002", false).lines()
                .filter(line -> line.startsWith("  ")).toList();
        for (final String line : lines) {
            final Matcher matcher = LINE.matcher(line);
            assertTrue(matcher.matches(), line);
            if (matcher.group(3) != null && matcher.group(3).startsWith("homing.v1.")) {
                final MethodDescriptor method = FILES.stream().flatMap(file -> file.getServices().stream())
                        .filter(service -> service.getFullName().equals(matcher.group(3)))
                        .map(service -> service.findMethodByName(matcher.group(4))).findFirst().orElseThrow();
                assertNotNull(method, line);
                if (matcher.group(1) != null) {
                    check(new ObjectMapper().readTree(matcher.group(1)), method.getInputType());
                }
                calls++;
            }
        }
        assertEquals(6, calls);
    }

    private static void check(final JsonNode json, final Descriptor message) {
        for (final Map.Entry<String, JsonNode> entry : json.properties()) {
            final FieldDescriptor field = message.findFieldByName(entry.getKey());
            assertNotNull(field, entry.getKey());
            if (field.getJavaType() == JavaType.MESSAGE) {
                check(entry.getValue(), field.getMessageType());
            } else if (field.getJavaType() == JavaType.ENUM) {
                assertNotNull(field.getEnumType().findValueByName(entry.getValue().asText()), entry.toString());
            }
        }
    }
}
