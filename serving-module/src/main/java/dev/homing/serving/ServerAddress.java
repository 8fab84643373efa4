package dev.homing.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The note that a server leaves in its data folder, so that whoever finds the folder held can say by whom and where to go. It is
 * no lock: the store has its own, which dies with the process, while this note may outlive a killed one.
 *
 * @param pid     of the server
 * @param address HOST:PORT
 */
public record ServerAddress(long pid, String address) {
    private static final String FILE = "server.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Writes the note.
     *
     * @param dataFolder of the server
     * @throws IOException when the folder cannot be written
     */
    public void write(final Path dataFolder) throws IOException {
        Files.write(dataFolder.resolve(FILE), JSON.writeValueAsBytes(Map.of("pid", pid, "address", address)));
    }

    /**
     * Takes the note away.
     *
     * @param dataFolder of the server
     * @throws IOException when the folder cannot be written
     */
    public static void delete(final Path dataFolder) throws IOException {
        Files.deleteIfExists(dataFolder.resolve(FILE));
    }

    /**
     * Reads the note of a server that is still alive.
     *
     * @param dataFolder to look in
     * @return empty when there is none
     */
    public static Optional<ServerAddress> read(final Path dataFolder) {
        final Path file = dataFolder.resolve(FILE);
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            final JsonNode note = JSON.readTree(Files.readAllBytes(file));
            final ServerAddress found = new ServerAddress(note.path("pid").asLong(), note.path("address").asText());
            return ProcessHandle.of(found.pid).filter(ProcessHandle::isAlive).map(process -> found);
        } catch (final IOException e) {
            return Optional.empty();
        }
    }
}
