package dev.homing.serving.export;

import dev.homing.serving.process.TemporaryFolder;
import dev.homing.serving.terminal.CommandException;
import java.io.IOException;
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
 * Rows as Parquet, compressed with zstd, times in UTC. DuckDB makes it of the rows as they come. Its jar is in a folder of its
 * own, {@code lib-export}, because nothing else needs it and it is larger than all the rest.
 */
final class ParquetFile {
    private static final String FOLDER = "lib-export";
    private static final String MEMORY = "1GB";
    private static final String ROWS = "rows_to_export";

    private ParquetFile() {
    }

    static void write(final RowSource source, final Path file) throws IOException {
        // Before the long work, so that nobody waits for it in vain.
        try (URLClassLoader loader = new URLClassLoader(jars(), ClassLoader.getPlatformClassLoader());
                TemporaryFolder scratch = TemporaryFolder.at(file.resolveSibling(file.getFileName() + ".rows"))) {
            final Driver driver = ServiceLoader.load(Driver.class, loader).stream()
                    .map(ServiceLoader.Provider::get).findFirst().orElseThrow(() -> missing(folder()));
            RowPipe.run(source, rows -> {
                try (Connection connection = driver.connect("jdbc:duckdb:", new Properties());
                        Statement statement = connection.createStatement()) {
                    statement.execute("SET memory_limit = '" + MEMORY + "'");
                    // Rows come one after the other; more threads do nothing but look for work.
                    statement.execute("SET threads = 1");
                    // Rows too long to hold a group of them wait there.
                    statement.execute("SET temp_directory = " + quoted(scratch.path().toString()));
                    DuckDbTable.register(loader, connection, ROWS, source.columns(), rows);
                    statement.execute(copy(source.columns(), file));
                } catch (final SQLException e) {
                    throw new IOException("cannot write " + file + " as Parquet: " + e.getMessage(), e);
                }
            });
        }
    }

    private static String copy(final List<Column> columns, final Path file) {
        final String selected = columns.stream().map(ParquetFile::selected).collect(Collectors.joining(", "));
        // The file is a draft already.
        return "COPY (SELECT " + selected + " FROM " + ROWS + "()) TO " + quoted(file.toString())
                + " (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)";
    }

    private static String selected(final Column column) {
        return switch (column.kind()) {
            case TIME -> "CAST(make_timestamp(" + name(column) + " * 1000) AS " + column.kind().sqlType() + ") AS "
                    + name(column);
            case LIST -> "from_json(" + name(column) + ", '[\"VARCHAR\"]') AS " + name(column);
            default -> name(column);
        };
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
