package dev.homing.serving.recommend;

import com.google.protobuf.Duration;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.Circle;
import dev.homing.features.catalog.IdDictionary;
import dev.homing.features.catalog.ListingFilter;
import dev.homing.features.catalog.Polygon;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.Range;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.GeoPoint;
import dev.homing.proto.v1.GeoPolygon;
import dev.homing.proto.v1.LeadPreferences;
import dev.homing.proto.v1.PropertyFilter;
import dev.homing.proto.v1.RankingRules;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.SetRankingRulesRequest;
import dev.homing.serving.event.Timestamps;
import dev.homing.serving.explain.Explanations;
import dev.homing.serving.ingest.FieldRule;
import dev.homing.serving.ingest.Violations;
import dev.homing.serving.lead.StatedPreferences;
import dev.homing.tracking.store.IdKind;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.concurrent.EpochClock;

/**
 * Checks requests and makes queries of them, with ids resolved. What is plain is checked by hand, since that is on the way of
 * every request; what is not, by the rules of the contract. Any thread.
 */
public final class QueryReader {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MIN_CORNERS = 3;
    private static final double MAX_EXPLORATION = 0.5;
    private static final long MAX_BUDGET_SECONDS = 60;
    private static final long NS_PER_SECOND = 1_000_000_000;
    private static final int CURRENCY_LENGTH = 3;
    private static final int[] NOTHING = {};

    private final Catalog catalog;
    private final TenantRules tenantRules;
    private final StatedPreferences preferences;
    private final EpochClock clock;

    /**
     * Creates a reader.
     *
     * @param catalog     knows the ids
     * @param tenantRules count where a request has none
     * @param preferences of the leads
     * @param clock       of the server
     */
    public QueryReader(
            final Catalog catalog,
            final TenantRules tenantRules,
            final StatedPreferences preferences,
            final EpochClock clock) {
        this.catalog = catalog;
        this.tenantRules = tenantRules;
        this.preferences = preferences;
        this.clock = clock;
    }

    /**
     * Checks a request.
     *
     * @param request    any
     * @param violations gets what is wrong
     */
    public void check(final RecommendRequest request, final Violations violations) {
        if (request.hasFilter() || request.hasRules()
                || request.getExcludePropertyIdsCount() > 0 || request.getExcludeAgentIdsCount() > 0) {
            FieldRule.checkAll(request, "", clock.time(), violations);
            checkParts(request.getFilter(), "filter.", violations);
        } else {
            violations.checkRequiredId("lead_id", request.getLeadIdBytes());
            violations.checkRange("limit", request.getLimit(), 0, Recommender.MAX_LIMIT);
            if (request.hasAsOf()) {
                violations.checkTime("as_of", request.getAsOf());
            }
            violations.checkRange("diversity", request.getDiversity(), 0, 1);
            violations.checkRange("exploration", request.getExploration(), 0, MAX_EXPLORATION);
        }
        checkParts(request.getRules(), violations);
        if (request.hasMaxLatency()) {
            checkBudget(request.getMaxLatency(), violations);
        }
        if (request.getExplain() && request.getLimit() > Explanations.MAX_LIMIT) {
            violations.add("limit", "is " + request.getLimit() + "; with explain a number from 0 to " + Explanations.MAX_LIMIT
                    + " is allowed");
        }
    }

    /**
     * Checks rules that come by themselves.
     *
     * @param request    any
     * @param violations gets what is wrong
     */
    public void check(final SetRankingRulesRequest request, final Violations violations) {
        FieldRule.checkAll(request, "", clock.time(), violations);
        checkParts(request.getRules(), violations);
    }

    private static void checkParts(final RankingRules rules, final Violations violations) {
        for (int i = 0; i < rules.getBoostsCount(); i++) {
            checkParts(rules.getBoosts(i).getFilter(), "rules.boosts[" + i + "].filter.", violations);
        }
    }

    private static void checkBudget(final Duration budget, final Violations violations) {
        if (budget.getSeconds() < 0 || budget.getSeconds() > MAX_BUDGET_SECONDS || budget.getNanos() < 0
                || budget.getNanos() >= NS_PER_SECOND || ns(budget) == 0 || ns(budget) > MAX_BUDGET_SECONDS * NS_PER_SECOND) {
            violations.add("max_latency", "is " + budget.getSeconds() + " s and " + budget.getNanos()
                    + " ns; more than 0 and at most " + MAX_BUDGET_SECONDS + " s is allowed");
        }
    }

    private static long ns(final Duration duration) {
        return duration.getSeconds() * NS_PER_SECOND + duration.getNanos();
    }

    /**
     * Checks a filter.
     *
     * @param filter     any
     * @param path       of it, "" or ending with a dot
     * @param violations gets what is wrong
     */
    public void check(final PropertyFilter filter, final String path, final Violations violations) {
        FieldRule.checkAll(filter, path, clock.time(), violations);
        checkParts(filter, path, violations);
    }

    /** What no rule of the contract can say. */
    private static void checkParts(final PropertyFilter filter, final String path, final Violations violations) {
        if (filter.hasPolygon() && filter.getPolygon().getPointsCount() < MIN_CORNERS) {
            violations.add(path + "polygon.points", "has " + filter.getPolygon().getPointsCount() + " entries; at least "
                    + MIN_CORNERS + " are needed");
        }
        if (!filter.getCurrency().isEmpty() && filter.getCurrency().length() != CURRENCY_LENGTH) {
            violations.add(path + "currency", "is \"" + filter.getCurrency() + "\"; three capital letters are allowed");
        }
        final int untyped = filter.getPropertyTypesValueList().indexOf(0);
        if (untyped >= 0) {
            violations.add(path + "property_types[" + untyped + "]", "is required");
        }
        checkOrder(path, "price", filter.hasMinPrice() && filter.hasMaxPrice(),
                filter.getMinPrice(), filter.getMaxPrice(), violations);
        checkOrder(path, "size_sqft", filter.hasMinSizeSqft() && filter.hasMaxSizeSqft(),
                filter.getMinSizeSqft(), filter.getMaxSizeSqft(), violations);
        checkOrder(path, "bedrooms", filter.hasMinBedrooms() && filter.hasMaxBedrooms(),
                filter.getMinBedrooms(), filter.getMaxBedrooms(), violations);
        checkOrder(path, "bathrooms", filter.hasMinBathrooms() && filter.hasMaxBathrooms(),
                filter.getMinBathrooms(), filter.getMaxBathrooms(), violations);
        checkOrder(path, "year_built", filter.hasMinYearBuilt() && filter.hasMaxYearBuilt(),
                filter.getMinYearBuilt(), filter.getMaxYearBuilt(), violations);
    }

    private static void checkOrder(
            final String path,
            final String name,
            final boolean hasBoth,
            final double minimum,
            final double maximum,
            final Violations violations) {
        if (hasBoth && minimum > maximum) {
            violations.add(path + "max_" + name, "is less than min_" + name);
        }
    }

    /**
     * Makes a query of a request that was checked.
     *
     * @param tenant  whose
     * @param request without violations; who its lead is does not matter
     * @param lead    the lead's UTF-8 id
     * @param startNs when it came, as {@link System#nanoTime} has it
     * @return the query, with an id of its own
     */
    public RecommendQuery read(final int tenant, final RecommendRequest request, final byte[] lead, final long startNs) {
        final TenantCatalog properties = catalog.tenant(tenant);
        final LeadPreferences stated = request.getIgnorePreferences()
                ? LeadPreferences.getDefaultInstance() : preferences.of(tenant, lead);
        return new RecommendQuery(tenant, request.getLimit() == 0 ? DEFAULT_LIMIT : request.getLimit(),
                request.hasAsOf() ? Timestamps.ms(request.getAsOf()) : Recommender.NOW,
                request.getIncludeSeen(), request.getIncludeRejected(),
                filter(properties, request.getFilter(), request.getExcludeAgentIdsList(), stated),
                request.getExcludePropertyIdsCount() == 0 ? NOTHING
                        : known(properties, IdKind.PROPERTY, request.getExcludePropertyIdsList()),
                Preferences.of(properties, stated),
                rules(properties, request.hasRules() ? request.getRules() : tenantRules.of(tenant)),
                request.getDiversity(), request.getExploration(), startNs,
                request.hasMaxLatency() ? ns(request.getMaxLatency()) : RecommendQuery.UNLIMITED, randomId(clock.time()));
    }

    /**
     * Whether a listing has what a lead states that it must have.
     *
     * @param tenant  whose
     * @param lead    the lead's UTF-8 id
     * @param ordinal of the listing, as it is now
     * @return true when nothing is stated
     */
    public boolean hasMusts(final int tenant, final byte[] lead, final int ordinal) {
        final LeadPreferences stated = preferences.of(tenant, lead);
        final TenantCatalog properties = catalog.tenant(tenant);
        return !Preferences.hasMusts(stated)
                || filter(properties, PropertyFilter.getDefaultInstance(), List.of(), stated)
                        .matches(properties, ordinal, Recommender.NOW, new PropertyRecord());
    }

    private static ListRules rules(final TenantCatalog properties, final RankingRules rules) {
        if (rules.equals(RankingRules.getDefaultInstance())) {
            return ListRules.NONE;
        }
        final IdDictionary ids = properties.ids(IdKind.PROPERTY);
        return new ListRules(
                rules.getBoostsList().stream()
                        .map(boost -> new ListRules.Boost(filter(properties, boost.getFilter(), List.of()), boost.getAmount()))
                        .toList(),
                rules.getPinsList().stream()
                        .map(pin -> new ListRules.Pin(ids.find(pin.getPropertyId()), pin.getPosition() - 1))
                        .filter(pin -> pin.ordinal() != IdDictionary.NONE)
                        .toList(),
                rules.getMaxPerAgent(), rules.getMaxPerArea(), rules.getMaxPerBuilding());
    }

    /**
     * Resolves a filter.
     *
     * @param properties    of the tenant
     * @param filter        without violations
     * @param withoutAgents agents whose listings are not meant
     * @return the same of ordinals
     */
    public static ListingFilter filter(
            final TenantCatalog properties, final PropertyFilter filter, final List<String> withoutAgents) {
        return filter(properties, filter, withoutAgents, LeadPreferences.getDefaultInstance());
    }

    private static ListingFilter filter(
            final TenantCatalog properties,
            final PropertyFilter filter,
            final List<String> withoutAgents,
            final LeadPreferences stated) {
        if (withoutAgents.isEmpty() && filter.equals(PropertyFilter.getDefaultInstance()) && !Preferences.hasMusts(stated)) {
            return ListingFilter.ALL;
        }
        final ListingFilter.Builder said = new ListingFilter.Builder()
                .price(range(filter.hasMinPrice(), filter.getMinPrice(), filter.hasMaxPrice(), filter.getMaxPrice()))
                // As the catalogue keeps it.
                .size(range(filter.hasMinSizeSqft(), (float) filter.getMinSizeSqft(),
                        filter.hasMaxSizeSqft(), (float) filter.getMaxSizeSqft()))
                .bedrooms(range(filter.hasMinBedrooms(), filter.getMinBedrooms(),
                        filter.hasMaxBedrooms(), filter.getMaxBedrooms()))
                .bathrooms(range(filter.hasMinBathrooms(), filter.getMinBathrooms(),
                        filter.hasMaxBathrooms(), filter.getMaxBathrooms()))
                .yearBuilt(range(filter.hasMinYearBuilt(), filter.getMinYearBuilt(),
                        filter.hasMaxYearBuilt(), filter.getMaxYearBuilt()))
                .listedAt(range(filter.hasMinListedAt(), (double) Timestamps.ms(filter.getMinListedAt()), false, 0))
                .withoutAgents(known(properties, IdKind.AGENT, withoutAgents));
        if (filter.getListingKindValue() != 0) {
            said.kind(filter.getListingKindValue());
        }
        if (filter.getPropertyTypesCount() > 0) {
            said.types(filter.getPropertyTypesValueList().stream().mapToInt(Integer::intValue).toArray());
        }
        if (!filter.getCurrency().isEmpty()) {
            said.currency(properties.ids(IdKind.CURRENCY).find(filter.getCurrency()));
        }
        if (!filter.getMarket().isEmpty()) {
            said.market(properties.ids(IdKind.MARKET).find(filter.getMarket()));
        }
        if (filter.getAreaIdsCount() > 0) {
            said.areas(known(properties, IdKind.AREA, filter.getAreaIdsList()));
        }
        if (filter.getAgentIdsCount() > 0) {
            said.agents(known(properties, IdKind.AGENT, filter.getAgentIdsList()));
        }
        filter.getAmenitiesList().forEach(amenity -> said.amenity(properties.ids(IdKind.AMENITY).find(amenity)));
        if (filter.hasCircle()) {
            said.region(new Circle(filter.getCircle().getLatitude(), filter.getCircle().getLongitude(),
                    filter.getCircle().getRadiusKm()));
        }
        if (filter.hasPolygon()) {
            said.region(polygon(filter.getPolygon()));
        }
        Preferences.addMusts(properties, stated, said);
        return said.build();
    }

    private static Polygon polygon(final GeoPolygon polygon) {
        return new Polygon(polygon.getPointsList().stream().mapToDouble(GeoPoint::getLatitude).toArray(),
                polygon.getPointsList().stream().mapToDouble(GeoPoint::getLongitude).toArray());
    }

    private static Range range(final boolean hasMinimum, final double minimum, final boolean hasMaximum, final double maximum) {
        return hasMinimum || hasMaximum ? new Range(hasMinimum ? minimum : Double.NEGATIVE_INFINITY,
                hasMaximum ? maximum : Double.POSITIVE_INFINITY) : Range.ANY;
    }

    private static int[] known(final TenantCatalog properties, final IdKind kind, final List<String> ids) {
        final IdDictionary dictionary = properties.ids(kind);
        return ids.stream().mapToInt(dictionary::find).filter(ordinal -> ordinal != IdDictionary.NONE).sorted().toArray();
    }

    /** A version 7 UUID (RFC 9562). Nobody gains from guessing it, so it need not cost a call to the secure generator. */
    private static UUID randomId(final long nowMs) {
        final ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(nowMs << 16 | 0x7000L | (random.nextLong() & 0xFFFL), (random.nextLong() >>> 2) | Long.MIN_VALUE);
    }
}
