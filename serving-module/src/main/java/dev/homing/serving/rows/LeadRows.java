package dev.homing.serving.rows;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.LeadPreferences;
import dev.homing.proto.v1.UpsertLeadRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Profiles of leads of rows: every field of the protocol's lead by its name, and every field of its preferences beside them. The
 * request id of a row names the whole file as well, as in {@link PropertyRows}: the same file again does not undo what was said
 * of a lead meanwhile.
 */
public final class LeadRows implements RowConverter<UpsertLeadRequest> {
    private static final Set<String> REQUIRED = Set.of("lead_id");
    private static final List<FieldDescriptor> OF_PREFERENCES = LeadPreferences.getDescriptor().getFields();
    /** Preferences have no column of their own. */
    private static final List<FieldDescriptor> OF_LEAD = Lead.getDescriptor().getFields().stream()
            .filter(field -> field.getNumber() != Lead.PREFERENCES_FIELD_NUMBER).toList();

    private final String source;
    private final Set<String> fields = new LinkedHashSet<>();

    /**
     * Creates a converter.
     *
     * @param source names the content of the file, in at most 32 characters
     */
    public LeadRows(final String source) {
        this.source = source;
        OF_LEAD.forEach(field -> fields.add(field.getName()));
        OF_PREFERENCES.forEach(field -> fields.add(field.getName()));
    }

    @Override
    public Set<String> fields() {
        return fields;
    }

    @Override
    public Set<String> requiredFields() {
        return REQUIRED;
    }

    @Override
    public UpsertLeadRequest convert(final RowMapping mapping, final Row row) throws RowException {
        final Fields values = new Fields(mapping, row);
        values.require(REQUIRED);
        final Lead.Builder lead = Lead.newBuilder();
        values.fill(lead, OF_LEAD);
        final LeadPreferences.Builder preferences = LeadPreferences.newBuilder();
        if (values.fill(preferences, OF_PREFERENCES)) {
            lead.setPreferences(preferences);
        }
        return UpsertLeadRequest.newBuilder().setLead(lead).setRequestId(source + row.contentHash()).build();
    }
}
