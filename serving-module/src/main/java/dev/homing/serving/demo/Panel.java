package dev.homing.serving.demo;

import dev.homing.features.Signal;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.RecommendationServiceGrpc.RecommendationServiceBlockingStub;
import io.grpc.Channel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks for the recommendations of all leads who have told enough, and compares them with the truth. */
final class Panel {
    /** Events from which on a lead has told enough. */
    static final int MIN_EVENTS = 20;
    /** Recommendations asked for. */
    static final int LIMIT = 10;

    /** After how many events beginners are asked for. */
    static final List<Integer> BEGINNINGS = List.of(0, 3, 5, 10);

    private static final String STRANGER = "nobody-known";
    private static final int MAX_LIMIT = 500;
    private static final int DEADLINE_SECONDS = 30;
    private static final int ROUNDS = 4;

    /**
     * Parts that are truly to the taste of the lead in question, each from 0 to 1.
     *
     * @param leads       asked
     * @param calls       made
     * @param recommended of the recommendations
     * @param popular     of the most popular homes that the lead had not met
     * @param unseen      of all homes for sale that the lead had not met
     */
    record Verdict(int leads, int calls, double recommended, double popular, double unseen) {
    }

    private final RecommendationServiceBlockingStub stub;
    private final MarketHistory history;
    private final Cast cast;

    Panel(final Channel channel, final MarketHistory history, final Cast cast) {
        stub = RecommendationServiceGrpc.newBlockingStub(channel);
        this.history = history;
        this.cast = cast;
    }

    /** Asks a few rounds, so that latencies are those of a running server, and judges one of them. */
    Verdict ask() {
        final List<MarketLead> leads = leads();
        final List<String> popular = recommend(STRANGER, MAX_LIMIT);
        for (int round = 1; round < ROUNDS; round++) {
            leads.forEach(lead -> recommend(lead.id(), LIMIT));
        }
        final Share ofRecommended = new Share();
        final Share ofPopular = new Share();
        final Share ofUnseen = new Share();
        for (final MarketLead lead : leads) {
            final TasteJudge judge = new TasteJudge(lead.taste(), history.onTheMarket());
            final LeadStory story = cast.story(lead);
            ofRecommended.add(judge, recommend(lead.id(), LIMIT));
            ofPopular.add(judge, popular.stream().filter(id -> !story.met().contains(id)).limit(LIMIT).toList());
            ofUnseen.add(judge, history.onTheMarket().stream().map(home -> home.listing().id())
                    .filter(id -> !story.met().contains(id)).toList());
        }
        return new Verdict(leads.size(), 1 + ROUNDS * leads.size(), ofRecommended.value(), ofPopular.value(), ofUnseen.value());
    }

    /** The leads who have told enough. */
    List<MarketLead> leads() {
        return history.leads().stream().filter(lead -> cast.story(lead).events().size() >= MIN_EVENTS).toList();
    }

    /** The part of the recommendations that is to the taste of those leads, had they done no more than so many events. */
    double ofBeginners(final int events) {
        final Share share = new Share();
        for (final MarketLead lead : leads()) {
            share.add(new TasteJudge(lead.taste(), history.onTheMarket()), recommend(Beginners.id(lead, events), LIMIT));
        }
        return share.value();
    }

    /** The part to the taste of those leads of what one signal alone would recommend to them. */
    double of(final Signal signal, final SignalsAlone signals) {
        final Share share = new Share();
        for (final MarketLead lead : leads()) {
            share.add(new TasteJudge(lead.taste(), history.onTheMarket()), signals.best(signal, lead.id(), LIMIT));
        }
        return share.value();
    }

    private List<String> recommend(final String leadId, final int limit) {
        return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .recommend(RecommendRequest.newBuilder().setLeadId(leadId).setLimit(limit).build())
                .getRecommendationsList().stream().map(Recommendation::getPropertyId).toList();
    }

    /** A part of a whole that grows. */
    private static final class Share {
        private int part;
        private int whole;

        void add(final TasteJudge judge, final List<String> ids) {
            part += judge.count(ids);
            whole += ids.size();
        }

        double value() {
            return whole == 0 ? 0 : (double) part / whole;
        }
    }
}
