package dev.homing.serving.cli;

import dev.homing.serving.export.EventExport;
import dev.homing.serving.export.ExportFile;
import dev.homing.serving.export.InteractionExport;
import dev.homing.serving.export.LeadFeatureExport;
import dev.homing.serving.export.PointInTimeExport;
import dev.homing.serving.export.PropertyExport;
import dev.homing.serving.export.RowSource;
import dev.homing.serving.process.Shutdown;
import dev.homing.serving.rows.QuestionFile;
import dev.homing.serving.terminal.CommandException;
import dev.homing.serving.terminal.Progress;
import dev.homing.tracking.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code homing export}: files of what a data folder holds, in the columns that imports take. */
@Command(name = "export", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Exports a data folder as it is now, also beside a running server.")
final class ExportCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    private ExportCommand() {
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to export: events, properties, interactions or features");
    }

    @Command(name = "events", mixinStandardHelpOptions = true, sortOptions = false,
            description = "Exports events in the order in which they came.")
    int events(
            @Mixin final Target target,
            @Option(names = "--include-personal", description = "Also the fields that are personal data.")
            final boolean includePersonal) throws Exception {
        return target.run(spec, "events", (store, tenant, asOfMs, progress) ->
                new EventExport(store, tenant, asOfMs, includePersonal, progress));
    }

    @Command(name = "properties", mixinStandardHelpOptions = true, sortOptions = false,
            description = "Exports listings: every version of each, the oldest first.")
    int properties(@Mixin final Target target) throws Exception {
        return target.run(spec, "properties", PropertyExport::new);
    }

    @Command(name = "interactions", mixinStandardHelpOptions = true, sortOptions = false,
            description = "Exports which lead met which listing, and how much speaks for it, as trainings see it.")
    int interactions(@Mixin final Target target) throws Exception {
        return target.run(spec, "interactions", InteractionExport::new);
    }

    @Command(name = "features", mixinStandardHelpOptions = true, sortOptions = false,
            description = "Exports lead-v1 vectors: of every lead as of one instant, or of the leads and instants of a file.")
    int features(
            @Mixin final Target target,
            @Option(names = "--at", paramLabel = "FILE",
                    description = "A CSV (also .gz) with the columns lead_id and as_of: a vector for each row, with the row's "
                            + "further columns in front. Not with --as-of.")
            final Path questions) throws Exception {
        if (questions == null) {
            return target.run(spec, "features", (store, tenant, asOfMs, progress) -> new LeadFeatureExport(
                    store, tenant, target.asOf == null ? System.currentTimeMillis() : asOfMs, progress));
        }
        if (target.asOf != null) {
            throw new ParameterException(spec.commandLine(), "--as-of and --at do not go together: the file says the instants");
        }
        return target.run(spec, "features", (store, tenant, asOfMs, progress) ->
                new PointInTimeExport(store, tenant, QuestionFile.read(questions, progress), progress));
    }

    /** Makes what is exported. */
    @FunctionalInterface
    private interface Sources {
        RowSource of(Store store, int tenant, long asOfMs, Progress progress) throws IOException;
    }

    /** From where to where. */
    static final class Target {
        @Option(names = "--data", paramLabel = "DIR", required = true,
                description = "The data folder; a server may have it open.")
        private Path data;

        @Option(names = "--output", paramLabel = "FILE", required = true,
                description = "Where to write: .csv, .jsonl, .parquet, the first two also with .gz. Written over if it is there.")
        private Path output;

        @Option(names = "--format", paramLabel = "FORMAT",
                description = "csv, jsonl or parquet, for a FILE whose ending does not say it.")
        private ExportFile.Form form;

        @Option(names = "--as-of", paramLabel = "INSTANT",
                description = "What happened after this instant does not exist (ISO 8601). Default: everything; for "
                        + "features now.")
        private String asOf;

        @Option(names = "--tenant", paramLabel = "NAME", defaultValue = "default",
                description = "Whose data. Default: ${DEFAULT-VALUE}.")
        private String tenant;

        private int run(final CommandSpec spec, final String unit, final Sources sources) throws Exception {
            final ExportFile file = ExportFile.of(output, Optional.ofNullable(form)).orElseThrow(() -> new ParameterException(
                    spec.commandLine(), "--output is " + output
                    + "; .csv, .csv.gz, .jsonl, .jsonl.gz and .parquet are allowed, other endings with --format"));
            final long asOfMs = asOfMs(spec);
            final Path folder = output.toAbsolutePath().getParent();
            if (!Files.isDirectory(folder)) {
                throw new CommandException("cannot write " + output + ": there is no folder " + folder, null);
            }
            try (Shutdown shutdown = new Shutdown()) {
                shutdown.run(() -> {
                    export(file, asOfMs, unit, sources);
                    return null;
                });
            }
            return 0;
        }

        private void export(final ExportFile file, final long asOfMs, final String unit, final Sources sources)
                throws IOException {
            try (Store store = Store.openReadOnly(data); Progress progress = Progress.of("exporting " + unit)) {
                final int number = store.tenant(tenant);
                if (number == Store.NO_TENANT) {
                    throw new CommandException("there is no tenant " + tenant + " in " + data + "; there are "
                            + store.tenants().keySet(), null);
                }
                file.write(sources.of(store, number, asOfMs, progress));
                progress.note(String.format(
                        Locale.ROOT, "%s: %,d bytes, %.1f s", output, Files.size(output), progress.seconds()));
            }
        }

        private long asOfMs(final CommandSpec spec) {
            try {
                return asOf == null ? Long.MAX_VALUE : Instant.parse(asOf).toEpochMilli();
            } catch (final DateTimeException | ArithmeticException e) {
                throw new ParameterException(spec.commandLine(),
                        "--as-of is " + asOf + "; an instant such as 2026-11-24T10:15:00Z is allowed", e);
            }
        }
    }
}
