package dev.homing.serving.rows;

import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.UpsertLeadRequest;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Profiles of leads of rows: every field of the protocol's lead by its name. The request id of a row names the whole file as
 * well, as in {@link PropertyRows}: the same file again does not undo what was said of a lead meanwhile.
 */
public final class LeadRows implements RowConverter<UpsertLeadRequest> {
    private static final Set<String> REQUIRED = Set.of("lead_id");

    private final String source;
    private final Set<String> fields = new LinkedHashSet<>();

    /**
     * Creates a converter.
     *
     * @param source names the content of the file, in at most 32 characters
     */
    public LeadRows(final String source) {
        this.source = source;
        Lead.getDescriptor().getFields().forEach(field -> fields.add(field.getName()));
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
        values.fill(lead, Lead.getDescriptor().getFields());
        return UpsertLeadRequest.newBuilder().setLead(lead).setRequestId(source + row.contentHash()).build();
    }
}
