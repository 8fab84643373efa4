package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.event;
import static dev.homing.serving.Samples.fromNow;
import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Duration;
import com.google.rpc.Code;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.EraseLeadRequest;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.LeadMatch;
import dev.homing.proto.v1.LeadPreferences;
import dev.homing.proto.v1.ListingKind;
import dev.homing.proto.v1.MatchLeadsRequest;
import dev.homing.proto.v1.MatchLeadsResponse;
import dev.homing.proto.v1.MatchReason;
import dev.homing.proto.v1.MergeLeadsRequest;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.UpdatePropertyStatusRequest;
import dev.homing.proto.v1.UpsertLeadRequest;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twelve listings that point from east to north, and leads who like some of them. The tests share a server and ask for different
 * listings; whoever they add likes what no other test asks for.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatchLeadsTest {
    private static final int LISTINGS = 12;
    private static final long HOUR = 3_600;
    private static final long DAY = 24 * HOUR;

    private TestServer server;

    @BeforeAll
    void open(@TempDir final Path folder) {
        server = TestServer.open(folder);
        final TestBundle bundle = new TestBundle("m1").bedrooms();
        for (int i = 0; i < LISTINGS; i++) {
            upsert("p" + i, 100_000 + i, 40 * DAY);
            bundle.listing("p" + i, 0, (float) Math.cos(i * 0.14), (float) Math.sin(i * 0.14));
        }
        bundle.item("p1", "p0", 0.5).neighbour("p2", "p0", 0.2);
        server.track(like("fan", "p0").setOccurredAt(fromNow(-20 * DAY)));
        server.track(view("looker", "p0").setOccurredAt(fromNow(-10 * DAY)));
        server.track(event(EventType.PROPERTY_DISLIKE, "loather", "p0").setOccurredAt(fromNow(-10 * DAY)));
        server.track(like("east", "p1").setOccurredAt(fromNow(-5 * DAY)));
        server.track(like("east", "p2").setOccurredAt(fromNow(-5 * DAY)));
        server.track(like("north", "p11").setOccurredAt(fromNow(-5 * DAY)));
        bundle.write(folder);
        assertTrue(server.models().activateModel(
                ActivateModelRequest.newBuilder().setVersion("m1").build()).getModel().getActive());
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void shouldFindWhoMetTheListingAndWhomTheModelKnows() {
        final MatchLeadsResponse response = ask(request("p0"));
        final List<String> leads = ids(response);
        assertEquals("fan", leads.get(0), "a like says more than a look");
        assertTrue(leads.containsAll(List.of("looker", "east")), leads.toString());
        assertFalse(leads.contains("loather"), "she turned it down");
        assertFalse(leads.subList(0, leads.indexOf("east")).contains("north"), "whose list has it at the end");
        assertEquals("m1", response.getModelVersion());
        assertTrue(response.getLookedAtCount() >= 5);
        assertFalse(response.getTruncated());
        for (int i = 0; i < response.getMatchesCount(); i++) {
            final LeadMatch match = response.getMatches(i);
            assertEquals(i + 1, match.getRank());
            assertTrue(match.getReasonsCount() > 0);
            assertTrue(i == 0 || match.getScore() <= response.getMatches(i - 1).getScore());
        }
        assertEquals(leads.subList(0, 1), ids(ask(request("p0").setLimit(1))));
    }

    @Test
    void shouldSayWhatIsTrueOfEachLead() {
        final LeadMatch east = match("east", ask(request("p0")));
        final int rank = TestServer.ids(server.recommend(RecommendRequest.newBuilder()
                .setLeadId("east").setLimit(500).setIncludeSeen(true))).indexOf("p0") + 1;
        assertEquals(rank, reason(east, MatchReason.KindCase.OWN_RANK).getOwnRank().getRank());
        final MatchReason similar = reason(east, MatchReason.KindCase.SIMILAR_MET);
        assertEquals("p1", similar.getSimilarMet().getPropertyId());
        assertEquals(2, similar.getSimilarMet().getListingCount());
        assertFalse(east.getReasonsList().stream().anyMatch(MatchReason::hasMet), "he never saw it");
        final MatchReason met = reason(match("fan", ask(request("p0"))), MatchReason.KindCase.MET);
        assertEquals(EventType.PROPERTY_LIKE, met.getMet().getStrongestEvent());
        assertEquals(1, met.getMet().getEventCount());
    }

    @Test
    void shouldLeaveOutWhoMustHaveWhatTheListingLacks() {
        for (final String lead : List.of("swimmer", "tenant", "buyer", "wisher", "stroller")) {
            server.track(like(lead, lead.equals("stroller") ? "p4" : "p3").setOccurredAt(fromNow(-5 * DAY)));
        }
        assertTrue(ids(ask(request("p3"))).containsAll(List.of("swimmer", "tenant", "buyer", "wisher", "stroller")));
        state("swimmer", LeadPreferences.newBuilder().addAmenities("pool"));
        state("stroller", LeadPreferences.newBuilder().addAmenities("pool"));
        state("tenant", LeadPreferences.newBuilder().setListingKind(ListingKind.RENT));
        state("buyer", LeadPreferences.newBuilder().setListingKind(ListingKind.SALE));
        state("wisher", LeadPreferences.newBuilder().setMaxPrice(1));
        final List<String> leads = ids(ask(request("p3")));
        assertTrue(leads.containsAll(List.of("buyer", "wisher")), leads.toString());
        assertTrue(leads.stream().noneMatch(List.of("swimmer", "tenant", "stroller")::contains), leads.toString());
        server.catalog().upsertProperty(UpsertPropertyRequest.newBuilder()
                .setProperty(property("p3").setPrice(100_003).addAmenities("pool").setListedAt(fromNow(-40 * DAY))).build());
        assertTrue(ids(ask(request("p3"))).containsAll(List.of("swimmer", "stroller")), "it has one now");
    }

    private void state(final String lead, final LeadPreferences.Builder preferences) {
        server.catalog().upsertLead(UpsertLeadRequest.newBuilder()
                .setLead(Lead.newBuilder().setLeadId(lead).setPreferences(preferences)).build());
    }

    @Test
    void shouldTellOfAPriceCutAndOfAReturnToTheMarket() {
        server.track(view("early", "p5").setOccurredAt(fromNow(-20 * DAY)));
        server.track(like("early", "p5").setOccurredAt(fromNow(-19 * DAY)));
        status("p5", PropertyStatus.PENDING, -15 * DAY);
        status("p5", PropertyStatus.ACTIVE, -2 * DAY);
        upsert("p5", 90_000, DAY);
        server.track(like("late", "p5").setOccurredAt(fromNow(-HOUR)));
        final LeadMatch early = match("early", ask(request("p5")));
        final MatchReason cut = reason(early, MatchReason.KindCase.PRICE_CHANGE);
        assertEquals(100_005, cut.getPriceChange().getPriceThen());
        assertEquals(90_000, cut.getPriceChange().getPriceNow());
        assertTrue(early.getReasonsList().stream().anyMatch(MatchReason::hasBackOnMarket));
        assertEquals(2, reason(early, MatchReason.KindCase.MET).getMet().getEventCount());
        final LeadMatch late = match("late", ask(request("p5")));
        assertFalse(late.getReasonsList().stream().anyMatch(
                reason -> reason.hasPriceChange() || reason.hasBackOnMarket()), "nothing is new to who saw it since");
    }

    @Test
    void shouldLeaveOutWhomAgentsContactedEnough() {
        server.track(like("called", "p7").setOccurredAt(fromNow(-3 * DAY)));
        server.track(like("quiet", "p7").setOccurredAt(fromNow(-3 * DAY)));
        server.track(contact("called", -2 * DAY));
        server.track(contact("called", -9 * DAY));
        assertTrue(ids(ask(request("p7"))).containsAll(List.of("called", "quiet")), "without a cap");
        for (final MatchLeadsRequest.Builder capped : List.of(
                request("p7").setNotContactedFor(days(3)), request("p7").setMaxContacts(1),
                request("p7").setMaxContacts(2).setContactWindow(days(10)))) {
            final MatchLeadsResponse response = ask(capped);
            assertFalse(ids(response).contains("called"), capped.toString());
            assertTrue(ids(response).contains("quiet"));
            assertEquals(1, response.getContactedCount());
        }
        for (final MatchLeadsRequest.Builder loose : List.of(
                request("p7").setNotContactedFor(days(1)), request("p7").setMaxContacts(2))) {
            assertTrue(ids(ask(loose)).contains("called"), loose.toString());
        }
        assertFalse(ids(ask(request("p7").setMinActiveAt(fromNow(-DAY)))).contains("quiet"), "who did nothing of late");
    }

    @Test
    void shouldNameMergedLeadsOnceAndErasedOnesNever() {
        server.track(like("phone", "p9"));
        server.track(like("laptop", "p9"));
        server.track(like("gone", "p9"));
        assertTrue(ids(ask(request("p9"))).containsAll(List.of("phone", "laptop", "gone")));
        server.tracking().mergeLeads(MergeLeadsRequest.newBuilder().setFromLeadId("phone").setIntoLeadId("laptop").build());
        server.tracking().eraseLead(EraseLeadRequest.newBuilder().setLeadId("gone").build());
        final MatchLeadsResponse response = ask(request("p9"));
        assertFalse(ids(response).contains("phone"));
        assertFalse(ids(response).contains("gone"));
        assertEquals(ids(response).stream().distinct().toList(), ids(response));
        assertEquals(2, reason(match("laptop", response), MatchReason.KindCase.MET).getMet().getEventCount());
    }

    @Test
    void shouldKnowWhoMetAListingWithoutAModel(@TempDir final Path folder) {
        try (TestServer bare = TestServer.open(folder)) {
            bare.upsert(property("p"));
            bare.track(like("ann", "p"));
            bare.track(like("bob", "q"));
            final MatchLeadsResponse response = bare.recommendations().matchLeads(request("p").build());
            assertEquals(List.of("ann"), ids(response));
            assertEquals("", response.getModelVersion());
            assertEquals(List.of(MatchReason.KindCase.MET),
                    response.getMatches(0).getReasonsList().stream().map(MatchReason::getKindCase).toList());
        }
    }

    @Test
    void shouldRefuseWhatIsWrong() {
        assertEquals(Code.NOT_FOUND, Refused.by(() -> ask(request("nowhere"))).code());
        assertEquals(List.of("property_id", "limit", "max_contacts", "min_active_at", "not_contacted_for", "contact_window"),
                Refused.by(() -> ask(MatchLeadsRequest.newBuilder().setLimit(501).setMaxContacts(65)
                        .setMinActiveAt(fromNow(DAY)).setNotContactedFor(days(-1)).setContactWindow(days(4_000)))).fields());
    }

    private void upsert(final String id, final double price, final long secondsAgo) {
        final Property.Builder listing = property(id).setPrice(price).setCurrency("USD").setBedrooms(2)
                .setListedAt(fromNow(-40 * DAY));
        server.catalog().upsertProperty(UpsertPropertyRequest.newBuilder()
                .setProperty(listing).setEffectiveAt(fromNow(-secondsAgo)).build());
    }

    private void status(final String id, final PropertyStatus status, final long fromNow) {
        server.catalog().updatePropertyStatus(UpdatePropertyStatusRequest.newBuilder()
                .setPropertyId(id).setStatus(status).setEffectiveAt(fromNow(fromNow)).build());
    }

    private static Event.Builder contact(final String lead, final long fromNow) {
        return event(EventType.AGENT_ACTION, lead, "").setAgentId("agent").setOccurredAt(fromNow(fromNow));
    }

    private static Duration days(final long days) {
        return Duration.newBuilder().setSeconds(days * DAY).build();
    }

    private static MatchLeadsRequest.Builder request(final String listing) {
        return MatchLeadsRequest.newBuilder().setPropertyId(listing);
    }

    private MatchLeadsResponse ask(final MatchLeadsRequest.Builder request) {
        return server.recommendations().matchLeads(request.build());
    }

    private static List<String> ids(final MatchLeadsResponse response) {
        return response.getMatchesList().stream().map(LeadMatch::getLeadId).toList();
    }

    private static LeadMatch match(final String lead, final MatchLeadsResponse response) {
        return response.getMatchesList().stream().filter(match -> match.getLeadId().equals(lead)).findFirst().orElseThrow();
    }

    private static MatchReason reason(final LeadMatch match, final MatchReason.KindCase kind) {
        return match.getReasonsList().stream().filter(reason -> reason.getKindCase() == kind).findFirst().orElseThrow();
    }
}
