package dev.homing.serving.export;

import dev.homing.serving.process.TemporaryFolder;
import dev.homing.serving.terminal.CommandException;
import java.io.IOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rows as Parquet, compressed with zstd, times in UTC. DuckDB makes it of CSV that lies beside the file meanwhile, or of JSON
 * lines, which are longer and slower but can say lists. Its jar is in a folder of its own, {@code lib-export}, because nothing
 * else needs it and it is larger than all the rest.
 */
final class ParquetFile {
    private static final String FOLDER = "lib-export";
    private static final String MEMORY = "1GB";
    /** What DuckDB reads unless told otherwise. */
    private static final int MAX_CSV_ROW_BYTES = 2_097_152;
    private static final int MAX_UTF8_BYTES = 3;

    private ParquetFile() {
    }

    static void write(final RowSource source, final Path file) throws IOException {
        // Before the long work, so that nobody waits for it in vain.
        try (URLClassLoader loader = new URLClassLoader(jars(), ClassLoader.getPlatformClassLoader());
                TemporaryFolder scratch = TemporaryFolder.at(file.resolveSibling(file.getFileName() + ".rows"))) {
            final Driver driver = ServiceLoader.load(Driver.class, loader).stream()
                    .map(ServiceLoader.Provider::get).findFirst().orElseThrow(() -> missing(folder()));
            final String rows = writeRows(source, scratch.path().resolve("rows"));
            try (Connection connection = driver.connect("jdbc:duckdb:", new Properties());
                    Statement statement = connection.createStatement()) {
                statement.execute("SET memory_limit = '" + MEMORY + "'");
                statement.execute("SET temp_directory = " + quoted(scratch.path().toString()));
                statement.execute(copy(source.columns(), rows, file));
            }
        } catch (final SQLException e) {
            throw new IOException("cannot write " + file + " as Parquet: " + e.getMessage(), e);
        }
    }

    /** Writes rows and returns the SQL that reads them. */
    private static String writeRows(final RowSource source, final Path file) throws IOException {
        final List<Column> columns = source.columns();
        final String types = columns.stream()
                .map(column -> quoted(column.name()) + ": "
                        + quoted(column.kind() == Column.Kind.TIME ? "BIGINT" : column.kind().sqlType()))
                .collect(Collectors.joining(", ", "columns = {", "}"));
        try (Writer out = Files.newBufferedWriter(file)) {
            if (columns.stream().anyMatch(column -> column.kind() == Column.Kind.LIST)) {
                source.writeTo(new JsonRowWriter(out, columns, true));
                return "read_json(" + quoted(file.toString()) + ", format = 'newline_delimited', " + types + ")";
            }
            final CsvRowWriter rows = new CsvRowWriter(out, columns, true);
            source.writeTo(rows);
            // Whoever begins in the middle of a file cannot tell the end of a line in a text from that of a row.
            return "read_csv(" + quoted(file.toString()) + ", auto_detect = false, header = false, delim = ',', quote = '\"', "
                    + "escape = '\"', nullstr = '', allow_quoted_nulls = false, parallel = " + !rows.hasLineEnds()
                    + ", max_line_size = " + Math.max(MAX_CSV_ROW_BYTES, (long) rows.longestRow() * MAX_UTF8_BYTES)
                    + ", " + types + ")";
        }
    }

    private static String copy(final List<Column> columns, final String rows, final Path file) {
        final String selected = columns.stream()
                .map(column -> column.kind() == Column.Kind.TIME
                        ? "CAST(make_timestamp(" + name(column) + " * 1000) AS TIMESTAMP_MS) AS " + name(column) : name(column))
                .collect(Collectors.joining(", "));
        return "COPY (SELECT " + selected + " FROM " + rows + ") TO " + quoted(file.toString())
                + " (FORMAT parquet, COMPRESSION zstd)";
    }

    private static String name(final Column column) {
        return "\"" + column.name().replace("\"", "\"\"") + "\"";
    }

    private static String quoted(final String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static URL[] jars() throws IOException {
        final Path folder = folder();
        if (!Files.isDirectory(folder)) {
            throw missing(folder);
        }
        try (Stream<Path> files = Files.list(folder)) {
            final List<Path> jars = files.filter(jar -> jar.getFileName().toString().endsWith(".jar")).sorted().toList();
            if (jars.isEmpty()) {
                throw missing(folder);
            }
            final URL[] urls = new URL[jars.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = jars.get(i).toUri().toURL();
            }
            return urls;
        }
    }

    /** Beside the folder of the jar that this class is in, unless somebody says where. */
    private static Path folder() {
        final String given = System.getProperty("homing.export.lib");
        if (given != null) {
            return Path.of(given);
        }
        try {
            return Path.of(ParquetFile.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .resolveSibling("..").resolve(FOLDER).normalize();
        } catch (final URISyntaxException e) {
            throw new IllegalStateException("this class lies nowhere", e);
        }
    }

    private static CommandException missing(final Path folder) {
        return new CommandException("Parquet needs duckdb_jdbc.jar in " + folder
                + ", where the distribution has it: put it there, or export .csv or .jsonl", null);
    }
}
