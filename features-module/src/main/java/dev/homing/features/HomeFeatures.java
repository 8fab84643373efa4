package dev.homing.features;

import dev.homing.tracking.PropertyType;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/** What the preferred properties are like: size, rooms, type, amenities. */
final class HomeFeatures {
    private static final double QUARTERS = 4;

    private final TimelineRecord record = new TimelineRecord();
    private final Spread sizes = new Spread();
    private final Spread bedrooms = new Spread();
    private final Spread bathroomQuarters = new Spread();
    private final MostFrequent types = new MostFrequent(PropertyType.COUNT);
    private final long[] amenityMicros = new long[Long.SIZE];

    HomeFeatures() {
    }

    void put(final PropertyTable properties, final DirectBuffer buffer, final float[] numerical, final int[] categorical) {
        sizes.clear();
        bedrooms.clear();
        bathroomQuarters.clear();
        types.clear();
        Arrays.fill(amenityMicros, 0);
        long all = 0;
        for (int i = 0; i < properties.size(); i++) {
            if (properties.isPreferred(i)) {
                final long micros = properties.largestMicros(i);
                all += micros;
                add(properties.newestPositiveOffset(i), micros, buffer);
            }
        }
        if (all > 0) {
            put(all, numerical);
        }
        categorical[LeadFeatureSchema.PREFERRED_PROPERTY_TYPE] = types.code();
    }

    private void add(final int offset, final long micros, final DirectBuffer buffer) {
        record.wrap(buffer, offset);
        final float size = record.size();
        if (!Float.isNaN(size)) {
            sizes.add(size, micros);
        }
        final int rooms = record.bedrooms();
        if (rooms != TimelineRecord.UNKNOWN_ROOMS) {
            bedrooms.add(rooms, micros);
        }
        final int quarters = record.bathroomQuarters();
        if (quarters != TimelineRecord.UNKNOWN_ROOMS) {
            bathroomQuarters.add(quarters, micros);
        }
        final int type = record.propertyTypeCode();
        if (type != 0) {
            types.add(type, micros, offset);
        }
        for (long bits = record.amenities(); bits != 0; bits &= bits - 1) {
            amenityMicros[Long.numberOfTrailingZeros(bits)] += micros;
        }
    }

    private void put(final long allMicros, final float[] numerical) {
        if (sizes.weight() > 0) {
            numerical[LeadFeatureSchema.SIZE_MEAN] = (float) sizes.mean();
            numerical[LeadFeatureSchema.SIZE_CV] = (float) sizes.cv();
        }
        if (bedrooms.weight() > 0) {
            numerical[LeadFeatureSchema.BEDROOMS_MEAN] = (float) bedrooms.mean();
            numerical[LeadFeatureSchema.BEDROOMS_STD] = (float) bedrooms.std();
        }
        if (bathroomQuarters.weight() > 0) {
            numerical[LeadFeatureSchema.BATHROOMS_MEAN] = (float) (bathroomQuarters.mean() / QUARTERS);
        }
        putTypes(numerical);
        long most = 0;
        for (final long micros : amenityMicros) {
            most = Math.max(most, micros);
        }
        numerical[LeadFeatureSchema.AMENITY_FOCUS] = (float) ((double) most / allMicros);
    }

    private void putTypes(final float[] numerical) {
        long typed = 0;
        for (int code = 1; code <= PropertyType.COUNT; code++) {
            typed += types.weight(code);
        }
        if (typed == 0) {
            return;
        }
        double entropy = 0;
        for (int code = 1; code <= PropertyType.COUNT; code++) {
            if (types.weight(code) > 0) {
                final double share = (double) types.weight(code) / typed;
                entropy -= share * Math.log(share);
            }
        }
        numerical[LeadFeatureSchema.TYPE_ENTROPY] = (float) (entropy / Math.log(PropertyType.COUNT));
        numerical[LeadFeatureSchema.TOP_TYPE_SHARE] = (float) ((double) types.weight(types.code()) / typed);
    }
}
