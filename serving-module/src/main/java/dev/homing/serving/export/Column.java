package dev.homing.serving.export;

import com.google.protobuf.Descriptors.FieldDescriptor;

/**
 * A column of an exported file.
 *
 * @param name as imports know it
 * @param kind what its values are
 */
public record Column(String name, Kind kind) {
    /** What values are, in rows of objects: null where there is none. */
    public enum Kind {
        /** String. */
        TEXT("VARCHAR"),
        /** Double, finite. */
        NUMBER("DOUBLE"),
        /** A float, which lies beside the objects, finite or NaN for none; read back from text it is the same 32 bits. */
        FLOAT("FLOAT"),
        /** Integer or Long. */
        WHOLE("BIGINT"),
        /** Boolean. */
        TRUTH("BOOLEAN"),
        /** Long, milliseconds since 1970. */
        TIME("TIMESTAMP_MS"),
        /** List of String, not empty. */
        LIST("VARCHAR[]");

        private final String sqlType;

        Kind(final String sqlType) {
            this.sqlType = sqlType;
        }

        String sqlType() {
            return sqlType;
        }
    }

    /** The column of a field of the protocol. */
    static Column of(final FieldDescriptor field) {
        return new Column(field.getName(), field.isRepeated() ? Kind.LIST : switch (field.getJavaType()) {
            case DOUBLE -> Kind.NUMBER;
            case INT -> Kind.WHOLE;
            case BOOLEAN -> Kind.TRUTH;
            case MESSAGE -> Kind.TIME;
            default -> Kind.TEXT;
        });
    }
}
