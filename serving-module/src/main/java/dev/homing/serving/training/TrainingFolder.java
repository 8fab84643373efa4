package dev.homing.serving.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder {@code trainings} of a data folder: {@code ID.json} says what became of a training, {@code ID.log} how. */
final class TrainingFolder {
    private static final System.Logger LOG = System.getLogger(TrainingFolder.class.getName());
    private static final String RECORD = ".json";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    TrainingFolder(final Path dataFolder) {
        folder = dataFolder.resolve("trainings");
    }

    Path log(final String id) {
        return folder.resolve(id + ".log");
    }

    /** All trainings, in the order in which they were asked for. What cannot be read is left out and logged. */
    List<TrainingRecord> read() throws IOException {
        final List<TrainingRecord> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (final Path file : (Iterable<Path>) files::iterator) {
                    final String name = file.getFileName().toString();
                    if (name.endsWith(RECORD) && ID.matcher(name.substring(0, name.length() - RECORD.length())).matches()) {
                        readInto(file, name.substring(0, name.length() - RECORD.length()), found);
                    }
                }
            }
        }
        found.sort(Comparator.comparing(TrainingRecord::requestedAt).thenComparing(TrainingRecord::id));
        return found;
    }

    private static void readInto(final Path file, final String id, final List<TrainingRecord> found) {
        try {
            found.add(of(id, JSON.readTree(Files.readAllBytes(file))));
        } catch (final IOException | IllegalArgumentException | DateTimeException e) {
            LOG.log(System.Logger.Level.WARNING, "left out of the list of trainings: " + file + ": " + e.getMessage());
        }
    }

    private static TrainingRecord of(final String id, final JsonNode json) {
        final TrainingOrder order = new TrainingOrder(
                json.required("tenant").asText(),
                json.path("request_id").asText(),
                json.path("scheduled").asBoolean(),
                instant(json, "as_of"),
                json.path("seed").asLong(),
                json.path("memory_limit_bytes").asLong(),
                json.has("budget_seconds") ? Optional.of(Duration.ofSeconds(json.path("budget_seconds").asLong()))
                        : Optional.empty());
        return new TrainingRecord(
                id,
                order,
                TrainingState.valueOf(json.required("state").asText()),
                Instant.parse(json.required("requested_at").asText()),
                instant(json, "started_at"),
                instant(json, "ended_at"),
                json.path("newest_event").asLong(),
                json.path("progress").asDouble(),
                json.path("phase").asText(),
                json.path("model_version").asText(),
                json.path("activated").asBoolean(),
                json.has("exit_code") ? OptionalInt.of(json.path("exit_code").asInt()) : OptionalInt.empty(),
                json.path("error").asText());
    }

    private static Optional<Instant> instant(final JsonNode json, final String name) {
        return json.has(name) ? Optional.of(Instant.parse(json.path(name).asText())) : Optional.empty();
    }

    /** Writes what is known of a training, whole or not at all. */
    void write(final TrainingRecord training) throws IOException {
        final TrainingOrder order = training.order();
        final ObjectNode json = JSON.createObjectNode()
                .put("tenant", order.tenant())
                .put("request_id", order.requestId())
                .put("scheduled", order.isScheduled())
                .put("seed", order.seed())
                .put("memory_limit_bytes", order.memoryLimitBytes())
                .put("state", training.state().name())
                .put("requested_at", training.requestedAt().toString())
                .put("newest_event", training.newestEvent())
                .put("progress", training.progress())
                .put("phase", training.phase())
                .put("model_version", training.modelVersion())
                .put("activated", training.isActivated())
                .put("error", training.error());
        order.budget().ifPresent(budget -> json.put("budget_seconds", budget.toSeconds()));
        order.asOf().ifPresent(at -> json.put("as_of", at.toString()));
        training.startedAt().ifPresent(at -> json.put("started_at", at.toString()));
        training.endedAt().ifPresent(at -> json.put("ended_at", at.toString()));
        training.exitCode().ifPresent(code -> json.put("exit_code", code));
        Files.createDirectories(folder);
        final Path draft = folder.resolve(training.id() + RECORD + ".tmp");
        Files.write(draft, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
        Files.move(draft, folder.resolve(training.id() + RECORD), StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    void delete(final String id) throws IOException {
        Files.deleteIfExists(folder.resolve(id + RECORD));
        Files.deleteIfExists(log(id));
    }
}
