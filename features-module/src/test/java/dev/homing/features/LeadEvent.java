package dev.homing.features;

import dev.homing.tracking.Channel;
import dev.homing.tracking.Device;
import dev.homing.tracking.EventType;
import dev.homing.tracking.PropertyType;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/** One event as a test writes it down, and the timeline that the store would make of several. */
final class LeadEvent {
    /** Spreads small session ids over all 64 bits, as the hash of a text is. */
    private static final long SESSION_SPREAD = 0x9E3779B97F4A7C15L;

    EventType type;
    long at;
    long session;
    int utcOffsetMinutes;
    Device device;
    Channel channel;
    int flags;
    double viewSeconds = Double.NaN;
    int property = TimelineRecord.NONE;
    boolean hasAttributes;
    PropertyType propertyType;
    double price = Double.NaN;
    long amenities;
    int area = TimelineRecord.NONE;
    int latitude = TimelineRecord.UNKNOWN_COORDINATE;
    int longitude = TimelineRecord.UNKNOWN_COORDINATE;
    float size = Float.NaN;
    double bedrooms = Double.NaN;
    double bathrooms = Double.NaN;
    private double wishedMinPrice = Double.NaN;
    private double wishedMaxPrice = Double.NaN;
    private int wishedBedrooms = TimelineRecord.UNKNOWN_ROOMS;
    private int wishedArea = TimelineRecord.NONE;

    private LeadEvent(final EventType type, final long at) {
        this.type = type;
        this.at = at;
    }

    static LeadEvent of(final EventType type, final long at) {
        return new LeadEvent(type, at);
    }

    static LeadEvent of(final EventType type, final long at, final int property) {
        return of(type, at).property(property);
    }

    LeadEvent copy() {
        final LeadEvent copy = of(type, at, property).session(session).utcOffset(utcOffsetMinutes).device(device)
                .channel(channel).flag(flags).viewed(viewSeconds);
        copy.takeAttributesOf(this);
        return copy.wish(wishedMinPrice, wishedMaxPrice, wishedBedrooms, wishedArea);
    }

    void takeAttributesOf(final LeadEvent other) {
        hasAttributes = other.hasAttributes;
        propertyType = other.propertyType;
        price = other.price;
        amenities = other.amenities;
        area = other.area;
        latitude = other.latitude;
        longitude = other.longitude;
        size = other.size;
        bedrooms = other.bedrooms;
        bathrooms = other.bathrooms;
    }

    LeadEvent session(final long id) {
        session = id;
        return this;
    }

    LeadEvent utcOffset(final int minutes) {
        utcOffsetMinutes = minutes;
        return this;
    }

    LeadEvent device(final Device value) {
        device = value;
        return this;
    }

    LeadEvent channel(final Channel value) {
        channel = value;
        return this;
    }

    LeadEvent flag(final int flag) {
        flags |= flag;
        return this;
    }

    LeadEvent viewed(final double seconds) {
        viewSeconds = seconds;
        return this;
    }

    LeadEvent property(final int ordinal) {
        property = ordinal;
        return this;
    }

    /** Says that the catalogue knew the property. */
    LeadEvent known() {
        hasAttributes = true;
        return this;
    }

    LeadEvent price(final double value) {
        price = value;
        return known();
    }

    LeadEvent propertyType(final PropertyType value) {
        propertyType = value;
        return known();
    }

    LeadEvent area(final int ordinal) {
        area = ordinal;
        return known();
    }

    LeadEvent position(final double latitudeDegrees, final double longitudeDegrees) {
        latitude = (int) Math.round(latitudeDegrees * TimelineRecord.COORDINATES_PER_DEGREE);
        longitude = (int) Math.round(longitudeDegrees * TimelineRecord.COORDINATES_PER_DEGREE);
        return known();
    }

    LeadEvent size(final double squareFeet) {
        size = (float) squareFeet;
        return known();
    }

    LeadEvent rooms(final double bedroomCount, final double bathroomCount) {
        bedrooms = bedroomCount;
        bathrooms = bathroomCount;
        return known();
    }

    LeadEvent amenities(final int... bits) {
        for (final int bit : bits) {
            amenities |= 1L << bit;
        }
        return known();
    }

    /** What a search or filter without a property asks for. */
    LeadEvent wish(final double minPrice, final double maxPrice, final int minBedrooms, final int areaOrdinal) {
        wishedMinPrice = minPrice;
        wishedMaxPrice = maxPrice;
        wishedBedrooms = minBedrooms;
        wishedArea = areaOrdinal;
        return this;
    }

    boolean isLeadEvent() {
        return type.isLeadEvent();
    }

    boolean hasProperty() {
        return property != TimelineRecord.NONE;
    }

    boolean hasFlag(final int flag) {
        return (flags & flag) != 0;
    }

    static Timeline timeline(final LeadEvent... events) {
        return timeline(List.of(events), new Timeline());
    }

    /** Fills a timeline with the newest; an event's place in the list is its place in the journal. */
    static Timeline timeline(final List<LeadEvent> ingested, final Timeline into) {
        final UnsafeBuffer record = new UnsafeBuffer(new byte[TimelineRecord.LENGTH]);
        into.clear();
        final List<Integer> newestFirst = IntStream.range(0, ingested.size()).boxed()
                .sorted(Comparator.<Integer>comparingLong(i -> ingested.get(i).at).thenComparing(i -> i).reversed())
                .collect(Collectors.toList());
        for (final int i : newestFirst) {
            final LeadEvent event = ingested.get(i);
            event.put(record, i + 1);
            if (!event.isLeadEvent()) {
                into.prependAgent(record, 0);
            } else if (!into.prependLead(record, 0) && into.droppedAt() == Timeline.NOTHING_DROPPED) {
                into.droppedAt(event.at);
            }
        }
        return into;
    }

    private void put(final UnsafeBuffer record, final int sequence) {
        TimelineRecord.putEvent(record, 0, at, sequence, type.code(), device == null ? 0 : device.code(),
                channel == null ? 0 : channel.code(), utcOffsetMinutes, flags, session * SESSION_SPREAD, property, viewSeconds);
        if (!hasProperty() && TimelineRecord.isWish(type.code())) {
            TimelineRecord.putWish(record, 0, wishedMinPrice, wishedMaxPrice, wishedBedrooms, wishedArea);
        } else if (hasAttributes) {
            TimelineRecord.putAttributes(record, 0, propertyType == null ? 0 : propertyType.code(), price, amenities, area,
                    latitude, longitude, size,
                    Double.isNaN(bedrooms) ? TimelineRecord.UNKNOWN_ROOMS : (int) bedrooms,
                    Double.isNaN(bathrooms) ? TimelineRecord.UNKNOWN_ROOMS : (int) (bathrooms * 4));
        }
    }

    /** In order of (occurred at, journal); events of one instant follow each other as they do in the stream. */
    static List<LeadEvent> inOrder(final Stream<LeadEvent> events) {
        return events.sorted(Comparator.comparingLong(event -> event.at)).collect(Collectors.toList());
    }

    @Override
    public String toString() {
        return type + " at=" + at + " session=" + session + " utcOffset=" + utcOffsetMinutes + " device=" + device
                + " channel=" + channel + " flags=" + flags + " viewed=" + viewSeconds + " property=" + property
                + (hasAttributes
                        ? " type=" + propertyType + " price=" + price + " amenities=" + amenities + " area=" + area
                                + " latitude=" + latitude + " longitude=" + longitude + " size=" + size + " bedrooms=" + bedrooms
                                + " bathrooms=" + bathrooms
                        : "");
    }
}
