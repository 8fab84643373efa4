package dev.homing.serving.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.homing.serving.terminal.CommandException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a backup says of itself in its {@code backup.json}, the last file of it to be written.
 *
 * @param version     of Homing that made it
 * @param storeFormat of the store in it
 * @param sequence    of the newest event in it
 * @param createdAt   when it was made
 * @param requestId   of the request that it was made for, or empty
 * @param files       all files but {@code backup.json} itself
 */
public record BackupManifest(
        String version, int storeFormat, long sequence, Instant createdAt, String requestId, List<VerifiedFile> files) {
    /** Name of the file. */
    static final String FILE = "backup.json";

    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Nothing in a backup leads out of the folder that it is copied to. */
    private static final Pattern PATH = Pattern.compile("(store|models|rules)(/(?!\\.\\.?(/|$))[^/\\\\\0]+)+");

    /**
     * Length of all files.
     *
     * @return in bytes
     */
    public long bytes() {
        return files.stream().mapToLong(VerifiedFile::bytes).sum();
    }

    void write(final Path folder) throws IOException {
        final ObjectNode json = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("homing_version", version)
                .put("store_format", storeFormat)
                .put("sequence", sequence)
                .put("created_at", createdAt.toString())
                .put("request_id", requestId);
        final ArrayNode list = json.putArray("files");
        files.forEach(file -> list.addObject()
                .put("path", file.path()).put("bytes", file.bytes()).put("sha256", file.sha256()));
        try (FileChannel channel = FileChannel.open(
                folder.resolve(FILE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            final ByteBuffer bytes = ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        VerifiedFile.force(folder);
    }

    /**
     * Reads the manifest of a backup.
     *
     * @param folder of the backup
     * @return what it says
     * @throws CommandException when there is none, or it is damaged or of a later version
     */
    static BackupManifest read(final Path folder) {
        final Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new CommandException(folder + " is no backup: it has no " + FILE, null);
        }
        try {
            final JsonNode json = JSON.readTree(Files.readAllBytes(file));
            final int format = json.required("format").asInt();
            if (format != FORMAT) {
                throw new CommandException(file + " has format " + format + "; this version of Homing reads format " + FORMAT
                        + ": use the version that made it, "
                        + json.path("homing_version").asText("which it does not name"), null);
            }
            return of(json);
        } catch (final IOException | IllegalArgumentException | DateTimeException e) {
            throw new CommandException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    private static BackupManifest of(final JsonNode json) {
        final List<VerifiedFile> files = new ArrayList<>();
        final Set<String> paths = new HashSet<>();
        for (final JsonNode entry : json.required("files")) {
            final String path = entry.required("path").asText();
            if (!PATH.matcher(path).matches() || !paths.add(path)) {
                throw new IllegalArgumentException("path=" + path);
            }
            files.add(new VerifiedFile(path, entry.required("bytes").asLong(), entry.required("sha256").asText()));
        }
        return new BackupManifest(
                json.required("homing_version").asText(),
                json.required("store_format").asInt(),
                json.required("sequence").asLong(),
                Instant.parse(json.required("created_at").asText()),
                json.path("request_id").asText(),
                List.copyOf(files));
    }
}
