package dev.homing.features.catalog;

/** What a {@link ListingFilter} looks at, in the order in which it does. */
public enum Attribute {
    /** For sale or for rent. */
    LISTING_KIND,
    /** House, condo and so on. */
    PROPERTY_TYPE,
    /** Asking price. */
    PRICE,
    /** Of the price. */
    CURRENCY,
    /** Living area. */
    SIZE,
    /** How many. */
    BEDROOMS,
    /** How many. */
    BATHROOMS,
    /** When. */
    YEAR_BUILT,
    /** When it came on the market. */
    LISTED_AT,
    /** All that were asked for. */
    AMENITIES,
    /** The tenant's part of it. */
    MARKET,
    /** Neighbourhood. */
    AREA,
    /** Of the listing. */
    AGENT,
    /** Place on earth. */
    REGION
}
