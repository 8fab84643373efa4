package dev.homing.serving.export;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.homing.serving.event.Timestamps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Columns that are fields of messages by their names, and the values of messages in their places. */
final class MessageColumns {
    private final List<Column> columns = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private Object[] row = {};

    /** Adds a column, unless there is one of that name. */
    void add(final Column column) {
        if (places.putIfAbsent(column.name(), columns.size()) == null) {
            columns.add(column);
        }
    }

    List<Column> columns() {
        return columns;
    }

    /** Begins a row without values. */
    void begin() {
        row = new Object[columns.size()];
    }

    /** Puts a value into the row. */
    void put(final String column, final Object value) {
        row[places.get(column)] = value;
    }

    /** Puts all that a message says and that has a column into the row. */
    void put(final Message message) {
        message.getAllFields().forEach((field, value) -> {
            if (places.containsKey(field.getName())) {
                put(field.getName(), plain(field, value));
            }
        });
    }

    private static Object plain(final FieldDescriptor field, final Object value) {
        if (value instanceof Timestamp time) {
            return Timestamps.ms(time);
        }
        return field.getJavaType() == FieldDescriptor.JavaType.ENUM ? ((EnumValueDescriptor) value).getName() : value;
    }

    Object[] row() {
        return row;
    }
}
