package dev.homing.features;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The fields of a message as protobuf encodes it, one after the other, by number: enough to read the few messages of an ONNX file
 * and of the log of recommendations without the library and the classes that it generates.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>
 */
final class WireMessage {
    private static final int TYPE_BITS = 3;
    private static final int TYPE_MASK = 7;
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED_32 = 5;
    private static final int MAX_VARINT_BITS = 64;

    private final ByteBuffer bytes;
    private int type;
    private long number;
    private ByteBuffer content = ByteBuffer.allocate(0);

    private WireMessage(final ByteBuffer bytes) {
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A message that fills all of the bytes. */
    static WireMessage of(final byte[] bytes) {
        return new WireMessage(ByteBuffer.wrap(bytes));
    }

    /**
     * Shows each field to a consumer, which asks for its content by the method of its type.
     *
     * @throws IllegalArgumentException when the bytes are no message
     */
    void forEach(final IntConsumer fields) {
        bytes.clear();
        try {
            while (bytes.hasRemaining()) {
                final long tag = varint(bytes);
                type = (int) tag & TYPE_MASK;
                readContent();
                fields.accept((int) (tag >>> TYPE_BITS));
            }
        } catch (final BufferUnderflowException e) {
            throw new IllegalArgumentException("a field ends after the message", e);
        }
    }

    private void readContent() {
        switch (type) {
            case VARINT -> number = varint(bytes);
            case FIXED_64 -> number = bytes.getLong();
            case FIXED_32 -> number = bytes.getInt();
            case DELIMITED -> {
                final long length = varint(bytes);
                if (length < 0 || length > bytes.remaining()) {
                    throw new BufferUnderflowException();
                }
                content = bytes.slice(bytes.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
                bytes.position(bytes.position() + (int) length);
            }
            default -> throw new IllegalArgumentException("there is no field type " + type);
        }
    }

    private static long varint(final ByteBuffer from) {
        long value = 0;
        for (int shift = 0; shift < MAX_VARINT_BITS; shift += Byte.SIZE - 1) {
            final byte next = from.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number has more than 64 bits");
    }

    /** The field as a message. */
    WireMessage message() {
        require(DELIMITED);
        return new WireMessage(content);
    }

    /** The field as text. */
    String text() {
        require(DELIMITED);
        return StandardCharsets.UTF_8.decode(content.duplicate()).toString();
    }

    /** The field as a whole number. */
    long integer() {
        require(VARINT);
        return number;
    }

    /** Adds the field's one number, or its packed ones. */
    void addIntegers(final List<Long> into) {
        if (type == VARINT) {
            into.add(number);
            return;
        }
        require(DELIMITED);
        final ByteBuffer packed = content.duplicate();
        while (packed.hasRemaining()) {
            into.add(varint(packed));
        }
    }

    /** Adds the field's one number, or its packed ones, or raw ones, which look the same. */
    void addFloats(final List<Float> into) {
        if (type == FIXED_32) {
            into.add(Float.intBitsToFloat((int) number));
            return;
        }
        require(DELIMITED);
        final ByteBuffer packed = content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (packed.remaining() % Float.BYTES != 0) {
            throw new IllegalArgumentException(packed.remaining() + " bytes are no floats");
        }
        while (packed.hasRemaining()) {
            into.add(packed.getFloat());
        }
    }

    /** All the fields of one number that are messages. */
    static List<WireMessage> all(final WireMessage message, final int field) {
        final List<WireMessage> found = new ArrayList<>();
        message.forEach(one -> {
            if (one == field) {
                found.add(message.message());
            }
        });
        return found;
    }

    /** The last field of one number that is text; empty when there is none. */
    static String text(final WireMessage message, final int field) {
        final String[] found = {""};
        message.forEach(one -> {
            if (one == field) {
                found[0] = message.text();
            }
        });
        return found[0];
    }

    private void require(final int expected) {
        if (type != expected) {
            throw new IllegalArgumentException("a field has type " + type + " instead of " + expected);
        }
    }
}
