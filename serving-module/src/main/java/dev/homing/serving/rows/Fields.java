package dev.homing.serving.rows;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The texts of one row as the types of the protocol. */
final class Fields {
    /** A number of digits above this is milliseconds: seconds get there in the year 5138. */
    private static final long MAX_SECONDS = 100_000_000_000L;
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");

    private final RowMapping mapping;
    private final Row row;

    Fields(final RowMapping mapping, final Row row) {
        this.mapping = mapping;
        this.row = row;
    }

    Row row() {
        return row;
    }

    String text(final String field) {
        return mapping.value(row, field);
    }

    boolean has(final String field) {
        return !text(field).isEmpty() || mapping.list(row, field).filter(items -> !items.isEmpty()).isPresent();
    }

    void require(final Iterable<String> fields) throws RowException {
        for (final String field : fields) {
            if (text(field).isEmpty()) {
                throw new RowException(field, "is required");
            }
        }
    }

    double number(final String field) throws RowException {
        final String text = text(field).strip();
        try {
            // Java would take "3d" and "0x1p3" for numbers too.
            final double number = text.chars().allMatch(Fields::isOfANumber) ? Double.parseDouble(text) : Double.NaN;
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (final NumberFormatException e) {
            throw notANumber(field, text);
        }
        throw notANumber(field, text);
    }

    private static boolean isOfANumber(final int letter) {
        return (letter >= '0' && letter <= '9') || "+-.eE".indexOf(letter) >= 0;
    }

    private static RowException notANumber(final String field, final String text) {
        return new RowException(field, "is \"" + text + "\", which is not a finite number");
    }

    int integer(final String field) throws RowException {
        final double number = number(field);
        if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
            throw new RowException(field, "is \"" + text(field) + "\", which is not a whole number");
        }
        return (int) number;
    }

    boolean bool(final String field) throws RowException {
        return switch (text(field).strip().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no" -> false;
            default -> throw new RowException(field, "is \"" + text(field) + "\"; true or false is allowed");
        };
    }

    /** A value of an enum by its name in the protocol, in any case. */
    EnumValueDescriptor enumeration(final String field, final EnumDescriptor type) throws RowException {
        return enumeration(field, text(field), type);
    }

    private List<EnumValueDescriptor> enumerations(final String field, final EnumDescriptor type) throws RowException {
        final List<EnumValueDescriptor> values = new ArrayList<>();
        for (final String text : list(field)) {
            values.add(enumeration(field, text, type));
        }
        return values;
    }

    private static EnumValueDescriptor enumeration(final String field, final String text, final EnumDescriptor type)
            throws RowException {
        final String name = text.strip().toUpperCase(Locale.ROOT);
        EnumValueDescriptor value = type.findValueByName(name);
        if (value == null) {
            // "OTHER" has the enum's name in front, because names of one package must differ.
            value = type.getValues().stream().filter(known -> known.getName().endsWith("_" + name)
                    && known.getName().startsWith(prefix(type))).findFirst().orElse(null);
        }
        if (value == null || value.getNumber() == 0) {
            throw new RowException(field, "is \"" + text + "\", which is not one of " + type.getValues().stream()
                    .filter(known -> known.getNumber() != 0).map(EnumValueDescriptor::getName).toList());
        }
        return value;
    }

    private static String prefix(final EnumDescriptor type) {
        return type.getName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT) + "_";
    }

    Timestamp time(final String field) throws RowException {
        final String text = text(field).strip();
        try {
            final Instant instant = mapping.format(field).isPresent()
                    ? instant(mapping.format(field).get().parseBest(
                            text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from))
                    : instant(text);
            return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()).build();
        } catch (final DateTimeException | NumberFormatException e) {
            throw new RowException(field, "is \"" + text + "\", which is not a time (ISO 8601, or seconds or milliseconds "
                    + "since 1970, or a format that the mapping names)");
        }
    }

    static Instant instant(final String text) {
        final Optional<Instant> usual = IsoTime.instant(text);
        if (usual.isPresent()) {
            return usual.get();
        }
        if (NUMBER.matcher(text).matches()) {
            final long number = Long.parseLong(text);
            return Math.abs(number) > MAX_SECONDS ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
        }
        if (text.indexOf('T') < 0 && text.indexOf(' ') < 0) {
            return instant(LocalDate.parse(text));
        }
        return instant(DateTimeFormatter.ISO_DATE_TIME.parseBest(
                text.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from));
    }

    private static Instant instant(final TemporalAccessor time) {
        if (time instanceof OffsetDateTime offset) {
            return offset.toInstant();
        }
        return (time instanceof LocalDate date ? date.atStartOfDay() : (LocalDateTime) time).toInstant(ZoneOffset.UTC);
    }

    /** A list of texts: that of the row, or a text with semicolons or bars between the items. */
    List<String> list(final String field) {
        return mapping.list(row, field).orElseGet(() -> split(field));
    }

    private List<String> split(final String field) {
        return Stream.of(text(field).split("[;|]", -1)).filter(item -> !item.isBlank()).map(String::strip).toList();
    }

    /** Sets those of the fields of a message that the row has a value for, each by its name; true when there was one. */
    boolean fill(final Message.Builder message, final List<FieldDescriptor> fields) throws RowException {
        boolean isAnyGiven = false;
        for (final FieldDescriptor field : fields) {
            if (has(field.getName())) {
                message.setField(field, value(field));
                isAnyGiven = true;
            }
        }
        return isAnyGiven;
    }

    /** The value of a protocol field of a simple type, or of a list of texts or of values of an enum. */
    Object value(final FieldDescriptor field) throws RowException {
        final String name = field.getName();
        if (field.isRepeated()) {
            return field.getJavaType() == FieldDescriptor.JavaType.ENUM
                    ? enumerations(name, field.getEnumType()) : list(name);
        }
        return switch (field.getJavaType()) {
            case STRING -> text(name);
            case DOUBLE -> number(name);
            case INT -> integer(name);
            case BOOLEAN -> bool(name);
            case ENUM -> enumeration(name, field.getEnumType());
            case MESSAGE -> time(name);
            default -> throw new IllegalStateException("field=" + field + " is of a kind that rows do not have");
        };
    }
}
