package dev.homing.serving.rows;

import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.homing.proto.v1.Channel;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.UpsertLeadRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LeadRowsTest {
    private final LeadRows rows = new LeadRows("file");

    @Test
    void shouldTakeEveryField() throws RowException {
        assertEquals(Lead.newBuilder().setLeadId("ann").setName("Ann").setEmail("a@b").setPhone("555").setAgentId("a7")
                        .setChannel(Channel.CHANNEL_OTHER).setCreatedAt(seconds(1_700_000_000)).setNotes("n").build(),
                convert("lead_id", "ann", "name", "Ann", "email", "a@b", "phone", "555", "agent_id", "a7",
                        "channel", "other", "created_at", "1700000000", "notes", "n").getLead());
        assertEquals(Lead.newBuilder().setLeadId("ann").build(), convert("lead_id", "ann", "name", " ").getLead());
    }

    @Test
    void shouldBlameTheField() {
        assertEquals("lead_id", assertThrows(RowException.class, () -> convert("name", "Ann")).field());
        assertEquals("channel", assertThrows(RowException.class, () -> convert("lead_id", "a", "channel", "owl")).field());
        assertEquals("created_at", assertThrows(RowException.class, () -> convert("lead_id", "a", "created_at", "x")).field());
        assertEquals(Set.of("lead_id"), rows.requiredFields());
    }

    @Test
    void shouldNameTheRequestByFileAndRow() throws RowException {
        final String id = convert("lead_id", "a", "name", "b").getRequestId();
        assertEquals(id, convert("lead_id", "a", "name", "b").getRequestId());
        assertNotEquals(id, convert("lead_id", "a", "name", "c").getRequestId());
        assertNotEquals(id, new LeadRows("other").convert(
                RowMapping.identity(rows.fields()), new Row(2, Map.of("lead_id", "a", "name", "b"))).getRequestId());
    }

    @Test
    void shouldHaveARowFieldForEveryFieldOfTheProtocolAndNoOther() {
        assertEquals(Lead.getDescriptor().getFields().stream().map(FieldDescriptor::getName)
                .collect(Collectors.toCollection(TreeSet::new)), new TreeSet<>(rows.fields()));
    }

    private UpsertLeadRequest convert(final String... values) throws RowException {
        final Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            row.put(values[i], values[i + 1]);
        }
        return rows.convert(RowMapping.identity(rows.fields()), new Row(2, row));
    }
}
