package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long nowNs = -5;

    @Test
    void shouldLogALineASecondElsewhereAndKeepWhatMustStay() {
        final ProgressBar bar = new ProgressBar("training", out, false, () -> nowNs);
        bar.at(0, "one");
        nowNs += 999_999_999;
        bar.at(0.2, "two");
        bar.line("three");
        nowNs++;
        bar.at(0.3, "four");
        bar.end();
        assertEquals("training   0 %  one\ntraining three\ntraining  30 %  four\n", text());
    }

    @Test
    void shouldMoveOnATerminalAndClearItsLine() {
        final ProgressBar bar = new ProgressBar("training", out, true, () -> nowNs);
        bar.at(0.5, "x".repeat(100));
        final int width = text().length() - 1;
        assertTrue(text().startsWith("\rtraining [###############               ]  50 %  xxx"), text());
        bytes.reset();
        bar.end();
        bar.end();
        assertEquals("\r" + " ".repeat(width) + "\r", text(), "once, and all of it");
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
