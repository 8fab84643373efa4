package dev.homing.serving.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Timestamp;
import dev.homing.proto.v1.Channel;
import dev.homing.proto.v1.Device;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.PropertyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FieldsTest {
    @Test
    void shouldReadTimesInAllForms() throws RowException {
        final Instant instant = Instant.parse("2026-11-24T10:15:30Z");
        for (final String text : List.of("2026-11-24T10:15:30Z", "2026-11-24T11:15:30+01:00", "2026-11-24 10:15:30",
                "2026-11-24T10:15:30", "2026-11-24 12:15:30+02:00", "1795515330", "1795515330000",
                "2026-11-24T10:15:30+01:00[Europe/Berlin]".replace("10:15", "11:15"))) {
            assertEquals(instant.getEpochSecond(), of(text).time("x").getSeconds(), text);
        }
        assertEquals(Timestamp.newBuilder().setSeconds(1_795_515_330).setNanos(250_000_000).build(),
                of("2026-11-24T10:15:30.25Z").time("x"));
        assertEquals(Timestamp.newBuilder().setSeconds(1_795_515_330).setNanos(123_000_000).build(),
                of("1795515330123").time("x"));
        assertEquals(Instant.parse("2026-11-24T00:00:00Z").getEpochSecond(), of("2026-11-24").time("x").getSeconds());
        assertEquals(0, of("0").time("x").getSeconds());
        assertEquals(Instant.parse("2014-10-13T00:00:00Z"), Fields.instant("2014-10-13"));
        for (final String text : List.of(
                "yesterday", "24.11.2026", "2026-13-01", "2026-11-24T25:00:00Z", "1.5e9", "1795515330.5")) {
            assertTrue(assertThrows(RowException.class, () -> of(text).time("x")).getMessage()
                    .startsWith("is \"" + text + "\", which is not a time"), text);
        }
    }

    @Test
    void shouldReadTimesInTheFormatOfTheMapping(@TempDir final Path folder) throws IOException, RowException {
        final Path file = folder.resolve("m");
        Files.write(file, List.of("column.x = x", "format.x = uuuuMMdd'T'HHmmss", "column.y = y", "format.y = dd.MM.uuuu",
                "column.z = z", "format.z = dd.MM.uuuu HH:mm XXX"));
        final RowMapping mapping = RowMapping.read(file, Set.of("x", "y", "z"));
        final Fields fields = new Fields(mapping, new Row(2, Map.of(
                "x", "20141013T000001", "y", "13.10.2014", "z", "13.10.2014 02:00 +02:00")));
        assertEquals(1_413_158_401, fields.time("x").getSeconds());
        assertEquals(1_413_158_400, fields.time("y").getSeconds());
        assertEquals(1_413_158_400, fields.time("z").getSeconds());
        assertThrows(RowException.class, () -> new Fields(mapping, new Row(2, Map.of("y", "2014-10-13"))).time("y"));
    }

    @Test
    void shouldReadNumbersThatAreNumbers() throws RowException {
        assertEquals(1.5, of("1.5").number("x"));
        assertEquals(-1_200, of("-1.2e3").number("x"));
        assertEquals(3, of("3.0").integer("x"));
        for (final String text : List.of(
                "", "abc", "NaN", "Infinity", "-Infinity", "1e999", "3d", "3f", "0x1p3", "1,5", "--1", "1 2")) {
            final RowException refused = assertThrows(RowException.class, () -> of(text).number("x"), text);
            assertEquals("is \"" + text + "\", which is not a finite number", refused.getMessage());
            assertEquals("x", refused.field());
        }
        assertThrows(RowException.class, () -> of("2.5").integer("x"));
        assertThrows(RowException.class, () -> of("3000000000").integer("x"));
    }

    @Test
    void shouldReadBooleans() throws RowException {
        for (final String text : List.of("true", "TRUE", "1", "yes")) {
            assertTrue(of(text).bool("x"), text);
        }
        for (final String text : List.of("false", "False", "0", "no")) {
            assertFalse(of(text).bool("x"), text);
        }
        assertThrows(RowException.class, () -> of("maybe").bool("x"));
    }

    @Test
    void shouldReadEnumsByTheirNamesInAnyCase() throws RowException {
        assertEquals("PROPERTY_VIEW", name("property_view", EventType.getDescriptor()));
        assertEquals("DEVICE_OTHER", name("OTHER", Device.getDescriptor()));
        assertEquals("CHANNEL_OTHER", name("other", Channel.getDescriptor()));
        assertEquals("PROPERTY_TYPE_OTHER", name("Other", PropertyType.getDescriptor()));
        assertEquals("PROPERTY_TYPE_OTHER", name("PROPERTY_TYPE_OTHER", PropertyType.getDescriptor()));
        for (final String text : List.of("VIEW", "UNSPECIFIED", "EVENT_TYPE_UNSPECIFIED", "1", "OTHER", "")) {
            final String message =
                    assertThrows(RowException.class, () -> name(text, EventType.getDescriptor()), text).getMessage();
            assertTrue(message.contains("PROPERTY_VIEW") && message.contains("SESSION_END") && !message.contains("UNSPECIFIED,"),
                    message);
        }
    }

    @Test
    void shouldNameWhatIsRequired() {
        final RowException refused = assertThrows(RowException.class, () -> of(" ").require(List.of("x")));
        assertEquals("x is required", refused.field() + " " + refused.getMessage());
    }

    private static String name(final String text, final EnumDescriptor type) throws RowException {
        return of(text).enumeration("x", type).getName();
    }

    private static Fields of(final String text) {
        return new Fields(RowMapping.identity(Set.of("x")), new Row(2, Map.of("x", text)));
    }
}
