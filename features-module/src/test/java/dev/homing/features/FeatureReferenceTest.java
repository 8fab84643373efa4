package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code FEATURES.md} is what {@link #page()} makes of the schemas. After a change of a schema, copy {@code target/FEATURES.md},
 * which this test writes, over it.
 */
class FeatureReferenceTest {
    private static final Path COMMITTED = Path.of("FEATURES.md");
    private static final Path MADE = Path.of("target", "FEATURES.md");

    @Test
    void shouldSayWhatTheSchemasSay() throws IOException {
        Files.writeString(MADE, page());
        assertEquals(Files.readString(COMMITTED), page(), "copy " + MADE + " over " + COMMITTED);
    }

    private static String page() {
        final StringBuilder page = new StringBuilder("""
                # Features

                Made from the schemas by `FeatureReferenceTest`, which fails when this page and the schemas differ.
                `ListFeatureDefinitions` serves the same.

                **As of.** A vector is of an instant: what happened later does not exist for it. Events of a lead or a property
                count for 30 days, those of an agent for 90. Of a lead the newest 512 lead events of the window count; when there
                are more, the answer says `truncated`. Lead events are all types except AGENT_ACTION and AGENT_INTERACTION, which
                feed their own counts alone. Event time plus the event's UTC offset is local time.

                **Missing.** A feature that needs something that is not there is missing (NaN), never 0. Counts are 0, never
                missing. Without lead events all counts are 0, like_ratio is 0.5, decision_confidence 0, and all else is missing.
                Standard deviations are of the population.

                **Attributes** of a property are those of the catalogue at the event's time, kept with the event.

                **Preferred properties** are those with an event of positive weight in the window. Each weighs as much as its
                weightiest event, and has the attributes of its newest positive one. Means, shares and spreads go over those that
                have the attribute.

                **Sessions.** Going through the events in order of time, a session begins with the first one, where this event
                and the one before carry different session ids, and after more than 30 minutes of silence.

                ## Weights of events

                What an event says about interest, unless configured otherwise:

                | weight | |
                |---|---|
                """);
        EngagementWeights.defaults().table().forEach((name, weight) ->
                page.append("| `").append(name).append("` | ").append(weight).append(" |\n"));
        page.append("\nA view counts `long_view_factor` times above ").append(EngagementWeights.LONG_VIEW_SECONDS)
                .append(" s and `very_long_view_factor` times above ").append(EngagementWeights.VERY_LONG_VIEW_SECONDS)
                .append(" s;\na booking request of high or low urgency counts its factor times.\n");
        for (final FeatureSchema schema : FeatureSchema.all()) {
            page.append("\n## ").append(schema.name()).append("\n\nContent hash `").append(schema.hash()).append("`.\n");
            appendTable(schema.numerical(), "Numerical, float32", page);
            appendTable(schema.categorical(), "Categorical", page);
        }
        return page.toString();
    }

    private static void appendTable(final List<FeatureDefinition> definitions, final String title, final StringBuilder page) {
        if (definitions.isEmpty()) {
            return;
        }
        final boolean haveOriginals = definitions.stream().anyMatch(definition -> !definition.originalNames().isEmpty());
        page.append('\n').append(title).append(":\n\n| # | name | unit | definition |").append(
                haveOriginals ? " in the original as | difference |\n|---|---|---|---|---|---|\n" : "\n|---|---|---|---|\n");
        for (final FeatureDefinition definition : definitions) {
            page.append("| ").append(definition.index()).append(" | `").append(definition.name()).append("` | ")
                    .append(definition.unit()).append(" | ").append(definition.description()).append(" |");
            if (haveOriginals) {
                page.append(' ').append(String.join(", ", definition.originalNames())).append(" | ")
                        .append(definition.difference()).append(" |");
            }
            page.append('\n');
        }
    }
}
