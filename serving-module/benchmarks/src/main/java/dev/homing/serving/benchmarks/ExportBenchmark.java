package dev.homing.serving.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.homing.features.FeatureSchema;
import dev.homing.serving.export.Column;
import dev.homing.serving.export.ExportFile;
import dev.homing.serving.export.RowSource;
import dev.homing.serving.export.RowWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Files of vectors that lie in memory: what writing alone takes. Of the 92 numbers a third is 0, a fifth another whole number, a
 * tenth is missing and the rest are fractions, as in training sets of leads with some 40 events; most are those of the row
 * before, which has the same lead. {@code cpuUs} is the time of all threads for {@code rows}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 3)
@Measurement(iterations = 7)
@Fork(value = 1, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
public class ExportBenchmark {
    private static final int DIFFERENT = 20_000;
    private static final int ROWS = 25 * DIFFERENT;
    private static final int ROWS_PER_LEAD = 38;
    private static final int NS_PER_US = 1_000;

    @Param({"csv", "parquet", "jsonl"})
    public String form;

    private final List<Column> columns = new ArrayList<>();
    private final Object[][] values = new Object[DIFFERENT][];
    private final float[][] numbers = new float[DIFFERENT][];
    private Path folder;

    /** Of all iterations together. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Cost {
        public long cpuUs;
        public long rows;
    }

    @Setup(Level.Trial)
    public void setUp() throws IOException, ClassNotFoundException {
        System.setProperty("homing.export.lib", Path.of(Class.forName("org.duckdb.DuckDBDriver")
                .getProtectionDomain().getCodeSource().getLocation().getPath()).getParent().toString());
        folder = Files.createTempDirectory("export");
        columns.add(new Column("lead_id", Column.Kind.TEXT));
        columns.add(new Column("as_of", Column.Kind.TIME));
        columns.add(new Column("truncated", Column.Kind.TRUTH));
        FeatureSchema.LEAD.numerical().forEach(feature -> columns.add(new Column(feature.name(), Column.Kind.FLOAT)));
        FeatureSchema.LEAD.categorical().forEach(feature -> columns.add(new Column(feature.name(), Column.Kind.TEXT)));
        final SplittableRandom random = new SplittableRandom(1);
        for (int row = 0; row < DIFFERENT; row++) {
            final int lead = row / ROWS_PER_LEAD;
            values[row] = new Object[] {"lead-" + lead, 1_764_000_000_000L + row * 66_315_789L, false, "PROPERTY_VIEW", "DESKTOP",
                "CONDO", "area-" + lead % 60, "MORNING", null};
            numbers[row] = row == 0 ? new float[FeatureSchema.LEAD.numerical().size()] : numbers[row - 1].clone();
            for (int i = 0; i < numbers[row].length; i++) {
                if (row % ROWS_PER_LEAD == 0 || random.nextInt(4) == 0) {
                    numbers[row][i] = number(i, random);
                }
            }
        }
    }

    private static float number(final int feature, final SplittableRandom random) {
        final int kind = feature % 30;
        return kind < 10 ? 0 : kind < 16 ? random.nextInt(1, 40) : kind < 19 ? Float.NaN : (float) random.nextDouble();
    }

    @TearDown(Level.Trial)
    public void tearDown() throws IOException {
        Files.delete(folder);
    }

    /** Half a million rows. */
    @Benchmark
    public long write(final Cost cost) throws IOException {
        final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        final long begin = system.getProcessCpuTime();
        final Path file = folder.resolve("rows." + form);
        ExportFile.of(file, Optional.empty()).orElseThrow().write(new RowSource() {
            @Override
            public List<Column> columns() {
                return columns;
            }

            @Override
            public void writeTo(final RowWriter out) throws IOException {
                for (int row = 0; row < ROWS; row++) {
                    out.write(values[row % DIFFERENT], numbers[row % DIFFERENT]);
                }
            }
        });
        final long size = Files.size(file);
        Files.delete(file);
        cost.cpuUs += (system.getProcessCpuTime() - begin) / NS_PER_US;
        cost.rows += ROWS;
        return size;
    }
}
