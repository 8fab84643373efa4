package dev.homing.serving.recommend;

import dev.homing.features.BestListings;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Similarity of listings by the attributes in the catalogue, without anything learned (J. C. Gower, A general coefficient of
 * similarity and some of its properties, Biometrics 1971): names are the same or not, measures differ by a part of their range
 * over the catalogue, and all attributes have the same say. Other than there, an attribute that only the other listing lacks
 * counts as different: whoever says little is not similar to everybody. And what is for rent is not similar to what is for sale.
 * One instance belongs to one thread.
 */
final class AttributeComparison {
    private static final int LN_PRICE = 0;
    private static final int LN_SIZE = 1;
    private static final int BEDROOMS = 2;
    private static final int BATHROOMS = 3;
    private static final int YEAR = 4;
    private static final int LATITUDE = 5;
    private static final int LONGITUDE = 6;
    private static final int MEASURES = 7;

    private static final int AREA = 0;
    private static final int TYPE = 1;
    private static final int NAMES = 2;

    private final PropertyRecord record = new PropertyRecord();
    private final double[] own = new double[MEASURES];
    private final double[] other = new double[MEASURES];
    private final double[] lowest = new double[MEASURES];
    private final double[] highest = new double[MEASURES];
    private final int[] ownNames = new int[NAMES];
    private final int[] otherNames = new int[NAMES];
    private TenantCatalog properties;
    private int ownCurrency;
    private int ownKind;
    private int known;

    /**
     * Begins a listing.
     *
     * @return false when the catalogue has no attributes of it
     */
    boolean begin(final TenantCatalog catalog, final int ordinal) {
        properties = catalog;
        known = 0;
        if (!catalog.read(ordinal, record)) {
            return false;
        }
        ownCurrency = record.currencyOrdinal();
        ownKind = record.listingKind();
        measure(own);
        name(ownNames);
        for (final double measure : own) {
            known += Double.isNaN(measure) ? 0 : 1;
        }
        for (final int name : ownNames) {
            known += name == PropertyRecord.NONE ? 0 : 1;
        }
        return known > 0;
    }

    /** Offers every listing that has something in common with the one that was begun. */
    void offer(final IntPredicate isWanted, final BestListings into) {
        Arrays.fill(lowest, Double.POSITIVE_INFINITY);
        Arrays.fill(highest, Double.NEGATIVE_INFINITY);
        final int count = properties.propertyCount();
        for (int ordinal = 0; ordinal < count; ordinal++) {
            if (properties.read(ordinal, record)) {
                measure(other);
                for (int i = 0; i < MEASURES; i++) {
                    // NaN is neither.
                    lowest[i] = other[i] < lowest[i] ? other[i] : lowest[i];
                    highest[i] = other[i] > highest[i] ? other[i] : highest[i];
                }
            }
        }
        for (int ordinal = 0; ordinal < count; ordinal++) {
            if (isWanted.test(ordinal)) {
                final float similarity = similarity(ordinal);
                if (similarity > 0) {
                    into.offer(ordinal, similarity);
                }
            }
        }
    }

    /** How similar a listing is to the one that was begun, 0 to 1; after {@link #offer}. */
    float similarity(final int ordinal) {
        if (!properties.read(ordinal, record) || record.listingKind() != ownKind) {
            return 0;
        }
        measure(other);
        name(otherNames);
        double sum = 0;
        for (int i = 0; i < MEASURES; i++) {
            final double range = highest[i] - lowest[i];
            final double similarity = range > 0 ? 1 - Math.abs(own[i] - other[i]) / range : own[i] == other[i] ? 1 : 0;
            sum += similarity > 0 ? similarity : 0;
        }
        for (int i = 0; i < NAMES; i++) {
            sum += ownNames[i] != PropertyRecord.NONE && ownNames[i] == otherNames[i] ? 1 : 0;
        }
        return (float) (sum / known);
    }

    private void measure(final double[] into) {
        // A price in another currency is no price to compare with.
        into[LN_PRICE] = record.currencyOrdinal() == ownCurrency ? positive(Math.log(record.price())) : Double.NaN;
        into[LN_SIZE] = positive(Math.log(record.size()));
        into[BEDROOMS] = record.bedrooms() == PropertyRecord.UNKNOWN_ROOMS ? Double.NaN : record.bedrooms();
        into[BATHROOMS] = record.bathroomQuarters() == PropertyRecord.UNKNOWN_ROOMS ? Double.NaN : record.bathroomQuarters();
        into[YEAR] = record.yearBuilt() == PropertyRecord.UNKNOWN_YEAR ? Double.NaN : record.yearBuilt();
        into[LATITUDE] = record.latitude() == PropertyRecord.UNKNOWN_COORDINATE ? Double.NaN : record.latitude();
        into[LONGITUDE] = record.longitude() == PropertyRecord.UNKNOWN_COORDINATE ? Double.NaN : record.longitude();
    }

    private static double positive(final double logarithm) {
        return Double.isFinite(logarithm) ? logarithm : Double.NaN;
    }

    private void name(final int[] into) {
        into[AREA] = record.areaOrdinal();
        into[TYPE] = record.propertyType() == 0 ? PropertyRecord.NONE : record.propertyType();
    }
}
