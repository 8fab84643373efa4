package dev.homing.training;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.homing.tracking.store.RecommendationEntry;
import dev.homing.tracking.store.RecommendationFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;

/** Writes lists and what leads did with them into a data folder, as a server does; a test of serving compares the two. */
final class ListLog {
    static final int SEEN = 1;
    static final int CLICKED = 2;
    static final int DISMISSED = 4;

    private final Path data;
    private int count;

    /**
     * What became of a listing.
     *
     * @param kind    SEEN, CLICKED or DISMISSED
     * @param listing its id
     */
    record Said(int kind, String listing) {
    }

    ListLog(final Path data) {
        this.data = data;
    }

    /** A list that was recommended, and what was said of it. */
    void list(final int tenant, final String lead, final long atMs, final List<String> listings, final List<Said> said)
            throws IOException {
        final UUID id = new UUID(atMs << 16 | 0x7000L, Long.MIN_VALUE | count++);
        final UnknownFieldSet.Builder answer = UnknownFieldSet.newBuilder();
        listings.forEach(listing -> answer.mergeField(4, of(text(1, listing))));
        append(new RecommendationEntry(
                RecommendationEntry.ANSWER, tenant, id, text(1, lead).build().toByteArray(), answer.build().toByteArray()));
        final UnknownFieldSet.Builder feedback = text(1, id.toString());
        said.forEach(one -> feedback.mergeField(2, of(text(2, one.listing()).mergeVarintField(1, one.kind()))));
        append(new RecommendationEntry(
                RecommendationEntry.FEEDBACK, tenant, id, feedback.build().toByteArray(), new byte[0]));
    }

    private static UnknownFieldSet.Builder text(final int number, final String text) {
        return UnknownFieldSet.newBuilder().mergeField(number,
                UnknownFieldSet.Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(text)).build());
    }

    private static UnknownFieldSet.Field of(final UnknownFieldSet.Builder message) {
        return UnknownFieldSet.Field.newBuilder().addLengthDelimited(message.build().toByteString()).build();
    }

    private void append(final RecommendationEntry entry) throws IOException {
        final Path file = RecommendationFiles.of(data).file(RecommendationFiles.number(entry.id()));
        Files.createDirectories(file.getParent());
        final ByteBuffer bytes = ByteBuffer.allocate(entry.length());
        entry.put(bytes);
        Files.write(file, bytes.array(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
