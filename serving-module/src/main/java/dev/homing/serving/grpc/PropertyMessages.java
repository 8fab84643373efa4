package dev.homing.serving.grpc;

import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.GetPropertyResponse;
import dev.homing.proto.v1.PricePoint;
import dev.homing.proto.v1.Property;
import dev.homing.tracking.codec.TimelineRecord;
import dev.homing.tracking.store.IdKind;
import java.util.ArrayList;
import java.util.List;

/** Makes protocol messages of stored properties. */
public final class PropertyMessages {
    private PropertyMessages() {
    }

    /** The property of a record that was read, with its price history; the record is moved on. */
    static GetPropertyResponse response(final TenantCatalog catalog, final PropertyRecord record) {
        final GetPropertyResponse.Builder response = GetPropertyResponse.newBuilder()
                .setProperty(property(catalog, record))
                .setEffectiveAt(Replies.timestamp(record.effectiveAt()));
        final List<PricePoint> newestFirst = new ArrayList<>();
        do {
            addPrice(record, newestFirst);
        } while (catalog.readPrevious(record));
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            response.addPriceHistory(newestFirst.get(i));
        }
        return response.build();
    }

    /** Walking back in time, the same price again only means that it has been so for longer. */
    private static void addPrice(final PropertyRecord record, final List<PricePoint> newestFirst) {
        final int last = newestFirst.size() - 1;
        if (last >= 0 && newestFirst.get(last).getPrice() == record.price()) {
            newestFirst.remove(last);
        }
        if (!Double.isNaN(record.price())) {
            newestFirst.add(PricePoint.newBuilder()
                    .setEffectiveAt(Replies.timestamp(record.effectiveAt()))
                    .setPrice(record.price())
                    .build());
        }
    }

    /**
     * The property of a record.
     *
     * @param catalog of the record
     * @param record  wrapped around a version
     * @return what the version says
     */
    public static Property property(final TenantCatalog catalog, final PropertyRecord record) {
        final Property.Builder property = Property.newBuilder()
                .setPropertyId(catalog.ids(IdKind.PROPERTY).id(record.propertyOrdinal()))
                .setMarket(text(catalog, IdKind.MARKET, record.marketOrdinal()))
                .setStatusValue(record.status())
                .setListingKindValue(record.listingKind())
                .setCurrency(text(catalog, IdKind.CURRENCY, record.currencyOrdinal()))
                .setPropertyTypeValue(record.propertyType())
                .setAreaId(text(catalog, IdKind.AREA, record.areaOrdinal()))
                .setListedAt(Replies.timestamp(record.listedAt()))
                .setAgentId(text(catalog, IdKind.AGENT, record.agentOrdinal()));
        if (!Double.isNaN(record.price())) {
            property.setPrice(record.price());
        }
        if (!Float.isNaN(record.size())) {
            property.setSizeSqft(record.size());
        }
        if (record.bedrooms() != PropertyRecord.UNKNOWN_ROOMS) {
            property.setBedrooms(record.bedrooms());
        }
        if (record.bathroomQuarters() != PropertyRecord.UNKNOWN_ROOMS) {
            property.setBathrooms(record.bathroomQuarters() / 4.0);
        }
        if (record.latitude() != PropertyRecord.UNKNOWN_COORDINATE) {
            property.setLatitude(record.latitude() / TimelineRecord.COORDINATES_PER_DEGREE)
                    .setLongitude(record.longitude() / TimelineRecord.COORDINATES_PER_DEGREE);
        }
        if (record.yearBuilt() != PropertyRecord.UNKNOWN_YEAR) {
            property.setYearBuilt(record.yearBuilt());
        }
        for (long bits = record.amenities(); bits != 0; bits &= bits - 1) {
            property.addAmenities(catalog.ids(IdKind.AMENITY).id(Long.numberOfTrailingZeros(bits)));
        }
        return property.build();
    }

    private static String text(final TenantCatalog catalog, final IdKind kind, final int ordinal) {
        return ordinal == PropertyRecord.NONE ? "" : catalog.ids(kind).id(ordinal);
    }
}
