package dev.homing.features;

/** What a listing is like: the attributes that the numbers of {@link AttributeEncoder} are of. */
public enum ListingAttribute {
    /** Asking price. */
    PRICE,
    /** Living area. */
    SIZE,
    /** Bedrooms. */
    BEDROOMS,
    /** Bathrooms. */
    BATHROOMS,
    /** Year it was built. */
    YEAR_BUILT,
    /** Latitude and longitude, their squares and their product. */
    PLACE,
    /** Price per living area. */
    PRICE_PER_SIZE,
    /** House, condo and so on. */
    PROPERTY_TYPE,
    /** Whether it is for sale or for rent. */
    LISTING_KIND,
    /** Area. */
    AREA,
    /** One of the amenities. */
    AMENITY;

    /** How many there are. */
    public static final int COUNT = values().length;
}
