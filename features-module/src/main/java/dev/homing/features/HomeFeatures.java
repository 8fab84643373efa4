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
    private final Spread sizes = new Spread();
    private final Spread bedrooms = new Spread();
    private final Spread bathroomQuarters = new Spread();
    private final double[] typeMicros = new double[TYPE_CODES];
    private final int[] typeNewest = new int[TYPE_CODES];
    private final double[] amenityMicros = new double[Long.SIZE];

    HomeFeatures(final LeadEvents events) {
        this.events = events;
    }

    void put(final PropertyTable properties, final float[] numerical, final int[] categorical) {
        sizes.clear();
        bedrooms.clear();
        bathroomQuarters.clear();
        Arrays.fill(typeMicros, 0);
        Arrays.fill(typeNewest, 0);
        double all = 0;
        long amenities = 0;
        for (int i = 0; i < properties.preferredCount(); i++) {
            final int offset = properties.offset(i);
            final double micros = properties.micros(i);
            all += micros;
            add(offset, micros);
            final long itsAmenities = RecordFields.amenities(events.records(), offset);
            amenities |= itsAmenities;
            for (long bits = itsAmenities; bits != 0; bits &= bits - 1) {
                amenityMicros[Long.numberOfTrailingZeros(bits)] += micros;
            }
        }
        if (all > 0) {
            put(all, amenities, numerical);
            putTypes(numerical, categorical);
        }
    }

    private void add(final int offset, final double micros) {
        final byte[] records = events.records();
        final float size = RecordFields.size(records, offset);
        if (!Float.isNaN(size)) {
            sizes.add(size, micros);
        }
        final int rooms = RecordFields.bedrooms(records, offset);
        if (rooms != TimelineRecord.UNKNOWN_ROOMS) {
            bedrooms.add(rooms, micros);
        }
        final int quarters = RecordFields.bathroomQuarters(records, offset);
        if (quarters != TimelineRecord.UNKNOWN_ROOMS) {
            bathroomQuarters.add(quarters, micros);
        }
        final int type = RecordFields.propertyTypeCode(records, offset);
        if (type != 0) {
            typeMicros[type] += micros;
            typeNewest[type] = Math.max(typeNewest[type], offset);
        }
    }

    /** Clears the weights of the amenities for the next vector as it looks at them. */
    private void put(final double allMicros, final long amenities, final float[] numerical) {
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
        double most = 0;
        for (long bits = amenities; bits != 0; bits &= bits - 1) {
            final int amenity = Long.numberOfTrailingZeros(bits);
            most = amenityMicros[amenity] > most ? amenityMicros[amenity] : most;
            amenityMicros[amenity] = 0;
        }
        numerical[LeadFeatureSchema.AMENITY_FOCUS] = (float) (most / allMicros);
    }

    private void putTypes(final float[] numerical, final int[] categorical) {
        double all = 0;
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
                final double share = typeMicros[code] / all;
                entropy -= share * Logarithm.of(share);
            }
        }
        numerical[LeadFeatureSchema.TYPE_ENTROPY] = (float) (entropy / LN_TYPES);
        numerical[LeadFeatureSchema.TOP_TYPE_SHARE] = (float) (typeMicros[best] / all);
        categorical[LeadFeatureSchema.PREFERRED_PROPERTY_TYPE] = best;
    }
}
