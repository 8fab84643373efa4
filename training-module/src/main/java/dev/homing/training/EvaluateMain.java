package dev.homing.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The evaluation process. Reads a consistent snapshot of a data folder, also beside a running server, and changes nothing.
 *
 * <p>Exit codes: 0 evaluated, 1 failed, 2 usage.
 */
@Command(name = "evaluate", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Evaluates the hybrid, each of its parts and popularity on events held back from all that is learned.")
public final class EvaluateMain implements Callable<Integer> {
    private static final int DIMENSIONS = 64;
    private static final int ITERATIONS = 16;

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "The data folder.")
    private Path data;

    @Option(names = "--protocol", paramLabel = "PROTOCOL", required = true, converter = Protocols.class,
            description = "What is held back: last-item, user-holdout, last-fifth, time or rolling.")
    private Evaluation.Protocol protocol;

    @Option(names = "--report", paramLabel = "FILE.html", description = "Also write a page with plots.")
    private Path report;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write all figures as JSON.")
    private Path json;

    @Option(names = "--lists", paramLabel = "DIR", description = "Also write all lists as CSV; not with rolling.")
    private Path lists;

    @Option(names = "--tenant", paramLabel = "NAME", defaultValue = "default", description = "Whose data.")
    private String tenant;

    @Option(names = "--as-of", paramLabel = "INSTANT", description = "Events after this instant do not exist. Default: now.")
    private String asOf;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Seed of the random numbers.")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "Threads. Default: one for each processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    private final ProgressBar progress = ProgressBar.of("evaluating");

    EvaluateMain() {
    }

    /**
     * Evaluates and ends the process.
     *
     * @param arguments options as in {@code --help}
     */
    public static void main(final String[] arguments) {
        System.exit(OfflineCommand.run(new EvaluateMain(), arguments));
    }

    @Override
    public Integer call() throws IOException {
        final Instant instant = OfflineCommand.asOf(spec, asOf, Instant.now());
        OfflineCommand.check(spec, "--threads", threads, OfflineCommand.MAX_THREADS);
        if (lists != null && protocol == Evaluation.Protocol.ROLLING) {
            throw new ParameterException(
                    spec.commandLine(), "--lists is not for rolling, where each day is learned from other events");
        }
        final PhaseClock clock = new PhaseClock();
        clock.begin("reading events");
        progress.at(0, "reading events");
        final TrainingData read = TrainingData.read(data, tenant, instant);
        final Behaviour behaviour = read.behaviour();
        progress.at(0, String.format(Locale.ROOT, "%,d leads, %,d listings, %,d events on listings",
                behaviour.leadCount(), behaviour.listingCount(), behaviour.eventCount()));
        final Evaluated evaluated = evaluate(read, clock);
        progress.end();
        if (evaluated.questions() == 0) {
            throw new IOException("there is too little to hold back: " + protocolName(protocol)
                    + " needs leads with more than one listing, and events from before those that are held back");
        }
        final EvaluationReport.Subject subject = new EvaluationReport.Subject(tenant, instant, seed, behaviour.leadCount(),
                behaviour.listingCount(), behaviour.eventCount(), behaviour.firstAt(), behaviour.lastAt());
        if (json != null) {
            Files.write(json, EvaluationJson.of(subject, evaluated, clock.phases()));
        }
        if (report != null) {
            Files.writeString(report, EvaluationReport.html(subject, evaluated, clock.phases()), StandardCharsets.UTF_8);
        }
        System.out.print(EvaluationTable.of(evaluated));
        return 0;
    }

    private Evaluated evaluate(final TrainingData read, final PhaseClock clock) throws IOException {
        try (RowWorkers workers = new RowWorkers(threads);
                ListFiles files = lists == null ? null : new ListFiles(lists, read.behaviour())) {
            final SignalTrainer trainer = new SignalTrainer(
                    read.behaviour(), read.catalog(), DIMENSIONS, ITERATIONS, seed, workers);
            return new Evaluation(trainer, seed, progress, clock, files == null ? days() : files).run(protocol);
        }
    }

    private Witness days() {
        return new Witness() {
            @Override
            public void dayJudged(final Evaluated.Day day) {
                progress.line(String.format(Locale.ROOT, "from %s: %,d questions, NDCG@10 %.4f",
                        Instant.ofEpochMilli(day.fromMs()), day.questions(), day.ndcg10()[0]));
            }
        };
    }

    /** As people write it. */
    static String protocolName(final Evaluation.Protocol protocol) {
        return protocol.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Names of protocols. */
    static final class Protocols implements ITypeConverter<Evaluation.Protocol> {
        Protocols() {
        }

        @Override
        public Evaluation.Protocol convert(final String value) {
            return Stream.of(Evaluation.Protocol.values()).filter(one -> protocolName(one).equals(value)).findFirst()
                    .orElseThrow(() -> new TypeConversionException("it is " + value + "; allowed are "
                            + Stream.of(Evaluation.Protocol.values()).map(EvaluateMain::protocolName)
                                    .collect(Collectors.joining(", "))));
        }
    }
}
