package dev.homing.serving.rows;

import com.google.protobuf.Timestamp;
import dev.homing.features.FeatureQuestions;
import dev.homing.serving.event.Timestamps;
import dev.homing.serving.ingest.Violations;
import dev.homing.serving.terminal.CommandException;
import dev.homing.serving.terminal.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A file that asks for vectors of the past: a CSV with the columns {@code lead_id} and {@code as_of}, a time as in files of
 * events. What else stands in a row is kept as it is. Read whole, because the answers come in another order: a row takes 16
 * bytes, and with further columns some 28 more, 4 for each of them and their text.
 */
public final class QuestionFile {
    private static final String LEAD_ID = "lead_id";
    private static final String AS_OF = "as_of";
    private static final long MAX_SECONDS = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private final List<String> furtherColumns;
    private final FeatureQuestions questions;
    /** By row, each text behind its length; empty when there are no further columns. */
    private final List<byte[]> further;

    private QuestionFile(final List<String> furtherColumns, final FeatureQuestions questions, final List<byte[]> further) {
        this.furtherColumns = furtherColumns;
        this.questions = questions;
        this.further = further;
    }

    /**
     * Reads a file.
     *
     * @param path     of it
     * @param progress is kept current
     * @return all of it
     * @throws IOException      when it cannot be read
     * @throws CommandException when it lacks a column, or a row is wrong; the message says the line
     */
    public static QuestionFile read(final Path path, final Progress progress) throws IOException {
        final RowMapping mapping = RowMapping.identity(Set.of(LEAD_ID, AS_OF));
        final FeatureQuestions.Builder questions = new FeatureQuestions.Builder();
        final List<byte[]> further = new ArrayList<>();
        try (RowFile file = new RowFile(path)) {
            final List<String> names = new ArrayList<>(file.rows().columns());
            if (!names.remove(LEAD_ID) || !names.remove(AS_OF)) {
                throw new CommandException(path + " is no CSV with the columns " + LEAD_ID + " and " + AS_OF + "; it has "
                        + file.rows().columns(), null);
            }
            long count = 0;
            for (Row row = file.rows().next(); row != null; row = file.rows().next()) {
                add(path, new Fields(mapping, row), questions);
                if (!names.isEmpty()) {
                    further.add(bytes(row, names));
                }
                progress.at(file.progress(), ++count, "rows read");
            }
            return new QuestionFile(names, questions.build(), further);
        } catch (final BrokenRowException e) {
            throw new CommandException(path + ", line " + e.line() + ": " + e.getMessage(), e);
        }
    }

    private static void add(final Path path, final Fields row, final FeatureQuestions.Builder questions) {
        try {
            row.require(List.of(LEAD_ID, AS_OF));
            final String lead = row.text(LEAD_ID);
            if (lead.getBytes(StandardCharsets.UTF_8).length > Violations.MAX_ID_BYTES) {
                throw new RowException(LEAD_ID, "has more than " + Violations.MAX_ID_BYTES + " bytes");
            }
            final Timestamp asOf = row.time(AS_OF);
            if (asOf.getSeconds() < 0 || asOf.getSeconds() > MAX_SECONDS) {
                throw new RowException(AS_OF, "is \"" + row.text(AS_OF) + "\"; a time from 1970 to 9999 is allowed");
            }
            questions.add(lead, Timestamps.ms(asOf));
        } catch (final RowException e) {
            throw new CommandException(path + ", line " + row.row().line() + ": " + e.field() + " " + e.getMessage(), e);
        }
    }

    /**
     * The columns beside {@code lead_id} and {@code as_of}.
     *
     * @return in the order of the file
     */
    public List<String> furtherColumns() {
        return furtherColumns;
    }

    /**
     * Which vectors are asked for.
     *
     * @return a question for each row
     */
    public FeatureQuestions questions() {
        return questions;
    }

    /**
     * What else a row says.
     *
     * @param row    from 0 on
     * @param values is filled from the first place on with the texts of {@link #furtherColumns}, null where there is none
     */
    public void readFurther(final int row, final Object[] values) {
        if (furtherColumns.isEmpty()) {
            return;
        }
        final ByteBuffer all = ByteBuffer.wrap(further.get(row));
        for (int i = 0; i < furtherColumns.size(); i++) {
            final int length = all.getInt();
            values[i] = length == 0 ? null : new String(all.array(), all.position(), length, StandardCharsets.UTF_8);
            all.position(all.position() + length);
        }
    }

    private static byte[] bytes(final Row row, final List<String> columns) {
        final byte[][] texts = columns.stream()
                .map(column -> row.values().get(column).getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
        int length = texts.length * Integer.BYTES;
        for (final byte[] text : texts) {
            length += text.length;
        }
        final ByteBuffer all = ByteBuffer.allocate(length);
        for (final byte[] text : texts) {
            all.putInt(text.length).put(text);
        }
        return all.array();
    }
}
