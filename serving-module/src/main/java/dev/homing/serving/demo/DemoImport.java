package dev.homing.serving.demo;

import com.google.rpc.Status;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BatchTrackEventsResponse;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.BatchUpsertPropertiesResponse;
import dev.homing.proto.v1.CatalogServiceGrpc;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.ListingKind;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.terminal.CommandException;
import dev.homing.serving.terminal.Progress;
import io.grpc.Channel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Sends a history to a server through the public services, as any client would: in batches, each acked once it is on disk. */
final class DemoImport {
    private static final int BATCH = 1_000;
    private static final int DEADLINE_SECONDS = 60;

    private final Channel channel;

    DemoImport(final Channel channel) {
        this.channel = channel;
    }

    /** Sends what became of the listings; tells the seconds it took. */
    double changes(final List<ListingChange> changes) {
        final CatalogServiceGrpc.CatalogServiceBlockingStub stub = CatalogServiceGrpc.newBlockingStub(channel);
        return send("importing listings", changes, "changes", batch -> {
            final BatchUpsertPropertiesRequest.Builder request = BatchUpsertPropertiesRequest.newBuilder();
            batch.forEach(change -> request.addRequests(upsert(change)));
            final BatchUpsertPropertiesResponse response = stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .batchUpsertProperties(request.build());
            return response.getResultsList().stream().filter(result -> result.hasError())
                    .map(result -> result.getError()).findFirst();
        });
    }

    /** Sends what the leads did; tells the seconds it took. */
    double events(final List<Event> events) {
        final TrackingServiceGrpc.TrackingServiceBlockingStub stub = TrackingServiceGrpc.newBlockingStub(channel);
        return send("importing events", events, "events", batch -> {
            final BatchTrackEventsResponse response = stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .batchTrackEvents(BatchTrackEventsRequest.newBuilder().addAllEvents(batch).build());
            return response.getResultsList().stream().filter(result -> result.hasError())
                    .map(result -> result.getError()).findFirst();
        });
    }

    private static <T> double send(
            final String what, final List<T> items, final String unit, final Function<List<T>, Optional<Status>> call) {
        try (Progress progress = Progress.of(what)) {
            for (int from = 0; from < items.size(); from += BATCH) {
                final List<T> batch = items.subList(from, Math.min(items.size(), from + BATCH));
                final Optional<Status> refusal = call.apply(batch);
                if (refusal.isPresent()) {
                    throw new CommandException(what + ": the server refused one: " + refusal.get().getMessage(), null);
                }
                progress.at((double) (from + batch.size()) / items.size(), from + batch.size(), unit);
            }
            return progress.seconds();
        }
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
