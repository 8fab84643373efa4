package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.fromNow;
import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.Code;
import dev.homing.proto.v1.BatchUpsertLeadsRequest;
import dev.homing.proto.v1.BatchUpsertLeadsResponse;
import dev.homing.proto.v1.Channel;
import dev.homing.proto.v1.EraseLeadRequest;
import dev.homing.proto.v1.GetLeadRequest;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.LeadPreferences;
import dev.homing.proto.v1.LeadResult;
import dev.homing.proto.v1.LeadResult.Outcome;
import dev.homing.proto.v1.ListingKind;
import dev.homing.proto.v1.MergeLeadsRequest;
import dev.homing.proto.v1.PropertyType;
import dev.homing.proto.v1.UpsertLeadRequest;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LeadProfilesTest {
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
    void shouldKeepEveryField() {
        final Lead lead = full("ann").build();
        final LeadResult created = upsert(lead.toBuilder());
        assertEquals(Outcome.CREATED, created.getOutcome());
        assertEquals("ann", created.getLeadId());
        assertEquals(lead, find("ann"));
        assertEquals(Outcome.UNCHANGED, upsert(lead.toBuilder()).getOutcome());
        assertEquals(Outcome.UPDATED, upsert(lead.toBuilder().clearPhone()).getOutcome());
        assertEquals(lead.toBuilder().clearPhone().build(), find("ann"), "what is absent is not known any more");
    }

    @Test
    void shouldKeepSinceWhenALeadIsOneWhenNoTimeIsSaid() {
        assertEquals(Outcome.CREATED, upsert(lead("ann")).getOutcome());
        final Timestamp since = find("ann").getCreatedAt();
        assertTrue(Math.abs(since.getSeconds() - fromNow(0).getSeconds()) < 60);
        assertEquals(Outcome.UNCHANGED, upsert(lead("ann")).getOutcome());
        assertEquals(Outcome.UPDATED, upsert(lead("ann").setName("Ann")).getOutcome());
        assertEquals(lead("ann").setName("Ann").setCreatedAt(since).build(), find("ann"));
        assertEquals(Outcome.UPDATED, upsert(lead("ann").setName("Ann").setCreatedAt(seconds(5))).getOutcome());
        assertEquals(Outcome.UNCHANGED, upsert(lead("ann").setName("Ann")).getOutcome());
        assertEquals(seconds(5), find("ann").getCreatedAt());
    }

    @Test
    void shouldDoNothingForARequestIdThatIsKnown() {
        final UpsertLeadRequest.Builder request =
                UpsertLeadRequest.newBuilder().setLead(lead("ann").setName("A")).setRequestId("r");
        assertEquals(Outcome.CREATED, server.catalog().upsertLead(request.build()).getResult().getOutcome());
        assertEquals(Outcome.UPDATED, upsert(lead("ann").setName("B")).getOutcome());
        assertEquals(Outcome.UNCHANGED, server.catalog().upsertLead(request.build()).getResult().getOutcome());
        assertEquals("B", find("ann").getName());
    }

    @Test
    void shouldWriteTheProfileOfTheLeadThatAMergedOneGoesBy() {
        upsert(full("ann"));
        upsert(lead("visitor").setName("Somebody").setCreatedAt(seconds(5)));
        merge("visitor", "ann", false);
        assertEquals(full("ann").build(), find("visitor"), "that of the lead that both go by");
        assertEquals(Outcome.UNCHANGED, upsert(full("visitor")).getOutcome());
        final LeadResult updated = upsert(lead("visitor").setName("Ann B."));
        assertEquals(Outcome.UPDATED, updated.getOutcome());
        assertEquals("visitor", updated.getLeadId(), "the id that was sent");
        final Lead both = lead("ann").setName("Ann B.").setCreatedAt(full("ann").getCreatedAt()).build();
        assertEquals(both, find("ann"));
        assertEquals(both, find("visitor"));

        merge("visitor", "ann", true);
        assertEquals(both, find("ann"));
        assertEquals(lead("visitor").setName("Somebody").setCreatedAt(seconds(5)).build(), find("visitor"), "its own again");
        assertEquals(Outcome.UPDATED, upsert(lead("visitor").setName("V.")).getOutcome());
        assertEquals(both, find("ann"));
    }

    @Test
    void shouldWriteAfterAChainOfMergesAndEraseEveryProfileOfIt() {
        upsert(lead("a"));
        upsert(lead("b"));
        merge("a", "b", false);
        merge("b", "c", false);
        assertEquals(Code.NOT_FOUND, Refused.by(() -> find("a")).code(), "the lead that all go by has none");
        assertEquals(Outcome.CREATED, upsert(lead("a").setName("C")).getOutcome());
        assertEquals("C", find("c").getName());
        assertEquals(3, server.tracking().eraseLead(EraseLeadRequest.newBuilder().setLeadId("b").build()).getProfileCount());
        for (final String id : List.of("a", "b", "c")) {
            assertEquals(Code.NOT_FOUND, Refused.by(() -> find(id)).code());
        }
    }

    @Test
    void shouldTakeABatchEachOnItsOwn() {
        final BatchUpsertLeadsResponse response = server.catalog().batchUpsertLeads(BatchUpsertLeadsRequest.newBuilder()
                .addRequests(UpsertLeadRequest.newBuilder().setLead(full("ann")))
                .addRequests(UpsertLeadRequest.newBuilder().setLead(lead("")))
                .addRequests(UpsertLeadRequest.newBuilder().setLead(full("ann")))
                .addRequests(UpsertLeadRequest.newBuilder().setLead(full("ann").setName("other")))
                .addRequests(UpsertLeadRequest.newBuilder().setLead(lead("bob").setNotes("x".repeat(4_097))))
                .build());
        assertEquals(List.of(Outcome.CREATED, Outcome.REJECTED, Outcome.UNCHANGED, Outcome.UPDATED, Outcome.REJECTED),
                response.getResultsList().stream().map(LeadResult::getOutcome).toList());
        assertEquals(List.of("requests[1].lead.lead_id"), Refused.in(response.getResults(1).getError()).fields());
        assertEquals(List.of("requests[4].lead.notes"), Refused.in(response.getResults(4).getError()).fields());
        assertEquals("other", find("ann").getName());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> find("bob")).code());
    }

    @Test
    void shouldRefuseABatchOfNothingAndOfTooMany() {
        final BatchUpsertLeadsRequest.Builder many = BatchUpsertLeadsRequest.newBuilder();
        assertEquals(List.of("requests"), Refused.by(() -> server.catalog().batchUpsertLeads(many.build())).fields());
        IntStream.range(0, 1_000).forEach(i -> many.addRequests(UpsertLeadRequest.newBuilder().setLead(lead("lead" + i))));
        assertEquals(1_000, server.catalog().batchUpsertLeads(many.build()).getResultsCount());
        many.addRequests(UpsertLeadRequest.newBuilder().setLead(lead("one too many")));
        assertEquals(List.of("requests"), Refused.by(() -> server.catalog().batchUpsertLeads(many.build())).fields());
    }

    @Test
    void shouldSayAllThatIsWrongAndNothingThatIsPersonal() {
        assertEquals(List.of("lead"),
                Refused.by(() -> server.catalog().upsertLead(UpsertLeadRequest.getDefaultInstance())).fields());
        final Refused refused = Refused.by(() -> server.catalog().upsertLead(UpsertLeadRequest.newBuilder()
                .setRequestId("r".repeat(257))
                .setLead(Lead.newBuilder().setName("N".repeat(257)).setEmail("E".repeat(257)).setPhone("7".repeat(65))
                        .setAgentId("a".repeat(257)).setChannelValue(99).setCreatedAt(fromNow(3_600)).setNotes("O".repeat(4_097)))
                .build()));
        assertEquals(List.of("lead.lead_id", "lead.name", "lead.email", "lead.phone", "lead.agent_id", "lead.channel",
                "lead.created_at", "lead.notes", "request_id"), refused.fields());
        assertTrue(refused.message().indexOf("NN") < 0 && refused.message().indexOf("EE") < 0
                && refused.message().indexOf("77") < 0 && refused.message().indexOf("OO") < 0, refused.message());
        assertEquals(List.of("lead_id"), Refused.by(() -> find("")).fields());
        final Refused missing = Refused.by(() -> find("ann"));
        assertEquals(Code.NOT_FOUND, missing.code());
        assertEquals("there is no lead \"ann\"", missing.message());
    }

    @Test
    void shouldSayAllThatIsWrongWithPreferences() {
        assertEquals(List.of("min_price", "max_price", "currency", "min_bedrooms", "area_ids[0]", "property_types[1]",
                        "listing_kind", "amenities[0]"),
                wrong(LeadPreferences.newBuilder().setMinPrice(-1).setMaxPrice(2e12).setCurrency("DOLLAR").setMinBedrooms(251)
                        .addAreaIds("a".repeat(129)).addPropertyTypesValue(1).addPropertyTypesValue(77).setListingKindValue(9)
                        .addAmenities("b".repeat(65))));
        assertEquals(List.of("max_price", "currency", "area_ids[1]", "amenities[0]", "property_types[0]"),
                wrong(LeadPreferences.newBuilder().setMinPrice(2).setMaxPrice(1).setCurrency("usd").addAreaIds("a").addAreaIds("")
                        .addAmenities("").addPropertyTypesValue(0)));
        final LeadPreferences.Builder many = LeadPreferences.newBuilder();
        IntStream.range(0, 64).forEach(i -> many.addAreaIds("area-" + i).addAmenities("a" + i));
        assertEquals(Outcome.CREATED, upsert(lead("ann").setPreferences(many)).getOutcome());
        assertEquals(many.build(), find("ann").getPreferences());
        assertEquals(List.of("area_ids"), wrong(many.clone().addAreaIds("one too many")));
        many.clearAreaIds();
        IntStream.range(0, 64).forEach(i -> many.addAreaIds("area-" + i + "x".repeat(20)));
        assertEquals(List.of(""), wrong(many), "all together");
    }

    private List<String> wrong(final LeadPreferences.Builder preferences) {
        return Refused.by(() -> upsert(lead("ann").setPreferences(preferences))).fields().stream()
                .map(field -> field.replaceFirst("lead\\.preferences\\.?", "")).toList();
    }

    @Test
    void shouldNotKeepWhatTheContractDoesNotKnow() {
        final UnknownFieldSet unknown = UnknownFieldSet.newBuilder().addField(99, UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFrom(new byte[200_000])).build()).build();
        assertEquals(Outcome.CREATED, upsert(lead("ann").setUnknownFields(unknown)
                .setCreatedAt(seconds(5).toBuilder().setUnknownFields(unknown))).getOutcome());
        assertEquals(lead("ann").setCreatedAt(seconds(5)).build(), find("ann"));
        assertEquals(List.of(""), wrong(LeadPreferences.newBuilder().setUnknownFields(unknown)), "too long");
        final UnknownFieldSet little = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(7).build()).build();
        final LeadPreferences.Builder preferences = LeadPreferences.newBuilder().setMaxPrice(7);
        upsert(lead("bob").setPreferences(preferences.clone().setUnknownFields(little)));
        assertEquals(preferences.build(), find("bob").getPreferences());
    }

    private static Lead.Builder lead(final String id) {
        return Lead.newBuilder().setLeadId(id);
    }

    private static Lead.Builder full(final String id) {
        return lead(id).setName("Ann Ämter").setEmail("ann@example.org").setPhone("+1 555 0100").setAgentId("agent-7")
                .setChannel(Channel.CRM).setNotes("prefers mornings")
                .setCreatedAt(Timestamp.newBuilder().setSeconds(1_700_000_000).setNanos(123_456_789))
                .setPreferences(LeadPreferences.newBuilder().setMinPrice(0).setMaxPrice(5e5).setCurrency("USD").setMinBedrooms(3)
                        .addAreaIds("98103").addPropertyTypes(PropertyType.HOUSE).setListingKind(ListingKind.SALE)
                        .addAmenities("garage"));
    }

    private void merge(final String from, final String into, final boolean isUndone) {
        server.tracking().mergeLeads(MergeLeadsRequest.newBuilder()
                .setFromLeadId(from).setIntoLeadId(into).setUndo(isUndone).build());
    }

    private LeadResult upsert(final Lead.Builder lead) {
        return server.catalog().upsertLead(UpsertLeadRequest.newBuilder().setLead(lead).build()).getResult();
    }

    private Lead find(final String id) {
        return server.catalog().getLead(GetLeadRequest.newBuilder().setLeadId(id).build()).getLead();
    }
}
