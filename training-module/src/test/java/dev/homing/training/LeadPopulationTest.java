package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.homing.features.FeatureDistribution;
import dev.homing.features.FeatureSchema;
import dev.homing.tracking.EventType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeadPopulationTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final long DAY_MS = 86_400_000;

    @TempDir
    Path folder;

    private TestStore store;
    private int tenant;

    @BeforeEach
    void open() {
        store = new TestStore(folder);
        tenant = store.tenant("default");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void shouldDescribeEveryFeatureOfEveryLead() throws IOException {
        for (int lead = 1; lead <= 4; lead++) {
            for (int event = 0; event < lead; event++) {
                store.record(tenant, EventType.PROPERTY_VIEW, "lead" + lead, "p" + event, NOW - event);
            }
        }
        store.record(store.tenant("other"), EventType.PROPERTY_VIEW, "stranger", "p", NOW);
        final JsonNode json = json(NOW);
        assertEquals(1, json.get("format").asInt());
        assertEquals("lead-v1", json.get("schema").asText());
        assertEquals(FeatureSchema.LEAD.hash(), json.get("schema_hash").asText());
        assertEquals("2023-11-14T22:13:20Z", json.get("as_of").asText());
        assertEquals(4, json.get("lead_count").asInt());
        assertEquals(names(FeatureSchema.LEAD), StreamSupport.stream(json.get("features").spliterator(), false)
                .map(feature -> feature.get("name").asText()).toList());

        final JsonNode views = feature(json, "property_view_count");
        assertEquals(4, views.get("count").asInt());
        assertEquals(0, views.get("missing").asInt());
        assertEquals(2.5, views.get("mean").asDouble());
        assertEquals(Math.sqrt(1.25), views.get("std").asDouble(), 1e-12);
        assertEquals(FeatureDistribution.QUANTILES, views.get("quantiles").size());
        assertEquals(1, views.get("quantiles").get(0).asInt());
        assertEquals(4, views.get("quantiles").get(100).asInt());
        final JsonNode price = feature(json, "price_mean");
        assertEquals(0, price.get("count").asInt());
        assertEquals(4, price.get("missing").asInt());
        assertFalse(price.has("mean") || price.has("std"), "nobody has a price");
        assertEquals(0, price.get("quantiles").size());
    }

    @Test
    void shouldKnowNothingOfWhatHappensLaterAndCountLeadsOfLongAgo() throws IOException {
        store.record(tenant, EventType.PROPERTY_VIEW, "ann", "p", NOW - 40 * DAY_MS);
        store.record(tenant, EventType.PROPERTY_VIEW, "bob", "p", NOW);
        store.record(tenant, EventType.PROPERTY_VIEW, "bob", "p", NOW + 1);
        store.record(tenant, EventType.PROPERTY_VIEW, "cid", "p", NOW + 1);
        final JsonNode json = json(NOW);
        assertEquals(2, json.get("lead_count").asInt());
        final JsonNode events = feature(json, "event_count");
        assertEquals(0, events.get("quantiles").get(0).asInt(), "ann's month is over");
        assertEquals(1, events.get("quantiles").get(100).asInt());
    }

    @Test
    void shouldBeTheSameBytesForTheSameEvents() {
        for (int i = 0; i < 500; i++) {
            store.record(tenant, EventType.PROPERTY_VIEW, "lead" + i % 37, "p" + i % 11, NOW - i * 1_000_003L);
        }
        assertArrayEquals(LeadPopulation.read(store.store, tenant, NOW).json(),
                LeadPopulation.read(store.store, tenant, NOW).json());
    }

    private JsonNode json(final long asOfMs) throws IOException {
        return new ObjectMapper().readTree(LeadPopulation.read(store.store, tenant, asOfMs).json());
    }

    private static JsonNode feature(final JsonNode json, final String name) {
        return json.get("features").get(names(FeatureSchema.LEAD).indexOf(name));
    }

    private static List<String> names(final FeatureSchema schema) {
        return schema.numerical().stream().map(definition -> definition.name()).toList();
    }
}
