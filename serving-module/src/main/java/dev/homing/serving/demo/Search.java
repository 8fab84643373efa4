package dev.homing.serving.demo;

import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.FilterAppliedDetails;
import dev.homing.proto.v1.SearchQueryDetails;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the portal answers to a lead's questions: it filters by area, price and rooms, and knows nothing of tastes. */
final class Search {
    private static final int PRICE_STEP = 25_000;
    private static final double PLACE_STEEPNESS = 1.0;
    private static final int AROUND = 8;
    private static final double AROUND_KM = 2;
    private static final int FEW = 5;
    /** How many kilometres of distance count as much as a price twice as high, where the portal looks for similar homes. */
    private static final double KM_PER_PRICE_DOUBLING = 3;

    /** What a lead asks for. */
    private record Question(Optional<Neighbourhood> area, double maxPrice, int minBedrooms) {
        boolean fits(final Offer offer) {
            return offer.price() <= maxPrice && offer.listing().bedrooms() >= minBedrooms
                    && (area.isEmpty() || area.get() == offer.listing().neighbourhood());
        }
    }

    private final Market market;
    private final Hunt hunt;
    private final Dice dice;

    Search(final Market market, final Hunt hunt) {
        this.market = market;
        this.hunt = hunt;
        dice = hunt.dice();
    }

    /** The lead asks, perhaps narrows the answer, and sees it in one of the portal's orders. */
    List<Offer> ask(final Consumer<Event.Builder> log, final long nowMs) {
        final Question question = question();
        List<Offer> found = answer(question, nowMs);
        final SearchQueryDetails.Builder query = SearchQueryDetails.newBuilder()
                .setQuery(question.area().map(area -> "homes in " + area.title()).orElse("homes in Port Alder"))
                .setMaxPrice(question.maxPrice()).setMinBedrooms(question.minBedrooms()).setResultCount(found.size());
        question.area().ifPresent(area -> query.setAreaId(area.id()));
        log.accept(hunt.event(EventType.SEARCH_QUERY, hunt.lead().channel(), hunt.lead().device()).setSearchQuery(query));
        if (!hunt.lead().taste().wishes().isEmpty() && found.size() > FEW && dice.chance(0.35)) {
            final Amenity wish = List.copyOf(hunt.lead().taste().wishes()).get(0);
            final List<Offer> narrowed =
                    found.stream().filter(offer -> offer.listing().amenities().contains(wish)).toList();
            log.accept(hunt.event(EventType.FILTER_APPLIED, hunt.lead().channel(), hunt.lead().device()).setFilterApplied(
                    FilterAppliedDetails.newBuilder().setFilterName("amenity").setFilterValue(wish.tag())
                            .setMaxPrice(question.maxPrice()).setMinBedrooms(question.minBedrooms())
                            .setResultCount(narrowed.size())));
            found = narrowed.size() >= FEW ? narrowed : found;
        }
        return ordered(found);
    }

    /** New homes that a saved question finds, for a mail. */
    List<Offer> alert(final long nowMs) {
        return answer(question(), nowMs);
    }

    /** A stack of cards for swiping: what is within the budget, the newest first. */
    List<Offer> stack(final long nowMs) {
        return answer(new Question(Optional.empty(), 1.1 * hunt.lead().taste().budget(), 0), nowMs);
    }

    /** What the portal shows beside a home: the nearest ones of about the same price. */
    List<Offer> around(final Offer offer) {
        final MarketListing home = offer.listing();
        return market.active().stream()
                .filter(other -> other != offer && other.listing().kmTo(home.eastKm(), home.northKm()) < AROUND_KM)
                .sorted(Comparator.comparingDouble((Offer other) -> other.listing().kmTo(home.eastKm(), home.northKm())
                        + KM_PER_PRICE_DOUBLING * Math.abs(Math.log((double) other.price() / offer.price()) / Math.log(2))))
                .limit(AROUND).toList();
    }

    /** A favourite quarter mostly, a strange one out of curiosity now and then, and a price limit with some hope in it. */
    private Question question() {
        final Taste taste = hunt.lead().taste();
        final double maxPrice =
                Math.ceil(taste.budget() * dice.between(0.95, 1.2) / PRICE_STEP) * PRICE_STEP;
        final int minBedrooms = dice.chance(0.6) ? Math.max(0, taste.bedrooms() - (dice.chance(0.3) ? 1 : 0)) : 0;
        if (dice.chance(0.25)) {
            return new Question(Optional.empty(), maxPrice, minBedrooms);
        }
        final Neighbourhood[] places = Neighbourhood.values();
        final double[] weights = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            weights[i] = Math.exp(PLACE_STEEPNESS * taste.appeal(places[i])) + 0.01 * hunt.lead().curiosity();
        }
        return new Question(Optional.of(places[dice.pick(weights)]), maxPrice, minBedrooms);
    }

    private List<Offer> answer(final Question question, final long nowMs) {
        return market.active().stream().filter(offer -> offer.isActiveAt(nowMs) && question.fits(offer)).toList();
    }

    /** Newest first, as it comes; or by price; or what is looked at most. */
    private List<Offer> ordered(final List<Offer> found) {
        final List<Offer> ordered = new ArrayList<>(found);
        switch (dice.pick(new double[] {0.55, 0.2, 0.25})) {
            case 1 -> ordered.sort(Comparator.comparingInt(Offer::price));
            case 2 -> ordered.sort(Comparator.comparingDouble((Offer offer) -> -offer.heat()));
            default -> { }
        }
        return ordered;
    }
}
