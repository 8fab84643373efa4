package dev.homing.serving.demo;

import dev.homing.proto.v1.CatalogServiceGrpc;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.GetLatencyReportRequest;
import dev.homing.proto.v1.GetPropertyRequest;
import dev.homing.proto.v1.ModelServiceGrpc;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.PropertyViewDetails;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.serving.latency.LatencyTable;
import io.grpc.Channel;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Walks through one lead: what she did, what she is recommended, and how that changes when she likes something else. */
final class Walk {
    private static final int FIVE = 5;
    private static final int MANY = 500;
    private static final int SHOWN_HOMES = 8;
    private static final double SECONDS_ELSEWHERE = 70;
    private static final int DEADLINE_SECONDS = 30;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM", Locale.ROOT);

    private final Channel channel;
    private final MarketHistory history;
    private final Cast cast;
    private final MarketLead lead;
    private final LeadStory story;
    private final TasteJudge judge;
    private final PrintWriter out;

    Walk(final Channel channel, final MarketHistory history, final Cast cast, final PrintWriter out) {
        this.channel = channel;
        this.history = history;
        this.cast = cast;
        this.out = out;
        lead = cast.heroine();
        story = cast.story(lead);
        judge = new TasteJudge(lead.taste(), history.onTheMarket());
    }

    MarketLead lead() {
        return lead;
    }

    /** The lead by her deeds. */
    void tellStory() {
        heading("What " + lead.id() + " did");
        out.printf(Locale.ROOT,
                "  The first lead with %d to %d events, at least %d likes and saves, and a visit in the last %d days.%n",
                Cast.MIN_EVENTS, Cast.MAX_EVENTS, Cast.MIN_LIKES, Cast.MAX_SILENT_DAYS);
        out.printf(Locale.ROOT, "  From %s to %s: %s.%n%n",
                day(story.events().get(0)), day(story.events().get(story.events().size() - 1)), story.summary());
        final List<LeadStory.Engagement> engagements = story.engagements();
        final HomeTable table = new HomeTable("", "what she did");
        engagements.stream().limit(SHOWN_HOMES).forEach(engagement -> {
            final Property home = property(engagement.id());
            table.add("", home, engagement.deeds() + (home.getStatus() == PropertyStatus.ACTIVE ? ""
                    : " (now " + home.getStatus().name().toLowerCase(Locale.ROOT) + ")"));
        });
        out.print(table);
        if (engagements.size() > SHOWN_HOMES) {
            out.printf(Locale.ROOT, "  and %d more%n", engagements.size() - SHOWN_HOMES);
        }
        out.flush();
    }

    /** Five for her, two likes elsewhere, five again. */
    void recommendTwice() {
        heading("Her five recommendations");
        final List<Recommendation> before = recommend();
        show(before.subList(0, Math.min(FIVE, before.size())), List.of());
        out.println();
        judge(before);
        out.println("  (Truly: among the tenth of the market that is best for her, could she see all of it with a clear head.)");

        heading("Two likes elsewhere");
        out.println("  In a neighbourhood where she has met no home, she looks at two for over a minute and likes them:");
        out.println();
        final List<Home> elsewhere = cast.elsewhere(lead);
        final HomeTable liked = new HomeTable("", "");
        for (final Home home : elsewhere) {
            final Event.Builder event = Event.newBuilder().setLeadId(lead.id()).setPropertyId(home.listing().id());
            track(event.clone().setType(EventType.PROPERTY_VIEW)
                    .setPropertyView(PropertyViewDetails.newBuilder().setViewSeconds(SECONDS_ELSEWHERE)));
            track(event.setType(EventType.PROPERTY_LIKE));
            liked.add("", property(home.listing().id()), "");
        }
        out.print(liked);

        heading("Her five recommendations in the next request");
        final List<Recommendation> after = recommend();
        show(after.subList(0, Math.min(FIVE, after.size())), before);
        out.println();
        out.printf(Locale.ROOT,
                "  %d of 5 are new: her signals are solved from her own events in each request, without training.%n",
                after.stream().limit(FIVE).filter(now -> rankIn(before, now) > FIVE).count());
        if (!elsewhere.isEmpty()) {
            final MarketListing there = elsewhere.get(0).listing();
            out.printf(Locale.ROOT, "  The best other %s in %s was %s and is %s.%n", HomeTable.type(there.type()),
                    there.neighbourhood().title(), best(before, elsewhere), best(after, elsewhere));
        }
        judge(after);
        out.println("  (The likes were ours and not hers: her taste is what it was.)");
        out.flush();
    }

    private void track(final Event.Builder event) {
        TrackingServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .trackEvent(TrackEventRequest.newBuilder().setEvent(event).build());
    }

    /** The place of the best home that is like some homes but none of them. */
    private String best(final List<Recommendation> recommendations, final List<Home> alike) {
        final List<String> same = history.onTheMarket().stream().map(Home::listing)
                .filter(home -> home.neighbourhood() == alike.get(0).listing().neighbourhood()
                        && home.type() == alike.get(0).listing().type()
                        && alike.stream().noneMatch(other -> other.listing().id().equals(home.id())))
                .map(MarketListing::id).toList();
        return recommendations.stream().filter(found -> same.contains(found.getPropertyId())).findFirst()
                .map(found -> "number " + found.getRank()).orElse("not among the first " + recommendations.size());
    }

    /** How long calls took. */
    void showLatency() {
        heading("Latency of this server so far");
        LatencyTable.format(ModelServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .getLatencyReport(GetLatencyReportRequest.getDefaultInstance()).getSummariesList())
                .lines().forEach(line -> out.println("  " + line));
        out.println();
        out.println("  Measured by the server for every call since its start, one call at a time: the first and slow ones");
        out.println("  of a young JVM are in it. GetLatencyReport says the same to any client.");
        out.flush();
    }

    private List<Recommendation> recommend() {
        return RecommendationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .recommend(RecommendRequest.newBuilder().setLeadId(lead.id()).setLimit(MANY).build())
                .getRecommendationsList();
    }

    private void show(final List<Recommendation> recommendations, final List<Recommendation> before) {
        final HomeTable table = new HomeTable("", "score   truly to her taste" + (before.isEmpty() ? "" : "     before"));
        for (final Recommendation found : recommendations) {
            final int rank = rankIn(before, found);
            table.add(found.getRank() + ".", property(found.getPropertyId()),
                    String.format(Locale.ROOT, "%.3f   %-21s  %s", found.getScore(), truth(found.getPropertyId()),
                            before.isEmpty() ? "" : rank == 0 ? "none" : rank + "."));
        }
        out.print(table);
        out.flush();
    }

    private String truth(final String id) {
        return String.format(Locale.ROOT, "%-3s (%d of %d)", judge.isToTaste(id) ? "yes" : "no",
                judge.rank(id), history.onTheMarket().size());
    }

    /** 0 if it is not among them. */
    private static int rankIn(final List<Recommendation> recommendations, final Recommendation one) {
        return recommendations.stream().filter(other -> other.getPropertyId().equals(one.getPropertyId()))
                .mapToInt(Recommendation::getRank).findFirst().orElse(0);
    }

    private void judge(final List<Recommendation> recommendations) {
        final List<String> unseen = history.onTheMarket().stream().map(home -> home.listing().id())
                .filter(id -> !story.met().contains(id)).toList();
        final List<String> five = recommendations.stream().limit(FIVE).map(Recommendation::getPropertyId).toList();
        out.printf(Locale.ROOT,
                "  %d of %d are truly to her hidden taste; of the %d homes for sale that she has not met, %.0f %% are.%n",
                judge.count(five), five.size(), unseen.size(), 100.0 * judge.count(unseen) / unseen.size());
        out.flush();
    }

    private Property property(final String id) {
        return CatalogServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .getProperty(GetPropertyRequest.newBuilder().setPropertyId(id).build()).getProperty();
    }

    private static String day(final Event event) {
        return DAY.format(Instant.ofEpochSecond(event.getOccurredAt().getSeconds())
                .atOffset(ZoneOffset.ofTotalSeconds(Hunt.UTC_OFFSET_MINUTES * 60)));
    }

    private void heading(final String text) {
        out.println();
        out.println(text);
        out.println();
    }
}
