package dev.homing.tracking.store;

/** The dictionaries of a tenant: each gives its ids dense ordinals in order of first appearance. */
public enum IdKind {
    /** Properties, also those that only events name. */
    PROPERTY(1),
    /** Areas. */
    AREA(2),
    /** Amenities; the ordinal is the bit. */
    AMENITY(3),
    /** Markets. */
    MARKET(4),
    /** Currencies. */
    CURRENCY(5),
    /** Agents, also those that only events name. */
    AGENT(6);

    private final byte code;

    IdKind(final int code) {
        this.code = (byte) code;
    }

    /**
     * What keys have.
     *
     * @return stable for ever
     */
    public byte code() {
        return code;
    }
}
