package dev.homing.serving.cli;

import dev.homing.serving.terminal.Progress;
import dev.homing.tracking.store.StoreCheck;
import dev.homing.tracking.store.StoreException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code homing doctor}: looks whether a data folder is sound. */
@Command(name = "doctor", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Looks whether the store of a data folder is sound, and changes nothing. Exit code 0 when it is, 1 when "
                + "not.")
final class DoctorCommand implements Callable<Integer> {
    /** A server beside us may take away a file that it needs no more before we have read it. */
    private static final int ATTEMPTS = 5;

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "The data folder; a server may have it open.")
    private Path data;

    private DoctorCommand() {
    }

    @Override
    public Integer call() {
        StoreException last = null;
        for (int i = 0; i < ATTEMPTS; i++) {
            try (Progress progress = Progress.of("checking")) {
                final StoreCheck.Report report = StoreCheck.run(
                        data, (fraction, entries) -> progress.at(fraction, entries, "entries"));
                progress.end();
                return tell(report);
            } catch (final StoreException e) {
                if (e.reason() != StoreException.Reason.IO) {
                    throw e;
                }
                last = e;
            }
        }
        throw last;
    }

    private int tell(final StoreCheck.Report report) {
        final PrintWriter out = spec.commandLine().getOut();
        report.counts().forEach((unit, count) -> out.printf(Locale.ROOT, "%,d %s%n", count, unit));
        report.findings().forEach(finding -> out.println("found: " + finding));
        final long untold = report.findingCount() - report.findings().size();
        if (untold > 0) {
            out.printf(Locale.ROOT, "… and %,d findings more%n", untold);
        }
        out.println(report.isSound() ? data + " is sound"
                : data + " is not sound: keep it as it is, and restore the newest backup to another folder");
        out.flush();
        return report.isSound() ? 0 : 1;
    }
}
