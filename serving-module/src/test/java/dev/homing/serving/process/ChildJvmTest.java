package dev.homing.serving.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChildJvmTest {
    @Test
    void shouldRunTheMainWithItsArguments() {
        final List<String> command = ChildJvm.command("some.module/some.Main", List.of("--data", "folder")).command();
        assertEquals(List.of("-m", "some.module/some.Main", "--data", "folder"),
                command.subList(command.size() - 4, command.size()));
        assertTrue(command.get(0).startsWith(System.getProperty("java.home")));
        assertEquals(1, command.stream().filter(flag -> flag.startsWith("--module-path")).count());
    }

    @Test
    void shouldStartAServerAsTheLauncherDoes() throws IOException {
        assertTrue(ChildJvm.server("some.module/some.Main", List.of()).command().contains(ChildJvm.YOUNG_OF_SERVER));
        assertFalse(ChildJvm.command("some.module/some.Main", List.of()).command().contains(ChildJvm.YOUNG_OF_SERVER));
        assertTrue(Files.readString(Path.of("distribution", "src", "main", "bin", "homing"))
                .contains("serve) young=" + ChildJvm.YOUNG_OF_SERVER + " ;;"));
    }

    @Test
    void shouldHandTheExitCodeOn() throws IOException, InterruptedException {
        try (ChildJvm child = ChildJvm.start(new ProcessBuilder("sh", "-c", "exit 7"))) {
            assertEquals(7, child.waitFor());
        }
    }

    @Test
    void shouldEndTheChildWhenClosed() throws IOException, InterruptedException {
        final Process process;
        try (ChildJvm child = ChildJvm.start(new ProcessBuilder("sleep", "1000"))) {
            process = child.process();
            assertTrue(process.isAlive());
        }
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertFalse(process.isAlive());
    }
}
