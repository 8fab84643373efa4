package dev.homing.serving.model;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The environment of ONNX Runtime, of which a process has one. While it is made, release 1.29 goes through the command line of
 * the process by a recursion of one step a character, some 250 bytes each: on a stack of 1 MB, which threads have, a JVM with
 * options of 4,000 characters ends with a segmentation fault. So it is made on a stack that is long enough, once.
 */
final class OnnxEnvironment {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
    private static final long STACK_BYTES = 1 << 20;
    private static final long STACK_BYTES_OF_CHARACTER = 1 << 10;

    private OnnxEnvironment() {
    }

    /** Made by the first one who asks; others wait meanwhile. */
    private static final class Holder {
        private static final OrtEnvironment MADE = make();
    }

    static OrtEnvironment get() {
        return Holder.MADE;
    }

    private static OrtEnvironment make() {
        // Getting it again costs nothing: the library keeps it.
        final Thread maker = new Thread(
                null, OrtEnvironment::getEnvironment, "homing-onnx", STACK_BYTES + STACK_BYTES_OF_CHARACTER * commandLength());
        maker.start();
        boolean isInterrupted = false;
        while (maker.isAlive()) {
            try {
                maker.join();
            } catch (final InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        return OrtEnvironment.getEnvironment();
    }

    /** Elsewhere than on Linux it is not known, and nothing is known to go wrong. */
    private static long commandLength() {
        try {
            return Files.readAllBytes(COMMAND_LINE).length;
        } catch (final IOException e) {
            return 0;
        }
    }
}
