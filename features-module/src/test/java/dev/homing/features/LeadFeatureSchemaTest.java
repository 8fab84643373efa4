package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LeadFeatureSchemaTest {
    @Test
    void shouldDefineWhatTheCatalogueDefinesInItsOrder() {
        final List<FeatureDefinition> definitions = LeadFeatureSchema.definitions();
        assertEquals(LeadFeatureNames.computed(),
                definitions.stream().map(FeatureDefinition::index).collect(Collectors.toList()));
        for (final FeatureDefinition definition : definitions) {
            assertEquals(LeadFeatureNames.ALL.get(definition.index()), definition.name());
            assertFalse(definition.unit().isBlank(), definition.name());
            assertFalse(definition.description().isBlank(), definition.name());
        }
        assertEquals(definitions.size(),
                new HashSet<>(definitions.stream().map(FeatureDefinition::name).collect(Collectors.toList())).size());
    }

    @Test
    void shouldHaveASlotForEveryFeatureOfTheCatalogue() {
        assertEquals("lead-v1", LeadFeatureSchema.NAME);
        assertEquals(LeadFeatureNames.ALL.size(), LeadFeatureSchema.LENGTH);
    }

    /** Models carry the hash and are refused by another: whoever changes a definition changes this line, and means it. */
    @Test
    void shouldKeepItsHashUntilADefinitionChanges() {
        assertEquals("a57c1c6843b06729cf17d094179c626b", LeadFeatureSchema.hash());
        assertSame(LeadFeatureSchema.hash(), LeadFeatureSchema.hash());
    }

    @Test
    void shouldNotLetACallerChangeTheDefinitions() {
        final List<FeatureDefinition> definitions = LeadFeatureSchema.definitions();
        assertThrows(UnsupportedOperationException.class, definitions::clear);
    }
}
