package dev.homing.serving.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowMappingTest {
    private static final Set<String> FIELDS = Set.of("lead_id", "event_type", "occurred_at", "channel");

    @TempDir
    private Path folder;

    @Test
    void shouldNameColumnsAndValuesInOurWords() throws IOException {
        final RowMapping mapping = read("\uFEFF# a comment", "", "column.lead_id = person id", "column.event_type=kind",
                "value.event_type.VIEW = PROPERTY_VIEW", "value.event_type.COMMENT CREATED = FORM_SUBMISSION",
                "value.event_type.v1.2 = PAGE_VIEW", "constant.channel = WEB", "format.occurred_at = dd.MM.uuuu HH:mm");
        final Row row = new Row(2, Map.of("person id", " ann ", "kind", "VIEW", "channel", "EMAIL"));
        assertEquals("ann", mapping.value(row, "lead_id"));
        assertEquals("PROPERTY_VIEW", mapping.value(row, "event_type"));
        assertEquals("FORM_SUBMISSION", mapping.value(new Row(2, Map.of("kind", "COMMENT CREATED")), "event_type"));
        assertEquals("PAGE_VIEW", mapping.value(new Row(2, Map.of("kind", "v1.2")), "event_type"));
        assertEquals("SHARE", mapping.value(new Row(2, Map.of("kind", "SHARE")), "event_type"), "another value stays what it is");
        assertEquals("WEB", mapping.value(row, "channel"));
        assertEquals("", mapping.value(row, "occurred_at"));
        assertTrue(mapping.format("occurred_at").isPresent());
        assertTrue(mapping.format("lead_id").isEmpty());
        assertEquals(List.of("kind"), mapping.missingColumns(List.of("person id")));
        assertEquals(List.of("colour"), mapping.unusedColumns(List.of("person id", "kind", "colour")));
    }

    @Test
    void shouldTakeTheConstantWhereTheColumnSaysNothing() throws IOException {
        final RowMapping mapping = read("column.channel = source", "constant.channel = WEB");
        assertEquals("CRM", mapping.value(new Row(2, Map.of("source", "CRM")), "channel"));
        assertEquals("WEB", mapping.value(new Row(2, Map.of("source", " ")), "channel"));
        assertEquals("WEB", mapping.value(new Row(2, Map.of()), "channel"));
    }

    @Test
    void shouldTakeColumnsOfOurNamesWithoutAFile() {
        final RowMapping mapping = RowMapping.identity(FIELDS);
        assertEquals("ann", mapping.value(new Row(2, Map.of("lead_id", "ann")), "lead_id"));
        assertEquals(List.of("person"), mapping.unusedColumns(List.of("person", "lead_id")));
    }

    @Test
    void shouldNameFileLineAndFaultOfEveryError() {
        final Map<String, String> errors = Map.of(
                "lead_id", "\"lead_id\" is not of the form key = value",
                "column = x", "\"column\" names no field",
                "column.person = x", "there is no field \"person\"; there are [channel, event_type, lead_id, occurred_at]",
                "column.lead_id.x = y", "\"column.lead_id.x\" has a part too many",
                "value.lead_id = y", "\"value.lead_id\" has no source value: value.FIELD.SOURCE VALUE = VALUE",
                "colum.lead_id = y", "\"colum\" is not one of column, value, constant, format");
        errors.forEach((line, message) -> assertEquals(file() + ", line 3: " + message,
                assertThrows(IOException.class, () -> read("# first", "", line)).getMessage()));
        final String format = assertThrows(IOException.class, () -> read("format.occurred_at = bogus")).getMessage();
        assertTrue(format.startsWith(file() + ", line 1: "), format);
    }

    @Test
    void shouldNameTheFileThatCannotBeRead() throws IOException {
        Files.write(file(), "column.lead_id = pers\u00f6n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(file() + " is not UTF-8",
                assertThrows(IOException.class, () -> RowMapping.read(file(), FIELDS)).getMessage());
        final Path missing = folder.resolve("missing.mapping");
        assertTrue(assertThrows(IOException.class, () -> RowMapping.read(missing, FIELDS))
                .getMessage().contains("missing.mapping"));
    }

    private Path file() {
        return folder.resolve("events.mapping");
    }

    private RowMapping read(final String... lines) throws IOException {
        Files.write(file(), List.of(lines));
        return RowMapping.read(file(), FIELDS);
    }
}
