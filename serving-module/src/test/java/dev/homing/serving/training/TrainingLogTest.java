package dev.homing.serving.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLogTest {
    @TempDir
    private Path folder;

    @Test
    void shouldKeepTheNewestLinesAndBoundTheFile() throws IOException {
        final Path file = folder.resolve("t1.log");
        final String padding = "x".repeat(1_000);
        try (TrainingLog log = new TrainingLog(file)) {
            for (int line = 0; line < 2_000; line++) {
                log.add(line + " " + padding);
            }
            final List<String> newest = log.newest();
            assertEquals(TrainingLog.MAX_LINES, newest.size());
            assertTrue(newest.get(0).startsWith("1900 x") && newest.get(99).startsWith("1999 x"));
            assertEquals(TrainingLog.MAX_LINE_LENGTH, newest.get(0).length());
        }
        assertTrue(Files.size(file) <= TrainingLog.MAX_FILE_BYTES, () -> "size of " + file);
        final List<String> lines = Files.readAllLines(file);
        assertTrue(lines.size() > 1_000 && lines.get(0).equals("0 " + padding), "the first MiB");
        assertEquals("… the rest is left out", lines.get(lines.size() - 1));
        assertEquals(TrainingLog.MAX_LINES, TrainingLog.newest(file).size());
    }

    @Test
    void shouldReadNothingOfALogThatIsGone() throws IOException {
        assertEquals(List.of(), TrainingLog.newest(folder.resolve("none.log")));
    }

    @Test
    void shouldReadWhateverAProcessWrites() throws IOException {
        final byte[] bytes = ("one\r\n\nthree ä\n" + "x".repeat(100_000) + "\nno end").getBytes(StandardCharsets.UTF_8);
        final OutputLines lines = new OutputLines(new ByteArrayInputStream(bytes));
        assertEquals(Optional.of("one"), lines.next());
        assertEquals(Optional.of(""), lines.next());
        assertEquals(Optional.of("three ä"), lines.next());
        assertEquals(4_096, lines.next().orElseThrow().length());
        assertEquals(Optional.of("no end"), lines.next());
        assertEquals(Optional.empty(), lines.next());
        final OutputLines binary = new OutputLines(new ByteArrayInputStream(new byte[] {(byte) 0xFF, 0, '\n'}));
        assertEquals(2, binary.next().orElseThrow().length());
    }

    @Test
    void shouldUnderstandTheLinesOfASupervisedTraining() {
        assertEquals(Optional.of(new SupervisedLine.Progress(0.5, "a b")), SupervisedLine.progress("@progress 0.5000 a b"));
        assertEquals(Optional.of(new SupervisedLine.Progress(1, "")), SupervisedLine.progress("@progress 1.0000 "));
        assertEquals(200, SupervisedLine.progress("@progress 0.5 " + "x".repeat(300)).orElseThrow().phase().length());
        for (final String line :
                List.of("@progress 1.5 a", "@progress NaN a", "@progress -0.5 a", "progress 0.5 a", "@progress")) {
            assertEquals(Optional.empty(), SupervisedLine.progress(line), line);
        }
        assertEquals(Optional.of(new SupervisedLine.Result("m-1.x", true)), SupervisedLine.result("@result m-1.x passed"));
        assertEquals(Optional.of(new SupervisedLine.Result("m1", false)), SupervisedLine.result("@result m1 failed"));
        for (final String line : List.of("@result m1", "@result ../m1 passed", "@result .m1 passed", "@result m1 perhaps")) {
            assertEquals(Optional.empty(), SupervisedLine.result(line), line);
        }
    }
}
