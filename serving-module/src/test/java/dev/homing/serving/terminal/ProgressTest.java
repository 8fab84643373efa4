package dev.homing.serving.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long nowMs;

    @Test
    void shouldWriteALineEveryTenSecondsWhereThereIsNoTerminal() {
        try (Progress progress = progress(false)) {
            progress.at(0.1, 100, "rows");
            nowMs = 9_999;
            progress.at(0.2, 200, "rows");
            assertEquals("", written());
            nowMs = 10_000;
            progress.at(0.25, 2_500, "rows");
            nowMs = 19_000;
            progress.at(0.3, 3_000, "rows");
            nowMs = 20_000;
            progress.at(1.0, 40_000, "rows");
            assertEquals(20, progress.seconds());
        }
        assertEquals("importing  25 %  2,500 rows  250/s" + System.lineSeparator()
                + "importing 100 %  40,000 rows  2,000/s" + System.lineSeparator(), written());
    }

    @Test
    void shouldMoveOneLineOnATerminalAndClearIt() {
        try (Progress progress = progress(true)) {
            nowMs = 100;
            progress.at(0.5, 50, "rows");
            assertEquals("\rimporting [####################                    ]  50 %  50 rows  500/s", written());
            nowMs = 150;
            progress.at(0.6, 60, "rows");
            assertFalse(written().contains("60"), "not so often");
            nowMs = 200;
            progress.at(7, 70, "rows");
            assertTrue(written().contains("[" + "#".repeat(40) + "]"), "a fraction above 1 is all of it");
        }
        assertTrue(written().matches("(?s).*\r +\r"), "the line is wiped at the end");
        final int length = written().length();
        progress(true).end();
        assertEquals(length, written().length(), "nothing to wipe, nothing written");
    }

    private Progress progress(final boolean isTerminal) {
        return new Progress("importing", out, isTerminal, () -> nowMs * 1_000_000);
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
