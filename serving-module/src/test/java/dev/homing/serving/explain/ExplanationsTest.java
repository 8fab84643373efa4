package dev.homing.serving.explain;

import static dev.homing.serving.Samples.event;
import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.homing.features.Signal;
import dev.homing.proto.v1.Boost;
import dev.homing.proto.v1.ColumnContribution;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.ExplainRecommendationRequest;
import dev.homing.proto.v1.ExplainRecommendationResponse;
import dev.homing.proto.v1.Explanation;
import dev.homing.proto.v1.Obstacle;
import dev.homing.proto.v1.ObstacleKind;
import dev.homing.proto.v1.Pin;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyFilter;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.RankingRules;
import dev.homing.proto.v1.Reason;
import dev.homing.proto.v1.ReasonKind;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.Rival;
import dev.homing.proto.v1.ScoreSignal;
import dev.homing.proto.v1.SignalContribution;
import dev.homing.proto.v1.Standing;
import dev.homing.proto.v1.Term;
import dev.homing.proto.v1.TermKind;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One market for all tests; those that change it put it back. */
@Timeout(120)
class ExplanationsTest {
    private static final double CLOSE = 1e-4;
    private static final int EXPLAINED = 50;
    /** Of lists up to this long, all have the same candidates. */
    private static final int DEPTH = Signal.CONTENT.candidates();
    /** On 3 May 2026. */
    private static final long MAY = 1_777_809_600;

    @TempDir
    private static Path folder;
    private static TestServer server;
    private static ToldMarket market;

    @BeforeAll
    static void open() {
        server = TestServer.open(folder);
        market = new ToldMarket(server, 7);
        market.open(folder);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {ToldMarket.LINEAR, ToldMarket.TREES})
    void shouldAddUpFromTermsToColumnsToSignalsToScores(final String model) {
        market.activate(model);
        final Set<TermKind> kinds = EnumSet.noneOf(TermKind.class);
        final Set<ScoreSignal> signals = EnumSet.noneOf(ScoreSignal.class);
        int explained = 0;
        for (int i = 0; i < ToldMarket.LEADS; i++) {
            float base = Float.NaN;
            for (final Recommendation one : explained(i, i % 3 == 0).getRecommendationsList()) {
                assertEquals(one.getScore(), one.getExplanation().getScore());
                assertAddsUp(one.getExplanation(), kinds, signals);
                assertTrue(Float.isNaN(base) || base == one.getExplanation().getBase(), "the same for all of an answer");
                base = one.getExplanation().getBase();
                explained++;
            }
            for (int k = 0; k < 5; k++) {
                assertAddsUp(why(i, "h" + (i * 7 + k * 31) % ToldMarket.LISTINGS).getExplanation(), kinds, signals);
            }
        }
        assertTrue(explained >= ToldMarket.LEADS * EXPLAINED, "explained=" + explained);
        kinds.add(TermKind.TERM_KIND_UNSPECIFIED);
        kinds.add(TermKind.UNRECOGNIZED);
        if (model.equals(ToldMarket.LINEAR)) {
            // Where nothing is less than -1 of the best.
            kinds.add(TermKind.BEYOND_WEIGHT);
        }
        assertEquals(EnumSet.allOf(TermKind.class), kinds);
        assertTrue(signals.containsAll(EnumSet.range(ScoreSignal.FROM_FACTORS, ScoreSignal.FROM_PRICE_CUT)), signals::toString);
    }

    private static void assertAddsUp(
            final Explanation explanation, final Set<TermKind> kinds, final Set<ScoreSignal> signals) {
        double score = explanation.getBase();
        ScoreSignal before = ScoreSignal.SCORE_SIGNAL_UNSPECIFIED;
        for (final SignalContribution signal : explanation.getSignalsList()) {
            assertTrue(signal.getSignal().compareTo(before) > 0, "each once, in order");
            before = signal.getSignal();
            signals.add(before);
            score += signal.getValue();
            double value = 0;
            for (final ColumnContribution column : signal.getColumnsList()) {
                value += column.getValue();
                assertSum(column.getValue(), column.getEventsList(), kinds);
                assertSum(column.getValue(), column.getAttributesList(), kinds);
                assertEquals(before.compareTo(ScoreSignal.FROM_CONTENT) <= 0, column.getEventsCount() > 0, column::toString);
                assertEquals(before == ScoreSignal.FROM_CONTENT, column.getAttributesCount() > 0);
                assertTrue(column.getEventsList().stream().filter(term -> term.getKind() == TermKind.MET_LISTING).count()
                        <= Explainer.MOST_MET);
            }
            assertEquals(signal.getValue(), value, CLOSE);
        }
        assertEquals(explanation.getScore(), score, CLOSE, explanation::toString);
    }

    private static void assertSum(final float value, final List<Term> terms, final Set<TermKind> kinds) {
        if (!terms.isEmpty()) {
            assertEquals(value, terms.stream().mapToDouble(Term::getValue).sum(), CLOSE);
            terms.forEach(term -> kinds.add(term.getKind()));
            // What is not said by name is little where all could be named.
            terms.stream().filter(term -> term.getKind() == TermKind.OTHER_TERMS && term.getCount() == 0)
                    .forEach(term -> assertEquals(0, term.getValue(), 2e-3));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ToldMarket.LINEAR, ToldMarket.TREES})
    void shouldChangeNothingOfTheAnswerAndSayTheSameAgain(final String model) {
        market.activate(model);
        for (int i = 0; i < ToldMarket.LEADS; i += 3) {
            final RecommendResponse plain = server.recommend(request(i).setLimit(EXPLAINED));
            final RecommendResponse explained = explained(i, false);
            assertEquals(plain.getRecommendationsList(), explained.getRecommendationsList().stream()
                    .map(one -> one.toBuilder().clearExplanation().build()).toList());
            assertEquals(plain.getSource(), explained.getSource());
            assertEquals(explained.getRecommendationsList(), explained(i, false).getRecommendationsList());
            assertTrue(plain.getRecommendationsList().stream().noneMatch(Recommendation::hasExplanation));
            assertTrue(explained.getRecommendationsList().stream().allMatch(Recommendation::hasExplanation));
        }
    }

    @Test
    void shouldSayNothingThatWasNotCaptured() {
        final Set<ReasonKind> kinds = EnumSet.of(ReasonKind.REASON_KIND_UNSPECIFIED, ReasonKind.UNRECOGNIZED);
        int sentences = 0;
        for (final String model : List.of(ToldMarket.LINEAR, ToldMarket.TREES)) {
            market.activate(model);
            server.engine().pollModels();
            for (int i = 0; i < ToldMarket.LEADS; i++) {
                for (final Recommendation one : explained(i, i % 2 == 0).getRecommendationsList()) {
                    final SlowReasons slow = new SlowReasons(market, ToldMarket.lead(i), one.getPropertyId());
                    final List<Reason> reasons = one.getExplanation().getReasonsList();
                    assertTrue(reasons.size() <= Reasons.MOST);
                    float before = Float.POSITIVE_INFINITY;
                    for (final Reason reason : reasons) {
                        slow.check(reason);
                        kinds.add(reason.getKind());
                        assertTrue(Math.abs(reason.getContribution()) <= before, "what counts most comes first");
                        before = Math.abs(reason.getContribution());
                        assertTrue(reason.getForBuyer().isEmpty() || reason.getContribution() >= 0);
                        assertFalse(reason.getForAgent().isEmpty());
                        sentences++;
                    }
                }
            }
        }
        assertEquals(EnumSet.allOf(ReasonKind.class), kinds, "each was met");
        assertTrue(sentences > 2_000, "sentences=" + sentences);
    }

    @Test
    void shouldSayWhereAListingStandsAndWhatStandsAbove() {
        for (final String model : List.of(ToldMarket.LINEAR, ToldMarket.TREES)) {
            market.activate(model);
            for (int i = 1; i < ToldMarket.LEADS; i += 4) {
                final RecommendRequest.Builder request = request(i).setLimit(10);
                final List<Recommendation> all = server.recommend(request(i).setLimit(DEPTH)).getRecommendationsList();
                for (int place = 0; place < 30; place++) {
                    final Recommendation one = all.get(place);
                    final ExplainRecommendationResponse why = why(request, one.getPropertyId());
                    assertEquals(model, why.getModelVersion());
                    assertEquals(place < 10 ? Standing.IN_ANSWER : Standing.OUTRANKED, why.getStanding());
                    assertEquals(one.getRank(), why.getRank());
                    assertEquals(10, why.getListSize());
                    assertTrue(why.getRankedCount() >= DEPTH);
                    assertEquals(one.getScore(), why.getExplanation().getScore());
                    assertEquals(one.getScore() - all.get(9).getScore(), why.getMargin(), 1e-6);
                    assertEquals(0, why.getObstaclesCount());
                    assertTrue(why.getForBuyer().contains(" number " + one.getRank()), why.getForBuyer());
                    assertRivals(why, all.subList(0, Math.min(10, place)), one.getScore());
                }
            }
        }
    }

    private static void assertRivals(
            final ExplainRecommendationResponse why, final List<Recommendation> above, final float score) {
        assertEquals(Math.min(Standings.MOST_RIVALS, above.size()), why.getRivalsCount());
        for (int k = 0; k < why.getRivalsCount(); k++) {
            final Recommendation expected = above.get(above.size() - 1 - k);
            final Rival rival = why.getRivals(k);
            assertEquals(expected.getPropertyId(), rival.getPropertyId());
            assertEquals(expected.getRank(), rival.getRank());
            assertEquals(expected.getScore() - score, rival.getGap(), 1e-6);
            assertEquals(rival.getGap(),
                    rival.getDifferencesList().stream().mapToDouble(SignalContribution::getValue).sum(), 2 * CLOSE);
        }
    }

    @Test
    void shouldSayWhatLeavesAListingOut() {
        for (final String model : List.of(ToldMarket.LINEAR, ToldMarket.TREES)) {
            market.activate(model);
            final Recommendation best = server.recommend(request(5).setLimit(1)).getRecommendations(0);
            for (final PropertyStatus status : List.of(PropertyStatus.SOLD, PropertyStatus.PENDING, PropertyStatus.WITHDRAWN)) {
                server.status(best.getPropertyId(), status);
                final Obstacle obstacle = onlyObstacle(why(5, best.getPropertyId()), ObstacleKind.OFF_MARKET);
                assertEquals(status, obstacle.getStatus());
                assertFalse(obstacle.getForBuyer().isEmpty());
            }
            server.status(best.getPropertyId(), PropertyStatus.ACTIVE);
            assertEquals(Standing.IN_ANSWER, why(5, best.getPropertyId()).getStanding());

            final String seen = market.metBy(ToldMarket.lead(5), EventType.PROPERTY_VIEW);
            onlyObstacle(why(5, seen), ObstacleKind.ALREADY_SEEN);
            assertMayBeIn(why(request(5).setIncludeSeen(true), seen));
            final String refused = market.metBy(ToldMarket.lead(5), EventType.PROPERTY_DISLIKE);
            onlyObstacle(why(5, refused), ObstacleKind.TURNED_DOWN);
            onlyObstacle(why(request(5).setIncludeSeen(true), refused), ObstacleKind.TURNED_DOWN);
            assertMayBeIn(why(request(5).setIncludeSeen(true).setIncludeRejected(true), refused));

            onlyObstacle(why(request(5).addExcludePropertyIds(best.getPropertyId()), best.getPropertyId()),
                    ObstacleKind.EXCLUDED);
            final Property home = market.properties.get(best.getPropertyId());
            assertEquals("agent", onlyObstacle(why(request(5).addExcludeAgentIds(home.getAgentId()), best.getPropertyId()),
                    ObstacleKind.NOT_MEANT).getName());
            final ExplainRecommendationResponse filtered = why(request(5).setFilter(PropertyFilter.newBuilder()
                    .setListingKindValue(3 - home.getListingKindValue())), best.getPropertyId());
            assertEquals("listing kind", onlyObstacle(filtered, ObstacleKind.NOT_MEANT).getName());
            assertEquals("It does not have what was asked for: listing kind.", filtered.getForBuyer());
            assertEquals(1, filtered.getRank(), "it would be the first");
            assertTrue(filtered.getMargin() > 0);

            final long before = market.properties.get(best.getPropertyId()).getListedAt().getSeconds() - 1;
            onlyObstacle(why(request(5).setAsOf(seconds(before)), best.getPropertyId()), ObstacleKind.NOT_LISTED_YET);
        }
        assertEquals("It is sold or let.", Standings.offMarket(PropertyStatus.SOLD).getForBuyer());
        assertEquals("You have seen it already.",
                Standings.obstacle(ObstacleKind.ALREADY_SEEN, "").getForBuyer());
    }

    @Test
    void shouldSayWhatRulesDoToAListing() {
        market.activate(ToldMarket.TREES);
        final List<Recommendation> plain = server.recommend(request(6).setLimit(40)).getRecommendationsList();
        final Recommendation second = plain.get(1);
        final RankingRules.Builder capped = RankingRules.newBuilder().setMaxPerAgent(1)
                .addPins(Pin.newBuilder().setPosition(1).setPropertyId(sameAgent(plain, second)));
        assertEquals("agent", onlyObstacle(why(request(6).setLimit(5).setRules(capped), second.getPropertyId()),
                ObstacleKind.CAP_REACHED).getName());

        final RankingRules.Builder pinned = RankingRules.newBuilder()
                .addPins(Pin.newBuilder().setPosition(1).setPropertyId(plain.get(30).getPropertyId()))
                .addPins(Pin.newBuilder().setPosition(2).setPropertyId(plain.get(31).getPropertyId()));
        final ExplainRecommendationResponse away = why(request(6).setLimit(2).setRules(pinned), second.getPropertyId());
        assertEquals(List.of(ObstacleKind.MADE_WAY), away.getObstaclesList().stream().map(Obstacle::getKind).toList());
        assertEquals(Standing.OUTRANKED, away.getStanding());
        assertEquals(2, away.getRank(), "by score");
        assertTrue(away.getMargin() > 0, "and it has more of that");

        final RankingRules.Builder boosted = RankingRules.newBuilder().addBoosts(Boost.newBuilder().setAmount(0.5)
                .setFilter(PropertyFilter.newBuilder().addAgentIds(market.properties.get(second.getPropertyId()).getAgentId())));
        for (final String model : List.of(ToldMarket.LINEAR, ToldMarket.TREES)) {
            market.activate(model);
            int boosts = 0;
            for (final Recommendation one : server.recommend(request(6).setLimit(40).setRules(boosted).setExplain(true))
                    .getRecommendationsList()) {
                assertAddsUp(one.getExplanation(), EnumSet.noneOf(TermKind.class), EnumSet.noneOf(ScoreSignal.class));
                final boolean isMeant = market.properties.get(one.getPropertyId()).getAgentId()
                        .equals(market.properties.get(second.getPropertyId()).getAgentId());
                final List<SignalContribution> byRules = one.getExplanation().getSignalsList().stream()
                        .filter(signal -> signal.getSignal() == ScoreSignal.FROM_RULES).toList();
                assertEquals(isMeant ? 1 : 0, byRules.size());
                boosts += byRules.size();
            }
            assertTrue(boosts > 0, "boosts=" + boosts);
        }
    }

    private static String sameAgent(final List<Recommendation> all, final Recommendation as) {
        final String agent = market.properties.get(as.getPropertyId()).getAgentId();
        return all.stream().map(Recommendation::getPropertyId).filter(id -> !id.equals(as.getPropertyId())
                && market.properties.get(id).getAgentId().equals(agent)).findFirst().orElseThrow();
    }

    private static void assertMayBeIn(final ExplainRecommendationResponse why) {
        assertTrue(why.getStanding() == Standing.IN_ANSWER || why.getStanding() == Standing.OUTRANKED, why::toString);
    }

    private static Obstacle onlyObstacle(final ExplainRecommendationResponse why, final ObstacleKind kind) {
        assertEquals(Standing.LEFT_OUT, why.getStanding());
        assertEquals(List.of(kind), why.getObstaclesList().stream().map(Obstacle::getKind).toList());
        assertEquals(why.getObstacles(0).getForAgent(), why.getForAgent());
        assertTrue(why.getRank() >= 1, "the rank that it would have");
        assertTrue(why.hasExplanation());
        return why.getObstacles(0);
    }

    @Test
    void shouldSayThatNothingPutsAListingForward() {
        market.activate(ToldMarket.LINEAR);
        final Set<String> ranked = Set.copyOf(TestServer.ids(server.recommend(request(0).setLimit(DEPTH).setIncludeSeen(true))));
        int found = 0;
        for (final String id : market.properties.keySet()) {
            final ExplainRecommendationResponse why = why(request(0).setLimit(1), id);
            if (why.getObstaclesCount() > 0) {
                assertEquals(ObstacleKind.NOT_PUT_FORWARD, why.getObstacles(0).getKind());
                assertEquals(Standing.OUTRANKED, why.getStanding());
                assertTrue(why.getRankedCount() < ToldMarket.LISTINGS);
                assertFalse(ranked.contains(id), "of those that were ranked none is left out");
                found++;
            }
        }
        assertTrue(found > 0, "it is about some");
    }

    @Test
    void shouldRefuseWhatItCannotExplain() {
        assertEquals(List.of("limit"), Refused.by(() -> server.recommend(request(1).setLimit(101).setExplain(true))).fields());
        final Refused refused = Refused.by(() -> server.recommendations().explainRecommendation(ExplainRecommendationRequest
                .newBuilder().setRequest(RecommendRequest.newBuilder().setLimit(501).setAsOf(seconds(-1))).build()));
        assertEquals(Code.INVALID_ARGUMENT, refused.code());
        assertEquals(List.of("property_id", "request.lead_id", "request.limit", "request.as_of"), refused.fields());
        assertEquals(List.of("request.recommendation_id"), Refused.by(() -> why(
                request(1).setRecommendationId("019aa1b2-0000-7000-8000-000000000000"), "h1")).fields());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> why(1, "nothing is known of it")).code());
    }

    @Test
    void shouldExplainPopularityAndNothingElseWithoutAModel(@TempDir final Path other) {
        try (TestServer bare = TestServer.open(other)) {
            final ToldMarket told = new ToldMarket(bare, 7);
            told.open(other);
            final RecommendRequest request =
                    RecommendRequest.newBuilder().setLeadId("somebody new").setLimit(5).setExplain(true).build();
            final List<Recommendation> answer = bare.recommendations().recommend(request).getRecommendationsList();
            for (final Recommendation one : answer) {
                final Explanation explanation = one.getExplanation();
                assertEquals(0, explanation.getBase());
                assertEquals(List.of(ScoreSignal.FROM_POPULARITY), explanation.getSignalsList().stream()
                        .map(SignalContribution::getSignal).toList());
                assertEquals(one.getScore(), explanation.getSignals(0).getValue());
                assertEquals(one.getScore(), explanation.getSignals(0).getColumns(0).getValue());
                final Reason popular = explanation.getReasons(0);
                assertEquals(ReasonKind.POPULAR_LISTING, popular.getKind());
                assertEquals(one.getRank(), popular.getValue());
                assertEquals("It is number " + one.getRank() + " in popularity these days.", popular.getForBuyer());
            }
            final String last = bare.listingsFor("somebody new").get(19);
            final ExplainRecommendationResponse why = bare.recommendations().explainRecommendation(ExplainRecommendationRequest
                    .newBuilder().setRequest(request).setPropertyId(last).build());
            assertEquals("", why.getModelVersion());
            assertEquals(Standing.OUTRANKED, why.getStanding());
            assertEquals(20, why.getRank());
            assertEquals(5, why.getRivalsCount());
            assertEquals(why.getExplanation().getScore() - answer.get(4).getScore(), why.getMargin(), 1e-5);

            told.activate(ToldMarket.TREES);
            bare.track(event(EventType.PROPERTY_LIKE, "somebody new", "from events alone"));
            final Explanation unknown = bare.recommendations().explainRecommendation(ExplainRecommendationRequest.newBuilder()
                    .setRequest(request.toBuilder().setLeadId("lead3")).setPropertyId("from events alone").build())
                    .getExplanation();
            assertTrue(unknown.getReasonsList().stream().allMatch(reason -> reason.getKind() == ReasonKind.POPULAR_LISTING
                    || reason.getKind() == ReasonKind.GOES_WITH), "nothing is known of it\n" + unknown);
        }
    }

    @Test
    void shouldTellWhatALeadDidInItsOwnWords() {
        assertSentences("Goes with h1, which you asked to see on 3 May 2026.", ReasonKind.GOES_WITH,
                reason -> reason.setPropertyId("h1").setEventType(EventType.BOOKING_REQUEST).setOccurredAt(seconds(MAY)));
        assertSentences("Unlike h1, which you swiped away on 3 May 2026.", ReasonKind.UNLIKE_REFUSED,
                reason -> reason.setPropertyId("h1").setEventType(EventType.PROPERTY_SWIPE).setOccurredAt(seconds(MAY)));
        assertSentences("At 540,000 USD it is 4 % below the mean of the 6 homes in which you showed interest.",
                ReasonKind.PRICE_BESIDE_MEAN,
                reason -> reason.setValue(540_000).setReference(562_500).setTotal(6).setName("USD"));
        assertSentences("At 999.50 it is at the mean of the 1 home in which you showed interest.",
                ReasonKind.PRICE_BESIDE_MEAN, reason -> reason.setValue(999.5).setReference(1_000).setTotal(1));
        assertSentences("It has 1 bedroom, like 2 of the 3 homes in which you showed interest.",
                ReasonKind.SAME_BEDROOMS, reason -> reason.setValue(1).setCount(2).setTotal(3));
        for (final EventType type : EventType.values()) {
            if (type != EventType.UNRECOGNIZED) {
                final String sentence = Sentences.told(Reason.newBuilder().setKind(ReasonKind.GOES_WITH).setPropertyId("h1")
                        .setEventType(type).setContribution(0.25f), true).getForAgent();
                assertTrue(sentence.matches("Goes with h1, which the lead [a-z -]+ on 1 January 1970 \\(\\+0\\.250\\)\\."),
                        sentence);
            }
        }
    }

    private static void assertSentences(final String expected, final ReasonKind kind, final Consumer<Reason.Builder> fields) {
        final Reason.Builder reason = Reason.newBuilder().setKind(kind).setContribution(-1.5f);
        fields.accept(reason);
        final Reason told = Sentences.told(reason, true);
        assertEquals(expected, told.getForBuyer());
        assertEquals(expected.replace("you", "the lead").replaceAll("\\.$", " (-1.500)."), told.getForAgent());
        assertEquals("", Sentences.told(reason, false).getForBuyer());
    }

    private static RecommendRequest.Builder request(final int lead) {
        return RecommendRequest.newBuilder().setLeadId(ToldMarket.lead(lead));
    }

    private static RecommendResponse explained(final int lead, final boolean includeSeen) {
        return server.recommend(request(lead).setLimit(EXPLAINED).setIncludeSeen(includeSeen).setExplain(true));
    }

    private static ExplainRecommendationResponse why(final int lead, final String propertyId) {
        return why(request(lead), propertyId);
    }

    private static ExplainRecommendationResponse why(final RecommendRequest.Builder request, final String propertyId) {
        return server.recommendations().explainRecommendation(
                ExplainRecommendationRequest.newBuilder().setRequest(request).setPropertyId(propertyId).build());
    }
}
