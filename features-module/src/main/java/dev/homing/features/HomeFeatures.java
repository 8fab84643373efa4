package dev.homing.features;

import dev.homing.tracking.PropertyType;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;

/** What the preferred properties are like: size, rooms, type, amenities. */
final class HomeFeatures {
    private static final double QUARTERS = 4;
    /** A record has four bits for the type. */
    private static final int TYPE_CODES = 1 << 4;
    private static final double LN_TYPES = Math.log(PropertyType.COUNT);

    private final TimelineRecord record = new TimelineRecord();
    private final LeadEvents events;
    private final Spread sizes = new Spread();
    private final Spread bedrooms = new Spread();
    private final Spread bathroomQuarters = new Spread();
    private final long[] typeMicros = new long[TYPE_CODES];
    private final int[] typeNewest = new int[TYPE_CODES];
    private final long[] amenityMicros = new long[Long.SIZE];

    HomeFeatures(final LeadEvents events) {
        this.events = events;
    }

    void put(final PropertyTable properties, final float[] numerical, final int[] categorical) {
        sizes.clear();
        bedrooms.clear();
        bathroomQuarters.clear();
        Arrays.fill(typeMicros, 0);
        Arrays.fill(typeNewest, 0);
        Arrays.fill(amenityMicros, 0);
        long all = 0;
        for (int i = 0; i < properties.preferredCount(); i++) {
            all += properties.micros(i);
            add(properties.offset(i), properties.micros(i));
        }
        if (all > 0) {
            put(all, numerical);
            putTypes(numerical, categorical);
        }
    }

    private void add(final int offset, final long micros) {
        record.wrap(events.buffer(), offset);
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
            typeMicros[type] += micros;
            typeNewest[type] = Math.max(typeNewest[type], offset);
        }
        for (long bits = record.amenities(); bits != 0; bits &= bits - 1) {
            amenityMicros[Long.numberOfTrailingZeros(bits)] += micros;
        }
    }

    private void put(final long allMicros, final float[] numerical) {
        if (!sizes.isEmpty()) {
            numerical[LeadFeatureSchema.SIZE_MEAN] = (float) sizes.mean();
            numerical[LeadFeatureSchema.SIZE_CV] = (float) sizes.cv();
        }
        if (!bedrooms.isEmpty()) {
            numerical[LeadFeatureSchema.BEDROOMS_MEAN] = (float) bedrooms.mean();
            numerical[LeadFeatureSchema.BEDROOMS_STD] = (float) bedrooms.std();
        }
        if (!bathroomQuarters.isEmpty()) {
            numerical[LeadFeatureSchema.BATHROOMS_MEAN] = (float) (bathroomQuarters.mean() / QUARTERS);
        }
        long most = 0;
        for (final long micros : amenityMicros) {
            most = Math.max(most, micros);
        }
        numerical[LeadFeatureSchema.AMENITY_FOCUS] = (float) ((double) most / allMicros);
    }

    private void putTypes(final float[] numerical, final int[] categorical) {
        long all = 0;
        int best = 0;
        for (int code = 1; code < TYPE_CODES; code++) {
            all += typeMicros[code];
            if (typeMicros[code] > typeMicros[best]
                    || (typeMicros[code] == typeMicros[best] && typeNewest[code] > typeNewest[best])) {
                best = code;
            }
        }
        if (all == 0) {
            return;
        }
        double entropy = 0;
        for (int code = 1; code < TYPE_CODES; code++) {
            if (typeMicros[code] > 0) {
                final double share = (double) typeMicros[code] / all;
                entropy -= share * Logarithm.of(share);
            }
        }
        numerical[LeadFeatureSchema.TYPE_ENTROPY] = (float) (entropy / LN_TYPES);
        numerical[LeadFeatureSchema.TOP_TYPE_SHARE] = (float) ((double) typeMicros[best] / all);
        categorical[LeadFeatureSchema.PREFERRED_PROPERTY_TYPE] = best;
    }
}
