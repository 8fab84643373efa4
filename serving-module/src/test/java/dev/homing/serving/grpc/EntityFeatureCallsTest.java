package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.event;
import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.seconds;
import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.homing.features.AgentFeatureSchema;
import dev.homing.features.FeatureSchema;
import dev.homing.features.PropertyFeatureSchema;
import dev.homing.proto.v1.EraseLeadRequest;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.FeatureForm;
import dev.homing.proto.v1.FeatureServiceGrpc;
import dev.homing.proto.v1.FeatureValue;
import dev.homing.proto.v1.GetAgentFeaturesRequest;
import dev.homing.proto.v1.GetAgentFeaturesResponse;
import dev.homing.proto.v1.GetPropertyFeaturesRequest;
import dev.homing.proto.v1.GetPropertyFeaturesResponse;
import dev.homing.proto.v1.MergeLeadsRequest;
import dev.homing.proto.v1.PackedFeatures;
import dev.homing.proto.v1.TourCompletedDetails;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import io.grpc.Channel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EntityFeatureCallsTest {
    private static final long DAY = 86_400;
    private static final long NOON = 1_700_000_000;

    private TestServer server;

    @BeforeEach
    void open(@TempDir final Path folder) {
        server = TestServer.open(folder);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldCountAnEventOnAPropertyInTheFirstRequestAfterItsAck() {
        for (int i = 1; i <= 3; i++) {
            server.track(view("lead" + i, "p"));
            assertEquals(i, features(now("p")).get("view_count"));
        }
        server.track(like("lead1", "p"));
        server.track(view("lead1", "other"));
        final Map<String, Float> features = features(now("p"));
        assertEquals(3, features.get("distinct_leads"));
        assertEquals(1, features.get("like_count"));
        assertEquals(2f / 3, features.get("like_ratio"));
        assertFalse(features.containsKey("days_on_market"), "only events name it");
        server.tracking().mergeLeads(MergeLeadsRequest.newBuilder().setFromLeadId("lead1").setIntoLeadId("lead2").build());
        assertEquals(2, features(now("p")).get("distinct_leads"));
        server.tracking().eraseLead(EraseLeadRequest.newBuilder().setLeadId("lead2").build());
        assertEquals(1, features(now("p")).get("view_count"));
        assertEquals(0, features(now("p")).get("like_count"));
    }

    @Test
    void shouldSayWhatAListingWasWorthThen() {
        server.upsert(property("p").setPrice(400_000).setAreaId("a").setListedAt(seconds(NOON)));
        for (int i = 1; i <= 4; i++) {
            server.upsert(property("p" + i).setPrice(100_000 * i).setAreaId("a").setListedAt(seconds(NOON)));
        }
        final GetPropertyFeaturesResponse then = asOf("p", NOON + 3 * DAY, FeatureForm.FEATURE_FORM_UNSPECIFIED);
        assertEquals("p", then.getPropertyId());
        assertEquals("property-v1", then.getSchema());
        assertEquals(FeatureSchema.PROPERTY.hash(), then.getSchemaHash());
        assertEquals(seconds(NOON + 3 * DAY), then.getAsOf());
        assertFalse(then.getTruncated() || then.hasPacked());
        assertEquals(3, features(then).get("days_on_market"));
        assertEquals(0, features(then).get("price_change_ratio"));
        assertEquals(4f / 3, features(then).get("price_to_area_median"));
    }

    @Test
    void shouldWriteThePackedFormInTheOrderOfTheSchema() {
        server.track(view("ann", "p"));
        final PackedFeatures packed = server.features().getPropertyFeatures(
                now("p").setForm(FeatureForm.PACKED).build()).getPacked();
        assertEquals(PropertyFeatureSchema.LENGTH, packed.getNumericalCount());
        assertEquals(0, packed.getCategoricalCount() + packed.getPercentilesCount() + packed.getShrunkCount());
        final Map<String, Float> named = features(now("p"));
        FeatureSchema.PROPERTY.numerical().forEach(definition -> {
            if (!definition.name().equals("popularity")) {
                assertEquals(named.getOrDefault(definition.name(), Float.NaN), packed.getNumerical(definition.index()),
                        definition.name());
            }
        });
        assertEquals(0, server.features().getPropertyFeatures(now("p").setForm(FeatureForm.PACKED).build()).getFeaturesCount());
    }

    @Test
    void shouldDrawTheRatesOfAnAgentTowardsThoseOfAll() {
        tour("ann", "east", true);
        tour("bob", "east", true);
        tour("cid", "west", false);
        final GetAgentFeaturesResponse named = agent("west", FeatureForm.NAMED);
        assertEquals("west", named.getAgentId());
        assertEquals("agent-v1", named.getSchema());
        assertEquals(FeatureSchema.AGENT.hash(), named.getSchemaHash());
        assertEquals(seconds(NOON + DAY), named.getAsOf());
        assertFalse(named.getTruncated() || named.hasPacked());
        assertEquals(0, byName(named.getFeaturesList()).get("tour_show_rate"));
        assertEquals(1, byName(named.getFeaturesList()).get("lead_count"));
        assertEquals(Map.of("tour_show_rate", (float) (20 * 2 / 3.0 / 21), "contact_to_tour_rate", 0f),
                byName(named.getShrunkList()));
        assertEquals(AgentFeatureSchema.rate(1), named.getShrunk(0).getIndex());

        final PackedFeatures packed = agent("west", FeatureForm.PACKED).getPacked();
        assertEquals(AgentFeatureSchema.LENGTH, packed.getNumericalCount());
        assertEquals(AgentFeatureSchema.LENGTH, packed.getShrunkCount());
        final Map<String, Float> features = byName(named.getFeaturesList());
        final Map<String, Float> shrunk = byName(named.getShrunkList());
        FeatureSchema.AGENT.numerical().forEach(definition -> {
            assertEquals(features.getOrDefault(definition.name(), Float.NaN), packed.getNumerical(definition.index()));
            assertEquals(shrunk.getOrDefault(definition.name(), Float.NaN), packed.getShrunk(definition.index()));
        });
    }

    @Test
    void shouldKnowNothingOfTheAgentsOfAnotherTenant() {
        tour("ann", "east", true);
        final Channel other = server.channel("other");
        final Event.Builder missed = tour("bob", "west").setTourCompleted(TourCompletedDetails.newBuilder().setCompleted(false));
        TrackingServiceGrpc.newBlockingStub(other).trackEvent(TrackEventRequest.newBuilder().setEvent(missed).build());
        final GetAgentFeaturesRequest east = GetAgentFeaturesRequest.newBuilder()
                .setAgentId("east").setAsOf(seconds(NOON + DAY)).build();
        final GetAgentFeaturesResponse there = FeatureServiceGrpc.newBlockingStub(other).getAgentFeatures(east);
        assertEquals(0, byName(there.getFeaturesList()).get("lead_count"));
        assertEquals(0, byName(there.getShrunkList()).get("tour_show_rate"), "that of the west alone");
        assertEquals(1, byName(server.features().getAgentFeatures(east).getShrunkList()).get("tour_show_rate"));
    }

    @Test
    void shouldAnswerForAnAgentWithoutEvents() {
        final GetAgentFeaturesResponse nothing = server.features().getAgentFeatures(
                GetAgentFeaturesRequest.newBuilder().setAgentId("nobody").build());
        assertEquals(0, byName(nothing.getFeaturesList()).get("lead_count"));
        assertFalse(byName(nothing.getFeaturesList()).containsKey("tour_show_rate"));
        assertEquals(0, nothing.getShrunkCount());
        assertTrue(nothing.hasAsOf());
    }

    @Test
    void shouldRefuseWhatIsNoRequestAndNoProperty() {
        assertEquals(Code.NOT_FOUND, Refused.by(() -> server.features().getPropertyFeatures(now("p").build())).code());
        assertEquals(List.of("property_id", "as_of", "form"), Refused.by(() -> server.features().getPropertyFeatures(
                GetPropertyFeaturesRequest.newBuilder().setAsOf(seconds(-1)).setFormValue(9).build())).fields());
        assertEquals(List.of("agent_id", "as_of", "form"), Refused.by(() -> server.features().getAgentFeatures(
                GetAgentFeaturesRequest.newBuilder().setAgentId("x".repeat(257)).setAsOf(seconds(-1)).setFormValue(9).build()))
                .fields());
    }

    private void tour(final String lead, final String agent, final boolean isCompleted) {
        server.track(tour(lead, agent).setTourCompleted(TourCompletedDetails.newBuilder().setCompleted(isCompleted)));
    }

    private static Event.Builder tour(final String lead, final String agent) {
        return event(EventType.TOUR_COMPLETED, lead, "p").setAgentId(agent).setOccurredAt(seconds(NOON));
    }

    private GetAgentFeaturesResponse agent(final String agent, final FeatureForm form) {
        return server.features().getAgentFeatures(GetAgentFeaturesRequest.newBuilder()
                .setAgentId(agent).setAsOf(seconds(NOON + DAY)).setForm(form).build());
    }

    private static GetPropertyFeaturesRequest.Builder now(final String property) {
        return GetPropertyFeaturesRequest.newBuilder().setPropertyId(property);
    }

    private GetPropertyFeaturesResponse asOf(final String property, final long second, final FeatureForm form) {
        return server.features().getPropertyFeatures(now(property).setAsOf(seconds(second)).setForm(form).build());
    }

    private Map<String, Float> features(final GetPropertyFeaturesRequest.Builder request) {
        return features(server.features().getPropertyFeatures(request.build()));
    }

    private static Map<String, Float> features(final GetPropertyFeaturesResponse response) {
        return byName(response.getFeaturesList());
    }

    private static Map<String, Float> byName(final List<FeatureValue> features) {
        return features.stream().collect(Collectors.toMap(FeatureValue::getName, FeatureValue::getValue));
    }
}
