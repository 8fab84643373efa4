package dev.homing.serving.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.homing.proto.v1.Rule;
import dev.homing.proto.v1.Rules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one field of the contract allows, as declared beside it ({@code rules.proto}), ready to check. Immutable; any thread.
 */
public final class FieldRule {
    /** By message: reading a rule off a descriptor takes longer than checking a field against it. */
    private static final Map<Descriptor, List<FieldRule>> OF_MESSAGES = new ConcurrentHashMap<>();

    private final FieldDescriptor field;
    private final Rule rule;
    private final double minimum;
    private final double maximum;

    private FieldRule(final FieldDescriptor field) {
        this.field = field;
        rule = field.getOptions().getExtension(Rules.rule);
        final boolean isWhole = field.getJavaType() == FieldDescriptor.JavaType.INT;
        minimum = rule.hasMin() ? rule.getMin() : isWhole ? Integer.MIN_VALUE : -Double.MAX_VALUE;
        maximum = rule.hasMax() ? rule.getMax() : isWhole ? Integer.MAX_VALUE : Double.MAX_VALUE;
    }

    /** The rule of one field. */
    static FieldRule of(final FieldDescriptor field) {
        return new FieldRule(field);
    }

    /** The rules of all fields of a message, in the order of their numbers. */
    static List<FieldRule> ofAll(final Descriptor message) {
        return OF_MESSAGES.computeIfAbsent(message, type -> type.getFields().stream().map(FieldRule::new).toList());
    }

    /** The most bytes of UTF-8 that any text of these fields may have. */
    static int maxBytes(final List<FieldRule> rules) {
        return rules.stream().mapToInt(each -> each.rule.getMaxBytes()).max().orElse(0);
    }

    FieldDescriptor field() {
        return field;
    }

    /** Whether the field is personal data. */
    boolean isPersonal() {
        return field.getOptions().getDebugRedact();
    }

    /**
     * Checks a message against the rules of all its fields, and what it has inside as well.
     *
     * @param message    to check
     * @param path       of it, "" or ending with a dot
     * @param nowMs      the server's clock
     * @param violations gets what is wrong
     */
    public static void checkAll(final Message message, final String path, final long nowMs, final Violations violations) {
        for (final FieldRule rule : ofAll(message.getDescriptorForType())) {
            rule.check(message, path, nowMs, violations);
        }
    }

    /** Checks the field of a message; what it has inside as well. */
    void check(final Message message, final String path, final long nowMs, final Violations violations) {
        final String name = path + field.getName();
        if (field.isRepeated()) {
            checkList((List<?>) message.getField(field), name, nowMs, violations);
        } else if (!field.hasPresence() || message.hasField(field)) {
            checkValue(message.getField(field), name, nowMs, violations);
        } else if (rule.getRequired()) {
            violations.add(name, "is required");
        }
    }

    private void checkList(final List<?> values, final String name, final long nowMs, final Violations violations) {
        if (rule.getMaxItems() > 0 && values.size() > rule.getMaxItems()) {
            violations.add(name, "has " + values.size() + " entries; at most " + rule.getMaxItems() + " are allowed");
            return;
        }
        if (rule.getRequired() && values.isEmpty()) {
            violations.add(name, "is required");
        }
        for (int i = 0; i < values.size(); i++) {
            checkValue(values.get(i), name + "[" + i + "]", nowMs, violations);
        }
    }

    private void checkValue(final Object value, final String name, final long nowMs, final Violations violations) {
        switch (field.getJavaType()) {
            case STRING -> checkText(((String) value).getBytes(StandardCharsets.UTF_8).length, name, violations);
            case INT, LONG, FLOAT, DOUBLE -> violations.checkRange(name, ((Number) value).doubleValue(), minimum, maximum);
            case ENUM -> checkCode((EnumValueDescriptor) value, name, violations);
            case MESSAGE -> checkMessage((Message) value, name, nowMs, violations);
            default -> { }
        }
    }

    private void checkCode(final EnumValueDescriptor value, final String name, final Violations violations) {
        if (field.getEnumType().findValueByNumber(value.getNumber()) == null) {
            violations.add(name, "is " + value.getNumber() + ", which is not one of its values");
        } else if (rule.getRequired() && value.getNumber() == 0) {
            violations.add(name, "is required");
        }
    }

    private void checkMessage(final Message value, final String name, final long nowMs, final Violations violations) {
        if (value instanceof Timestamp time) {
            if (rule.getPast()) {
                violations.checkPastTime(name, time, nowMs);
            } else {
                violations.checkTime(name, time);
            }
            return;
        }
        checkAll(value, name + ".", nowMs, violations);
    }

    /** Checks a text of the field by its bytes, for whoever has them already. */
    void checkText(final ByteString text, final Violations violations) {
        checkText(text.size(), field.getName(), violations);
    }

    private void checkText(final int bytes, final String name, final Violations violations) {
        if (bytes == 0 && rule.getRequired()) {
            violations.add(name, "is required");
        }
        if (bytes > rule.getMaxBytes()) {
            violations.add(name, "has " + bytes + " bytes; at most " + rule.getMaxBytes() + " are allowed");
        }
    }
}
