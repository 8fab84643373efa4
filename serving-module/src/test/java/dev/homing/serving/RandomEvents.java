package dev.homing.serving;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.Rule;
import dev.homing.proto.v1.Rules;
import dev.homing.proto.v1.Urgency;
import java.util.List;
import java.util.Random;

/** Events of all types with whatever the contract allows in every field, and what of it is to be read back. */
public final class RandomEvents {
    private static final int FIRST_DETAILS = 21;
    private static final int MAX_CHARS = 12;
    private static final long MAX_SECONDS = 253_402_300_799L;
    /** What breaks files, keys and encodings: separators, quotes, line ends, accents, a pair of surrogates. */
    private static final String[] LETTERS = {
        "a", "B", "7", "-", " ", ";", "|", ",", "\"", "'", "\\", "\n", "\r", "\t", "é", "中", "\uD83C\uDFE0", "\u0000", "/", "="
    };

    private final Random random;

    public RandomEvents(final long seed) {
        random = new Random(seed);
    }

    /** An event without event_id, lead_id and property_id, at a time. */
    public Event.Builder next(final EventType type, final long occurredAtMs) {
        final Event.Builder event = Event.newBuilder().setType(type)
                .setOccurredAt(Timestamp.newBuilder()
                        .setSeconds(Math.floorDiv(occurredAtMs, 1_000L))
                        .setNanos((int) Math.floorMod(occurredAtMs, 1_000L) * 1_000_000 + random.nextInt(1_000_000)))
                .setDeviceValue(random.nextInt(5))
                .setChannelValue(random.nextInt(8));
        for (final String name : List.of("agent_id", "session_id", "campaign_id", "utc_offset_minutes")) {
            putMaybe(event, Event.getDescriptor().findFieldByName(name));
        }
        final FieldDescriptor details = Event.getDescriptor().findFieldByNumber(FIRST_DETAILS - 1 + type.getNumber());
        if (type == EventType.PROPERTY_SWIPE || random.nextInt(8) > 0) {
            final Message.Builder filled = event.newBuilderForField(details);
            details.getMessageType().getFields().forEach(field -> putMaybe(filled, field));
            event.setField(details, filled.build());
        }
        return event;
    }

    private void putMaybe(final Message.Builder into, final FieldDescriptor field) {
        final Rule rule = field.getOptions().getExtension(Rules.rule);
        if (!rule.getRequired() && random.nextInt(3) == 0) {
            return;
        }
        if (field.isRepeated()) {
            for (int i = random.nextInt(4); i > 0; i--) {
                into.addRepeatedField(field, text());
            }
            return;
        }
        into.setField(field, switch (field.getJavaType()) {
            case STRING -> text();
            case DOUBLE -> number(rule);
            case INT -> (int) Math.rint(number(rule));
            case BOOLEAN -> random.nextBoolean();
            case ENUM -> field.getEnumType().findValueByNumber(
                    rule.getRequired() ? 1 + random.nextInt(field.getEnumType().getValues().size() - 1)
                            : random.nextInt(field.getEnumType().getValues().size()));
            default -> Timestamp.newBuilder()
                    .setSeconds(random.nextInt(10) == 0 ? MAX_SECONDS : random.nextInt(2_000_000_000))
                    .setNanos(random.nextInt(1_000_000_000)).build();
        });
    }

    /** Any text, up to 12 characters. */
    public String text() {
        final StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(MAX_CHARS + 1); i > 0; i--) {
            text.append(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return text.toString();
    }

    private double number(final Rule rule) {
        final double least = rule.hasMin() ? rule.getMin() : 0;
        final double most = rule.hasMax() ? rule.getMax() : 1e6;
        return switch (random.nextInt(4)) {
            case 0 -> least;
            case 1 -> most;
            case 2 -> Math.rint(least + random.nextDouble() * (most - least));
            default -> least + random.nextDouble() * (most - least);
        };
    }

    /** What an event is when it comes back: times in milliseconds, and nothing said that goes without saying. */
    public static Event canonical(final Event event) {
        final Event.Builder canonical = event.toBuilder().setOccurredAt(inMs(event.getOccurredAt()));
        if (event.getBookingRequest().getUrgency() == Urgency.NORMAL) {
            canonical.getBookingRequestBuilder().clearUrgency();
        }
        if (event.getBookingCompleted().getCompleted()) {
            canonical.getBookingCompletedBuilder().clearCompleted();
        }
        if (event.getTourCompleted().getCompleted()) {
            canonical.getTourCompletedBuilder().clearCompleted();
        }
        final int number = event.getDetailsCase().getNumber();
        if (number == 0) {
            return canonical.build();
        }
        final FieldDescriptor details = Event.getDescriptor().findFieldByNumber(number);
        final Message.Builder mended = ((Message) canonical.getField(details)).toBuilder();
        mended.getAllFields().forEach((field, value) -> {
            if (value instanceof Timestamp time) {
                mended.setField(field, inMs(time));
            }
        });
        return mended.getAllFields().isEmpty()
                ? canonical.clearField(details).build() : canonical.setField(details, mended.build()).build();
    }

    /** The same event without what is personal. */
    public static Event withoutPersonal(final Event event) {
        final int number = event.getDetailsCase().getNumber();
        if (number == 0) {
            return event;
        }
        final FieldDescriptor details = Event.getDescriptor().findFieldByNumber(number);
        final Message.Builder bare = ((Message) event.getField(details)).toBuilder();
        details.getMessageType().getFields().stream()
                .filter(field -> field.getOptions().getDebugRedact()).forEach(bare::clearField);
        final Event.Builder without = event.toBuilder();
        return bare.getAllFields().isEmpty()
                ? without.clearField(details).build() : without.setField(details, bare.build()).build();
    }

    private static Timestamp inMs(final Timestamp time) {
        final int nanos = time.getNanos() / 1_000_000 * 1_000_000;
        return Timestamp.newBuilder().setSeconds(time.getSeconds()).setNanos(nanos).build();
    }
}
