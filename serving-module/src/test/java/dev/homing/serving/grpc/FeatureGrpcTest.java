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
import dev.homing.features.FeatureSchema;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.CategoricalValue;
import dev.homing.proto.v1.Channel;
import dev.homing.proto.v1.Device;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.FeatureDefinition;
import dev.homing.proto.v1.FeatureForm;
import dev.homing.proto.v1.FeatureKind;
import dev.homing.proto.v1.FeatureValue;
import dev.homing.proto.v1.GetLeadFeaturesRequest;
import dev.homing.proto.v1.GetLeadFeaturesResponse;
import dev.homing.proto.v1.ListFeatureDefinitionsRequest;
import dev.homing.proto.v1.ListFeatureDefinitionsResponse;
import dev.homing.proto.v1.PropertyType;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FeatureGrpcTest {
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
    void shouldCountAnEventInTheFirstRequestAfterItsAck() {
        assertEquals(0, features("ann").get("event_count"));
        for (int i = 1; i <= 3; i++) {
            server.track(view("ann", "p" + i));
            assertEquals(i, features("ann").get("event_count"));
        }
        server.track(like("ann", "p1"));
        server.track(event(EventType.SEARCH_QUERY, "ann", ""));
        server.track(view("bob", "p1"));
        final Map<String, Float> features = features("ann");
        assertEquals(5, features.get("event_count"));
        assertEquals(3, features.get("distinct_properties"));
        assertEquals(3, features.get("property_view_count"));
        assertEquals(1, features.get("property_like_count"));
        assertEquals(1, features.get("search_query_count"));
        assertEquals(0, features.get("booking_request_count"));
    }

    @Test
    void shouldLeaveOutWhatIsMissingAndNeverSayZeroForIt() {
        final GetLeadFeaturesResponse nothing = server.features().getLeadFeatures(
                GetLeadFeaturesRequest.newBuilder().setLeadId("nobody").build());
        assertEquals("nobody", nothing.getLeadId());
        assertEquals("lead-v1", nothing.getSchema());
        assertFalse(nothing.getTruncated());
        assertTrue(nothing.hasAsOf());
        final Map<String, Float> none = byName(nothing);
        assertEquals(0, none.get("event_count"));
        assertFalse(none.containsKey("price_mean") || none.containsKey("engagement_mean"), none.toString());
        nothing.getFeaturesList().forEach(feature -> assertFalse(Float.isNaN(feature.getValue()), feature.getName()));

        server.track(view("ann", "unpriced"));
        assertFalse(features("ann").containsKey("price_mean"), "no price is known");
        server.upsert(property("priced").setPrice(400_000));
        server.track(view("ann", "priced"));
        assertEquals(400_000, features("ann").get("price_mean"));
    }

    @Test
    void shouldNotKnowWhatHappensAfterTheInstantAskedFor() {
        for (int day = 1; day <= 4; day++) {
            server.track(view("ann", "p" + day).setOccurredAt(seconds(NOON + day * DAY)));
        }
        for (int day = 0; day <= 4; day++) {
            final GetLeadFeaturesResponse then = asOf("ann", NOON + day * DAY);
            assertEquals(day, byName(then).get("event_count"), "an event of the very instant counts");
            assertEquals(seconds(NOON + day * DAY), then.getAsOf());
        }
        assertEquals(3, byName(asOf("ann", NOON + 31 * DAY + 1)).get("event_count"), "30 days count");
        assertEquals(0, features("ann").get("event_count"), "all of it is long ago");
    }

    @Test
    void shouldSayWhenTheTimelineWasCut() {
        final BatchTrackEventsRequest.Builder batch = BatchTrackEventsRequest.newBuilder();
        for (int i = 0; i < 513; i++) {
            batch.addEvents(view("ann", "p1").setOccurredAt(seconds(NOON + i)));
        }
        server.tracking().batchTrackEvents(batch.build());
        assertTrue(asOf("ann", NOON + DAY).getTruncated());
        assertEquals(512, byName(asOf("ann", NOON + DAY)).get("event_count"));
        assertFalse(asOf("ann", NOON + 511).getTruncated());
    }

    @Test
    void shouldRefuseALeadThatIsNotOneAndATimeThatIsNotOne() {
        assertEquals(List.of("lead_id"),
                Refused.by(() -> server.features().getLeadFeatures(GetLeadFeaturesRequest.getDefaultInstance())).fields());
        assertEquals(List.of("lead_id", "as_of", "form"),
                Refused.by(() -> server.features().getLeadFeatures(GetLeadFeaturesRequest.newBuilder()
                        .setLeadId("x".repeat(257)).setAsOf(seconds(-1)).setFormValue(3).build())).fields());
    }

    @Test
    void shouldWriteTheSameVectorWithNamesAndPacked() {
        server.upsert(property("p1").setPropertyType(PropertyType.CONDO).setAreaId("riverside").setPrice(400_000));
        server.track(view("ann", "p1").setOccurredAt(seconds(NOON)).setDevice(Device.TABLET).setChannel(Channel.EMAIL));
        server.track(event(EventType.SEARCH_QUERY, "ann", "").setOccurredAt(seconds(NOON - 1)));
        final GetLeadFeaturesResponse named = asOf("ann", NOON);
        assertEquals(FeatureSchema.LEAD.hash(), named.getSchemaHash());
        assertFalse(named.hasPacked());
        assertEquals("", named.getPopulationVersion());
        assertEquals(Map.of("primary_event_type", "PROPERTY_VIEW", "preferred_device", "TABLET",
                        "preferred_property_type", "CONDO", "preferred_area", "riverside",
                        "preferred_time_period", "NIGHT", "preferred_channel", "EMAIL"),
                named.getCategoricalList().stream().collect(
                        Collectors.toMap(CategoricalValue::getName, CategoricalValue::getValue)));

        final GetLeadFeaturesResponse packed = packed("ann", NOON);
        assertEquals(named.getSchemaHash(), packed.getSchemaHash());
        assertEquals(0, packed.getFeaturesCount() + packed.getCategoricalCount());
        assertEquals(92, packed.getPacked().getNumericalCount());
        for (final FeatureValue feature : named.getFeaturesList()) {
            assertEquals(feature.getValue(), packed.getPacked().getNumerical(feature.getIndex()), feature.getName());
            assertFalse(feature.hasPercentile() || feature.hasZScore(), "nobody asked for it");
        }
        assertEquals(92 - named.getFeaturesCount(),
                packed.getPacked().getNumericalList().stream().filter(value -> Float.isNaN(value)).count());
        assertEquals(List.of("PROPERTY_VIEW", "TABLET", "CONDO", "riverside", "NIGHT", "EMAIL"),
                packed.getPacked().getCategoricalList());
        assertEquals(0, packed.getPacked().getPercentilesCount() + packed.getPacked().getZScoresCount());
    }

    @Test
    void shouldLeaveOutACategoryWithNothingToChooseFrom() {
        server.track(event(EventType.SEARCH_QUERY, "ann", "").setOccurredAt(seconds(NOON)));
        assertEquals(List.of(0, 4), asOf("ann", NOON).getCategoricalList().stream().map(CategoricalValue::getIndex).toList());
        assertEquals(List.of("SEARCH_QUERY", "", "", "", "NIGHT", ""), packed("ann", NOON).getPacked().getCategoricalList());
        assertEquals(0, asOf("nobody", NOON).getCategoricalCount());
        assertEquals(List.of("", "", "", "", "", ""), packed("nobody", NOON).getPacked().getCategoricalList());
        assertTrue(Float.isNaN(packed("nobody", NOON).getPacked().getNumerical(26)), "price_mean");
    }

    @Test
    void shouldSayWhatEveryFeatureOfEverySchemaIs() {
        for (final FeatureSchema schema : FeatureSchema.all()) {
            final ListFeatureDefinitionsResponse all = server.features().listFeatureDefinitions(
                    ListFeatureDefinitionsRequest.newBuilder().setSchema(schema.name()).build());
            assertEquals(schema.hash(), all.getSchemaHash());
            assertEquals("", all.getPopulationVersion());
            final List<dev.homing.features.FeatureDefinition> expected =
                    Stream.concat(schema.numerical().stream(), schema.categorical().stream()).toList();
            assertEquals(expected.size(), all.getDefinitionsCount());
            for (int i = 0; i < expected.size(); i++) {
                final FeatureDefinition definition = all.getDefinitions(i);
                assertEquals(expected.get(i).name(), definition.getName());
                assertEquals(expected.get(i).index(), definition.getIndex());
                assertEquals(expected.get(i).kind().name(), definition.getKind().name());
                assertEquals(expected.get(i).unit(), definition.getUnit());
                assertEquals(expected.get(i).description(), definition.getDescription());
                assertEquals(expected.get(i).originalNames(), definition.getOriginalNamesList());
                assertEquals(expected.get(i).difference(), definition.getDifference());
                assertFalse(definition.hasPopulation());
            }
        }
    }

    @Test
    void shouldListTheDefinitionsPageByPage() {
        final ListFeatureDefinitionsResponse all = definitions(0, "");
        assertEquals(98, all.getDefinitionsCount());
        assertEquals(FeatureKind.NUMERICAL, all.getDefinitions(91).getKind());
        assertEquals(FeatureKind.CATEGORICAL, all.getDefinitions(92).getKind());
        assertEquals(0, all.getDefinitions(92).getIndex());
        assertEquals("", all.getNextPageToken());
        assertEquals(FeatureSchema.LEAD.hash(), all.getSchemaHash());
        final List<FeatureDefinition> paged = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            final ListFeatureDefinitionsResponse page = definitions(7, token);
            assertEquals(all.getSchemaHash(), page.getSchemaHash());
            paged.addAll(page.getDefinitionsList());
            token = page.getNextPageToken();
            pages++;
        } while (!token.isEmpty() && pages < 100);
        assertEquals(all.getDefinitionsList(), paged);
        assertEquals((paged.size() + 6) / 7, pages);
        paged.forEach(feature -> assertFalse(feature.getDescription().isEmpty(), feature.getName()));
        paged.forEach(feature ->
                assertEquals(feature.getKind() == FeatureKind.CATEGORICAL, feature.getUnit().isEmpty(), feature.getName()));
    }

    @Test
    void shouldRefuseAnUnknownSchemaAndABadPage() {
        assertEquals(Code.NOT_FOUND, Refused.by(() -> server.features().listFeatureDefinitions(
                ListFeatureDefinitionsRequest.newBuilder().setSchema("lead-v9").build())).code());
        assertEquals(List.of("page_size"), Refused.by(() -> definitions(1_001, "")).fields());
        assertEquals(List.of("page_size"), Refused.by(() -> definitions(-1, "")).fields());
        for (final String token : List.of("next", "-1", "9999", "2147483648")) {
            assertEquals(List.of("page_token"), Refused.by(() -> definitions(10, token)).fields(), token);
        }
    }

    private ListFeatureDefinitionsResponse definitions(final int size, final String token) {
        return server.features().listFeatureDefinitions(
                ListFeatureDefinitionsRequest.newBuilder().setPageSize(size).setPageToken(token).build());
    }

    private GetLeadFeaturesResponse asOf(final String lead, final long second) {
        return server.features().getLeadFeatures(
                GetLeadFeaturesRequest.newBuilder().setLeadId(lead).setAsOf(seconds(second)).build());
    }

    private GetLeadFeaturesResponse packed(final String lead, final long second) {
        return server.features().getLeadFeatures(GetLeadFeaturesRequest.newBuilder()
                .setLeadId(lead).setAsOf(seconds(second)).setForm(FeatureForm.PACKED).build());
    }

    private Map<String, Float> features(final String lead) {
        return byName(server.features().getLeadFeatures(GetLeadFeaturesRequest.newBuilder().setLeadId(lead).build()));
    }

    private static Map<String, Float> byName(final GetLeadFeaturesResponse response) {
        return response.getFeaturesList().stream().collect(Collectors.toMap(FeatureValue::getName, FeatureValue::getValue));
    }
}
