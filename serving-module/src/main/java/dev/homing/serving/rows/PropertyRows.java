package dev.homing.serving.rows;

import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.UpsertPropertyRequest;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Listings of rows: every field of the protocol's property by its name, and {@code effective_at}.
 *
 * <p>The request id of a row names the whole file as well: the same file again changes nothing, also when a listing was sold
 * meanwhile, while the same row in the feed of another day says that it is so again.
 */
public final class PropertyRows implements RowConverter<UpsertPropertyRequest> {
    private static final String EFFECTIVE_AT = "effective_at";
    private static final Set<String> REQUIRED = Set.of("property_id");

    private final String source;
    private final Set<String> fields = new LinkedHashSet<>();

    /**
     * Creates a converter.
     *
     * @param source names the content of the file, in at most 32 characters
     */
    public PropertyRows(final String source) {
        this.source = source;
        Property.getDescriptor().getFields().forEach(field -> fields.add(field.getName()));
        fields.add(EFFECTIVE_AT);
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
    public UpsertPropertyRequest convert(final RowMapping mapping, final Row row) throws RowException {
        final Fields values = new Fields(mapping, row);
        values.require(REQUIRED);
        final Property.Builder property = Property.newBuilder();
        values.fill(property, Property.getDescriptor().getFields());
        final UpsertPropertyRequest.Builder request = UpsertPropertyRequest.newBuilder()
                .setProperty(property)
                .setRequestId(source + row.contentHash());
        if (values.has(EFFECTIVE_AT)) {
            request.setEffectiveAt(values.time(EFFECTIVE_AT));
        }
        return request.build();
    }
}
