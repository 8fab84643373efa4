package dev.homing.serving.cli;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Timestamp;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.RecommendationSource;
import dev.homing.serving.rows.BrokenRowException;
import dev.homing.serving.rows.Row;
import dev.homing.serving.rows.RowFile;
import dev.homing.serving.rows.TextFile;
import dev.homing.serving.terminal.CommandException;
import dev.homing.serving.terminal.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code homing recommend}: lists for many leads at once. */
@Command(name = "recommend", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Writes recommendations for many leads as CSV: lead_id,rank,property_id,score.")
final class RecommendCommand implements Callable<Integer> {
    private static final int CALLS_UNDER_WAY = 32;
    private static final int DEADLINE_SECONDS = 60;
    private static final int MAX_LIMIT = 500;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20",
            description = "Listings for each lead, 1 to 500. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--leads", paramLabel = "FILE",
            description = "The leads: one id in each line, or a CSV with a column lead_id. Default: all that have events "
                    + "(with --data).")
    private Path leads;

    @Option(names = "--output", paramLabel = "FILE.csv", description = "Where to write. Default: standard output.")
    private Path output;

    @Option(names = "--as-of", paramLabel = "INSTANT",
            description = "Events and listings after this instant do not exist (ISO 8601). Default: now.")
    private String asOf;

    @Option(names = "--include-seen", description = "Also recommend what the lead has interacted with.")
    private boolean includeSeen;

    private final Map<RecommendationSource, Integer> sources = new EnumMap<>(RecommendationSource.class);
    private long rowCount;

    private RecommendCommand() {
    }

    @Override
    public Integer call() throws IOException {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new ParameterException(spec.commandLine(), "--limit is " + limit + "; 1 to " + MAX_LIMIT + " is allowed");
        }
        final RecommendRequest template = template();
        try (Connection opened = connection.openExisting()) {
            final List<String> ids = leads != null ? readLeads(leads) : opened
                    .leads(template.hasAsOf() ? Instant.parse(asOf).toEpochMilli() : Long.MAX_VALUE)
                    .orElseThrow(() -> new ParameterException(spec.commandLine(),
                            "a server does not list its leads: name them with --leads FILE"));
            if (output == null) {
                write(opened, ids, template, new PrintWriter(spec.commandLine().getOut()));
            } else {
                final Path part = output.resolveSibling(output.getFileName() + ".part");
                try (Writer writer = Files.newBufferedWriter(part)) {
                    write(opened, ids, template, writer);
                }
                Files.move(part, output, StandardCopyOption.REPLACE_EXISTING);
            }
            final PrintWriter err = spec.commandLine().getErr();
            err.println(String.format(Locale.ROOT, "%,d leads, %,d rows: %s", ids.size(), rowCount, sources));
            err.flush();
        }
        return 0;
    }

    private RecommendRequest template() {
        final RecommendRequest.Builder template =
                RecommendRequest.newBuilder().setLimit(limit).setIncludeSeen(includeSeen);
        if (asOf != null) {
            try {
                final Instant instant = Instant.parse(asOf);
                template.setAsOf(Timestamp.newBuilder()
                        .setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()));
            } catch (final DateTimeException e) {
                throw new ParameterException(spec.commandLine(),
                        "--as-of is " + asOf + "; an instant such as 2026-11-24T10:15:00Z is allowed", e);
            }
        }
        return template.build();
    }

    static List<String> readLeads(final Path file) throws IOException {
        final List<String> lines = TextFile.lines(file);
        final boolean isCsv = !lines.isEmpty() && List.of(lines.get(0).replace("\"", "").split(",", -1)).contains("lead_id");
        if (!isCsv) {
            return lines.stream().map(String::strip).filter(line -> !line.isEmpty()).distinct().toList();
        }
        final List<String> ids = new ArrayList<>();
        try (RowFile rows = new RowFile(file)) {
            for (Row row = rows.rows().next(); row != null; row = rows.rows().next()) {
                ids.add(row.values().get("lead_id"));
            }
        } catch (final BrokenRowException e) {
            throw new IOException(file + ", line " + e.line() + ": " + e.getMessage(), e);
        }
        return ids.stream().filter(id -> !id.isEmpty()).distinct().toList();
    }

    private void write(
            final Connection opened, final List<String> ids, final RecommendRequest template, final Writer writer)
            throws IOException {
        final RecommendationServiceGrpc.RecommendationServiceFutureStub stub =
                RecommendationServiceGrpc.newFutureStub(opened.channel());
        final CsvWriter csv = CsvWriter.builder().build(writer);
        csv.writeRecord("lead_id", "rank", "property_id", "score");
        final Deque<ListenableFuture<RecommendResponse>> underWay = new ArrayDeque<>();
        int done = 0;
        try (Progress progress = Progress.of("recommending")) {
            for (int i = 0; i < ids.size() + CALLS_UNDER_WAY; i++) {
                if (i < ids.size()) {
                    underWay.add(stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                            .recommend(template.toBuilder().setLeadId(ids.get(i)).build()));
                }
                if (i >= CALLS_UNDER_WAY - 1 && done < ids.size()) {
                    writeAnswer(ids.get(done), await(underWay.remove()), csv);
                    done++;
                    progress.at((double) done / ids.size(), done, "leads");
                }
            }
        }
        csv.flush();
    }

    private void writeAnswer(final String lead, final RecommendResponse answer, final CsvWriter csv) {
        sources.merge(answer.getSource(), 1, Integer::sum);
        for (final Recommendation found : answer.getRecommendationsList()) {
            csv.writeRecord(lead, Integer.toString(found.getRank()), found.getPropertyId(), Float.toString(found.getScore()));
            rowCount++;
        }
    }

    private static RecommendResponse await(final ListenableFuture<RecommendResponse> call) {
        try {
            return call.get();
        } catch (final ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new CommandException(e.getMessage(), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted", e);
        }
    }
}
