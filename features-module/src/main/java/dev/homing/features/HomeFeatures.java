package dev.homing.features;

import dev.homing.tracking.PropertyType;
import dev.homing.tracking.codec.RecordFields;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;

/** What the preferred properties are like: size, rooms, type, amenities. */
final class HomeFeatures {
    private static final double QUARTERS = 4;
    /** A record has four bits for the type. */
    private static final int TYPE_CODES = 1 << 4;
    private static final double LN_TYPES = Math.log(PropertyType.COUNT);

    private final LeadEvents events;
    private final Spread sizes;
    private final Spread bedrooms;
    private final Spread bathroomQuarters;
    private final long[] typeMicros = new long[TYPE_CODES];
    private final int[] typeNewest = new int[TYPE_CODES];
    private final long[] amenityMicros = new long[Long.SIZE];

    HomeFeatures(final LeadEvents events, final int maxEvents) {
        this.events = events;
        sizes = new Spread(maxEvents);
        bedrooms = new Spread(maxEvents);
        bathroomQuarters = new Spread(maxEvents);
    }

    void put(final PropertyTable properties, final float[] numerical, final int[] categorical) {
        Arrays.fill(typeMicros, 0);
        Arrays.fill(typeNewest, 0);
        Arrays.fill(amenityMicros, 0);
        final byte[] records = events.records();
        final int count = properties.preferredCount();
        long all = 0;
        for (int i = 0; i < count; i++) {
            final int offset = properties.offset(i);
            final long micros = properties.micros(i);
            all += micros;
            final float size = RecordFields.size(records, offset);
            final boolean hasSize = !Float.isNaN(size);
            sizes.set(i, hasSize ? size : 0, hasSize ? micros : 0);
            final int rooms = RecordFields.bedrooms(records, offset);
            bedrooms.set(i, rooms, rooms == TimelineRecord.UNKNOWN_ROOMS ? 0 : micros);
            final int quarters = RecordFields.bathroomQuarters(records, offset);
            bathroomQuarters.set(i, quarters, quarters == TimelineRecord.UNKNOWN_ROOMS ? 0 : micros);
            final int type = RecordFields.propertyTypeCode(records, offset);
            typeMicros[type] += micros;
            typeNewest[type] = Math.max(typeNewest[type], offset);
            for (long bits = RecordFields.amenities(records, offset); bits != 0; bits &= bits - 1) {
                amenityMicros[Long.numberOfTrailingZeros(bits)] += micros;
            }
        }
        // Of no known type.
        typeMicros[0] = 0;
        typeNewest[0] = 0;
        if (all > 0) {
            put(count, all, numerical);
            putTypes(numerical, categorical);
        }
    }

    private void put(final int count, final long allMicros, final float[] numerical) {
        if (sizes.sum(count)) {
            numerical[LeadFeatureSchema.SIZE_MEAN] = (float) sizes.mean();
            numerical[LeadFeatureSchema.SIZE_CV] = (float) sizes.cv();
        }
        if (bedrooms.sum(count)) {
            numerical[LeadFeatureSchema.BEDROOMS_MEAN] = (float) bedrooms.mean();
            numerical[LeadFeatureSchema.BEDROOMS_STD] = (float) bedrooms.std();
        }
        if (bathroomQuarters.sum(count)) {
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
