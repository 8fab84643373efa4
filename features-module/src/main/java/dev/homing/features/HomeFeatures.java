package dev.homing.features;

import dev.homing.tracking.PropertyType;
import dev.homing.tracking.codec.RecordFields;
import dev.homing.tracking.codec.TimelineRecord;

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
    /** A bit for each type that preferred properties have. */
    private int types;

    HomeFeatures(final LeadEvents events) {
        this.events = events;
    }

    /** One loop for all: what it needs of a property is at hand then, and the sums fit into registers. */
    void put(final PropertyTable properties, final float[] numerical, final int[] categorical) {
        final byte[] records = events.records();
        types = 0;
        double all = 0;
        long amenities = 0;
        double sizeOrigin = 0;
        double sizeWeight = 0;
        double sizeSum = 0;
        double sizeSquares = 0;
        double bedroomOrigin = 0;
        double bedroomWeight = 0;
        double bedroomSum = 0;
        double bedroomSquares = 0;
        double quartersOrigin = 0;
        double quartersWeight = 0;
        double quartersSum = 0;
        for (int i = 0; i < properties.preferredCount(); i++) {
            final int offset = properties.offset(i);
            final double micros = properties.micros(i);
            all += micros;
            final float size = RecordFields.size(records, offset);
            if (!Float.isNaN(size)) {
                sizeOrigin = sizeWeight == 0 ? size : sizeOrigin;
                final double weighted = micros * (size - sizeOrigin);
                sizeWeight += micros;
                sizeSum += weighted;
                sizeSquares += weighted * (size - sizeOrigin);
            }
            final int rooms = RecordFields.bedrooms(records, offset);
            if (rooms != TimelineRecord.UNKNOWN_ROOMS) {
                bedroomOrigin = bedroomWeight == 0 ? rooms : bedroomOrigin;
                final double weighted = micros * (rooms - bedroomOrigin);
                bedroomWeight += micros;
                bedroomSum += weighted;
                bedroomSquares += weighted * (rooms - bedroomOrigin);
            }
            final int quarters = RecordFields.bathroomQuarters(records, offset);
            if (quarters != TimelineRecord.UNKNOWN_ROOMS) {
                quartersOrigin = quartersWeight == 0 ? quarters : quartersOrigin;
                quartersWeight += micros;
                quartersSum += micros * (quarters - quartersOrigin);
            }
            addType(RecordFields.propertyTypeCode(records, offset), micros, offset);
            final long itsAmenities = RecordFields.amenities(records, offset);
            amenities |= itsAmenities;
            addAmenities(itsAmenities, micros);
        }
        sizes.of(sizeOrigin, sizeWeight, sizeSum, sizeSquares);
        bedrooms.of(bedroomOrigin, bedroomWeight, bedroomSum, bedroomSquares);
        bathroomQuarters.of(quartersOrigin, quartersWeight, quartersSum, 0);
        if (all > 0) {
            putSizes(numerical);
            putAmenities(all, amenities, numerical);
            putTypes(numerical, categorical);
        }
    }

    private void addType(final int type, final double micros, final int offset) {
        if (type != 0) {
            typeMicros[type] += micros;
            typeNewest[type] = Math.max(typeNewest[type], offset);
            types |= 1 << type;
        }
    }

    /** Counts down, because a loop until none is left has to ask for a safepoint each time. */
    private void addAmenities(final long amenities, final double micros) {
        long rest = amenities;
        for (int left = Long.bitCount(amenities); left > 0; left--) {
            amenityMicros[Long.numberOfTrailingZeros(rest)] += micros;
            rest &= rest - 1;
        }
    }

    private void putSizes(final float[] numerical) {
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
    }

    /** Clears the weights of the amenities for the next vector as it looks at them. */
    private void putAmenities(final double allMicros, final long amenities, final float[] numerical) {
        double most = 0;
        for (long rest = amenities; rest != 0; rest &= rest - 1) {
            final int amenity = Long.numberOfTrailingZeros(rest);
            most = amenityMicros[amenity] > most ? amenityMicros[amenity] : most;
            amenityMicros[amenity] = 0;
        }
        numerical[LeadFeatureSchema.AMENITY_FOCUS] = (float) (most / allMicros);
    }

    /** Clears the weights of the types as it looks at them. */
    private void putTypes(final float[] numerical, final int[] categorical) {
        if (types == 0) {
            return;
        }
        double all = 0;
        int best = 0;
        for (int rest = types; rest != 0; rest &= rest - 1) {
            final int code = Integer.numberOfTrailingZeros(rest);
            all += typeMicros[code];
            if (typeMicros[code] > typeMicros[best]
                    || (typeMicros[code] == typeMicros[best] && typeNewest[code] > typeNewest[best])) {
                best = code;
            }
        }
        numerical[LeadFeatureSchema.TOP_TYPE_SHARE] = (float) (typeMicros[best] / all);
        double entropy = 0;
        for (int rest = types; rest != 0; rest &= rest - 1) {
            final int code = Integer.numberOfTrailingZeros(rest);
            final double share = typeMicros[code] / all;
            entropy -= share * Logarithm.of(share);
            typeMicros[code] = 0;
            typeNewest[code] = 0;
        }
        numerical[LeadFeatureSchema.TYPE_ENTROPY] = (float) (entropy / LN_TYPES);
        categorical[LeadFeatureSchema.PREFERRED_PROPERTY_TYPE] = best;
    }
}
