package dev.homing.serving.ingest;

import com.google.protobuf.Timestamp;
import dev.homing.tracking.codec.DetailField;
import dev.homing.tracking.codec.EventFlyweight;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The details of one event between the look at how long they are and the writing. One instance belongs to one thread. */
final class DetailValues {
    private static final int MIN_VALUES = 16;

    private DetailField[] fields = new DetailField[MIN_VALUES];
    private byte[][] texts = new byte[MIN_VALUES][];
    private double[] numbers = new double[MIN_VALUES];
    private int count;
    private int encodedLength;

    void clear() {
        Arrays.fill(texts, 0, count, null);
        count = 0;
        encodedLength = 0;
    }

    /** Bytes that {@link #appendTo} will write. */
    int encodedLength() {
        return encodedLength;
    }

    void add(final DetailField field, final Object value) {
        if (count == fields.length) {
            fields = Arrays.copyOf(fields, 2 * count);
            texts = Arrays.copyOf(texts, 2 * count);
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        fields[count] = field;
        if (field.isText()) {
            texts[count] = ((String) value).getBytes(StandardCharsets.UTF_8);
        } else {
            numbers[count] = value instanceof Timestamp time
                    ? time.getSeconds() * 1e3 + Math.floorDiv(time.getNanos(), 1_000_000)
                    : ((Number) value).doubleValue();
        }
        encodedLength += EventFlyweight.DETAIL_HEADER_LENGTH + (field.isText() ? texts[count].length : Double.BYTES);
        count++;
    }

    void appendTo(final EventFlyweight event) {
        for (int i = 0; i < count; i++) {
            if (fields[i].isText()) {
                event.appendDetail(fields[i], texts[i], texts[i].length);
            } else {
                event.appendDetail(fields[i], numbers[i]);
            }
        }
    }
}
