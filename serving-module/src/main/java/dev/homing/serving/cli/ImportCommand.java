package dev.homing.serving.cli;

import com.google.protobuf.MessageLite;
import dev.homing.serving.client.BatchTarget;
import dev.homing.serving.client.EventTarget;
import dev.homing.serving.client.LeadTarget;
import dev.homing.serving.client.PropertyTarget;
import dev.homing.serving.rows.ContentHash;
import dev.homing.serving.rows.EventRows;
import dev.homing.serving.rows.LeadRows;
import dev.homing.serving.rows.PropertyRows;
import dev.homing.serving.rows.RowConverter;
import dev.homing.serving.rows.RowFile;
import dev.homing.serving.rows.RowMapping;
import dev.homing.serving.terminal.CommandException;
import dev.homing.serving.terminal.Progress;
import io.grpc.Channel;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.zip.ZipException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code homing import}: files of events, listings or leads, into a data folder or a server. */
@Command(name = "import", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Imports a file; importing it twice changes nothing.")
final class ImportCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Unmatched
    private List<String> rest = new ArrayList<>();

    private ImportCommand() {
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), rest.contains("agents")
                ? "agents cannot be imported; events, listings and leads name theirs in the column agent_id"
                : "say what to import: properties, events or leads" + (rest.isEmpty() ? "" : ", not " + rest.get(0)));
    }

    @Command(name = "events", mixinStandardHelpOptions = true, sortOptions = false,
            description = "Imports events from CSV or JSON lines (.csv, .jsonl, .ndjson, .json, each also with .gz).")
    int events(@Mixin final Source source) throws IOException {
        return source.run(spec, "events", "events", new EventRows(), EventTarget::new);
    }

    @Command(name = "properties", mixinStandardHelpOptions = true, sortOptions = false,
            description = "Imports listings from CSV or JSON lines (.csv, .jsonl, .ndjson, .json, each also with .gz).")
    int properties(@Mixin final Source source) throws IOException {
        return source.run(spec, "properties", "listings", new PropertyRows(source.contentHash()), PropertyTarget::new);
    }

    @Command(name = "leads", mixinStandardHelpOptions = true, sortOptions = false,
            description = "Imports profiles of leads from CSV or JSON lines (.csv, .jsonl, .ndjson, .json, each also with .gz).")
    int leads(@Mixin final Source source) throws IOException {
        return source.run(spec, "leads", "leads", new LeadRows(source.contentHash()), LeadTarget::new);
    }

    /** What to import, from where to where. */
    static final class Source {
        @Parameters(paramLabel = "FILE", description = "The file. Rows that cannot be taken go to FILE.rejected.jsonl.")
        private Path file;

        @Mixin
        private ConnectionOptions connection;

        @Option(names = "--mapping", paramLabel = "FILE",
                description = "Names the file's columns and values in Homing's own; see examples/ in the distribution.")
        private Path mapping;

        private void requireReadable() {
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new CommandException("cannot read " + file + ": there is no such file, or it may not be read", null);
            }
        }

        String contentHash() throws IOException {
            requireReadable();
            return ContentHash.of(file);
        }

        <M extends MessageLite> int run(
                final CommandSpec spec,
                final String unit,
                final String noun,
                final RowConverter<M> converter,
                final Function<Channel, BatchTarget<M>> targets) throws IOException {
            requireReadable();
            final PrintWriter out = spec.commandLine().getOut();
            final RowMapping names = mapping == null
                    ? RowMapping.identity(converter.fields()) : RowMapping.read(mapping, converter.fields());
            try (RowFile rows = new RowFile(file);
                    Connection opened = checked(rows, names, converter, spec).open();
                    RejectedRows rejected = new RejectedRows(file);
                    Progress progress = Progress.of("importing " + unit)) {
                final RowImport<M> work =
                        new RowImport<>(converter, names, targets.apply(opened.channel()), rejected, progress);
                try {
                    work.run(rows, "rows");
                } catch (final EOFException | ZipException e) {
                    out.println(summary(noun, work, rejected));
                    throw new CommandException(file + " is damaged behind row " + work.rows() + " (" + e.getMessage()
                            + "); the rows before it were imported", e);
                }
                progress.end();
                out.println(summary(noun, work, rejected)
                        + String.format(Locale.ROOT, " (%,.0f rows/s)", work.rows() / Math.max(progress.seconds(), 1e-3)));
                if (rejected.count() > 0) {
                    out.println("rejected rows and reasons: " + rejected.file());
                }
                out.flush();
                if (noun.equals("events")) {
                    opened.sealHistories();
                }
                return work.rows() > 0 && rejected.count() == work.rows() ? 1 : 0;
            }
        }

        private <M> ConnectionOptions checked(
                final RowFile rows, final RowMapping names, final RowConverter<M> converter, final CommandSpec spec)
                throws IOException {
            final List<String> columns = rows.rows().columns();
            if (columns.isEmpty()) {
                return connection;
            }
            if (mapping != null && !names.missingColumns(columns).isEmpty()) {
                throw new CommandException(mapping + " names columns that " + file + " does not have: "
                        + names.missingColumns(columns) + "; it has " + columns, null);
            }
            final List<String> unfed = names.unfedFields(converter.requiredFields(), columns);
            if (!unfed.isEmpty()) {
                throw new CommandException(file + " has no column for " + String.join(", ", unfed) + "; it has " + columns
                        + ": name them with --mapping (see examples/ in the distribution)", null);
            }
            if (mapping == null && !names.unusedColumns(columns).isEmpty()) {
                spec.commandLine().getErr().println("homing: columns without meaning are left out: "
                        + names.unusedColumns(columns) + "; known are " + converter.fields());
            }
            return connection;
        }

        private static String summary(final String noun, final RowImport<?> work, final RejectedRows rejected) {
            final long created = work.count(BatchTarget.Outcome.NEW);
            final long known = work.count(BatchTarget.Outcome.KNOWN);
            return noun.equals("events")
                    ? String.format(Locale.ROOT, "%,d rows: %,d new events, %,d known before, %,d rejected",
                            work.rows(), created, known, rejected.count())
                    : String.format(Locale.ROOT, "%,d rows: %,d new %s, %,d updates, %,d without change, %,d rejected",
                            work.rows(), created, noun, work.count(BatchTarget.Outcome.UPDATED), known, rejected.count());
        }
    }
}
