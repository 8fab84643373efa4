package dev.homing.serving.demo;

import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.ListingKind;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.client.EventTarget;
import dev.homing.serving.client.PropertyTarget;
import dev.homing.serving.client.Upload;
import io.grpc.Channel;
import java.util.List;

/** Sends a history to a server through the public services, as any client would: in batches, each acked once it is on disk. */
final class DemoImport {
    private final Channel channel;

    DemoImport(final Channel channel) {
        this.channel = channel;
    }

    /** Sends what became of the listings; tells the seconds it took. */
    double changes(final List<ListingChange> changes) {
        return Upload.all(new PropertyTarget(channel), changes.stream().map(DemoImport::upsert).toList(),
                "importing listings", "changes");
    }

    /** Sends what the leads did; tells the seconds it took. */
    double events(final List<Event> events) {
        return Upload.all(new EventTarget(channel), events, "importing events", "events");
    }

    /** The catalogue learns what an agent would enter, and nothing of finish, charm and worth. */
    static UpsertPropertyRequest upsert(final ListingChange change) {
        final MarketListing home = change.listing();
        final Property.Builder property = Property.newBuilder()
                .setPropertyId(home.id()).setMarket("port-alder").setStatus(change.status()).setListingKind(ListingKind.SALE)
                .setPrice(change.price()).setCurrency("USD").setSizeSqft(home.sizeSqft())
                .setBedrooms(home.bedrooms()).setBathrooms(home.bathrooms()).setPropertyType(home.type())
                .setAreaId(home.neighbourhood().id())
                .setLatitude(Neighbourhood.latitude(home.northKm())).setLongitude(Neighbourhood.longitude(home.eastKm()))
                .setYearBuilt(home.yearBuilt()).setListedAt(Appointments.timestamp(home.listedAtMs()))
                .setAgentId(home.agentId());
        home.amenities().forEach(amenity -> property.addAmenities(amenity.tag()));
        return UpsertPropertyRequest.newBuilder()
                .setProperty(property).setEffectiveAt(Appointments.timestamp(change.effectiveAtMs())).build();
    }
}
