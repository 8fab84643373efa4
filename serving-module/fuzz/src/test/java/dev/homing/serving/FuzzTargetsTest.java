package dev.homing.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.serving.ingest.EventFuzz;
import dev.homing.serving.rows.CsvFuzz;
import dev.homing.serving.rows.JsonFuzz;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every build does with the fuzz targets: their seeds (to which everything belongs that a fuzzer ever found) and changes to
 * them that are the same each time. For a search that goes on where this one ends:
 * {@code mvn -Pfuzz -pl serving-module/fuzz -am -DskipTests verify}, ten minutes for each target.
 */
@Timeout(300)
class FuzzTargetsTest {
    private static final int CHANGES = 400;

    @Test
    void shouldRefuseOrRecordWhateverCallsItselfAnEvent() throws IOException {
        run("events", EventFuzz::fuzzerTestOneInput);
    }

    @Test
    void shouldRefuseOrConvertWhateverCallsItselfCsv() throws IOException {
        run("csv", CsvFuzz::fuzzerTestOneInput);
    }

    @Test
    void shouldRefuseOrConvertWhateverCallsItselfJsonLines() throws IOException {
        run("jsonl", JsonFuzz::fuzzerTestOneInput);
    }

    @Test
    void shouldHaveASeedOfEachTypeOfEvent() throws IOException {
        final Set<EventType> types = EnumSet.noneOf(EventType.class);
        for (final byte[] seed : seeds("events")) {
            types.add(Event.parseFrom(seed).getType());
        }
        assertEquals(dev.homing.tracking.EventType.COUNT, types.size(), () -> "" + types);
    }

    private static void run(final String name, final Consumer<byte[]> target) throws IOException {
        final SplittableRandom random = new SplittableRandom(1);
        for (final byte[] seed : seeds(name)) {
            target.accept(seed);
            for (int i = 0; i < CHANGES; i++) {
                final byte[] changed = changed(seed, random);
                try {
                    target.accept(changed);
                } catch (final RuntimeException e) {
                    throw new AssertionError("bytes=" + Arrays.toString(changed), e);
                }
            }
        }
    }

    private static List<byte[]> seeds(final String name) throws IOException {
        final Path folder;
        try {
            folder = Path.of(Objects.requireNonNull(FuzzTargetsTest.class.getResource("/" + name)).toURI());
        } catch (final URISyntaxException e) {
            throw new IOException(e);
        }
        final List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (final Path file : files.sorted().toList()) {
                seeds.add(Files.readAllBytes(file));
            }
        }
        assertTrue(seeds.size() > 2, name);
        return seeds;
    }

    /** Some bytes changed, left out, repeated or put in. */
    private static byte[] changed(final byte[] seed, final SplittableRandom random) {
        byte[] bytes = seed;
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            final int from = random.nextInt(bytes.length + 1);
            final int to = Math.min(bytes.length, from + random.nextInt(9));
            final byte[] middle = switch (random.nextInt(4)) {
                case 0 -> new byte[0];
                case 1 -> twice(bytes, from, to);
                case 2 -> flipped(bytes, from, to, random);
                default -> any(random);
            };
            final byte[] next = Arrays.copyOf(bytes, from + middle.length + bytes.length - to);
            System.arraycopy(middle, 0, next, from, middle.length);
            System.arraycopy(bytes, to, next, from + middle.length, bytes.length - to);
            bytes = next;
        }
        return bytes;
    }

    private static byte[] twice(final byte[] bytes, final int from, final int to) {
        final byte[] twice = Arrays.copyOfRange(bytes, from, to + to - from);
        System.arraycopy(bytes, from, twice, to - from, to - from);
        return twice;
    }

    private static byte[] flipped(final byte[] bytes, final int from, final int to, final SplittableRandom random) {
        final byte[] flipped = Arrays.copyOfRange(bytes, from, to);
        if (flipped.length > 0) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    private static byte[] any(final SplittableRandom random) {
        final byte[] any = new byte[random.nextInt(6)];
        random.nextBytes(any);
        return any;
    }
}
