package dev.homing.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A command that runs, and is ended with this. The launcher becomes the JVM, so that signals reach it. */
final class Running implements AutoCloseable {
    private static final int START_SECONDS = 60;
    private static final int END_SECONDS = 60;
    private static final Pattern JVM_WARNING = Pattern.compile("(?m)^WARNING:|VM warning:|^SLF4J");
    private static final String ADDRESS = "listening on ";

    private final Process process;
    private final Path out;
    private final Path err;
    private final String command;

    Running(final Process process, final Path out, final Path err, final String command) {
        this.process = process;
        this.out = out;
        this.err = err;
        this.command = command;
    }

    Process process() {
        return process;
    }

    /** The HOST:PORT of a server that has started. */
    String address() throws IOException, InterruptedException {
        final Deadline deadline = new Deadline(START_SECONDS, "the server's address");
        while (true) {
            final String text = Files.readString(out);
            final int start = text.indexOf(ADDRESS);
            final int end = start < 0 ? -1 : text.indexOf('\n', start);
            if (end > 0) {
                return text.substring(start + ADDRESS.length(), end);
            }
            if (!process.isAlive()) {
                throw new AssertionError("the server did not start: " + await(END_SECONDS));
            }
            deadline.pause();
        }
    }

    /** Waits for its own end. */
    Finished await(final int seconds) throws IOException, InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("took more than " + seconds + " s: " + finished());
        }
        return finished();
    }

    private Finished finished() throws IOException {
        final Finished finished = new Finished(command, process.exitValue(), Files.readString(out), Files.readString(err));
        if (JVM_WARNING.matcher(finished.err()).find()) {
            throw new AssertionError("the JVM warns: " + finished);
        }
        return finished;
    }

    /** Sends SIGTERM and waits. */
    Finished terminate() throws IOException, InterruptedException {
        process.destroy();
        return await(END_SECONDS);
    }

    /** Sends SIGKILL and waits. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
