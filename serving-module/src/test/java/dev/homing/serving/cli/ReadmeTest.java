package dev.homing.serving.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The README's tables of options, and the commands: whoever changes the one changes the other. */
class ReadmeTest {
    private static final Set<String> OF_EVERY_COMMAND = Set.of("--help", "--version", "--verbose");
    /** A heading of a table: a command in code quotes at the start of a line, and what follows up to the next one. */
    private static final Pattern SECTION = Pattern.compile("(?ms)^`([a-z ]+?)(?: FILE)?`.*?(?=^`[a-z]|^## )");
    private static final Pattern ROW_OPTION = Pattern.compile("(?m)^\\| [^|]*");
    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");

    @Test
    void shouldListEveryOptionOfEveryCommandWithItsDefault() throws IOException {
        final String commandLine = section(Files.readString(Path.of("../README.md")), "## The command line");
        int tables = 0;
        for (final MatchResult section : SECTION.matcher(commandLine).results().toList()) {
            final CommandLine command = command(section.group(1));
            final Set<String> listed = new TreeSet<>();
            ROW_OPTION.matcher(section.group()).results().forEach(row ->
                    OPTION.matcher(row.group()).results().forEach(option -> listed.add(option.group())));
            assertEquals(options(command), listed, section.group(1));
            for (final OptionSpec option : command.getCommandSpec().options()) {
                if (option.defaultValue() != null && !option.longestName().equals("--calls")
                        && !OF_EVERY_COMMAND.contains(option.longestName())) {
                    assertTrue(row(section.group(), option.longestName()).replace("`", "")
                            .contains("| " + option.defaultValue() + " |"), section.group(1) + " " + option.longestName());
                }
            }
            tables++;
        }
        assertEquals(15, tables,
                "import (all three), export (three), export features, train, evaluate, recommend, serve, backup, "
                        + "restore, doctor, demo, bench serve, bench ingest, bench train, bench features");
    }

    private static String section(final String readme, final String heading) {
        final int from = readme.indexOf(heading);
        return readme.substring(from, readme.indexOf("\n## ", from + 1) + 4);
    }

    private static CommandLine command(final String path) {
        CommandLine command = Homing.commandLine(new Homing());
        for (final String name : path.split(" ", -1)) {
            command = command.getSubcommands().get(name);
        }
        return command;
    }

    private static Set<String> options(final CommandLine command) {
        final Set<String> names = new TreeSet<>();
        command.getCommandSpec().options().forEach(option -> names.add(option.longestName()));
        names.removeAll(OF_EVERY_COMMAND);
        return names;
    }

    private static String row(final String section, final String option) {
        return section.lines().filter(line -> line.startsWith("|") && line.contains(option)).findFirst().orElseThrow();
    }
}
